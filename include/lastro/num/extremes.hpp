// SPDX-License-Identifier: MIT
// lastro/num/extremes.hpp
//
// Which number is the smallest or largest, and where does it stand first?
//
//   const double top = num::max(scores);
//   const std::size_t winner = num::argmax(scores);      // scores[winner] is top, to the bit
//
// A NaN is never dropped: if there is one, min and max are NaN, and argmin and argmax tell where the first one stands.
// -0.0 counts as smaller than 0.0, as in the minimum and maximum of IEEE 754-2019 [1]; so the result does not depend on
// the order of the numbers. Among equals the first index wins.
//
// References
//   [1] IEEE Std 754-2019, Floating-Point Arithmetic, section 9.6.
#pragma once

#include <bit>        // bit_cast
#include <cstddef>    // size_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string

#include <lastro/num/pack.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num {

namespace detail {

template <class T>
inline constexpr bits_of<T> sign_bit = std::bit_cast<bits_of<T>>(T{-0.0F});

/// The smallest of x[0 .. n), n > 0, in IEEE's order, a NaN if there is one; with `Mirrored`, of the numbers -x.
///
/// Four packs run side by side; the last round reaches back over numbers already seen, which changes no minimum.
template <bool Mirrored>
struct smallest_text {
    template <class P, class T>
    [[gnu::always_inline]] static P load(const T* x) {
        if constexpr (Mirrored) {
            return bits_add(P::load(x), sign_bit<T>);
        } else {
            return P::load(x);
        }
    }

    /// Zeros of both signs are equal here, and NaN is never smaller; but 0 x is NaN for every x that is not finite.
    template <std::size_t At, class P, class T, std::size_t Count>
    [[gnu::always_inline]] static void see(P (&least)[Count], P (&finite)[Count], const T* x) {
        if constexpr (At < Count) {
            const P value = load<P>(x + At * P::size);
            least[At] = select(less(value, least[At]), value, least[At]);
            finite[At] = fma(value, P::all(0), finite[At]);
            see<At + 1>(least, finite, x);
        }
    }

    template <std::size_t At, class P, class T, std::size_t Count>
    [[gnu::always_inline]] static void begin(P (&least)[Count], P (&finite)[Count], const T* x) {
        if constexpr (At < Count) {
            least[At] = load<P>(x);
            finite[At] = P::all(0);
            begin<At + 1>(least, finite, x);
        }
    }

    template <std::size_t At, class P, class T, std::size_t Count>
    [[gnu::always_inline]] static void store(const P (&packs)[Count], T* to) {
        if constexpr (At < Count) {
            packs[At].store(to + At * P::size);
            store<At + 1>(packs, to);
        }
    }

    /// The first NaN, or 0 if there is none.
    template <class T>
    [[gnu::always_inline]] static T first_nan(const T* x, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) {
            if (x[i] != x[i]) {
                return x[i];
            }
        }
        return T{0};
    }

    /// -0.0 if there is one, else 0.0: the signs of all zeros, or-ed.
    template <class P, class T>
    [[gnu::always_inline]] static T smallest_zero(const T* x, std::size_t n) {
        P zeros = P::all(0);
        for (std::size_t i = 0; i < n; i += P::size) {
            const P value = load<P>(x + (n - i < P::size ? n - P::size : i));
            zeros = bits_or(zeros, select(equal(value, P::all(0)), value, P::all(0)));
        }
        T values[P::size];
        zeros.store(values);
        for (const T value : values) {
            if (std::bit_cast<bits_of<T>>(value) != 0) {
                return T{-0.0F};
            }
        }
        return T{0};
    }

