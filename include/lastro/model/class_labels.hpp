// SPDX-License-Identifier: MIT
// lastro/model/class_labels.hpp
//
// Which classes are there, and which number has each? The target column of a classifier, learned once.
//
//   const model::class_labels wet{past, "wet"};                         // "false", "true"
//   const std::vector<double> y = wet.numbers(later, "wet");            // 0, 1, 1, ...; a schema_error on anything
//   else const data::column told = wet.column(y);                            // back again, of the target's type
//
// A target is a boolean, int64, float64 (whole numbers) or string column with 2 to 1,000 distinct values and none
// missing; class numbers follow their ascending order, so that the order of rows does not matter.
#pragma once

#include <algorithm>    // lower_bound, min, sort, unique
#include <cmath>        // isfinite, trunc
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t
#include <optional>     // nullopt
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move, pair
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::model {

/// The distinct values of a target column, in ascending order.
class class_labels {
public:
    static constexpr schema_id schema{"lastro.class_labels", 1};

    /// More classes than this are a measured quantity, not a class.
    static constexpr std::size_t most_classes = 1000;

    /// No classes yet.
    class_labels() = default;

    /// Learns the classes in column `target` of `rows`.
    ///
    /// @throws schema_error if there are no rows, the column is unknown or a date, holds a missing value or (float64)
    ///         anything but whole numbers, or fewer than 2 or more than 1,000 distinct values.
    class_labels(const data::table& rows, const std::string& target);

    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
    [[nodiscard]] bool empty() const noexcept { return texts_.empty(); }

    /// The classes as text; class number k is texts()[k].
    [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return texts_; }

    /// The type of the target column.
    [[nodiscard]] data::type type() const noexcept { return type_; }

    /// The class number of every row of column `target`.
    ///
    /// @throws schema_error if the column is unknown, of another type, or holds a missing value or an unknown class.
    [[nodiscard]] std::vector<double> numbers(const data::table& rows, const std::string& target) const;

    /// Classes by number, as a column of the target's type. Precondition: every number is a class number.
    [[nodiscard]] data::column column(std::span<const double> numbers) const;

    /// @throws format_error unless the classes are distinct values of the type, and neither one nor too many.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        std::string type{data::name_of(self.type_)};
        visit("type", type);
        if constexpr (!std::is_const_v<Self>) {
            const auto named = data::type_named(type);
            core::require<format_error>(named.has_value(), "lastro.class_labels: type", "a column type",
                                        core::quoted(type));
            self.type_ = *named;
        }
        visit("texts", self.texts_);
        if constexpr (!std::is_const_v<Self>) {
            self.sort_places();
        }
    }

    friend bool operator==(const class_labels&, const class_labels&) = default;

private:
    // Throws unless every row holds a value that can be a class.
    static void require_classes(const data::table& rows, const std::string& target);

    // How a number of a float64 column is spelled: -0 is 0.
    static std::string spelled(double x) { return core::to_text(x == 0.0 ? 0.0 : x); }

    void sort_places() {
        places_.clear();
        for (const std::string& text : texts_) {
            const auto x = type_ == data::type::float64 ? core::parse_double(text) : std::nullopt;
            places_.emplace_back(x ? spelled(*x) : text, static_cast<std::uint32_t>(places_.size()));
        }
        std::sort(places_.begin(), places_.end());
    }

    data::type type_ = data::type::boolean;
    std::vector<std::string> texts_;
    std::vector<std::pair<std::string, std::uint32_t>> places_;  // the classes by the bytes of their texts
};

static_assert(reflectable<class_labels>);

inline void class_labels::require_classes(const data::table& rows, const std::string& target) {
    const data::column& column = rows.column(target);
    core::require<schema_error>(column.type() != data::type::date && column.type() != data::type::timestamp,
                                rows.place(target), "a boolean, int64, float64 or string column as target",
                                data::name_of(column.type()));
    const bool real = column.type() == data::type::float64;
    for (std::size_t i = 0; i < column.size(); ++i) {
        const auto where = [i] { return " in row " + std::to_string(i); };
        if (column.is_null(i)) {
            core::fail<schema_error>(rows.place(target), "a class in every row", "a missing value" + where());
        }
        const double x = real ? column.as<double>()[i] : 0.0;
        if (!std::isfinite(x) || x != std::trunc(x)) {
            core::fail<schema_error>(rows.place(target), "a class (a whole number) in every row",
                                     core::to_text(x) + where());
        }
    }
}

