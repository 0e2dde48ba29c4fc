// SPDX-License-Identifier: MIT
// lastro/data/comparison.hpp
//
// Which rows of a column are above, below or equal to a value? A comparison is a column of booleans.
//
//   weather.add("wet", weather.column<double>("precipitation") > 0.0);
//   const data::column stormy = weather.column<double>("wind") >= 8.0;
//   const data::table rows = weather.filter(stormy & !weather.column("wet"));
//
// What is missing stays missing, in Kleene's three-valued logic [1]: a comparison with a missing row is missing,
// `false & missing` is false, `true | missing` is true. NaN compares as in C++: false, except for `!=`.
//
// References
//   [1] S. C. Kleene, Introduction to Metamathematics, section 64, 1952; the rule of SQL's WHERE.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, type_identity_t
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data {

namespace detail {

template <class T, class Holds>
[[nodiscard]] column compared(const column_view<T>& view, const Holds& holds) {
    std::vector<std::uint8_t> answers;
    answers.reserve(view.size());
    validity present;
    if constexpr (std::is_same_v<T, std::string_view>) {
        if (!view.codes().empty()) {  // asked once for each entry of the dictionary
            std::vector<std::uint8_t> of_entry;
            for (std::size_t k = 0; k < view.entries(); ++k) {
                of_entry.push_back(holds(view.entry(k)) ? 1 : 0);
            }
            for (std::size_t i = 0; i < view.size(); ++i) {
                const bool known = !view.is_null(i);
                answers.push_back(known ? of_entry[view.codes()[i]] : std::uint8_t{0});
                present.push_back(known);
            }
            return {std::move(answers), std::move(present)};
        }
    }
    for (std::size_t i = 0; i < view.size(); ++i) {
        const bool known = !view.is_null(i);
        answers.push_back(known && holds(view[i]) ? 1 : 0);
        present.push_back(known);
    }
    return {std::move(answers), std::move(present)};
}

/// Row by row: 0 false, 1 true, 2 missing.
template <class Combine>
[[nodiscard]] column combined(const column& a, const column& b, const Combine& combine) {
    const column_view<bool> x = a.as<bool>();
    const column_view<bool> y = b.as<bool>();
    core::require<std::invalid_argument>(x.size() == y.size(), "column: combination of two columns",
                                         std::to_string(x.size()) + " rows on both sides", y.size());
    std::vector<std::uint8_t> answers;
    answers.reserve(x.size());
    validity present;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const int answer = combine(x.is_null(i) ? 2 : int{x[i]}, y.is_null(i) ? 2 : int{y[i]});
        answers.push_back(answer == 1 ? 1 : 0);
        present.push_back(answer != 2);
    }
    return {std::move(answers), std::move(present)};
}

}  // namespace detail

/// Row by row: true where the value is equal to `to`; missing where it is missing.
template <column_value T>
[[nodiscard]] column operator==(const column_view<T>& view, std::type_identity_t<T> to) {
    return detail::compared(view, [to](T x) { return x == to; });
}
template <column_value T>
[[nodiscard]] column operator!=(const column_view<T>& view, std::type_identity_t<T> to) {
    return detail::compared(view, [to](T x) { return x != to; });
}
template <column_value T>
[[nodiscard]] column operator<(const column_view<T>& view, std::type_identity_t<T> than) {
    return detail::compared(view, [than](T x) { return x < than; });
}
template <column_value T>
[[nodiscard]] column operator<=(const column_view<T>& view, std::type_identity_t<T> than) {
    return detail::compared(view, [than](T x) { return x <= than; });
}
template <column_value T>
[[nodiscard]] column operator>(const column_view<T>& view, std::type_identity_t<T> than) {
    return detail::compared(view, [than](T x) { return x > than; });
}
template <column_value T>
[[nodiscard]] column operator>=(const column_view<T>& view, std::type_identity_t<T> than) {
    return detail::compared(view, [than](T x) { return x >= than; });
}

/// Row by row: both. @throws schema_error unless both hold booleans, std::invalid_argument if their lengths differ.
[[nodiscard]] inline column operator&(const column& a, const column& b) {
    return detail::combined(a, b, [](int x, int y) { return x == 0 || y == 0 ? 0 : x == 2 || y == 2 ? 2 : 1; });
}

/// Row by row: one or both. @throws as `operator&` does.
[[nodiscard]] inline column operator|(const column& a, const column& b) {
    return detail::combined(a, b, [](int x, int y) { return x == 1 || y == 1 ? 1 : x == 2 || y == 2 ? 2 : 0; });
}

/// Row by row: not. @throws schema_error unless the column holds booleans.
[[nodiscard]] inline column operator!(const column& a) { return a.as<bool>() == false; }

}  // namespace lastro::inline v0::data
