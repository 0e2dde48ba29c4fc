// SPDX-License-Identifier: MIT
// lastro/artifact/tensor_shape.hpp
//
// How long is a tensor in each of its dimensions?
//
//   const artifact::tensor_shape shape{2, 3};              // rows, columns; {} is one number
//   shape == std::vector<std::uint64_t>{2, 3};             // true
//
// A list of sizes that takes no memory of its own for vectors and matrices: headers of large models hold a hundred thousand.
#pragma once

#include <array>             // array
#include <cstddef>           // size_t
#include <cstdint>           // uint64_t
#include <initializer_list>  // initializer_list
#include <memory>            // make_unique, unique_ptr
#include <span>              // span
#include <utility>           // swap
#include <vector>            // vector

namespace lastro::inline v0::artifact {

/// The sizes of a tensor's dimensions, the slowest first; a regular value, and a contiguous range.
class tensor_shape {
public:
    using value_type = std::uint64_t;

    tensor_shape() noexcept = default;
    tensor_shape(std::initializer_list<std::uint64_t> sizes) : tensor_shape(std::span{sizes.begin(), sizes.size()}) {}
    tensor_shape(const std::vector<std::uint64_t>& sizes) : tensor_shape(std::span{sizes}) {}  // a list of sizes, too
    explicit tensor_shape(std::span<const std::uint64_t> sizes) { assign(sizes); }
    tensor_shape(const tensor_shape& other) : tensor_shape(std::span{other.begin(), other.size()}) {}
    tensor_shape(tensor_shape&& other) noexcept { swap(other); }
    tensor_shape& operator=(tensor_shape other) noexcept {
        swap(other);
        return *this;
    }
    ~tensor_shape() = default;

    /// Takes these sizes, which must not be its own.
    void assign(std::span<const std::uint64_t> sizes) {
        many_ = sizes.size() > few ? std::make_unique<std::uint64_t[]>(sizes.size()) : nullptr;
        rank_ = sizes.size();
        std::uint64_t* const to = rank_ > few ? many_.get() : few_.data();
        for (std::size_t i = 0; i < rank_; ++i) {
            to[i] = sizes[i];
        }
    }

    [[nodiscard]] const std::uint64_t* data() const noexcept { return rank_ > few ? many_.get() : few_.data(); }
    [[nodiscard]] std::size_t size() const noexcept { return rank_; }
    [[nodiscard]] bool empty() const noexcept { return rank_ == 0; }
    [[nodiscard]] const std::uint64_t* begin() const noexcept { return data(); }
    [[nodiscard]] const std::uint64_t* end() const noexcept { return data() + rank_; }
    [[nodiscard]] std::uint64_t operator[](std::size_t i) const noexcept { return data()[i]; }
    [[nodiscard]] std::uint64_t back() const noexcept { return data()[rank_ - 1]; }

    friend bool operator==(const tensor_shape& a, const tensor_shape& b) noexcept {
        bool equal = a.rank_ == b.rank_;
        for (std::size_t i = 0; equal && i < a.rank_; ++i) {
            equal = a[i] == b[i];
        }
        return equal;
    }

private:
    static constexpr std::size_t few = 2;

    void swap(tensor_shape& other) noexcept {
        std::swap(few_, other.few_);
        std::swap(rank_, other.rank_);
        std::swap(many_, other.many_);
    }

    std::array<std::uint64_t, few> few_{};
    std::size_t rank_ = 0;
    std::unique_ptr<std::uint64_t[]> many_ = {};  // all of them, where there are more
};

}  // namespace lastro::inline v0::artifact
