// SPDX-License-Identifier: MIT
// lastro/store/snapshot.hpp
//
// What was in this directory? Its files, links and empty directories, and one digest for all of them.
//
//   const store::snapshot images = store::snapshot_directory("images");      // see snapshot_directory.hpp
//   std::cout << images << '\n';                            // blake3:9f1c4e7d  50,000 files, 291,000,000 bytes
//   for (const store::tree_entry& e : images.entries()) {}  // "train/cat.jpg", kind, bytes, digest
//
// The digest depends on names, kinds and content alone: the same directory has the same one on every machine. A value.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <iosfwd>       // basic_ostream
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// The order of a snapshot's paths: part by part, as trees nest. "a/b" stands before "a.b".
[[nodiscard]] inline bool path_before(std::string_view a, std::string_view b) noexcept {
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (a[i] != b[i]) {
            const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
            return rank(a[i]) < rank(b[i]);
        }
    }
    return a.size() < b.size();
}

/// How deep directories may nest: beyond it, paths are longer than systems take.
inline constexpr std::size_t deepest_tree = 128;

/// How many entries a snapshot may have, and how many bytes their paths together: few trees, each named in many places, can
/// stand for more than any memory holds.
inline constexpr std::uint64_t most_entries = std::uint64_t{1} << 24U;
inline constexpr std::uint64_t most_path_bytes = std::uint64_t{1} << 32U;

namespace detail {

/// Writes the trees of `entries`, which all lie below the first `prefix` bytes of their paths, bottom up.
/// `keep(digest, text)` gets each; the whole directory comes back as an entry without a name.
template <class Keep>
[[nodiscard]] tree_entry write_trees(std::span<const tree_entry> entries, std::size_t prefix, std::size_t depth,
                                     const Keep& keep) {
    core::require<std::invalid_argument>(depth <= deepest_tree, "store::snapshot",
                                         "at most " + std::to_string(deepest_tree) + " directories one in another",
                                         "more");
    std::vector<tree_entry> lines;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < entries.size();) {
        const std::string_view below = std::string_view{entries[i].name}.substr(prefix);
        const std::size_t slash = below.find('/');
        if (slash == std::string_view::npos) {
            lines.push_back({.name = std::string{below},
                             .kind = entries[i].kind,
                             .bytes = entries[i].bytes,
                             .digest = entries[i].digest});
            if (entries[i].kind == entry_kind::directory) {  // an empty one
                const tree_entry empty = write_trees({}, 0, depth + 1, keep);
                lines.back().bytes = empty.bytes;
                lines.back().digest = empty.digest;
            }
            ++i;
        } else {
            const std::string_view first = std::string_view{entries[i].name}.substr(0, prefix + slash + 1);
            std::size_t end = i + 1;
            while (end < entries.size() && std::string_view{entries[end].name}.starts_with(first)) {
                ++end;
            }
            lines.push_back(write_trees(entries.subspan(i, end - i), prefix + slash + 1, depth + 1, keep));
            lines.back().name = std::string{below.substr(0, slash)};
            i = end;
        }
        bytes += lines.back().bytes;
        core::require<std::invalid_argument>(bytes <= largest_tree_count, "store::snapshot", "at most 2^53 bytes",
                                             "more");
    }
    const std::string text = tree_text(lines);
    core::require<std::invalid_argument>(text.size() <= largest_tree, "store::snapshot",
                                         "at most 256 MiB of names in one directory", text.size());
    const hash::digest name = hash::blake3::of(core::as_bytes(text));
    keep(name, text);
    return {.kind = entry_kind::directory, .bytes = bytes, .digest = name};
}

}  // namespace detail

/// The content of a directory at some time.
class snapshot {
public:
    /// An empty directory.
    snapshot() : snapshot(std::vector<tree_entry>{}) {}

    /// Puts `entries` in order. Their names are paths; a directory is named only where it is empty.
    ///
    /// @throws std::invalid_argument for a path that is not safe, occurs twice, or is a file and a directory.
    explicit snapshot(std::vector<tree_entry> entries)
        : snapshot(std::move(entries), [](const auto&, const auto&) {}) {}

