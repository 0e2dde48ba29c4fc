// SPDX-License-Identifier: MIT
// lastro/store/directory_versions.hpp
//
// How does a directory's snapshot become a version, and come back? Used through `store::repository`.
//
//   const store::commit v1 = store::commit_directory(past, {.name = "images", .time = now}, snapshot);
//   store::version_snapshot(past, v1) == snapshot;
#pragma once

#include <filesystem>    // canonical, path
#include <optional>      // nullopt, optional
#include <stdexcept>     // invalid_argument
#include <string>        // string
#include <system_error>  // error_code
#include <utility>       // move

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/directory_store.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/snapshot_directory.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// True if every tree, file and link of `content` is there. Nothing is read.
[[nodiscard]] inline bool is_kept(const object_store& objects, const snapshot& content) {
    bool kept = true;
    const auto look_for = [&](const hash::digest& name) { kept = kept && objects.contains(name); };
    static_cast<void>(
        write_trees(content.entries(), 0, 0, [&](const hash::digest& tree, const auto&) { look_for(tree); }));
    for (const tree_entry& entry : content.entries()) {
        if (entry.kind != entry_kind::directory) {
            look_for(entry.digest);
        }
    }
    return kept;
}

/// Precondition: it is the writer's turn.
inline commit record_directory(const history& past, commit_record fresh, const snapshot& content,
                               const std::optional<commit>& newest) {
    object_store::batch group = past.objects().begin();  // and what others have removed is known
    core::require<std::invalid_argument>(is_kept(past.objects(), content), "store::repository: snapshot",
                                         "one whose content repository.snapshot() has kept",
                                         content.digest().to_string());
    if (newest && newest->digest() == content.digest()) {
        return *newest;
    }
    fresh.version = newest ? newest->version() + 1 : 1;
    fresh.parent = newest ? std::optional{newest->id()} : std::nullopt;
    fresh.data = fresh.table = content.digest();
    fresh.directory = true;
    fresh.files = content.files();
    fresh.bytes = content.bytes();
    const commit result{std::move(fresh)};
    past.append(result, std::move(group));
    return result;
}

}  // namespace detail

/// Makes `content`, which is kept, the newest version of `fresh.name`; the newest one, if it holds the same.
///
/// @throws std::invalid_argument if the content is not in the store, or parts of it have been cleared away meanwhile.
inline commit commit_directory(const history& past, commit_record fresh, const snapshot& content,
                               double patience = 60.0) {
    const auto here = past.presence();
    const core::file_lock turn = past.turn(fresh.name, patience);
    const std::optional<commit> newest = past.head(fresh.name);
    return detail::record_directory(past, std::move(fresh), content, newest);
}

/// The snapshot that a commit describes. @throws schema_error if it is of a table; integrity_error or format_error
[[nodiscard]] inline snapshot version_snapshot(const history& past, const commit& version) {
    const auto here = past.presence();
    core::require<schema_error>(version.is_directory(), version.label(), "a directory", "a table");
    snapshot found = read_snapshot(past.objects(), version.digest());
    core::require<format_error>(found.files() == version.files() && found.bytes() == version.bytes(), version.label(),
                                core::grouped(version.files()) + " files, " + core::grouped(version.bytes()) + " bytes",
                                to_string(found));
    return found;
}

/// Makes the directory of `source` the first version of `fresh.name`. @throws schema_error if that name has one, or `source` is
/// a table; as commit_directory()
inline commit branch_directory(const history& past, commit_record fresh, const commit& source, double patience = 60.0) {
    const auto here = past.presence();
    const core::file_lock turn = past.turn(fresh.name, patience);
    core::require<schema_error>(!past.head(fresh.name), past.directory(), "a name without commits",
                                core::quoted(fresh.name));
    return detail::record_directory(past, std::move(fresh), version_snapshot(past, source), std::nullopt);
}

/// The settings for reading `directory` into the repository in `own`: it is passed over where it lies below, and keeps a
/// stat index for each directory and way of reading it, unless the settings name one.
[[nodiscard]] inline snapshot_settings repository_settings(const std::string& own, const std::string& directory,
                                                           snapshot_settings settings) {
    std::error_code failed;
    const std::filesystem::path root = std::filesystem::canonical(directory, failed);
    if (failed) {
        return settings;  // reading it will tell
    }
    const std::string below = std::filesystem::canonical(own, failed).lexically_relative(root).generic_string();
    if (!failed && core::is_safe_relative_path(below)) {
        settings.except.push_back(below);
    }
    if (settings.index.empty()) {
        const std::string place = root.generic_string() + (settings.links == link_policy::follow ? " f" : " k");
        settings.index =
            core::join_path(own, "index/" + hash::blake3::of(core::as_bytes(place)).hex().substr(0, 32) + ".idx");
    }
    return settings;
}

}  // namespace lastro::inline v0::store
