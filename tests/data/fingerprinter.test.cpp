// SPDX-License-Identifier: MIT
// tests/data/fingerprinter.test.cpp
#include <lastro/data/fingerprinter.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

namespace {

data::table some_rows(std::size_t rows) {
    std::vector<std::optional<std::string>> names;
    std::vector<std::optional<double>> values;
    std::vector<std::int64_t> counts;
    for (std::size_t i = 0; i < rows; ++i) {
        names.push_back(i % 7 == 3 ? std::nullopt
                                   : std::optional{std::string(i % 300, static_cast<char>('a' + i % 26))});
        values.push_back(i > rows / 2 && i % 5 == 0 ? std::nullopt : std::optional{static_cast<double>(i) / 8.0});
        counts.push_back(static_cast<std::int64_t>(i * i));
    }
    return {{"name", "value", "count"}, {column{names}, column{values}, column{counts}}};
}

}  // namespace

TEST_SUITE("data/fingerprinter") {
    TEST_CASE("fingerprinter: at every moment the digest of the rows so far, for any cut and number of threads") {
        const data::table whole = some_rows(5000);
        for (const std::size_t threads : {1U, 3U}) {
            data::fingerprinter seen;
            CHECK(seen.digest() == data::fingerprint(data::table{}));
            std::size_t first = 0;
            for (const std::size_t count : {0U, 1U, 8U, 2000U, 0U, 1503U, 1488U}) {
                const data::table batch = whole.slice(first, count);
                seen.add(first % 2 == 0 ? batch : batch.select({"count", "name", "value"}), threads);
                first += count;
                CHECK(seen.rows() == first);
                CHECK(seen.digest() == data::fingerprint(whole.slice(0, first)));
            }
            CHECK(first == whole.rows());
        }
    }

    TEST_CASE("fingerprinter: another table is refused and changes nothing") {
        const data::table rows = some_rows(10);
        data::fingerprinter seen;
        seen.add(rows);
        CHECK_THROWS_WITH_AS(seen.add(rows.select({"name", "value"})),
                             "fingerprint: expected pieces of 3 columns, found 2", lastro::schema_error);
        data::table other = rows.select({"name", "value"});
        other.add("count", column{std::vector<double>(10)});
        CHECK_THROWS_WITH_AS(seen.add(other), "column \"count\": expected int64, found float64", lastro::schema_error);
        CHECK(seen.rows() == 10);
        CHECK(seen.digest() == data::fingerprint(rows));
    }
}