inline class_labels::class_labels(const data::table& rows, const std::string& target) {
    require_classes(rows, target);
    core::require<schema_error>(rows.rows() > 0, rows.place(target), "at least one row to learn from", "none");
    const data::column& column = rows.column(target);
    const auto learn = [&](auto values, auto&& text) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        core::require<schema_error>(values.size() <= most_classes, rows.place(target),
                                    "at most " + std::to_string(most_classes) + " classes", values.size());
        for (const auto& value : values) {
            texts_.push_back(text(value));
        }
    };
    type_ = column.type();
    if (type_ == data::type::string) {
        const auto view = column.as<std::string_view>();
        std::vector<std::string_view> values;
        for (std::size_t i = 0; i < view.size(); ++i) {
            values.push_back(view[i]);
        }
        learn(std::move(values), [](std::string_view value) { return std::string{value}; });
    } else if (type_ == data::type::int64) {
        const auto values = column.as<std::int64_t>().values();
        learn(std::vector<std::int64_t>(values.begin(), values.end()),
              [](std::int64_t value) { return std::to_string(value); });
    } else {
        learn(column.numbers(), [this](double value) {
            return type_ == data::type::boolean ? std::string{value == 1.0 ? "true" : "false"} : spelled(value);
        });
    }
    sort_places();
    core::require<schema_error>(
        texts_.size() > 1, rows.place(target), "at least two classes",
        "only " + core::quoted(texts_.front()) + " in all " + std::to_string(rows.rows()) + " rows");
}

inline std::vector<double> class_labels::numbers(const data::table& rows, const std::string& target) const {
    const data::column& column = rows.column(target);
    core::require<schema_error>(column.type() == type_, rows.place(target),
                                "type " + std::string{data::name_of(type_)} + " as in training",
                                data::name_of(column.type()));
    require_classes(rows, target);
    std::string room;
    const auto text_of = [&](std::size_t i) -> std::string_view {
        if (type_ == data::type::string) {
            return column.as<std::string_view>()[i];
        }
        room = type_ == data::type::float64 ? spelled(column.as<double>()[i]) : column.to_text(i);
        return room;
    };
    std::vector<double> result(rows.rows());
    for (std::size_t i = 0; i < result.size(); ++i) {
        const std::string_view text = text_of(i);
        const auto at = std::lower_bound(places_.begin(), places_.end(), text,
                                         [](const auto& place, std::string_view t) { return place.first < t; });
        if (at == places_.end() || at->first != text) {
            std::string known;
            for (std::size_t k = 0; k < (std::min)(texts_.size(), std::size_t{20}); ++k) {
                known += (k == 0 ? "" : ", ") + core::quoted(texts_[k]);
            }
            core::fail<schema_error>(rows.place(target),
                                     "one of the classes " + known + (texts_.size() > 20 ? ", ..." : ""),
                                     core::quoted(text) + " in row " + std::to_string(i));
        }
        result[i] = static_cast<double>(at->second);
    }
    return result;
}

inline data::column class_labels::column(std::span<const double> numbers) const {
    const auto column_of = [&](auto value_of) {
        std::vector<decltype(value_of(std::string{}))> values;
        values.reserve(numbers.size());
        for (const double k : numbers) {
            values.push_back(value_of(texts_[static_cast<std::size_t>(k)]));
        }
        return data::column{std::move(values)};
    };
    switch (type_) {
        case data::type::boolean:
            return column_of([](const std::string& text) { return text == "true"; });
        case data::type::int64:
            return column_of([](const std::string& text) { return core::parse_int64(text).value(); });
        case data::type::float64:
            return column_of([](const std::string& text) { return core::parse_double(text).value(); });
        default:
            return column_of([](const std::string& text) { return text; });
    }
}

inline void class_labels::check() const {
    core::require<format_error>(texts_.size() != 1 && texts_.size() <= most_classes, "lastro.class_labels: texts",
                                "2 to " + std::to_string(most_classes) + " classes", texts_.size());
    for (const std::string& text : texts_) {
        const bool fits = type_ == data::type::string ||
                          (type_ == data::type::boolean && (text == "false" || text == "true")) ||
                          (type_ == data::type::int64 && core::parse_int64(text)) ||
                          (type_ == data::type::float64 && core::parse_double(text));
        core::require<format_error>(fits, "lastro.class_labels: texts",
                                    "values of type " + std::string{data::name_of(type_)}, core::quoted(text));
    }
    for (std::size_t i = 1; i < places_.size(); ++i) {
        core::require<format_error>(places_[i - 1].first != places_[i].first, "lastro.class_labels: texts",
                                    "every class once", core::quoted(places_[i].first) + " a second time");
    }
}

}  // namespace lastro::inline v0::model
