// SPDX-License-Identifier: MIT
// lastro/store/directory_store.hpp
//
// How does a directory become objects, and objects a snapshot again?
//
//   const store::snapshot images = store::keep_directory(objects, "images", {.threads = 2});
//   const store::snapshot same = store::read_snapshot(objects, images.digest());
//
// A large file is hashed while it is copied, so that its name is that of what was kept. directory_checkout.hpp writes the
// directory again.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <map>      // map
#include <set>      // set
#include <string>   // string, to_string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/copy_file.hpp>
#include <lastro/store/detail/loose_files.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/snapshot_directory.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// Puts content into a store, as part of a group.
class content_kept {
public:
    explicit content_kept(const object_store& objects) : objects_(objects), group_(objects.begin()) {}

    /// True for an object that is there, which is made to look new, so that nobody clears it away before it is used.
    [[nodiscard]] bool has(const hash::digest& name) {
        const auto found = objects_.find(name);
        return found && (!touched_.insert(found->file()).second || touch(found->file()));
    }

    void put(const hash::digest& name, core::byte_span bytes) { group_.put_as(name, bytes); }

    template <class Advance>
    [[nodiscard]] copied_file put_file(int from, std::uint64_t size, std::size_t threads, const std::string& path,
                                       const Advance& advance) {
        copied_file copy;
        group_.put_written([&](const core::detail::descriptor& to, const std::string& to_path) {
            copy = copy_descriptor(from, to.number(), size, threads, path, to_path, advance);
            return copy.digest;
        });
        return copy;
    }

    void commit() { group_.commit(); }

private:
    const object_store& objects_;
    object_store::batch group_;
    std::set<std::string> touched_;
};

/// The trees below a tree, each read once however often it occurs.
class tree_reader {
public:
    explicit tree_reader(const object_store& objects) : objects_(objects) {}

    /// Reads `name` and all trees below it. Tells how many entries a snapshot of it has.
    std::uint64_t read(const hash::digest& name, std::size_t depth = 0) {
        if (const auto known = trees_.find(name); known != trees_.end()) {
            return known->second.count;
        }
        const object text = objects_.get(name, largest_tree);
        core::require<format_error>(depth <= deepest_tree, text.place(),
                                    "at most " + std::to_string(deepest_tree) + " directories one in another", "more");
        tree found{.lines = parse_tree(core::as_text(text.bytes()), text.place())};
        for (const tree_entry& line : found.lines) {
            const bool below = line.kind == entry_kind::directory;
            const std::uint64_t count = below ? read(line.digest, depth + 1) : 1;
            found.count += count;
            found.path_bytes += (below ? trees_.at(line.digest).path_bytes + count : 0) + count * line.name.size();
            core::require<format_error>(found.count <= most_entries && found.path_bytes <= most_path_bytes,
                                        text.place(), "at most 2^24 files, and 4 GiB of paths", "more");
        }
        found.count += found.lines.empty() ? 1U : 0U;
        return trees_.emplace(name, std::move(found)).first->second.count;
    }

    /// Appends what is below `name` to `entries`; `prefix` is its path and a slash. Precondition: it was read.
    void append(const hash::digest& name, const std::string& prefix, std::vector<tree_entry>& entries) const {
        const tree& found = trees_.at(name);
        if (found.lines.empty() && !prefix.empty()) {
            entries.push_back(
                {.name = prefix.substr(0, prefix.size() - 1), .kind = entry_kind::directory, .digest = name});
        }
        for (const tree_entry& line : found.lines) {
            if (line.kind == entry_kind::directory) {
                append(line.digest, prefix + line.name + '/', entries);
            } else {
                entries.push_back(line);
                entries.back().name.insert(0, prefix);
            }
        }
    }

private:
    struct tree {
        std::vector<tree_entry> lines = {};
        std::uint64_t count = 0;
        std::uint64_t path_bytes = 0;
    };

    const object_store& objects_;
    std::map<hash::digest, tree> trees_;
};

}  // namespace detail

/// Reads `directory` and keeps all that is in it, durably.
///
/// @throws as `read_directory`; nothing new is in the store then.
[[nodiscard]] inline directory_reading keep_directory_reading(const object_store& objects, const std::string& directory,
                                                              const snapshot_settings& settings = {}) {
    detail::content_kept content{objects};
    detail::directory_reader reader{directory, settings, content};
    snapshot found{reader.run(),
                   [&](const hash::digest& name, const std::string& text) { content.put(name, core::as_bytes(text)); }};
    content.commit();
    reader.write_index();  // not before: what an index knows must be there
    return {.snapshot = std::move(found), .files_read = reader.files_read, .bytes_read = reader.bytes_read};
}

/// The snapshot alone.
inline snapshot keep_directory(const object_store& objects, const std::string& directory,
                               const snapshot_settings& settings = {}) {
    return keep_directory_reading(objects, directory, settings).snapshot;
}

/// The snapshot of that digest, all of whose trees have been compared with their names.
///
/// @throws integrity_error if a tree is missing, damaged, or counts its bytes wrongly; format_error if one is none.
[[nodiscard]] inline snapshot read_snapshot(const object_store& objects, const hash::digest& digest) {
    detail::tree_reader trees{objects};
    std::vector<tree_entry> entries;
    entries.reserve(static_cast<std::size_t>(trees.read(digest)));
    trees.append(digest, "", entries);
    snapshot found{std::move(entries)};  // writes all trees again: sums that are wrong give another digest
    core::require<integrity_error>(found.digest() == digest, objects.directory(), "the directory " + digest.to_string(),
                                   found.digest().to_string());
    return found;
}

}  // namespace lastro::inline v0::store
