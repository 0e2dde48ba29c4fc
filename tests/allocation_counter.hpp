// SPDX-License-Identifier: MIT
// tests/allocation_counter.hpp
//
// How often did this program take memory? Replaces operator new and delete: to be included by one file of a program.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

#include <malloc.h>  // malloc_usable_size

namespace lastro_test {

/// Counts every call of operator new since the program began.
inline std::atomic<std::uint64_t> allocations{0};

/// Bytes that were taken by operator new and not given back, and the most there ever were since it was set to less.
inline std::atomic<std::uint64_t> bytes_in_use{0};
inline std::atomic<std::uint64_t> most_bytes_in_use{0};

inline void* added(void* memory) noexcept {
    const std::uint64_t now = bytes_in_use += ::malloc_usable_size(memory);
    std::uint64_t most = most_bytes_in_use;
    while (now > most && !most_bytes_in_use.compare_exchange_weak(most, now)) {
    }
    return memory;
}

[[gnu::noinline]] inline void* counted(std::size_t size, std::size_t alignment) {
    ++allocations;
    const std::size_t least = alignment < sizeof(void*) ? sizeof(void*) : alignment;
    void* memory = std::aligned_alloc(least, (size + least) / least * least);
    return memory != nullptr ? added(memory) : throw std::bad_alloc{};
}

[[gnu::noinline]] inline void released(void* memory) noexcept {
    bytes_in_use -= ::malloc_usable_size(memory);
    std::free(memory);
}

}  // namespace lastro_test

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++lastro_test::allocations;
    return lastro_test::added(std::malloc(size));
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    ++lastro_test::allocations;
    return lastro_test::added(std::malloc(size));
}
void* operator new(std::size_t size) { return lastro_test::counted(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return lastro_test::counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { lastro_test::released(memory); }
void operator delete(void* memory, std::size_t) noexcept { lastro_test::released(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { lastro_test::released(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { lastro_test::released(memory); }
