// SPDX-License-Identifier: MIT
// lastro/core/mapped_file.hpp
//
// How is a large file read without a copy? Its bytes appear in memory as they are touched.
//
//   const core::mapped_file file{"model.safetensors"};
//   parse(file.bytes());                                    // valid while `file` lives
//
// Read-only POSIX mapping. Another process that shortens the file while it is mapped makes reading fail with a signal
// (SIGBUS): map what nobody rewrites in place. Files written by `core::atomic_file` never are.
#pragma once

#include <fcntl.h>     // O_RDONLY (POSIX)
#include <sys/mman.h>  // madvise, mmap, munmap (POSIX)
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // sysconf (POSIX)

#include <cerrno>   // EINVAL, EISDIR, errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uintptr_t
#include <string>   // string
#include <utility>  // swap

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>

namespace lastro::inline v0::core {

/// The bytes of a file, mapped read-only; movable, not copyable.
class mapped_file {
public:
    /// @throws io_error unless `path` is a regular file that can be read.
    explicit mapped_file(const std::string& path) {
        const auto file = detail::descriptor::open(path, O_RDONLY);
        if (!file.valid()) {
            detail::refuse(path, "open for reading", errno);
        }
        struct ::stat status {};
        if (::fstat(file.number(), &status) != 0) {
            detail::refuse(path, "read", errno);
        }
        if (!S_ISREG(status.st_mode)) {
            detail::refuse(path, "map", S_ISDIR(status.st_mode) ? EISDIR : EINVAL);
        }
        size_ = static_cast<std::size_t>(status.st_size);
        if (size_ > 0) {  // an empty mapping does not exist
            void* const address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
            if (address == MAP_FAILED) {
                detail::refuse(path, "map", errno);
            }
            data_ = static_cast<std::byte*>(address);
        }
    }

    mapped_file(mapped_file&& other) noexcept { swap(other); }
    mapped_file& operator=(mapped_file&& other) noexcept {
        swap(other);
        return *this;
    }
    ~mapped_file() {
        if (data_ != nullptr) {
            ::munmap(data_, size_);
        }
    }

    /// Gives pages of this file that were read back to the system, which reads them again where they are asked for: for
    /// walking through more than memory should hold. Whole pages within `part` only.
    static void release(byte_span part) noexcept {
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const auto begin = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
        const auto end = (reinterpret_cast<std::uintptr_t>(part.data()) + part.size()) / page * page;
        if (begin < end) {
            static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED));
        }
    }

    /// The whole file; page-aligned, valid as long as this object is.
    [[nodiscard]] byte_span bytes() const noexcept { return {data_, size_}; }

private:
    void swap(mapped_file& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace lastro::inline v0::core
