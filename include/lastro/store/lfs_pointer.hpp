// SPDX-License-Identifier: MIT
// lastro/store/lfs_pointer.hpp
//
// Which file does this Git LFS pointer stand for, and what is the pointer of this file?
//
//   const store::lfs_pointer p = store::lfs_pointer_of_file("images.bin");      // its SHA-256 and its size
//   store::lfs_pointer_text(p);                                                  // what git-lfs commits in its place
//   const auto same = store::parse_lfs_pointer(text, "images.bin");              // hostile text is a format_error
//
// Reads what git-lfs reads (its two older versions, extensions in any place, blank lines) and writes the one canonical
// form [1].
//
// References
//   [1] Git LFS Specification, docs/spec.md of git-lfs.
//   [2] docs/extensions.md of git-lfs: lines of extensions.
#pragma once

#include <array>        // array
#include <charconv>     // from_chars, errc
#include <cstddef>      // size_t
#include <cstdint>      // INT64_MAX, uint64_t
#include <map>          // map
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/file.hpp>
#include <lastro/hash/sha256.hpp>

namespace lastro::inline v0::store {

/// A program that git-lfs ran over the content before it was stored [2].
struct lfs_extension {
    unsigned priority = 0;  ///< 0 to 9; the order in which they ran.
    std::string name = {};  ///< Begins with a letter, digit or underscore; no space, no control character.
    hash::digest oid = {};  ///< SHA-256 of the content before this extension.

    friend bool operator==(const lfs_extension&, const lfs_extension&) = default;
};

/// What stands in a Git repository in place of a large file.
struct lfs_pointer {
    hash::digest oid = {};                       ///< SHA-256 of the content.
    std::uint64_t size = 0;                      ///< Bytes, at most 2^63 - 1.
    std::vector<lfs_extension> extensions = {};  ///< Ascending by priority once read.

    friend bool operator==(const lfs_pointer&, const lfs_pointer&) = default;
};

namespace detail {

/// A pointer is shorter than this [1]; so is therefore everything that need be looked at.
inline constexpr std::size_t lfs_pointer_limit = 1024;
inline constexpr std::string_view lfs_version = "https://git-lfs.github.com/spec/v1";

[[nodiscard]] inline bool is_lfs_extension_name(std::string_view name) noexcept {
    const auto word = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    };
    if (name.empty() || !word(name[0])) {
        return false;
    }
    for (const char c : name) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == '\x7F') {
            return false;
        }
    }
    return true;
}

[[nodiscard]] inline std::string_view without_space_around(std::string_view text) noexcept {
    constexpr std::string_view space = " \t\n\v\f\r";
    const std::size_t first = text.find_first_not_of(space);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(space) - first + 1);
}

[[nodiscard]] inline hash::digest lfs_oid(std::string_view value, std::string_view where) {
    if (value.starts_with("sha256:")) {
        try {
            return hash::digest::parse(value);
        } catch (const format_error&) {
            // the message below says where
        }
    }
    core::fail<format_error>(where, "\"sha256:\" and 64 lower-case hexadecimal digits", core::quoted(value));
}

/// A decimal integer from 0 to 2^63 - 1. git-lfs reads a sign in front and leading zeros, so they are read.
[[nodiscard]] inline std::uint64_t lfs_size(std::string_view value, std::string_view where) {
    const std::string_view digits = value.substr(value.starts_with('+') || value.starts_with('-') ? 1 : 0);
    std::uint64_t size = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    core::require<format_error>(error == std::errc{} && end == digits.data() + digits.size() && size <= INT64_MAX &&
                                    (size == 0 || !value.starts_with('-')),
                                where, "a whole number from 0 to 2^63 - 1", core::quoted(value));
    return size;
}

}  // namespace detail

/// The pointer of content that is in memory.
[[nodiscard]] inline lfs_pointer lfs_pointer_of(core::byte_span content) {
    return {.oid = hash::sha256::of(content), .size = content.size()};
}

/// The pointer of a file. @throws io_error if it cannot be read.
[[nodiscard]] inline lfs_pointer lfs_pointer_of_file(const std::string& path) {
    return lfs_pointer_of(core::mapped_file{path}.bytes());
}

