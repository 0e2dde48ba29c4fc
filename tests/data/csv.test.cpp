// SPDX-License-Identifier: MIT
// tests/data/csv.test.cpp
#include <lastro/data/csv.hpp>

#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <lastro/core/text.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/hash/digest.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace hash = lastro::hash;
using data::column;
using data::csv_settings;
using data::parse_csv;
using data::read_csv;
using data::table;
using data::type;

namespace {

const std::string shared = LASTRO_SOURCE_DIR "/../shared/data/";

bool present(const std::string& name) {
    const bool here = std::filesystem::exists(shared + name);
    if (!here) {
        MESSAGE("SKIPPED: ../shared/data/" << name << " not present");
    }
    return here;
}

// The column of a file with one column of these cells.
column cells(const std::vector<std::string>& values) {
    std::string text = "x,y\n";
    for (const std::string& value : values) {
        text += value + ",0\n";
    }
    return parse_csv(text, "cells.csv").column("x");
}

std::string refusal(std::string_view text, const csv_settings& settings = {}) {
    try {
        (void)parse_csv(text, "t.csv", settings);
    } catch (const lastro::error& e) {
        return e.what();
    }
    return "accepted";
}

template <class T>
std::vector<std::optional<T>> maybe(std::initializer_list<std::optional<T>> values) {
    return values;
}

csv_settings with_schema(std::vector<data::field> fields) {
    csv_settings settings;
    settings.schema = data::schema{std::move(fields)};
    return settings;
}

}  // namespace

