// SPDX-License-Identifier: MIT
// tests/data/arrow_export.test.cpp
#include <lastro/data/arrow_export.hpp>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

namespace {

template <class T>
const T* buffer(const ArrowArray& array, int i) {
    return static_cast<const T*>(array.buffers[i]);
}

data::table weather() {
    data::table t;
    t.add("wind", column{std::vector<std::optional<double>>{2.5, std::nullopt, 4.0}});
    t.add("city", data::with_dictionary(column{std::vector<std::string>{"b", "a", "b"}}));
    t.add("note", column{std::vector<std::string>{"x", "", "yz"}});
    t.add("wet", column{std::vector<bool>{true, false, true}});
    t.add("day", column{std::vector<data::date>{{1}, {2}, {3}}});
    t.add("at", column{std::vector<data::timestamp>{{1}, {2}, {3}}});
    t.add("count", column{std::vector<std::int64_t>{7, 8, 9}});
    return t;
}

}  // namespace

TEST_SUITE("data/arrow_export") {
    TEST_CASE("export_arrow: a table becomes an array of structures, in the table's own memory") {
        data::table t = weather();
        const double* const wind = t.column<double>("wind").values().data();
        const std::int64_t* const counts = t.column<std::int64_t>("count").values().data();
        ArrowArray array;
        ArrowSchema schema;
        data::export_arrow(std::move(t), &array, &schema);
        CHECK(std::string_view{schema.format} == "+s");
        REQUIRE(array.n_children == 7);
        REQUIRE(schema.n_children == 7);
        CHECK(array.length == 3);
        CHECK(array.n_buffers == 1);
        CHECK(array.buffers[0] == nullptr);
        const char* const formats[] = {"g", "i", "U", "b", "tdD", "tsu:UTC", "l"};
        const std::vector<std::string> names = weather().names();
        for (std::size_t i = 0; i < 7; ++i) {
            CHECK(std::string_view{schema.children[i]->format} == formats[i]);
            CHECK(schema.children[i]->name == names[i]);
            CHECK(schema.children[i]->flags == ARROW_FLAG_NULLABLE);
            CHECK(array.children[i]->length == 3);
            CHECK(array.children[i]->offset == 0);
        }
        CHECK(buffer<double>(*array.children[0], 1) == wind);  // no copy
        CHECK(buffer<std::int64_t>(*array.children[6], 1) == counts);
        CHECK(array.children[0]->null_count == 1);
        CHECK(*buffer<std::uint8_t>(*array.children[0], 0) == 5);
        CHECK(*buffer<std::uint8_t>(*array.children[3], 1) == 5);

        const ArrowArray& city = *array.children[1];
        REQUIRE(city.dictionary != nullptr);
        REQUIRE(schema.children[1]->dictionary != nullptr);
        CHECK(std::string_view{schema.children[1]->dictionary->format} == "U");
        CHECK(city.n_buffers == 2);
        CHECK(buffer<std::int32_t>(city, 1)[1] == 0);
        CHECK(city.dictionary->length == 2);
        CHECK(std::string_view(buffer<char>(*city.dictionary, 2), 2) == "ab");

        CHECK(array.children[2]->n_buffers == 3);
        CHECK(buffer<std::int64_t>(*array.children[2], 1)[3] == 3);
        array.release(&array);
        schema.release(&schema);
        CHECK((array.release == nullptr));
        CHECK((schema.release == nullptr));
    }

    TEST_CASE("export_arrow: children and dictionaries may be taken out, and outlive the rest") {
        ArrowArray array;
        ArrowSchema schema;
        data::export_arrow(weather(), &array, &schema);
        ArrowArray city = *array.children[1];
        array.children[1]->release = nullptr;
        array.release(&array);
        ArrowArray words = *city.dictionary;
        city.dictionary->release = nullptr;
        city.release(&city);
        CHECK(std::string_view(buffer<char>(words, 2), 2) == "ab");
        words.release(&words);
        schema.release(&schema);
    }

    TEST_CASE("export_arrow: one column, and tables without rows or columns") {
        ArrowArray array;
        ArrowSchema schema;
        data::export_arrow(column{std::vector<std::int64_t>{1, 2}}, &array, &schema, "n");
        CHECK(std::string_view{schema.name} == "n");
        CHECK(array.n_buffers == 2);
        CHECK(array.n_children == 0);
        array.release(&array);
        schema.release(&schema);
        data::export_arrow(weather().slice(0, 0), &array, &schema);
        CHECK(array.length == 0);
        CHECK(array.n_children == 7);
        array.release(&array);
        schema.release(&schema);
        data::export_arrow(data::table{}, &array, &schema);
        CHECK(array.n_children == 0);
        array.release(&array);
        schema.release(&schema);
    }
}
