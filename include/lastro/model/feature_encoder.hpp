// SPDX-License-Identifier: MIT
// lastro/model/feature_encoder.hpp
//
// How does one column become numbers, and what was learned about it? A rule, what it learned, and what stands for missing
// values.
//
//   model::feature_encoder age{model::robust_scaler{}};           // what model::features keeps of each column
//   age.fit(past.column("age"), {.missing = model::missing::median}, refuse);
//   age.encode(41.0, true, row);
//
// There is one way from a value to its numbers, for the rows of tables and for rows that stand alone: `encode`.
#pragma once

#include <cmath>        // isfinite, isnan
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move
#include <variant>      // get, get_if, holds_alternative, visit
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/encoding.hpp>
#include <lastro/model/imputation.hpp>

namespace lastro::inline v0::model {

/// Why a value became no numbers.
enum class refusal : std::uint8_t { none, missing, not_finite, unseen, overflow };

/// How one column becomes numbers, and what was learned about it.
class feature_encoder {
public:
    static constexpr schema_id schema{"lastro.feature_encoder", 1};

    feature_encoder() = default;
    explicit feature_encoder(model::encoding rule) : rule_(std::move(rule)) {}

    [[nodiscard]] const model::encoding& rule() const noexcept { return rule_; }
    [[nodiscard]] bool indicator() const noexcept { return indicator_; }

    /// What stands for a missing value, where it is not the mean that a scaler knows, none of the categories, or the
    /// middle of a circle.
    [[nodiscard]] const std::optional<double>& number_for_missing() const noexcept { return number_; }
    [[nodiscard]] const std::optional<std::string>& text_for_missing() const noexcept { return text_; }

    [[nodiscard]] std::size_t width() const noexcept {
        return std::visit([](const auto& rule) { return rule.width(); }, rule_) + (indicator_ ? 1 : 0);
    }

    /// What each of these numbers is.
    void append_names(const std::string& column, std::vector<std::string>& names) const {
        std::visit([&](const auto& rule) { rule.append_names(column, names); }, rule_);
        if (indicator_) {
            names.push_back(column + "=missing");
        }
    }

    /// What it is told, for messages.
    [[nodiscard]] std::string expected() const;

    /// Whether it can be told values of type `t`; texts must be of the type that was learned from.
    [[nodiscard]] bool takes(data::type t) const noexcept;

    /// Learns from a column, forgetting what was learned before. `refuse(row, value, refusal)` must throw.
    ///
    /// Precondition: the rule can be told values of the column's type.
    /// @throws std::invalid_argument if there is nothing to learn from, or the rule cannot learn from it.
    template <class Refuse>
    void fit(const data::column& values, const imputation& how, const Refuse& refuse);

    /// Writes the numbers that `x` becomes; `impute`: a missing value is no error. The row is undefined after a refusal.
    /// Precondition: fitted; x is missing or takes(x.type()); row.size() == width().
    [[nodiscard]] refusal encode(const data::row_value& x, bool impute, std::span<double> row) const;

    /// @throws format_error unless what was learned is in order, and there is a value for missing ones if `impute`.
    void check(bool impute) const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit);

    friend bool operator==(const feature_encoder&, const feature_encoder&) = default;

private:
    template <class Refuse>
    void fit_numbers(const data::column& values, const imputation& how, const Refuse& refuse);
    template <class Refuse>
    void fit_texts(const data::column& values, const imputation& how, const Refuse& refuse);

    model::encoding rule_;
    data::type type_ = data::type::string;  // that texts were spelled from
    bool indicator_ = false;
    std::optional<double> number_;
    std::optional<std::string> text_;
};

inline bool feature_encoder::takes(data::type t) const noexcept {
    switch (input_of(rule_)) {
        case encoding_input::number:
            return t == data::type::float64 || t == data::type::int64 || t == data::type::boolean;
        case encoding_input::text:
            return t == type_;
        case encoding_input::moment:
            break;
    }
    return t == data::type::timestamp || (t == data::type::date && std::get<cyclic>(rule_).takes_days());
}

inline std::string feature_encoder::expected() const {
    switch (input_of(rule_)) {
        case encoding_input::number:
            return "numbers (int64, float64 or boolean)";
        case encoding_input::text:
            return "type " + std::string{data::name_of(type_)};
        case encoding_input::moment:
            break;
    }
    return std::get<cyclic>(rule_).takes_days() ? "dates or timestamps" : "timestamps";
}

template <class Refuse>
void feature_encoder::fit_numbers(const data::column& values, const imputation& how, const Refuse& refuse) {
    std::vector<double> present;
    detail::for_each_cell(values, [&](std::size_t i, const data::row_value& cell) {
        const double x = detail::as_number(cell);
        if (std::isfinite(x)) {
            present.push_back(x);
        } else if (!std::isnan(x) || how.missing == missing::error) {
            refuse(i, cell, std::isnan(x) ? refusal::missing : refusal::not_finite);
        }
    });
    std::visit(
        [&](auto& rule) {
            if constexpr (requires { rule.fit(std::span<const double>{present}); }) {
                rule.fit(std::span<const double>{present});
            }
        },
        rule_);
    const bool known = std::holds_alternative<scaler>(rule_) && how.missing == missing::mean;
    if (!known && !std::holds_alternative<cyclic>(rule_)) {
        number_ = model::number_for_missing(how, present);
    }
}

