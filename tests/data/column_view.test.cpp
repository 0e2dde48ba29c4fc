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

    TEST_CASE("slice: some of the rows, without a copy; missing ones stay so") {
        const std::vector<double> values{1.0, 0.0, 3.0, 0.0};
        data::validity present{4};
        present.clear(1), present.clear(3);
        const column_view<double> all{values, present, "t.csv", "n"};
        const column_view<double> part = all.slice(1, 3).slice(1, 2);
        CHECK(part.values().data() == values.data() + 2);
        CHECK(part.size() == 2);
        CHECK(part[0] == 3.0);
        CHECK(part.null_count() == 1);
        CHECK(part.is_null(1));
        CHECK(all.slice(4, 0).empty());
        CHECK_THROWS_WITH_AS((void)all.slice(2, 3), "t.csv: column \"n\": slice: expected rows among 4, found 2 + 3",
                             std::out_of_range);
        CHECK_THROWS_AS((void)part.slice(1, 2), std::out_of_range);

        data::detail::text_values texts;
        for (const char* const text : {"one", "", "three", ""}) {
            texts.push_back(text);
        }
        const column_view<std::string_view> tail = column_view<std::string_view>{texts, present}.slice(2, 2);
        CHECK(tail[0] == "three");
        CHECK(tail.is_null(1));
        texts.codes = {2, 1, 0, 1};
        const column_view<std::string_view> coded = column_view<std::string_view>{texts, present}.slice(2, 2);
        CHECK(coded.size() == 2);
        CHECK(coded[0] == "one");
        CHECK(coded.is_null(1));
        CHECK(coded.slice(1, 0).size() == 0);
    }

    TEST_CASE("column_place: foreign names are made safe") {
        CHECK(data::column_place("t.csv", "a\nb") == "t.csv: column \"a\\x0ab\"");
    }
}
