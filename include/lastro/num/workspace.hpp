// SPDX-License-Identifier: MIT
// lastro/num/workspace.hpp
//
// Where do the copies of a product live? On the stack while they are small, so that small products take no memory.
#pragma once

#include <cstddef>  // size_t
#include <new>      // align_val_t

namespace lastro::inline v0::num::detail {

/// Numbers that nobody has set, from a multiple of 64 bytes on: up to 36 KiB on the stack, more on the heap.
template <class T>
class workspace {
public:
    static constexpr std::size_t near = 36864 / sizeof(T);  // a panel of 32 KiB and its slack

    explicit workspace(std::size_t size)
        : heap_{size <= near ? nullptr : static_cast<T*>(::operator new (size * sizeof(T), std::align_val_t{64}))} {}
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;
    ~workspace() { ::operator delete (heap_, std::align_val_t{64}); }

    [[nodiscard]] T* data() noexcept { return heap_ == nullptr ? stack_ : heap_; }

private:
    T* heap_;
    alignas(64) T stack_[near];
};

}  // namespace lastro::inline v0::num::detail
