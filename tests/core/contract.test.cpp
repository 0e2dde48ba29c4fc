// SPDX-License-Identifier: MIT
// tests/core/contract.test.cpp
#include <lastro/core/contract.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/contract") {
    TEST_CASE("message: where, expected, found, for every kind of thing found") {
        CHECK(core::contract_message("rate", "above 0", -0.5) == "rate: expected above 0, found -0.5");
        CHECK(core::contract_message("rate", "above 0", 0.1F) == "rate: expected above 0, found 0.10000000149011612");
        CHECK(core::contract_message("rows", "at least 1", 0) == "rows: expected at least 1, found 0");
        CHECK(core::contract_message("rows", "fewer", UINT64_MAX) ==
              "rows: expected fewer, found 18446744073709551615");
        CHECK(core::contract_message("flag", "true", false) == "flag: expected true, found false");
        CHECK(core::contract_message("name", "a column", "none") == "name: expected a column, found none");
        CHECK(core::contract_message("name", "a column", std::string{"x"}) == "name: expected a column, found x");
    }

    TEST_CASE("fail: throws the kind that was asked for") {
        CHECK_THROWS_WITH_AS(core::fail<std::invalid_argument>("a", "b", "c"), "a: expected b, found c",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(core::fail<lastro::schema_error>("a", "b", 1), "a: expected b, found 1",
                             lastro::schema_error);
    }

    TEST_CASE("require: silent where the condition holds") {
        CHECK_NOTHROW(core::require<std::out_of_range>(true, "i", "below 3", 2));
        CHECK_THROWS_WITH_AS(core::require<std::out_of_range>(false, "i", "below 3", 3), "i: expected below 3, found 3",
                             std::out_of_range);
    }
}
