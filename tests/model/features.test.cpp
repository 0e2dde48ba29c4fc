// SPDX-License-Identifier: MIT
// tests/model/features.test.cpp
#include <lastro/model/features.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>

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

/// Columns of every type with missing rows and NaN; what round 1 lacks, round 2 has.
data::table everything(std::size_t rows, std::uint64_t round) {
    std::vector<std::optional<double>> real;
    std::vector<std::optional<std::int64_t>> whole;
    std::vector<std::optional<bool>> flag;
    std::vector<std::optional<std::string>> text;
    std::vector<std::optional<data::date>> day;
    std::vector<std::optional<data::timestamp>> moment;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::uint64_t x = (i + round) * 0x9e3779b97f4a7c15U >> 32;  // anything, by whole numbers
        const auto unless_missing = [&](auto& column, auto value, std::uint64_t every) {
            using optional = typename std::remove_cvref_t<decltype(column)>::value_type;
            column.push_back(x % every == 0 ? optional{} : optional{value});
        };
        unless_missing(real, x % 11 == 1 ? not_a_number : static_cast<double>(x % 1000) / 7.0 - 40.0, 7);
        unless_missing(whole, static_cast<std::int64_t>(x % (3 * round)), 5);
        unless_missing(flag, x % 2 == 0, 9);
        unless_missing(text, std::string(1, static_cast<char>('a' + x % (4 * round))), 6);
        unless_missing(day, data::date{static_cast<std::int32_t>(x % 40000) - 9000}, 8);
        unless_missing(moment, data::timestamp{static_cast<std::int64_t>(x) * 1'000'003 - 500'000'000'000}, 4);
    }
    data::table t{"t"};
    for (const char* name : {"real", "real2", "real3", "real4", "real5", "real6"}) {
        t.add(name, data::column{real});
    }
    t.add("whole", data::column{whole});
    t.add("whole2", data::column{whole});
    t.add("flag", data::column{flag});
    for (const char* name : {"text", "text2", "text3"}) {
        t.add(name, data::column{text});
    }
    t.add("day", data::column{day});
    t.add("moment", data::column{moment});
    return t;
}

/// A row as a server has it: values of some columns.
std::vector<data::row_value> row_of(const data::table& rows, const std::vector<std::string>& columns, std::size_t i) {
    std::vector<data::row_value> row;
    for (const std::string& name : columns) {
        const data::column& column = rows.column(name);
        row.push_back(column.is_null(i)                        ? data::row_value{}
                      : column.type() == data::type::boolean   ? data::row_value{column.as<bool>()[i]}
                      : column.type() == data::type::int64     ? data::row_value{column.as<std::int64_t>()[i]}
                      : column.type() == data::type::float64   ? data::row_value{column.as<double>()[i]}
                      : column.type() == data::type::date      ? data::row_value{column.as<data::date>()[i]}
                      : column.type() == data::type::timestamp ? data::row_value{column.as<data::timestamp>()[i]}
                                                               : data::row_value{column.as<std::string_view>()[i]});
    }
    return row;
}

/// Every encoding.
features encodings() {
    const model::imputation most{.missing = model::missing::most_frequent, .indicator = true};
    const model::imputation told{.missing = model::missing::constant, .number = 3.25, .text = "?"};
    using model::cycle;
    return features{{"real", "real2", "real3", "real4", "real5", "real6", "whole", "whole2", "flag", "text", "text2",
                     "text3", "day", "moment"},
                    {.missing = model::missing::mean,
                     .indicator = true,
                     .moments = model::cyclic{{.cycles = {cycle::year, cycle::week, cycle::month}}},
                     .columns = {{"real2", model::min_max_scaler{{.clip = true}}, most},
                                 {"real3", model::robust_scaler{}, told},
                                 {"real4", model::quantile_scaler{{.quantiles = 20}}},
                                 {"real5", model::quantile_scaler{{.output = model::quantile_output::normal}}, most},
                                 {"real6", model::cyclic{{.period = 24.0}}},
                                 {"whole", model::ordinal{{.unseen = model::unseen::none}}, most},
                                 {"whole2", model::unscaled{}, told},
                                 {"flag", model::one_hot{}, most},
                                 {"text2", model::ordinal{{.unseen = model::unseen::none}}, told},
                                 {"text3", model::hashing_encoder{{.width = 5}}, most},
                                 {"moment", model::cyclic{{.cycles = {cycle::day, cycle::year}}}}}}};
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
        CHECK(std::get<model::scaler>(lenient.encoders()[0].rule()).mean() == 2.0);
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

    TEST_CASE("rows on their own: the bits of rows of a table, with every encoding, missing and unseen values") {
        const data::table past = everything(200, 1);
        const data::table later = everything(500, 2);  // unseen texts, larger numbers
        features f = encodings();
        f.fit(past);
        CHECK_NOTHROW(f.check());
        CHECK(f.names().size() == f.width());
        hash::blake3 bits;
        hash::append(bits, f.transform(past));
        CHECK(bits.finalize().hex() ==
              "b2ffdc6ed67ee81c03b9c802f3fd81a36bd3a9fcf1f8eeb30c6f96976ca1b211");  // on every compiler
        for (const data::table* rows : {&past, &later}) {
            const std::vector<double> table = f.transform(*rows);
            std::vector<double> row(f.width());
            for (std::size_t i = 0; i < rows->rows(); ++i) {
                f.transform(row_of(*rows, f.columns(), i), row);
                REQUIRE(std::memcmp(row.data(), table.data() + i * row.size(), row.size() * sizeof(double)) == 0);
            }
        }
        CHECK(f.transform(row_of(later, f.columns(), 3)).size() == f.width());
    }

    TEST_CASE("rows on their own: what a table is refused for, a row is refused for") {
        features f{{"wind", "sky", "day"},
                   {.texts = model::ordinal{}, .moments = model::cyclic{{.cycles = {model::cycle::day}}}}};
        data::table t = weather().select({"wind", "sky"});
        t.add("day", data::column{std::vector<data::timestamp>(4)});
        f.fit(t);
        const data::timestamp now{};
        using row = std::vector<data::row_value>;
        const auto refused = [&](const row& values) {
            try {
                static_cast<void>(f.transform(values));
            } catch (const std::exception& e) {
                return std::string{e.what()};
            }
            return std::string{};
        };
        CHECK(refused(row{1, "sun", now}).empty());
        CHECK(refused(row{std::nullopt, "sun", now}) ==
              "column \"wind\": expected a finite number, found a missing value");
        CHECK(refused(row{std::numeric_limits<double>::infinity(), "sun", now}) ==
              "column \"wind\": expected a finite number, found inf");
        CHECK(refused(row{-1.5e308, "sun", now}).empty());
        f.fit([&] {
            data::table close = t.select({"sky", "day"});
            close.add("wind", data::column{std::vector<double>{0.0, 0.0, 0.0, 1e-9}});
            return close;
        }());
        CHECK(refused(row{-1.5e308, "sun", now}) ==
              "column \"wind\": expected a number that stays finite when encoded, found -1.5e+308");
        f.fit(t);
        CHECK(refused(row{1, "hail", now}) ==
              "column \"sky\": expected a text that was there to learn from, found \"hail\"");
        CHECK(refused(row{1, 2, now}) == "column \"sky\": expected type string, found int64");
        CHECK(refused(row{1, "sun", data::date{}}) == "column \"day\": expected timestamps, found date");
        CHECK(refused(row{1, "sun"}) == "model::features: row: expected 3 values, found 2");
        std::vector<double> small(2);
        CHECK_THROWS_WITH_AS(f.transform(row{1, "sun", now}, small),
                             "model::features: to: expected room for 4 numbers, found 2", std::invalid_argument);
        data::table unseen = weather().slice(0, 1).select({"wind"});
        unseen.add("sky", data::column{std::vector<std::string>{"hail"}});
        unseen.add("day", data::column{std::vector<data::timestamp>(1)});
        CHECK_THROWS_WITH_AS(static_cast<void>(f.transform(unseen)),
                             "weather.csv: column \"sky\": expected a text that was there to learn from in every row, "
                             "found \"hail\" in row 0",
                             schema_error);
    }

    TEST_CASE("names: say what each number is") {
        features f{{"x", "sky", "date"},
                   {.missing = model::missing::median,
                    .indicator = true,
                    .moments = model::cyclic{},
                    .columns = {{"sky", model::hashing_encoder{{.width = 2}}, model::imputation{}}}}};
        data::table t = weather().select({"sky", "date"});
        t.add("x", data::column{std::vector<std::optional<double>>{1.0, std::nullopt, 5.0, 9.0}});
        f.fit(t);
        CHECK(f.names() == std::vector<std::string>{"x", "x=missing", "sky#0", "sky#1", "date_year_sin",
                                                    "date_year_cos", "date=missing"});
        CHECK(f.encoders()[0].number_for_missing() == 5.0);
        features twice{{"sky"}, {.missing = model::missing::constant, .indicator = true}};
        t = data::table{"t.csv"};
        t.add("sky", data::column{std::vector<std::string>{"missing", "sun"}});
        twice.fit(t);
        CHECK(twice.names() == std::vector<std::string>{"sky=", "sky=missing", "sky=sun", "sky=missing"});
    }

    TEST_CASE("fit: learns from the rows it is given and from no others") {
        features f = encodings();
        f.fit(everything(200, 1));
        const features before = f;
        static_cast<void>(f.transform(everything(500, 2)));
        CHECK(f == before);
        f.fit(everything(500, 2));
        CHECK_FALSE(f == before);
        f.fit(everything(200, 1));
        CHECK(f == before);  // forgets what was learned in between
    }

    TEST_CASE("settings: those that do not fit the columns are refused") {
        CHECK_THROWS_WITH_AS(
            (features{{"a"}, {.columns = {{"b", model::scaler{}}}}}),
            "model::features: columns: expected one of the columns that the model looks at, found \"b\"",
            std::invalid_argument);
        features f{{"sky"}, {.columns = {{"sky", model::robust_scaler{}}}}};
        CHECK_THROWS_WITH_AS(f.fit(weather()),
                             "weather.csv: column \"sky\": expected numbers (int64, float64 or boolean), found string",
                             schema_error);
        features g{{"wind"}, {.columns = {{"wind", model::one_hot{}}}}};
        CHECK_THROWS_WITH_AS(g.fit(weather()), "weather.csv: column \"wind\": expected type string, found float64",
                             schema_error);
        features h{{"sky"}, {.columns = {{"sky", model::ordinal{{.categories = {"sun", "rain"}}}}}}};
        CHECK_THROWS_WITH_AS(h.fit(weather()),
                             "weather.csv: column \"sky\": model::ordinal: expected one of the categories of the "
                             "settings, found \"fog\"",
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

    TEST_CASE("check: settings of a file with which no fit could go well are refused") {
        model::hashing_encoder nowhere;
        model::hashing_encoder::reflect(nowhere, [](std::string_view, auto& field) {
            if constexpr (std::is_same_v<decltype(field), std::size_t&>) {
                field = 0;
            }
        });
        model::cyclic odd;
        model::cyclic::reflect(odd, [](std::string_view, auto& field) {
            if constexpr (std::is_same_v<decltype(field), std::vector<model::cycle>&>) {
                field = {model::cycle{255}};
            }
        });
        model::quantile_scaler few;
        model::quantile_scaler::reflect(few, [](std::string_view, auto& field) {
            if constexpr (std::is_same_v<decltype(field), std::size_t&>) {
                field = 1;
            }
        });
        const auto refusal_of = [](const model::features_settings& settings) {
            features f{{"x"}};
            features::reflect(f, [&](std::string_view, auto& field) {
                using type = std::remove_cvref_t<decltype(field)>;
                if constexpr (std::is_same_v<type, model::defaulted<model::features_settings>>) {
                    field.value = settings;
                }
            });
            try {
                f.check();
            } catch (const format_error& e) {
                return std::string{e.what()};
            }
            return std::string{"none"};
        };
        CHECK(refusal_of({.texts = model::hashing_encoder{}, .moments = model::cyclic{}}) == "none");
        CHECK(refusal_of({.numbers = few}) ==
              "lastro.quantile_scaler: expected 2 to 100000 quantiles and an output of 0 or 1, found 1");
        CHECK(refusal_of({.texts = nowhere}) == "lastro.hashing_encoder: width: expected 1 to 1000000, found 0");
        CHECK(refusal_of({.moments = odd}) == "lastro.cyclic: cycles: expected 0 to 3, found 255");
        CHECK(refusal_of({.columns = {{"x", nowhere}}}) ==
              "lastro.hashing_encoder: width: expected 1 to 1000000, found 0");
    }

}  // TEST_SUITE
