// SPDX-License-Identifier: MIT
// lastro/store/detail/unsynced_file.hpp
//
// How are thousands of small files made durable without a sync for each? Written first, then synced together.
//
//   for (...) { store::detail::unsynced_file file{path}; file.write(bytes); file.keep(); }
//   store::detail::sync_all(directory);          // now, and not before, they survive a power cut
//
// POSIX; on Linux only the file system of `directory` is synced, elsewhere all.
#pragma once

#include <fcntl.h>     // O_* (POSIX)
#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // chmod, lstat, mkdir, stat (POSIX)
#include <unistd.h>    // sync, syncfs, unlink, write

#include <cerrno>   // EEXIST, errno
#include <cstddef>  // size_t
#include <string>   // string
#include <utility>  // move

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/path.hpp>

namespace lastro::inline v0::store::detail {

/// Creates `path` and the directories above it where they are missing. @throws io_error
inline void make_directories_unsynced(const std::string& path) {
    if (core::directory_exists(path)) {
        return;
    }
    if (const std::string above = core::directory_of(path); above != path) {
        make_directories_unsynced(above);
    }
    if (::mkdir(path.c_str(), 0777) != 0) {
        const int code = errno;
        if (code != EEXIST || !core::directory_exists(path)) {
            core::detail::refuse(path, "create directory", code);
        }
    }
}

/// A new file; removed again unless `keep()` or `rename_to()` is called.
class unsynced_file {
public:
    /// @throws io_error if there is something of that name already, or the system refuses.
    explicit unsynced_file(std::string path)
        : path_(std::move(path)), file_(core::detail::descriptor::open(path_, O_WRONLY | O_CREAT | O_EXCL, 0666)) {
        if (!file_.valid()) {
            core::detail::refuse(path_, "create", errno);
        }
    }
    unsynced_file(const unsynced_file&) = delete;
    unsynced_file& operator=(const unsynced_file&) = delete;
    ~unsynced_file() {
        if (!kept_) {
            ::unlink(path_.c_str());
        }
    }

    /// Appends. @throws io_error if the disk is full or fails.
    void write(core::byte_span bytes) {
        while (!bytes.empty()) {
            const auto count =
                core::detail::uninterrupted([&] { return ::write(file_.number(), bytes.data(), bytes.size()); });
            if (count < 0) {
                core::detail::refuse(path_, "write", errno);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }

    /// Ends the file. @throws io_error if the system reports only now that it could not be written.
    void keep() {
        if (file_.close() != 0) {
            core::detail::refuse(path_, "write", errno);
        }
        kept_ = true;
    }

    /// Ends the file under another name, replacing what has it. @throws io_error
    void rename_to(const std::string& name) {
        if (file_.close() != 0 || ::rename(path_.c_str(), name.c_str()) != 0) {
            core::detail::refuse(name, "write", errno);
        }
        kept_ = true;
    }

private:
    std::string path_;
    core::detail::descriptor file_;
    bool kept_ = false;
};

/// Lets those execute a new file who may read it. @throws io_error
inline void make_executable(const std::string& path) {
    struct ::stat status {};
    if (::stat(path.c_str(), &status) != 0 ||
        ::chmod(path.c_str(), (status.st_mode & 0777U) | (status.st_mode & 0444U) >> 2U) != 0) {
        core::detail::refuse(path, "make executable", errno);
    }
}

/// True if there is something of that name, be it a link to nothing. @throws nothing: what cannot be told is there
[[nodiscard]] inline bool is_taken(const std::string& path) noexcept {
    struct ::stat status {};
    return ::lstat(path.c_str(), &status) == 0 || errno != ENOENT;
}

/// Makes everything that was written below `directory` survive a power cut. @throws io_error
inline void sync_all(const std::string& directory) {
#ifdef __linux__
    const auto file = core::detail::descriptor::open(directory, O_RDONLY | O_DIRECTORY);
    if (!file.valid() || ::syncfs(file.number()) != 0) {
        core::detail::refuse(directory, "sync", errno);
    }
#else
    static_cast<void>(directory);
    ::sync();
#endif
}

}  // namespace lastro::inline v0::store::detail
