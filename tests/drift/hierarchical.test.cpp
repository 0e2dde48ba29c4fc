// SPDX-License-Identifier: MIT
// tests/drift/hierarchical.test.cpp
#include <lastro/drift/hierarchical.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::hierarchical_findings;
using lastro::drift::simes;

using groups = std::vector<std::size_t>;
using flags = std::vector<bool>;

TEST_SUITE("drift/hierarchical") {
    TEST_CASE("Simes: the smallest n p_(k) / k, uniform for independent p-values") {
        CHECK(std::abs(simes(column{0.03, 0.01, 0.5}) - 0.03) < 1e-16);
        CHECK(std::abs(simes(column{0.02, 0.021, 0.022}) - 0.022) < 1e-16);
        std::mt19937_64 engine{1};
        CHECK(by_definition::excess_over_uniform(1000, [&] { return simes(by_definition::uniform(engine, 7)); }) <
              1.63 / std::sqrt(1000.0));
    }

    TEST_CASE("findings: by hand") {
        // groups 0 and 2 are selected (2 of 3), members are judged at 0.05 * 2 / 3 = 0.0333
        const column p{0.001, 0.03, 0.6, 0.7, 0.9, 0.004, 0.04};
        const auto r = hierarchical_findings(p, groups{0, 0, 1, 1, 1, 2, 2}, 0.05);
        CHECK(r.groups == flags{true, false, true});
        CHECK(r.members == flags{true, true, false, false, false, true, false});
        CHECK(std::abs(r.group_p[0] - 0.002) < 1e-16);
    }

    TEST_CASE("findings: none outside a selected group; groups without members do not count") {
        const auto r = hierarchical_findings(column{0.01, 0.2, 0.9}, groups{2, 2, 0}, 0.05);
        CHECK(r.group_p[1] == 1.0);
        CHECK(r.groups == flags{false, false, true});
        CHECK(r.members == flags{true, false, false});
        CHECK(hierarchical_findings(column{}, groups{}, 0.05).groups.empty());
    }

    TEST_CASE("false findings: the average share over selected groups stays below alpha") {
        std::mt19937_64 engine{2};
        double total = 0.0;
        constexpr int rounds = 3000;
        for (int round = 0; round < rounds; ++round) {
            column p = by_definition::uniform(engine, 60);
            groups group(60);
            for (std::size_t i = 0; i < 60; ++i) {
                group[i] = i / 6;
                p[i] *= i < 12 && i % 2 == 0 ? 1e-3 : 1.0;  // half of the first two groups moved
            }
            const auto r = hierarchical_findings(p, group, 0.1);
            double selected = 0.0, sum = 0.0;
            for (std::size_t g = 0; g < 10; ++g) {
                if (r.groups[g]) {
                    double found = 0.0, wrong = 0.0;
                    for (std::size_t i = 6 * g; i < 6 * g + 6; ++i) {
                        found += r.members[i] ? 1.0 : 0.0;
                        wrong += r.members[i] && !(i < 12 && i % 2 == 0) ? 1.0 : 0.0;
                    }
                    selected += 1.0;
                    sum += found > 0.0 ? wrong / found : 0.0;
                }
            }
            total += selected > 0.0 ? sum / selected : 0.0;
        }
        CHECK(total / rounds < 0.1);  // 0.09 is what to expect: 8 of 10 groups have not moved
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(hierarchical_findings(column{0.1}, groups{}, 0.05)),
                             "hierarchical_findings: group: expected as many numbers as p-values, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(hierarchical_findings(column{0.1}, groups{1}, 0.05)),
                             "hierarchical_findings: group: expected numbers below the count of p-values, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(hierarchical_findings(column{0.1}, groups{0}, 2.0)), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(simes(column{})), std::invalid_argument);
    }
}
