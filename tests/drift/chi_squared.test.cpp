// SPDX-License-Identifier: MIT
// tests/drift/chi_squared.test.cpp
#include <lastro/drift/chi_squared.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::chi_squared;
using lastro::drift::chi_squared_result;
using lastro::drift::chi_squared_table;

namespace {

using counts = std::vector<std::uint64_t>;

}  // namespace

TEST_SUITE("drift/chi_squared") {
    TEST_CASE("statistic: checked by hand, with R's values") {
        const chi_squared_result r = chi_squared(counts{10, 20}, counts{30, 15});  // chisq.test(correct = FALSE)
        CHECK(std::abs(r.statistic - 8.035714285714285) < 1e-13);
        CHECK(std::abs(r.p_value - 0.0045863920802535025) < 1e-15);
        CHECK(r.degrees == 1.0);
        CHECK(r.expected == std::vector<double>{16, 14, 24, 21});
        CHECK(r.smallest_expected == 14.0);
        const auto yates = chi_squared(counts{10, 20}, counts{30, 15}, {.yates_correction = true});
        CHECK(std::abs(yates.statistic - 6.752232142857143) < 1e-13);
        const auto g = chi_squared(counts{10, 20}, counts{30, 15}, {.power = 0.0});
        const double by_hand = 2.0 * (10 * std::log(10.0 / 16) + 20 * std::log(20.0 / 14) + 30 * std::log(30.0 / 24) +
                                      15 * std::log(15.0 / 21));
        CHECK(std::abs(g.statistic - by_hand) < 1e-12);
    }

    TEST_CASE("statistic: equal shares have none, swapping the sides changes nothing") {
        CHECK(chi_squared(counts{10, 20, 30}, counts{20, 40, 60}).statistic == 0.0);
        CHECK(chi_squared(counts{10, 20, 30}, counts{20, 40, 60}).p_value == 1.0);
        const auto r = chi_squared(counts{4, 2, 0}, counts{1, 1, 4});
        const auto swapped = chi_squared(counts{1, 1, 4}, counts{4, 2, 0});
        CHECK(std::abs(r.statistic - swapped.statistic) < 1e-14);
    }

    TEST_CASE("categories: one that nobody has counts for nothing, a new one counts") {
        const auto r = chi_squared(counts{4, 0, 2, 0}, counts{1, 0, 1, 4});
        CHECK(r.degrees == 2.0);
        CHECK(std::abs(r.statistic - 6.133333333333333) < 1e-14);
        const auto one = chi_squared(counts{5, 0}, counts{9, 0});
        CHECK(one.degrees == 0.0);
        CHECK(one.p_value == 1.0);
        CHECK(one.statistic == 0.0);
    }

    TEST_CASE("tables: more than two rows") {
        const auto r = chi_squared_table(counts{30, 20, 10, 15, 25, 20, 20, 20, 20}, 3, 3);
        CHECK(r.degrees == 4.0);
        double by_hand = 0.0;
        for (std::size_t i = 0; i < 9; ++i) {
            const double o = static_cast<double>(counts{30, 20, 10, 15, 25, 20, 20, 20, 20}[i]);
            by_hand += (o - r.expected[i]) * (o - r.expected[i]) / r.expected[i];
        }
        CHECK(std::abs(r.statistic - by_hand) < 1e-13);
    }

    TEST_CASE("tables: with hundreds of columns, some of them empty, as added cell by cell, at every level") {
        const std::size_t columns = 1000;
        std::vector<std::uint64_t> table(3 * columns);
        std::vector<double> rows(3, 0.0), sums(columns, 0.0);
        double all = 0.0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            table[i] = i % columns % 7 == 0 ? 0 : 1 + i * 7919 % 101;
            rows[i / columns] += static_cast<double>(table[i]);
            sums[i % columns] += static_cast<double>(table[i]);
            all += static_cast<double>(table[i]);
        }
        double statistic = 0.0, smallest = all;
        for (std::size_t i = 0; i < table.size(); ++i) {
            const double expected = rows[i / columns] * sums[i % columns] / all;
            const double difference = static_cast<double>(table[i]) - expected;
            if (expected > 0.0) {
                const double square = lastro::num::rounded(difference * difference);
                statistic += square / expected;
                smallest = expected < smallest ? expected : smallest;
            }
        }
        using lastro::num::level;
        for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
            if (lastro::num::is_available(l)) {
                lastro::num::force_level(l);
                const auto r = lastro::drift::chi_squared_table(table, 3, columns);
                CHECK(r.statistic == statistic);
                CHECK(r.smallest_expected == smallest);
                CHECK(r.degrees == 2.0 * (1000 - 143 - 1));
                CHECK(r.expected[columns + 8] == rows[1] * sums[8] / all);
            }
        }
        lastro::num::force_level(lastro::num::detected_level());
    }

    TEST_CASE("p-value: false alarms at the level, where five or more are expected") {
        std::mt19937_64 engine{8};
        constexpr int rounds = 2000;
        int alarms = 0;
        for (int round = 0; round < rounds; ++round) {
            counts a(5), b(5);
            for (int i = 0; i < 200; ++i) {
                ++a[engine() % 5];
                ++b[engine() % 5];
            }
            alarms += chi_squared(a, b).p_value <= 0.05 ? 1 : 0;
        }
        CHECK(alarms > rounds * 35 / 1000);
        CHECK(alarms < rounds * 65 / 1000);
    }

    TEST_CASE("counts: refusals say what is missing") {
        CHECK_THROWS_WITH_AS(static_cast<void>(chi_squared(counts{1, 2}, counts{1})),
                             "chi_squared: live: expected as many counts as the reference has, at least one, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(chi_squared(counts{1, 2}, counts{0, 0})),
                             "chi_squared: live: expected at least one count, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(chi_squared_table(counts{1, 2, 3}, 2, 2)),
                             "chi_squared_table: table: expected rows x columns counts, found 3",
                             std::invalid_argument);
        const std::uint64_t huge = std::uint64_t{1} << 53U;
        CHECK_THROWS_WITH_AS(static_cast<void>(chi_squared(counts{huge, 2}, counts{1, 1})),
                             "chi_squared_table: table: expected a total up to 2^53, found 2", std::invalid_argument);
    }

    TEST_CASE("power: Cressie and Read's family is continuous at its named members, and refuses what is no number") {
        const counts a{10, 20, 5}, b{30, 15, 9};
        for (const double power : {1.0, 0.0, -1.0}) {
            const double at = chi_squared(a, b, {.power = power}).statistic;
            const double near = chi_squared(a, b, {.power = power + 1e-7}).statistic;
            CAPTURE(power);
            CHECK(std::abs(at - near) < 1e-5);
        }
        // Neyman's statistic, power -2: sum (O - E)^2 / O
        const auto r = chi_squared(a, b, {.power = -2.0});
        double neyman = 0.0;
        for (std::size_t i = 0; i < 6; ++i) {
            const auto o = static_cast<double>(i < 3 ? a[i] : b[i - 3]);
            neyman += (o - r.expected[i]) * (o - r.expected[i]) / o;
        }
        CHECK(std::abs(r.statistic - neyman) < 1e-12);
        CHECK(chi_squared(counts{0, 5}, counts{5, 5}, {.power = -1.0}).p_value == 0.0);
        CHECK_THROWS_AS(static_cast<void>(chi_squared(a, b, {.power = std::numeric_limits<double>::infinity()})),
                        std::invalid_argument);
    }
}
