// SPDX-License-Identifier: MIT
// tests/store/detail/yaml_lines.test.cpp
#include <lastro/store/detail/yaml_lines.hpp>

#include <string_view>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::store::detail::yaml_lines;

TEST_SUITE("store/detail/yaml_lines") {
    TEST_CASE("lines: indentation is counted, blank lines and comments are stepped over") {
        yaml_lines lines{"\n  # comment\n   a: b\r\n\nc", "f"};
        REQUIRE(lines.more());
        CHECK(lines.current().indent == 3);
        CHECK(lines.current().text == "a: b");
        lines.next();
        REQUIRE(lines.more());
        CHECK(lines.current().text == "c");
        CHECK_THROWS_WITH_AS(lines.fail("x", "y"), "f: line 5: expected x, found y", lastro::format_error);
        lines.next();
        CHECK_FALSE(lines.more());
    }

    TEST_CASE("lines: what a line begins and ends with") {
        CHECK(yaml_lines::is_item("-"));
        CHECK(yaml_lines::is_item("- a"));
        CHECK_FALSE(yaml_lines::is_item("-a"));
        CHECK(yaml_lines::is_over("  # comment"));
        CHECK(yaml_lines::is_over("\t"));
        CHECK_FALSE(yaml_lines::is_over("#x"));
        CHECK(yaml_lines::key_end("a: b") == 1);
        CHECK(yaml_lines::key_end("a:b:") == 3);
        CHECK(yaml_lines::key_end("a # b: c") == std::string_view::npos);
        CHECK(yaml_lines::trimmed("a \t") == "a");
    }

    TEST_CASE("scalars: go on on lines that are further in than what holds them") {
        yaml_lines lines{"one\n  two # end\n  three", "f"};
        CHECK(lines.scalar(lines.current().text, 0) == "one two");
        CHECK(lines.current().text == "three");
        yaml_lines same{"one\ntwo", "f"};
        CHECK(same.scalar(same.current().text, 0) == "one");
    }
}
