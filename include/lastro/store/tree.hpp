// SPDX-License-Identifier: MIT
// lastro/store/tree.hpp
//
// What does one directory of a snapshot hold? A short text that lists it, named by its own BLAKE3.
//
//   lastro.tree/1
//   f ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f 5 hello.txt
//
//   const auto entries = store::parse_tree(text, "objects/ab/cdef");       // hostile text is a format_error
//   store::tree_text(entries) == text;                                     // one spelling for each directory
//
// A directory in it is a line with the name of another such text: equal directories are equal lines, wherever they are.
// docs/formats/snapshot.md specifies the text. Pure functions.
#pragma once

#include <array>        // array
#include <charconv>     // from_chars, to_chars
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store {

/// What a name in a directory stands for; the letter is the one that a tree has for it.
enum class entry_kind : char { file = 'f', executable = 'x', link = 'l', directory = 'd' };

/// A line of a tree, or, with a path for a name, an entry of a snapshot.
struct tree_entry {
    std::string name = {};
    entry_kind kind = entry_kind::file;
    std::uint64_t bytes = 0;   ///< Of a file or of a link's target; of a directory, the sum of all that is in it.
    hash::digest digest = {};  ///< BLAKE3 of the file, of the link's target, or of the directory's tree.

    friend bool operator==(const tree_entry&, const tree_entry&) = default;
};

/// The first line of every tree.
inline constexpr std::string_view tree_heading = "lastro.tree/1\n";

/// The most bytes that one tree may take: some two million entries.
inline constexpr std::uint64_t largest_tree = std::uint64_t{256} << 20U;

/// Sizes are counted up to here: what JSON can carry exactly.
inline constexpr std::uint64_t largest_tree_count = std::uint64_t{1} << 53U;

namespace detail {

[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// True for the names that Windows keeps for devices, whatever follows after a point: con, nul.txt, COM1.
[[nodiscard]] inline bool is_device_name(std::string_view name) noexcept {
    const std::string_view stem = name.substr(0, name.find('.'));
    std::array<char, 4> lower{};
    if (stem.size() < 3 || stem.size() > 4) {
        return false;
    }
    for (std::size_t i = 0; i < stem.size(); ++i) {
        lower[i] = ascii_lower(stem[i]);
    }
    const std::string_view device{lower.data(), 3};
    if (stem.size() == 3) {
        return device == "con" || device == "prn" || device == "aux" || device == "nul";
    }
    return (device == "com" || device == "lpt") && lower[3] >= '1' && lower[3] <= '9';
}

}  // namespace detail

/// True for a name that can be created below any directory without leaving it: one part of a path that
/// `core::is_safe_relative_path` accepts.
[[nodiscard]] inline bool is_tree_name(std::string_view name) noexcept {
    return name.find('/') == std::string_view::npos && core::is_safe_relative_path(name);
}

/// True for a tree name that Windows can create, too: none of `:*?"<>|`, no space or point at the end, no device,
/// at most 255 bytes.
[[nodiscard]] inline bool is_portable_name(std::string_view name) noexcept {
    return is_tree_name(name) && name.size() <= 255 && name.find_first_of(":*?\"<>|") == std::string_view::npos &&
           !name.ends_with(' ') && !name.ends_with('.') && !detail::is_device_name(name);
}

/// The text of a directory.
///
/// @throws std::invalid_argument unless names are tree names, ascend, and digests are BLAKE3.
[[nodiscard]] inline std::string tree_text(const std::vector<tree_entry>& entries) {
    std::string text{tree_heading};
    const std::string* before = nullptr;
    for (const tree_entry& entry : entries) {
        if (!is_tree_name(entry.name) || (before != nullptr && !(*before < entry.name)) ||
            entry.digest.algorithm() != hash::algorithm::blake3) {
            core::fail<std::invalid_argument>("store::tree_text", "safe names in ascending order, and BLAKE3",
                                              core::quoted(entry.name));
        }
        text += static_cast<char>(entry.kind);
        text.append(" ").append(entry.digest.hex()).append(" ");
        text.append(std::to_string(entry.bytes)).append(" ").append(entry.name).append("\n");
        before = &entry.name;
    }
    return text;
}

namespace detail {

/// One line of a tree, without its end; nothing if it is none.
[[nodiscard]] inline std::optional<tree_entry> parse_tree_line(std::string_view line) {
    constexpr std::size_t digits = 2 * hash::digest::size;
    constexpr std::size_t number = 2 + digits + 1;  // where the size begins
    if (line.size() < number + 3 || line[1] != ' ' || line[number - 1] != ' ' ||
        std::string_view{"fxld"}.find(line[0]) == std::string_view::npos) {
        return std::nullopt;
    }
    tree_entry entry{.kind = static_cast<entry_kind>(line[0])};
    const char* const begin = line.data() + number;
    const char* const end = line.data() + line.size();
    const auto [after, error] = std::from_chars(begin, end, entry.bytes);
    if (error != std::errc{} || after == end || *after != ' ' || (*begin == '0' && after != begin + 1) ||
        entry.bytes > largest_tree_count) {
        return std::nullopt;
    }
    std::array<std::byte, hash::digest::size> bytes{};
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = line[2 + i];
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (value < 0) {
            return std::nullopt;
        }
        bytes[i / 2] |= static_cast<std::byte>(i % 2 == 0 ? value << 4 : value);
    }
    entry.digest = hash::digest{hash::algorithm::blake3, bytes};
    entry.name.assign(after + 1, end);
    return is_tree_name(entry.name) ? std::optional{std::move(entry)} : std::nullopt;
}

}  // namespace detail

/// The directory that `text` describes.
///
/// @throws format_error for anything that `tree_text` would not have written; `where` begins the message.
[[nodiscard]] inline std::vector<tree_entry> parse_tree(std::string_view text, std::string_view where) {
    core::require<format_error>(text.starts_with(tree_heading), where, "a directory (\"lastro.tree/1\")",
                                core::quoted(text.substr(0, tree_heading.size())));
    std::vector<tree_entry> entries;
    std::string_view rest = text.substr(tree_heading.size());
    for (std::size_t number = 2; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        std::optional<tree_entry> entry;
        if (end != std::string_view::npos) {
            entry = detail::parse_tree_line(rest.substr(0, end));
        }
        if (!entry || (!entries.empty() && entries.back().name >= entry->name)) {
            core::fail<format_error>(std::string{where} + ':' + std::to_string(number),
                                     "kind, digest, size and a safe name, in ascending order",
                                     core::quoted(rest.substr(0, end)));
        }
        entries.push_back(std::move(*entry));
        rest.remove_prefix(end + 1);
    }
    return entries;
}

}  // namespace lastro::inline v0::store
