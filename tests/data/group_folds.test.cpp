// SPDX-License-Identifier: MIT
// tests/data/group_folds.test.cpp
#include <lastro/data/group_folds.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

#include <lastro/random/permutation.hpp>

#include <doctest/doctest.h>

#include "folds.hpp"

namespace data = lastro::data;
using lastro::random::stream;
using numbers = std::vector<std::int64_t>;
using rows = std::vector<std::uint64_t>;

namespace {

// No group is on both sides of a fold.
bool groups_stay_whole(const std::vector<data::fold>& folds, const numbers& groups) {
    for (const data::fold& f : folds) {
        std::set<std::int64_t> learned;
        for (const std::uint64_t i : f.train) {
            learned.insert(groups[i]);
        }
        for (const std::uint64_t i : f.test) {
            if (learned.count(groups[i]) != 0) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

TEST_SUITE("data/group_folds") {
    TEST_CASE("group_k_folds: scikit-learn 1.2.1 GroupKFold") {
        const auto two = data::group_k_folds(numbers{0, 0, 0, 1, 1, 2, 2, 2, 2, 3}, 2);
        CHECK(two[0].test == rows{5, 6, 7, 8, 9});
        CHECK(two[1].test == rows{0, 1, 2, 3, 4});
        const auto three = data::group_k_folds(numbers{10, 20, 10, 30, 20, 40, 30, 10, 50, 50, 60, 20}, 3);
        CHECK(three[0].test == rows{1, 4, 10, 11});
        CHECK(three[1].test == rows{0, 2, 5, 7});
        CHECK(three[2].test == rows{3, 6, 8, 9});
    }

    TEST_CASE("both: groups stay whole and every row is checked on once, with and without chance") {
        std::mt19937_64 engine{2};
        for (int round = 0; round < 100; ++round) {
            numbers groups(20 + engine() % 60), classes(groups.size());
            for (std::size_t i = 0; i < groups.size(); ++i) {
                groups[i] = static_cast<std::int64_t>(i < 8 ? i : engine() % 8) - 3;
                classes[i] = static_cast<std::int64_t>(engine() % 3);
            }
            const stream draws{engine()};
            CAPTURE(round);
            for (const auto& folds : {data::group_k_folds(groups, 4), data::group_k_folds(groups, 4, draws),
                                      data::stratified_group_k_folds(classes, groups, 4),
                                      data::stratified_group_k_folds(classes, groups, 4, draws)}) {
                REQUIRE(every_row_once(folds, groups.size()));
                REQUIRE(groups_stay_whole(folds, groups));
            }
        }
    }

    TEST_CASE("stratified_group_k_folds: scikit-learn 1.5.2 StratifiedGroupKFold on its documentation's example") {
        const numbers y{0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        const numbers g{1, 1, 2, 2, 3, 3, 3, 4, 5, 5, 5, 5, 6, 6, 7, 8, 8};
        const auto folds = data::stratified_group_k_folds(y, g, 3);
        CHECK(folds[0].test == rows{4, 5, 6, 12, 13, 14});
        CHECK(folds[1].test == rows{0, 1, 2, 3, 15, 16});
        CHECK(folds[2].test == rows{7, 8, 9, 10, 11});
    }

    TEST_CASE("stratified_group_k_folds: classes are shared more evenly than by size alone") {
        std::mt19937_64 engine{3};
        numbers groups, classes;
        for (std::int64_t g = 0; g < 40; ++g) {  // groups mostly of one class
            for (std::size_t i = 0; i < 3 + engine() % 10; ++i) {
                groups.push_back(g);
                classes.push_back(g % 5 == 0 && engine() % 4 != 0 ? 1 : 0);
            }
        }
        const auto spread = [&](const std::vector<data::fold>& folds) {
            double low = 1, high = 0;
            for (const data::fold& f : folds) {
                double ones = 0;
                for (const std::uint64_t i : f.test) {
                    ones += static_cast<double>(classes[i]);
                }
                low = std::min(low, ones / static_cast<double>(f.test.size()));
                high = std::max(high, ones / static_cast<double>(f.test.size()));
            }
            return high - low;
        };
        CHECK(spread(data::stratified_group_k_folds(classes, groups, 4)) < 0.07);
        CHECK(spread(data::group_k_folds(groups, 4)) > 0.14);
    }

    TEST_CASE("chance: decides between equal groups, the same everywhere") {
        const numbers groups{0, 1, 2, 3, 4, 5, 6, 7};
        CHECK(data::group_k_folds(groups, 4, stream{1}) == data::group_k_folds(groups, 4, stream{1}));
        CHECK(data::group_k_folds(groups, 4, stream{1}) != data::group_k_folds(groups, 4, stream{2}));
    }

    TEST_CASE("group_hold_out: whole groups, the first of the named permutation") {
        const numbers groups{7, 3, 7, 5, 3, 9, 9, 9};
        const data::fold f = data::group_hold_out(groups, 0.5, stream{4});
        CHECK_NOTHROW(f.check(groups.size()));
        const auto order = lastro::random::permutation(stream{4}, 4);
        const numbers ascending{3, 5, 7, 9};
        for (std::uint64_t i = 0; i < groups.size(); ++i) {
            const std::int64_t g = groups[static_cast<std::size_t>(i)];
            const bool held = g == ascending[order[0]] || g == ascending[order[1]];
            CHECK((std::find(f.test.begin(), f.test.end(), i) != f.test.end()) == held);
        }
        CHECK_THROWS_AS((void)data::group_hold_out(numbers{1, 1, 1}, 0.5, stream{1}), std::invalid_argument);
    }

    TEST_CASE("refusals: fewer groups than folds, unequal sizes") {
        CHECK_THROWS_WITH_AS(static_cast<void>(data::group_k_folds(numbers{1, 1, 1, 2, 2}, 3)),
                             "data::group_k_folds: folds: expected at most the 2 groups, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(data::stratified_group_k_folds(numbers{0, 1}, numbers{0}, 2)),
                             "data::stratified_group_k_folds: expected as many groups as classes (2), found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::stratified_group_k_folds(numbers{0, 0, 1}, numbers{0, 0, 0}, 2)),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::stratified_group_k_folds(numbers{0, 1, 2}, numbers{0, 1, 2}, 2)),
                        std::invalid_argument);
    }

}  // TEST_SUITE
