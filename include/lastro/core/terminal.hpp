// SPDX-License-Identifier: MIT
// lastro/core/terminal.hpp
//
// Who is reading: a person at a terminal, or a file? And can they see colour and letters beyond ASCII?
//
//   if (core::is_terminal(2)) draw_progress_bar();          // stay silent in a pipe
//   const char* mark = core::utf8_locale() ? "\u2717" : "x";
//
// Reads the environment and nothing else; never writes.
//
// References
//   [1] POSIX.1-2017, Base Definitions 8.2: LC_ALL comes before LC_CTYPE, and that before LANG.
//   [2] no-color.org: a NO_COLOR that is set and not empty means no colour.
#pragma once

#include <unistd.h>  // isatty (POSIX)

#include <cstdlib>      // getenv
#include <string>       // string
#include <string_view>  // string_view

namespace lastro::inline v0::core {

namespace detail {

/// The value of an environment variable; empty if it is not set.
[[nodiscard]] inline std::string_view environment_variable(const char* name) noexcept {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

}  // namespace detail

/// True where the descriptor (1: standard output, 2: standard error) is a terminal.
[[nodiscard]] inline bool is_terminal(int descriptor) noexcept { return ::isatty(descriptor) == 1; }

/// True where the environment asks for UTF-8 [1].
[[nodiscard]] inline bool utf8_locale() {
    for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const std::string_view value = detail::environment_variable(name);
        if (!value.empty()) {
            std::string lower;
            for (const char c : value) {
                lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
            return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
        }
    }
    return false;
}

/// True where colour would be seen and is not declined: a terminal, TERM is not "dumb", NO_COLOR is not set [2].
[[nodiscard]] inline bool colour_wanted(int descriptor) noexcept {
    return is_terminal(descriptor) && detail::environment_variable("NO_COLOR").empty() &&
           detail::environment_variable("TERM") != "dumb";
}

}  // namespace lastro::inline v0::core
