// SPDX-License-Identifier: MIT
// tests/data/detail/csv_columns.test.cpp
#include <lastro/data/detail/csv_columns.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/schema.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::type;
using data::detail::csv_columns;
using data::detail::csv_context;
using data::detail::csv_piece;

namespace {

constexpr std::string_view text = "1,2,x\n3,4,y\n5,6.5,\n7,8,z\n";  // two pieces of 12 bytes

std::vector<csv_piece> pieces_of(const csv_context& context) {
    std::vector<csv_piece> pieces(2);
    pieces[0].cut.piece(context.text.substr(0, 12), context.dialect, 3);
    pieces[1].cut.piece(context.text.substr(12), context.dialect, 3);
    return pieces;
}

}  // namespace

TEST_SUITE("data/detail/csv_columns") {
    TEST_CASE("columns: those whose type becomes known too late are read once more") {
        const csv_context context{
            .text = text, .source = "t.csv", .position = {.line = 2, .first_line = 1, .width = 3}};
        const data::csv_settings settings;
        lastro::core::thread_team team{2};
        csv_columns columns{context, settings};
        columns.begin({"a", "b", "c"});
        CHECK(columns.width() == 3);
        std::vector<csv_piece> pieces = pieces_of(context);
        columns.learn(pieces[0], false);
        columns.read(pieces[0]);
        columns.expect(pieces[0], text.size());
        columns.read(pieces[1]);
        columns.append(pieces, team);
        REQUIRE(columns.again());  // b: 6.5
        columns.read(pieces[0]);
        columns.read(pieces[1]);
        columns.append(pieces, team);
        REQUIRE_FALSE(columns.again());
        const data::table rows = columns.finish(team);
        CHECK(rows.column("a") == data::column{std::vector<std::int64_t>{1, 3, 5, 7}});
        CHECK(rows.column("b") == data::column{std::vector<double>{2, 4, 6.5, 8}});
        CHECK(rows.column("c").null_count() == 1);
        CHECK(rows.column("c").why_not_numeric() == "line 2 holds \"x\"");
    }

    TEST_CASE("evidence: what the cells can be, of columns whose type is not given") {
        const csv_context context{.text = text, .source = "t.csv", .position = {.width = 3}};
        data::csv_settings settings;
        settings.schema = data::schema{{{.name = "a", .type = type::int64}}};
        lastro::core::thread_team team{1};
        csv_columns columns{context, settings};
        columns.begin({"a", "b", "c"});
        std::vector<unsigned> kinds(3);
        for (const csv_piece& piece : pieces_of(context)) {
            columns.collect_kinds(piece.cut, kinds, team);
        }
        CHECK(kinds[0] == 0);
        CHECK(data::detail::type_for(kinds[1]) == type::float64);
        CHECK(data::detail::type_for(kinds[2]) == type::string);
    }

    TEST_CASE("schema: a wrong cell is refused, or its row left out and told of; a column must be there") {
        data::csv_problems problems;
        csv_context context{.text = text, .source = "t.csv", .position = {.line = 2, .first_line = 1, .width = 3}};
        data::csv_settings settings;
        settings.schema =
            data::schema{{{.name = "b", .type = type::int64}, {.name = "c", .type = type::string, .nullable = false}}};
        lastro::core::thread_team team{1};
        csv_columns columns{context, settings};
        CHECK_THROWS_WITH_AS(columns.begin({"a", "b"}),
                             "t.csv: column \"c\": expected the schema's column in the file, found none of that name",
                             lastro::schema_error);
        columns.begin({"a", "b", "c"});
        std::vector<csv_piece> pieces = pieces_of(context);
        columns.learn(pieces[0], false);
        CHECK_NOTHROW(columns.read(pieces[0]));
        CHECK_THROWS_WITH_AS(columns.read(pieces[1]),
                             "t.csv:4:3: column \"b\": expected a whole number (int64), found \"6.5\"",
                             lastro::format_error);
        context.problems = &problems;
        columns.read(pieces[1]);
        columns.append(pieces, team);
        CHECK(columns.finish(team).column("b") == data::column{std::vector<std::int64_t>{2, 4, 8}});
        REQUIRE(problems.count == 1);  // one row, though two of its cells are wrong
        CHECK(problems.first[0].line == 4);
        CHECK(problems.first[0].text == "5,6.5,");
    }
}
