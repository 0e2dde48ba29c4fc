// SPDX-License-Identifier: MIT
// tests/core/detail/short_number.test.cpp
#include <lastro/core/detail/short_number.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace detail = lastro::core::detail;

namespace {

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    return detail::short_int64(text, value) ? std::optional{value} : std::nullopt;
}

std::optional<std::int64_t> at_once(std::string text) {
    const std::size_t size = text.size();
    text += "7x7x7x7x7x";  // what follows must not matter
    std::int64_t value = 0;
    return detail::int64_of_eight(text.data(), size, value) ? std::optional{value} : std::nullopt;
}

}  // namespace

TEST_SUITE("core/detail/short_number") {
    TEST_CASE("whole numbers: of every length, by words and by single digits") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 20'000; ++round) {
            const auto x = static_cast<std::int64_t>(engine() >> (4 + engine() % 60)) * (engine() % 2 == 0 ? 1 : -1);
            const std::string text = std::to_string(x);
            const std::size_t digits = text.size() - (x < 0 ? 1 : 0);
            CAPTURE(text);
            REQUIRE(whole(text) == (digits <= 18 ? std::optional{x} : std::nullopt));
            REQUIRE(at_once(text) == (digits <= 8 ? std::optional{x} : std::nullopt));
        }
        CHECK(whole("007") == 7);
        CHECK_FALSE(at_once("007"));
        CHECK_FALSE(at_once("-07"));
        CHECK(whole("-0") == 0);
        CHECK(at_once("-0") == 0);
        CHECK(at_once("0") == 0);
        CHECK_FALSE(whole(""));
        for (const char* const text :
             {"-", "--1", "+1", "1 ", " 1", "1-", "12a", "1.5", "1234567/", "1234567:", "/", ":"}) {
            CAPTURE(text);
            CHECK_FALSE(whole(text));
            CHECK_FALSE(at_once(text));
        }
    }

    TEST_CASE("decimal numbers: the bits of strtod, or left to others") {
        std::mt19937_64 engine{4};
        int known = 0;
        for (int round = 0; round < 100'000; ++round) {
            std::string text = engine() % 2 == 0 ? "" : "-";
            for (std::size_t n = 1 + engine() % 17; n > 0; --n) {
                text += static_cast<char>('0' + engine() % 10);
                text += n == 4 ? "." : "";
            }
            text += engine() % 3 == 0 ? "e" + std::to_string(static_cast<int>(engine() % 60) - 30) : "";
            double value = 0.0;
            if (detail::short_double(text, value)) {
                ++known;
                CAPTURE(text);
                REQUIRE(std::bit_cast<std::uint64_t>(value) ==
                        std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)));
            }
        }
        CHECK(known > 40'000);
        double value = 0.0;
        for (const char* const text : {"", ".", "-", "-.", "1e", "1e+", "e5", "1.2.3", "nan", "inf", "0x1", "1 ", "+1",
                                       "1e5x", "12345678901234567890", "1e23", "9007199254740993", "1e9999"}) {
            CAPTURE(text);
            CHECK_FALSE(detail::short_double(text, value));
        }
    }
}
