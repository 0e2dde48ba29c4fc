// SPDX-License-Identifier: MIT
// tests/model/feature_encoder.test.cpp
#include <lastro/model/feature_encoder.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::feature_encoder;
using model::missing;
using model::refusal;

namespace {

const auto never = [](std::size_t, const data::row_value&, refusal) { throw std::logic_error{"refused"}; };

data::column column_of(std::vector<std::optional<double>> values) { return data::column{values}; }

std::vector<double> told(const feature_encoder& f, const data::row_value& x) {
    std::vector<double> row(f.width());
    REQUIRE(f.encode(x, true, row) == refusal::none);
    return row;
}

}  // namespace

TEST_SUITE("model/feature_encoder") {
    TEST_CASE("encode: a missing number is put in before the rule, with a note that it was") {
        feature_encoder f{model::robust_scaler{}};
        f.fit(column_of({1.0, 2.0, std::nullopt, 3.0, 5.0, 9.0}), {.missing = missing::median, .indicator = true},
              never);
        CHECK(f.number_for_missing() == 3.0);
        CHECK(f.width() == 2);
        CHECK(told(f, std::nullopt) == std::vector<double>{0.0, 1.0});
        CHECK(told(f, std::nan("")) == std::vector<double>{0.0, 1.0});
        CHECK(told(f, 3) == std::vector<double>{0.0, 0.0});
        CHECK(told(f, true) == std::vector<double>{-2.0 / 3.0, 0.0});
        std::vector<std::string> names;
        f.append_names("age", names);
        CHECK(names == std::vector<std::string>{"age", "age=missing"});
    }

    TEST_CASE("encode: a missing text is a category of its own, the most frequent one, or none") {
        const data::column deck{std::vector<std::optional<std::string>>{"C", std::nullopt, "B", "C"}};
        feature_encoder f{model::one_hot{}};
        f.fit(deck, {.missing = missing::constant, .text = "?"}, never);
        CHECK(std::get<model::one_hot>(f.rule()).categories() == std::vector<std::string>{"?", "B", "C"});
        CHECK(told(f, std::nullopt) == std::vector<double>{1, 0, 0});
        f.fit(deck, {.missing = missing::most_frequent}, never);
        CHECK(told(f, std::nullopt) == std::vector<double>{0, 1});
        f.fit(deck, {.missing = missing::median}, never);
        CHECK(told(f, std::nullopt) == std::vector<double>{0, 0});
        feature_encoder code{model::ordinal{{.none = -7.0}}};
        code.fit(deck, {.missing = missing::mean}, never);
        CHECK(told(code, std::nullopt) == std::vector<double>{-7.0});
    }

    TEST_CASE("encode: whole numbers and booleans by their spelling, where texts are meant") {
        feature_encoder f{model::ordinal{}};
        f.fit(data::column{std::vector<std::int64_t>{10, 9, 10}}, {}, never);
        CHECK(f.takes(data::type::int64));
        CHECK_FALSE(f.takes(data::type::string));
        CHECK(f.expected() == "type int64");
        CHECK(told(f, 9) == std::vector<double>{0.0});
        CHECK(told(f, 10) == std::vector<double>{1.0});
        feature_encoder flags{model::one_hot{}};
        flags.fit(data::column{std::vector<bool>{true, false}}, {}, never);
        CHECK(told(flags, true) == std::vector<double>{0.0, 1.0});
    }

    TEST_CASE("encode: days and moments, and the middle of the circle for none") {
        feature_encoder f{model::cyclic{}};
        CHECK(f.takes(data::type::date));
        CHECK(f.takes(data::type::timestamp));
        CHECK(f.expected() == "dates or timestamps");
        CHECK(told(f, *data::date::parse("2014-01-01")) == std::vector<double>{0.0, 1.0});
        CHECK(told(f, *data::timestamp::parse("2016-04-01T12:00:00Z")) == std::vector<double>{1.0, 0.0});
        CHECK(told(f, std::nullopt) == std::vector<double>{0.0, 0.0});
        const feature_encoder hours{model::cyclic{{.cycles = {model::cycle::day}}}};
        CHECK_FALSE(hours.takes(data::type::date));
        CHECK(hours.expected() == "timestamps");
        feature_encoder wind{model::cyclic{{.period = 360.0}}};
        wind.fit(column_of({90.0, std::nullopt}), {.missing = missing::mean}, never);
        CHECK(told(wind, -90) == std::vector<double>{-1.0, 0.0});
        CHECK(told(wind, std::nullopt) == std::vector<double>{0.0, 0.0});
    }

    TEST_CASE("encode: says why a value is refused") {
        feature_encoder f{model::one_hot{{.unseen = model::unseen::error}}};
        f.fit(data::column{std::vector<std::string>{"a"}}, {}, never);
        double row = 0.0;
        CHECK(f.encode("b", false, {&row, 1}) == refusal::unseen);
        CHECK(f.encode(std::nullopt, false, {&row, 1}) == refusal::missing);
        feature_encoder x{model::scaler{}};
        CHECK(x.encode(std::nan(""), false, {&row, 1}) == refusal::missing);
        CHECK(x.encode(std::numeric_limits<double>::infinity(), true, {&row, 1}) == refusal::not_finite);
        CHECK(x.encode(2.5, false, {&row, 1}) == refusal::none);
        CHECK(row == 2.5);
    }

    TEST_CASE("encode: a finite number that would become infinity or NaN is refused") {
        const auto of = [](model::encoding rule, const data::row_value& x, const model::imputation& how = {}) {
            feature_encoder f{std::move(rule)};
            f.fit(column_of({0.0, 1e-9}), how, never);
            std::vector<double> row(f.width());
            return f.encode(x, true, row);
        };
        CHECK(of(model::scaler{}, 1e200) == refusal::none);
        CHECK(of(model::scaler{}, 1e300) == refusal::overflow);
        CHECK(of(model::robust_scaler{}, -1e300) == refusal::overflow);
        CHECK(of(model::min_max_scaler{}, 1e300) == refusal::overflow);
        CHECK(of(model::min_max_scaler{{.clip = true}}, 1e300) == refusal::none);
        CHECK(of(model::cyclic{{.period = 1e-300}}, 1e300) == refusal::overflow);
        CHECK(of(model::unscaled{}, 1e300) == refusal::none);
        CHECK(of(model::scaler{}, std::nullopt, {.missing = missing::constant, .indicator = true, .number = 1e300}) ==
              refusal::overflow);
    }

    TEST_CASE("fit: tells the row and the value that cannot be learned from") {
        const auto refused = [](const data::column& column, model::encoding rule) {
            std::string text;
            feature_encoder f{std::move(rule)};
            CHECK_THROWS_AS(f.fit(column, {},
                                  [&](std::size_t row, const data::row_value& x, refusal why) {
                                      text = std::to_string(row) + " " + x.shown() + " " +
                                             std::to_string(static_cast<int>(why));
                                      throw std::runtime_error{text};
                                  }),
                            std::runtime_error);
            return text;
        };
        CHECK(refused(column_of({1.0, std::nullopt}), model::scaler{}) == "1 missing values 1");
        CHECK(refused(column_of({std::numeric_limits<double>::infinity()}), model::unscaled{}) == "0 inf 2");
        CHECK(refused(data::column{std::vector<std::optional<std::string>>{std::nullopt}}, model::hashing_encoder{}) ==
              "0 missing values 1");
        CHECK(refused(data::column{std::vector<std::optional<data::date>>{data::date{1}, std::nullopt}},
                      model::cyclic{}) == "1 missing values 1");
    }

    TEST_CASE("check: what does not fit together is refused") {
        feature_encoder f{model::unscaled{}};
        CHECK_NOTHROW(f.check(false));
        CHECK_THROWS_WITH_AS(f.check(true), "lastro.feature_encoder: expected a number for missing ones, found none",
                             format_error);
        const auto set = []<class T>(feature_encoder changed, T wanted) {
            feature_encoder::reflect(changed, [&](std::string_view, auto& field) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, model::defaulted<T>>) {
                    field.value = wanted;
                }
            });
            return changed;
        };
        CHECK_THROWS_WITH_AS(set(f, std::optional<std::string>{"x"}).check(false),
                             "lastro.feature_encoder: expected a text for missing ones, of texts only, found \"x\"",
                             format_error);
        CHECK_THROWS_WITH_AS(set(feature_encoder{model::one_hot{}}, std::optional<double>{1.0}).check(false),
                             "lastro.feature_encoder: expected a finite number for missing ones, of numbers only, "
                             "found 1",
                             format_error);
        CHECK_THROWS_WITH_AS(set(feature_encoder{model::one_hot{}}, data::type::date).check(false),
                             "lastro.feature_encoder: type: expected that of texts, int64 or boolean, found 3",
                             format_error);
        CHECK_THROWS_WITH_AS(set(feature_encoder{model::scaler{std::vector<double>{1.0, 2.0}}},
                                 std::optional<model::encoding>{model::cyclic{}}),
                             "lastro.feature_encoder: expected one rule, found two", format_error);
    }

}  // TEST_SUITE
