// SPDX-License-Identifier: MIT
// tests/data/detail/csv_reader.test.cpp
#include <lastro/data/detail/csv_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lastro/core/file.hpp>
#include <lastro/data/schema.hpp>

#include "../../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::type;

namespace {

data::table read(std::string_view text, const data::csv_settings& settings, data::csv_problems* problems = nullptr) {
    return data::detail::csv_reader{text, "t.csv", settings, problems}.read();
}

std::string refusal(std::string_view text, const data::csv_settings& settings) {
    try {
        (void)read(text, settings);
    } catch (const lastro::error& e) {
        return e.what();
    }
    return "accepted";
}

// Two megabytes: a dozen pieces, with quotes around line ends, late fractions and late text.
std::string large() {
    std::string text = "n,late,text,word,day\n";
    for (int i = 0; i < 40'000; ++i) {
        text += std::to_string(i) + ',' + std::to_string(i) + (i == 35'000 ? ".5" : "") + ',';
        text += (i == 39'000 ? "x" : std::to_string(i % 7)) + ",\"a\nb, \"\"c\"\" " + std::to_string(i) + "\",";
        text += i % 100 == 99 ? "\n" : "2014-01-0" + std::to_string(1 + i % 9) + "\r\n";
    }
    return text;
}

}  // namespace

TEST_SUITE("data/detail/csv_reader") {
    TEST_CASE("threads: one and seven give the same table, of the types that all cells allow") {
        const std::string text = large();
        const data::table one = read(text, {});
        CHECK(one.rows() == 40'000);
        CHECK(one.column("late").type() == type::float64);
        CHECK(one.column("text").type() == type::string);
        CHECK(one.column("text").why_not_numeric() == "line 78002 holds \"x\"");
        CHECK(one.column("day").type() == type::date);
        CHECK(one.column("day").null_count() == 400);
        CHECK(one.column<std::int64_t>("n")[39'999] == 39'999);
        CHECK(one.column<std::string_view>("word")[35'000] == "a\nb, \"c\" 35000");
        for (const std::size_t threads : {2U, 7U}) {
            const data::table many = read(text, {.threads = threads});
            CHECK(many == one);
            CHECK(many.column("text").why_not_numeric() == one.column("text").why_not_numeric());
        }
        data::csv_problems none;
        CHECK(read(text, {}, &none) == one);  // record by record
        CHECK(none.count == 0);
    }

    TEST_CASE("errors: the first one of the file, for any number of threads") {
        std::string text = large();
        text.insert(text.find("30000,"), "1,2\n");
        text.insert(text.find("38000,"), "a\"b,2,3,4,5\n");
        for (const std::size_t threads : {1U, 2U, 7U}) {
            CHECK(refusal(text, {.threads = threads}) == "t.csv:60002:1: expected 5 fields as in line 1, found 2");
            data::csv_settings settings{.threads = threads};
            settings.schema =
                data::schema{{{.name = "text", .type = type::int64}, {.name = "late", .type = type::int64}}};
            CHECK(refusal(large(), settings) ==
                  "t.csv:70002:7: column \"late\": expected a whole number (int64), found \"35000.5\"");
        }
    }

    TEST_CASE("windows: nothing shows where one ends, in memory or in a file") {
        const std::string rows = large();
        const std::size_t header = rows.find('\n') + 1;
        const std::string body = rows.substr(header);
        // Blank lines, a record and a header that are longer than the windows they begin in, and lines of three kinds.
        std::string text = "\xEF\xBB\xBF" + std::string(300'000, '\n') + rows + body + body;
        text += "1,2,3,\"" + std::string(5'000'000, '\n') + "\",\r" + body;
        const temporary_directory here;
        lastro::core::write_file(here / "t", lastro::core::as_bytes(text));
        const data::table memory = read(text, {});
        CHECK(memory.rows() == 160'001);
        CHECK(memory.column("text").why_not_numeric() == "line 378002 holds \"x\"");
        CHECK(memory.column<std::string_view>("word")[120'000].size() == 5'000'000);
        CHECK(memory.column<std::int64_t>("n")[160'000] == 39'999);
        const auto from_file = [&](const data::csv_settings& settings, data::csv_problems* problems) {
            return data::detail::csv_reader{data::detail::csv_text::of_file(here / "t"), "t.csv", settings, problems}
                .read();
        };
        data::csv_problems none;
        CHECK(from_file({}, nullptr) == memory);
        CHECK(from_file({.threads = 3}, nullptr) == memory);
        CHECK(from_file({}, &none) == memory);
        CHECK(none.count == 0);

        CHECK(refusal(text + "1,2\n", {}) == "t.csv:5620003:1: expected 5 fields as in line 300001, found 2");
        CHECK(refusal(text + "1,2,3,\"\xA0\n", {}) ==
              "t.csv:5620003:8: expected UTF-8 text, found the byte \\xa0 at offset " +
                  std::to_string(text.size() + 7));
        CHECK(refusal("\xEF\xBB\xBF\xA0", {}) == "t.csv:1:4: expected UTF-8 text, found the byte \\xa0 at offset 3");
        (void)read(text + "1,2\n", {}, &none);
        REQUIRE(none.count == 1);
        CHECK(none.first[0].line == 5'620'003);
        CHECK(none.first[0].offset == text.size());
    }

    TEST_CASE("files: one that changes between two passes is an error") {
        const temporary_directory here;
        std::string text = "n,late\n";
        while (text.size() < 3'000'000) {
            text += "7,12\n";
        }
        text += "7,.5\n";
        struct writer {
            std::string path;
            std::string text;
        };
        const auto rewrite = [](void* context, double share) {  // behind the reader's back, in place
            const auto& to = *static_cast<writer*>(context);
            if (share == 1.0) {
                std::ofstream{to.path, std::ios::binary | std::ios::in} << to.text;
            }
        };
        const auto refused = [&](std::string other) {
            lastro::core::write_file(here / "t", lastro::core::as_bytes(text));
            writer to{here / "t", std::move(other)};
            const data::csv_settings settings{.progress = rewrite, .progress_context = &to};
            try {
                (void)data::detail::csv_reader{data::detail::csv_text::of_file(here / "t"), "t.csv", settings, nullptr}
                    .read();
            } catch (const lastro::error& e) {
                return std::string{e.what()};
            }
            return std::string{"accepted"};
        };
        CHECK(refused(text) == "accepted");
        std::string letters = text;
        letters.replace(2'000'007, 5, "7,xy\n");
        CHECK(refused(letters) == "t.csv:400002:3: column \"late\": expected a number (float64), found \"xy\"");
        std::string fewer = text;
        fewer.replace(2'000'007, 10, "7,1234567\n");
        CHECK(refused(fewer) == "t.csv: expected a file that stays as it is while it is read, found one that changed");
    }

    TEST_CASE("problems: bad rows are left out, told of, and no more of them kept than asked for") {
        data::csv_settings settings;
        settings.schema = data::schema{{{.name = "x", .type = type::int64, .nullable = false}}};
        data::csv_problems problems{.most = 5};
        const data::table rows = read("x,y\n1,a\ntwo,b\n3\n\"4\"q,d\n,e\n6,f\n7,g,h\ni,j\n8,\"k\nl\"\n9,\"open\n10,m\n",
                                      settings, &problems);
        CHECK(rows.column("x") == data::column{std::vector<std::int64_t>{1, 6, 8, 10}});
        CHECK(problems.count == 7);
        REQUIRE(problems.first.size() == 5);
        std::vector<std::string> messages;
        for (const auto& p : problems.first) {
            messages.push_back(p.message);
        }
        // Those of a piece: first what could not be cut, then what is no value.
        CHECK(messages == std::vector<std::string>{
                              "t.csv:4:1: expected 2 fields as in line 1, found 1",
                              "t.csv:5:4: expected a delimiter or a line end after the closing quote, found \"q\"",
                              "t.csv:8:1: expected 2 fields as in line 1, found 3",
                              "t.csv:12:3: expected a quote that closes this field, found the end of the text",
                              "t.csv:3:1: column \"x\": expected a whole number (int64), found \"two\""});
        CHECK(problems.first[0].line == 4);
        CHECK(problems.first[0].offset == 14);
        CHECK(problems.first[0].text == "3");
    }

    TEST_CASE("comments: lines that begin with the character are no records, anywhere else it is text") {
        const data::table rows = read("# by \"hand\nx,y\n#1,2\n3,#4\n# end", {.comment = '#'});
        CHECK(rows.names() == std::vector<std::string>{"x", "y"});
        CHECK(rows.rows() == 1);
        CHECK(rows.column<std::string_view>("y")[0] == "#4");
        CHECK(read("#1\n2\n", {.header = false}).rows() == 2);
    }

    TEST_CASE("progress: told up to the end") {
        std::vector<double> shares;
        (void)read(large(),
                   {.progress = [](void* to, double share) { static_cast<std::vector<double>*>(to)->push_back(share); },
                    .progress_context = &shares});
        REQUIRE(shares.size() > 1);
        CHECK(shares.back() == 1.0);
    }

    TEST_CASE("width: a million columns") {
        std::string text;
        for (int row = 0; row < 3; ++row) {
            for (int i = 0; i < 1'000'000; ++i) {
                text += (i > 0 ? "," : "") + std::to_string(row == 0 ? i : i % 10);
            }
            text += '\n';
        }
        const data::table rows = read(text, {});
        CHECK(rows.columns() == 1'000'000);
        CHECK(rows.rows() == 2);
        CHECK(rows.column<std::int64_t>("999999")[1] == 9);
    }

    TEST_CASE("bad input: a number of 100,000 digits, NUL bytes, a long quote that never closes") {
        const std::string digits(100'000, '7');
        CHECK(read("x\n" + digits + "\n", {}).column("x").type() == type::string);
        CHECK(read("x\n0." + digits + "\n", {}).column("x") == data::column{std::vector<double>{7.0 / 9.0}});
        const data::table nul = read(std::string_view{"x\na\0b\n", 6}, {});
        CHECK(nul.column<std::string_view>("x")[0] == std::string_view{"a\0b", 3});
        const std::string open = "x\n\"" + std::string(3'000'000, '\n');
        CHECK(refusal(open, {.threads = 3}) ==
              "t.csv:2:1: expected a quote that closes this field, found the end of the text");
        CHECK(refusal("x\n" + std::string(3'000'000, 'a') + ",", {}) ==
              "t.csv:2:1: expected 1 field as in line 1, found 2");
    }
}
