// SPDX-License-Identifier: MIT
// lastro/data/table_expectation.hpp
//
// Is this table, as a whole, what it should be: enough rows, fresh, no row twice, nothing that the other side has seen?
//
//   data::validation_report report = data::validate(later, schema);
//   report.add(data::expect_row_count(later, {.least = 300}));
//   report.add(data::expect_fresh(later, "date", "2016-01-01", 2));                      // at most 2 days old
//   report.add(data::expect_rows(later.column<double>("wind") < 60.0, "wind below a hurricane's"));
//   report.add(data::expect_distinct_rows(later, {"location", "date"}));
//   report.add(data::expect_disjoint(past, later, {"location", "date"}));                           // no leakage
//   report.add(data::expect_distance(past.column("wind"), later.column("wind"), {.most = 0.1}, measure));
//   report.throw_if_failed();
//
// Each is a plain function that returns a finding, or nothing where the expectation is kept. The time is always given:
// nothing here looks at a clock. Distributions are measured by lastro::drift, or by any function (drift/expectation.hpp).
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <optional>     // nullopt, optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/row_digests.hpp>
#include <lastro/data/expectation.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validation_report.hpp>

namespace lastro::inline v0::data {

struct row_count_settings {
    std::uint64_t least = 1;
    std::optional<std::uint64_t> most = {};  ///< Nothing: no bound.
    severity how_bad = severity::error;
};

struct distance_settings {
    double most = 0.0;                   ///< A distance up to this is borne.
    std::string name = "the reference";  ///< What the finding calls the other side.
    std::string column = {};             ///< What the finding is about.
    severity how_bad = severity::error;
};

namespace detail {

[[nodiscard]] inline finding found_rows(severity how_bad, std::string_view column, std::string message,
                                        offenders rows) {
    return {.severity = how_bad,
            .column = std::string{column},
            .message = std::move(message),
            .rows = rows.count,
            .first_rows = std::move(rows.first)};
}

/// These columns, or all of them if none is named.
[[nodiscard]] inline table of_columns(const table& rows, const std::vector<std::string>& columns) {
    return columns.empty() ? rows : rows.select(columns);
}

[[nodiscard]] inline std::string listed(const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& name : columns) {
        text += (text.empty() ? " in " : ", ") + core::quoted(name);
    }
    return text;
}

/// The row with the largest value; nothing where there is no value. NaN is passed over.
[[nodiscard]] inline std::optional<std::size_t> newest_row(const column& values) {
    std::optional<std::size_t> newest;
    values.visit([&](const auto& v) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (!values.is_null(i) && v[i] == v[i] && (!newest || v[*newest] < v[i])) {
                newest = i;
            }
        }
    });
    return newest;
}

}  // namespace detail

/// At least so many rows, and at most.
[[nodiscard]] inline std::optional<finding> expect_row_count(const table& rows, const row_count_settings& settings) {
    const std::uint64_t count = rows.rows();
    if (count >= settings.least && (!settings.most || count <= *settings.most)) {
        return std::nullopt;
    }
    std::string expected = settings.most && count > *settings.most ? "at most " + std::to_string(*settings.most)
                                                                   : "at least " + std::to_string(settings.least);
    return finding{.severity = settings.how_bad,
                   .column = {},
                   .message = "expected " + expected + " rows, found " + std::to_string(count)};
}

/// No row for which `mask` is false; where it is missing, nothing is known, and nothing is found. `what` says in words
/// what is expected. Columns are compared by `schema::relations`, or by any mask: `(a < 1.0) | !b`.
///
/// @throws schema_error unless `mask` holds booleans.
[[nodiscard]] inline std::optional<finding> expect_rows(const column& mask, std::string_view what,
                                                        severity how_bad = severity::error) {
    const column_view<bool> holds = mask.as<bool>();
    detail::offenders rows;
    for (std::size_t i = 0; i < holds.size(); ++i) {
        if (!holds.is_null(i) && !holds[i]) {
            rows.add(i);
        }
    }
    if (rows.count == 0) {
        return std::nullopt;
    }
    return detail::found_rows(how_bad, "", "expected " + std::string{what} + ", found rows that are not so",
                              std::move(rows));
}

/// No value after `now`, and one that is at most `age` before it: days for a column of dates, microseconds
/// for timestamps, for whole numbers whatever they count. No value at all is not fresh.
///
/// @throws schema_error if the column is unknown, or holds neither days nor whole numbers of the kind of `now`.
[[nodiscard]] inline std::vector<finding> expect_fresh(const table& rows, std::string_view name, const cell& now,
                                                       std::int64_t age, severity how_bad = severity::error) {
    const column& times = rows.column(name);
    const type t = times.type();
    core::require<schema_error>(t == type::date || t == type::timestamp || t == type::int64, rows.place(name),
                                "days, moments or whole numbers", name_of(t));
    const cell limit = now.to(t, rows.place(name));
    const auto at = [&](std::size_t i) {
        return t == type::date        ? std::int64_t{times.as<date>()[i].days}
               : t == type::timestamp ? times.as<timestamp>()[i].microseconds
                                      : times.as<std::int64_t>()[i];
    };
    const std::int64_t present = t == type::date        ? std::int64_t{limit.as<date>().days}
                                 : t == type::timestamp ? limit.as<timestamp>().microseconds
                                                        : limit.as<std::int64_t>();
    std::vector<finding> found;
    detail::offenders future;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!times.is_null(i) && at(i) > present) {
            future.add(i);
        }
    }
    if (future.count > 0) {
        const std::string first = times.to_text(future.first.front());
        found.push_back(detail::found_rows(
            how_bad, name, "expected nothing after " + limit.shown() + ", found " + first, std::move(future)));
    }
    const std::optional<std::size_t> newest = detail::newest_row(times);
    // Unsigned, for a difference of two int64 may be no int64.
    const std::uint64_t gap = newest && at(*newest) < present
                                  ? static_cast<std::uint64_t>(present) - static_cast<std::uint64_t>(at(*newest))
                                  : 0;
    if (!newest || (gap > 0 && (age < 0 || gap > static_cast<std::uint64_t>(age)))) {
        found.push_back({.severity = how_bad,
                         .column = std::string{name},
                         .message = "expected a newest value at most " + std::to_string(age) +
                                    (t == type::date        ? " days before "
                                     : t == type::timestamp ? " microseconds before "
                                                            : " before ") +
                                    limit.shown() + ", found " + (newest ? times.to_text(*newest) : "none")});
    }
    return found;
}

