// SPDX-License-Identifier: MIT
// tests/data/time_series_folds.test.cpp
#include <lastro/data/time_series_folds.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using rows = std::vector<std::uint64_t>;

TEST_SUITE("data/time_series_folds") {
    TEST_CASE("scikit-learn 1.2.1 TimeSeriesSplit: expanding, by test size, with a gap, rolling") {
        CHECK(data::time_series_folds(6, {.folds = 2}) ==
              std::vector<data::fold>{{{0, 1}, {2, 3}}, {{0, 1, 2, 3}, {4, 5}}});
        const auto sized = data::time_series_folds(10, {.folds = 3, .test_size = 3});
        CHECK(sized[0] == data::fold{{0}, {1, 2, 3}});
        CHECK(sized[2] == data::fold{{0, 1, 2, 3, 4, 5, 6}, {7, 8, 9}});
        const auto gap = data::time_series_folds(10, {.folds = 2, .gap = 2});
        CHECK(gap[0] == data::fold{{0, 1}, {4, 5, 6}});
        CHECK(gap[1] == data::fold{{0, 1, 2, 3, 4}, {7, 8, 9}});
        const auto rolling = data::time_series_folds(23, {.folds = 4, .test_size = 3, .max_train_size = 7, .gap = 1});
        CHECK(rolling[0] == data::fold{{3, 4, 5, 6, 7, 8, 9}, {11, 12, 13}});
        CHECK(rolling[3] == data::fold{{12, 13, 14, 15, 16, 17, 18}, {20, 21, 22}});
    }

    TEST_CASE("nothing is learned from the future, nor from the gap") {
        for (std::uint64_t n = 12; n < 60; ++n) {
            for (const std::uint64_t gap : {0U, 1U, 2U}) {
                for (const data::fold& f : data::time_series_folds(n, {.folds = 3, .gap = gap})) {
                    f.check(n);
                    REQUIRE(f.train.back() + gap + 1 == f.test.front());
                }
            }
        }
    }

    TEST_CASE("refusals: nothing left to learn from, sizes of 0") {
        CHECK_THROWS_WITH_AS(static_cast<void>(data::time_series_folds(10, {.folds = 3, .test_size = 3, .gap = 1})),
                             "data::time_series_folds: expected a row to learn from before the first fold's, found 10 "
                             "rows for 3 folds of 3 and a gap of 1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::time_series_folds(3, {.folds = 3})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::time_series_folds(10, {.folds = 1})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(data::time_series_folds(10, {.folds = 2, .test_size = 0})),
                             "data::time_series_folds: test_size: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::time_series_folds(10, {.folds = 2, .max_train_size = 0})),
                        std::invalid_argument);
        const std::uint64_t huge = UINT64_MAX;
        CHECK_THROWS_AS(static_cast<void>(data::time_series_folds(10, {.folds = 2, .test_size = huge})),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::time_series_folds(10, {.folds = 2, .gap = huge})),
                        std::invalid_argument);
    }

}  // TEST_SUITE
