// SPDX-License-Identifier: MIT
// lastro/core/path.hpp
//
// What does a path say? Plain text functions; the file system is not asked.
//
//   core::join_path("repository", "refs/seattle");       // "repository/refs/seattle"
//   core::is_safe_relative_path("../../etc/passwd");     // false: never follow a name that came from outside
//   core::directory_of("models/wet.safetensors");        // "models"
#pragma once

#include <cstddef>      // size_t
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

/// `name` below `directory`; `name` itself where it is absolute or `directory` is empty.
[[nodiscard]] inline std::string join_path(std::string_view directory, std::string_view name) {
    if (directory.empty() || name.starts_with('/')) {
        return std::string{name};
    }
    std::string path{directory};
    if (!path.ends_with('/')) {
        path += '/';
    }
    return path.append(name);
}

/// Where the entry `path` stands: "a" for "a/b", "/" for "/b", "." for "b"; a trailing slash is not looked at.
[[nodiscard]] inline std::string directory_of(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) {
        return ".";
    }
    return std::string{path.substr(0, slash == 0 ? 1 : slash)};
}

/// True where `path`, joined to a directory, cannot leave it and cannot surprise a terminal or another system:
/// UTF-8, relative, no part empty, "." or "..", no backslash and no control character.
[[nodiscard]] inline bool is_safe_relative_path(std::string_view path) noexcept {
    if (!is_utf8(path)) {
        return false;
    }
    for (const char c : path) {
        if (c == '\\' || c == '\x7F' || static_cast<unsigned char>(c) < 0x20) {
            return false;
        }
    }
    for (std::size_t begin = 0;;) {
        const std::size_t slash = path.find('/', begin);
        const std::string_view part = path.substr(begin, slash == std::string_view::npos ? slash : slash - begin);
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        begin = slash + 1;
    }
}

}  // namespace lastro::inline v0::core
