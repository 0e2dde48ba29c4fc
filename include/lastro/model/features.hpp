// SPDX-License-Identifier: MIT
// lastro/model/features.hpp
//
// Which columns does a model look at, and how do they become numbers? Part of the model, so that serving cannot differ.
//
//   model::features inputs{{"temp_max", "wind", "sky"}};      // numbers standardised, texts one-hot
//   inputs.fit(past);                                         // learns means, deviations, categories; once
//   const std::vector<double> x = inputs.transform(later);    // row after row, inputs.width() numbers each
//   inputs.names();                                           // "temp_max", "wind", "sky=rain", "sky=sun"
//
//   model::features other{{"age", "class", "day"},            // or as the settings say, by kind and by column
//                         {.missing = model::missing::median, .indicator = true, .numbers = model::robust_scaler{},
//                          .columns = {{"class", model::ordinal{{.categories = {"third", "second", "first"}}}},
//                                      {"day", model::cyclic{{.cycles = {model::cycle::year}}}}}}};
//   other.transform(std::array<data::row_value, 3>{41, "first", std::nullopt});      // one row, the same code
//
// What is learned is learned from the rows that have a value. A missing value is an error unless the settings say
// otherwise, infinity always is, and so is a number of which the encoding makes infinity. NaN is a missing number.
#pragma once

#include <cstddef>      // size_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move
#include <variant>      // visit
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/feature_encoder.hpp>
#include <lastro/model/features_settings.hpp>
#include <lastro/model/imputation.hpp>

namespace lastro::inline v0::model {

/// A table's columns as a model's inputs.
class features {
public:
    static constexpr schema_id schema{"lastro.features", 1};

    features() = default;

    /// Looks at `columns`, in this order.
    ///
    /// @throws std::invalid_argument if there is none, or one occurs twice, or the settings do not fit them.
    explicit features(std::vector<std::string> columns, features_settings settings = {})
        : columns_(std::move(columns)), settings_(std::move(settings)) {
        core::require<std::invalid_argument>(!columns_.empty(), "model::features", "at least one column", "none");
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                core::require<std::invalid_argument>(columns_[i] != columns_[j], "model::features", "every column once",
                                                     core::quoted(columns_[i]) + " a second time");
            }
        }
        require_sound<std::invalid_argument>(settings_, columns_, "model::features");
        look_up();
    }

    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
    [[nodiscard]] const features_settings& settings() const noexcept { return settings_; }

    /// One encoder per column; none before `fit`.
    [[nodiscard]] const std::vector<feature_encoder>& encoders() const noexcept { return encoders_; }
    [[nodiscard]] bool fitted() const noexcept { return !encoders_.empty(); }

    /// How many numbers a row becomes; 0 before `fit`.
    [[nodiscard]] std::size_t width() const noexcept {
        std::size_t sum = 0;
        for (const feature_encoder& encoder : encoders_) {
            sum += encoder.width();
        }
        return sum;
    }

    /// What each of these numbers is: a column's name, "column=category", "column=missing", "column_year_sin", ...
    /// Two may be the same: the indicator of a column that holds the category "missing", for one.
    [[nodiscard]] std::vector<std::string> names() const;

    /// Learns from `rows`, forgetting what was learned before.
    ///
    /// @throws schema_error if there are no rows, a column is unknown, of a type that its encoder cannot be told, or
    ///         holds nothing but missing values, or (unless the settings say otherwise) a missing value, or infinity, or
    ///         more than 1,000 distinct texts.
    void fit(const data::table& rows);

    /// The numbers of `rows`, row after row. @throws schema_error as `fit`; std::invalid_argument before `fit`.
    [[nodiscard]] std::vector<double> transform(const data::table& rows) const;

    /// The numbers of one row, whose values are those of columns(), in that order.
    ///
    /// @throws as for a table; std::invalid_argument unless there is a value, or nothing, for every column.
    [[nodiscard]] std::vector<double> transform(std::span<const data::row_value> row) const {
        std::vector<double> numbers(width());
        transform(row, numbers);
        return numbers;
    }

    /// The same to where they are wanted: the way for those who ask often. @throws also unless to.size() is width().
    void transform(std::span<const data::row_value> row, std::span<double> to) const;

    /// @throws format_error unless there is an encoder per column, or none, and everything is in order.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("columns", self.columns_);
        bool impute = self.settings_.missing == missing::mean;  // all that the first files knew of settings
        features_settings settings = self.settings_;
        settings.missing = impute ? missing::error : settings.missing;
        visit("missing_to_mean", impute);
        visit("encoders", self.encoders_);
        visit_later_field<Self>(visit, "settings", settings, {});
        if constexpr (!std::is_const_v<Self>) {
            core::require<format_error>(!impute || settings.missing == missing::error, "lastro.features: settings",
                                        "one rule for missing values", "two");
            settings.missing = impute ? missing::mean : settings.missing;
            self.settings_ = std::move(settings);
            self.look_up();
        }
    }

    friend bool operator==(const features&, const features&) = default;

private:
    // Which columns may lack values: asked for every value, so looked up once.
    void look_up() {
        imputed_.clear();
        for (const std::string& column : columns_) {
            imputed_.push_back(imputation_of(settings_, column).missing != missing::error);
        }
    }

    /// Throws what is wrong with a value: in row `row` of a table, or in a row on its own.
    [[noreturn]] static void refuse(const feature_encoder& encoder, std::string_view place, const data::row_value& x,
                                    refusal why, std::optional<std::size_t> row);

    std::vector<std::string> columns_;
    features_settings settings_;
    std::vector<feature_encoder> encoders_;
    std::vector<bool> imputed_;
};