template <class Refuse>
void feature_encoder::fit_texts(const data::column& values, const imputation& how, const Refuse& refuse) {
    std::vector<std::string> spelled;  // where the column has no texts
    std::vector<std::string_view> present;
    if (values.type() != data::type::string) {
        spelled.resize(values.size());
    }
    detail::for_each_cell(values, [&](std::size_t i, const data::row_value& cell) {
        if (!cell.is_missing()) {
            std::string none;
            present.push_back(detail::as_text(cell, spelled.empty() ? none : spelled[i]));
        } else if (how.missing == missing::error) {
            refuse(i, cell, refusal::missing);
        }
    });
    text_ = model::text_for_missing(how, present);
    if (text_) {
        present.push_back(*text_);  // a constant is a category too
    }
    std::visit(
        [&](auto& rule) {
            if constexpr (requires { rule.fit(present); }) {
                rule.fit(present);
            }
        },
        rule_);
}

template <class Refuse>
void feature_encoder::fit(const data::column& values, const imputation& how, const Refuse& refuse) {
    number_.reset();
    text_.reset();
    indicator_ = how.indicator;
    switch (input_of(rule_)) {
        case encoding_input::number:
            fit_numbers(values, how, refuse);
            return;
        case encoding_input::text:
            type_ = values.type();
            fit_texts(values, how, refuse);
            return;
        case encoding_input::moment:
            break;
    }
    for (std::size_t i = 0; i < values.size() && how.missing == missing::error; ++i) {
        if (values.is_null(i)) {
            refuse(i, data::row_value{}, refusal::missing);
        }
    }
}

inline refusal feature_encoder::encode(const data::row_value& x, bool impute, std::span<double> row) const {
    const bool number = input_of(rule_) == encoding_input::number;
    const double value = number ? detail::as_number(x) : 0.0;
    const bool absent = x.is_missing() || std::isnan(value);
    if (absent && !impute) {
        return refusal::missing;
    }
    if (number && !absent && !std::isfinite(value)) {
        return refusal::not_finite;
    }
    std::span<double> to = row;
    if (indicator_) {
        row.back() = absent ? 1.0 : 0.0;
        to = row.first(row.size() - 1);
    }
    const bool taken = std::visit(
        [&](const auto& rule) {
            if constexpr (requires { rule.encode_missing(to); }) {
                if (absent && !text_) {
                    rule.encode_missing(to);
                    return true;
                }
            }
            if constexpr (requires { rule.encode(std::string_view{}, to); }) {
                std::string room;
                return rule.encode(absent ? std::string_view{*text_} : detail::as_text(x, room), to);
            } else {
                if constexpr (requires { rule.encode(data::timestamp{}, to); }) {
                    if (!number) {
                        return x.type() == data::type::date ? rule.encode(x.as<data::date>(), to)
                                                            : rule.encode(x.as<data::timestamp>(), to);
                    }
                }
                if constexpr (requires { rule.mean(); }) {
                    return rule.encode(absent ? number_.value_or(rule.mean()) : value, to);
                } else {
                    return rule.encode(absent ? number_.value_or(0.0) : value, to);
                }
            }
        },
        rule_);
    for (std::size_t i = 0; number && i < to.size(); ++i) {
        if (!std::isfinite(to[i])) {  // far from what was learned, or divided by next to nothing
            return refusal::overflow;
        }
    }
    return taken ? refusal::none : refusal::unseen;
}

inline void feature_encoder::check(bool impute) const {
    std::visit([](const auto& rule) { rule.check(); }, rule_);
    const std::string where = "lastro.feature_encoder";
    core::require<format_error>(
        type_ == data::type::string || type_ == data::type::int64 || type_ == data::type::boolean, where + ": type",
        "that of texts, int64 or boolean", static_cast<int>(type_));
    const bool number = input_of(rule_) == encoding_input::number;
    const bool known = std::holds_alternative<scaler>(rule_) || std::holds_alternative<cyclic>(rule_);
    core::require<format_error>(!impute || !number || known || number_, where, "a number for missing ones", "none");
    core::require<format_error>(!number_ || (number && std::isfinite(*number_)), where,
                                "a finite number for missing ones, of numbers only", number_.value_or(0.0));
    core::require<format_error>(!text_ || input_of(rule_) == encoding_input::text, where,
                                "a text for missing ones, of texts only", core::quoted(text_.value_or("")));
}

/// A scaler or a one_hot lies where the first files have them; every other rule, and what came with them, in fields that
/// those files lack.
template <class Self, class Visitor>
void feature_encoder::reflect(Self& self, Visitor&& visit) {
    const auto* const mean_and_sd = std::get_if<model::scaler>(&self.rule_);
    const auto* const categories = std::get_if<model::one_hot>(&self.rule_);
    bool numeric = !categories;
    model::scaler scaler = mean_and_sd ? *mean_and_sd : model::scaler{};
    model::one_hot one_hot = categories ? *categories : model::one_hot{};
    std::optional<model::encoding> rule;
    if (!mean_and_sd && !categories) {
        rule = self.rule_;
    }
    visit("numeric", numeric);
    visit("scaler", scaler);
    visit("one_hot", one_hot);
    visit_later_field<Self>(visit, "rule", rule, std::nullopt);
    visit_later_field<Self>(visit, "type", self.type_, data::type::string);
    visit_later_field<Self>(visit, "indicator", self.indicator_, false);
    visit_later_field<Self>(visit, "number_for_missing", self.number_, std::nullopt);
    visit_later_field<Self>(visit, "text_for_missing", self.text_, std::nullopt);
    if constexpr (!std::is_const_v<Self>) {
        core::require<format_error>(!rule || (numeric && scaler == model::scaler{} && one_hot == model::one_hot{}),
                                    "lastro.feature_encoder", "one rule", "two");
        self.rule_ = rule ? std::move(*rule) : numeric ? model::encoding{scaler} : model::encoding{std::move(one_hot)};
    }
}

static_assert(reflectable<feature_encoder>);

}  // namespace lastro::inline v0::model
