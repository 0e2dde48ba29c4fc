// SPDX-License-Identifier: MIT
// lastro/core/contract.hpp
//
// How does a check speak? One wording for every error message: where, what, expected, found.
//
//   if (rate <= 0.0) core::fail<std::invalid_argument>("train::adam: learning_rate", "above 0", rate);
//       // train::adam: learning_rate: expected above 0, found -0.5
//   core::require<schema_error>(rows > 0, "weather.csv", "at least one row", "none");
#pragma once

#include <concepts>     // floating_point, integral, same_as
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

namespace detail {

[[nodiscard]] inline std::string shown(std::string_view text) { return std::string{text}; }
[[nodiscard]] inline std::string shown(std::same_as<bool> auto value) { return value ? "true" : "false"; }
[[nodiscard]] inline std::string shown(std::floating_point auto value) { return to_text(static_cast<double>(value)); }
template <std::integral Integer>
requires(!std::same_as<Integer, bool>) [[nodiscard]] std::string shown(Integer value) { return std::to_string(value); }

}  // namespace detail

/// "<where>: expected <expected>, found <found>": the one wording of every check in the library.
/// `found` is a number, a bool or a text; quote foreign text with `core::quoted` first.
template <class Found>
[[nodiscard]] std::string contract_message(std::string_view where, std::string_view expected, const Found& found) {
    std::string text{where};
    text += ": expected ";
    text += expected;
    text += ", found ";
    text += detail::shown(found);
    return text;
}

/// Throws `Error` with the message of `contract_message`.
template <class Error, class Found>
[[noreturn]] void fail(std::string_view where, std::string_view expected, const Found& found) {
    throw Error{contract_message(where, expected, found)};
}

/// Throws `Error` unless `condition` holds; the message is built only then.
template <class Error, class Found>
void require(bool condition, std::string_view where, std::string_view expected, const Found& found) {
    if (!condition) {
        fail<Error>(where, expected, found);
    }
}

}  // namespace lastro::inline v0::core
