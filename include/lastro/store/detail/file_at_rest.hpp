// SPDX-License-Identifier: MIT
// lastro/store/detail/file_at_rest.hpp
//
// How is a file read that somebody may be writing to? Until it is the same before and after.
#pragma once

#include <fcntl.h>     // O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY (POSIX)
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // read (POSIX)

#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <string>   // string, to_string

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store::detail {

/// The stamp of an open file, which must be a regular one; what kind it is now goes to `kind`.
[[nodiscard]] inline file_stamp stamp_of_open(int number, const std::string& path, entry_kind& kind) {
    struct ::stat status {};
    if (::fstat(number, &status) != 0) {
        core::detail::refuse(path, "read", errno);
    }
    core::require<io_error>(S_ISREG(status.st_mode), path, "a file", "something else by now");
    kind = (status.st_mode & S_IXUSR) != 0 ? entry_kind::executable : entry_kind::file;
    return stamp_of(status);
}

/// Calls `read(descriptor, stamp)`, which tells how many bytes it found, until the file has the same stamp before and
/// after, and as many bytes. `stamp` is the one that is known at first, and that of the file at rest at last.
///
/// @returns the file's bytes. @throws integrity_error if it does not come to rest; io_error.
template <class Read>
std::uint64_t read_at_rest(const std::string& path, link_policy links, file_stamp& stamp, entry_kind& kind,
                           const Read& read) {
    constexpr int attempts = 4;
    const int follow = links == link_policy::follow ? 0 : O_NOFOLLOW;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto file = core::detail::descriptor::open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | follow);
        if (!file.valid()) {
            core::detail::refuse(path, "open for reading", errno);
        }
        if (attempt > 0) {
            stamp = stamp_of_open(file.number(), path, kind);
        }
        const std::uint64_t bytes = read(file.number(), stamp);
        if (stamp_of_open(file.number(), path, kind) == stamp && bytes == stamp.bytes) {
            return bytes;
        }
    }
    core::fail<integrity_error>(path, "a file that does not change while it is read",
                                "one that has changed " + std::to_string(attempts) + " times");
}

/// Reads a file of which `expected` bytes are expected into `content`, which has room for more: a file that has grown has
/// them. Tells how many there were.
[[nodiscard]] inline std::size_t read_content(int number, std::span<std::byte> content, std::uint64_t expected,
                                              const std::string& path) {
    for (std::size_t count = 0;;) {
        const auto got =
            core::detail::uninterrupted([&] { return ::read(number, content.data() + count, content.size() - count); });
        if (got < 0) {
            core::detail::refuse(path, "read", errno);
        }
        count += static_cast<std::size_t>(got);
        // Less than was asked for, and not less than was expected: the end.
        if (got == 0 || count == content.size() || count == expected) {
            return count;
        }
    }
}

}  // namespace lastro::inline v0::store::detail
