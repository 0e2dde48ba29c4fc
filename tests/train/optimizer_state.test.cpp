// SPDX-License-Identifier: MIT
// tests/train/optimizer_state.test.cpp
#include <lastro/train/optimizer_state.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/parameters_digest.hpp>

using namespace lastro;
using train::adam;
using train::adamw;
using train::sgd;

namespace {

constexpr int steps = 20;

// A start, and a gradient for every step that does not depend on the parameters.
struct problem {
    Eigen::VectorXd start{Eigen::VectorXd(4)};
    std::vector<std::vector<double>> gradients;
    problem() {
        start << 1.0, -2.0, 0.5, 3.0;
        std::mt19937_64 engine{8};
        for (int t = 0; t < steps; ++t) {
            std::vector<double> g(4);
            for (double& x : g) {
                x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
            }
            gradients.push_back(g);
        }
    }
};

Eigen::VectorXd after_steps(const train::optimizer& rule, const problem& p) {
    Eigen::VectorXd w = p.start;
    const auto parameters = model::parameters("w", w);
    train::optimizer_state<double> state{rule, parameters};
    model::gradients<double> g{parameters};
    for (const auto& gradient : p.gradients) {
        std::copy(gradient.begin(), gradient.end(), g.values().begin());
        state.step(parameters, g);
    }
    CHECK(state.steps() == steps);
    return w;
}

// PyTorch's algorithm boxes, one number at a time, in plain arithmetic.
double sgd_by_definition(const sgd& o, double w, const problem& p, std::size_t i) {
    double b = 0.0;
    for (std::size_t t = 0; t < p.gradients.size(); ++t) {
        const double g = p.gradients[t][i] + o.weight_decay * w;
        double update = g;
        if (o.momentum != 0.0) {
            b = t == 0 ? g : o.momentum * b + (1.0 - o.dampening) * g;
            update = o.nesterov ? g + o.momentum * b : b;
        }
        w -= o.learning_rate * update;
    }
    return w;
}

template <class Adam>
double adam_by_definition(const Adam& o, double w, const problem& p, std::size_t i) {
    constexpr bool decoupled = std::is_same_v<Adam, adamw>;
    double m = 0.0, v = 0.0, top = 0.0;
    for (std::size_t t = 0; t < p.gradients.size(); ++t) {
        const double g = p.gradients[t][i] + (decoupled ? 0.0 : o.weight_decay * w);
        w = decoupled ? w - o.learning_rate * o.weight_decay * w : w;
        m = o.beta1 * m + (1.0 - o.beta1) * g;
        v = o.beta2 * v + (1.0 - o.beta2) * g * g;
        top = std::max(top, v);
        const double n = static_cast<double>(t + 1);
        const double second = (o.amsgrad ? top : v) / (1.0 - std::pow(o.beta2, n));
        w -= o.learning_rate * (m / (1.0 - std::pow(o.beta1, n))) / (std::sqrt(second) + o.epsilon);
    }
    return w;
}

template <class Rule, class Definition>
void check(const Rule& rule, Definition&& by_definition) {
    const problem p;
    const Eigen::VectorXd w = after_steps(rule, p);
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        const auto at = static_cast<Eigen::Index>(i);
        CHECK(std::abs(w(at) - by_definition(rule, p.start(at), p, i)) < 1e-13);
    }
}

}  // namespace

TEST_SUITE("train/optimizer_state") {
    TEST_CASE("sgd: agrees with the definition in every combination of its settings") {
        check(sgd{.learning_rate = 0.1}, sgd_by_definition);
        check(sgd{.learning_rate = 0.1, .weight_decay = 0.05}, sgd_by_definition);
        check(sgd{.learning_rate = 0.1, .momentum = 0.9}, sgd_by_definition);
        check(sgd{.learning_rate = 0.1, .momentum = 0.9, .dampening = 0.5, .weight_decay = 0.01}, sgd_by_definition);
        check(sgd{.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.01, .nesterov = true}, sgd_by_definition);
    }

    TEST_CASE("adam and adamw: agree with the definition in every combination of their settings") {
        for (const bool amsgrad : {false, true}) {
            check(adam{.learning_rate = 0.1, .amsgrad = amsgrad}, adam_by_definition<adam>);
            check(adam{.learning_rate = 0.1, .beta2 = 0.9, .weight_decay = 0.1, .amsgrad = amsgrad},
                  adam_by_definition<adam>);
            check(adamw{.learning_rate = 0.1, .weight_decay = 0.1, .amsgrad = amsgrad}, adam_by_definition<adamw>);
            check(adamw{.learning_rate = 0.1, .beta1 = 0.0, .weight_decay = 0.0, .amsgrad = amsgrad},
                  adam_by_definition<adamw>);
        }
    }

    TEST_CASE("step: the first one of Adam is learning_rate long, whatever the gradient's size") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(2);
        const auto parameters = model::parameters("w", w);
        train::optimizer_state<double> state{adam{.learning_rate = 0.5}, parameters};
        model::gradients<double> g{parameters};
        g.values()[0] = 1e-3;
        g.values()[1] = -1e6;
        state.step(parameters, g);
        CHECK(std::abs(w(0) + 0.5) < 1e-4);
        CHECK(std::abs(w(1) - 0.5) < 1e-9);
    }

    TEST_CASE("step: the same bits on every level and however the parameters are cut into tensors") {
        const auto digest_of = [](const train::optimizer& rule) {
            std::mt19937_64 engine{5};
            Eigen::MatrixXd a = Eigen::MatrixXd::Constant(7, 5, 0.25);
            Eigen::VectorXd b = Eigen::VectorXd::Constant(3, -0.5);
            const auto parameters = model::parameters("a", a, "b", b);
            train::optimizer_state<double> state{rule, parameters};
            model::gradients<double> g{parameters};
            for (int t = 0; t < 30; ++t) {
                for (double& x : g.values()) {
                    x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
                }
                state.step(parameters, g);
            }
            return model::parameters_digest(parameters);
        };
        for (const train::optimizer& rule :
             {train::optimizer{sgd{.momentum = 0.9, .weight_decay = 0.1, .nesterov = true}},
              train::optimizer{adam{.weight_decay = 0.1}}, train::optimizer{adamw{.amsgrad = true}}}) {
            CAPTURE(to_string(train::describe(rule)));
            num::force_level(num::level::portable);
            const auto portable = digest_of(rule);
            num::force_level(num::detected_level());
            CHECK(digest_of(rule) == portable);
        }
    }

    TEST_CASE("optimizer_state: refuses settings that cannot be") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
        CHECK_THROWS_AS((train::optimizer_state<double>{adam{.learning_rate = 0.0}, model::parameters("w", w)}),
                        std::invalid_argument);
    }
}  // TEST_SUITE
