// SPDX-License-Identifier: MIT
// tests/store/json_numbers.test.cpp
#include <lastro/store/json_numbers.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

using lastro::store::canonical_json;
using lastro::store::exact_double;
using lastro::store::exact_integer;
using lastro::store::exact_json;
using lastro::store::json;
using lastro::store::parse_json;

namespace {

// Through text and back, as a file would do it.
template <class Integer>
Integer integer_again(Integer value) {
    return exact_integer<Integer>(parse_json(canonical_json(exact_json(value)), "t"), "t");
}
double double_again(double value) { return exact_double(parse_json(canonical_json(exact_json(value)), "t"), "t"); }

}  // namespace

TEST_SUITE("store/json_numbers") {
    TEST_CASE("integers: every value comes back, as a number up to 2^53 and as text beyond") {
        constexpr std::int64_t edge = std::int64_t{1} << 53;
        for (const std::int64_t x :
             {std::int64_t{0}, std::int64_t{-1}, edge, -edge, edge + 1, -edge - 1,
              std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
            CHECK(integer_again(x) == x);
        }
        CHECK(integer_again(std::numeric_limits<std::uint64_t>::max()) == std::numeric_limits<std::uint64_t>::max());
        CHECK(integer_again(std::uint8_t{255}) == 255);
        CHECK(canonical_json(exact_json(edge)) == "9007199254740992");
        CHECK(canonical_json(exact_json(edge + 1)) == "\"9007199254740993\"");
    }

    TEST_CASE("doubles: every bit comes back") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 20'000; ++round) {
            const double x = std::bit_cast<double>(engine());
            if (!std::isnan(x)) {
                REQUIRE(std::bit_cast<std::uint64_t>(double_again(x)) == std::bit_cast<std::uint64_t>(x));
            }
        }
        for (const double x : {0.0, -0.0, 5e-324, 1.7976931348623157e308, 1e20, 9007199254740993.0,
                               std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
            CHECK(std::bit_cast<std::uint64_t>(double_again(x)) == std::bit_cast<std::uint64_t>(x));
        }
        CHECK(std::isnan(double_again(std::nan(""))));
        CHECK(canonical_json(exact_json(-0.0)) == "\"-0\"");
        CHECK(canonical_json(exact_json(0.5F)) == "0.5");
    }

    TEST_CASE("refusals: one spelling each, and nothing out of range") {
        const auto refused = [](const char* text, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(exact_integer<std::int8_t>(parse_json(text, "t"), "r")), message,
                                 lastro::format_error);
        };
        refused("128", "r: expected a whole number from -128 to 127, found 128");
        refused("-129", "r: expected a whole number from -128 to 127, found -129");
        refused("\"5\"", R"(r: expected a whole number from -128 to 127, found "5")");
        refused("1.5", "r: expected a whole number from -128 to 127, found number");
        refused("null", "r: expected a whole number from -128 to 127, found null");
        CHECK_THROWS_AS(static_cast<void>(exact_integer<std::uint64_t>(json("018446744073709551615"), "r")),
                        lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(exact_integer<std::uint64_t>(json("18446744073709551615x"), "r")),
                        lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(exact_integer<std::uint64_t>(json("18446744073709551616"), "r")),
                        lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(exact_integer<std::uint64_t>(json(-1), "r")), lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(exact_double(json("NaN"), "r")),
                             R"(r: expected a number, "nan", "inf", "-inf" or "-0", found "NaN")",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(exact_double(json(true), "r")),
                             R"(r: expected a number, "nan", "inf", "-inf" or "-0", found boolean)",
                             lastro::format_error);
    }
}
