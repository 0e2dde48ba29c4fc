// SPDX-License-Identifier: MIT
// tests/model/features.test.cpp
#include <lastro/model/features.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::features;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

data::table weather() {
    data::table t{"weather.csv"};
    t.add("wind", data::column{std::vector<double>{1.0, 3.0, 1.0, 3.0}});
    t.add("month", data::column{std::vector<std::int64_t>{4, 4, 4, 4}});
    t.add("dry", data::column{std::vector<bool>{true, true, false, false}});
    t.add("sky", data::column{std::vector<std::string>{"sun", "rain", "sun", "fog"}});
    t.add("date", data::column{std::vector<data::date>{{1}, {2}, {3}, {4}}});
    return t;
}

data::table one_column(std::vector<std::optional<double>> values) {
    data::table t{"t.csv"};
    t.add("x", data::column{values});
    return t;
}

}  // namespace

TEST_SUITE("model/features") {
    TEST_CASE(
        "transform: numbers standardised, booleans 0 and 1 standardised, texts one-hot, in the order of the columns") {
        features f{{"wind", "sky", "month", "dry"}};
        const data::table t = weather();
        CHECK(f.width() == 0);
        f.fit(t);
        CHECK(f.columns() == std::vector<std::string>{"wind", "sky", "month", "dry"});
        CHECK(f.names() == std::vector<std::string>{"wind", "sky=fog", "sky=rain", "sky=sun", "month", "dry"});
        CHECK(f.width() == 6);
        const std::vector<double> expected{
            -1, 0, 0, 1, 0, 1,   //
            1,  0, 1, 0, 0, 1,   //
            -1, 0, 0, 1, 0, -1,  //
            1,  1, 0, 0, 0, -1,
        };
        CHECK(f.transform(t) == expected);
    }

    TEST_CASE("transform: uses what the fit learned, not the rows at hand") {
        features f{{"wind", "sky"}};
        f.fit(weather());
        data::table later{"later.csv"};
        later.add("sky", data::column{std::vector<std::string>{"hail"}});
        later.add("wind", data::column{std::vector<double>{7.0}});
        CHECK(f.transform(later) == std::vector<double>{5, 0, 0, 0});  // a category never seen is none of them
        CHECK(f.transform(later.slice(0, 0)).empty());
    }

    TEST_CASE("missing values: an error that names the row, or the mean if asked for") {
        const data::table t = one_column({1.0, std::nullopt, 3.0});
        features strict{{"x"}};
        CHECK_THROWS_WITH_AS(
            strict.fit(t), "t.csv: column \"x\": expected a finite number in every row, found a missing value in row 1",
            schema_error);
        CHECK_FALSE(strict.fitted());
        CHECK_THROWS_WITH_AS(strict.fit(one_column({1.0, 2.0, not_a_number})),
                             "t.csv: column \"x\": expected a finite number in every row, found nan in row 2",
                             schema_error);
        CHECK_THROWS_WITH_AS(strict.fit(one_column({std::numeric_limits<double>::infinity()})),
                             "t.csv: column \"x\": expected a finite number in every row, found inf in row 0",
                             schema_error);

        features lenient{{"x"}, {.missing = model::missing::mean}};
        lenient.fit(t);
        CHECK(lenient.encoders()[0].scaler.mean() == 2.0);
        CHECK(lenient.transform(t) == std::vector<double>{-1, 0, 1});
        CHECK_THROWS_WITH_AS(lenient.fit(one_column({-std::numeric_limits<double>::infinity(), 1.0})),
                             "t.csv: column \"x\": expected a finite number in every row, found -inf in row 0",
                             schema_error);
        CHECK_THROWS_WITH_AS(lenient.fit(one_column({std::nullopt})),
                             "t.csv: column \"x\": model::scaler: expected at least one value, found none",
                             schema_error);

        data::table texts{"t.csv"};
        texts.add("s", data::column{std::vector<std::optional<std::string>>{"a", std::nullopt}});
        features words{{"s"}};
        CHECK_THROWS_WITH_AS(words.fit(texts),
                             "t.csv: column \"s\": expected a text in every row, found a missing value in row 1",
                             schema_error);
        features lenient_words{{"s"}, {.missing = model::missing::mean}};
        lenient_words.fit(texts);
        CHECK(lenient_words.transform(texts) == std::vector<double>{1, 0});
    }

    TEST_CASE("features: what cannot be is refused, with its place") {
        CHECK_THROWS_WITH_AS(features{std::vector<std::string>{}},
                             "model::features: expected at least one column, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS((features{{"a", "b", "a"}}),
                             "model::features: expected every column once, found \"a\" a second time",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(features{{"a"}}.transform(weather())),
                             "model::features: expected fit before transform, found no fit", std::invalid_argument);

        features unknown{{"rain"}};
        CHECK_THROWS_AS(unknown.fit(weather()), schema_error);
        features dates{{"date"}};
        CHECK_THROWS_WITH_AS(dates.fit(weather()),
                             "weather.csv: column \"date\": expected numbers (int64, float64 or boolean), found date",
                             schema_error);
        features f{{"wind"}};
        CHECK_THROWS_WITH_AS(f.fit(weather().slice(0, 0)),
                             "weather.csv: expected at least one row to learn from, found none", schema_error);

        f.fit(weather());
        data::table retyped{"later.csv"};
        retyped.add("wind", data::column{std::vector<std::string>{"strong"}});
        CHECK_THROWS_WITH_AS(static_cast<void>(f.transform(retyped)),
                             "later.csv: column \"wind\": expected numbers (int64, float64 or boolean), found string",
                             schema_error);
    }

    TEST_CASE("fit: one that fails leaves what was learned before") {
        features f{{"x"}};
        f.fit(one_column({1.0, 3.0}));
        const features before = f;
        CHECK_THROWS_AS(f.fit(one_column({not_a_number})), schema_error);
        CHECK(f == before);
    }

    TEST_CASE("check: a file with an encoder too few is refused") {
        features f{{"wind", "month"}};
        f.fit(weather());
        CHECK_NOTHROW(f.check());
        features::reflect(f, [](std::string_view, auto& value) {
            if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>,
                                         std::vector<model::feature_encoder>>) {
                value.pop_back();
            }
        });
        CHECK_THROWS_WITH_AS(f.check(), "lastro.features: encoders: expected 2 (one per column), found 1",
                             format_error);
    }

}  // TEST_SUITE
