// SPDX-License-Identifier: MIT
// tests/data/csv_writer.test.cpp
#include <lastro/data/csv_writer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/data/csv.hpp>
#include <lastro/data/schema.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;

namespace {

std::string refusal(const table& rows, const data::csv_settings& settings = {}) {
    try {
        (void)data::to_csv(rows, settings);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "accepted";
}

template <class T>
column maybe(const std::vector<std::optional<T>>& values) {
    return column{values};
}

}  // namespace

TEST_SUITE("data/csv_writer") {
    TEST_CASE("to_csv: quotes where they are needed, and a point in every fraction") {
        const table rows{{"n", "x,y", "text"},
                         {column{std::vector<std::int64_t>{1, -2, 3}}, maybe<double>({2.0, {}, 1e-300}),
                          maybe<std::string>({"say \"so\"", {}, ""})}};
        CHECK(data::to_csv(rows) == "n,\"x,y\",text\n1,2.0,\"say \"\"so\"\"\"\n-2,,\n3,1e-300,\"\"\n");
    }

    TEST_CASE("round trip: 200 random tables, to the last bit") {
        std::mt19937_64 engine{8};
        constexpr std::string_view alphabet = "ab,\"\n\r ;'#7";
        for (int round = 0; round < 200; ++round) {
            std::vector<std::optional<double>> reals;
            std::vector<std::optional<std::int64_t>> wholes;
            std::vector<std::optional<std::string>> texts;
            std::vector<std::optional<bool>> truths;
            std::vector<std::optional<data::date>> days;
            std::vector<std::optional<data::timestamp>> moments;
            for (std::size_t n = 1 + engine() % 30; n > 0; --n) {
                const bool missing = engine() % 5 == 0;
                const double x = std::bit_cast<double>(engine());
                reals.push_back(missing || x - x != 0.0 ? std::nullopt : std::optional{x});
                wholes.push_back(static_cast<std::int64_t>(engine()));
                texts.emplace_back("");
                for (std::size_t k = engine() % 8; k > 0; --k) {
                    *texts.back() += alphabet[engine() % alphabet.size()];
                }
                texts.back() = missing ? std::nullopt : texts.back();
                truths.push_back(engine() % 2 == 0);
                days.push_back(data::date{static_cast<std::int32_t>(engine() % 40'000)});
                moments.push_back(data::timestamp{static_cast<std::int64_t>(engine() >> 14U)});  // to the year 2005
                moments.back() = missing ? std::nullopt : moments.back();
            }
            const table rows{
                {"real", "", "te\"xt", "truth", "day", "moment"},
                {column{reals}, column{wholes}, column{texts}, column{truths}, column{days}, column{moments}}};
            data::csv_settings settings{.delimiter = round % 2 == 0 ? ',' : ';',
                                        .null_tokens = {round % 3 == 0 ? "NA" : ""}};
            settings.comment = round % 5 == 0 ? std::optional{'#'} : std::nullopt;
            const std::string text = data::to_csv(rows, settings);
            settings.schema = data::infer_schema(rows);
            REQUIRE(data::parse_csv(text, "t.csv", settings) == rows);
        }
    }

    TEST_CASE("types: fractions stay fractions without a schema, and one column may miss values") {
        const table whole{{"x"}, {maybe<double>({{}, 1.0, -0.0})}};
        CHECK(data::to_csv(whole) == "x\n\"\"\n1.0\n-0.0\n");
        CHECK(data::parse_csv(data::to_csv(whole), "t.csv") == whole);
        const table text{{"x"}, {maybe<std::string>({{}, "a"})}};
        CHECK(refusal(text) ==
              "column \"x\": row 0: expected a null token that is not empty, found one that makes a blank line");
        CHECK(data::to_csv(text, {.skip_blank_lines = false}) == "x\n\na\n");
    }

    TEST_CASE("refusals: what CSV cannot say") {
        const table nan{{"x"}, {column{std::vector<double>{1.0, 0.0 / 0.0}}}};
        CHECK(refusal(nan) == "column \"x\": row 1: expected a finite number, found nan");
        const table text{{"x"}, {column{std::vector<std::string>{"a,b"}}}};
        CHECK(refusal(text, {.quote = std::nullopt}) ==
              "column \"x\": row 0: expected a text that needs no quotes, found \"a,b\"");
        const table far{{"x"}, {column{std::vector<data::timestamp>{{INT64_MAX}}}}};
        CHECK(refusal(far) ==
              "column \"x\": row 0: expected a year from 0000 to 9999, found +294247-01-10T04:00:54.775807Z");
        CHECK(refusal(text, {.decimal = ','}) ==
              "data::write_csv: expected values in their plain spelling, found settings of another one");
    }

    TEST_CASE("write_csv: a file, at once") {
        const temporary_directory here;
        const table rows{{"x"}, {column{std::vector<std::int64_t>{1, 2}}}};
        data::write_csv(here / "t.csv", rows);
        CHECK(data::read_csv(here / "t.csv") == rows);
        const table bad{{"x"}, {column{std::vector<double>{0.0 / 0.0}}}};
        CHECK_THROWS_AS(data::write_csv(here / "t.csv", bad), std::invalid_argument);
        CHECK(data::read_csv(here / "t.csv") == rows);
    }
}