    /// The same, and gives every tree to `keep(digest, text)`, those below before those above.
    template <class Keep>
    snapshot(std::vector<tree_entry> entries, const Keep& keep) : entries_(sorted(std::move(entries))) {
        const tree_entry root = detail::write_trees(entries_, 0, 0, keep);
        digest_ = root.digest;
        bytes_ = root.bytes;
    }

    /// The name of the directory's tree: equal exactly where names, kinds and content are.
    [[nodiscard]] const hash::digest& digest() const noexcept { return digest_; }

    /// Files, links and empty directories, in the order of `path_before`; names are paths.
    [[nodiscard]] const std::vector<tree_entry>& entries() const& noexcept { return entries_; }
    [[nodiscard]] std::vector<tree_entry> entries() && noexcept { return std::move(entries_); }

    /// How many entries are files or links.
    [[nodiscard]] std::uint64_t files() const noexcept {
        std::uint64_t count = 0;
        for (const tree_entry& entry : entries_) {
            count += entry.kind == entry_kind::directory ? 0U : 1U;
        }
        return count;
    }

    /// What they hold together.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// The entry of that path, or nullptr.
    [[nodiscard]] const tree_entry* find(std::string_view path) const noexcept {
        std::size_t first = 0;
        for (std::size_t count = entries_.size(); count > 0;) {
            const std::size_t half = count / 2;
            const bool right = path_before(entries_[first + half].name, path);
            first += right ? half + 1 : 0;
            count = right ? count - half - 1 : half;
        }
        return first < entries_.size() && entries_[first].name == path ? &entries_[first] : nullptr;
    }

    friend bool operator==(const snapshot& a, const snapshot& b) noexcept { return a.digest_ == b.digest_; }

private:
    [[nodiscard]] static std::vector<tree_entry> sorted(std::vector<tree_entry> entries) {
        bool in_order = true;  // as whoever scans or reads a directory gives them
        for (std::size_t i = 1; i < entries.size() && in_order; ++i) {
            in_order = !path_before(entries[i].name, entries[i - 1].name);
        }
        if (!in_order) {
            core::stable_sort(std::span{entries},
                              [](const auto& a, const auto& b) { return path_before(a.name, b.name); });
        }
        const std::string* before = nullptr;
        std::uint64_t path_bytes = 0;
        for (const tree_entry& entry : entries) {
            path_bytes += entry.name.size();
            if (!core::is_safe_relative_path(entry.name)) {  // no message is built for what is right
                core::fail<std::invalid_argument>("store::snapshot", "paths that stay below the directory",
                                                  core::quoted(entry.name));
            }
            // In this order, what lies below a path follows it at once.
            if (before != nullptr &&
                (*before == entry.name || (entry.name.starts_with(*before) && entry.name[before->size()] == '/'))) {
                core::fail<std::invalid_argument>(
                    "store::snapshot", "each path once, and files without others below them", core::quoted(entry.name));
            }
            before = &entry.name;
        }
        core::require<std::invalid_argument>(entries.size() <= most_entries && path_bytes <= most_path_bytes,
                                             "store::snapshot", "at most 2^24 entries, and 4 GiB of paths", "more");
        return entries;
    }

    std::vector<tree_entry> entries_;
    hash::digest digest_;
    std::uint64_t bytes_ = 0;
};

/// "blake3:9f1c4e7d  50,000 files, 291,000,000 bytes".
[[nodiscard]] inline std::string to_string(const snapshot& s) {
    const auto counted = [](std::uint64_t count, const std::string& what) {
        return core::grouped(count) + ' ' + what + (count == 1 ? "" : "s");
    };
    return s.digest().short_form() + "  " + counted(s.files(), "file") + ", " + counted(s.bytes(), "byte");
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const snapshot& s) {
    return out << to_string(s).c_str();
}

}  // namespace lastro::inline v0::store
