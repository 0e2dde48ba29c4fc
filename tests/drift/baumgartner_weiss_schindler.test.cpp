// SPDX-License-Identifier: MIT
// tests/drift/baumgartner_weiss_schindler.test.cpp
#include <lastro/drift/baumgartner_weiss_schindler.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::baumgartner_result;
using lastro::drift::baumgartner_settings;
using lastro::drift::baumgartner_weiss_schindler;
using lastro::drift::p_method;
using lastro::drift::resampled_method;
using lastro::drift::sorted_sample;

namespace {

baumgartner_result test(const column& a, const column& b, const baumgartner_settings& settings = {}) {
    return baumgartner_weiss_schindler(sorted_sample{a}, sorted_sample{b}, settings);
}

/// (B_x + B_y) / 2 from midranks, word for word.
double b_by_definition(column a, column b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    const column pooled = by_definition::joined(a, b);
    const auto half = [&](const column& mine, const column& other) {
        const auto n = static_cast<double>(mine.size()), m = static_cast<double>(other.size());
        const column ranks = by_definition::midranks(mine, pooled);
        double sum = 0.0;
        for (std::size_t k = 0; k < mine.size(); ++k) {
            const auto i = static_cast<double>(k + 1);
            const double gap = ranks[k] - i * (n + m) / n;
            sum += gap * gap / (i / (n + 1.0) * (1.0 - i / (n + 1.0)) * m * (m + n) / n);
        }
        return sum / n;
    };
    return (half(a, b) + half(b, a)) / 2.0;
}

}  // namespace

TEST_SUITE("drift/baumgartner_weiss_schindler") {
    TEST_CASE("statistic and exact p-value: the definition, with and without ties, up to 11 values") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 60; ++round) {
            const bool ties = round % 2 == 0;
            const std::size_t n = 1 + engine() % 5, m = 1 + engine() % 6;
            const column a = ties ? by_definition::small_integers(engine, n) : by_definition::uniform(engine, n);
            const column b = ties ? by_definition::small_integers(engine, m) : by_definition::uniform(engine, m);
            const baumgartner_result r = test(a, b);
            CAPTURE(round);
            REQUIRE(std::abs(r.statistic - b_by_definition(a, b)) < 1e-12);
            REQUIRE(r.method == p_method::exact);
            REQUIRE(std::abs(r.p_value - by_definition::share_reaching(a, b, b_by_definition)) < 1e-13);
        }
    }

    TEST_CASE("p-value: Neuhaeuser's example") {
        const baumgartner_result r = test({1, 2, 3, 4, 6, 7, 8}, {5, 9, 10, 11, 12, 13, 14});
        CHECK(std::abs(r.statistic - 5.132167152575315) < 1e-14);
        CHECK(std::abs(r.p_value - 10.0 / 3432.0) < 1e-16);
    }

    TEST_CASE("p-value: uniform or conservative if nothing moved, and the limit agrees with relabelling") {
        std::mt19937_64 engine{2};
        const double limit = by_definition::excess_over_uniform(
            1000, [&] { return test(by_definition::uniform(engine, 60), by_definition::uniform(engine, 50)).p_value; });
        CHECK(limit < 1.63 / std::sqrt(1000.0));
        const column a = by_definition::uniform(engine, 80);
        const column b = by_definition::uniform(engine, 70, 0.12);
        const double relabelled =
            test(a, b, {.method = resampled_method::permutation, .relabelling = {.permutations = 2999}}).p_value;
        CHECK(std::abs(test(a, b).p_value - relabelled) < 0.02);
    }

    TEST_CASE("p-value: with many ties the limit would alarm always; relabelling does not") {
        std::mt19937_64 engine{5};
        const double excess = by_definition::excess_over_uniform(60, [&] {
            const baumgartner_result r =
                test(by_definition::small_integers(engine, 50, 7), by_definition::small_integers(engine, 60, 7));
            REQUIRE(r.method == p_method::permutation);
            return r.p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(60.0));
    }

    TEST_CASE("result: swapping changes nothing but rounding; equal, single and infinite values have answers") {
        std::mt19937_64 engine{3};
        const column a = by_definition::small_integers(engine, 30, 20);
        const column b = by_definition::small_integers(engine, 25, 20);
        CHECK(std::abs(test(a, b).statistic - test(b, a).statistic) < 1e-13);
        CHECK(test({5, 5, 5}, {5}).p_value == 1.0);
        CHECK(test({0}, {1}).p_value == 1.0);
        CHECK(test({-by_definition::infinity}, {0, by_definition::infinity}).p_value == 1.0 / 3.0);
        CHECK(test({-0.0, 1}, {0.0, 1}).p_value == 1.0);
    }
}
