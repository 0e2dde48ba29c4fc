// SPDX-License-Identifier: MIT
// lastro/stats/detail/heap_array.hpp
//
// Where does a sketch keep its numbers? In an array whose size is fixed when it is made, without the 4,000 preprocessed
// lines of <vector>; and how does it sort them without a buffer?
//
//   detail::heap_array<double> ring{window};      // zeros; copied with its owner
//   detail::heap_sort(ring.data(), n, [](double a, double b) { return a < b; });
//
// References
//   [1] J. W. J. Williams, Algorithm 232: Heapsort, Comm. ACM 7(6), 1964.
#pragma once

#include <cstddef>      // size_t
#include <type_traits>  // is_trivially_copyable_v

namespace lastro::inline v0::stats::detail {

/// `size` values on the heap; a copy has its own. It is never empty-handed: moving is copying.
template <class T>
class heap_array {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    explicit heap_array(std::size_t size) : values_{new T[size]{}}, size_{size} {}
    heap_array(const heap_array& other) : values_{new T[other.size_]}, size_{other.size_} { take(other); }
    heap_array& operator=(const heap_array& other) {
        if (size_ != other.size_) {
            T* const larger = new T[other.size_];
            delete[] values_;
            values_ = larger;
            size_ = other.size_;
        }
        take(other);
        return *this;
    }
    ~heap_array() { delete[] values_; }

    [[nodiscard]] T* data() noexcept { return values_; }
    [[nodiscard]] const T* data() const noexcept { return values_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] T& operator[](std::size_t i) noexcept { return values_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return values_[i]; }

private:
    void take(const heap_array& other) noexcept {
        for (std::size_t i = 0; i < size_; ++i) {
            values_[i] = other.values_[i];
        }
    }

    T* values_;
    std::size_t size_;
};

/// Sorts `values[0, n)` ascending by `less` [1], in place. Equal ones come in an order that depends on where they stood.
template <class T, class Less>
void heap_sort(T* values, std::size_t n, const Less& less) noexcept {
    const auto sift = [&](std::size_t at, std::size_t end) {
        const T value = values[at];
        for (std::size_t child = 2 * at + 1; child < end; child = 2 * at + 1) {
            child += child + 1 < end && less(values[child], values[child + 1]) ? 1U : 0U;
            if (!less(value, values[child])) {
                break;
            }
            values[at] = values[child];
            at = child;
        }
        values[at] = value;
    };
    for (std::size_t i = n / 2; i-- > 0;) {
        sift(i, n);
    }
    for (std::size_t end = n; end-- > 1;) {
        const T largest = values[0];
        values[0] = values[end];
        values[end] = largest;
        sift(0, end);
    }
}

}  // namespace lastro::inline v0::stats::detail
