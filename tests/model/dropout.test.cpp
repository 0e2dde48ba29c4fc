// SPDX-License-Identifier: MIT
// tests/model/dropout.test.cpp
#include <lastro/model/dropout.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

std::vector<double> mask_of(std::size_t units, double rate, const std::vector<std::uint64_t>& ids) {
    std::vector<double> mask(units * ids.size(), -1.0);
    model::dropout_mask(num::row_major(mask.data(), ids.size(), units), rate, ids, random::stream{42}["dropout"]);
    return mask;
}

}  // namespace

TEST_SUITE("model/dropout") {
    TEST_CASE("dropout_mask: a unit is dropped where its 32-bit draw is below rate * 2^32") {
        const auto mask = mask_of(7, 0.3, {5, 0});
        for (std::size_t u = 0; u < 7; ++u) {
            const auto draw = [&](std::uint64_t id) { return random::stream{42}["dropout"][id].bits32(u); };
            CHECK(mask[u] == (draw(5) < 1288490188U ? 0.0 : 1.0 / 0.7));  // floor(0.3 * 2^32)
            CHECK(mask[7 + u] == (draw(0) < 1288490188U ? 0.0 : 1.0 / 0.7));
        }
    }

    TEST_CASE("dropout_mask: belongs to the id, wherever the row stands and however many units are asked for") {
        const auto alone = mask_of(9, 0.5, {77});
        const auto among = mask_of(9, 0.5, {3, 4, 77});
        CHECK(std::vector<double>(among.begin() + 18, among.end()) == alone);
        CHECK(mask_of(5, 0.5, {77}) == std::vector<double>(alone.begin(), alone.begin() + 5));
        CHECK(mask_of(9, 0.5, {78}) != alone);
    }

    TEST_CASE("dropout_mask: the mean is 1, and rate 0 drops nothing") {
        std::vector<std::uint64_t> ids(2000);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            ids[i] = i;
        }
        double sum = 0.0;
        for (const double x : mask_of(50, 0.2, ids)) {
            sum += x;
        }
        CHECK(std::abs(sum / 1e5 - 1.0) < 5.0 * 0.5 / std::sqrt(1e5));  // the deviation of one is sqrt(0.2 / 0.8)
        CHECK(mask_of(6, 0.0, {1}) == std::vector<double>(6, 1.0));
    }
}  // TEST_SUITE
