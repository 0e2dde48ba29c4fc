// SPDX-License-Identifier: MIT
// lastro/store/detail/scratch_directory.hpp
//
// Where is a directory built that must appear all at once? Beside its target, and one rename makes it that.
//
//   const store::detail::scratch_directory unfinished{target};
//   fill(unfinished.path()); rename(unfinished.path(), target);        // without the rename it disappears
#pragma once

#include <sys/stat.h>  // mkdir (POSIX)
#include <unistd.h>    // getpid (POSIX)

#include <cerrno>        // EEXIST, errno
#include <cstddef>       // size_t
#include <filesystem>    // remove_all
#include <string>        // string, to_string
#include <system_error>  // error_code

#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/path.hpp>

namespace lastro::inline v0::store::detail {

/// A new directory of a name that `store::is_temporary_name` knows; removed with all in it at the end, if still there.
class scratch_directory {
public:
    /// @throws io_error if the directory of `target` does not exist or cannot be written.
    explicit scratch_directory(const std::string& target) {
        const std::string stem =
            core::join_path(core::directory_of(target), ".lastro-" + std::to_string(::getpid()) + '-');
        for (std::size_t attempt = 0; path_.empty(); ++attempt) {  // a crashed or another writer has its own
            const std::string name = stem + std::to_string(attempt) + ".tmp";
            if (::mkdir(name.c_str(), 0777) == 0) {
                path_ = name;
            } else if (errno != EEXIST) {
                core::detail::refuse(target, "create", errno);
            }
        }
    }
    scratch_directory(const scratch_directory&) = delete;
    scratch_directory& operator=(const scratch_directory&) = delete;
    ~scratch_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

}  // namespace lastro::inline v0::store::detail
