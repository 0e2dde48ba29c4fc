// SPDX-License-Identifier: MIT
// lastro/report/axis.hpp
//
// Where on the paper does this value stand, and which round values should be written beside it?
//
//   const report::axis x{0.0, 16.2, 56.0, 628.0};   // values 0 to 16.2 on pixels 56 to 628
//   x.at(8.1);                                      // 342
//   for (const auto& t : x.ticks(5)) use(t.at, t.text);   // "0", "5", "10", "15"
//
// The same bits on every machine: the one product is an explicit fused multiply-add, ticks are decimal numbers from the
// start, and nothing calls the C library's logarithm.
//
// References
//   [1] P. S. Heckbert, Nice numbers for graph labels, in Graphics Gems, 1990 (steps of 1, 2 and 5).
#pragma once

#include <algorithm>    // clamp
#include <array>        // array
#include <charconv>     // chars_format, from_chars, to_chars
#include <cmath>        // ceil, floor, fma, isfinite
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/report/number.hpp>

namespace lastro::inline v0::report {

/// A round value on an axis.
struct tick {
    double value;
    double at;         ///< Where it stands on the paper.
    std::string text;  ///< The value, exactly.
};

/// A linear map from values to paper; what lies outside is drawn on the border.
class axis {
public:
    /// `low` stands at `first`, `high` at `last` (which may be the smaller one). Where the values span nothing, or are
    /// not finite, they get room on both sides, so that a constant stands in the middle.
    axis(double low, double high, double first, double last) noexcept : first_(first), last_(last) {
        constexpr double largest = 1e300;  // so that high - low is finite
        low_ = std::isfinite(low) ? std::clamp(low, -largest, largest)
               : low > 0.0        ? largest
               : low < 0.0        ? -largest
                                  : 0.0;
        high_ = std::isfinite(high) ? std::clamp(high, -largest, largest) : high > 0.0 ? largest : low_;
        if (!(high_ > low_)) {
            const double room = low_ == 0.0 ? 1.0 : low_ > 0.0 ? low_ / 2.0 : -low_ / 2.0;
            high_ = low_ + room;
            low_ = low_ - room;
        }
    }

    /// The place of `value`; NaN stands at the lower end.
    [[nodiscard]] double at(double value) const noexcept {
        const double share = value > low_ ? (value < high_ ? (value - low_) / (high_ - low_) : 1.0) : 0.0;
        return std::fma(share, last_ - first_, first_);
    }

    [[nodiscard]] double low() const noexcept { return low_; }
    [[nodiscard]] double high() const noexcept { return high_; }

    /// Multiples of 1, 2 or 5 times a power of ten [1] within the axis, so wide apart that there are at most `most`
    /// + 1. Precondition: most > 0.
    [[nodiscard]] std::vector<tick> ticks(int most) const;

private:
    double low_;
    double high_;
    double first_;
    double last_;
};

namespace detail {

/// A step between ticks: digit * 10^exponent.
struct tick_step {
    int digit;
    int exponent;
};

/// The smallest 1, 2 or 5 times a power of ten that is at least `width`. Precondition: width > 0, normal and finite.
[[nodiscard]] inline tick_step step_of(double width) noexcept {
    std::array<char, 40> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), width, std::chars_format::scientific, 16).ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    double mantissa = 0.0;
    std::from_chars(text.data(), text.data() + e, mantissa);
    int exponent = 0;
    std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
    constexpr std::array<int, 3> digits = {1, 2, 5};
    for (const int digit : digits) {
        if (mantissa <= digit) {
            return {.digit = digit, .exponent = exponent};
        }
    }
    return {.digit = 1, .exponent = exponent + 1};
}

/// count * digit * 10^exponent, correctly rounded.
[[nodiscard]] inline double tick_value(std::int64_t count, const tick_step& step) {
    return core::parse_double(std::to_string(count * step.digit) + "e" + std::to_string(step.exponent)).value_or(0.0);
}

}  // namespace detail

inline std::vector<tick> axis::ticks(int most) const {
    std::vector<tick> result;
    const double width = (high_ - low_) / most;
    constexpr double smallest = 1e-300;
    if (!(width >= smallest)) {
        return result;
    }
    const detail::tick_step step = detail::step_of(width);
    const double unit = detail::tick_value(1, step);
    constexpr double countable = 1e15;  // beyond, neighbouring ticks are neighbouring doubles
    if (low_ / unit < -countable || high_ / unit > countable) {
        return result;
    }
    const auto from = static_cast<std::int64_t>(std::floor(low_ / unit)) - 1;
    const auto to = static_cast<std::int64_t>(std::ceil(high_ / unit)) + 1;
    for (std::int64_t count = from; count <= to; ++count) {
        const double value = detail::tick_value(count, step);
        if (value >= low_ && value <= high_) {
            result.push_back({.value = value, .at = at(value), .text = plain(core::jcs_number(value))});
        }
    }
    return result;
}

}  // namespace lastro::inline v0::report
