// SPDX-License-Identifier: MIT
// tests/data/csv_records.test.cpp
#include <lastro/data/csv_records.hpp>

#include <cstddef>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::csv_dialect;
using data::csv_records;

namespace {

using records = std::vector<std::vector<std::string>>;

records read(std::string_view text, const csv_dialect& dialect = {}) {
    csv_records reader{text, "t.csv", dialect};
    records result;
    while (reader.next()) {
        result.emplace_back();
        for (std::size_t i = 0; i < reader.fields().size(); ++i) {
            result.back().push_back(reader.text(i));
        }
    }
    return result;
}

std::string refusal(std::string_view text, const csv_dialect& dialect = {}) {
    try {
        (void)read(text, dialect);
    } catch (const lastro::format_error& e) {
        return e.what();
    }
    return "accepted";
}

// The dialect once more, written from its rules and one character at a time. Nothing: an error.
std::optional<records> read_by_definition(std::string_view text, bool skip_blank_lines) {
    records result;
    std::size_t i = 0;
    const auto line_end = [&] { return i < text.size() && (text[i] == '\n' || text[i] == '\r'); };
    const auto skip_line_end = [&] { i += text.substr(i, 2) == "\r\n" ? 2U : 1U; };
    while (i < text.size()) {
        if (skip_blank_lines && line_end()) {
            skip_line_end();
            continue;
        }
        std::vector<std::string> fields;
        for (bool more = true; more;) {
            std::string field;
            if (i < text.size() && text[i] == '"') {
                for (++i;; ++i) {
                    if (i >= text.size()) {
                        return std::nullopt;
                    }
                    if (text[i] == '"' && text.substr(i, 2) != "\"\"") {
                        break;
                    }
                    i += text[i] == '"' ? 1U : 0U;
                    field += text[i];
                }
                ++i;
                if (i < text.size() && text[i] != ',' && !line_end()) {
                    return std::nullopt;
                }
            } else {
                for (; i < text.size() && text[i] != ',' && !line_end(); ++i) {
                    if (text[i] == '"') {
                        return std::nullopt;
                    }
                    field += text[i];
                }
            }
            fields.push_back(field);
            more = i < text.size() && text[i] == ',';
            i += more ? 1U : 0U;
        }
        if (line_end()) {
            skip_line_end();
        }
        if (!result.empty() && result.front().size() != fields.size()) {
            return std::nullopt;
        }
        result.push_back(fields);
    }
    return result;
}

}  // namespace

