// SPDX-License-Identifier: MIT
// tests/data/detail/column_adding.test.cpp
#include <lastro/data/detail/column_adding.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::detail::add_values;
using data::detail::column_parts;

TEST_SUITE("data/detail/column_adding") {
    TEST_CASE("ways: whole numbers counted and whole numbers tallied make the same parts") {
        std::vector<std::int64_t> few;
        for (std::int64_t i = 0; i < 6000; ++i) {
            few.push_back(i * i % 97 - 30);
        }
        std::vector<std::int64_t> wide = few;  // one far value: no counters for such a range
        wide.push_back(1'000'000'000'000);
        column_parts counted{data::type::int64, {}};
        column_parts tallied{data::type::int64, {}};
        add_values(counted, few, data::column{few}, 0, few.size());
        add_values(counted, std::vector<std::int64_t>{wide.back()},
                   data::column{std::vector<std::int64_t>{wide.back()}}, 0, 1);
        add_values(tallied, wide, data::column{wide}, 0, wide.size());
        CHECK(counted.moments == tallied.moments);
        CHECK(counted.histogram == tallied.histogram);
        CHECK(counted.distinct == tallied.distinct);
        CHECK(counted.zeros == tallied.zeros);
        CHECK(counted.negatives == tallied.negatives);
        CHECK(counted.maximum == tallied.maximum);
        CHECK(counted.numbers.total() == tallied.numbers.total());
        CHECK(counted.quantiles.count() == tallied.quantiles.count());
    }

    TEST_CASE("runs: equal neighbours and the same numbers elsewhere make the same parts") {
        std::vector<std::int64_t> together;  // times, and numbers that a double cannot hold
        for (std::int64_t i = 0; i < 4000; ++i) {
            together.push_back(i / 20 * 60'000'000 + (i < 2000 ? 0 : (std::int64_t{1} << 60U) + 1));
        }
        std::vector<std::int64_t> apart;
        for (std::size_t i = 0; i < together.size(); ++i) {
            apart.push_back(together[i * 1001 % together.size()]);
        }
        const auto same = [](const auto& a, const auto& b, data::type t) {
            column_parts one{t, {}};
            column_parts other{t, {}};
            add_values(one, a, data::column{a}, 0, a.size());
            add_values(other, b, data::column{b}, 0, b.size());
            CHECK(one.moments == other.moments);
            CHECK(one.histogram == other.histogram);
            CHECK(one.distinct == other.distinct);
            CHECK(one.zeros == other.zeros);
            CHECK(one.zeros == 20);
            CHECK(one.minimum == other.minimum);
            CHECK(one.maximum == other.maximum);
            one.numbers.sort();
            other.numbers.sort();
            CHECK(one.numbers == other.numbers);  // there is a counter for each
            CHECK(one.quantiles.count() == other.quantiles.count());
        };
        same(together, apart, data::type::int64);
        std::vector<double> sorted;
        std::vector<double> mixed;
        for (std::size_t i = 0; i < together.size(); ++i) {
            sorted.push_back(static_cast<double>(together[i]) * -0.25);
            mixed.push_back(static_cast<double>(apart[i]) * -0.25);
        }
        same(sorted, mixed, data::type::float64);
    }

    TEST_CASE("texts: a row at a time or many, the same but for the order in which they come") {
        const data::column words{
            std::vector<std::string>{"", "sun", std::string(300, 'x'), "sun", "a longer word", "a longer word", "sun"}};
        column_parts many{data::type::string, {}};
        column_parts single{data::type::string, {}};
        words.visit([&](const auto& values) {
            if constexpr (requires { values.characters; }) {
                add_values(many, values, words, 0, 7);
                for (std::size_t i = 0; i < 7; ++i) {
                    add_values(single, values, words, i, 1);
                }
            }
        });
        CHECK(many.moments == single.moments);
        CHECK(many.distinct == single.distinct);
        CHECK(many.zeros == 1);
        CHECK(many.maximum == 300.0);
        many.texts.sort();
        single.texts.sort();
        CHECK(many.texts == single.texts);
    }
}
