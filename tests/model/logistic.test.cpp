// SPDX-License-Identifier: MIT
// tests/model/logistic.test.cpp
#include <lastro/model/logistic.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::logistic;

namespace {

using values = std::vector<double>;

values noise(std::mt19937_64& engine, std::size_t n) {
    values v(n);
    for (double& x : v) {
        x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    }
    return v;
}

// The mean loss from its definition: shares no code with the library.
double loss_by_definition(const logistic& m, const train::batch<double>& batch) {
    double sum = 0.0;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        std::vector<double> z(m.outputs());
        for (std::size_t j = 0; j < z.size(); ++j) {
            z[j] = m.bias()(static_cast<Eigen::Index>(j));
            for (std::size_t k = 0; k < batch.columns; ++k) {
                z[j] += batch.values[i * batch.columns + k] *
                        m.weights()(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(j));
            }
        }
        if (z.size() == 1) {
            sum += std::log(1.0 + std::exp(batch.targets[i] == 1.0 ? -z[0] : z[0]));
        } else {
            double all = 0.0;
            for (const double score : z) {
                all += std::exp(score);
            }
            sum -= std::log(std::exp(z[static_cast<std::size_t>(batch.targets[i])]) / all);
        }
    }
    return sum / static_cast<double>(batch.rows()) + 0.5 * m.settings().l2 * m.weights().squaredNorm();
}

void check_gradient(std::size_t outputs, double l2) {
    std::mt19937_64 engine{outputs};
    constexpr std::size_t n = 11, d = 3;
    const values x = noise(engine, n * d);
    values y(n);
    for (double& target : y) {
        target = static_cast<double>(engine() % (outputs == 1 ? 2 : outputs));
    }
    const train::batch<double> batch{x, y, {}, d};
    logistic m{{.l2 = l2}};
    m.initialise(d, outputs, random::stream{1});
    for (const auto& t : m.parameters()) {
        const values start = noise(engine, t.values.size());
        std::copy(start.begin(), start.end(), t.values.begin());
    }
    model::gradients<double> g{m.parameters()};
    logistic::workspace space;
    const double loss = m.loss_and_gradient(batch, g, random::stream{1}, space);
    CHECK(std::abs(loss - loss_by_definition(m, batch)) < 1e-14);
    std::size_t at = 0;
    for (const auto& t : m.parameters()) {
        for (double& p : t.values) {
            constexpr double step = 1e-6;
            const double old = p;
            p = old + step;
            const double above = loss_by_definition(m, batch);
            p = old - step;
            const double below = loss_by_definition(m, batch);
            p = old;
            CAPTURE(t.name);
            CHECK(std::abs(g.values()[at] - (above - below) / (2.0 * step)) < 1e-8);
            ++at;
        }
    }
}

}  // namespace

TEST_SUITE("model/logistic") {
    TEST_CASE("loss_and_gradient: agrees with the definition and with finite differences") {
        for (const std::size_t outputs : {1U, 3U, 5U}) {
            check_gradient(outputs, 0.0);
            check_gradient(outputs, 0.7);
        }
    }

    TEST_CASE("loss_and_gradient: adds to the gradient and does not depend on what the workspace held") {
        const values x{1.0, 2.0, -1.0, 0.5}, y{1.0, 0.0};
        logistic m{{.l2 = 0.1}};
        m.initialise(2, 1, random::stream{1});
        model::gradients<double> once{m.parameters()}, twice{m.parameters()};
        logistic::workspace fresh, used;
        m.loss_and_gradient({x, y, {}, 2}, once, random::stream{1}, fresh);
        const values other(40, 3.0);
        m.scores(num::row_major(other.data(), 20, 2), used);
        m.loss_and_gradient({x, y, {}, 2}, twice, random::stream{1}, used);
        CHECK(values(once.values().begin(), once.values().end()) ==
              values(twice.values().begin(), twice.values().end()));
        m.loss_and_gradient({x, y, {}, 2}, twice, random::stream{1}, used);
        for (std::size_t i = 0; i < once.values().size(); ++i) {
            CHECK(std::abs(twice.values()[i] - 2.0 * once.values()[i]) < 1e-15);
        }
    }

    TEST_CASE("initialise: starts at zero, where the loss is that of a coin") {
        logistic m;
        m.initialise(2, 1, random::stream{5});
        CHECK(m.inputs() == 2);
        CHECK(m.outputs() == 1);
        const values x{1.0, 2.0}, y{1.0};
        model::gradients<double> g{m.parameters()};
        logistic::workspace space;
        CHECK(std::abs(m.loss_and_gradient({x, y, {}, 2}, g, random::stream{5}, space) - std::log(2.0)) < 1e-16);
        CHECK(g["weights"].values[1] == -1.0);  // (sigmoid(0) - 1) * 2
    }

    TEST_CASE("logistic: a penalty that is none is refused, by the constructor and by check") {
        CHECK_THROWS_WITH_AS(logistic{{.l2 = -1.0}},
                             "model::logistic: l2: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(logistic{{.l2 = std::nan("")}},
                             "model::logistic: l2: expected a finite number of at least 0, found nan",
                             std::invalid_argument);
        logistic damaged;
        damaged.initialise(2, 1, random::stream{1});
        CHECK_NOTHROW(damaged.check());
        logistic::reflect(damaged, [](std::string_view name, auto& value) {
            if constexpr (std::is_same_v<decltype(value), Eigen::VectorXd&>) {
                value = Eigen::VectorXd::Zero(name == "bias" ? 2 : 1);
            }
        });
        CHECK_THROWS_WITH_AS(damaged.check(), "lastro.logistic: expected a bias for each of 1 outputs, found 2",
                             format_error);
    }

}  // TEST_SUITE
