// SPDX-License-Identifier: MIT
// tests/data/stratified_folds.test.cpp
#include <lastro/data/stratified_folds.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "folds.hpp"

namespace data = lastro::data;
using lastro::random::stream;
using labels = std::vector<std::int64_t>;
using rows = std::vector<std::uint64_t>;

namespace {

std::map<std::int64_t, std::size_t> counts(const labels& y, const rows& chosen) {
    std::map<std::int64_t, std::size_t> result;
    for (const std::uint64_t i : chosen) {
        ++result[y[static_cast<std::size_t>(i)]];
    }
    return result;
}

}  // namespace

TEST_SUITE("data/stratified_folds") {
    TEST_CASE("stratified_k_folds: scikit-learn 1.2.1 StratifiedKFold") {
        CHECK(data::stratified_k_folds(labels{1, 1, 0, 0}, 2) ==
              std::vector<data::fold>{{{1, 3}, {0, 2}}, {{0, 2}, {1, 3}}});
        const labels y{0, 1, 2, 0, 1, 2, 0, 0, 1, 2, 2, 0};
        const auto folds = data::stratified_k_folds(y, 3);
        CHECK(folds[0].test == rows{0, 1, 2, 3});
        CHECK(folds[1].test == rows{4, 5, 6, 7});
        CHECK(folds[2].test == rows{8, 9, 10, 11});
    }

    TEST_CASE("stratified_k_folds: every fold has its share of every class, and folds differ by one row at most") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 200; ++round) {
            const std::uint64_t k = 2 + engine() % 6;
            labels y(k + engine() % 80);
            for (auto& label : y) {
                label = static_cast<std::int64_t>(engine() % 10 < 6 ? 0 : engine() % 4);
            }
            std::fill_n(y.begin(), k, 3);
            rows all(y.size());
            for (std::size_t i = 0; i < all.size(); ++i) {
                all[i] = i;
            }
            for (const bool chance : {false, true}) {
                const auto folds =
                    chance ? data::stratified_k_folds(y, k, stream{engine()}) : data::stratified_k_folds(y, k);
                CAPTURE(round);
                REQUIRE(every_row_once(folds, y.size()));
                for (const auto& f : folds) {
                    REQUIRE(f.test.size() - y.size() / k <= 1);
                    auto here = counts(y, f.test);
                    for (const auto& [label, count] : counts(y, all)) {
                        REQUIRE(std::abs(static_cast<double>(here[label]) -
                                         static_cast<double>(count) / static_cast<double>(k)) < 1.0);
                    }
                }
            }
        }
    }

    TEST_CASE("labels: only where they first appear matters, not what they are called") {
        const labels y{5, -7, 5, 9, -7, 5, 9, 9, 5}, renamed{0, 1, 0, 2, 1, 0, 2, 2, 0};
        CHECK(data::stratified_k_folds(y, 3) == data::stratified_k_folds(renamed, 3));
        CHECK(data::stratified_k_folds(y, 3, stream{4}) == data::stratified_k_folds(renamed, 3, stream{4}));
    }

    TEST_CASE("stratified_hold_out: the share of every class, by largest remainder") {
        labels y(100, 0);
        std::fill_n(y.begin(), 30, 1);
        std::fill_n(y.begin(), 7, 2);  // 7, 23 and 70 rows
        const data::fold f = data::stratified_hold_out(y, 0.25, stream{3});
        f.check(100);
        CHECK(f.test.size() == 25);  // 1.75, 5.75 and 17.5: two more for the remainders, the first of which are .75
        CHECK(counts(y, f.test) == std::map<std::int64_t, std::size_t>{{0, 17}, {1, 6}, {2, 2}});
        CHECK(f == data::stratified_hold_out(y, 0.25, stream{3}));
        CHECK(f != data::stratified_hold_out(y, 0.25, stream{4}));
    }

    TEST_CASE("stratified_hold_out: over many seeds every row of a class is held out equally often") {
        const labels y{0, 0, 0, 0, 1, 1, 1, 1};
        std::vector<int> held(8);
        for (std::uint64_t seed = 0; seed < 2000; ++seed) {
            for (const std::uint64_t row : data::stratified_hold_out(y, 0.25, stream{seed}).test) {
                ++held[row];
            }
        }
        for (const int count : held) {  // 500 expected, sd 19
            CHECK(count > 400);
            CHECK(count < 600);
        }
    }

    TEST_CASE("refusals: more folds than rows, or than rows of any class") {
        CHECK_THROWS_AS(static_cast<void>(data::stratified_k_folds(labels{0, 1}, 3)), std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(data::stratified_k_folds(labels{0, 0, 1, 1}, 3)),
            "data::stratified_k_folds: folds: expected at most the 2 rows of the largest class, found 3",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(data::stratified_hold_out(labels{0, 1}, 0.1, stream{0})),
                             "data::stratified_hold_out: expected at least one row on each side, found 0 held out of 2",
                             std::invalid_argument);
    }

}  // TEST_SUITE
