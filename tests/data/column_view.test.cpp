// SPDX-License-Identifier: MIT
// tests/data/column_view.test.cpp
#include <lastro/data/column_view.hpp>

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column_view;

static_assert(data::type_of<bool> == data::type::boolean && data::type_of<std::string_view> == data::type::string);
static_assert(data::column_value<data::date> && !data::column_value<float> && !data::column_value<int>);
static_assert(std::is_trivially_copyable_v<column_view<double>>, "a view is passed by value");

TEST_SUITE("data/column_view") {
    TEST_CASE("column_view: shows the values in place") {
        const std::vector<double> values{1.5, 0.0, -2.0};
        data::validity present;
        present.push_back(true);
        present.push_back(false);
        present.push_back(true);
        const column_view<double> view{values, present, "w.csv", "wind"};
        CHECK(view.size() == 3);
        CHECK_FALSE(view.empty());
        CHECK(view[2] == -2.0);
        CHECK(view.is_null(1));
        CHECK(view.null_count() == 1);
        CHECK(view.values().data() == values.data());
        CHECK(view.name() == "wind");
        CHECK(view.place() == "w.csv: column \"wind\"");
    }

    TEST_CASE("column_view: booleans are bytes, read as bool") {
        const std::vector<std::uint8_t> values{0, 1};
        const data::validity present{2};
        const column_view<bool> view{values, present};
        CHECK_FALSE(view[0]);
        CHECK(view[1]);
    }

    TEST_CASE("column_view: texts of any length, the empty one too") {
        data::detail::text_values texts;
        texts.push_back("one");
        texts.push_back("");
        texts.push_back("three");
        const data::validity present{3};
        const column_view<std::string_view> view{texts, present, "", "n"};
        CHECK(view.size() == 3);
        CHECK(view[0] == "one");
        CHECK(view[1].empty());
        CHECK(view[2] == "three");
        CHECK(view.place() == "column \"n\"");
    }

    TEST_CASE("column_place: foreign names are made safe") {
        CHECK(data::column_place("t.csv", "a\nb") == "t.csv: column \"a\\x0ab\"");
    }
}
