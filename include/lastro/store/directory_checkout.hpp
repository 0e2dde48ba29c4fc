// SPDX-License-Identifier: MIT
// lastro/store/directory_checkout.hpp
//
// How does what was kept become a directory again?
//
//   const store::snapshot images = store::read_snapshot(objects, digest);
//   store::check_out(objects, images, "copy-of-images", {.threads = 2});     // every byte compared with its digest
//   store::check_out(objects, images, "a-part", {.only = {"train"}});
//
// A directory that is checked out appears when it is complete.
#pragma once

#include <fcntl.h>     // O_* (POSIX)
#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // chmod, fstat, lstat (POSIX)
#include <unistd.h>    // link, symlink (POSIX)

#include <cerrno>     // errno
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <set>        // set
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/copy_file.hpp>
#include <lastro/store/detail/scratch_directory.hpp>
#include <lastro/store/detail/unsynced_file.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/progress.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

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
    const auto from = entry.bytes < large_file ? core::detail::descriptor{}
                                               : core::detail::descriptor::open(file, O_RDONLY | O_NONBLOCK);
    if (!from.valid()) {  // small, or in a pack
        const object content = objects.get_sized(entry.digest, entry.bytes);
        unsynced_file copy{to};
        copy.write(content.bytes());
        copy.keep();
        if (entry.kind == entry_kind::executable) {
            make_executable(to);
        }
        return;
    }
    struct ::stat status {};  // looked at first: a tree may claim any number of bytes
    if (::fstat(from.number(), &status) != 0) {
        core::detail::refuse(file, "read", errno);
    }
    require_bytes(static_cast<std::uint64_t>(status.st_size));
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
            copy_descriptor(from.number(), copy.number(), entry.bytes + 1, 1, file, to, [](std::uint64_t) {});
        require_bytes(done.bytes);
        found = done.digest;
        if (entry.kind == entry_kind::executable) {
            make_executable(to);
        }
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
    for (const std::string& path : settings.only) {
        bool found = false;
        for (const tree_entry* entry : wanted) {
            found = found || detail::is_wanted(entry->name, {path});
        }
        core::require<std::invalid_argument>(found, "store::check_out: only", "paths that are in the snapshot",
                                             core::quoted(path));
    }
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
