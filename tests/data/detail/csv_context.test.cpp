// SPDX-License-Identifier: MIT
// tests/data/detail/csv_context.test.cpp
#include <lastro/data/detail/csv_context.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::detail::csv_context;
using data::detail::csv_cut;

namespace {

constexpr std::string_view text = "a,b\n\"c\nd\",e\r\nf,g\nh,\"i\"j\n";  // records at bytes 0, 4, 13 and 17

}  // namespace

TEST_SUITE("data/detail/csv_context") {
    TEST_CASE("places: a byte of a piece has its offset and line in the file") {
        const csv_context context{
            .text = text, .source = "t.csv", .position = {.line = 100, .first_line = 1, .width = 2}};
        csv_cut cut;
        cut.piece(text.substr(4), context.dialect, 2);
        REQUIRE(cut.rows() == 2);
        CHECK(context.offset_of(cut, cut.begin(0)) == 4);
        CHECK(context.offset_of(cut, cut.begin(1)) == 13);
        CHECK(context.line_at(4) == 101);
        CHECK(context.line_at(13) == 103);

        data::csv_records records = context.records_at(cut, cut.begin(1));
        REQUIRE(records.next());
        CHECK(records.text(1) == "g");
        CHECK(records.place(1) == "t.csv:103:3");
    }

    TEST_CASE("faults: the record that breaks a rule is refused with the place in the file") {
        const csv_context context{
            .text = text, .source = "t.csv", .position = {.line = 100, .first_line = 1, .width = 2}};
        csv_cut cut;
        cut.piece(text.substr(4), context.dialect, 2);
        REQUIRE(cut.faulty());
        CHECK_THROWS_WITH_AS(context.refuse_fault(cut),
                             "t.csv:104:6: expected a delimiter or a line end after the closing quote, found \"j\"",
                             lastro::format_error);
        cut.piece(text.substr(4, 13), context.dialect, 2);
        CHECK_NOTHROW(context.refuse_fault(cut));
        cut.piece(text, context.dialect, 3);
        CHECK_THROWS_AS(context.refuse_fault(cut), lastro::format_error);
    }

    TEST_CASE("check_length: a piece has less than 1 GiB") {
        const csv_context context{.text = text, .source = "t.csv"};
        CHECK_NOTHROW(context.check_length(data::detail::largest_csv_piece));
        CHECK_THROWS_WITH_AS(context.check_length(data::detail::largest_csv_piece + 1),
                             "t.csv: expected records of less than 1 GiB, found one of 1073741824 bytes",
                             lastro::format_error);
    }

    TEST_CASE("note: counts all, keeps as many as asked for, shows 200 bytes of the first line") {
        data::csv_problems problems{.most = 2};
        const std::string rows = "a,b\r\n" + std::string(300, 'x');
        const csv_context context{.text = rows, .before = 3, .source = "t.csv", .problems = &problems};
        context.note(1, 0, "one");
        context.note(2, 5, "two");
        context.note(2, 5, "three");
        CHECK(problems.count == 3);
        REQUIRE(problems.first.size() == 2);
        CHECK(problems.first[0] == data::csv_problem{.line = 1, .offset = 3, .message = "one", .text = "a,b"});
        CHECK(problems.first[1] ==
              data::csv_problem{.line = 2, .offset = 8, .message = "two", .text = std::string(200, 'x')});
    }
}
