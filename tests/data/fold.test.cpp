// SPDX-License-Identifier: MIT
// tests/data/fold.test.cpp
#include <lastro/data/fold.hpp>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "folds.hpp"

namespace data = lastro::data;
namespace random_ = lastro::random;
using rows = std::vector<std::uint64_t>;

TEST_SUITE("data/fold") {
    TEST_CASE("k_folds: consecutive blocks, the first n % k with one row more (scikit-learn's KFold)") {
        CHECK(data::k_folds(4, 2) == std::vector<data::fold>{{{2, 3}, {0, 1}}, {{0, 1}, {2, 3}}});
        const auto folds = data::k_folds(11, 4);
        CHECK(folds[0].test == rows{0, 1, 2});
        CHECK(folds[2].test == rows{6, 7, 8});
        CHECK(folds[3].test == rows{9, 10});
        CHECK(folds[3].train == rows{0, 1, 2, 3, 4, 5, 6, 7, 8});
        for (std::uint64_t n = 2; n < 40; ++n) {
            for (std::uint64_t k = 2; k <= n; ++k) {
                REQUIRE(every_row_once(data::k_folds(n, k), n));
                REQUIRE(every_row_once(data::k_folds(n, k, random_::stream{n}), n));
            }
        }
    }

    TEST_CASE("k_folds by chance: blocks of the permutation, the same on every machine") {
        const random_::stream draws{42};
        const auto order = random_::permutation(draws, 10);
        rows first(order.begin(), order.begin() + 4);
        std::sort(first.begin(), first.end());
        CHECK(data::k_folds(10, 3, draws)[0].test == first);
        CHECK(data::k_folds(10, 3, draws) == data::k_folds(10, 3, draws));
        CHECK(data::k_folds(10, 3, draws) != data::k_folds(10, 3, random_::stream{43}));
    }

    TEST_CASE("hold_out: the rounded share, the first of the permutation") {
        const random_::stream draws{7};
        const data::fold f = data::hold_out(50, 0.2, draws);
        const auto order = random_::permutation(draws, 50);
        rows held(order.begin(), order.begin() + 10);
        std::sort(held.begin(), held.end());
        CHECK(f.test == held);
        CHECK(f.train.size() == 40);
        f.check(50);
        CHECK(data::hold_out(100, 0.29, draws).test.size() == 29);  // 0.29 * 100 < 29 in binary
    }

    TEST_CASE("repeated: child stream after child stream") {
        const random_::stream draws = random_::stream{1}["folds"];
        const auto make = [](const random_::stream& s) { return data::k_folds(9, 3, s); };
        const auto all = data::repeated(4, draws, make);
        REQUIRE(all.size() == 12);
        CHECK(all[3] == make(draws[1])[0]);
        CHECK(all[11] == make(draws[3])[2]);
        CHECK(all[0] != all[3]);
    }

    TEST_CASE("check: finds a leak, a row that is none, an empty side") {
        CHECK_THROWS_WITH_AS((data::fold{{0, 1}, {1}}.check(3)),
                             "data::fold: expected every row once, found row 1 again", std::invalid_argument);
        CHECK_THROWS_WITH_AS((data::fold{{0}, {3}}.check(3)), "data::fold: expected row numbers below 3, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((data::fold{{0}, {}}.check(3)), "data::fold: test: expected at least one row, found none",
                             std::invalid_argument);
        CHECK_THROWS_AS((data::fold{{}, {0}}.check(3)), std::invalid_argument);
        data::fold{{0}, {2}}.check(3);  // rows may be left out
    }

    TEST_CASE("refusals: settings out of range") {
        CHECK_THROWS_WITH_AS(static_cast<void>(data::k_folds(3, 1)),
                             "data::k_folds: folds: expected at least 2, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(data::k_folds(3, 4)),
                             "data::k_folds: folds: expected at most the 3 rows, found 4", std::invalid_argument);
        const random_::stream draws{0};
        for (const double share : {0.0, 1.0, -0.5, 2.0}) {
            CHECK_THROWS_AS(static_cast<void>(data::hold_out(10, share, draws)), std::invalid_argument);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(data::hold_out(2, 0.2, draws)),
                             "data::hold_out: expected at least one row on each side, found 0 held out of 2",
                             std::invalid_argument);
        CHECK_THROWS_AS(
            static_cast<void>(data::repeated(0, draws, [](const auto& s) { return data::k_folds(4, 2, s); })),
            std::invalid_argument);
    }

}  // TEST_SUITE
