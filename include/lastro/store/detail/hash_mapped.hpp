// SPDX-License-Identifier: MIT
// lastro/store/detail/hash_mapped.hpp
//
// How is a file hashed that nobody writes to, without copying it out of the system's cache? Mapped, piece by piece, by
// several threads. What others may cut is read instead (copy_file.hpp): behind its new end a mapping answers with a signal.
#pragma once

#include <sys/mman.h>  // madvise, mmap, munmap (POSIX)
#include <sys/stat.h>  // fstat (POSIX)

#include <array>    // array
#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/detail/copy_file.hpp>
#include <lastro/store/detail/ordered_work.hpp>

namespace lastro::inline v0::store::detail {

/// How much is mapped at a time.
inline constexpr std::size_t mapped_parts = 16;
inline constexpr std::size_t mapped_piece = mapped_parts * hash::blake3::part_size;

#ifdef MADV_POPULATE_READ

/// A piece of an open file in memory; where the medium fails, that is known before anything is looked at.
class populated_piece {
public:
    populated_piece(int file, std::uint64_t offset, std::size_t size) noexcept
        : address_(::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, static_cast<::off_t>(offset))), size_(size) {}
    populated_piece(const populated_piece&) = delete;
    populated_piece& operator=(const populated_piece&) = delete;
    ~populated_piece() {
        if (address_ != MAP_FAILED) {
            ::munmap(address_, size_);
        }
    }

    /// Brings it into memory. False where the system cannot do that, the file is shorter, or the disk fails: see errno.
    [[nodiscard]] bool populate() noexcept {
        return address_ != MAP_FAILED && ::madvise(address_, size_, MADV_POPULATE_READ) == 0;
    }
    [[nodiscard]] core::byte_span bytes() const noexcept { return {static_cast<const std::byte*>(address_), size_}; }

private:
    void* address_;
    std::size_t size_;
};

#endif

/// Feeds the first `size` bytes of an open file to a fresh `hasher`, by up to `threads` threads; less only where the file
/// ends before. `advance(bytes)` hears of every piece, in order and in the caller's thread. Tells how many bytes there were.
///
/// @throws io_error
template <class Advance>
std::uint64_t hash_mapped(hash::blake3& hasher, int from, std::uint64_t size, std::size_t threads,
                          const std::string& path, const Advance& advance) {
    struct ::stat status {};
    if (::fstat(from, &status) == 0 && static_cast<std::uint64_t>(status.st_size) < size) {
        size = static_cast<std::uint64_t>(status.st_size);
    }
#ifdef MADV_POPULATE_READ
    const auto begin = static_cast<std::size_t>(size < 4096 ? size : 4096);
    if (begin > 0 && populated_piece{from, 0, begin}.populate()) {
        using parts = std::array<hash::blake3::part, mapped_parts>;
        const std::uint64_t pieces = size / mapped_piece;
        std::vector<parts> places(2 * threads + 2);
        const hash::blake3 fresh = hasher;
        ordered_work(
            static_cast<std::size_t>(pieces), places.size(), threads,
            [&](std::size_t i, std::size_t place) {
                populated_piece piece{from, std::uint64_t{i} * mapped_piece, mapped_piece};
                if (!piece.populate()) {
                    core::detail::refuse(path, "read", errno);
                }
                for (std::size_t k = 0; k < mapped_parts; ++k) {
                    places[place][k] =
                        fresh.part_of(i * mapped_parts + k,
                                      piece.bytes().subspan(k * hash::blake3::part_size, hash::blake3::part_size));
                }
            },
            [&](std::size_t, std::size_t place) {
                for (const hash::blake3::part& part : places[place]) {
                    hasher.update_part(part);
                }
                advance(mapped_piece);
            });
        const auto rest = static_cast<std::size_t>(size - pieces * mapped_piece);
        if (rest > 0) {
            populated_piece piece{from, pieces * mapped_piece, rest};
            if (!piece.populate()) {
                core::detail::refuse(path, "read", errno);
            }
            hasher.update(piece.bytes(), threads);
            advance(rest);
        }
        return size;
    }
#endif
    return hash_descriptor(hasher, from, size, threads, path, advance);  // an older system
}

}  // namespace lastro::inline v0::store::detail
