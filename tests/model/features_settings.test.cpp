// SPDX-License-Identifier: MIT
// tests/model/features_settings.test.cpp
#include <lastro/model/features_settings.hpp>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::features_settings;
using model::imputation;
using model::missing;

namespace {

void require_sound(const features_settings& settings) {
    model::require_sound<std::invalid_argument>(settings, {"age", "day"}, "here");
}

}  // namespace

TEST_SUITE("model/features_settings") {
    TEST_CASE("rule_of and imputation_of: what is said of a column goes before what is said of its kind") {
        const features_settings said{
            .missing = missing::median,
            .indicator = true,
            .numbers = model::robust_scaler{},
            .moments = model::cyclic{},
            .columns = {{"age", model::quantile_scaler{}}, {.name = "day", .imputation = imputation{}}}};
        CHECK(std::holds_alternative<model::quantile_scaler>(rule_of(said, "age", data::type::int64)));
        CHECK(std::holds_alternative<model::robust_scaler>(rule_of(said, "other", data::type::boolean)));
        CHECK(std::holds_alternative<model::one_hot>(rule_of(said, "other", data::type::string)));
        CHECK(std::holds_alternative<model::cyclic>(rule_of(said, "day", data::type::timestamp)));
        CHECK(imputation_of(said, "age") == imputation{.missing = missing::median, .indicator = true});
        CHECK(imputation_of(said, "day") == imputation{});
        const features_settings nothing;
        CHECK(rule_of(nothing, "age", data::type::float64) == model::encoding{model::scaler{}});
        CHECK(rule_of(nothing, "age", data::type::date) == model::encoding{model::scaler{}});
        require_sound(said);
        require_sound(nothing);
    }

    TEST_CASE("require_sound: what contradicts itself is refused") {
        CHECK_THROWS_WITH_AS(require_sound({.indicator = true}),
                             "here: indicator: expected a rule for missing values beside it, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.numbers = model::one_hot{}}),
                             "here: numbers: expected an encoding of numbers, found another", std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.texts = model::scaler{}}),
                             "here: texts: expected an encoding of texts, found another", std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.moments = model::cyclic{{.period = 7.0}}}),
                             "here: moments: expected an encoding of dates, found another", std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.columns = {{.name = "fare"}}}),
                             "here: columns: expected one of the columns that the model looks at, found \"fare\"",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.columns = {{.name = "age"}, {.name = "age"}}}),
                             "here: columns: expected every column once, found \"age\" a second time",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(require_sound({.columns = {{.name = "age", .imputation = imputation{.text = "\xFF"}}}}),
                             "here: \"age\": text: expected UTF-8 text, found other bytes", std::invalid_argument);
    }

}  // TEST_SUITE
