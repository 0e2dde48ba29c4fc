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
