// SPDX-License-Identifier: MIT
// lastro/num/profile.hpp
//
// Does this process compute as IEEE 754 and this library say it does? The canary that runs before a training.
//
//   num::require_strict();                              // throws and names what is wrong; takes about a microsecond
//   const num::profile here = num::measure_profile();   // goes into the record of a run
//   std::cout << to_string(here);                       // "to nearest, subnormal results kept, ..., avx2"
//   std::cout << difference(there, here);               // "instructions: expected avx512, found avx2"
//
// The rounding mode and the flushing of subnormals belong to the thread and can be changed by anybody, even by
// loading a library that was linked with -ffast-math.
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <string>   // string

#include <lastro/core/error.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::num {

/// How the calling thread computes. The last two members are for the record only: no result depends on them.
struct profile {
    bool rounds_to_nearest = false;         ///< The default rounding mode is on.
    bool keeps_subnormal_results = false;   ///< False: flush-to-zero is on.
    bool keeps_subnormal_operands = false;  ///< False: denormals-are-zero is on.
    bool keeps_signed_zeros = false;        ///< -0 + 0 is +0 in this program's own arithmetic.
    bool rounds_to_double = false;          ///< False: results are kept in a wider format, as by the x87.
    std::uint64_t elementary_hash = 0;      ///< Of exp, log and tanh at fixed arguments.
    std::uint64_t product_hash = 0;         ///< Of a sum, a dot product and a matrix product of fixed numbers.
    bool compiler_fuses = false;            ///< This program's own a * b + c is fused.
    level instructions = level::portable;   ///< The kernels in use.

    friend bool operator==(const profile&, const profile&) = default;
};

namespace detail {

// Frozen: what every supported compiler, flag and instruction set computes.
inline constexpr std::uint64_t strict_elementary_hash = 0xAB11D35CD87E8B9EU;
inline constexpr std::uint64_t strict_product_hash = 0xE49F7577578E811EU;

/// FNV-1a over whole numbers instead of bytes, with a step that brings high bits down.
class bit_hash {
public:
    template <class T>
    void add(std::span<const T> values) noexcept {
        for (const T value : values) {
            state_ = (state_ ^ std::bit_cast<bits_of<T>>(value)) * 0x100000001B3U;
            state_ ^= state_ >> 32U;
        }
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return state_; }

private:
    std::uint64_t state_ = 0xCBF29CE484222325U;
};

/// exp, log and tanh: between them they run through every step that the other functions are made of.
template <class T>
void hash_elementary(bit_hash& hash) {
    constexpr int count = 11;  // full packs, a broken one, and both signs
    T x[count];
    T y[count];
    for (int i = 0; i < count; ++i) {
        x[i] = static_cast<T>(i - count / 2) / static_cast<T>(7);
    }
    const auto take = [&](auto function) {
        function(std::span<const T>{x}, std::span<T>{y});
        hash.add<T>(y);
    };
    take([](auto in, auto out) { exp(in, out); });
    take([](auto in, auto out) { tanh(in, out); });
    for (T& value : x) {
        value = (value < T{0} ? -value : value) + T{1};
    }
    take([](auto in, auto out) { log(in, out); });
}

template <class T>
void hash_products(bit_hash& hash) {
    T x[40];
    for (int i = 0; i < 40; ++i) {
        x[i] = static_cast<T>((i * 17) % 41 - 20) / static_cast<T>(3);
    }
    const std::span<const T> values{x};
    T product[9];
    gemm(row_major(product, 3, 3), row_major<const T>(x, 3, 5), column_major<const T>(x + 20, 5, 3));
    const T sums[] = {sum(values), dot(values, values)};
    hash.add<T>(product);
    hash.add<T>(sums);
}

/// A number that the compiler cannot compute with beforehand.
[[nodiscard]] inline double opaque(double x) noexcept {
    volatile double hidden = x;
    return hidden;
}

}  // namespace detail

/// Measures how the calling thread computes. Cost: about a microsecond.
[[nodiscard]] inline profile measure_profile() {
    using detail::opaque;
    profile found;
    const double one = opaque(1.0);
    const double quarter_ulp = opaque(0x1p-54);
    const double most_of_an_ulp = opaque(0x1.8p-53);
    found.rounds_to_nearest = one + quarter_ulp == one && one + most_of_an_ulp > one && -one - quarter_ulp == -one &&
                              one - quarter_ulp == one;
    found.keeps_subnormal_results = std::bit_cast<std::uint64_t>(opaque(0x1p-1022) * opaque(0.5)) != 0;
    found.keeps_subnormal_operands = opaque(0x1p-1074) * opaque(0x1p1000) != 0.0;
    found.keeps_signed_zeros = std::bit_cast<std::uint64_t>(opaque(-0.0) + 0.0) == 0;
    const double twice_the_range = opaque(0x1p1023) * opaque(2.0);
    found.rounds_to_double = twice_the_range * opaque(0.5) > 0x1p1023 && (one + opaque(0x1p-60)) - one == 0.0;
    const double above = opaque(1.0 + 0x1p-30);
    const double below = opaque(1.0 - 0x1p-30);
    found.compiler_fuses = above * below + opaque(-1.0) != 0.0;  // the product is 1 - 2^-60, or 1 once it is rounded
    detail::bit_hash elementary;
    detail::hash_elementary<double>(elementary);
    detail::hash_elementary<float>(elementary);
    found.elementary_hash = elementary.value();
    detail::bit_hash products;
    detail::hash_products<double>(products);
    detail::hash_products<float>(products);
    found.product_hash = products.value();
    found.instructions = active_level();
    return found;
}

