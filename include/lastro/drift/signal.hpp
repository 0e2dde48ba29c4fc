// SPDX-License-Identifier: MIT
// lastro/drift/signal.hpp
//
// What does a detector say after each value of a stream? Nothing, look out, or: this is not the stream that it was.
//
//   drift::page_hinkley watch{{.threshold = 20.0}};
//   for (const double x : readings)
//       if (watch.update(x) == drift::signal::drift) retrain();     // and the detector has begun anew
//
// All detectors share these promises: constant memory, nothing allocated after construction, no randomness; a value that
// can be copied, compared and moved between threads; the same bits everywhere. What is no value for a detector (a NaN, an
// infinity, for some all that is not 0 or 1) is counted in `ignored()` and changes nothing else.
#pragma once

#include <concepts>   // copyable, equality_comparable, same_as
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// The answer to one value.
enum class signal { none, warning, drift };

[[nodiscard]] constexpr const char* to_string(signal s) noexcept {
    return s == signal::none ? "none" : s == signal::warning ? "warning" : "drift";
}

/// Watches a stream: after `signal::drift` it is empty again, and the next value is the first of a new stretch.
template <class T>
concept detector = std::copyable<T> && std::equality_comparable<T> && requires(T d, const T& c, double x) {
    { d.update(x) }
    noexcept->std::same_as<signal>;
    { d.reset() }
    noexcept;  // forgets all but the settings
    { c.count() }
    noexcept->std::same_as<std::uint64_t>;  // values taken since the last drift
    { c.ignored() }
    noexcept->std::same_as<std::uint64_t>;  // what was no value, since `reset()`
    c.settings();
};

namespace detail {

/// A finite number of at most 2^480 (3e144) in magnitude, so that sums of squares stay finite for 2^60 of them.
[[nodiscard]] constexpr bool measurable(double x) noexcept { return num::magnitude(x) <= 0x1p480; }

/// What Hoeffding's inequality is used for here.
[[nodiscard]] constexpr bool in_unit_interval(double x) noexcept { return x >= 0.0 && x <= 1.0; }

[[nodiscard]] constexpr bool is_bit(double x) noexcept { return x == 0.0 || x == 1.0; }

/// @throws std::invalid_argument unless 0 < value < 1.
inline void require_inside_unit_interval(double value, const char* where) {
    core::require<std::invalid_argument>(value > 0.0 && value < 1.0, where, "above 0 and below 1", value);
}

/// @throws std::invalid_argument unless value is finite and above 0.
inline void require_positive(double value, const char* where) {
    core::require<std::invalid_argument>(value > 0.0 && num::is_finite(value), where, "a finite number above 0", value);
}

/// @throws std::invalid_argument unless value is finite and not below 0.
inline void require_not_negative(double value, const char* where) {
    core::require<std::invalid_argument>(value >= 0.0 && num::is_finite(value), where, "a finite number from 0 on",
                                         value);
}

}  // namespace detail

}  // namespace lastro::inline v0::drift