static_assert(reflectable<features>);

namespace detail {

/// Throws, in the words of the column where it has some, unless `encoder` can be told what is in it.
inline void require_type(const feature_encoder& encoder, const data::table& rows, const std::string& name) {
    const data::column& column = rows.column(name);
    if (encoder.takes(column.type())) {
        return;
    }
    if (input_of(encoder.rule()) == encoding_input::number) {
        static_cast<void>(column.numbers(rows.source(), name));
    }
    core::fail<schema_error>(rows.place(name), encoder.expected(), data::name_of(column.type()));
}

}  // namespace detail

inline void features::refuse(const feature_encoder& encoder, std::string_view place, const data::row_value& x,
                             refusal why, std::optional<std::size_t> row) {
    const encoding_input input = input_of(encoder.rule());
    std::string expected = why == refusal::unseen            ? "a text that was there to learn from"
                           : why == refusal::overflow        ? "a number that stays finite when encoded"
                           : input == encoding_input::number ? "a finite number"
                           : input == encoding_input::text   ? "a text"
                                                             : "a moment";
    std::string found = x.is_missing() ? "a missing value" : x.shown();
    if (row) {
        expected += " in every row";
        found += " in row " + std::to_string(*row);
    }
    core::fail<schema_error>(place, expected, found);
}

inline std::vector<std::string> features::names() const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < encoders_.size(); ++i) {
        encoders_[i].append_names(columns_[i], result);
    }
    return result;
}

inline void features::fit(const data::table& rows) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::features" : rows.source(),
                                "at least one row to learn from", "none");
    std::vector<feature_encoder> learned;
    for (const std::string& name : columns_) {
        const data::column& column = rows.column(name);
        feature_encoder encoder{rule_of(settings_, name, column.type())};
        const bool spelled = column.type() == data::type::int64 || column.type() == data::type::boolean;
        if (input_of(encoder.rule()) != encoding_input::text || !spelled) {
            detail::require_type(encoder, rows, name);
        }
        try {
            encoder.fit(column, imputation_of(settings_, name),
                        [&](std::size_t row, const data::row_value& x, refusal why) {
                            refuse(encoder, rows.place(name), x, why, row);
                        });
        } catch (const std::invalid_argument& e) {  // the column's fault, not the caller's
            throw schema_error{rows.place(name) + ": " + e.what()};
        }
        learned.push_back(std::move(encoder));
    }
    encoders_ = std::move(learned);
}

inline std::vector<double> features::transform(const data::table& rows) const {
    core::require<std::invalid_argument>(fitted(), "model::features", "fit before transform", "no fit");
    const std::size_t width = this->width();
    std::vector<double> result(rows.rows() * width);
    std::size_t at = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const feature_encoder& encoder = encoders_[c];
        const std::size_t numbers = encoder.width();
        detail::require_type(encoder, rows, columns_[c]);
        detail::for_each_cell(rows.column(columns_[c]), [&](std::size_t i, const data::row_value& x) {
            const refusal why = encoder.encode(x, imputed_[c], std::span{result}.subspan(i * width + at, numbers));
            if (why != refusal::none) {
                refuse(encoder, rows.place(columns_[c]), x, why, i);
            }
        });
        at += numbers;
    }
    return result;
}

inline void features::transform(std::span<const data::row_value> row, std::span<double> to) const {
    core::require<std::invalid_argument>(fitted(), "model::features", "fit before transform", "no fit");
    if (row.size() != columns_.size()) {
        core::fail<std::invalid_argument>("model::features: row", std::to_string(columns_.size()) + " values",
                                          row.size());
    }
    if (const std::size_t width = this->width(); to.size() != width) {
        core::fail<std::invalid_argument>("model::features: to", "room for " + std::to_string(width) + " numbers",
                                          to.size());
    }
    std::size_t at = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        const feature_encoder& encoder = encoders_[c];
        if (!row[c].is_missing() && !encoder.takes(row[c].type())) {
            core::fail<schema_error>(data::column_place({}, columns_[c]), encoder.expected(),
                                     data::name_of(row[c].type()));
        }
        const std::size_t numbers = encoder.width();
        if (const refusal why = encoder.encode(row[c], imputed_[c], to.subspan(at, numbers)); why != refusal::none) {
            refuse(encoder, data::column_place({}, columns_[c]), row[c], why, std::nullopt);
        }
        at += numbers;
    }
}

inline void features::check() const {
    core::require<format_error>(encoders_.empty() || encoders_.size() == columns_.size(), "lastro.features: encoders",
                                std::to_string(columns_.size()) + " (one per column)", encoders_.size());
    require_sound<format_error>(settings_, columns_, "lastro.features");
    const auto check_rule = [](const encoding& rule) { std::visit([](const auto& r) { r.check(); }, rule); };
    check_rule(settings_.numbers);  // the next fit begins with these
    check_rule(settings_.texts);
    check_rule(settings_.moments.value_or(cyclic{}));
    for (const feature_column& column : settings_.columns) {
        check_rule(column.encoding.value_or(scaler{}));
    }
    for (std::size_t i = 0; i < encoders_.size(); ++i) {
        encoders_[i].check(imputed_[i]);
    }
}

}  // namespace lastro::inline v0::model
