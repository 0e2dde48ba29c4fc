// SPDX-License-Identifier: MIT
// tests/data/detail/values.test.cpp
#include <lastro/data/detail/values.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;

namespace {

detail::text_values texts(const std::vector<std::string_view>& from) {
    detail::text_values to;
    for (const std::string_view text : from) {
        to.push_back(text);
    }
    return to;
}

}  // namespace

TEST_SUITE("data/detail/values") {
    TEST_CASE("text_values: lays texts end to end") {
        const auto t = texts({"ab", "", "c"});
        CHECK(t.size() == 3);
        CHECK(t.characters == "abc");
        CHECK(t.offsets == std::vector<std::uint64_t>{0, 2, 2, 3});
        CHECK(t[0] == "ab");
        CHECK(t[1].empty());
        CHECK(t[2] == "c");
        CHECK(texts({}).size() == 0);
    }

    TEST_CASE("find_not_utf8: looks at each text, not at all together") {
        CHECK(detail::find_not_utf8(texts({"a", "\u00e9", "\U0001F600", ""})) == 4);
        CHECK(detail::find_not_utf8(texts({"a", "\xA0"})) == 1);
        CHECK(detail::find_not_utf8(texts({"\xC3", "", "\xA9"})) == 2);
    }

    TEST_CASE("taken: values by row") {
        const auto reversed = [](std::size_t i) { return 2 - i; };
        CHECK(detail::taken(std::vector<int>{1, 2, 3}, 3, reversed) == std::vector<int>{3, 2, 1});
        CHECK(detail::taken(texts({"a", "bc", ""}), 3, reversed) == texts({"", "bc", "a"}));
    }

    TEST_CASE("normalise: one representation under every missing row and for every NaN") {
        lastro::data::validity present;
        present.push_back(false);
        present.push_back(true);
        std::vector<double> numbers{5.0, std::bit_cast<double>(std::uint64_t{0xFFF0'0000'0000'0001})};
        detail::normalise(numbers, present);
        CHECK(numbers[0] == 0.0);
        CHECK(std::bit_cast<std::uint64_t>(numbers[1]) == 0x7FF8'0000'0000'0000);
        std::vector<std::uint8_t> flags{1, 200};
        detail::normalise(flags, present);
        CHECK(flags == std::vector<std::uint8_t>{0, 1});
        auto words = texts({"hidden", "kept"});
        detail::normalise(words, present);
        CHECK(words == texts({"", "kept"}));
    }
}
