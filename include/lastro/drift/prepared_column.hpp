// SPDX-License-Identifier: MIT
// lastro/drift/prepared_column.hpp
//
// What of a table's column does a comparison need? Its numbers in order, or its values counted.
//
//   const std::vector<drift::prepared_column> columns = drift::prepared(weather, {"wind", "weather"});
//   columns[0].sample->quantile(0.5);      // the median of the wind
//   columns[1].counts[0].name;             // "drizzle"
//
// Missing values (null, and NaN among numbers) are counted and left out; a column without any other value is an error.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // optional
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// A value of a text or boolean column, and how often it occurs.
struct category {
    std::string name;
    std::uint64_t count = 0;

    friend bool operator==(const category&, const category&) = default;
};

/// One column, ready to be compared: sorted numbers or counted categories.
struct prepared_column {
    std::string name{};
    column_kind kind = column_kind::numeric;
    bool boolean = false;                   ///< Then two values are possible, seen or not.
    std::optional<sorted_sample> sample{};  ///< Numeric columns.
    std::vector<category> counts{};         ///< Categorical columns, by name.
    std::uint64_t present = 0;
    std::uint64_t missing = 0;

    friend bool operator==(const prepared_column&, const prepared_column&) = default;
};

namespace detail {

/// What a column is compared as. @throws schema_error if there is no such column, or it holds dates.
[[nodiscard]] inline column_kind kind_of(const data::table& rows, const std::string& name) {
    switch (rows.column(name).type()) {
        case data::type::int64:
        case data::type::float64:
            return column_kind::numeric;
        case data::type::string:
        case data::type::boolean:
            return column_kind::categorical;
        default:
            core::fail<schema_error>(rows.place(name), "numbers, texts or booleans",
                                     data::name_of(rows.column(name).type()));
    }
}

/// The numbers of a column as they lie there, if none is missing; else nothing.
[[nodiscard]] inline std::span<const double> complete_numbers(const data::column& values) {
    if (values.type() != data::type::float64 || values.null_count() > 0) {
        return {};
    }
    const std::span<const double> numbers = values.as<double>().values();
    bool missing = false;
    for (const double x : numbers) {
        missing = missing || num::is_nan(x);
    }
    return missing ? std::span<const double>{} : numbers;
}

/// The values that are not missing, by name; of a boolean column always both.
[[nodiscard]] inline std::vector<category> counted(const data::column& values) {
    std::vector<category> result;
    if (values.type() == data::type::boolean) {
        result = {{.name = "false"}, {.name = "true"}};
        const data::column_view<bool> view = values.as<bool>();
        for (std::size_t i = 0; i < view.size(); ++i) {
            result[view[i] ? 1 : 0].count += view.is_null(i) ? 0U : 1U;
        }
        return result;
    }
    const data::column_view<std::string_view> view = values.as<std::string_view>();
    if (!view.codes().empty()) {  // texts with a dictionary: its numbers are counted, and its entries sorted
        std::vector<std::uint64_t> rows(view.entries(), 0);
        for (std::size_t i = 0; i < view.size(); ++i) {
            rows[view.codes()[i]] += view.is_null(i) ? 0U : 1U;
        }
        std::vector<std::size_t> order;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (rows[k] > 0) {
                order.push_back(k);
            }
        }
        core::stable_sort(std::span<std::size_t>{order},
                          [&](std::size_t a, std::size_t b) { return view.entry(a) < view.entry(b); });
        for (const std::size_t k : order) {
            if (result.empty() || result.back().name != view.entry(k)) {  // a foreign dictionary may repeat itself
                result.push_back({.name = std::string{view.entry(k)}});
            }
            result.back().count += rows[k];
        }
        return result;
    }
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < view.size(); ++i) {
        if (!view.is_null(i)) {
            texts.push_back(view[i]);
        }
    }
    core::stable_sort(std::span<std::string_view>{texts}, [](std::string_view a, std::string_view b) { return a < b; });
    for (const std::string_view text : texts) {
        if (result.empty() || result.back().name != text) {
            result.push_back({.name = std::string{text}});
        }
        ++result.back().count;
    }
    return result;
}

}  // namespace detail

/// Sorts or counts one column.
///
/// @throws schema_error if there is no such column, it holds dates, or no value that is not missing.
[[nodiscard]] inline prepared_column prepared(const data::table& rows, const std::string& name) {
    const data::column& values = rows.column(name);
    prepared_column result{.name = name, .kind = detail::kind_of(rows, name)};
    if (result.kind == column_kind::numeric) {
        const std::span<const double> complete = detail::complete_numbers(values);
        if (!complete.empty()) {
            result.sample.emplace(complete);
        } else if (const std::vector<double> numbers = detail::present(values.numbers(rows.source(), name));
                   !numbers.empty()) {
            result.sample.emplace(numbers);
        }
        result.present = result.sample ? result.sample->size() : 0;
    } else {
        result.boolean = values.type() == data::type::boolean;
        result.counts = detail::counted(values);
        for (const category& c : result.counts) {
            result.present += c.count;
        }
    }
    result.missing = static_cast<std::uint64_t>(values.size()) - result.present;
    core::require<schema_error>(result.present > 0, rows.place(name), "at least one value that is not missing",
                                "none in " + std::to_string(values.size()) + " rows");
    return result;
}

/// Sorts or counts several columns, in the order of `names`, by so many threads: the result is the same for any number.
///
/// @throws schema_error as for one column, or if the table has no row.
[[nodiscard]] inline std::vector<prepared_column> prepared(const data::table& rows,
                                                           const std::vector<std::string>& names,
                                                           std::size_t threads = 1) {
    const std::string where = rows.source().empty() ? "drift::reference" : rows.source();
    core::require<schema_error>(rows.rows() > 0, where, "at least one row", "none");
    std::vector<prepared_column> columns(names.size());
    core::parallel_for(names.size(), threads, [&](std::size_t i) { columns[i] = prepared(rows, names[i]); });
    return columns;
}

}  // namespace lastro::inline v0::drift