/// The canonical pointer: version, extensions by priority, oid, size, each on a line [1]; nothing for an empty file.
///
/// @throws std::invalid_argument for what no pointer can say: a digest that is not SHA-256, a size above 2^63 - 1,
///         extensions with the same or more than one digit of priority or a bad name, 1024 bytes or more.
[[nodiscard]] inline std::string lfs_pointer_text(const lfs_pointer& pointer) {
    using core::require;
    constexpr std::string_view where = "store::lfs_pointer_text";
    require<std::invalid_argument>(pointer.size <= INT64_MAX, where, "a size of at most 2^63 - 1", pointer.size);
    if (pointer.size == 0) {
        return {};
    }
    const auto spelled = [&](const hash::digest& oid) {
        require<std::invalid_argument>(oid.algorithm() == hash::algorithm::sha256, where, "a sha256 digest",
                                       oid.to_string());
        return oid.to_string();
    };
    std::array<std::string, 10> lines;  // by priority
    for (const lfs_extension& e : pointer.extensions) {
        require<std::invalid_argument>(e.priority <= 9, where, "a priority from 0 to 9", e.priority);
        require<std::invalid_argument>(lines[e.priority].empty(), where, "priorities that differ", e.priority);
        require<std::invalid_argument>(detail::is_lfs_extension_name(e.name), where, "a name of an extension",
                                       core::quoted(e.name));
        lines[e.priority] = "ext-" + std::to_string(e.priority) + '-' + e.name + ' ' + spelled(e.oid) + '\n';
    }
    std::string text = "version ";
    text.append(detail::lfs_version).push_back('\n');
    for (const std::string& line : lines) {
        text += line;
    }
    text += "oid " + spelled(pointer.oid) + "\nsize " + std::to_string(pointer.size) + '\n';
    require<std::invalid_argument>(text.size() < detail::lfs_pointer_limit, where, "less than 1024 bytes", text.size());
    return text;
}

/// The pointer that `text` spells; empty text is the pointer of the empty file. `where` begins every message.
///
/// White space around the text, blank lines, CR before LF and the older versions are read; whether `text` is canonical
/// is whether `lfs_pointer_text` gives it back.
/// @throws format_error for everything that is no pointer: unknown, repeated, missing or misplaced keys, 1024 bytes.
[[nodiscard]] inline lfs_pointer parse_lfs_pointer(std::string_view text, std::string_view where) {
    using core::require;
    if (text.empty()) {
        return lfs_pointer_of({});
    }
    require<format_error>(text.size() < detail::lfs_pointer_limit, where, "a Git LFS pointer of less than 1024 bytes",
                          std::to_string(text.size()) + " bytes");
    require<format_error>(core::is_utf8(text), where, "a Git LFS pointer in UTF-8", "other bytes");
    constexpr std::array<std::string_view, 3> keys{"version", "oid", "size"};  // in this order
    lfs_pointer pointer;
    std::map<unsigned, lfs_extension> extensions;
    std::size_t found = 0;
    std::size_t number = 0;
    std::string_view rest = detail::without_space_around(text);
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        ++number;
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        if (line.empty()) {
            continue;
        }
        const std::string place = std::string{where} + ": line " + std::to_string(number);
        require<format_error>(found < keys.size(), place, "the end of the pointer after its size", core::quoted(line));
        const std::size_t space = line.find(' ');
        require<format_error>(space != std::string_view::npos, place,
                              std::string{keys[found]} + ", a space and a value", core::quoted(line));
        const std::string_view key = line.substr(0, space);
        const std::string_view value = line.substr(space + 1);
        if (key == keys[found]) {
            if (found == 0) {
                require<format_error>(value == detail::lfs_version || value == "http://git-media.io/v/2" ||
                                          value == "https://hawser.github.com/spec/v1",
                                      place, "version " + std::string{detail::lfs_version}, core::quoted(value));
            } else if (found == 1) {
                pointer.oid = detail::lfs_oid(value, place);
            } else {
                pointer.size = detail::lfs_size(value, place);
            }
            ++found;
            continue;
        }
        require<format_error>(key.size() > 6 && key.starts_with("ext-") && key[4] >= '0' && key[4] <= '9' &&
                                  key[5] == '-' && detail::is_lfs_extension_name(key.substr(6)),
                              place, std::string{keys[found]} + " or an extension", core::quoted(key));
        const auto priority = static_cast<unsigned>(key[4] - '0');
        lfs_extension extension{
            .priority = priority, .name = std::string{key.substr(6)}, .oid = detail::lfs_oid(value, place)};
        require<format_error>(extensions.emplace(priority, std::move(extension)).second, place,
                              "an extension of another priority", core::quoted(key));
    }
    require<format_error>(found == keys.size(), where,
                          "a Git LFS pointer with " + std::string{keys[found < keys.size() ? found : 0]},
                          found == 0 ? "no line of it" : "the end");
    for (auto& [priority, extension] : extensions) {
        pointer.extensions.push_back(std::move(extension));
    }
    return pointer;
}

}  // namespace lastro::inline v0::store
