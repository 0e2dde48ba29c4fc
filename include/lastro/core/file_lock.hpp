// SPDX-License-Identifier: MIT
// lastro/core/file_lock.hpp
//
// How do two processes take turns?
//
//   const core::file_lock turn{"repository/lock"};          // waits; released at the end of the scope, or by a crash
//   read_then_replace("repository/refs/seattle");
//
// An advisory lock (flock): it binds those who ask for it, threads of one process included.
#pragma once

#include <fcntl.h>     // O_CREAT, O_RDWR (POSIX)
#include <sys/file.h>  // flock

#include <cerrno>   // errno
#include <string>   // string
#include <utility>  // move

#include <lastro/core/detail/descriptor.hpp>

namespace lastro::inline v0::core {

/// Holds an exclusive lock on a file for as long as the object lives; movable, not copyable.
class file_lock {
public:
    /// Creates the file if it is missing (it stays: removing a lock file would let two holders in) and waits for it.
    ///
    /// @throws io_error if the file cannot be opened or locked.
    explicit file_lock(const std::string& path) : file_(detail::descriptor::open(path, O_RDWR | O_CREAT, 0666)) {
        if (!file_.valid()) {
            detail::refuse(path, "open lock file", errno);
        }
        if (detail::uninterrupted([&] { return ::flock(file_.number(), LOCK_EX); }) != 0) {
            detail::refuse(path, "lock", errno);
        }
    }

private:
    detail::descriptor file_;
};

}  // namespace lastro::inline v0::core
