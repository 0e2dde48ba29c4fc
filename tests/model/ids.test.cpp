// SPDX-License-Identifier: MIT
// tests/model/ids.test.cpp
#include <lastro/model/ids.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/csv.hpp>

using namespace lastro;

TEST_SUITE("model/ids") {
    TEST_CASE("numbers: places in ascending order of texts, and size() for what was never seen") {
        const data::table rows = data::parse_csv("n,s,x\n10,b,0.5\n9,a,1.5\n10,a,2.5\n", "t.csv");
        const model::ids numbers{rows, "n"}, texts{rows, "s"};
        CHECK(numbers.texts() == std::vector<std::string>{"10", "9"});
        CHECK(numbers.numbers(rows, "n") == std::vector<double>{0, 1, 0});
        CHECK(texts.numbers(rows, "s") == std::vector<double>{1, 0, 0});
        const data::table later = data::parse_csv("n,s\n9,c\n11,b\n", "later.csv");
        CHECK(numbers.numbers(later, "n") == std::vector<double>{1, 2});
        CHECK(texts.numbers(later, "s") == std::vector<double>{2, 1});
        CHECK(model::ids{}.numbers(later, "n") == std::vector<double>{0, 0});
    }

    TEST_CASE("ids: columns that hold none are refused, and files out of order") {
        const data::table rows = data::parse_csv("n,x\n1,0.5\n,1.5\n", "t.csv");
        CHECK_THROWS_WITH_AS((model::ids{rows, "x"}),
                             "t.csv: column \"x\": expected an int64 or string column of ids, found float64",
                             schema_error);
        CHECK_THROWS_WITH_AS((model::ids{rows, "n"}),
                             "t.csv: column \"n\": expected an id in every row, found a missing value in row 1",
                             schema_error);
        model::ids damaged;
        model::ids::reflect(damaged, [](std::string_view, auto& texts) { texts = {"b", "a"}; });
        CHECK_THROWS_WITH_AS(damaged.check(), "lastro.ids: expected ascending ids, found \"a\" out of order",
                             format_error);
    }
}  // TEST_SUITE
