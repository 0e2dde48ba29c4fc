// SPDX-License-Identifier: MIT
// tests/data/detail/arrow_numbers.test.cpp
#include <lastro/data/detail/arrow_numbers.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "../hand_made_arrow.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

TEST_SUITE("data/detail/arrow_numbers") {
    TEST_CASE("numbers of other widths: converted where nothing is lost") {
        const std::int8_t bytes[] = {-1, 2};
        CHECK(hand_made{"c", 2, bytes}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"C", 2, bytes}.taken() == column{std::vector<std::int64_t>{255, 2}});
        const std::int16_t shorts[] = {-1, 2};
        CHECK(hand_made{"s", 2, shorts}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"S", 2, shorts}.taken() == column{std::vector<std::int64_t>{65'535, 2}});
        const std::int32_t ints[] = {-1, 2};
        CHECK(hand_made{"i", 2, ints}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"I", 2, ints}.taken() == column{std::vector<std::int64_t>{4'294'967'295, 2}});
        const std::uint64_t large[] = {5, std::uint64_t{1} << 63U};
        CHECK(hand_made{"L", 1, large}.taken() == column{std::vector<std::int64_t>{5}});
        CHECK(hand_made{"L", 2, large}.refusal() ==
              "a: column \"x\": expected an int64, found 9223372036854775808 in row 1");
        const float reals[] = {0.5F, -2.0F};
        CHECK(hand_made{"f", 2, reals}.taken() == column{std::vector<double>{0.5, -2.0}});
    }

    TEST_CASE("moments: every unit, in microseconds, and no unit that would be cut off") {
        const auto of = [](std::vector<data::timestamp> moments) { return column{std::move(moments)}; };
        const std::int64_t at[] = {-3000, 5000};
        CHECK(hand_made{"tss:", 2, at}.taken() == of({{-3'000'000'000}, {5'000'000'000}}));
        CHECK(hand_made{"tsm:UTC", 2, at}.taken() == of({{-3'000'000}, {5'000'000}}));
        CHECK(hand_made{"tsu:Europe/Berlin", 2, at}.taken() == of({{-3000}, {5000}}));
        CHECK(hand_made{"tsn:", 2, at}.taken() == of({{-3}, {5}}));
        const std::int64_t odd[] = {1, std::numeric_limits<std::int64_t>::max()};
        CHECK(hand_made{"tsn:", 2, odd}.refusal() ==
              "a: column \"x\": expected whole microseconds, found 1 ns in row 0");
        CHECK(hand_made{"tss:", 2, odd}.refusal() ==
              "a: column \"x\": expected a moment within 292,000 years of 1970, found 9223372036854775807 in row 1");
        const std::int64_t days[] = {-86'400'000, 86'400'000 * 2};
        CHECK(hand_made{"tdm", 2, days}.taken() == column{std::vector<data::date>{{-1}, {2}}});
        CHECK(hand_made{"tdm", 2, odd}.refusal() == "a: column \"x\": expected whole days, found 1 ms in row 0");
        CHECK(hand_made{"tsx:", 2, at}.refusal().starts_with("a: column \"x\": expected a format of"));
    }

    TEST_CASE("values at odd addresses are copied") {
        std::array<std::byte, 3 * sizeof(double) + 1> bytes{};
        const double values[] = {0.5, 1.5, 2.5};
        std::memcpy(bytes.data() + 1, values, sizeof values);
        hand_made odd{"g", 3, bytes.data() + 1};
        CHECK(odd.taken() == column{std::vector<double>{0.5, 1.5, 2.5}});
    }
}
