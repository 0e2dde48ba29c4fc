// SPDX-License-Identifier: MIT
// lastro/store/detail/copy_file.hpp
//
// How is a file of any size copied, and named by what was really copied?
//
// The copy shares its blocks with the original where the file system can do that (FICLONE); else the system copies it
// piece by piece, and another thread hashes each piece of the copy while the next one is on its way. What is hashed is
// the copy: a file that changes underneath cannot get a wrong name. Memory: two pieces.
#pragma once

#include <fcntl.h>     // sync_file_range (Linux)
#include <sys/mman.h>  // madvise, mmap, munmap (POSIX)
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // copy_file_range (Linux), pread, read, write (POSIX)
#ifdef __linux__
#include <linux/fs.h>   // FICLONE
#include <sys/ioctl.h>  // ioctl
#endif

#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store::detail {

/// Files of this size and more are read, copied and hashed alone.
inline constexpr std::uint64_t large_file = std::uint64_t{1} << 20U;

/// How much is copied, hashed or mapped at a time.
inline constexpr std::size_t copy_piece = std::size_t{2} << 20U;
inline constexpr std::size_t mapped_piece = std::size_t{16} << 20U;

/// Reads `size` bytes at `offset`, less only at the end of the file. @throws io_error
[[nodiscard]] inline std::size_t read_at(int from, std::byte* to, std::size_t size, std::uint64_t offset,
                                         const std::string& path) {
    std::size_t done = 0;
    while (done < size) {
        const auto count = core::detail::uninterrupted(
            [&] { return ::pread(from, to + done, size - done, static_cast<::off_t>(offset + done)); });
        if (count < 0) {
            core::detail::refuse(path, "read", errno);
        }
        if (count == 0) {
            break;
        }
        done += static_cast<std::size_t>(count);
    }
    return done;
}

