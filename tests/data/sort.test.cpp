// SPDX-License-Identifier: MIT
// tests/data/sort.test.cpp
#include <lastro/data/sort.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lastro/data/dictionary.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::sorted_order;
using data::table;

namespace {

using order = std::vector<std::uint64_t>;

}  // namespace

TEST_SUITE("data/sort") {
    TEST_CASE("sorted_order: by one column, in both directions; NaN behind the numbers, missing rows last") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const table t{{"x"}, {column{std::vector<std::optional<double>>{2.0, {}, -1.0, nan, 2.0, 7.0}}}};
        CHECK(sorted_order(t, {{"x"}}) == order{2, 0, 4, 5, 3, 1});
        CHECK(sorted_order(t, {{.column = "x", .descending = true}}) == order{5, 0, 4, 2, 3, 1});
        CHECK(sorted_order(t, {}) == order{0, 1, 2, 3, 4, 5});
        CHECK(data::sorted(t, {{"x"}}) == t.gather(order{2, 0, 4, 5, 3, 1}));
        CHECK_THROWS_AS((void)sorted_order(t, {{"y"}}), lastro::schema_error);
    }

    TEST_CASE("sorted_order: by several columns, as std::stable_sort by the definition") {
        std::mt19937_64 engine{9};
        for (int round = 0; round < 60; ++round) {
            const std::size_t rows = engine() % 60;
            std::vector<std::optional<std::string>> city(rows);
            std::vector<std::int64_t> count(rows);
            std::vector<bool> flag(rows);
            for (std::size_t i = 0; i < rows; ++i) {
                city[i] = engine() % 6 == 0 ? std::nullopt : std::optional{std::string(1 + engine() % 2, 'c')};
                count[i] = static_cast<std::int64_t>(engine() % 4);
                flag[i] = engine() % 2 == 0;
            }
            table t{{"city", "count", "flag"}, {column{city}, column{count}, column{flag}}};
            order wanted(rows);
            std::iota(wanted.begin(), wanted.end(), 0U);
            std::stable_sort(wanted.begin(), wanted.end(), [&](std::uint64_t a, std::uint64_t b) {
                const auto key = [&](std::uint64_t i) { return city[i] ? *city[i] : "~"; };
                if (key(a) != key(b)) {
                    return key(a) < key(b);
                }
                if (flag[a] != flag[b]) {
                    return !flag[a];
                }
                return count[a] > count[b];
            });
            const std::vector<data::sort_key> keys{{"city"}, {"flag"}, {.column = "count", .descending = true}};
            REQUIRE(sorted_order(t, keys) == wanted);
            REQUIRE(sorted_order(data::with_dictionary(t), keys) == wanted);
        }
    }
}
