// SPDX-License-Identifier: MIT
// tests/data/value_codes.test.cpp
#include <lastro/data/value_codes.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using codes = std::vector<std::int64_t>;
using texts = std::vector<std::string>;

TEST_SUITE("data/value_codes") {
    TEST_CASE("codes_of: numbers follow the order of values, whatever the type") {
        const auto city = data::codes_of(data::column{texts{"Seattle", "New York", "Seattle", "", "Boston"}});
        CHECK(city.codes == codes{3, 2, 3, 0, 1});
        CHECK(city.texts == texts{"", "Boston", "New York", "Seattle"});
        const auto number = data::codes_of(data::column{std::vector<double>{2.5, -1, 2.5, 0.0, -0.0}});
        CHECK(number.codes == codes{2, 0, 2, 1, 1});
        CHECK(number.texts == texts{"-1", "0", "2.5"});
        const auto whole = data::codes_of(data::column{std::vector<std::int64_t>{10, 9, 10}});
        CHECK(whole.codes == codes{1, 0, 1});  // 9 before 10, though not as text
        const auto flag = data::codes_of(data::column{std::vector<bool>{true, false}});
        CHECK(flag.codes == codes{1, 0});
        CHECK(flag.texts == texts{"false", "true"});
    }

    TEST_CASE("codes_of: missing rows and NaN have no number") {
        const data::column gaps{std::vector<std::optional<std::int64_t>>{5, std::nullopt, 4}};
        CHECK(data::codes_of(gaps).codes == codes{1, -1, 0});
        CHECK(data::codes_of(data::column{std::vector<double>{std::nan(""), 1}}).codes == codes{-1, 0});
        CHECK(data::codes_of(data::column{std::vector<double>{}}).codes.empty());
    }

    TEST_CASE("complete_codes: refuses a missing row, and names it") {
        data::table rows{"weather.csv"};
        rows.add("city", data::column{std::vector<std::optional<std::int64_t>>{5, std::nullopt}});
        rows.add("wet", data::column{std::vector<bool>{true, false}});
        CHECK(data::complete_codes(rows, "wet") == codes{1, 0});
        CHECK_THROWS_WITH_AS(static_cast<void>(data::complete_codes(rows, "city")),
                             "weather.csv: column \"city\": expected a value in every row, found row 1 missing",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(data::complete_codes(rows, "town")), lastro::schema_error);
    }

}  // TEST_SUITE
