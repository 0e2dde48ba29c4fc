// SPDX-License-Identifier: MIT
// lastro/store/detail/copy_file.hpp
//
// How is a file of any size copied, and named by what was really copied?
//
// The copy shares its blocks with the original where the file system can do that (FICLONE), and is hashed then. Else every
// piece is read once, written and hashed from where it was read to, by several threads: a file that changes underneath cannot
// get a wrong name. Nothing is mapped: a file that is cut meanwhile is shorter, and no signal. Memory: a piece for each thread
// and one more.
#pragma once

#include <fcntl.h>   // O_DIRECT, fallocate, fcntl, sync_file_range (Linux)
#include <unistd.h>  // ftruncate, pread, pwrite (POSIX)
#ifdef __linux__
#include <linux/fs.h>   // FICLONE
#include <sys/ioctl.h>  // ioctl
#endif

#include <array>    // array
#include <cerrno>   // EINVAL, errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t, uintptr_t
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/mutex.hpp>
#include <lastro/store/detail/ordered_work.hpp>

namespace lastro::inline v0::store::detail {

/// Files of this size and more are read, copied and hashed alone.
inline constexpr std::uint64_t large_file = std::uint64_t{1} << 20U;

/// How much is read, hashed and written at a time.
inline constexpr std::size_t copy_parts = 4;
inline constexpr std::size_t copy_piece = copy_parts * hash::blake3::part_size;

/// Copies of this size and more pass by the system's cache, where it can do that: they would drive out what others use.
inline constexpr std::uint64_t direct_copy = std::uint64_t{32} << 20U;
inline constexpr std::size_t direct_alignment = 4096;  // of memory, places and sizes

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

/// Makes the system write past its cache, or not any more. Tells whether it can.
inline bool write_directly(int file, bool directly) noexcept {
#if defined(__linux__) && defined(O_DIRECT)
    const int flags = ::fcntl(file, F_GETFL);
    return flags >= 0 && ::fcntl(file, F_SETFL, directly ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
#else
    static_cast<void>(file);
    return !directly;
#endif
}

/// Writes all of `bytes` at `offset`. @throws io_error
inline void write_at(int to, core::byte_span bytes, std::uint64_t offset, const std::string& path) {
    while (!bytes.empty()) {
        const auto some = [&] { return ::pwrite(to, bytes.data(), bytes.size(), static_cast<::off_t>(offset)); };
        auto count = core::detail::uninterrupted(some);
        if (count < 0 && errno == EINVAL && write_directly(to, false)) {  // a file system that wants it otherwise
            count = core::detail::uninterrupted(some);
        }
        if (count < 0) {
            core::detail::refuse(path, "write", errno);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

/// Feeds the first `size` bytes of an open file to a fresh `hasher`, and gives each piece to `write(bytes, offset)` before,
/// all by up to `threads` threads; less only where the file ends before. `advance(bytes)` hears of every piece, in order and
/// in the caller's thread.
///
/// @throws io_error
template <class Write, class Advance>
void read_pieces(hash::blake3& hasher, int from, std::uint64_t size, std::size_t threads, const std::string& path,
                 const Write& write, const Advance& advance) {
    struct piece {
        std::vector<std::byte> memory = std::vector<std::byte>(copy_piece + direct_alignment);
        std::byte* bytes = memory.data() + (0 - reinterpret_cast<std::uintptr_t>(memory.data())) % direct_alignment;
        std::size_t count = 0;
        std::array<hash::blake3::part, copy_parts> parts = {};
    };
    const std::uint64_t pieces = (size + copy_piece - 1) / copy_piece;
    if (pieces == 0) {
        return;
    }
    const std::size_t busy = threads > 1 ? threads + 1 : 1;  // as few as give every thread work: they stay in the cache
    std::vector<piece> places(pieces < busy ? static_cast<std::size_t>(pieces) : busy);
    const hash::blake3 fresh = hasher;
    ordered_work(
        static_cast<std::size_t>(pieces), places.size(), threads,
        [&](std::size_t i, std::size_t place) {
            piece& here = places[place];
            const std::uint64_t offset = std::uint64_t{i} * copy_piece;
            const std::uint64_t left = size - offset;
            here.count = read_at(from, here.bytes, left < copy_piece ? static_cast<std::size_t>(left) : copy_piece,
                                 offset, path);
            write(core::byte_span{here.bytes, here.count}, offset);
            for (std::size_t k = 0; k < copy_parts && here.count == copy_piece; ++k) {
                here.parts[k] = fresh.part_of(i * copy_parts + k,
                                              {here.bytes + k * hash::blake3::part_size, hash::blake3::part_size});
            }
        },
        [&](std::size_t i, std::size_t place) {
            const piece& here = places[place];
            if (hasher.size() != std::uint64_t{i} * copy_piece) {
                return;  // the file was cut meanwhile: it ends where a piece before this one has ended
            }
            for (std::size_t k = 0; k < copy_parts && here.count == copy_piece; ++k) {
                hasher.update_part(here.parts[k]);
            }
            if (here.count < copy_piece) {
                hasher.update({here.bytes, here.count});
            }
            advance(here.count);
        });
}

/// The same, and writes nothing. Tells how many bytes there were.
template <class Advance>
std::uint64_t hash_descriptor(hash::blake3& hasher, int from, std::uint64_t size, std::size_t threads,
                              const std::string& path, const Advance& advance) {
    read_pieces(
        hasher, from, size, threads, path, [](core::byte_span, std::uint64_t) {}, advance);
    return hasher.size();
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

/// Lets a file end after `size` bytes. @throws io_error
inline void cut_at(int file, std::uint64_t size, const std::string& path) {
    if (core::detail::uninterrupted([&] { return ::ftruncate(file, static_cast<::off_t>(size)); }) != 0) {
        core::detail::refuse(path, "write", errno);
    }
}

/// What a copy is.
struct copied_file {
    hash::digest digest = {};
    std::uint64_t bytes = 0;
};

/// Copies the first `size` bytes of the open file `from`, less only where it ends before, to the open and empty file `to`
/// (read and write), and hashes what was copied. `advance(bytes)` hears of every piece.
///
/// @throws io_error
template <class Advance>
[[nodiscard]] copied_file copy_descriptor(int from, int to, std::uint64_t size, std::size_t threads,
                                          const std::string& from_path, const std::string& to_path,
                                          const Advance& advance) {
    hash::blake3 hasher;
    if (clone_descriptor(from, to)) {
        hash_descriptor(hasher, to, size, threads, to_path, advance);
        cut_at(to, hasher.size(), to_path);
        return {.digest = hasher.finalize(), .bytes = hasher.size()};
    }
#ifdef FALLOC_FL_KEEP_SIZE
    static_cast<void>(::fallocate(to, FALLOC_FL_KEEP_SIZE, 0, static_cast<::off_t>(size)));  // one extent; a hint
#endif
    std::uint64_t begun = 0;
    if (size >= direct_copy) {
        static_cast<void>(write_directly(to, true));
    }
    mutex one_writer;  // the system lets only one write at the end of a file anyway, and the others spin
    const auto write = [&](core::byte_span bytes, std::uint64_t offset) {
        const turn mine{one_writer};
        if (bytes.size() % direct_alignment != 0) {
            static_cast<void>(write_directly(to, false));  // the end of the file
        }
        write_at(to, bytes, offset, to_path);
    };
    const auto written = [&](std::uint64_t bytes) {
#ifdef SYNC_FILE_RANGE_WRITE
        // The disk begins now and not at the sync at the end. A hint: what it answers does not matter.
        constexpr std::uint64_t least = std::uint64_t{4} << 20U;
        if (hasher.size() - begun >= least) {
            static_cast<void>(::sync_file_range(to, static_cast<::off_t>(begun),
                                                static_cast<::off_t>(hasher.size() - begun), SYNC_FILE_RANGE_WRITE));
            begun = hasher.size();
        }
#endif
        advance(bytes);
    };
    read_pieces(hasher, from, size, threads, from_path, write, written);
    if (hasher.size() < size) {  // what was behind the cut may have come back, and been copied
        cut_at(to, hasher.size(), to_path);
    }
    return {.digest = hasher.finalize(), .bytes = hasher.size()};
}

}  // namespace lastro::inline v0::store::detail
