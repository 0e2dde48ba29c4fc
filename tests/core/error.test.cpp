// SPDX-License-Identifier: MIT
// tests/core/error.test.cpp
#include <lastro/core/error.hpp>

#include <stdexcept>
#include <string>
#include <type_traits>

#include <doctest/doctest.h>

namespace {

// Everything from outside is one kind; nothing from outside is mistaken for a mistake of the caller.
static_assert(std::is_base_of_v<std::runtime_error, lastro::error>);
static_assert(std::is_base_of_v<lastro::error, lastro::io_error>);
static_assert(std::is_base_of_v<lastro::error, lastro::format_error>);
static_assert(std::is_base_of_v<lastro::error, lastro::integrity_error>);
static_assert(std::is_base_of_v<lastro::error, lastro::schema_error>);
static_assert(!std::is_base_of_v<std::logic_error, lastro::error>);
static_assert(std::is_same_v<lastro::io_error, lastro::core::io_error>);

}  // namespace

TEST_SUITE("core/error") {
    TEST_CASE("errors: one handler catches every kind, and the text is kept") {
        const auto caught = [](auto&& thrown) -> std::string {
            try {
                throw thrown;
            } catch (const lastro::error& e) {
                return e.what();
            }
        };
        CHECK(caught(lastro::io_error{"a"}) == "a");
        CHECK(caught(lastro::format_error{"b"}) == "b");
        CHECK(caught(lastro::integrity_error{"c"}) == "c");
        CHECK(caught(lastro::schema_error{"d"}) == "d");
    }

    TEST_CASE("errors: kinds can be told apart") {
        CHECK_THROWS_AS(throw lastro::schema_error{"x"}, lastro::schema_error);
        bool other = false;
        try {
            throw lastro::integrity_error{"x"};
        } catch (const lastro::format_error&) {
            other = true;
        } catch (const lastro::error&) {
        }
        CHECK_FALSE(other);
    }
}
