// SPDX-License-Identifier: MIT
// tests/drift/step_sums.test.cpp
#include <lastro/drift/step_sums.hpp>

#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "by_definition.hpp"

namespace drift = lastro::drift;
using by_definition::column;
using drift::sorted_sample;

TEST_SUITE("drift/step_sums") {
    TEST_CASE("integrals: by hand") {
        const sorted_sample a{column{0.0, 2.0}}, b{column{1.0, 2.0, 4.0, 4.0}};
        drift::detail::step_sums sums{.n = 2.0, .m = 4.0};
        drift::merge_blocks(a.values(), b.values(), [&](const drift::merged_block& block) { sums.take(block); });
        CHECK(sums.absolute() == 0.5 + 0.25 + 2 * 0.5);
        CHECK(sums.squared() == 0.25 + 0.0625 + 2 * 0.25);
        CHECK(sums.energy() == std::sqrt(2.0 * sums.squared()));
        CHECK(sums.previous == 4.0);
    }

    TEST_CASE("integrals: over thousands of values, as summed at every value from the distribution functions") {
        std::mt19937_64 engine{1};
        const sorted_sample a{by_definition::uniform(engine, 2000)}, b{by_definition::uniform(engine, 1500)};
        drift::detail::step_sums sums{.n = 2000.0, .m = 1500.0};
        drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sums.take(part); });
        column pooled(a.values().begin(), a.values().end());
        pooled.insert(pooled.end(), b.values().begin(), b.values().end());
        const sorted_sample all{pooled};
        double absolute = 0.0, squared = 0.0;
        for (std::size_t i = 0; i + 1 < all.size(); ++i) {
            const double x = all.values()[i], length = all.values()[i + 1] - x;
            const double gap =
                static_cast<double>(a.count_up_to(x)) / 2000.0 - static_cast<double>(b.count_up_to(x)) / 1500.0;
            absolute += std::abs(gap) * length;
            squared += gap * gap * length;
        }
        CHECK(std::abs(sums.absolute() - absolute) < 1e-12);
        CHECK(std::abs(sums.squared() - squared) < 1e-12);
    }
}  // TEST_SUITE
