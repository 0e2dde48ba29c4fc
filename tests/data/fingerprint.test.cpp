// SPDX-License-Identifier: MIT
// tests/data/fingerprint.test.cpp
#include <lastro/data/fingerprint.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/data/csv.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace data = lastro::data;
using data::column;
using data::table;
using data::type;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

table small() {
    table t;
    t.add("flag", column{std::vector<std::optional<bool>>{true, std::nullopt, false}});
    t.add("count", column{std::vector<std::optional<std::int64_t>>{1, -2, std::nullopt}});
    t.add("value", column{std::vector<double>{0.5, not_a_number, -0.0}});
    t.add("day", column{std::vector<std::optional<data::date>>{data::date{1}, std::nullopt, data::date{-1}}});
    t.add("name", column{std::vector<std::optional<std::string>>{"a", std::nullopt, "\u00e9"}});
    return t;
}

std::string hex(const column& values) { return core::to_hex(data::canonical_bytes(values)); }

// A column of any type, from one engine.
column random_column(std::mt19937_64& engine, type t, std::size_t rows) {
    data::detail::column_values values;
    data::validity present;
    const bool gaps = engine() % 2 == 0;
    for (std::size_t i = 0; i < rows; ++i) {
        present.push_back(!gaps || engine() % 3 != 0);
    }
    const auto fill = [&](auto& v, auto draw) {
        for (std::size_t i = 0; i < rows; ++i) {
            v.push_back(draw());
        }
    };
    switch (t) {
        case type::boolean:
            fill(values.emplace<0>(), [&] { return static_cast<std::uint8_t>(engine() % 2); });
            break;
        case type::int64:
            fill(values.emplace<1>(), [&] { return static_cast<std::int64_t>(engine()); });
            break;
        case type::float64:
            fill(values.emplace<2>(), [&] { return static_cast<double>(engine() % 100) / 8.0; });
            break;
        case type::date:
            fill(values.emplace<3>(), [&] { return data::date{static_cast<std::int32_t>(engine())}; });
            break;
        case type::string:
            fill(values.emplace<4>(), [&] { return std::string(engine() % 5, 'x'); });
            break;
        case type::timestamp:
            fill(values.emplace<5>(), [&] { return data::timestamp{static_cast<std::int64_t>(engine())}; });
            break;
    }
    return {values, present};
}

}  // namespace

