// SPDX-License-Identifier: MIT
// lastro/train/line_search.hpp
//
// How far along a downhill direction is far enough? To where the strong Wolfe conditions hold.
//
//   const auto at = [&](double step) -> train::line_point { return {step, f(x + step * d), slope(x + step * d)}; };
//   const train::line_search_result found = train::strong_wolfe(at, at(0.0), 1.0);    // found.point.step
//
// The conditions [1]: f(step) <= f(0) + c1*step*f'(0), and |f'(step)| <= c2*|f'(0)|. Where f can no longer tell two
// points apart, the first one is asked of the slope instead [2]. Arithmetic in one order with explicit fma.
//
// References
//   [1] J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, 2006, algorithms 3.5 and 3.6, equation 3.59.
//   [2] W. W. Hager, H. Zhang, A new conjugate gradient method with guaranteed descent and an efficient line search,
//       SIAM J. Optim. 16(1), 2005, the approximate Wolfe condition.
#pragma once

#include <cmath>    // abs, fma, isfinite, sqrt
#include <cstdint>  // uint64_t

#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::train {

/// A function and its derivative along a line.
struct line_point {
    double step = 0.0;
    double value = 0.0;
    double slope = 0.0;
};

/// Which points are accepted, and how long one is looked for.
struct line_search_settings {
    double sufficient_decrease = 1e-4;  ///< c1
    double curvature = 0.9;             ///< c2
    std::uint64_t evaluations = 50;     ///< At most.
};

/// What was found.
struct line_search_result {
    line_point point = {};
    std::uint64_t evaluations = 0;
    bool accepted = false;  ///< False: the conditions were not met; `point` is where the search stood last.
};

namespace detail {

/// The minimum of the cubic through two points and their slopes [1], kept a tenth of the way off their ends.
[[nodiscard]] inline double cubic_minimum(const line_point& a, const line_point& b) noexcept {
    const double width = b.step - a.step;
    const double middle = std::fma(0.5, width, a.step);
    if (!std::isfinite(b.value) || !std::isfinite(b.slope)) {
        return middle;
    }
    const double d1 = a.slope + b.slope - 3.0 * (a.value - b.value) / (a.step - b.step);
    const double inside = std::fma(d1, d1, -num::rounded(a.slope * b.slope));
    if (!(inside >= 0.0)) {
        return middle;
    }
    const double d2 = width > 0.0 ? std::sqrt(inside) : -std::sqrt(inside);
    const double share = (b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2);
    const double at = std::fma(-width, share, b.step);
    const double low = std::fma(0.1, width, a.step);
    const double high = std::fma(0.9, width, a.step);
    const bool between = width > 0.0 ? at > low && at < high : at < low && at > high;
    return between ? at : middle;
}

}  // namespace detail

/// Looks for a step that meets the strong Wolfe conditions, beginning with `first`.
///
/// `at(step)` returns the point there; a value that is not finite is taken for a step that is too long.
/// Precondition: start.step is 0, start.slope is below 0, first is above 0.
template <class Function>
[[nodiscard]] line_search_result strong_wolfe(Function&& at, const line_point& start, double first,
                                              const line_search_settings& settings = {}) {
    constexpr double indistinct = 1e-14;  // relative: some 45 units in the last place
    const double slack = num::rounded(indistinct * std::abs(start.value));
    const auto decreases = [&](const line_point& p) {
        return p.value <= std::fma(settings.sufficient_decrease * p.step, start.slope, start.value) ||
               (std::abs(p.value - start.value) <= slack &&
                p.slope <= (2.0 * settings.sufficient_decrease - 1.0) * start.slope);
    };
    const auto is_flat = [&](const line_point& p) { return std::abs(p.slope) <= -settings.curvature * start.slope; };

    line_search_result result;
    line_point before = start;
    // Low meets the first condition and slopes down towards high, and high fails it or slopes down towards low:
    // so between them lies a point that meets both.
    line_point low, high;
    for (double step = first;; step *= 2.0) {
        if (result.evaluations == settings.evaluations) {
            return result;
        }
        result.point = at(step);
        ++result.evaluations;
        const line_point& p = result.point;
        if (!std::isfinite(p.value) || !decreases(p)) {
            low = before;
            high = p;
            break;
        }
        if (is_flat(p)) {
            result.accepted = true;
            return result;
        }
        if (p.slope >= 0.0) {
            low = p;
            high = before;
            break;
        }
        before = p;
    }
    while (result.evaluations < settings.evaluations && low.step != high.step) {
        result.point = at(detail::cubic_minimum(low, high));
        ++result.evaluations;
        const line_point& p = result.point;
        if (!std::isfinite(p.value) || !decreases(p)) {
            high = p;
            continue;
        }
        if (is_flat(p)) {
            result.accepted = true;
            return result;
        }
        if (p.slope * (high.step - low.step) >= 0.0) {
            high = low;
        }
        low = p;
    }
    return result;
}

}  // namespace lastro::inline v0::train
