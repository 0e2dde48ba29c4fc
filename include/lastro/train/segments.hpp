// SPDX-License-Identifier: MIT
// lastro/train/segments.hpp
//
// Is the model as good in every city as it is in all of them together? A metric per segment.
//
//   const auto by_city = train::per_segment(rows, "location", train::log_loss_state{},
//       [&](train::log_loss_state& s, std::size_t i) { s.add(y[i], p[i]); });
//   for (const auto& city : by_city) print(city.name, city.rows, city.state.value());
//   train::merge(by_city, of_another_shard);                   // by name; what is new is added
//
// Segments ascend by name, byte by byte; rows whose value is missing are a segment of their own, at the end.
#pragma once

#include <cstddef>      // ptrdiff_t, size_t
#include <cstdint>      // uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>
#include <lastro/train/metric.hpp>

namespace lastro::inline v0::train {

/// The rows that share a value, and what was measured on them.
template <metric_state State>
struct segment {
    std::string name;      ///< The value as text; empty for `missing`.
    bool missing = false;  ///< These are the rows without a value.
    std::uint64_t rows = 0;
    State state;
};

namespace detail {

template <class State>
[[nodiscard]] bool comes_before(const segment<State>& a, const segment<State>& b) {
    return a.missing != b.missing ? b.missing : a.name < b.name;
}

}  // namespace detail

/// Adds what another shard has measured.
template <metric_state State>
void merge(std::vector<segment<State>>& segments, const std::vector<segment<State>>& others) {
    for (const segment<State>& other : others) {
        std::size_t at = 0;
        while (at < segments.size() && detail::comes_before(segments[at], other)) {
            ++at;
        }
        if (at < segments.size() && !detail::comes_before(other, segments[at])) {
            segments[at].state.merge(other.state);
            segments[at].rows += other.rows;
        } else {
            segments.insert(segments.begin() + static_cast<std::ptrdiff_t>(at), other);
        }
    }
}

/// Measures each segment of column `column`: calls `add(state, i)` for every row i, with the state of its segment,
/// which began as `empty`.
///
/// @throws schema_error if the column is unknown, and what `add` throws.
template <metric_state State, class Add>
[[nodiscard]] std::vector<segment<State>> per_segment(const data::table& rows, std::string_view column,
                                                      const State& empty, Add&& add) {
    const data::value_codes values = data::codes_of(rows.column(column));
    std::vector<segment<State>> by_value;
    for (const std::string& name : values.texts) {
        by_value.push_back({.name = name, .missing = false, .rows = 0, .state = empty});
    }
    segment<State> without{.name = {}, .missing = true, .rows = 0, .state = empty};
    for (std::size_t i = 0; i < values.codes.size(); ++i) {
        segment<State>& mine = values.codes[i] < 0 ? without : by_value[static_cast<std::size_t>(values.codes[i])];
        add(mine.state, i);
        ++mine.rows;
    }
    std::vector<segment<State>> segments;
    merge(segments, by_value);
    if (without.rows > 0) {
        segments.push_back(without);
    }
    return segments;
}

}  // namespace lastro::inline v0::train
