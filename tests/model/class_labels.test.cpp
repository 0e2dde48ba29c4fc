// SPDX-License-Identifier: MIT
// tests/model/class_labels.test.cpp
#include <lastro/model/class_labels.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::class_labels;

namespace {

template <class T>
data::table target(const std::vector<T>& values) {
    data::table t{"t.csv"};
    t.add("y", data::column{values});
    return t;
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_SUITE("model/class_labels") {
    TEST_CASE("classes: distinct values in ascending order, whatever the order of rows") {
        CHECK(class_labels{target(std::vector<bool>{true, false, true}), "y"}.texts() ==
              std::vector<std::string>{"false", "true"});
        CHECK(class_labels{target(std::vector<std::int64_t>{10, 9, -1, 9}), "y"}.texts() ==
              std::vector<std::string>{"-1", "9", "10"});
        CHECK(class_labels{target(std::vector<std::string>{"b", "a", "", "b"}), "y"}.texts() ==
              std::vector<std::string>{"", "a", "b"});
        CHECK(class_labels{target(std::vector<double>{2.0, 1.0}), "y"}.texts() == std::vector<std::string>{"1", "2"});
    }

    TEST_CASE("numbers and column: there and back again for every type") {
        const auto round_trip = [](const data::table& t) {
            const class_labels labels{t, "y"};
            CHECK(labels.column(labels.numbers(t, "y")) == t.column("y"));
            CHECK(labels.type() == t.column("y").type());
        };
        round_trip(target(std::vector<bool>{true, false, true}));
        round_trip(target(std::vector<std::int64_t>{10, 9, -9'007'199'254'740'993, 9}));
        round_trip(target(std::vector<std::string>{"b", "a", "", "b"}));
        round_trip(target(std::vector<double>{2.0, 1.0, -3e10}));
        const class_labels wet{target(std::vector<bool>{true, false}), "y"};
        CHECK(wet.numbers(target(std::vector<bool>{true, true, false}), "y") == std::vector<double>{1, 1, 0});
    }

    TEST_CASE("numbers: 0 and -0 are one class, whichever came first") {
        for (const auto& y : {std::vector<double>{0.0, -0.0, 1.0}, std::vector<double>{-0.0, 0.0, 1.0}}) {
            const class_labels labels{target(y), "y"};
            CHECK(labels.texts() == std::vector<std::string>{"0", "1"});
            CHECK(labels.numbers(target(y), "y") == std::vector<double>{0, 0, 1});
            class_labels older = labels;  // as files of before have it where every 0 was negative
            class_labels::reflect(older, [](std::string_view, auto& value) {
                if constexpr (std::is_same_v<decltype(value), std::vector<std::string>&>) {
                    value = {"-0", "1"};
                }
            });
            CHECK_NOTHROW(older.check());
            CHECK(older.numbers(target(y), "y") == std::vector<double>{0, 0, 1});
        }
    }

    TEST_CASE("numbers: those of a thousand classes, whose order is not that of their texts") {
        std::vector<std::int64_t> y;
        std::vector<double> expected;
        for (std::int64_t i = 0; i < 1000; ++i) {
            y.push_back(i * 7 % 1000 - 500);
            expected.push_back(static_cast<double>(i * 7 % 1000));
        }
        CHECK(class_labels{target(y), "y"}.numbers(target(y), "y") == expected);
    }

    TEST_CASE("learning: a target that is none is refused, with its place") {
        const auto learn = [](const data::table& t) { static_cast<void>(class_labels{t, "y"}); };
        CHECK_THROWS_WITH_AS(learn(target(std::vector<double>{0.0, 1.0, not_a_number})),
                             "t.csv: column \"y\": expected a class (a whole number) in every row, found nan in row 2",
                             schema_error);
        CHECK_THROWS_WITH_AS(learn(target(std::vector<double>{0.0, 0.5})),
                             "t.csv: column \"y\": expected a class (a whole number) in every row, found 0.5 in row 1",
                             schema_error);
        CHECK_THROWS_WITH_AS(learn(target(std::vector<double>{std::numeric_limits<double>::infinity(), 0.5})),
                             "t.csv: column \"y\": expected a class (a whole number) in every row, found inf in row 0",
                             schema_error);
        CHECK_THROWS_WITH_AS(learn(target(std::vector<std::optional<bool>>{true, std::nullopt})),
                             "t.csv: column \"y\": expected a class in every row, found a missing value in row 1",
                             schema_error);
        CHECK_THROWS_WITH_AS(learn(target(std::vector<bool>{true, true, true})),
                             "t.csv: column \"y\": expected at least two classes, found only \"true\" in all 3 rows",
                             schema_error);
        CHECK_THROWS_WITH_AS(learn(target(std::vector<bool>{})),
                             "t.csv: column \"y\": expected at least one row to learn from, found none", schema_error);
        CHECK_THROWS_WITH_AS(
            learn(target(std::vector<data::timestamp>{{1}, {2}})),
            "t.csv: column \"y\": expected a boolean, int64, float64 or string column as target, found timestamp",
            schema_error);
        CHECK_THROWS_WITH_AS(
            learn(target(std::vector<data::date>{{1}, {2}})),
            "t.csv: column \"y\": expected a boolean, int64, float64 or string column as target, found date",
            schema_error);
        std::vector<std::int64_t> many;
        for (std::int64_t i = 0; i <= 1000; ++i) {
            many.push_back(i);
        }
        CHECK_THROWS_WITH_AS(learn(target(many)), "t.csv: column \"y\": expected at most 1000 classes, found 1001",
                             schema_error);
    }

    TEST_CASE("numbers: a class or a type never learned is refused, with its row") {
        const class_labels sky{target(std::vector<std::string>{"sun", "rain"}), "y"};
        CHECK_THROWS_WITH_AS(
            static_cast<void>(sky.numbers(target(std::vector<std::string>{"sun", "hail"}), "y")),
            "t.csv: column \"y\": expected one of the classes \"rain\", \"sun\", found \"hail\" in row 1",
            schema_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(sky.numbers(target(std::vector<bool>{true}), "y")),
                             "t.csv: column \"y\": expected type string as in training, found boolean", schema_error);
    }

    TEST_CASE("check: classes that are no values of their type, from a damaged file, are refused") {
        class_labels labels{target(std::vector<std::int64_t>{1, 2}), "y"};
        class_labels::reflect(labels, [](std::string_view, auto& value) {
            if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, std::vector<std::string>>) {
                value = {"1", "two"};
            }
        });
        CHECK_THROWS_WITH_AS(labels.check(), "lastro.class_labels: texts: expected values of type int64, found \"two\"",
                             format_error);
        class_labels::reflect(labels, [](std::string_view, auto& value) {
            if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, std::vector<std::string>>) {
                value = {"2", "1", "2"};
            }
        });
        CHECK_THROWS_WITH_AS(labels.check(),
                             "lastro.class_labels: texts: expected every class once, found \"2\" a second time",
                             format_error);
        CHECK_THROWS_WITH_AS(class_labels::reflect(labels,
                                                   [](std::string_view name, auto& value) {
                                                       if constexpr (std::is_same_v<decltype(value), std::string&>) {
                                                           value = name == "type" ? "float16" : value;
                                                       }
                                                   }),
                             "lastro.class_labels: type: expected a column type, found \"float16\"", format_error);
    }

}  // TEST_SUITE
