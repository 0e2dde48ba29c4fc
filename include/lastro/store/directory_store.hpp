// SPDX-License-Identifier: MIT
// lastro/store/directory_store.hpp
//
// How does a directory become objects, and a directory again?
//
//   const store::snapshot images = store::keep_directory(objects, "images", {.threads = 2});
//   const store::snapshot same = store::read_snapshot(objects, images.digest());
//   store::check_out(objects, same, "copy-of-images", {.threads = 2});       // every byte compared with its digest
//
// A large file is hashed while it is copied, so that its name is that of what was kept. A directory that is checked out
// appears when it is complete.
#pragma once

#include <fcntl.h>     // O_* (POSIX)
#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // chmod, fchmod (POSIX)
#include <unistd.h>    // link, symlink (POSIX)

#include <cerrno>     // errno
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <map>        // map
#include <set>        // set
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/copy_file.hpp>
#include <lastro/store/detail/scratch_directory.hpp>
#include <lastro/store/detail/unsynced_file.hpp>
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
        constexpr std::uint64_t most = std::uint64_t{1} << 24U;
        const object text = objects_.get(name, largest_tree);
        core::require<format_error>(depth <= deepest_tree, text.place(),
                                    "at most " + std::to_string(deepest_tree) + " directories one in another", "more");
        tree found{.lines = parse_tree(core::as_text(text.bytes()), text.place())};
        for (const tree_entry& line : found.lines) {
            found.count += line.kind == entry_kind::directory ? read(line.digest, depth + 1) : 1;
            core::require<format_error>(found.count <= most, text.place(), "at most 2^24 files", "more");
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

/// How a file gets out of the store.
enum class checkout_mode {
    copy,      ///< Shares blocks where the file system can (reflink), and copies otherwise.
    hardlink,  ///< Large files are the store's own, made read-only: no space, and not to be written to.
};

/// How a directory is checked out.
struct directory_checkout_settings {
    checkout_mode mode = checkout_mode::copy;
    std::vector<std::string> only = {};  ///< Paths that are wanted, with what is below them; all where none is given.
    std::size_t threads = 1;
    progress_callback progress = {};
};

namespace detail {

inline void make_mode(const std::string& path, bool executable) {
    if (executable && ::chmod(path.c_str(), 0755) != 0) {
        core::detail::refuse(path, "make executable", errno);
    }
}

/// Writes the content of one entry to `to`, where nothing is.
inline void check_out_entry(const object_store& objects, const tree_entry& entry, const std::string& to,
                            checkout_mode mode) {
    const auto require_bytes = [&](std::uint64_t found) {
        core::require<integrity_error>(found == entry.bytes, objects.path(entry.digest),
                                       std::to_string(entry.bytes) + " bytes", found);
    };
    if (entry.kind == entry_kind::link) {
        const object target = objects.get_sized(entry.digest, entry.bytes);
        const std::string text{core::as_text(target.bytes())};
        core::require<format_error>(!text.empty() && text.find('\0') == std::string::npos, target.place(),
                                    "the target of a link", core::quoted(text));
        if (::symlink(text.c_str(), to.c_str()) != 0) {
            core::detail::refuse(to, "create link", errno);
        }
        return;
    }
    const std::string file = objects.path(entry.digest);
    const auto from =
        entry.bytes < large_file ? core::detail::descriptor{} : core::detail::descriptor::open(file, O_RDONLY);
    if (!from.valid()) {  // small, or in a pack
        const object content = objects.get_sized(entry.digest, entry.bytes);
        unsynced_file copy{to};
        copy.write(content.bytes());
        copy.keep();
        make_mode(to, entry.kind == entry_kind::executable);
        return;
    }
    hash::digest found;
    if (mode == checkout_mode::hardlink && entry.kind == entry_kind::file) {
        hash::blake3 hasher;
        require_bytes(hash_descriptor(hasher, from.number(), entry.bytes + 1, 1, file, [](std::uint64_t) {}));
        found = hasher.finalize();
        if (::chmod(file.c_str(), 0444) != 0 || ::link(file.c_str(), to.c_str()) != 0) {
            core::detail::refuse(to, "link", errno);
        }
    } else {
        const auto copy = core::detail::descriptor::open(to, O_RDWR | O_CREAT | O_EXCL, 0666);
        if (!copy.valid()) {
            core::detail::refuse(to, "create", errno);
        }
        const copied_file done =
            copy_descriptor(from.number(), copy.number(), entry.bytes, 1, file, to, [](std::uint64_t) {});
        require_bytes(done.bytes);
        found = done.digest;
        make_mode(to, entry.kind == entry_kind::executable);
    }
    core::require<integrity_error>(found == entry.digest, file, "content with digest " + entry.digest.to_string(),
                                   found.to_string());
}

[[nodiscard]] inline bool is_wanted(const std::string& path, const std::vector<std::string>& only) noexcept {
    for (const std::string& wanted : only) {
        if (path == wanted || (path.starts_with(wanted) && path[wanted.size()] == '/')) {
            return true;
        }
    }
    return only.empty();
}

}  // namespace detail

/// Writes a snapshot to `to`, where nothing may stand yet; the directory appears when it is complete.
///
/// @throws io_error if there is something or the system refuses; integrity_error for a missing or damaged object;
///         std::invalid_argument if a path in `only` is not in the snapshot; cancelled.
inline void check_out(const object_store& objects, const snapshot& from, const std::string& to,
                      const directory_checkout_settings& settings = {}) {
    struct ::stat status {};
    const bool taken = ::lstat(to.c_str(), &status) == 0;
    core::require<io_error>(!taken, to, "nothing of that name yet", S_ISDIR(status.st_mode) ? "a directory" : "a file");
    std::vector<const tree_entry*> wanted;
    std::set<std::string> directories;
    progress at;
    for (const tree_entry& entry : from.entries()) {
        if (detail::is_wanted(entry.name, settings.only)) {
            wanted.push_back(&entry);
            directories.insert(entry.kind == entry_kind::directory ? entry.name : core::directory_of(entry.name));
            at.all_bytes += entry.bytes;
        }
    }
    core::require<std::invalid_argument>(settings.only.empty() || !wanted.empty(), "store::check_out: only",
                                         "paths that are in the snapshot", "none of them");
    at.all_files = wanted.size();
    const detail::scratch_directory unfinished{to};
    for (const std::string& directory : directories) {
        detail::make_directories_unsynced(core::join_path(unfinished.path(), directory));
    }
    constexpr std::size_t group = 64;
    const std::size_t round = group * (settings.threads * 4 + 1);
    for (std::size_t begin = 0; begin < wanted.size(); begin += round) {
        const std::size_t end = wanted.size() - begin < round ? wanted.size() : begin + round;
        core::parallel_for((end - begin + group - 1) / group, settings.threads, [&](std::size_t task) {
            for (std::size_t i = begin + task * group; i < end && i < begin + (task + 1) * group; ++i) {
                if (wanted[i]->kind != entry_kind::directory) {
                    detail::check_out_entry(objects, *wanted[i], core::join_path(unfinished.path(), wanted[i]->name),
                                            settings.mode);
                }
            }
        });
        for (std::size_t i = begin; i < end; ++i) {
            at.bytes += wanted[i]->bytes;
        }
        at.files = end;
        if (settings.progress && !settings.progress(at)) {
            throw cancelled{to + ": stopped after " + std::to_string(at.files) + " of " + std::to_string(at.all_files) +
                            " files"};
        }
    }
    detail::sync_all(unfinished.path());
    if (::rename(unfinished.path().c_str(), to.c_str()) != 0) {
        core::detail::refuse(to, "create", errno);
    }
    core::sync_directory(core::directory_of(to));
}

}  // namespace lastro::inline v0::store