/// What keeps `found` from giving the library's documented bits, and what to do; empty if nothing does.
[[nodiscard]] inline std::string strictness_problem(const profile& found) {
    if (!found.rounds_to_nearest) {
        return "num::profile: rounding mode: expected to nearest, found another one (see fesetround)";
    }
    if (!found.keeps_subnormal_results) {
        return "num::profile: subnormal results: expected to be kept, found flush-to-zero switched on (MXCSR bit 15 or "
               "FPCR bit 24; a program or library linked with -ffast-math does that)";
    }
    if (!found.keeps_subnormal_operands) {
        return "num::profile: subnormal operands: expected to be kept, found denormals-are-zero switched on (MXCSR bit "
               "6; a program or library linked with -ffast-math does that)";
    }
    if (!found.keeps_signed_zeros) {
        return "num::profile: zeros: expected to keep their signs, found a program compiled with -fno-signed-zeros";
    }
    if (!found.rounds_to_double) {
        return "num::profile: precision: expected results rounded to double, found a wider format (x87 arithmetic; see "
               "-mfpmath=sse)";
    }
    if (found.elementary_hash != detail::strict_elementary_hash) {
        return "num::profile: exp, log, tanh: expected the documented bits, found others (a compiler flag that changes "
               "floating-point results?)";
    }
    if (found.product_hash != detail::strict_product_hash) {
        return "num::profile: sums and products: expected the documented bits, found others (a compiler flag that "
               "changes floating-point results?)";
    }
    return {};
}

/// True if the thread that `found` describes gives the library's documented bits.
[[nodiscard]] inline bool is_strict(const profile& found) { return strictness_problem(found).empty(); }

/// @throws lastro::error naming the trouble if the calling thread does not give the library's documented bits.
inline void require_strict() {
    if (const std::string problem = strictness_problem(measure_profile()); !problem.empty()) {
        throw error{problem};
    }
}

namespace detail {

inline constexpr std::size_t profile_parts = 9;

inline constexpr const char* profile_part_names[profile_parts] = {
    "rounding",  "subnormal results", "subnormal operands", "zeros",       "precision",
    "functions", "sums and products", "contraction",        "instructions"};

/// What `found` says under each of these names.
inline void describe(const profile& found, std::string (&parts)[profile_parts]) {
    const auto hex = [](std::uint64_t value) {
        std::string text(16, '0');
        for (std::size_t i = 16; i-- > 0; value >>= 4U) {
            text[i] = "0123456789abcdef"[value & 15U];
        }
        return text;
    };
    parts[0] = found.rounds_to_nearest ? "to nearest" : "not to nearest";
    parts[1] = found.keeps_subnormal_results ? "subnormal results kept" : "flush-to-zero";
    parts[2] = found.keeps_subnormal_operands ? "subnormal operands kept" : "denormals-are-zero";
    parts[3] = found.keeps_signed_zeros ? "signed zeros kept" : "signed zeros lost";
    parts[4] = found.rounds_to_double ? "rounded to double" : "excess precision";
    parts[5] = "elementary " + hex(found.elementary_hash);
    parts[6] = "products " + hex(found.product_hash);
    parts[7] = found.compiler_fuses ? "compiler fuses" : "compiler does not fuse";
    parts[8] = to_string(found.instructions);
}

}  // namespace detail

/// One line for people and records.
[[nodiscard]] inline std::string to_string(const profile& found) {
    std::string parts[detail::profile_parts];
    detail::describe(found, parts);
    std::string text = parts[0];
    for (std::size_t i = 1; i < detail::profile_parts; ++i) {
        text += ", ";
        text += parts[i];
    }
    return text;
}

/// Names what differs, "instructions: expected avx2, found avx512", in the order of the members; empty if nothing does.
[[nodiscard]] inline std::string difference(const profile& expected, const profile& found) {
    std::string before[detail::profile_parts];
    std::string after[detail::profile_parts];
    detail::describe(expected, before);
    detail::describe(found, after);
    std::string text;
    for (std::size_t i = 0; i < detail::profile_parts; ++i) {
        if (before[i] != after[i]) {
            text += text.empty() ? "" : "; ";
            text += detail::profile_part_names[i];
            text += ": expected ";
            text += before[i];
            text += ", found ";
            text += after[i];
        }
    }
    return text;
}

}  // namespace lastro::inline v0::num
