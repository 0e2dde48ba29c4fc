// SPDX-License-Identifier: MIT
// lastro/store/detail/loose_files.hpp
//
// How do large objects become files, many of them with few syncs? Written under temporary names, synced together, renamed.
//
//   store::detail::loose_files files{"data.lastro/objects"};
//   files.add(name, bytes);
//   files.commit([&](const hash::digest& name) { return objects.path(name); });
//
// POSIX.
#pragma once

#include <fcntl.h>     // AT_FDCWD, O_* (POSIX)
#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // utimensat (POSIX)
#include <unistd.h>    // getpid, unlink (POSIX)

#include <cerrno>   // EEXIST, errno
#include <cstddef>  // size_t
#include <map>      // map
#include <set>      // set
#include <string>   // string, to_string
#include <utility>  // move, swap

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/unsynced_file.hpp>

namespace lastro::inline v0::store::detail {

/// Gives the file the time of now; false if it is not there. A file that may be read and not be touched is there.
[[nodiscard]] inline bool touch(const std::string& path) noexcept {
    return ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0 || errno != ENOENT;
}

/// Files on their way; movable, not copyable. What was not committed is removed again.
class loose_files {
public:
    explicit loose_files(std::string directory) : directory_(std::move(directory)) {}
    loose_files(loose_files&& other) noexcept { swap(other); }
    loose_files& operator=(loose_files&& other) noexcept {
        swap(other);
        return *this;
    }
    ~loose_files() {
        for (const auto& [name, temporary] : files_) {
            ::unlink(temporary.c_str());
        }
    }

    [[nodiscard]] bool contains(const hash::digest& name) const { return files_.contains(name); }

    /// Writes `bytes` under a temporary name, without a sync. @throws io_error
    void add(const hash::digest& name, core::byte_span bytes) {
        add_written([&](core::detail::descriptor& file, const std::string& temporary) {
            write(file, temporary, bytes);
            return name;
        });
    }

    /// A new file under a temporary name, open for reading and writing, into which `write(descriptor, path)` puts content
    /// and of which it says the name. Tells that name. @throws io_error, and what `write` throws
    template <class Write>
    hash::digest add_written(const Write& write) {
        core::create_directories(directory_);
        const std::string stem = core::join_path(directory_, ".lastro-" + std::to_string(::getpid()) + "-object-");
        for (;; ++next_) {  // the name of another batch, or of a crashed process, may be in the way
            std::string temporary = stem + std::to_string(next_) + ".tmp";
            auto file = core::detail::descriptor::open(temporary, O_RDWR | O_CREAT | O_EXCL, 0666);
            if (!file.valid() && errno == EEXIST) {
                continue;
            }
            if (!file.valid()) {
                core::detail::refuse(directory_, "open for writing", errno);
            }
            ++next_;
            try {
                const hash::digest name = write(file, temporary);
                if (!files_.emplace(name, temporary).second) {
                    ::unlink(temporary.c_str());  // the same content once more
                }
                return name;
            } catch (...) {
                ::unlink(temporary.c_str());
                throw;
            }
        }
    }

    /// Syncs, renames to `path(name)`, syncs the directories. @throws io_error
    template <class Path>
    void commit(const Path& path) {
        constexpr std::size_t few = 16;  // one sync of the whole file system also writes what others have left
        if (files_.size() > few) {
            sync_all(directory_);
        } else {
            for (const auto& [name, temporary] : files_) {
                const auto file = core::detail::descriptor::open(temporary, O_RDWR);
                if (!file.valid() || core::detail::sync_file(file.number()) != 0) {
                    core::detail::refuse(temporary, "sync", errno);
                }
            }
        }
        std::set<std::string> directories;
        while (!files_.empty()) {
            const auto first = files_.begin();
            const std::string target = path(first->first);
            if (directories.insert(core::directory_of(target)).second) {
                core::create_directories(core::directory_of(target));
            }
            if (::rename(first->second.c_str(), target.c_str()) != 0) {
                core::detail::refuse(target, "write", errno);
            }
            files_.erase(first);
        }
        for (const std::string& directory : directories) {
            core::sync_directory(directory);
        }
    }

private:
    static void write(core::detail::descriptor& file, const std::string& path, core::byte_span bytes) {
        while (!bytes.empty()) {
            const auto count =
                core::detail::uninterrupted([&] { return ::write(file.number(), bytes.data(), bytes.size()); });
            if (count < 0) {
                core::detail::refuse(path, "write", errno);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        if (file.close() != 0) {
            core::detail::refuse(path, "write", errno);
        }
    }

    void swap(loose_files& other) noexcept {
        directory_.swap(other.directory_);
        files_.swap(other.files_);
        std::swap(next_, other.next_);
    }

    std::string directory_;
    std::map<hash::digest, std::string> files_;  // and the temporary names that they have
    std::size_t next_ = 0;
};

}  // namespace lastro::inline v0::store::detail
