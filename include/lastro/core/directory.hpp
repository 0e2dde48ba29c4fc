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

#include <dirent.h>    // scandir (POSIX)
#include <fcntl.h>     // O_DIRECTORY (POSIX)
#include <sys/stat.h>  // mkdir, stat (POSIX)
#include <unistd.h>    // fsync (POSIX)

#include <cerrno>       // EEXIST, EINVAL, errno
#include <cstdlib>      // free
#include <cstring>      // strcmp
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
    struct listing {
        ::dirent** begin = nullptr;
        int count = 0;
        ~listing() {
            for (int i = 0; i < count; ++i) {
                std::free(begin[i]);
            }
            std::free(begin);
        }
    } found;
    // scandir sorts without <algorithm>, which would make this the largest header of its floor.
    const auto byte_order = [](const ::dirent** a, const ::dirent** b) {
        return std::strcmp((*a)->d_name, (*b)->d_name);
    };
    found.count = ::scandir(path.c_str(), &found.begin, nullptr, byte_order);
    if (found.count < 0) {
        detail::refuse(path, "list directory", errno);
    }
    std::vector<std::string> names;
    for (int i = 0; i < found.count; ++i) {
        const std::string_view name{found.begin[i]->d_name};
        if (name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    return names;
}

}  // namespace lastro::inline v0::core
