// SPDX-License-Identifier: MIT
// lastro/num/workspace.hpp
//
// Where do the copies of a product live? On the stack while they are small, so that small products take no memory. For
// larger ones on the heap; who computes many can keep that memory from one to the next.
//
//   num::product_memory memory;
//   num::gemm(c, a, b, {.memory = &memory});             // takes what it needs, if it needs any
//   num::gemm(d, a, b, {.memory = &memory});             // takes nothing
#pragma once

#include <cstddef>  // size_t
#include <new>      // align_val_t

namespace lastro::inline v0::num {

/// Memory for the copies of products, one product at a time. It grows to what the largest needs. A copy begins empty.
class product_memory {
public:
    product_memory() = default;
    product_memory(const product_memory&) noexcept {}
    product_memory& operator=(const product_memory&) noexcept { return *this; }
    ~product_memory() { give_back(); }

    /// At least so many bytes that nobody has set, from a multiple of 64 on, until the next call.
    [[nodiscard]] void* at_least(std::size_t bytes) {
        if (size_ < bytes) {
            give_back();
            memory_ = ::operator new (bytes, std::align_val_t{64});
            size_ = bytes;
        }
        return memory_;
    }

private:
    void give_back() noexcept {
        ::operator delete (memory_, std::align_val_t{64});
        memory_ = nullptr;
        size_ = 0;
    }

    void* memory_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/// Numbers that nobody has set, from a multiple of 64 bytes on: up to 36 KiB on the stack, more in `kept` or the heap.
template <class T>
class workspace {
public:
    static constexpr std::size_t near = 36864 / sizeof(T);  // a panel of 32 KiB and its slack

    explicit workspace(std::size_t size, product_memory* kept = nullptr)
        : data_{size <= near ? stack_ : static_cast<T*>((kept != nullptr ? *kept : own_).at_least(size * sizeof(T)))} {}
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;

    [[nodiscard]] T* data() noexcept { return data_; }

private:
    product_memory own_;
    T* data_;
    alignas(64) T stack_[near];
};

}  // namespace detail

}  // namespace lastro::inline v0::num