TEST_SUITE("data/fingerprint") {
    // The hexadecimal bytes and digests were made from docs/formats/table.md by a program in another language and
    // b3sum.
    TEST_CASE("canonical_bytes: as the format page says, for every type") {
        const table t = small();
        CHECK(hex(t.column("flag")) == "01000005");
        CHECK(hex(t.column("count")) == "0100000000000000feffffffffffffff000000000000000003");
        CHECK(hex(t.column("value")) == "000000000000e03f000000000000f87f0000000000000080");
        CHECK(hex(t.column("day")) == "0100000000000000ffffffff05");
        CHECK(hex(t.column("name")) == "01610002c3a905");
        const std::vector<std::optional<data::timestamp>> moments{data::timestamp{1}, {}, data::timestamp{-1}};
        CHECK(hex(column{moments}) == "01000000000000000000000000000000ffffffffffffffff05");
        CHECK(hex(column{}).empty());
        CHECK(hex(column{std::vector<std::string>{}}).empty());
    }

    TEST_CASE("fingerprint: golden digests") {
        const table t = small();
        CHECK(data::fingerprint(t.column("flag")).hex() ==
              "9d253267e6d9f51b0c83d3e25bd95f385a4c8829b9a552d32ff5bc0463a6fad1");
        CHECK(data::fingerprint(t.column("name")).hex() ==
              "bec8330f27c2bf511f5c5f069f1b76b0f7b14718d25e1d2a3e331d83276039cc");
        CHECK(data::fingerprint(t).to_string() ==
              "blake3:72366ae0f32fd2d4a68723ca0c5cdc69d8630d9527ee1c1e68cbfb4ed666f7fa");
        CHECK(data::fingerprint(table{}).hex() == "ca07faac3e9c6483fe9fcde673154440dde1b5dc43384ad9abc89c3429580fb0");
    }

    TEST_CASE("fingerprint: golden digests of real weather") {
        const table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        CHECK(data::fingerprint(weather).hex() == "62b097874fba41fa6eda85c10d50d235be2a4dcf2b861b9ed52178bb17ddc118");
        CHECK(data::fingerprint(weather.column("wind")).hex() ==
              "ae2fc00eb0de461bf243f995b05735553321e6170e76d010920882c02ed18f88");
    }

    TEST_CASE("fingerprint: the order of columns and the source do not count; everything else does") {
        const table t = small();
        table renamed_source = t;
        renamed_source.source("elsewhere");
        CHECK(data::fingerprint(renamed_source) == data::fingerprint(t));
        CHECK(data::fingerprint(t.select({"name", "value", "flag", "day", "count"})) == data::fingerprint(t));

        std::vector<lastro::hash::digest> different{data::fingerprint(t)};
        different.push_back(data::fingerprint(t.slice(0, 2)));
        different.push_back(data::fingerprint(t.gather(std::vector<std::uint64_t>{2, 1, 0})));
        different.push_back(data::fingerprint(t.select({"flag", "count", "value", "day"})));
        table zero = t.select({"flag", "count", "day", "name"});
        zero.add("value", column{std::vector<double>{0.5, not_a_number, 0.0}});  // not minus zero
        different.push_back(data::fingerprint(zero));
        table renamed = t.select({"flag", "count", "day", "name"});
        renamed.add("Value", t.column("value"));
        different.push_back(data::fingerprint(renamed));
        for (std::size_t i = 0; i < different.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                CHECK(different[i] != different[j]);
            }
        }
        // Equal bytes of another type are another table.
        CHECK(data::fingerprint(table{{"x"}, {column{std::vector<std::int64_t>{0}}}}) !=
              data::fingerprint(table{{"x"}, {column{std::vector<double>{0.0}}}}));
        CHECK(data::fingerprint(table{{"x"}, {column{std::vector<std::int64_t>{0}}}}) !=
              data::fingerprint(table{{"x"}, {column{std::vector<data::timestamp>{{0}}}}}));
    }

    TEST_CASE("fingerprint: from column digests that somebody kept") {
        const table t = small();
        std::vector<lastro::hash::digest> digests;
        for (std::size_t i = 0; i < t.columns(); ++i) {
            digests.push_back(data::fingerprint(t.column(i)));
            CHECK(digests.back() == lastro::hash::blake3::of(data::canonical_bytes(t.column(i))));
        }
        CHECK(data::fingerprint(t, digests) == data::fingerprint(t));
        digests.pop_back();
        CHECK_THROWS_WITH_AS((void)data::fingerprint(t, digests), "fingerprint: expected 5 column digests, found 4",
                             std::invalid_argument);
    }

    TEST_CASE("fingerprint: of some columns, without a copy of them") {
        const table t = small();
        const std::vector<std::string> names{"day", "value"};
        for (const std::size_t threads : {1U, 2U}) {
            CHECK(data::fingerprint(t, names, threads) == data::fingerprint(t.select(names)));
            CHECK(data::fingerprint(t, t.names(), threads) == data::fingerprint(t));
        }
        CHECK(data::fingerprint(t, std::vector<std::string>{}) == data::fingerprint(table{}));
        CHECK_THROWS_AS(static_cast<void>(data::fingerprint(t, std::vector<std::string>{"day", "day"})),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(data::fingerprint(t, std::vector<std::string>{"night"})),
                        lastro::schema_error);
    }

    TEST_CASE("column_from_canonical_bytes: gives back every column") {
        std::mt19937_64 engine{11};
        for (const type t : data::all_types) {
            for (std::size_t rows = 0; rows < 40; ++rows) {
                const column c = random_column(engine, t, rows);
                REQUIRE(data::column_from_canonical_bytes(t, rows, c.null_count() > 0, data::canonical_bytes(c)) == c);
            }
        }
    }

    TEST_CASE("column_from_canonical_bytes: another length, or another byte, is another column or refused") {
        std::mt19937_64 engine{12};
        for (const type t : data::all_types) {
            for (const std::size_t rows : {1U, 7U, 9U}) {
                const column c = random_column(engine, t, rows);
                const bool gaps = c.null_count() > 0;
                const auto bytes = data::canonical_bytes(c);
                const auto refused = [&](std::uint64_t n, bool nulls, core::byte_span b) {
                    try {
                        // What is accepted must be exactly what these bytes stand for.
                        const column other = data::column_from_canonical_bytes(t, n, nulls, b, "object");
                        const auto again = data::canonical_bytes(other);
                        REQUIRE(std::equal(again.begin(), again.end(), b.begin(), b.end()));
                        return false;
                    } catch (const lastro::format_error& e) {
                        REQUIRE(std::string_view{e.what()}.starts_with("object: expected "));
                        return true;
                    }
                };
                for (std::size_t size = 0; size < bytes.size(); ++size) {
                    REQUIRE(refused(rows, gaps, std::span{bytes}.first(size)));
                }
                auto longer = bytes;
                longer.push_back(std::byte{0});
                REQUIRE(refused(rows, gaps, longer));
                REQUIRE(refused(std::numeric_limits<std::uint64_t>::max(), gaps, bytes));
                REQUIRE(refused(std::numeric_limits<std::uint64_t>::max() / 8, gaps, bytes));
                for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
                    auto flipped = bytes;
                    flipped[i / 8] ^= std::byte{1} << (i % 8);
                    (void)refused(rows, gaps, flipped);
                }
            }
        }
    }

    TEST_CASE("column_from_canonical_bytes: says what is wrong") {
        const auto refusal = [](type t, std::uint64_t rows, bool nulls, std::string_view hexadecimal) -> std::string {
            try {
                (void)data::column_from_canonical_bytes(t, rows, nulls, *core::from_hex(hexadecimal));
            } catch (const lastro::format_error& e) {
                return e.what();
            }
            return "accepted";
        };
        const std::string not_canonical =
            "column: expected canonical bytes (docs/formats/table.md), found others at offset ";
        CHECK(refusal(type::int64, 2, false, "0100000000000000") ==
              "column: expected 2 values of 8 bytes at offset 0, found 8 bytes");
        CHECK(refusal(type::boolean, 1, false, "0100") == "column: expected 1 bytes, found 2");
        CHECK(refusal(type::boolean, 2, false, "0102") == not_canonical + "1");
        CHECK(refusal(type::boolean, 2, true, "010003") ==
              "column: expected a missing row in the validity bits, found none");
        CHECK(refusal(type::boolean, 2, true, "010005") == not_canonical + "2");  // a bit beyond the rows
        CHECK(refusal(type::boolean, 2, true, "010101") == not_canonical + "1");  // a value under a missing row
        CHECK(refusal(type::float64, 1, false, "010000000000f87f") == not_canonical + "0");  // another NaN
        CHECK(refusal(type::string, 3, false, "0000") ==
              "column: expected 3 texts, of one byte or more each, found 2 bytes");
        CHECK(refusal(type::string, 1, false, "0261") ==
              "column: expected 2 values of 1 bytes at offset 1, found 1 bytes");
        CHECK(refusal(type::string, 2, false, "0161ff") ==
              "column: expected the length of a text, found no end of one before offset 3");
        CHECK(refusal(type::string, 1, false, "8080808080808080808001") ==
              "column: expected the length of a text, found no end of one before offset 10");
        CHECK(refusal(type::string, 1, false, "ffffffffffffffffff01") ==
              "column: expected 18446744073709551615 values of 1 bytes at offset 10, found 0 bytes");
        CHECK(refusal(type::string, 1, false, "810061") ==
              not_canonical + "0");  // a length of more bytes than it needs
        CHECK(refusal(type::string, 2, true, "0161016101") == not_canonical + "2");  // a text under a missing row
        CHECK(refusal(type::string, 1, false, "01a0") ==
              "column: expected UTF-8 in every text, found other bytes in text 0");
    }
}
