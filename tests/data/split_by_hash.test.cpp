// SPDX-License-Identifier: MIT
// tests/data/split_by_hash.test.cpp
#include <lastro/data/split_by_hash.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;

namespace {

// `rows` rows of `customers` customers, who come again and again.
table visits(std::int64_t rows, std::int64_t customers) {
    std::vector<std::int64_t> row;
    std::vector<std::string> customer;
    for (std::int64_t i = 0; i < rows; ++i) {
        row.push_back(i);
        customer.push_back("customer " + std::to_string(i * 7 % customers));
    }
    return {{"row", "customer"}, {column{row}, column{customer}}, "visits.csv"};
}

std::vector<std::int64_t> rows_of(const table& t) {
    const auto values = t.column<std::int64_t>("row").values();
    return {values.begin(), values.end()};
}

}  // namespace

TEST_SUITE("data/split_by_hash") {
    TEST_CASE("hash_points: what Python's package blake3 computes from this page") {
        table t;
        t.add("name", column{std::vector<std::string>{"ada", "bob", "ada"}});
        t.add("day", column{std::vector<data::date>{{3}, {4}, {5}}});
        t.add("x", column{std::vector<double>{0.5, 1.5, 0.5}});
        t.add("wet", column{std::vector<bool>{true, false, true}});
        using list = std::vector<std::uint64_t>;
        CHECK(data::hash_points(t, {"name"}, 42) ==
              list{3124208918151125041U, 5837070758281384431U, 3124208918151125041U});
        const list both{14235795130120070606U, 16821746866568387987U, 16269470314940386939U};
        CHECK(data::hash_points(t, {"name", "day"}, 42) == both);
        CHECK(data::hash_points(t, {"day", "name"}, 42) == both);
        CHECK(data::hash_points(t, {"name"}, 7)[0] == 8944277604503402701U);
        CHECK(data::hash_points(t, {"x"}, 42)[0] == 2415999841145741448U);
        CHECK(data::hash_points(t, {"wet"}, 42)[0] == 2781318782212367439U);
    }

    TEST_CASE("split_by_hash: a row keeps its side when rows are appended, in front or behind, and in any order") {
        const table all = visits(1000, 300);
        const auto [rest, held] = data::split_by_hash(all, {"customer"}, {.held_out = 0.3, .seed = 1});
        CHECK(rest.rows() + held.rows() == 1000);
        std::vector<bool> is_held(1000, false);
        for (const std::int64_t row : rows_of(held)) {
            is_held[static_cast<std::size_t>(row)] = true;
        }
        std::vector<std::uint64_t> backwards;
        for (std::uint64_t i = 700; i > 0; --i) {
            backwards.push_back(i - 1);
        }
        for (const table& some : {all.slice(0, 100), all.slice(900, 100), all.gather(backwards)}) {
            const auto sides = data::split_by_hash(some, {"customer"}, {.held_out = 0.3, .seed = 1});
            for (const std::int64_t row : rows_of(sides.first)) {
                REQUIRE_FALSE(is_held[static_cast<std::size_t>(row)]);
            }
            for (const std::int64_t row : rows_of(sides.second)) {
                REQUIRE(is_held[static_cast<std::size_t>(row)]);
            }
        }
    }

    TEST_CASE("split_by_hash: all rows of a key are on one side") {
        const auto [rest, held] = data::split_by_hash(visits(1000, 30), {"customer"}, {.held_out = 0.5});
        const auto there = rest.column<std::string_view>("customer");
        for (std::size_t i = 0; i < there.size(); ++i) {
            REQUIRE(held.filter(held.column<std::string_view>("customer") == there[i]).empty());
        }
    }

    TEST_CASE("split_by_hash: a larger share holds out all that a smaller one did; the share is kept in expectation") {
        const table t = visits(20'000, 20'000);
        std::vector<bool> before(20'000, false);
        for (const double share : {0.01, 0.2, 0.5, 0.9}) {
            const auto held = data::split_by_hash(t, {"customer"}, {.held_out = share, .seed = 3}).second;
            std::vector<bool> now(20'000, false);
            for (const std::int64_t row : rows_of(held)) {
                now[static_cast<std::size_t>(row)] = true;
            }
            std::size_t lost = 0;
            for (std::size_t i = 0; i < now.size(); ++i) {
                lost += before[i] && !now[i] ? 1U : 0U;
            }
            CHECK(lost == 0);
            before = now;
            const double off = static_cast<double>(held.rows()) - share * 20'000.0;
            CHECK(off * off < 16.0 * share * (1.0 - share) * 20'000.0);  // four standard deviations
        }
    }

    TEST_CASE("hash_points: seeds are independent of each other") {
        const table t = visits(10'000, 10'000);
        std::size_t both = 0;
        const auto a = data::hash_points(t, {"customer"}, 1);
        const auto b = data::hash_points(t, {"customer"}, 2);
        for (std::size_t i = 0; i < a.size(); ++i) {
            both += a[i] < UINT64_MAX / 2 && b[i] < UINT64_MAX / 2 ? 1U : 0U;
        }
        CHECK(both > 2500 - 173);  // four standard deviations of 43
        CHECK(both < 2500 + 173);
    }

    TEST_CASE("split_by_hash: refuses what has no side") {
        const table t = visits(10, 10);
        CHECK_THROWS_WITH_AS((void)data::split_by_hash(t, {"customer"}, {.held_out = 0.0}),
                             "data::split_by_hash: held_out: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)data::split_by_hash(t, {}),
                             "data::hash_points: key: expected at least one column, found none", std::invalid_argument);
        CHECK_THROWS_AS((void)data::split_by_hash(t, {"client"}), lastro::schema_error);
        CHECK_THROWS_WITH_AS((void)data::split_by_hash(t, {"customer"}, {.held_out = 1e-12}),
                             "visits.csv: expected at least one row on each side, found 0 held out of 10",
                             lastro::schema_error);
        const table gap{{"x"}, {column{std::vector<std::optional<double>>{1.0, std::nullopt}}}, "gap.csv"};
        CHECK_THROWS_WITH_AS((void)data::split_by_hash(gap, {"x"}),
                             "gap.csv: column \"x\": expected a value in every row to split by, found row 1 missing",
                             lastro::schema_error);
    }
}
