// SPDX-License-Identifier: MIT
// tests/data/concatenate.test.cpp
#include <lastro/data/concatenate.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/data/fingerprint.hpp>
#include <lastro/data/values_fingerprint.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;

namespace {

// One column of every type, some rows missing.
table rows(std::size_t count) {
    std::vector<std::optional<std::string>> text(count);
    std::vector<std::optional<bool>> flag(count);
    std::vector<double> real;
    std::vector<std::int64_t> whole;
    std::vector<data::date> day;
    std::vector<data::timestamp> moment;
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = static_cast<std::int32_t>(i);
        text[i] = i % 3 == 0 ? std::nullopt : std::optional{"t" + std::to_string(i % 5)};
        flag[i] = i % 7 == 6 ? std::nullopt : std::optional{i % 2 == 0};
        real.push_back(n / 2.0), whole.push_back(n), day.push_back({n}), moment.push_back({n});
    }
    return {{"text", "flag", "real", "whole", "day", "moment"},
            {column{text}, column{flag}, column{real}, column{whole}, column{day}, column{moment}},
            "t.csv"};
}

}  // namespace

TEST_SUITE("data/concatenate") {
    TEST_CASE("concatenate: gives back what slice took apart, wherever it was cut") {
        const table all = rows(40);
        for (std::size_t a = 0; a <= 40; a += 5) {
            for (std::size_t b = a; b <= 40; b += 7) {
                const std::vector<table> pieces{all.slice(0, a), all.slice(a, b - a), all.slice(b, 40 - b)};
                const table whole = data::concatenate(pieces);
                REQUIRE(whole == all);
                REQUIRE(data::fingerprint(whole) == data::fingerprint(pieces));
            }
        }
        CHECK(data::concatenate(std::vector{all}).source() == "t.csv");
        CHECK(data::concatenate(std::vector<table>{}) == table{});
    }

    TEST_CASE("concatenate: columns are found by name, dictionaries become one") {
        const table a = data::with_dictionary(rows(10));
        const table b = rows(20).slice(10, 10).select({"moment", "flag", "real", "whole", "day", "text"});
        const table both = data::concatenate(std::vector{a, b});
        CHECK(both == rows(20));
        CHECK(data::has_dictionary(both.column("text")));
    }

    TEST_CASE("concatenate: refuses other columns and other types") {
        const table all = rows(3);
        CHECK_THROWS_WITH_AS((void)data::concatenate(std::vector{all, all.select({"text"})}),
                             "t.csv: expected 6 columns, as in the first table, found 1", lastro::schema_error);
        table other = all.select({"text", "flag", "whole", "day", "moment"});
        other.add("real", all.column("whole"));
        CHECK_THROWS_WITH_AS((void)data::concatenate(std::vector{all, other}),
                             "t.csv: column \"real\": expected float64, as in the first table, found int64",
                             lastro::schema_error);
        table renamed = all.select({"text", "flag", "whole", "day", "moment"});
        renamed.add("Real", all.column("real"));
        CHECK_THROWS_AS((void)data::concatenate(std::vector{all, renamed}), lastro::schema_error);
    }
}
