// SPDX-License-Identifier: MIT
// lastro/store/snapshot_diff.hpp
//
// What is different between two snapshots of a directory?
//
//   for (const store::file_change& c : store::diff(before, after)) std::cout << c << '\n';   // renamed a.txt -> b.txt
//
// Told from digests alone, no file is read. Pure functions; the order is that of paths.
#pragma once

#include <cstddef>      // size_t
#include <iosfwd>       // basic_ostream
#include <map>          // map
#include <set>          // set
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // pair
#include <vector>       // vector

#include <lastro/core/order.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// What has happened to a path.
enum class file_change_kind { added, removed, changed, renamed };

/// "added", "removed", "changed" or "renamed".
[[nodiscard]] constexpr std::string_view name(file_change_kind kind) noexcept {
    constexpr std::string_view names[] = {"added", "removed", "changed", "renamed"};
    return names[static_cast<std::size_t>(kind)];
}

/// One difference.
struct file_change {
    file_change_kind kind = file_change_kind::changed;
    std::string path = {};  ///< In the newer snapshot; of what was removed, in the older one.
    std::string from = {};  ///< Where it was before, if it was renamed.

    friend bool operator==(const file_change&, const file_change&) = default;
};

/// "changed train/cat.jpg", "renamed a.txt -> b.txt".
[[nodiscard]] inline std::string to_string(const file_change& c) {
    return std::string{name(c.kind)} + ' ' + (c.from.empty() ? "" : c.from + " -> ") + c.path;
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const file_change& c) {
    return out << to_string(c).c_str();
}

/// What it takes to get from `before` to `after`. A file is renamed where one path went, another came, and kind and
/// content are the same; where several could be meant, the first in order is. Empty files and directories are not renamed.
[[nodiscard]] inline std::vector<file_change> diff(const snapshot& before, const snapshot& after) {
    std::vector<file_change> changes;
    std::vector<const tree_entry*> removed;
    std::vector<const tree_entry*> added;
    const std::vector<tree_entry>& old_entries = before.entries();
    const std::vector<tree_entry>& new_entries = after.entries();
    for (std::size_t i = 0, k = 0; i < old_entries.size() || k < new_entries.size();) {
        const bool gone = k == new_entries.size() ||
                          (i < old_entries.size() && path_before(old_entries[i].name, new_entries[k].name));
        const bool came = !gone && (i == old_entries.size() || path_before(new_entries[k].name, old_entries[i].name));
        if (gone) {
            removed.push_back(&old_entries[i++]);
        } else if (came) {
            added.push_back(&new_entries[k++]);
        } else {
            if (old_entries[i] != new_entries[k]) {
                changes.push_back({.kind = file_change_kind::changed, .path = new_entries[k].name});
            }
            ++i;
            ++k;
        }
    }
    std::map<std::pair<hash::digest, entry_kind>, std::vector<const tree_entry*>> waiting;  // the last one comes first
    for (std::size_t i = removed.size(); i-- > 0;) {
        if (removed[i]->bytes > 0 && removed[i]->kind != entry_kind::directory) {
            waiting[{removed[i]->digest, removed[i]->kind}].push_back(removed[i]);
        }
    }
    std::set<std::string_view> moved;
    for (const tree_entry* entry : added) {
        const auto found = waiting.find({entry->digest, entry->kind});
        if (found == waiting.end() || found->second.empty()) {
            changes.push_back({.kind = file_change_kind::added, .path = entry->name});
            continue;
        }
        moved.insert(found->second.back()->name);
        changes.push_back({.kind = file_change_kind::renamed, .path = entry->name, .from = found->second.back()->name});
        found->second.pop_back();
    }
    for (const tree_entry* entry : removed) {
        if (!moved.contains(entry->name)) {
            changes.push_back({.kind = file_change_kind::removed, .path = entry->name});
        }
    }
    core::stable_sort(std::span{changes}, [](const auto& a, const auto& b) { return path_before(a.path, b.path); });
    return changes;
}

}  // namespace lastro::inline v0::store
