// SPDX-License-Identifier: MIT
// lastro/core/mapped_file.hpp
//
// How is a large file read without a copy? Its bytes appear in memory as they are touched.
//
//   const core::mapped_file file{"model.safetensors"};
//   parse(file.bytes());                                    // valid while `file` lives
//
// Read-only POSIX mapping; small files are read instead. Another process that shortens the file while it is mapped makes reading fail with a signal
// (SIGBUS): map what nobody rewrites in place. Files written by `core::atomic_file` never are.
#pragma once

#include <fcntl.h>     // O_RDONLY (POSIX)
#include <sys/mman.h>  // madvise, mmap, munmap (POSIX)
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // read, sysconf (POSIX)

#include <cerrno>   // EINVAL, EISDIR, errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uintptr_t
#include <new>      // align_val_t
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
        const auto file = detail::descriptor::open(path, O_RDONLY | O_NONBLOCK);  // of a pipe: no waiting
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
        if (size_ > small) {
            void* const address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
            if (address == MAP_FAILED) {
                detail::refuse(path, "map", errno);
            }
            data_ = static_cast<std::byte*>(address);
            mapped_ = true;
        } else if (size_ > 0) {
            data_ = static_cast<std::byte*>(::operator new(size_, alignment));
            if (const int code = read(file.number()); code != 0) {
                ::operator delete(data_, alignment);
                detail::refuse(path, "read", code);
            }
        }
    }

    mapped_file(mapped_file&& other) noexcept { swap(other); }
    mapped_file& operator=(mapped_file&& other) noexcept {
        swap(other);
        return *this;
    }
    ~mapped_file() {
        if (mapped_) {
            ::munmap(data_, size_);
        } else {
            ::operator delete(data_, alignment);
        }
    }

    /// Gives pages of a file that were read back to the system, which reads them again where they are asked for: for
    /// walking through more than memory should hold. Whole pages within `part`; a part of 256 KiB or less stays.
    static void release(byte_span part) noexcept {
        const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        const auto begin = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
        const auto end = (reinterpret_cast<std::uintptr_t>(part.data()) + part.size()) / page * page;
        if (part.size() > small && begin < end) {  // what is not larger may not be mapped
            static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED));
        }
    }

    /// The whole file; page-aligned, valid as long as this object is.
    [[nodiscard]] byte_span bytes() const noexcept { return {data_, size_}; }

private:
    static constexpr std::size_t small = std::size_t{256} << 10U;  // up to here reading costs less than mapping
    static constexpr std::align_val_t alignment{4096};

    /// Fills the buffer; a file that ends before is as long as it is. What the system says, or 0.
    [[nodiscard]] int read(int file) noexcept {
        std::size_t done = 0;
        while (done < size_) {
            const auto count = detail::uninterrupted([&] { return ::read(file, data_ + done, size_ - done); });
            if (count < 0) {
                return errno;
            }
            if (count == 0) {
                size_ = done;
            }
            done += static_cast<std::size_t>(count);
        }
        return 0;
    }

    void swap(mapped_file& other) noexcept {
        std::swap(mapped_, other.mapped_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }

    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    bool mapped_ = false;  // or read
};

}  // namespace lastro::inline v0::core
