// SPDX-License-Identifier: MIT
// tests/data/detail/column_builder.test.cpp
#include <lastro/data/detail/column_builder.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace detail = lastro::data::detail;
using data::column;
using data::type;
using detail::column_builder;

namespace {

// What a builder makes of plain cells, read again where it asks for that.
column built(const std::vector<std::string_view>& cells, int* passes = nullptr) {
    const auto feed = [&](column_builder& builder) {
        std::uint64_t line = 2;
        for (const std::string_view cell : cells) {
            REQUIRE(builder.add({.raw = cell}, cell.empty(), '"', line++));
        }
    };
    column_builder builder;
    feed(builder);
    if (passes != nullptr) {
        *passes = builder.is_stale() ? 2 : 1;
    }
    if (builder.is_stale()) {
        builder = builder.again();
        feed(builder);
        REQUIRE_FALSE(builder.is_stale());
    }
    return std::move(builder).finish();
}

}  // namespace

TEST_SUITE("data/detail/column_builder") {
    TEST_CASE("kind_of: what a text can be read as") {
        CHECK(detail::kind_of("12") == detail::whole_kind);
        CHECK(detail::kind_of("-0") == detail::whole_kind);
        CHECK(detail::kind_of("9223372036854775808") == detail::huge_kind);
        CHECK(detail::kind_of("1e400") == detail::text_kind);
        CHECK(detail::kind_of(".5") == detail::fraction_kind);
        CHECK(detail::kind_of("0.5") == detail::fraction_kind);
        CHECK(detail::kind_of("-00.5") == detail::text_kind);
        CHECK(detail::kind_of("2014-01-01") == detail::date_kind);
        CHECK(detail::kind_of("TRUE") == detail::boolean_kind);
        CHECK(detail::kind_of("") == detail::text_kind);
        CHECK(detail::kind_of("-") == detail::text_kind);
    }

    TEST_CASE("type_for: settled exactly where no further kind can change the type") {
        for (unsigned kinds = 1; kinds < 64; ++kinds) {
            bool changes = false;
            for (unsigned more = 1; more < 64; more <<= 1) {
                changes = changes || detail::type_for(kinds | more) != detail::type_for(kinds);
            }
            CAPTURE(kinds);
            CHECK(detail::is_settled(kinds) == !changes);
        }
        CHECK(detail::type_for(0) == type::string);
    }

    TEST_CASE("builder: one pass where values change in place, two where text is needed again") {
        int passes = 0;
        CHECK(built({"", "1", "2.5", ""}, &passes) ==
              column{std::vector<std::optional<double>>{std::nullopt, 1.0, 2.5, std::nullopt}});
        CHECK(passes == 1);
        CHECK(built({"1", "", "x"}, &passes) ==
              column{std::vector<std::optional<std::string>>{"1", std::nullopt, "x"}});
        CHECK(passes == 2);
        CHECK(built({"9223372036854775808", "0.5"}, &passes) == column{std::vector<double>{0x1p63, 0.5}});
        CHECK(passes == 2);
        CHECK(built({"", ""}, &passes) == column{std::vector<std::optional<std::string>>(2)});
        CHECK(passes == 1);
        CHECK(built({"1", "2", "x"}).why_not_numeric() == "line 4 holds \"x\"");
    }

    TEST_CASE("builder: a known type takes what can be read as it, and nothing else") {
        column_builder builder{type::int64};
        CHECK(builder.add({.raw = "007"}, false, '"', 2));
        CHECK_FALSE(builder.add({.raw = "x"}, false, '"', 3));
        CHECK(builder.add({.raw = "", .quoted = true}, true, '"', 4));
        CHECK(builder.null_count() == 1);
        CHECK_FALSE(builder.is_stale());
        CHECK(std::move(builder).finish() == column{std::vector<std::optional<std::int64_t>>{7, std::nullopt}});
    }

    TEST_CASE("builder: doubled quotes are undone") {
        column_builder builder{type::string};
        CHECK(builder.add({.raw = "a\"\"b", .quoted = true, .doubled = true}, false, '"', 2));
        CHECK(std::move(builder).finish() == column{std::vector<std::string>{"a\"b"}});
    }
}
