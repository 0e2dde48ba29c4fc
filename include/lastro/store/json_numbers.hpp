// SPDX-License-Identifier: MIT
// lastro/store/json_numbers.hpp
//
// How do 64-bit integers and all doubles pass through JSON without changing? As numbers where JSON can, else as text.
//
//   store::exact_json(seed);                                // 42, but "18446744073709551615" beyond 2^53
//   store::exact_json(0.1), store::exact_json(-0.0);        // 0.1, "-0"; also "nan", "inf", "-inf"
//   store::exact_double(value, "card.json: \"loss\"");      // the same bits again (one NaN for all)
//
// Every value has one spelling; a reader accepts only that one.
#pragma once

#include <charconv>      // from_chars
#include <concepts>      // floating_point, integral, same_as
#include <cstdint>       // int64_t, uint64_t
#include <limits>        // numeric_limits
#include <string>        // string
#include <system_error>  // errc
#include <utility>       // cmp_greater_equal, cmp_less_equal, in_range

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>

namespace lastro::inline v0::store {

/// An integer: a number up to 2^53 in size, decimal text beyond.
template <std::integral Integer>
requires(!std::same_as<Integer, bool> && sizeof(Integer) <= 8) [[nodiscard]] json exact_json(Integer value) {
    const bool fits =
        std::cmp_less_equal(value, largest_json_integer) && std::cmp_greater_equal(value, -largest_json_integer);
    return fits ? json(value) : json(std::to_string(value));
}

/// A floating-point number: a number, or "nan", "inf", "-inf" or "-0".
template <std::floating_point Real>
requires(sizeof(Real) <= sizeof(double)) [[nodiscard]] json exact_json(Real value) {
    const auto number = static_cast<double>(value);
    const bool minus_zero = number == 0.0 && core::detail::has_sign(number);
    return core::detail::is_finite(number) && !minus_zero ? json(number) : json(core::to_text(number));
}

/// The integer that `exact_json` wrote.
///
/// @throws format_error beginning with `where` for any other value, and for one beyond the range of Integer.
template <std::integral Integer>
requires(!std::same_as<Integer, bool> && sizeof(Integer) <= 8) [[nodiscard]] Integer
    exact_integer(const json& value, const std::string& where) {
    const auto refuse = [&](const auto& found) {
        core::fail<format_error>(where,
                                 "a whole number from " + std::to_string((std::numeric_limits<Integer>::min)()) +
                                     " to " + std::to_string((std::numeric_limits<Integer>::max)()),
                                 found);
    };
    const auto narrowed = [&](auto wide) {
        if (!std::in_range<Integer>(wide)) {
            refuse(wide);
        }
        return static_cast<Integer>(wide);
    };
    if (value.is_number_unsigned()) {
        return narrowed(value.get<std::uint64_t>());
    }
    if (value.is_number_integer()) {
        return narrowed(value.get<std::int64_t>());
    }
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        Integer number{};
        if (std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{} &&
            exact_json(number) == value) {
            return number;
        }
        refuse(core::quoted(text));
    }
    refuse(value.type_name());
    return {};
}

/// The double that `exact_json` wrote. @throws format_error beginning with `where` for any other value.
[[nodiscard]] inline double exact_double(const json& value, const std::string& where) {
    if (value.is_number()) {
        return value.get<double>();
    }
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text == "nan") {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (text == "inf" || text == "-inf") {
            return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
        }
        if (text == "-0") {
            return -0.0;
        }
        core::fail<format_error>(where, "a number, \"nan\", \"inf\", \"-inf\" or \"-0\"", core::quoted(text));
    }
    core::fail<format_error>(where, "a number, \"nan\", \"inf\", \"-inf\" or \"-0\"", value.type_name());
}

}  // namespace lastro::inline v0::store
