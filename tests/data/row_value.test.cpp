// SPDX-License-Identifier: MIT
// tests/data/row_value.test.cpp
#include <lastro/data/row_value.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::row_value;
using data::type;

static_assert(std::is_trivially_copyable_v<row_value>);
static_assert(!std::constructible_from<row_value, int*>, "a pointer is no boolean");

TEST_SUITE("data/row_value") {
    TEST_CASE("row_value: any value, or none") {
        const std::optional<int> none;
        CHECK(row_value{}.is_missing());
        CHECK(row_value{std::nullopt}.is_missing());
        CHECK(row_value{none}.is_missing());
        CHECK(row_value{true}.type() == type::boolean);
        CHECK(row_value{std::uint8_t{3}}.type() == type::int64);
        CHECK(row_value{1.5F}.type() == type::float64);
        CHECK(row_value{data::date{1}}.type() == type::date);
        CHECK(row_value{"a"}.type() == type::string);
        CHECK(row_value{std::optional<std::string_view>{"a"}} == row_value{"a"});
        CHECK(row_value{std::string{"a\n"}.c_str()}.shown() == "\"a\\x0a\"");
        CHECK(row_value{true}.shown() == "true");
        CHECK(row_value{-3}.shown() == "-3");
        CHECK(row_value{0.5}.shown() == "0.5");
        CHECK(row_value{data::date{1}}.shown() == "1970-01-02");
        CHECK(row_value{0.5}.as<double>() == 0.5);
        CHECK_THROWS_AS((void)row_value{UINT64_MAX}, std::invalid_argument);
    }
}
