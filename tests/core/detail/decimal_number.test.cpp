// SPDX-License-Identifier: MIT
// tests/core/detail/decimal_number.test.cpp
#include <lastro/core/detail/decimal_number.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include <doctest/doctest.h>

namespace detail = lastro::core::detail;

namespace {

// Equal answers, to the sign of a zero.
bool agree(const std::string& text) {
    const auto a = detail::nearest_double(text);
    const auto b = detail::nearest_by_strtod(text);
    return a.has_value() == b.has_value() &&
           (!a || std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b));
}

}  // namespace

TEST_SUITE("core/detail/decimal_number") {
    TEST_CASE("is_decimal_number: digits on one side of the point at least, and nothing else") {
        for (const char* text : {"0", "1.5", ".5", "5.", "-1", "1e5", "1E-5", "1e+05", "-.5e1", "00"}) {
            CAPTURE(text);
            CHECK(detail::is_decimal_number(text));
        }
        for (const char* text : {"", "-", ".", "-.", "+1", "e1", ".e1", "1e", "1e+", "1 ", " 1", "0x1", "nan", "inf",
                                 "1.2.3", "--1", "1e1.5", "1,5"}) {
            CAPTURE(text);
            CHECK_FALSE(detail::is_decimal_number(text));
        }
    }

    TEST_CASE("is_tiny: tells the two ends of the range apart") {
        CHECK(detail::is_tiny("1e-400"));
        CHECK(detail::is_tiny("0.00001e-330"));
        CHECK(detail::is_tiny("-1E-99999999999999999999"));
        CHECK_FALSE(detail::is_tiny("1e400"));
        CHECK_FALSE(detail::is_tiny("0.00001e400"));
        CHECK_FALSE(detail::is_tiny("1" + std::string(400, '0')));
        CHECK(detail::is_tiny("0." + std::string(400, '0') + "1"));
    }

    TEST_CASE("nearest: the two ways agree, near the edges and for random numbers and texts") {
        for (const char* text : {"0",
                                 "-0",
                                 "1e-400",
                                 "-1e-400",
                                 "1e400",
                                 "5e-324",
                                 "2.4703282292062327e-324",
                                 "2.4703282292062328e-324",
                                 "1.7976931348623157e308",
                                 "1.7976931348623158e308",
                                 "1.7976931348623159e308",
                                 "2.2250738585072011e-308",
                                 "9007199254740993",
                                 "9007199254740992.99999999999999999999",
                                 "",
                                 "-",
                                 "nan",
                                 "inf",
                                 "1e",
                                 ".5",
                                 "5."}) {
            CAPTURE(text);
            CHECK(agree(text));
        }
        std::mt19937_64 engine{11};
        for (int round = 0; round < 5000; ++round) {
            const double x = std::bit_cast<double>(engine());
            if (std::isfinite(x)) {
                std::array<char, 64> buffer;
                const int digits = static_cast<int>(engine() % 25);
                const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x,
                                               std::chars_format::scientific, digits)
                                     .ptr;
                const std::string text{buffer.data(), end};
                CAPTURE(text);
                REQUIRE(agree(text));
            }
            std::string noise;
            for (std::size_t i = engine() % 8; i > 0; --i) {
                noise += "0159.-+eE x"[engine() % 11];
            }
            CAPTURE(noise);
            REQUIRE(agree(noise));
        }
    }
}
