// SPDX-License-Identifier: MIT
// lastro/core/directory.hpp
//
// What is in this directory, and how is one made so that it is still there after a power cut?
//
//   core::create_directories("repository/objects/ab");                    // like mkdir -p, and durable
//   for (const std::string& name : core::list_directory("repository")) {}  // sorted, without "." and ".."
//
// POSIX.
#pragma once

#include <dirent.h>    // closedir, opendir, readdir (POSIX)
#include <fcntl.h>     // O_DIRECTORY (POSIX)
#include <sys/stat.h>  // mkdir, stat (POSIX)
#include <unistd.h>    // fsync (POSIX)

#include <cerrno>       // EEXIST, EINVAL, errno
#include <list>         // list
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/path.hpp>

namespace lastro::inline v0::core {

/// True where `path` names a directory that can be seen.
[[nodiscard]] inline bool directory_exists(const std::string& path) noexcept {
    struct ::stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// Makes the names in a directory survive a power cut; a file system that cannot do so is not an error.
///
/// @throws io_error if the directory cannot be opened or the device fails.
inline void sync_directory(const std::string& path) {
    const auto directory = detail::descriptor::open(path, O_RDONLY | O_DIRECTORY);
    if (!directory.valid()) {
        detail::refuse(path, "open directory", errno);
    }
    if (detail::uninterrupted([&] { return ::fsync(directory.number()); }) != 0 && errno != EINVAL) {
        detail::refuse(path, "sync directory", errno);
    }
}

/// Creates `path` and the directories above it where they are missing, durably.
///
/// @throws io_error naming the directory that could not be made.
inline void create_directories(const std::string& path) {
    if (directory_exists(path)) {
        return;
    }
    const std::string above = directory_of(path);
    if (!path.empty() && above != path) {
        create_directories(above);
    }
    if (::mkdir(path.c_str(), 0777) != 0) {
        const int code = errno;
        if (code == EEXIST && directory_exists(path)) {
            return;  // another process was faster
        }
        detail::refuse(path, "create directory", code);
    }
    sync_directory(above);
}

/// The names in a directory in byte order, without "." and "..".
///
/// @throws io_error if it cannot be read.
[[nodiscard]] inline std::vector<std::string> list_directory(const std::string& path) {
    struct open_directory {
        ::DIR* handle;
        ~open_directory() {
            if (handle != nullptr) {
                ::closedir(handle);
            }
        }
    };
    const open_directory directory{::opendir(path.c_str())};
    if (directory.handle == nullptr) {
        detail::refuse(path, "list directory", errno);
    }
    std::list<std::string> names;  // sorts itself; <algorithm> would cost this header 9,000 lines
    errno = 0;
    while (const ::dirent* entry = ::readdir(directory.handle)) {
        const std::string_view name{entry->d_name};
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
        errno = 0;
    }
    if (errno != 0) {
        detail::refuse(path, "list directory", errno);
    }
    names.sort();
    return {names.begin(), names.end()};
}

}  // namespace lastro::inline v0::core