    template <class P, class T>
    [[gnu::always_inline]] static T over(const T* x, std::size_t n) {
        constexpr std::size_t registers = 4;
        constexpr std::size_t step = registers * P::size;
        P least[registers];
        P finite[registers];
        begin<0>(least, finite, x);
        for (std::size_t i = 0; i < n; i += step) {
            see<0>(least, finite, x + (n - i < step ? n - step : i));
        }
        T values[step];
        store<0>(finite, static_cast<T*>(values));
        if (first_nan(static_cast<const T*>(values), step) != T{0}) {  // a NaN or an infinity
            if (const T nan = first_nan(x, n); nan != T{0}) {
                return nan;
            }
        }
        store<0>(least, static_cast<T*>(values));
        T found = values[0];
        for (const T value : values) {
            found = value < found ? value : found;
        }
        return found == T{0} ? smallest_zero<P>(x, n) : found;
    }

    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static T run(const T* x, std::size_t n) {
        if (n >= 4 * Pack::size) {
            return over<Pack>(x, n);
        }
        T padded[4 * Pack::size];  // the first number fills the rest
        for (std::size_t i = 0; i < 4 * Pack::size; ++i) {
            padded[i] = x[i < n ? i : 0];
        }
        return over<Pack>(static_cast<const T*>(padded), 4 * Pack::size);
    }
};

/// a comes before b in IEEE's order, in which NaN comes first.
template <class T>
[[nodiscard]] bool precedes(T a, T b) noexcept {
    if (a == b) {
        return std::bit_cast<bits_of<T>>(a) > std::bit_cast<bits_of<T>>(b);  // -0.0 before 0.0
    }
    return a < b || (a != a && b == b);
}

template <class T>
struct extreme {
    T value;
    std::size_t block;  ///< Where the block begins that holds it first.
};

/// The smallest number, or the smallest of all -x, and its block. Precondition: there are numbers.
template <bool Mirrored, class T>
[[nodiscard]] extreme<T> smallest(std::span<const T> x) noexcept {
    constexpr std::size_t block = 4096;
    extreme<T> best{};
    for (std::size_t i = 0; i < x.size(); i += block) {
        const T found =
            run_packed<smallest_text<Mirrored>, T>(x.data() + i, x.size() - i < block ? x.size() - i : block);
        if (i == 0 || precedes(found, best.value)) {
            best = {found, i};
        }
        if (found != found) {
            break;
        }
    }
    return best;
}

template <class T>
void require_values(const char* where, std::span<const T> x) {
    if (x.empty()) {
        throw std::invalid_argument{std::string{where} + ": expected at least one value, found none"};
    }
}

template <bool Mirrored, class T>
[[nodiscard]] T extreme_of(const char* where, std::span<const T> x) {
    require_values(where, x);
    const T found = smallest<Mirrored>(x).value;
    return found != found ? std::numeric_limits<T>::quiet_NaN() : Mirrored ? -found : found;
}

template <bool Mirrored, class T>
[[nodiscard]] std::size_t index_of_extreme(const char* where, std::span<const T> x) {
    require_values(where, x);
    const auto [found, block] = smallest<Mirrored>(x);
    std::size_t i = block;
    if (found != found) {
        while (x[i] == x[i]) {
            ++i;
        }
        return i;
    }
    const auto wanted = std::bit_cast<bits_of<T>>(Mirrored ? -found : found);
    while (std::bit_cast<bits_of<T>>(x[i]) != wanted) {
        ++i;
    }
    return i;
}

}  // namespace detail

/// The smallest number.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline double(min)(std::span<const double> x) { return detail::extreme_of<false>("num::min", x); }
[[nodiscard]] inline float(min)(std::span<const float> x) { return detail::extreme_of<false>("num::min", x); }

/// The largest number.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline double(max)(std::span<const double> x) { return detail::extreme_of<true>("num::max", x); }
[[nodiscard]] inline float(max)(std::span<const float> x) { return detail::extreme_of<true>("num::max", x); }

/// Where the smallest number stands first: x[argmin(x)] is min(x), to the bit.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline std::size_t argmin(std::span<const double> x) {
    return detail::index_of_extreme<false>("num::argmin", x);
}
[[nodiscard]] inline std::size_t argmin(std::span<const float> x) {
    return detail::index_of_extreme<false>("num::argmin", x);
}

/// Where the largest number stands first: x[argmax(x)] is max(x), to the bit.
/// @throws std::invalid_argument if there are no values.
[[nodiscard]] inline std::size_t argmax(std::span<const double> x) {
    return detail::index_of_extreme<true>("num::argmax", x);
}
[[nodiscard]] inline std::size_t argmax(std::span<const float> x) {
    return detail::index_of_extreme<true>("num::argmax", x);
}

}  // namespace lastro::inline v0::num