/// Writes all of `bytes` where the file stands. @throws io_error
inline void write_all(int to, core::byte_span bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto count = core::detail::uninterrupted([&] { return ::write(to, bytes.data(), bytes.size()); });
        if (count < 0) {
            core::detail::refuse(path, "write", errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

/// Feeds the first `size` bytes of an open file to `hasher`, by up to `threads` threads; less only where the file ends
/// before. `advance(bytes)` hears of every piece. Tells how many bytes there were.
///
/// @throws io_error also where the medium fails, which a mapping alone would answer with a signal.
template <class Advance>
std::uint64_t hash_descriptor(hash::blake3& hasher, int from, std::uint64_t size, std::size_t threads,
                              const std::string& path, const Advance& advance) {
    std::uint64_t at = 0;
    struct ::stat status {};
    if (::fstat(from, &status) == 0 && static_cast<std::uint64_t>(status.st_size) < size) {
        size = static_cast<std::uint64_t>(status.st_size);  // a mapping shows zeros behind the end, up to its page's
    }
#ifdef MADV_POPULATE_READ
    for (; at < size; at += mapped_piece) {
        const std::uint64_t left = size - at;
        const std::size_t piece = left < mapped_piece ? static_cast<std::size_t>(left) : mapped_piece;
        struct mapping {
            void* address;
            std::size_t size;
            ~mapping() {
                if (address != MAP_FAILED) {
                    ::munmap(address, size);
                }
            }
        } const view{::mmap(nullptr, piece, PROT_READ, MAP_SHARED, from, static_cast<::off_t>(at)), piece};
        if (view.address == MAP_FAILED || ::madvise(view.address, piece, MADV_POPULATE_READ) != 0) {
            break;  // an older system, a shorter file or a failing disk: reading will tell
        }
        hasher.update({static_cast<const std::byte*>(view.address), piece}, threads);
        advance(piece);
    }
#endif
    std::vector<std::byte> buffer(at < size ? copy_piece : 0);
    while (at < size) {
        const std::uint64_t left = size - at;
        const std::size_t wanted = left < buffer.size() ? static_cast<std::size_t>(left) : buffer.size();
        const std::size_t count = read_at(from, buffer.data(), wanted, at, path);
        hasher.update(core::byte_span{buffer}.first(count), threads);
        advance(count);
        at += count;
        if (count < wanted) {
            return at;
        }
    }
    return size;
}

/// Makes `to`, an empty file, share the blocks of `from`. Tells whether the file system can.
[[nodiscard]] inline bool clone_descriptor(int from, int to) noexcept {
#ifdef FICLONE
    return ::ioctl(to, FICLONE, from) == 0;
#else
    static_cast<void>(from), static_cast<void>(to);
    return false;
#endif
}

/// Copies on from where both files stand; less only at the end of `from`.
class piecewise_copy {
public:
    piecewise_copy(int from, int to, const std::string& from_path, const std::string& to_path)
        : from_(from), to_(to), from_path_(&from_path), to_path_(&to_path) {}

    /// @throws io_error
    [[nodiscard]] std::size_t copy(std::size_t size) {
        std::size_t done = 0;
        while (done < size) {
            const std::size_t count = some(size - done);
            if (count == 0) {
                break;
            }
            done += count;
        }
#ifdef SYNC_FILE_RANGE_WRITE
        // The disk begins now and not at the sync at the end. A hint: what it answers does not matter.
        static_cast<void>(
            ::sync_file_range(to_, static_cast<::off_t>(at_), static_cast<::off_t>(done), SYNC_FILE_RANGE_WRITE));
#endif
        at_ += done;
        return done;
    }

private:
    [[nodiscard]] std::size_t some(std::size_t size) {
#ifdef __linux__
        if (by_system_) {
            const auto count =
                core::detail::uninterrupted([&] { return ::copy_file_range(from_, nullptr, to_, nullptr, size, 0); });
            if (count > 0) {
                return static_cast<std::size_t>(count);
            }
            by_system_ = false;  // other file systems, special ones, or the end: reading will tell
        }
#endif
        buffer_.resize(copy_piece);
        const std::size_t wanted = size < buffer_.size() ? size : buffer_.size();
        const auto count = core::detail::uninterrupted([&] { return ::read(from_, buffer_.data(), wanted); });
        if (count < 0) {
            core::detail::refuse(*from_path_, "read", errno);
        }
        write_all(to_, core::byte_span{buffer_}.first(static_cast<std::size_t>(count)), *to_path_);
        return static_cast<std::size_t>(count);
    }

    int from_;
    int to_;
    const std::string* from_path_;
    const std::string* to_path_;
    std::uint64_t at_ = 0;
    bool by_system_ = true;
    std::vector<std::byte> buffer_;
};

/// What a copy is.
struct copied_file {
    hash::digest digest = {};
    std::uint64_t bytes = 0;
};

/// Copies the open file `from` to the open and empty file `to` (read and write), and hashes what arrived.
/// `advance(bytes)` hears of every piece.
///
/// @throws io_error
template <class Advance>
[[nodiscard]] copied_file copy_descriptor(int from, int to, std::uint64_t size, std::size_t threads,
                                          const std::string& from_path, const std::string& to_path,
                                          const Advance& advance) {
    hash::blake3 hasher;
    if (clone_descriptor(from, to)) {
        const std::uint64_t bytes = hash_descriptor(hasher, to, size, threads, to_path, advance);
        return {.digest = hasher.finalize(), .bytes = bytes};
    }
    piecewise_copy copy{from, to, from_path, to_path};
    std::vector<std::byte> arrived(copy_piece);
    core::thread_team team{threads > 1 ? std::size_t{2} : std::size_t{1}};
    std::uint64_t hashed = 0;
    std::size_t ready = copy.copy(copy_piece);
    while (ready > 0) {
        std::size_t next = 0;
        team.parallel_for(2, [&](std::size_t task) {
            if (task == 0) {
                next = ready == copy_piece ? copy.copy(copy_piece) : 0;
            } else {
                const std::size_t count = read_at(to, arrived.data(), ready, hashed, to_path);
                hasher.update(core::byte_span{arrived}.first(count));
            }
        });
        hashed += ready;
        advance(ready);
        ready = next;
    }
    return {.digest = hasher.finalize(), .bytes = hasher.size()};
}

}  // namespace lastro::inline v0::store::detail
