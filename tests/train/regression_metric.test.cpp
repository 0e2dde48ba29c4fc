// SPDX-License-Identifier: MIT
// tests/train/regression_metric.test.cpp
#include <lastro/train/regression_metric.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "shards.hpp"

using namespace lastro;

namespace {

using values = std::vector<double>;

const values y{3, -0.5, 2, 7, 4.25};
const values p{2.5, 0.1, 2, 8, 3};
const values w{1, 2, .5, 1, .25};

void near(double got, double expected) { CHECK(std::abs(got - expected) <= 4e-16 * (1.0 + std::abs(expected))); }

}  // namespace

TEST_SUITE("train/regression_metric") {
    TEST_CASE("values small enough to check by hand") {
        CHECK(train::mean_squared_error(values{3, -0.5, 2, 7}, values{2.5, 0, 2, 8}) == 0.375);
        CHECK(train::mean_absolute_error(values{3, -0.5, 2, 7}, values{2.5, 0, 2, 8}) == 0.5);
        CHECK(train::root_mean_squared_error(values{1, 2}, values{4, 6}) == std::sqrt(12.5));
        CHECK(train::mean_absolute_percentage_error(values{2, -4}, values{1, -5}) == 0.375);
        CHECK(train::mean_pinball_loss(values{1, 1}, values{0, 3}, 0.75) == (0.75 * 1 + 0.25 * 2) / 2);
        CHECK(train::r2_score(values{1, 2, 3}, values{1, 2, 3}) == 1.0);
        CHECK(train::r2_score(values{1, 2, 3}, values{2, 2, 2}) == 0.0);
    }

    TEST_CASE("scikit-learn 1.5.2: the same values, with and without weights") {
        near(train::mean_squared_error(y, p), 0.6345);
        near(train::root_mean_squared_error(y, p), 0.7965550828411052);
        near(train::mean_absolute_error(y, p), 0.67);
        near(train::mean_absolute_percentage_error(y, p), 0.3607282913165266);
        near(train::r2_score(y, p), 0.8966612377850163);
        near(train::mean_pinball_loss(y, p, 0.9), 0.347);
        near(train::mean_squared_error(y, p, w), 0.4969736842105263);
        near(train::root_mean_squared_error(y, p, w), 0.7049636048836325);
        near(train::mean_absolute_error(y, p, w), 0.6342105263157896);
        near(train::mean_absolute_percentage_error(y, p, w), 0.585905941323898);
        near(train::r2_score(y, p, w), 0.9398592080452546);
        near(train::mean_pinball_loss(y, p, 0.9, w), 0.20026315789473684);
    }

    TEST_CASE("mean_pinball_loss: least for the quantile, and half the absolute error for the median") {
        const values sample{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        const auto loss = [&](double told) { return train::mean_pinball_loss(sample, values(10, told), 0.85); };
        for (const double other : {1.0, 5.0, 8.0, 10.0}) {
            CHECK(loss(9.0) < loss(other));
        }
        CHECK(2.0 * train::mean_pinball_loss(y, p, 0.5) == train::mean_absolute_error(y, p));
    }

    TEST_CASE("r2_score: targets far from zero lose nothing") {
        // the exact answer by shift: 1e8 + {1, 2, 3} against 1e8 + {1, 2, 4}, squared error 1 of 2
        for (const double shift : {0.0, 1e8, 1e12, 1e14}) {
            CAPTURE(shift);
            CHECK(train::r2_score(values{shift + 1, shift + 2, shift + 3}, values{shift + 1, shift + 2, shift + 4}) ==
                  0.5);
        }
    }

    TEST_CASE("weights: 2 is the row twice, 0 is no row") {
        const values once{1, 4, 6}, told{2, 4, 5};
        const values twice{1, 1, 4}, told_twice{2, 2, 4};
        CHECK(train::r2_score(once, told, values{2, 1, 0}) == train::r2_score(twice, told_twice));
        CHECK(train::mean_squared_error(once, told, values{2, 1, 0}) == train::mean_squared_error(twice, told_twice));
    }

    TEST_CASE("merge: neither order nor shards can be seen") {
        values a, b, c;
        for (int i = 0; i < 150; ++i) {
            a.push_back(1e3 * std::sin(i) + 1e5);
            b.push_back(a.back() + std::cos(3.0 * i));
            c.push_back(i % 2 == 0 ? 1.0 : 0.1 * i);
        }
        CHECK(shards_do_not_show(
            train::r2_state{}, a.size(), [&](train::r2_state& s, std::size_t i) { s.add(a[i], b[i], c[i]); },
            [](const train::r2_state& s) { return s.value(); }));
        using state = train::mean_error<train::pinball_error>;
        CHECK(shards_do_not_show(
            state{{0.3}}, a.size(), [&](state& s, std::size_t i) { s.add(a[i], b[i], c[i]); },
            [](const state& s) { return s.value(); }));
    }

    TEST_CASE("refusals: what has no answer") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::r2_score(values{2, 2}, values{1, 2})),
                             "train::r2_score: expected targets that differ, found equal ones", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::r2_score(values{0.1, 0.1, 0.1}, values{1, 2, 3}, values{.3, .7, .1})),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::r2_score(values{1, std::numeric_limits<double>::infinity()}, y)),
                        std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::mean_absolute_percentage_error(values{0}, values{1})),
                             "train::mean_absolute_percentage_error: expected targets other than 0, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::mean_pinball_loss(y, p, 1.0)),
                             "train::mean_pinball_loss: quantile: expected between 0 and 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::mean_squared_error(values{1}, values{std::nan("")})),
                             "train::mean_error: expected predictions that are numbers, found nan",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::mean_squared_error(y, p, values{1})), std::invalid_argument);
    }

}  // TEST_SUITE
