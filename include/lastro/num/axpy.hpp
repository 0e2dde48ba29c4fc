// SPDX-License-Identifier: MIT
// lastro/num/axpy.hpp
//
// How are two long vectors combined, number by number?
//
//   num::axpy(0.5, x, y);     // y = 0.5 x + y, one rounding per number
//   num::add(x, y);           // y = x + y
//   num::scale(0.5, y);       // y = 0.5 y
//
// Each number is one IEEE operation of its own, so every instruction set gives the same bits.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uintptr_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string

#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num {

namespace detail {

struct axpy_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(T a, const T* x, T* y, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            fma(Pack::all(a), Pack::load(x + i), Pack::load(y + i)).store(y + i);
        }
        for (; i < n; ++i) {
            fma(Single::all(a), Single::load(x + i), Single::load(y + i)).store(y + i);
        }
    }
};

struct add_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* x, T* y, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            (Pack::load(y + i) + Pack::load(x + i)).store(y + i);
        }
        for (; i < n; ++i) {
            y[i] = y[i] + x[i];
        }
    }
};

struct scale_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(T a, T* y, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            (Pack::load(y + i) * Pack::all(a)).store(y + i);
        }
        for (; i < n; ++i) {
            y[i] = y[i] * a;
        }
    }
};

/// y = x - a.
struct subtract_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* x, T a, T* y, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            (Pack::load(x + i) - Pack::all(a)).store(y + i);
        }
        for (; i < n; ++i) {
            y[i] = x[i] - a;
        }
    }
};

/// y = y / a.
struct divide_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(T* y, T a, std::size_t n) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            (Pack::load(y + i) / Pack::all(a)).store(y + i);
        }
        for (; i < n; ++i) {
            y[i] = y[i] / a;
        }
    }
};

/// True if the two share memory without being the same numbers.
template <class T>
[[nodiscard]] bool overlap_partly(const T* x, const T* y, std::size_t n) noexcept {
    const auto first = reinterpret_cast<std::uintptr_t>(x);
    const auto second = reinterpret_cast<std::uintptr_t>(y);
    const std::uintptr_t apart = first < second ? second - first : first - second;
    return apart != 0 && apart < n * sizeof(T);
}

template <class T>
void require_pair(const char* where, std::span<const T> x, std::span<const T> y) {
    if (x.size() != y.size()) {
        throw std::invalid_argument{std::string{where} + ": expected x and y of one length, found " +
                                    std::to_string(x.size()) + " and " + std::to_string(y.size()) + " values"};
    }
    if (overlap_partly(x.data(), y.data(), x.size())) {
        throw std::invalid_argument{std::string{where} +
                                    ": expected x and y apart, or one and the same, found that they overlap"};
    }
}

template <class T>
void axpy_spans(T a, std::span<const T> x, std::span<T> y) {
    require_pair<T>("num::axpy", x, y);
    run_packed<axpy_text, T>(a, x.data(), y.data(), x.size());
}

template <class T>
void add_spans(std::span<const T> x, std::span<T> y) {
    require_pair<T>("num::add", x, y);
    run_packed<add_text, T>(x.data(), y.data(), x.size());
}

}  // namespace detail

/// y[i] = fma(a, x[i], y[i]); x may be y itself.
/// @throws std::invalid_argument if the lengths differ or x and y overlap in part.
inline void axpy(double a, std::span<const double> x, std::span<double> y) { detail::axpy_spans(a, x, y); }
inline void axpy(float a, std::span<const float> x, std::span<float> y) { detail::axpy_spans(a, x, y); }

/// y[i] = y[i] + x[i]; x may be y itself.
/// @throws std::invalid_argument if the lengths differ or x and y overlap in part.
inline void add(std::span<const double> x, std::span<double> y) { detail::add_spans(x, y); }
inline void add(std::span<const float> x, std::span<float> y) { detail::add_spans(x, y); }

/// y[i] = a y[i], rounded on its own.
inline void scale(double a, std::span<double> y) {
    detail::run_packed<detail::scale_text, double>(a, y.data(), y.size());
}
inline void scale(float a, std::span<float> y) { detail::run_packed<detail::scale_text, float>(a, y.data(), y.size()); }

}  // namespace lastro::inline v0::num
