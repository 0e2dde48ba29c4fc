// SPDX-License-Identifier: MIT
// lastro/store/object_inventory.hpp
//
// What stands in a directory of objects, and what does not belong there?
//
//   store::pack_set packs{"data.lastro/objects/packs"};
//   const store::object_inventory found = store::list_objects("data.lastro/objects", packs);
//
// Names are looked at, content is not. Used through `store::object_store`.
#pragma once

#include <cstddef>      // size_t
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/path.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_set.hpp>

namespace lastro::inline v0::store {

/// True for the names that `core::atomic_file` gives to what is not finished; a crash may leave such a file behind.
[[nodiscard]] inline bool is_temporary_name(std::string_view name) noexcept {
    return name.starts_with(".lastro-") && name.ends_with(".tmp");
}

/// What stands in a directory of objects.
struct object_inventory {
    std::vector<hash::digest> objects;    ///< Names of objects, ascending; their content has not been looked at.
    std::vector<hash::digest> files;      ///< Those among them that are files.
    std::vector<std::string> packs;       ///< Paths of packs.
    std::vector<std::string> unreadable;  ///< Why packs could not be opened.
    std::vector<std::string> unfinished;  ///< Paths of temporary files that a crash has left; never read.
    std::vector<std::string> foreign;     ///< Paths of everything else.
};

/// Lists the directory of objects `directory`, whose packs are `opened`, and looks at those again.
///
/// @throws io_error if it cannot be read.
[[nodiscard]] inline object_inventory list_objects(const std::string& directory, pack_set& opened) {
    object_inventory found;
    if (!core::directory_exists(directory)) {
        return found;
    }
    std::set<hash::digest> names;
    for (const std::string& first : core::list_directory(directory)) {
        const std::string below = core::join_path(directory, first);
        const bool packs = first == "packs";
        if (!core::directory_exists(below) || (!packs && (first.size() != 2 || !core::from_hex(first)))) {
            (is_temporary_name(first) ? found.unfinished : found.foreign).push_back(below);
            continue;
        }
        for (const std::string& rest : core::list_directory(below)) {
            const std::string file = core::join_path(below, rest);
            if (packs && is_pack_name(rest)) {
                found.packs.push_back(file);
            } else if (!packs && rest.size() == 2 * hash::digest::size - 2 && core::from_hex(rest)) {
                found.files.push_back(hash::digest::parse("blake3:" + first + rest));
            } else {
                (is_temporary_name(rest) ? found.unfinished : found.foreign).push_back(file);
            }
        }
    }
    opened.refresh();
    found.unreadable = opened.problems();
    names.insert(found.files.begin(), found.files.end());
    for (const auto& one : opened.packs()) {
        for (std::size_t i = 0; i < one->size(); ++i) {
            names.insert(one->name(i));
        }
    }
    found.objects.assign(names.begin(), names.end());
    return found;
}

}  // namespace lastro::inline v0::store