/// No row that is equal to an earlier one in these columns (all of them if none is named): the later ones are found. Missing
/// is equal to missing here.
///
/// @throws schema_error if a column is unknown.
[[nodiscard]] inline std::optional<finding> expect_distinct_rows(const table& rows,
                                                                 const std::vector<std::string>& columns = {},
                                                                 severity how_bad = severity::error) {
    const std::vector<detail::row_digest> digests = detail::row_digests(detail::of_columns(rows, columns));
    detail::digest_set seen{digests.size()};
    detail::offenders again;
    for (std::size_t i = 0; i < digests.size(); ++i) {
        if (!seen.add(digests[i])) {
            again.add(i);
        }
    }
    if (again.count == 0) {
        return std::nullopt;
    }
    return detail::found_rows(how_bad, "", "expected rows that differ" + detail::listed(columns) + ", found some again",
                              std::move(again));
}

/// Leakage: no row of `checked` is equal to one of `learned` in these columns (all of them if none is named): whole rows,
/// or a patient, a customer, a day that must not be on both sides. Missing is equal to missing here: rows without a
/// patient on both sides may be of one. Rows are those of `checked`.
///
/// @throws schema_error if a column is unknown, or of another type on the other side.
[[nodiscard]] inline std::optional<finding> expect_disjoint(const table& learned, const table& checked,
                                                            const std::vector<std::string>& columns = {},
                                                            severity how_bad = severity::error) {
    const table theirs = detail::of_columns(checked, columns);
    const table ours = learned.select(theirs.names());
    for (std::size_t i = 0; i < ours.columns(); ++i) {
        core::require<schema_error>(ours.column(i).type() == theirs.column(i).type(), learned.place(ours.names()[i]),
                                    "type " + std::string{name_of(theirs.column(i).type())} + " as on the other side",
                                    name_of(ours.column(i).type()));
    }
    detail::digest_set seen{ours.rows()};
    for (const detail::row_digest& d : detail::row_digests(ours)) {
        seen.add(d);
    }
    const std::vector<detail::row_digest> asked = detail::row_digests(theirs);
    detail::offenders leaked;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (seen.has(asked[i])) {
            leaked.add(i);
        }
    }
    if (leaked.count == 0) {
        return std::nullopt;
    }
    return detail::found_rows(
        how_bad, "",
        "expected rows that the other side does not hold" + detail::listed(columns) + ", found some of its",
        std::move(leaked));
}

/// Leakage through time: every value of `checked` is above the newest of `learned`. Rows are those of `checked`.
///
/// @throws schema_error if the column is unknown, of another type on the other side, or has no value in `learned`.
[[nodiscard]] inline std::optional<finding> expect_later(const table& learned, const table& checked,
                                                         std::string_view name, severity how_bad = severity::error) {
    const column& before = learned.column(name);
    const column& after = checked.column(name);
    core::require<schema_error>(before.type() == after.type(), learned.place(name),
                                "type " + std::string{name_of(after.type())} + " as on the other side",
                                name_of(before.type()));
    const std::optional<std::size_t> newest = detail::newest_row(before);
    core::require<schema_error>(newest.has_value(), learned.place(name), "a value to be later than", "none");
    detail::offenders early;
    detail::with_both(before, after, [&](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < b.size(); ++i) {
            if (!b.is_null(i) && !(a[*newest] < b[i])) {
                early.add(i);
            }
        }
    });
    if (early.count == 0) {
        return std::nullopt;
    }
    const std::string first = detail::shown(after, early.first.front());
    return detail::found_rows(how_bad, name,
                              "expected what comes after " + detail::shown(before, *newest) +
                                  ", the newest of the other side, found " + first,
                              std::move(early));
}

/// A distribution like that of a reference: `measure(reference, values)` is at most `settings.most`. A measure that gives
/// NaN could not tell, and is found.
template <class Measure>
[[nodiscard]] std::optional<finding> expect_distance(const column& reference, const column& values,
                                                     const distance_settings& settings, const Measure& measure) {
    const double distance = measure(reference, values);
    if (distance <= settings.most) {
        return std::nullopt;
    }
    return finding{.severity = settings.how_bad,
                   .column = settings.column,
                   .message = "expected a distance of at most " + core::to_text(settings.most) + " from " +
                              settings.name + ", found " + core::significant(distance, 3)};
}

}  // namespace lastro::inline v0::data
