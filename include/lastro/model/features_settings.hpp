// SPDX-License-Identifier: MIT
// lastro/model/features_settings.hpp
//
// What is done with which column? A rule for each kind of column, others for columns by name.
//
//   model::features_settings{.missing = model::missing::median,                        // of all columns
//                            .numbers = model::min_max_scaler{},                       // of all columns of numbers
//                            .columns = {{"wind", model::cyclic{{.period = 360.0}}},   // of one
//                                        {.name = "deck", .imputation = model::imputation{
//                                             .missing = model::missing::constant, .text = "none"}}}};
//
// Nothing said: numbers are standardised, texts one-hot, dates and missing values refused. The encodings in the settings
// need not have learned anything; what they have learned is forgotten.
#pragma once

#include <cstddef>   // size_t
#include <optional>  // nullopt, optional
#include <string>    // string, to_string
#include <vector>    // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/types.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/encoding.hpp>
#include <lastro/model/imputation.hpp>

namespace lastro::inline v0::model {

/// What is done with one column; nothing said: what its kind has.
struct feature_column {
    static constexpr schema_id schema{"lastro.feature_column", 1};

    std::string name = {};
    std::optional<model::encoding> encoding = {};
    std::optional<model::imputation> imputation = {};

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("name", self.name);
        visit("encoding", self.encoding);
        visit("imputation", self.imputation);
    }

    friend bool operator==(const feature_column&, const feature_column&) = default;
};

/// How columns become numbers.
struct features_settings {
    static constexpr schema_id schema{"lastro.features_settings", 1};

    model::missing missing = model::missing::error;  ///< What becomes of a missing value, ...
    bool indicator = false;                          ///< ... and whether a number more says that it was missing.
    model::encoding numbers = scaler{};              ///< Of int64, float64 and boolean columns.
    model::encoding texts = one_hot{};               ///< Of string columns.
    std::optional<model::encoding> moments = {};     ///< Of date and timestamp columns; nothing: they are refused.
    std::vector<feature_column> columns = {};        ///< Of columns by name.

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit_later_field<Self>(visit, "missing", self.missing, model::missing::error);
        visit_later_field<Self>(visit, "indicator", self.indicator, false);
        visit_later_field<Self>(visit, "numbers", self.numbers, scaler{});
        visit_later_field<Self>(visit, "texts", self.texts, one_hot{});
        visit_later_field<Self>(visit, "moments", self.moments, std::nullopt);
        visit_later_field<Self>(visit, "columns", self.columns, {});
    }

    friend bool operator==(const features_settings&, const features_settings&) = default;
};

static_assert(reflectable<feature_column> && reflectable<features_settings>);

namespace detail {

/// What is said of a column by its name; nullptr if nothing is.
[[nodiscard]] inline const feature_column* said_of(const features_settings& settings,
                                                   const std::string& name) noexcept {
    for (const feature_column& column : settings.columns) {
        if (column.name == name) {
            return &column;
        }
    }
    return nullptr;
}

}  // namespace detail

/// How missing values of a column are imputed.
[[nodiscard]] inline imputation imputation_of(const features_settings& settings, const std::string& name) {
    const feature_column* const said = detail::said_of(settings, name);
    return said && said->imputation ? *said->imputation
                                    : imputation{.missing = settings.missing, .indicator = settings.indicator};
}

/// The rule of a column of type `t`; that of numbers where nothing is said about dates.
[[nodiscard]] inline encoding rule_of(const features_settings& settings, const std::string& name, data::type t) {
    const feature_column* const said = detail::said_of(settings, name);
    if (said && said->encoding) {
        return *said->encoding;
    }
    const bool moment = t == data::type::date || t == data::type::timestamp;
    return moment && settings.moments ? *settings.moments : t == data::type::string ? settings.texts : settings.numbers;
}

/// @throws Error, its message beginning with `where`, if a rule is not for its kind, a column is none of `columns` or
///         named twice, or there is to be an indicator of what is an error.
template <class Error>
void require_sound(const features_settings& settings, const std::vector<std::string>& columns,
                   const std::string& where) {
    const auto require = [&](bool holds, const std::string& what, const std::string& expected,
                             const std::string& found) {
        core::require<Error>(holds, where + ": " + what, expected, found);
    };
    const auto require_imputation = [&](const imputation& how, const std::string& what) {
        require(how.missing <= missing::constant, what + "missing", "0 to 4",
                std::to_string(static_cast<int>(how.missing)));
        require(!how.indicator || how.missing != missing::error, what + "indicator",
                "a rule for missing values beside it", "none");
        require(core::detail::is_finite(how.number), what + "number", "a finite constant", core::to_text(how.number));
        require(core::is_utf8(how.text), what + "text", "UTF-8 text", "other bytes");
    };
    require(input_of(settings.numbers) == encoding_input::number, "numbers", "an encoding of numbers", "another");
    require(input_of(settings.texts) == encoding_input::text, "texts", "an encoding of texts", "another");
    require(!settings.moments || input_of(*settings.moments) == encoding_input::moment, "moments",
            "an encoding of dates", "another");
    require_imputation({.missing = settings.missing, .indicator = settings.indicator}, "");
    for (std::size_t i = 0; i < settings.columns.size(); ++i) {
        const feature_column& column = settings.columns[i];
        bool known = false;
        for (const std::string& name : columns) {
            known = known || name == column.name;
        }
        require(known, "columns", "one of the columns that the model looks at", core::quoted(column.name));
        require(detail::said_of(settings, column.name) == &column, "columns", "every column once",
                core::quoted(column.name) + " a second time");
        if (column.imputation) {
            require_imputation(*column.imputation, core::quoted(column.name) + ": ");
        }
    }
}

}  // namespace lastro::inline v0::model