TEST_SUITE("data/csv_records") {
    TEST_CASE("records: fields, quotes, line ends") {
        CHECK(read("").empty());
        CHECK(read("\n\r\n\r").empty());
        CHECK(read("a,b\n1,2\n") == records{{"a", "b"}, {"1", "2"}});
        CHECK(read("a,b\r\n1,2\r3,4") == records{{"a", "b"}, {"1", "2"}, {"3", "4"}});
        CHECK(read("a,\n,\n") == records{{"a", ""}, {"", ""}});
        CHECK(read("\"a,\"\"b\"\"\nc\",d") == records{{"a,\"b\"\nc", "d"}});
        CHECK(read("\"\"\n\n\"\"") == records{{""}, {""}});
        CHECK(read("\xEF\xBB\xBF\"a\",b") == records{{"a", "b"}});
        CHECK(read(std::string_view{"a\0b,c", 5}) == records{{std::string{"a\0b", 3}, "c"}});
    }

    TEST_CASE("records: other dialects") {
        CHECK(read("a;b\n'x;y';''\n", {.delimiter = ';', .quote = '\''}) == records{{"a", "b"}, {"x;y", ""}});
        CHECK(read("a\t\"b\"\n", {.delimiter = '\t', .quote = std::nullopt}) == records{{"a", "\"b\""}});
        CHECK(read("a\n\nb\n\n", {.skip_blank_lines = false}) == records{{"a"}, {""}, {"b"}, {""}});
    }

    TEST_CASE("records: say where they are") {
        csv_records reader{"a,b\n\n\"x\ny\",  z\n", "t.csv"};
        REQUIRE(reader.next());
        CHECK(reader.line() == 1);
        CHECK(reader.place(1) == "t.csv:1:3");
        REQUIRE(reader.next());
        CHECK(reader.line() == 3);
        CHECK(reader.place(0) == "t.csv:3:1");
        CHECK(reader.place(1) == "t.csv:4:4");
        CHECK(reader.consumed() == 15);
        CHECK_FALSE(reader.next());
        CHECK_FALSE(reader.next());
    }

    TEST_CASE("records: every refusal says line, column, expected and found") {
        CHECK(refusal("a,b,c\n1,2,3\n1,2\n") == "t.csv:3:1: expected 3 fields as in line 1, found 2");
        CHECK(refusal("\n\na\n1,2\n") == "t.csv:4:1: expected 1 field as in line 3, found 2");
        CHECK(refusal("a,b\n\n1,2,3", {.skip_blank_lines = false}) ==
              "t.csv:2:1: expected 2 fields as in line 1, found 1");
        CHECK(refusal("a,b\nx\"y,2\n") ==
              "t.csv:2:2: expected no quote inside a field that does not begin with one, found \"\\\"\"");
        CHECK(refusal("a,b\n1, \"2\"\n") ==
              "t.csv:2:4: expected no quote inside a field that does not begin with one, found \"\\\"\"");
        CHECK(refusal("a,b\n\"1\"x,2\n") ==
              "t.csv:2:4: expected a delimiter or a line end after the closing quote, found \"x\"");
        CHECK(refusal("a,b\n\"1\n\n2\"x,2\n") ==
              "t.csv:4:3: expected a delimiter or a line end after the closing quote, found \"x\"");
        CHECK(refusal("a,b\n1,\"2\n3,4\n") ==
              "t.csv:2:3: expected a quote that closes this field, found the end of the text");
        CHECK(refusal("a,b\n1,\"") == "t.csv:2:3: expected a quote that closes this field, found the end of the text");
        CHECK(refusal("a,b\r\n1,\xA0\r\n") == "t.csv:2:3: expected UTF-8 text, found the byte \\xa0 at offset 7");
        CHECK(refusal("a\rb\r\n\u00e9\xC3") == "t.csv:3:3: expected UTF-8 text, found the byte \\xc3 at offset 7");
        CHECK(refusal("\xEF\xBB\xBF"
                      "a\xFF") == "t.csv:1:5: expected UTF-8 text, found the byte \\xff at offset 4");
    }

    TEST_CASE("records: a dialect that contradicts itself is the caller's mistake") {
        CHECK_THROWS_WITH_AS((csv_records{"", "t", {.delimiter = '\n'}}),
                             "csv: delimiter: expected an ASCII character that is no line end, found \"\\x0a\"",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((csv_records{"", "t", {.delimiter = '\xE9'}}),
                             "csv: delimiter: expected an ASCII character that is no line end, found \"\\xe9\"",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((csv_records{"", "t", {.quote = '\r'}}),
                             "csv: quote: expected an ASCII character that is no line end, found \"\\x0d\"",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((csv_records{"", "t", {.delimiter = '"'}}),
                             "csv: quote: expected another character than the delimiter, found \"\\\"\"",
                             std::invalid_argument);
    }

    TEST_CASE("records: agree with the definition on 20,000 texts of troublesome characters") {
        std::mt19937_64 engine{2026};
        constexpr std::string_view alphabet = ",,\"\"\n\rab";
        std::size_t accepted = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string text;
            for (std::size_t length = engine() % 24; text.size() < length;) {
                text += alphabet[engine() % alphabet.size()];
            }
            for (const bool skip : {true, false}) {
                const auto wanted = read_by_definition(text, skip);
                std::optional<records> got;
                try {
                    got = read(text, {.skip_blank_lines = skip});
                } catch (const lastro::format_error&) {
                }
                CAPTURE(text);
                REQUIRE(got == wanted);
                accepted += got ? 1U : 0U;
            }
        }
        CHECK(accepted > 2000);  // both outcomes were met often
        CHECK(accepted < 38'000);
    }

    TEST_CASE("records: fields of every length, found by words and by single characters") {
        for (std::size_t length = 0; length < 40; ++length) {
            const std::string field(length, 'x');
            for (const std::string end : {"", "\n", "\r\n"}) {
                REQUIRE(read(field + "," + field + end) == records{{field, field}});
                REQUIRE(read("\"" + field + "\"," + field + end) == records{{field, field}});
            }
        }
    }
}
