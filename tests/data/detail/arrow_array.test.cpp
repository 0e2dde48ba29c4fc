// SPDX-License-Identifier: MIT
// tests/data/detail/arrow_array.test.cpp
#include <lastro/data/detail/arrow_array.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../hand_made_arrow.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

TEST_SUITE("data/detail/arrow_array") {
    TEST_CASE("missing rows: bits from any offset, and a count that agrees with them") {
        const std::int64_t values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        const std::uint8_t bits[] = {0b0110'0000, 0b01};
        hand_made part{"l", 4, values, nullptr, bits};
        part.array.offset = 5;
        CHECK(part.taken() == column{std::vector<std::optional<std::int64_t>>{6, 7, {}, 9}});
        hand_made counted{"l", 8, values, nullptr, bits};
        counted.array.null_count = 5;
        CHECK(counted.refusal() == "a: column \"x\": expected 5 missing rows as the array says, found 6");
        hand_made lost{"l", 8, values};
        lost.array.null_count = 1;
        CHECK(lost.refusal() ==
              "a: column \"x\": expected a buffer of validity bits, where rows are missing, found a null pointer");
        hand_made nothing{"n", 3, nullptr};
        nothing.array.n_buffers = 0;
        CHECK(nothing.taken() == column{std::vector<std::optional<std::string>>{{}, {}, {}}});
    }
}
