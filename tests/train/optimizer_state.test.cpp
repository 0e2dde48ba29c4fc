// SPDX-License-Identifier: MIT
// tests/train/optimizer_state.test.cpp
#include <lastro/train/optimizer_state.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/parameters_digest.hpp>

using namespace lastro;
using train::adam;
using train::adamw;
using train::sgd;

namespace {

// A rule of every kind, with everything in it that is remembered.
const train::optimizer all_rules[] = {sgd{.momentum = 0.9, .weight_decay = 0.1, .nesterov = true},
                                      adam{.weight_decay = 0.1},
                                      adamw{.amsgrad = true},
                                      train::adagrad{.rate_decay = 0.1, .initial_accumulator = 0.5},
                                      train::rmsprop{.momentum = 0.9, .centered = true},
                                      train::rmsprop{.momentum = 0.9},
                                      train::adadelta{},
                                      train::adamax{},
                                      train::nadam{},
                                      train::radam{.beta2 = 0.9},
                                      train::lion{}};

// Two tensors and gradients that differ from step to step.
struct two_tensors {
    Eigen::MatrixXd a = Eigen::MatrixXd::Constant(7, 5, 0.25);
    Eigen::VectorXd b = Eigen::VectorXd::Constant(3, -0.5);
    std::mt19937_64 engine{5};

    auto parameters() { return model::parameters("a", a, "b/bias", b); }
    void run(train::optimizer_state<double>& state, int steps) {
        model::gradients<double> g{parameters()};
        for (int t = 0; t < steps; ++t) {
            for (double& x : g.values()) {
                x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
            }
            state.step(parameters(), g);
        }
    }
    hash::digest digest() { return model::parameters_digest(parameters()); }
};

}  // namespace

TEST_SUITE("train/optimizer_state") {
    TEST_CASE("step: the same bits on every level, with tensors of any size") {
        for (const train::optimizer& rule : all_rules) {
            const auto digest_of = [&] {
                two_tensors p;
                train::optimizer_state<double> state{rule, p.parameters()};
                p.run(state, 30);
                return p.digest();
            };
            CAPTURE(to_string(train::describe(rule)));
            num::force_level(num::level::portable);
            const auto portable = digest_of();
            num::force_level(num::detected_level());
            CHECK(digest_of() == portable);
        }
    }

    TEST_CASE("step: float follows double within its precision") {
        for (const train::optimizer& rule : all_rules) {
            Eigen::VectorXd w = Eigen::VectorXd::Constant(19, 0.5);
            Eigen::VectorXf v = Eigen::VectorXf::Constant(19, 0.5F);
            train::optimizer_state<double> exact{rule, model::parameters("w", w)};
            train::optimizer_state<float> single{rule, model::parameters("w", v)};
            model::gradients<double> g{model::parameters("w", w)};
            model::gradients<float> h{model::parameters("w", v)};
            for (int t = 0; t < 10; ++t) {
                for (std::size_t i = 0; i < 19; ++i) {
                    g.values()[i] = static_cast<double>((i * 7 + static_cast<std::size_t>(t) * 5) % 11) / 8.0 - 0.6875;
                    h.values()[i] = static_cast<float>(g.values()[i]);
                }
                exact.step(model::parameters("w", w), g);
                single.step(model::parameters("w", v), h);
            }
            CAPTURE(to_string(train::describe(rule)));
            CHECK((w - v.cast<double>()).cwiseAbs().maxCoeff() < 2e-5);
        }
    }

    TEST_CASE("step: a factor multiplies the learning rate") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
        const auto parameters = model::parameters("w", w);
        train::optimizer_state<double> state{sgd{.learning_rate = 0.5}, parameters};
        model::gradients<double> g{parameters};
        g.values()[0] = 1.0;
        state.step(parameters, g, 0.5);
        CHECK(w(0) == -0.25);
        state.step(parameters, g, 0.0);
        CHECK(w(0) == -0.25);
        CHECK(state.steps() == 2);
    }

    TEST_CASE("groups: the first that matches rules, the rest follows the optimizer") {
        two_tensors one, two;
        const std::vector<train::parameter_group> groups{{.pattern = "*/bias", .optimizer = sgd{.learning_rate = 1.0}},
                                                         {.pattern = "?", .optimizer = adam{}}};
        train::optimizer_state<double> grouped{sgd{.learning_rate = 0.25}, one.parameters(), std::vector{groups[0]}};
        train::optimizer_state<double> plain{sgd{.learning_rate = 0.25}, two.parameters()};
        one.run(grouped, 1);
        two.run(plain, 1);
        CHECK(one.a == two.a);
        CHECK(((one.b.array() + 0.5) - 4.0 * (two.b.array() + 0.5)).abs().maxCoeff() < 1e-15);  // four times as far

        two_tensors three;
        train::optimizer_state<double> both{sgd{}, three.parameters(), groups};
        std::vector<std::string> names;
        for (const auto& t : both.memory()) {
            names.push_back(t.name);
        }
        CHECK(names == std::vector<std::string>{"a/mean", "a/mean_square"});
        CHECK_THROWS_WITH_AS((train::optimizer_state<double>{sgd{}, three.parameters(),
                                                             std::vector<train::parameter_group>{{"c*", sgd{}}}}),
                             R"(train::parameter_group: pattern: expected a match among "a", "b/bias", found "c*")",
                             std::invalid_argument);
    }

    TEST_CASE("memory and counters: a state that was saved and restored goes on to the same bytes") {
        for (const train::optimizer& rule : all_rules) {
            const std::vector<train::parameter_group> groups{{.pattern = "b*", .optimizer = train::nadam{}}};
            two_tensors p;
            train::optimizer_state<double> state{rule, p.parameters(), groups};
            p.run(state, 7);

            std::vector<std::vector<double>> saved;
            for (const auto& t : state.memory()) {
                CHECK(t.values.size() == t.rows * t.columns);
                saved.emplace_back(t.values.begin(), t.values.end());
            }
            const std::vector<train::step_counters> counters = state.counters();
            two_tensors later = p;
            p.run(state, 5);

            train::optimizer_state<double> restored{rule, later.parameters(), groups};
            const auto memory = restored.memory();
            for (std::size_t i = 0; i < saved.size(); ++i) {
                std::copy(saved[i].begin(), saved[i].end(), memory[i].values.begin());
            }
            restored.restore(counters);
            CHECK(restored.steps() == 7);
            later.run(restored, 5);
            CAPTURE(to_string(train::describe(rule)));
            CHECK(later.digest() == p.digest());
            CHECK(restored.counters() == state.counters());
        }
        two_tensors p;
        train::optimizer_state<double> state{sgd{}, p.parameters()};
        CHECK_THROWS_WITH_AS(state.restore({}), "train::optimizer_state: counters: expected those of 1 rules, found 0",
                             std::invalid_argument);
    }

    TEST_CASE("optimizer_state: refuses settings that cannot be") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
        CHECK_THROWS_AS((train::optimizer_state<double>{adam{.learning_rate = 0.0}, model::parameters("w", w)}),
                        std::invalid_argument);
    }
}  // TEST_SUITE
