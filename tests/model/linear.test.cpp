// SPDX-License-Identifier: MIT
// tests/model/linear.test.cpp
#include <lastro/model/linear.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::linear;

namespace {

using values = std::vector<double>;

values noise(std::mt19937_64& engine, std::size_t n) {
    values v(n);
    for (double& x : v) {
        x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    }
    return v;
}

linear with(const model::linear_settings& settings, const values& weights, double intercept) {
    linear m{settings};
    m.initialise(weights.size());
    const auto parameters = m.parameters();
    std::copy(weights.begin(), weights.end(), parameters["weights"].values.begin());
    parameters["intercept"].values[0] = intercept;
    return m;
}

void check_gradient(const train::regression_loss& loss, double l2) {
    std::mt19937_64 engine{loss.index()};
    constexpr std::size_t n = 11, d = 3;
    const values x = noise(engine, n * d), y = noise(engine, n);
    linear m = with({.loss = loss, .l2 = l2}, noise(engine, d), 0.3);
    for (const values& w : {values{}, values(n, 0.7)}) {
        const train::batch<double> batch{x, y, {}, d, w};
        linear::workspace space;
        const auto value = [&] {
            model::gradients<double> unused{m.parameters()};
            return m.loss_and_gradient(batch, unused, random::stream{1}, space);
        };
        model::gradients<double> g{m.parameters()};
        CHECK(m.loss_and_gradient(batch, g, random::stream{1}, space) == value());
        std::size_t at = 0;
        for (const auto& t : m.parameters()) {
            for (double& p : t.values) {
                constexpr double step = 1e-6;
                const double old = p;
                p = old + step;
                const double above = value();
                p = old - step;
                const double below = value();
                p = old;
                CAPTURE(loss.index());
                CAPTURE(t.name);
                CHECK(std::abs(g.values()[at] - (above - below) / (2.0 * step)) < 1e-8);
                ++at;
            }
        }
    }
}

}  // namespace

TEST_SUITE("model/linear") {
    TEST_CASE("loss_and_gradient: values that can be told by hand") {
        const linear m = with({.l2 = 0.5}, {2.0, -1.0}, 1.0);
        const values x{1.0, 1.0, 0.0, 3.0}, y{1.0, -1.0};  // predicted 2 and -2
        linear::workspace space;
        CHECK(m.predict(num::row_major<const double>(x.data(), 2, 2), space)[1] == -2.0);
        CHECK(m.loss({x, y, {}, 2}, space) == 1.0);
        linear copy = m;
        model::gradients<double> g{copy.parameters()};
        CHECK(m.loss_and_gradient({x, y, {}, 2}, g, random::stream{1}, space) == 1.0 + 0.25 * 5.0);
        CHECK(g["weights"].values[0] == 1.0 + 0.5 * 2.0);    // (2*1*1 + 2*-1*0) / 2, and the penalty
        CHECK(g["weights"].values[1] == -2.0 + 0.5 * -1.0);  // (2*1*1 + 2*-1*3) / 2
        CHECK(g["intercept"].values[0] == 0.0);
    }

    TEST_CASE("loss_and_gradient: agrees with finite differences for every loss, with and without weights") {
        for (const train::regression_loss& loss :
             {train::regression_loss{train::squared_loss{}}, train::regression_loss{train::absolute_loss{}},
              train::regression_loss{train::huber_loss{.delta = 0.4}},
              train::regression_loss{train::quantile_loss{.quantile = 0.8}},
              train::regression_loss{train::poisson_loss{}}}) {
            check_gradient(loss, 0.0);
            check_gradient(loss, 0.7);
        }
    }

    TEST_CASE("predict: exp(score) with poisson_loss, and a row does not depend on its neighbours") {
        std::mt19937_64 engine{5};
        const values x = noise(engine, 40 * 3);
        const linear m = with({.loss = train::poisson_loss{}}, {0.5, -1.0, 2.0}, 0.25);
        const linear plain = with({}, {0.5, -1.0, 2.0}, 0.25);
        linear::workspace all, one, space;
        const auto together = m.predict(num::row_major<const double>(x.data(), 40, 3), all);
        const auto scores = plain.predict(num::row_major<const double>(x.data(), 40, 3), space);
        for (std::size_t i = 0; i < 40; ++i) {
            REQUIRE(m.predict(num::row_major(x.data() + 3 * i, 1, 3), one)[0] == together[i]);
            REQUIRE(std::abs(together[i] - std::exp(scores[i])) < 1e-15 * 40);
        }
    }

    TEST_CASE("linear: settings that cannot be are refused, by the constructor and by check") {
        CHECK_THROWS_WITH_AS(linear{{.l2 = -1.0}},
                             "model::linear: l2: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((linear{{.loss = train::quantile_loss{.quantile = 1.5}}}),
                             "train::quantile_loss: quantile: expected 0 < quantile < 1, found 1.5",
                             std::invalid_argument);
        CHECK_NOTHROW(linear{}.check());
        const auto damaged = [](auto&& damage) {
            linear m = with({}, {1.0, 2.0}, 3.0);
            CHECK_NOTHROW(m.check());
            linear::reflect(m, damage);
            return m;
        };
        const linear torn = damaged([](std::string_view name, auto& value) {
            if constexpr (std::is_same_v<decltype(value), Eigen::VectorXd&>) {
                value = Eigen::VectorXd::Zero(name == "intercept" ? 2 : 1);
            }
        });
        CHECK_THROWS_WITH_AS(torn.check(), "lastro.linear: intercept: expected 1 number, found 2", format_error);
        const linear lost = damaged([](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), train::regression_loss&>) {
                value = train::huber_loss{.delta = 0.0};
            }
        });
        CHECK_THROWS_WITH_AS(lost.check(),
                             "lastro.linear: loss: train::huber_loss: delta: expected a finite number above 0, found 0",
                             format_error);
        const linear endless = damaged([](std::string_view name, auto& value) {
            if constexpr (std::is_same_v<decltype(value), Eigen::VectorXd&>) {
                if (name == "weights") {
                    value(0) = std::nan("");
                }
            }
        });
        CHECK_THROWS_WITH_AS(endless.check(), "lastro.linear: expected finite parameters, found nan", format_error);
    }
}  // TEST_SUITE