TEST_SUITE("data/csv") {
    TEST_CASE("types: the one that fits every cell of the column") {
        struct {
            std::vector<std::string> cells;
            type wanted;
        } const cases[] = {
            {{"1", "-2", "0"}, type::int64},
            {{"1", "2.5"}, type::float64},
            {{"2.5", "1"}, type::float64},
            {{"1e3"}, type::float64},
            {{"-9223372036854775808", "9223372036854775807"}, type::int64},
            {{"true", "False"}, type::boolean},
            {{"2014-01-01", "2014-12-31"}, type::date},
            {{"2014-01-01T12:00:00", "2014-01-01 12:00"}, type::timestamp},
            {{"2014-01-01T12:00:00Z", "2014-01-01T12:00:00.5+01:00"}, type::timestamp},
            {{"Seattle"}, type::string},
            // Nothing that would lose what stands there:
            {{"007", "008"}, type::string},  // leading zeros
            {{"1", "007"}, type::string},
            {{"1.5", "00.5"}, type::string},
            {{"9223372036854775808"}, type::string},  // an identifier, too long for int64
            {{"1", "9223372036854775808"}, type::string},
            {{"9223372036854775808", "0.5"}, type::float64},  // fractions beside it: a quantity
            {{"1", "9223372036854775808", "0.5"}, type::float64},
            // Nothing that does not fit together:
            {{"1", "true"}, type::string},
            {{"2014-01-01", "2014"}, type::string},
            {{"2014-01-01", "2014-02-30"}, type::string},
            {{"2014-01-01", "2014-01-01T12:00:00"}, type::string},
            {{"2014-01-01T12:00:00", "2014-01-01T12:00:00Z"}, type::string},  // some with an offset, some without
            {{"2014-01-01T12:00:00Z", "2014-01-01T25:00:00Z"}, type::string},
            {{"2014-01-01T12:00:00.123456789Z"}, type::string},  // would lose digits
            {{"1", "2", "three"}, type::string},
            {{"1.5", "n/a"}, type::string},
            {{"nan"}, type::string},
            {{" 1"}, type::string},
            {{"+1"}, type::string},
            {{"1,5"}, type::string},
        };
        for (const auto& c : cases) {
            std::vector<std::string> quoted = c.cells;
            for (std::string& cell : quoted) {
                cell = cell.find(',') == std::string::npos ? cell : '"' + cell + '"';
            }
            const column found = cells(quoted);
            CAPTURE(c.cells.front());
            CAPTURE(c.cells.back());
            CHECK(found.type() == c.wanted);
            CHECK(found.null_count() == 0);
            if (c.wanted == type::string) {  // the text is kept as it was, wherever the type became known
                for (std::size_t i = 0; i < c.cells.size(); ++i) {
                    CHECK(found.to_text(i) == c.cells[i]);
                }
            }
        }
        CHECK(cells({"1", "9223372036854775808", "0.5"}) == column{std::vector<double>{1.0, 0x1p63, 0.5}});
        CHECK(cells({"2014-01-01T00:00:00Z", "2014-01-01T00:00:01-01:00"}) ==
              column{std::vector<data::timestamp>{{1'388'534'400'000'000}, {1'388'538'001'000'000}}});
        CHECK(cells({"9007199254740993", "0.5"}) == column{std::vector<double>{9007199254740992.0, 0.5}});
    }

    TEST_CASE("types: do not depend on the order of the rows, and are enough to read the same table again") {
        const std::vector<std::string> pool{
            "",     "1",          "-7", "2.5",  "1e9",   "9223372036854775808", "007",
            "true", "2014-01-01", "x",  "\"\"", "\"3\"", "2014-01-01T00:00Z",   "2014-01-01 00:00"};
        std::mt19937_64 engine{4};
        for (int round = 0; round < 2000; ++round) {
            std::vector<std::string> some;
            for (std::size_t n = 1 + engine() % 4; some.size() < n;) {
                some.push_back(pool[engine() % pool.size()]);
            }
            const column forwards = cells(some);
            const column backwards = cells({some.rbegin(), some.rend()});
            std::vector<std::uint64_t> reversed;
            for (std::uint64_t i = some.size(); i > 0; --i) {
                reversed.push_back(i - 1);
            }
            CAPTURE(some.front());
            REQUIRE(backwards == forwards.gather(reversed));

            std::string text = "x,y\n";  // ... and reading again with the schema that was found changes nothing
            for (const std::string& cell : some) {
                text += cell + ",0\n";
            }
            const table first = parse_csv(text, "t.csv");
            csv_settings settings;
            settings.schema = data::infer_schema(first);
            REQUIRE(parse_csv(text, "t.csv", settings) == first);
        }
    }

    TEST_CASE("missing: null tokens, in quotes only where text is not meant") {
        CHECK(cells({"1", "", "3"}) == column{maybe<std::int64_t>({1, {}, 3})});
        CHECK(cells({"", "", "2.5"}) == column{maybe<double>({{}, {}, 2.5})});
        CHECK(cells({"1", "\"\""}) == column{maybe<std::int64_t>({1, {}})});
        CHECK(cells({"a", "", "\"\""}) == column{maybe<std::string>({"a", {}, ""})});
        CHECK(cells({"\"\"", "", "a"}) == column{maybe<std::string>({"", {}, "a"})});
        CHECK(cells({"\"\"", "1", "a"}) == column{maybe<std::string>({"", "1", "a"})});
        CHECK(cells({"", ""}) == column{maybe<std::string>({{}, {}})});
        CHECK(cells({"", "\"\""}) == column{maybe<std::string>({{}, ""})});

        const csv_settings tokens{.null_tokens = {"NA", "-"}};
        const table t = parse_csv("x,y,z\n1,NA,\n-,b,c\n3,\"NA\",d\n", "t.csv", tokens);
        CHECK(t.column("x") == column{maybe<std::int64_t>({1, {}, 3})});
        CHECK(t.column("y") == column{maybe<std::string>({{}, "b", "NA"})});
        CHECK(t.column("z") == column{maybe<std::string>({"", "c", "d"})});
    }

    TEST_CASE("header: names, their absence, and no rows") {
        const table t = parse_csv("\"a\"\"b\",,c\n1,2,3\n", "t.csv");
        CHECK(t.names() == std::vector<std::string>{"a\"b", "", "c"});
        CHECK(t.source() == "t.csv");
        const table bare = parse_csv("1,x\n2,y\n", "t.csv", {.header = false});
        CHECK(bare.names() == std::vector<std::string>{"column_1", "column_2"});
        CHECK(bare.column("column_1") == column{std::vector<std::int64_t>{1, 2}});
        const table none = parse_csv("a,b\n", "t.csv");
        CHECK(none.columns() == 2);
        CHECK(none.rows() == 0);
        CHECK(parse_csv("a;b\n'1';2\n", "t.csv", {.delimiter = ';', .quote = '\''}).column("a").type() == type::int64);
    }

    TEST_CASE("schema: gives types, and says where a cell breaks them") {
        const table t =
            parse_csv("id,x,other\n007,1,5\n,2,6\n", "t.csv",
                      with_schema({{.name = "x", .type = type::float64}, {.name = "id", .type = type::int64}}));
        CHECK(t.column("id") == column{maybe<std::int64_t>({7, {}})});
        CHECK(t.column("x") == column{std::vector<double>{1.0, 2.0}});
        CHECK(t.column("other").type() == type::int64);
        CHECK(parse_csv("s\n1\n\"\"\n", "t", with_schema({{.name = "s", .type = type::string}})).column("s") ==
              column{std::vector<std::string>{"1", ""}});
        CHECK(parse_csv("s\n", "t", with_schema({{.name = "s", .type = type::date}})).column("s").type() == type::date);

        const auto x = [](type wanted, bool nullable = true) {
            return with_schema({{.name = "x", .type = wanted, .nullable = nullable}});
        };
        CHECK(refusal("x,y\n1,2\n2,3\nthree,4\n", x(type::int64)) ==
              "t.csv:4:1: column \"x\": expected a whole number (int64), found \"three\"");
        CHECK(refusal("y,x\n1,2.5.1\n", x(type::float64)) ==
              "t.csv:2:3: column \"x\": expected a number (float64), found \"2.5.1\"");
        CHECK(refusal("y,x\n\"a\nb\",1e999\n", x(type::float64)) ==
              "t.csv:3:4: column \"x\": expected a number (float64), found \"1e999\"");
        CHECK(refusal("y,x\n1,01.02.2014\n", x(type::date)) ==
              "t.csv:2:3: column \"x\": expected a date (YYYY-MM-DD), found \"01.02.2014\"");
        CHECK(refusal("x\nyes\n", x(type::boolean)) ==
              "t.csv:2:1: column \"x\": expected true or false, found \"yes\"");
        CHECK(refusal("y,x\n1,2\n1,\n", x(type::int64, false)) ==
              "t.csv:3:3: column \"x\": expected a whole number (int64), found a missing value");
        CHECK(refusal("a,b\n1,2\n", x(type::int64)) ==
              "t.csv: column \"x\": expected the schema's column in the file, found none of that name");
    }

    TEST_CASE("bad files: each ends in a message that says where, expected and found") {
        const temporary_directory here;
        const auto read = [&](const std::string& name) -> std::string {
            try {
                (void)read_csv(here / name);
            } catch (const lastro::io_error& e) {
                return std::string{"io: "} + e.what();
            } catch (const lastro::format_error& e) {
                return std::string{"format: "} + e.what();
            }
            return "accepted";
        };
        CHECK(read("missing.csv") ==
              "io: " + here / "missing.csv" + ": cannot open for reading: No such file or directory");
        CHECK(read("") == "io: " + here / "" + ": cannot read: Is a directory");
        std::ofstream{here / "empty.csv"}.flush();
        CHECK(read("empty.csv") ==
              "format: " + here / "empty.csv" + ": expected a line of column names, found no record at all");
        std::ofstream{here / "ragged.csv"} << "a,b\n1,2\n3\n";
        CHECK(read("ragged.csv") == "format: " + here / "ragged.csv" + ":3:1: expected 2 fields as in line 1, found 1");
        std::ofstream{here / "secret.csv"} << "a\n1\n";
        std::filesystem::permissions(here / "secret.csv", std::filesystem::perms::none);
        if (::geteuid() == 0) {
            MESSAGE("SKIPPED: the superuser may read every file");
        } else {
            CHECK(read("secret.csv") == "io: " + here / "secret.csv" + ": cannot open for reading: Permission denied");
        }
    }

    TEST_CASE("bad texts: empty ones and repeated names") {
        CHECK(refusal("") == "t.csv: expected a line of column names, found no record at all");
        CHECK(refusal("\xEF\xBB\xBF\r\n\n") == "t.csv: expected a line of column names, found no record at all");
        CHECK(refusal("", {.header = false}) == "t.csv: expected a record, found no record at all");
        CHECK(refusal("a,b,a\n1,2,3\n") == "t.csv:1:5: expected column names that differ, found \"a\" again");
        CHECK(refusal("a,,\n1,2,3\n") == "t.csv:1:4: expected column names that differ, found \"\" again");
        CHECK_THROWS_AS((void)parse_csv("a", "t", {.delimiter = '\r'}), std::invalid_argument);
    }

    TEST_CASE("a column of text read as numbers: the message names the first cell that is none") {
        const table t = parse_csv("x,y\n1,a\n\n2.5,b\nn/a,c\nworse,d\n", "t.csv");
        CHECK_THROWS_WITH_AS((void)t.column<double>("x"),
                             "t.csv: column \"x\": expected type float64, found string (line 5 holds \"n/a\")",
                             lastro::schema_error);
        CHECK_THROWS_WITH_AS((void)t.column<double>("y"),
                             "t.csv: column \"y\": expected type float64, found string (line 2 holds \"a\")",
                             lastro::schema_error);
        CHECK(t.where("y", "c").column("x").why_not_numeric() == "line 5 holds \"n/a\"");
        CHECK(parse_csv("x\n1\n", "t").column("x").why_not_numeric().empty());
        CHECK(parse_csv("x\n12345678901234567890\n", "t").column("x").why_not_numeric() ==
              "line 2 holds \"12345678901234567890\"");
    }

    TEST_CASE("numbers: read to the bit that their shortest text was made from") {
        std::mt19937_64 engine{17};
        std::string text = "x,n\n";
        std::vector<double> doubles;
        std::vector<std::int64_t> integers;
        while (doubles.size() < 20'000) {
            const double x = std::bit_cast<double>(engine());
            if (x - x == 0.0) {
                doubles.push_back(x);
                integers.push_back(static_cast<std::int64_t>(engine() >> (engine() % 64)));
                text += lastro::core::to_text(x) + ',' + std::to_string(integers.back()) + '\n';
            }
        }
        const table t = parse_csv(text, "t.csv", with_schema({{.name = "x", .type = type::float64}}));
        CHECK(t.column("x") == column{doubles});
        CHECK(t.column("n") == column{integers});
    }

    TEST_CASE("numbers: -0 keeps its sign in a column that turns out to hold fractions, and is 0 among whole numbers") {
        for (const char* const text : {"x\n-0\n.5\n", "x\n.5\n-0\n", "x\n7\n-0\n0\n.5\n"}) {
            const data::table found = data::parse_csv(text, "found");
            const data::table given = data::parse_csv(text, "given", {.schema = data::infer_schema(found)});
            CHECK(found == given);
            bool minus_zero = false;
            for (const double x : found.column<double>("x").values()) {
                minus_zero = minus_zero || (x == 0.0 && std::signbit(x));
            }
            CHECK(minus_zero);
        }
        CHECK(data::parse_csv("x\n-0\n1\n", "whole") == data::parse_csv("x\n0\n1\n", "whole"));
    }

    TEST_CASE("tables: written by a plain writer, they come back whole") {
        std::mt19937_64 engine{23};
        constexpr std::string_view alphabet = "ab,\"\n\r ;'";
        for (int round = 0; round < 300; ++round) {
            const std::size_t rows = engine() % 30;
            std::vector<std::optional<std::string>> words;
            std::vector<std::optional<double>> numbers;
            std::string text = "word,number,mark\n";
            const std::string end = round % 3 == 0 ? "\n" : round % 3 == 1 ? "\r\n" : "\r";
            for (std::size_t i = 0; i < rows; ++i) {
                words.push_back(std::nullopt);
                if (engine() % 5 != 0) {
                    words.back() = "w";
                    std::string quoted = "w";
                    for (std::size_t n = engine() % 12; n > 0; --n) {
                        *words.back() += alphabet[engine() % alphabet.size()];
                        quoted += words.back()->back();
                        quoted += words.back()->back() == '"' ? "\"" : "";
                    }
                    text += '"' + quoted + '"';
                }
                numbers.push_back(engine() % 5 == 0
                                      ? std::nullopt
                                      : std::optional{static_cast<double>(engine() % 1000) / 8.0 + 0.0625});
                text += ',' + (numbers.back() ? lastro::core::to_text(*numbers.back()) : "") + ",1" + end;
            }
            const table t = parse_csv(
                text, "t.csv",
                with_schema({{.name = "word", .type = type::string}, {.name = "number", .type = type::float64}}));
            REQUIRE(t.column("word") == column{words});
            REQUIRE(t.column("number") == column{numbers});
            REQUIRE(t.rows() == rows);
        }
    }

    TEST_CASE("many rows: the guess of their number is only a guess") {
        std::string text = "n,s\n";
        for (int i = 0; i < 5000; ++i) {
            text += std::to_string(i) + (i < 1000 ? ",a long text at first\n" : ",b\n");
        }
        const table t = parse_csv(text, "t.csv");
        CHECK(t.rows() == 5000);
        CHECK(t.column<std::int64_t>("n")[4999] == 4999);
        CHECK(t.column<std::string_view>("s")[4999] == "b");
    }

    TEST_CASE("timestamps: given formats, and a schema that lets offsets and their absence stand side by side") {
        const std::string text = "at,n\n12/31/13 11:59 PM,1\n,2\n1/1/14 0:05 AM,3\n";
        const data::csv_settings american{.timestamp_formats = {"%m/%d/%y %I:%M %p", "%m/%d/%y %H:%M AM"}};
        const table rows = data::parse_csv(text, "t.csv", american);
        CHECK(rows.column("at") ==
              column{std::vector<std::optional<data::timestamp>>{
                  data::timestamp::parse("2013-12-31T23:59:00Z"), {}, data::timestamp::parse("2014-01-01T00:05:00Z")}});
        CHECK(data::parse_csv(text, "t.csv").column("at").type() == type::string);

        const std::string mixed = "at\n2014-01-01T00:00:00\n2014-01-01T00:00:00Z\n";
        CHECK(data::parse_csv(mixed, "t.csv").column("at").type() == type::string);
        const data::schema agreed{{{.name = "at", .type = type::timestamp, .nullable = false}}};
        CHECK(data::parse_csv(mixed, "t.csv", {.schema = agreed}).column("at") ==
              column{std::vector<data::timestamp>(2, {1'388'534'400'000'000})});
        CHECK_THROWS_WITH_AS(
            (void)data::parse_csv(mixed + "2014-01-01\n", "t.csv", {.schema = agreed}),
            "t.csv:4:1: column \"at\": expected a timestamp (YYYY-MM-DDThh:mm:ssZ), found \"2014-01-01\"",
            lastro::format_error);
    }

    TEST_CASE("fingerprint: computed in the same pass, whatever becomes of the types, and for any number of threads") {
        std::string text = "id,late,gap,name,flag\n";
        for (int i = 0; i < 70'000; ++i) {  // more than a piece of the hash, and several windows
            text += std::to_string(i) + ',' + std::to_string(i) + (i == 69'000 ? ".5," : ",") +
                    (i % 11 == 0 ? "" : "2024-02-01") + ",\"a\"\"" + std::to_string(i % 1000) + "\"," +
                    (i % 2 == 0 ? "true" : "false") + '\n';
        }
        for (const std::size_t threads : {1U, 2U}) {
            for (const std::size_t categories : {0U, 2000U}) {
                hash::digest found;
                const data::table rows = data::parse_csv(
                    text, "memory", {.most_categories = categories, .fingerprint = &found, .threads = threads});
                CHECK(rows.column("late").type() == data::type::float64);  // read a second time
                CHECK(rows.column("gap").null_count() > 6000);
                CHECK(found == data::fingerprint(rows));
            }
        }
        hash::digest found;
        data::csv_problems problems;
        const data::table rest = data::parse_csv(
            "a,b\n1,x\nno,y\n3,z\n", "memory",
            {.schema = data::schema{{{.name = "a", .type = data::type::int64}}}, .fingerprint = &found}, problems);
        CHECK(rest.rows() == 2);
        CHECK(found == data::fingerprint(rest));
        CHECK(data::fingerprint(data::parse_csv("a,b\n", "memory", {.fingerprint = &found})) == found);
        std::string wide = "c0";
        for (int i = 1; i < 5000; ++i) {
            wide += ",c" + std::to_string(i);
        }
        CHECK(data::fingerprint(data::parse_csv(wide, "memory", {.fingerprint = &found})) == found);
    }

    TEST_CASE("categories: a column of few different texts gets a dictionary, whatever the threads") {
        std::string text = "city,id\n";
        for (int i = 0; i < 60'000; ++i) {
            text += (i % 3 == 0   ? "Seattle,"
                     : i % 3 == 1 ? "\"New York\","
                                  : ",") +
                    std::string{"x"} + std::to_string(i) + '\n';
        }
        const table plain = data::parse_csv(text, "t.csv");
        for (const std::size_t threads : {1U, 3U}) {
            const table rows = data::parse_csv(text, "t.csv", {.most_categories = 100, .threads = threads});
            CHECK(data::has_dictionary(rows.column("city")));
            CHECK(rows.column<std::string_view>("city").entries() == 3);
            CHECK_FALSE(data::has_dictionary(rows.column("id")));
            CHECK(rows == plain);
        }
    }

    TEST_CASE("weather: the example's data") {
        const table t = read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        CHECK(t.rows() == 2922);
        CHECK(t.names() ==
              std::vector<std::string>{"location", "date", "precipitation", "temp_max", "temp_min", "wind", "weather"});
        const type wanted[] = {type::string,  type::date,    type::float64, type::float64,
                               type::float64, type::float64, type::string};
        for (std::size_t i = 0; i < t.columns(); ++i) {
            CHECK(t.column(i).type() == wanted[i]);
            CHECK(t.column(i).null_count() == 0);
        }
        const table seattle = t.where("location", "Seattle");
        CHECK(seattle.rows() == 1461);
        CHECK(seattle == t.slice(0, 1461));
        CHECK(seattle.where("weather", "rain").rows() == 641);
        CHECK(seattle.where("weather", "fog").rows() == 101);
        const table new_york = t.where("location", "New York");
        CHECK(new_york.rows() == 1461);
        CHECK(new_york.where("weather", "sun").rows() == 826);
    }

    TEST_CASE("bike: one damaged byte makes a column of text, and a schema refuses it with its line") {
        if (!present("bike/hour.csv")) {
            return;
        }
        const table t = read_csv(shared + "bike/hour.csv");
        CHECK(t.rows() == 17379);
        CHECK(t.column("instant").type() == type::string);
        CHECK(t.column("instant").why_not_numeric() == "line 161 holds \"\\x1160\"");
        CHECK(t.column<std::string_view>("instant")[159] ==
              "\x11"
              "60");
        std::int64_t sum = 0;
        for (const std::int64_t n : t.column<std::int64_t>("cnt").values()) {
            sum += n;
        }
        CHECK(sum == 3'292'679);
        CHECK_THROWS_WITH_AS(
            (void)read_csv(shared + "bike/hour.csv", with_schema({{.name = "instant", .type = type::int64}})),
            (shared + "bike/hour.csv:161:1: column \"instant\": expected a whole number (int64), found \"\\x1160\"")
                .c_str(),
            lastro::format_error);
    }

    TEST_CASE("bike: lines that end in CRLF") {
        if (!present("bike/day.csv")) {
            return;
        }
        const table t = read_csv(shared + "bike/day.csv");
        CHECK(t.rows() == 731);
        CHECK(t.column("dteday").type() == type::date);
        CHECK(t.column("cnt").type() == type::int64);
    }

    TEST_CASE("credit: lines that end in a lone CR") {
        if (!present("credit/UCI_Credit_Card.csv")) {
            return;
        }
        const table t = read_csv(shared + "credit/UCI_Credit_Card.csv");
        CHECK(t.rows() == 30'000);
        CHECK(t.columns() == 25);
        std::int64_t sum = 0;
        for (const std::int64_t n : t.column<std::int64_t>("LIMIT_BAL").values()) {
            sum += n;
        }
        CHECK(sum == 5'024'529'680);
        CHECK(t.column("default.payment.next.month").type() == type::int64);
    }

    TEST_CASE("birdstrikes: missing cells in one column of numbers") {
        if (!present("noaa/birdstrikes.csv")) {
            return;
        }
        const table t = read_csv(shared + "noaa/birdstrikes.csv");
        CHECK(t.rows() == 10'000);
        CHECK(t.column("Speed IAS in knots").type() == type::int64);
        CHECK(t.column("Speed IAS in knots").null_count() == 2836);
        CHECK(t.column("Flight Date").type() == type::date);
        CHECK(t.where("Wildlife Size", "Small").rows() == 4910);
        CHECK(t.where("Cost Total $", 0).rows() == 9791);
    }

    TEST_CASE("football: a byte that is not UTF-8 is refused with its place") {
        const std::string name = "football/football-data.co.uk/epl0405.csv";
        if (!present(name)) {
            return;
        }
        CHECK_THROWS_WITH_AS(
            (void)read_csv(shared + name),
            (shared + name + ":337:46: expected UTF-8 text, found the byte \\xa0 at offset 75950").c_str(),
            lastro::format_error);
    }

    TEST_CASE("football: a byte order mark does not become part of a name") {
        const std::string name = "football/football-data.co.uk/fd_E0_2025-26.csv";
        if (!present(name)) {
            return;
        }
        const table t = read_csv(shared + name);
        CHECK(t.names().front() == "Div");
        CHECK(t.rows() == 271);
        CHECK(t.columns() == 132);
    }

    TEST_CASE("files: one that is cut while it is read is an error or the table that it was, and never a crash") {
        const temporary_directory here;
        std::string text = "n,word\n";
        for (int i = 0; i < 200'000; ++i) {
            text += std::to_string(i) + ",word\n";
        }
        const std::string path = here / "t.csv";
        for (int round = 0; round < 20; ++round) {
            std::ofstream{path, std::ios::binary} << text;
            std::thread cutter{[&] {
                for (int wait = 0; wait < 400 * round; ++wait) {
                    static_cast<void>(std::filesystem::exists(path));
                }
                std::filesystem::resize_file(path, 70'000);
            }};
            try {
                const std::size_t rows = data::read_csv(path).rows();
                CHECK((rows == 200'000 || rows < 70'000));  // cut before it was opened, perhaps
            } catch (const lastro::error&) {                // as good
            }
            cutter.join();
        }
    }
}
