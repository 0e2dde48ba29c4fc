// SPDX-License-Identifier: MIT
// lastro/data/split.hpp
//
// Which rows are for learning, and which for checking? Two disjoint parts of a table that together are all of it.
//
//   const auto [past, later] = data::split_at(seattle, "date", "2014-01-01");         // before, and from then on
//   const auto [fit_rows, held_out] = data::split(past, {.held_out = 0.2, .seed = 42});
//   data::split(past, {.held_out = 0.2, .seed = 42, .stratify = "wet"});   // wet days on both sides, in their share
//   data::split(past, {.held_out = 0.2, .seed = 42, .group = "patient"});  // all rows of a patient on one side
//   data::split_latest(seattle, "date", 0.2);                              // the last fifth in the order of time
//
// Rows keep their order on both sides. A split by seed is the same on every machine: it depends on the number of rows,
// the share and the seed, and on nothing else but the column to stratify by.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move, pair
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/comparison.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/data/group_folds.hpp>
#include <lastro/data/stratified_folds.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::data {

/// How to split by chance.
struct split_settings {
    double held_out = 0.2;      ///< The share of rows on the second side, above 0 and below 1.
    std::uint64_t seed = 0;     ///< Another seed holds out other rows.
    std::string stratify = {};  ///< A column of which both sides get their share of each value; none if empty.
    std::string group = {};     ///< A column whose equal values stay on one side; none if empty.
};

/// The rows whose `column` is below `value`, and all others. Texts compare byte by byte.
///
/// @throws schema_error if the column is unknown, cannot hold such a value, has a missing row or a NaN (which are on
///         neither side), or a side would have no rows.
[[nodiscard]] inline std::pair<table, table> split_at(const table& rows, std::string_view column, const cell& value) {
    const data::column& key = rows.column(column);
    const std::string place = rows.place(column);
    for (std::size_t i = 0; i < key.size(); ++i) {
        core::require<schema_error>(!key.is_null(i), place, "a value in every row to split at",
                                    "row " + std::to_string(i) + " missing");
        if (key.type() == type::float64) {
            const double x = key.as<double>()[i];
            core::require<schema_error>(x == x, place, "a value in every row to split at",
                                        "NaN in row " + std::to_string(i));
        }
    }
    const data::column below =
        detail::with_value(key, value, place, [](const auto& view, const auto& limit) { return view < limit; });
    std::pair<table, table> sides{rows.filter(below), rows.filter(!below)};
    const std::string at = place + " split at " + value.shown();
    core::require<schema_error>(!sides.first.empty(), at, "rows on both sides", "none below");
    core::require<schema_error>(!sides.second.empty(), at, "rows on both sides", "none from there on");
    return sides;
}

/// Holds out a share of the rows by chance: the first part is for learning, the second is held out.
///
/// The number held out is `held_out * rows`, rounded to the nearest whole number. They are the first rows of
/// random::permutation(random::stream{seed}["split"], rows), in the table's own order.
/// With `stratify` they are those of stratified_hold_out; with `group`, the rows of a share of the groups (group_hold_out).
/// @throws std::invalid_argument unless 0 < held_out < 1, and for both `stratify` and `group`; schema_error if a side would have no rows, or a row has no
///         value to stratify by.
[[nodiscard]] inline std::pair<table, table> split(const table& rows, const split_settings& settings = {}) {
    core::require<std::invalid_argument>(settings.held_out > 0.0 && settings.held_out < 1.0, "data::split: held_out",
                                         "above 0 and below 1", settings.held_out);
    const std::size_t all = rows.rows();
    const std::uint64_t held = detail::held_rows(settings.held_out, all);
    core::require<schema_error>(held > 0 && held < all, rows.source().empty() ? "data::split" : rows.source(),
                                "at least one row on each side",
                                std::to_string(held) + " held out of " + std::to_string(all));
    core::require<std::invalid_argument>(settings.stratify.empty() || settings.group.empty(), "data::split",
                                         "stratify or group, not both", "both");
    const random::stream draws = random::stream{settings.seed}["split"];
    if (!settings.group.empty()) {
        const std::vector<std::int64_t> groups = complete_codes(rows, settings.group);
        std::uint64_t count = 0;  // codes are 0, 1, ...
        for (const std::int64_t group : groups) {
            count = static_cast<std::uint64_t>(group) < count ? count : static_cast<std::uint64_t>(group) + 1;
        }
        const std::uint64_t some = detail::held_rows(settings.held_out, count);
        core::require<schema_error>(some > 0 && some < count, rows.place(settings.group),
                                    "at least one group on each side",
                                    std::to_string(some) + " held out of " + std::to_string(count));
        const fold sides = group_hold_out(groups, settings.held_out, draws);
        return {rows.gather(sides.train), rows.gather(sides.test)};
    }
    const fold sides = settings.stratify.empty()
                           ? hold_out(all, settings.held_out, draws)
                           : stratified_hold_out(complete_codes(rows, settings.stratify), settings.held_out, draws);
    return {rows.gather(sides.train), rows.gather(sides.test)};
}

/// Holds out the latest rows by `column`: about `share` of them, cut only between two different values, so that rows of
/// one moment are on one side. The cut is the value of the first of the rounded share of rows in the order of time, or,
/// where that is the earliest of all, the next one.
///
/// @throws std::invalid_argument unless 0 < share < 1; schema_error if the column is unknown, a row is missing or NaN,
///         or all values are equal.
[[nodiscard]] inline std::pair<table, table> split_latest(const table& rows, std::string_view column, double share) {
    detail::require_share("data::split_latest: share", share);
    const std::vector<std::int64_t> times = complete_codes(rows, column);  // numbered in their order
    std::vector<std::uint64_t> counts;
    for (const std::int64_t time : times) {
        const auto at = static_cast<std::size_t>(time);
        counts.resize(core::larger(counts.size(), at + 1));
        ++counts[at];
    }
    core::require<schema_error>(counts.size() > 1, rows.place(column), "at least two different values to split at",
                                counts.size());
    const std::uint64_t before = rows.rows() - detail::held_rows(share, rows.rows());
    std::size_t cut = 0;  // the time of row `before` in the order of time
    for (std::uint64_t up_to = counts[0]; up_to <= before && cut + 1 < counts.size(); up_to += counts[cut]) {
        ++cut;
    }
    cut = core::larger(cut, std::size_t{1});
    fold sides;
    for (std::uint64_t i = 0; i < times.size(); ++i) {
        const bool late = static_cast<std::size_t>(times[static_cast<std::size_t>(i)]) >= cut;
        (late ? sides.test : sides.train).push_back(i);
    }
    return {rows.gather(sides.train), rows.gather(sides.test)};
}

}  // namespace lastro::inline v0::data
