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
// Rules: int64, float64 and boolean (0 and 1) columns become (x - mean) / sd with mean and population sd of the rows
// learned from. String columns become one column per category; a category never seen becomes all zeros. A missing
// value is an error, or with `missing::mean` the mean of its column (all zeros for a text). Infinity is an error.
#pragma once

#include <algorithm>    // copy
#include <cmath>        // isfinite, isnan
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/one_hot.hpp>
#include <lastro/model/scaler.hpp>

namespace lastro::inline v0::model {

/// What becomes of a missing value.
enum class missing : std::uint8_t {
    error,  ///< A schema_error that names the column and the row.
    mean,   ///< The mean of its column in the rows learned from; for a text, none of the categories.
};

/// How columns become numbers.
struct features_settings {
    model::missing missing = model::missing::error;

    friend bool operator==(const features_settings&, const features_settings&) = default;
};

/// How one column becomes numbers.
struct feature_encoder {
    static constexpr schema_id schema{"lastro.feature_encoder", 1};

    bool numeric = true;
    model::scaler scaler = {};    ///< Of a numeric column.
    model::one_hot one_hot = {};  ///< Of a text column.

    [[nodiscard]] std::size_t width() const noexcept { return numeric ? 1 : one_hot.categories().size(); }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("numeric", self.numeric);
        visit("scaler", self.scaler);
        visit("one_hot", self.one_hot);
    }

    friend bool operator==(const feature_encoder&, const feature_encoder&) = default;
};

/// A table's columns as a model's inputs.
class features {
public:
    static constexpr schema_id schema{"lastro.features", 1};

    features() = default;

    /// Looks at `columns`, in this order.
    ///
    /// @throws std::invalid_argument if there is none, or one occurs twice.
    explicit features(std::vector<std::string> columns, features_settings settings = {})
        : columns_(std::move(columns)), settings_(settings) {
        core::require<std::invalid_argument>(!columns_.empty(), "model::features", "at least one column", "none");
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                core::require<std::invalid_argument>(columns_[i] != columns_[j], "model::features", "every column once",
                                                     core::quoted(columns_[i]) + " a second time");
            }
        }
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

    /// What each of these numbers is: a column's name, or "column=category".
    [[nodiscard]] std::vector<std::string> names() const;

    /// Learns from `rows`, forgetting what was learned before.
    ///
    /// @throws schema_error if there are no rows, a column is unknown or a date, holds nothing but missing values, or
    ///         (unless the settings say otherwise) a missing value, or infinity, or more than 1,000 distinct texts.
    void fit(const data::table& rows);

    /// The numbers of `rows`, row after row. @throws schema_error as `fit`; std::invalid_argument before `fit`.
    [[nodiscard]] std::vector<double> transform(const data::table& rows) const;

    /// @throws format_error unless there is an encoder per column, or none, and each is in order.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("columns", self.columns_);
        bool impute = self.settings_.missing == missing::mean;
        visit("missing_to_mean", impute);
        if constexpr (!std::is_const_v<Self>) {
            self.settings_.missing = impute ? missing::mean : missing::error;
        }
        visit("encoders", self.encoders_);
    }

    friend bool operator==(const features&, const features&) = default;

private:
    // The column's numbers, checked; missing ones are NaN where the settings allow them.
    [[nodiscard]] std::vector<double> numbers(const data::table& rows, const std::string& column) const;

    // Throws where row i of a text column is missing and the settings do not allow it; else says whether it is.
    [[nodiscard]] bool is_missing(const data::column_view<std::string_view>& texts, std::size_t row) const;

    std::vector<std::string> columns_;
    features_settings settings_;
    std::vector<feature_encoder> encoders_;
};

static_assert(reflectable<features> && reflectable<feature_encoder>);

inline std::vector<std::string> features::names() const {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < encoders_.size(); ++i) {
        if (encoders_[i].numeric) {
            result.push_back(columns_[i]);
        }
        for (const std::string& category : encoders_[i].one_hot.categories()) {
            result.push_back(columns_[i] + '=' + category);
        }
    }
    return result;
}

inline std::vector<double> features::numbers(const data::table& rows, const std::string& column) const {
    std::vector<double> values = rows.column(column).numbers(rows.source(), column);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isnan(values[i]) ? settings_.missing == missing::error : !std::isfinite(values[i])) {
            core::fail<schema_error>(rows.place(column), "a finite number in every row",
                                     (rows.column(column).is_null(i) ? "a missing value" : core::to_text(values[i])) +
                                         " in row " + std::to_string(i));
        }
    }
    return values;
}

inline bool features::is_missing(const data::column_view<std::string_view>& texts, std::size_t row) const {
    if (!texts.is_null(row)) {
        return false;
    }
    core::require<schema_error>(settings_.missing == missing::mean, texts.place(), "a text in every row",
                                "a missing value in row " + std::to_string(row));
    return true;
}

inline void features::fit(const data::table& rows) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::features" : rows.source(),
                                "at least one row to learn from", "none");
    std::vector<feature_encoder> learned;
    for (const std::string& column : columns_) {
        feature_encoder encoder;
        encoder.numeric = rows.column(column).type() != data::type::string;
        try {
            if (encoder.numeric) {
                std::vector<double> present;
                for (const double x : numbers(rows, column)) {
                    if (!std::isnan(x)) {
                        present.push_back(x);
                    }
                }
                encoder.scaler = model::scaler{present};
            } else {
                const auto texts = rows.column<std::string_view>(column);
                std::vector<std::string_view> present;
                for (std::size_t i = 0; i < texts.size(); ++i) {
                    if (!is_missing(texts, i)) {
                        present.push_back(texts[i]);
                    }
                }
                encoder.one_hot = model::one_hot{present};
            }
        } catch (const std::invalid_argument& e) {  // the column's fault, not the caller's
            throw schema_error{rows.place(column) + ": " + e.what()};
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
        if (encoder.numeric) {
            const std::vector<double> values = numbers(rows, columns_[c]);
            for (std::size_t i = 0; i < values.size(); ++i) {
                result[i * width + at] = std::isnan(values[i]) ? 0.0 : encoder.scaler(values[i]);
            }
        } else {
            const auto texts = rows.column<std::string_view>(columns_[c]);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                if (!is_missing(texts, i)) {
                    encoder.one_hot.encode(texts[i], std::span{result}.subspan(i * width + at, encoder.width()));
                }
            }
        }
        at += encoder.width();
    }
    return result;
}

inline void features::check() const {
    core::require<format_error>(encoders_.empty() || encoders_.size() == columns_.size(), "lastro.features: encoders",
                                std::to_string(columns_.size()) + " (one per column)", encoders_.size());
    for (const feature_encoder& encoder : encoders_) {
        encoder.scaler.check();
        encoder.one_hot.check();
    }
}

}  // namespace lastro::inline v0::model
