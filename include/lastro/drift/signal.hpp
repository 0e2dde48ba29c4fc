// SPDX-License-Identifier: MIT
// lastro/drift/signal.hpp
//
// What does a detector say after each value of a stream? Nothing, look out, or: this is not the stream that it was.
//
//   drift::page_hinkley watch{{.threshold = 20.0}};
//   for (const double x : readings)
//       if (watch.update(x) == drift::signal::drift) retrain();     // and the detector has begun anew
//
// All detectors share these promises: constant memory, nothing allocated after construction, no draws but those of a seed in the
// settings; a value that can be copied, compared and moved between threads; the same bits everywhere. What is no value for a
// detector (a NaN, an infinity, for some all that is not 0 or 1) is counted in `ignored()` and changes nothing else. `state()` are
// the bytes of a detector, which `from_state` takes up again at another time or place: it then goes on with the same bits.
#pragma once

#include <concepts>   // convertible_to, copyable, equality_comparable, same_as
#include <cstddef>    // byte
#include <cstdint>    // int64_t, uint64_t
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
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
concept detector = std::copyable<T> && std::equality_comparable<T> &&
    requires(T d, const T& c, double x, core::byte_span bytes) {
    { d.update(x) }
    noexcept->std::same_as<signal>;
    { d.reset() }
    noexcept;  // forgets all but the settings
    { c.count() }
    noexcept->std::same_as<std::uint64_t>;  // values taken since the last drift
    { c.ignored() }
    noexcept->std::same_as<std::uint64_t>;  // what was no value, since `reset()`
    { c.since_change() }
    noexcept->std::same_as<std::uint64_t>;  // at the last drift: how many of the newest values came after the change
    { c.change_point() }
    noexcept->std::same_as<std::optional<std::uint64_t>>;  // the first of them
    { c.state() } -> std::same_as<std::vector<std::byte>>;
    { T::from_state(bytes) } -> std::same_as<T>;  // throws format_error
    { T::kind } -> std::convertible_to<const char*>;
    c.settings();
};

namespace detail {

/// What a detector knows about the stream beyond the stretch since the last drift.
struct stream_position {
    std::uint64_t before = 0;  ///< Values taken up to the last drift, since `reset()`.
    std::uint64_t since_change = 0;
    std::uint64_t ignored = 0;

    /// A stretch of `count` values ends, of which the last `since` came after the change.
    void drifted(std::uint64_t count, std::uint64_t since) noexcept {
        before += count;
        since_change = since;
    }
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept {
        return before == 0 ? std::nullopt : std::optional{before - since_change};
    }
    [[nodiscard]] bool consistent() const noexcept {
        return since_change <= before && before <= std::uint64_t{1} << 62U;
    }
    static void each_number(auto& self, auto&& each) { each(self.before, self.since_change, self.ignored); }

    friend bool operator==(const stream_position&, const stream_position&) = default;
};

/// A finite number of at most 2^480 (3e144) in magnitude, so that sums of squares stay finite for 2^60 of them.
[[nodiscard]] constexpr bool measurable(double x) noexcept { return num::magnitude(x) <= 0x1p480; }

/// What Hoeffding's inequality is used for here.
[[nodiscard]] constexpr bool in_unit_interval(double x) noexcept { return x >= 0.0 && x <= 1.0; }

/// 0 and 1 are their own squares: asked so, no branch depends on which of both it is.
[[nodiscard]] constexpr bool is_bit(double x) noexcept { return num::magnitude(x) <= 1.0 && x * x == x; }

/// A count below 2^63, in one instruction.
[[nodiscard]] constexpr double as_real(std::uint64_t count) noexcept {
    return static_cast<double>(static_cast<std::int64_t>(count));
}

/// Sets a threshold, and the warning's in the same proportion, below `limit` if there is one.
inline void set_with_warning(double& threshold, double& warning, double value, double limit = 0.0) noexcept {
    warning = value * (warning / threshold);
    threshold = value;
    if (limit > 0.0 && warning >= limit) {
        warning = (limit + value) / 2.0 < limit ? (limit + value) / 2.0 : value;
    }
}

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
