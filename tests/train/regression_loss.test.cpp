// SPDX-License-Identifier: MIT
// tests/train/regression_loss.test.cpp
#include <lastro/train/regression_loss.hpp>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using values = std::vector<double>;

namespace {

double mean(const train::regression_loss& loss, const values& z, const values& y, const values& w = {}) {
    values unused(z.size());
    return train::mean_loss<double>(loss, z, y, unused, w);
}

const train::regression_loss all[] = {train::squared_loss{}, train::absolute_loss{}, train::huber_loss{.delta = 0.6},
                                      train::quantile_loss{.quantile = 0.9}, train::poisson_loss{}};

}  // namespace

TEST_SUITE("train/regression_loss") {
    TEST_CASE("mean_loss: values that can be told by hand") {
        CHECK(mean(train::squared_loss{}, {1, 2}, {3, 2}) == 2.0);
        CHECK(mean(train::absolute_loss{}, {1, 2}, {3, 2}) == 1.0);
        CHECK(mean(train::huber_loss{.delta = 1.0}, {0, 0}, {0.5, -3}) == (0.125 + 2.5) / 2);
        CHECK(mean(train::quantile_loss{.quantile = 0.75}, {0, 0}, {2, -2}) == (1.5 + 0.5) / 2);
        CHECK(mean(train::poisson_loss{}, {0}, {3}) == 1.0);
        CHECK(std::abs(mean(train::poisson_loss{}, {std::log(3.0)}, {3}) - (3 - 3 * std::log(3.0))) < 1e-15);
    }

    TEST_CASE("derivative: agrees with finite differences, with and without weights") {
        for (const auto& loss : all) {
            for (const values& w : {values{}, values{2, 0.5, 0, 1}}) {
                values z{0.3, -2.0, 1.5, 0.1}, y{1.0, 0.5, 1.0, 3.0}, d(4);
                train::mean_loss<double>(loss, z, y, d, w);
                for (std::size_t i = 0; i < z.size(); ++i) {
                    constexpr double step = 1e-6;
                    const double old = z[i];
                    z[i] = old + step;
                    const double above = mean(loss, z, y, w);
                    z[i] = old - step;
                    const double below = mean(loss, z, y, w);
                    z[i] = old;
                    CAPTURE(loss.index());
                    CAPTURE(i);
                    CHECK(std::abs(d[i] - (above - below) / (2 * step)) < 1e-9);
                }
            }
        }
    }

    TEST_CASE("minimum: where each loss has it") {
        const values y{1, 2, 3, 4, 100};
        const auto best = [&](const train::regression_loss& loss) {
            double at = 0.0, least = 1e300;
            for (double z = 0.0; z <= 100.0; z += 0.25) {
                if (const double m = mean(loss, values(5, z), y); m < least) {
                    least = m;
                    at = z;
                }
            }
            return at;
        };
        CHECK(best(train::squared_loss{}) == 22.0);                   // the mean
        CHECK(best(train::absolute_loss{}) == 3.0);                   // the median
        CHECK(best(train::quantile_loss{.quantile = 0.9}) == 100.0);  // the largest of five
        CHECK(best(train::quantile_loss{.quantile = 0.1}) == 1.0);
    }

    TEST_CASE("NaN: is seen, not hidden") {
        for (const auto& loss : all) {
            values d(1);
            CAPTURE(loss.index());
            CHECK(std::isnan(train::mean_loss<double>(loss, values{std::nan("")}, values{1}, d)));
            CHECK(std::isnan(d[0]));
        }
    }

    TEST_CASE("weights: part of a batch by part, the same sum") {
        const values z{0.3, -2.0, 1.5, 0.1}, y{1.0, 0.5, 1.0, 3.0}, w{3, 0, 1, 2};
        for (const auto& loss : all) {
            const double whole = mean(loss, z, y, w);
            const double first = mean(loss, {0.3, -2.0}, {1.0, 0.5}, {3, 0});
            const double second = mean(loss, {1.5, 0.1}, {1.0, 3.0}, {1, 2});
            CHECK(std::abs(whole - (first + second) / 2) < 1e-14);
        }
    }

    TEST_CASE("check and settings") {
        CHECK_THROWS_WITH_AS(train::huber_loss{.delta = 0.0}.check(),
                             "train::huber_loss: delta: expected a finite number above 0, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(train::quantile_loss{.quantile = 1.0}.check(),
                             "train::quantile_loss: quantile: expected 0 < quantile < 1, found 1",
                             std::invalid_argument);
        CHECK(to_string(train::huber_loss{}.settings()) == "huber_loss(delta 1)");
        CHECK(train::regression_loss{} == train::regression_loss{train::squared_loss{}});
    }
}  // TEST_SUITE
