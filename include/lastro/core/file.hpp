// SPDX-License-Identifier: MIT
// lastro/core/file.hpp
//
// How is a file read as a whole? The other file headers of this room are included: `atomic_file`, which writes, `path`,
// `directory`, `mapped_file`, `file_lock`.
//
//   const std::string card = core::read_text("card.json");
//   const std::string small = core::read_text(path_of_a_stranger, 65'536);      // an ordinary file, and no longer than that
//
// POSIX.
#pragma once

#include <fcntl.h>     // O_* (POSIX)
#include <sys/stat.h>  // fstat, stat (POSIX)
#include <unistd.h>    // read (POSIX)

#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <string>   // string, to_string
#include <vector>   // vector

#include <lastro/core/atomic_file.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/file_lock.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/path.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// Reads to the end, of a pipe too; the size that the system reports is only where the buffer begins.
template <class Container>
[[nodiscard]] Container read_whole(const std::string& path) {
    const auto file = descriptor::open(path, O_RDONLY);
    if (!file.valid()) {
        refuse(path, "open for reading", errno);
    }
    struct ::stat status {};
    const bool known = ::fstat(file.number(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
    Container content;
    content.resize(known ? static_cast<std::size_t>(status.st_size) + 1 : 65'536);  // + 1: to meet the end
    std::size_t size = 0;
    for (;;) {
        if (size == content.size()) {
            content.resize(size * 2);
        }
        const auto count =
            uninterrupted([&] { return ::read(file.number(), content.data() + size, content.size() - size); });
        if (count < 0) {
            refuse(path, "read", errno);
        }
        if (count == 0) {
            content.resize(size);
            return content;
        }
        size += static_cast<std::size_t>(count);
    }
}

}  // namespace detail

/// True where `path` names something other than a directory that can be seen.
[[nodiscard]] inline bool file_exists(const std::string& path) noexcept {
    struct ::stat status {};
    return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

/// The whole content of a file. @throws io_error if it cannot be read.
[[nodiscard]] inline std::vector<std::byte> read_file(const std::string& path) {
    return detail::read_whole<std::vector<std::byte>>(path);
}

/// The whole content of a file as text; no encoding is checked. @throws io_error if it cannot be read.
[[nodiscard]] inline std::string read_text(const std::string& path) { return detail::read_whole<std::string>(path); }

/// The same of an ordinary file of at most `at_most` bytes, without waiting for anything: for files of strangers.
///
/// @throws io_error if it is longer, something else, or cannot be read.
[[nodiscard]] inline std::string read_text(const std::string& path, std::size_t at_most) {
    const auto file = detail::descriptor::open(path, O_RDONLY | O_NONBLOCK);
    struct ::stat status {};
    if (!file.valid() || ::fstat(file.number(), &status) != 0) {
        detail::refuse(path, "open for reading", errno);
    }
    require<io_error>(S_ISREG(status.st_mode) && static_cast<std::uint64_t>(status.st_size) <= at_most, path,
                      "a file of at most " + std::to_string(at_most) + " bytes", "another");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t size = 0;
    for (std::size_t count = 1; count > 0 && size < text.size(); size += count) {
        const auto done = detail::uninterrupted([&] { return ::read(file.number(), &text[size], text.size() - size); });
        if (done < 0) {
            detail::refuse(path, "read", errno);
        }
        count = static_cast<std::size_t>(done);
    }
    text.resize(size);
    return text;
}

}  // namespace lastro::inline v0::core
