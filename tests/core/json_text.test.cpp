// SPDX-License-Identifier: MIT
// tests/core/json_text.test.cpp
#include <lastro/core/json_text.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

#include <lastro/core/json_cursor.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/json_text") {
    TEST_CASE("append_json_string: escapes what has to be, in the shortest way, and reads back") {
        const auto written = [](std::string_view text) {
            std::string out;
            core::append_json_string(out, text);
            return out;
        };
        CHECK(written("") == R"("")");
        CHECK(written("a\"b\\c/\xC3\xA9") == "\"a\\\"b\\\\c/\xC3\xA9\"");
        CHECK(written("\b\t\n\f\r") == R"("\b\t\n\f\r")");
        CHECK(written(std::string_view{"\0\x1f\x7f", 3}) == "\"\\u0000\\u001f\x7f\"");
        for (int c = 0; c < 128; ++c) {
            const std::string text(2, static_cast<char>(c));
            const std::string json = written(text);
            REQUIRE(core::json_cursor{json, "t"}.string() == text);
        }
    }

    TEST_CASE("append_json_string: refuses what is no text") {
        std::string out;
        CHECK_THROWS_WITH_AS(core::append_json_string(out, "\xFF"),
                             "core::append_json_string: expected UTF-8 text, found \"\\xff\"", std::invalid_argument);
    }
}
