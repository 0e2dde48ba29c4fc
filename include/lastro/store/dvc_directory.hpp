// SPDX-License-Identifier: MIT
// lastro/store/dvc_directory.hpp
//
// Which files does a directory that DVC tracks hold? Its `.dir` object.
//
//   const std::string text = store::dvc_directory_text({{"a/b.txt", md5_of_b}, {"c.txt", md5_of_c}});
//   const std::string oid = store::dvc_directory_oid(text);                  // "5ea40360f5b4ec688df672a4db9c17d1.dir"
//   store::dvc_object_path(oid);                                             // "files/md5/5e/a40360....dir"
//   const auto entries = store::parse_dvc_directory(text, "data.dir");       // hostile text is a format_error
//
// The text is the JSON that Python's json.dumps(entries, sort_keys=True) writes, byte for byte: its MD5 is the name of
// the directory [1]. DVC 3; empty directories are not recorded.
//
// Reference
//   [1] dvc-data, src/dvc_data/hashfile/tree.py.
#pragma once

#include <algorithm>    // sort
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/md5.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>

namespace lastro::inline v0::store {

/// A file in a directory that DVC tracks.
struct dvc_entry {
    std::string path = {};  ///< Relative to the directory, parts separated by '/'.
    std::string md5 = {};   ///< 32 lower-case hexadecimal digits.

    friend bool operator==(const dvc_entry&, const dvc_entry&) = default;
};

/// True for the 32 lower-case hexadecimal digits that name a file.
[[nodiscard]] inline bool is_dvc_md5(std::string_view text) noexcept {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// True for the name of a directory: 32 digits and ".dir".
[[nodiscard]] inline bool is_dvc_directory_oid(std::string_view text) noexcept {
    return text.ends_with(".dir") && is_dvc_md5(text.substr(0, text.size() - 4));
}

/// Where an object lies below a cache or a remote: "files/md5/", two digits, '/', the rest of its name.
///
/// @throws std::invalid_argument unless `oid` is the name of a file or a directory.
[[nodiscard]] inline std::string dvc_object_path(std::string_view oid) {
    core::require<std::invalid_argument>(is_dvc_md5(oid) || is_dvc_directory_oid(oid), "store::dvc_object_path",
                                         "32 lower-case hexadecimal digits, and \".dir\" for a directory",
                                         core::quoted(oid));
    return "files/md5/" + std::string{oid.substr(0, 2)} + '/' + std::string{oid.substr(2)};
}

/// The name of the directory whose `.dir` object is `text`.
[[nodiscard]] inline std::string dvc_directory_oid(std::string_view text) {
    return hash::md5::of(core::as_bytes(text)) + ".dir";
}

namespace detail {

/// UTF-8 without NUL, relative, and no part empty, "." or "..": what can be a file below a directory.
[[nodiscard]] inline bool is_dvc_entry_path(std::string_view path) noexcept {
    if (!core::is_utf8(path) || path.find('\0') != std::string_view::npos) {
        return false;
    }
    for (;;) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == "..") {
            return false;
        }
        if (slash == std::string_view::npos) {
            return true;
        }
        path.remove_prefix(slash + 1);
    }
}

/// Appends a JSON string in ASCII, as Python spells it: short escapes, else \uXXXX in lower case, pairs of surrogates.
inline void append_python_string(std::string& text, std::string_view value) {
    constexpr std::string_view special = "\"\\\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\bfnrt";
    const auto escape = [&](std::uint32_t unit) {
        constexpr std::string_view hex = "0123456789abcdef";
        text += "\\u";
        for (unsigned shift = 16; shift > 0;) {
            shift -= 4;
            text += hex[unit >> shift & 15U];
        }
    };
    text += '"';
    while (!value.empty()) {
        const char first = value[0];
        const std::uint32_t code = core::detail::take_utf8(value);
        if (const std::size_t known = special.find(first); known != std::string_view::npos) {
            text += '\\';
            text += letters[known];
        } else if (code >= 0x20 && code < 0x7F) {
            text += first;
        } else if (code <= 0xFFFF) {
            escape(code);
        } else {
            escape(0xD800 + ((code - 0x10000) >> 10U));
            escape(0xDC00 + ((code - 0x10000) & 0x3FFU));
        }
    }
    text += '"';
}

}  // namespace detail

/// The bytes of the `.dir` object: `entries` ascending by path, in whichever order they are given.
///
/// @throws std::invalid_argument for a path that cannot be below a directory, a path that occurs twice, or an `md5`
///         that is none.
[[nodiscard]] inline std::string dvc_directory_text(std::vector<dvc_entry> entries) {
    constexpr std::string_view where = "store::dvc_directory_text";
    // The order of UTF-8 bytes is that of code points, which is how Python compares.
    std::sort(entries.begin(), entries.end(), [](const dvc_entry& a, const dvc_entry& b) { return a.path < b.path; });
    std::string text = "[";
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const dvc_entry& entry = entries[i];
        core::require<std::invalid_argument>(detail::is_dvc_entry_path(entry.path), where,
                                             "a relative path without empty parts, \".\" and \"..\"",
                                             core::quoted(entry.path));
        core::require<std::invalid_argument>(i == 0 || entries[i - 1].path != entry.path, where, "paths that differ",
                                             core::quoted(entry.path));
        core::require<std::invalid_argument>(is_dvc_md5(entry.md5), where, "32 lower-case hexadecimal digits",
                                             core::quoted(entry.md5));
        text += (i == 0 ? "{\"md5\": \"" : ", {\"md5\": \"") + entry.md5 + "\", \"relpath\": ";
        detail::append_python_string(text, entry.path);
        text += '}';
    }
    return text + ']';
}

/// The entries that `text` lists; `where` begins every message.
///
/// @throws format_error for anything but a list of entries ascending by path, each with `md5` and `relpath` only.
[[nodiscard]] inline std::vector<dvc_entry> parse_dvc_directory(std::string_view text, const std::string& where) {
    const json value = parse_json(text, where);
    core::require<format_error>(value.is_array(), where, "a list of files", value.type_name());
    std::vector<dvc_entry> entries;
    for (const json& element : value) {
        json_fields fields{element, where + ": file " + std::to_string(entries.size() + 1)};
        dvc_entry entry{.path = fields.text("relpath"), .md5 = fields.text("md5")};
        fields.finish();
        core::require<format_error>(detail::is_dvc_entry_path(entry.path), fields.place("relpath"),
                                    "a relative path without empty parts, \".\" and \"..\"", core::quoted(entry.path));
        core::require<format_error>(is_dvc_md5(entry.md5), fields.place("md5"), "32 lower-case hexadecimal digits",
                                    core::quoted(entry.md5));
        core::require<format_error>(entries.empty() || entries.back().path < entry.path, fields.place("relpath"),
                                    "paths in ascending order", core::quoted(entry.path));
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace lastro::inline v0::store
