// SPDX-License-Identifier: MIT
// lastro/store/version_drift.hpp
//
// How far apart are the values of two versions, without reading either? A distance that is known to lie in an interval.
//
//   for (const store::column_drift& d : repository.drift(v1, v2)) std::cout << d << '\n';   // wind: 0.2133 to 0.2411
//
// Numbers, dates and booleans: the Kolmogorov-Smirnov distance, the largest difference between the shares of values up to
// some x. Texts: the total variation distance of their 256 classes, which that of the texts is not below. No test and no
// p-value: with millions of rows every difference is significant.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint64_t
#include <iosfwd>   // basic_ostream
#include <span>     // span
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/column_summary.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// At x, how the bounds of the number of values up to x grow.
struct bound_step {
    double x;
    std::uint64_t least;
    std::uint64_t most;
    bool second;
};

inline void add_steps(const column_summary& of, bool second, std::vector<bound_step>& steps) {
    for (const column_summary::part& p : of.parts()) {
        std::uint64_t least = 0;
        std::uint64_t most = 0;
        for (std::size_t k = 0; k <= column_summary::steps && p.count > 0; ++k) {
            const std::uint64_t next_least = column_summary::place(p, k) + 1;
            const std::uint64_t next_most = k == column_summary::steps ? p.count : column_summary::place(p, k + 1);
            const std::uint64_t highest = next_most > next_least ? next_most : next_least;
            steps.push_back({.x = p.order[k], .least = next_least - least, .most = highest - most, .second = second});
            least = next_least;
            most = highest;
        }
    }
}

}  // namespace detail

/// Between which values the Kolmogorov-Smirnov distance of two columns of numbers lies; of texts, at least how far apart
/// they are. 0 to 1 where one of them has no values.
[[nodiscard]] inline interval gap(const column_summary& first, const column_summary& second) {
    interval result{0.0, 1.0};
    if (!first.counts().empty() || !second.counts().empty()) {
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        for (const std::uint64_t n : first.counts()) {
            a += n;
        }
        for (const std::uint64_t n : second.counts()) {
            b += n;
        }
        if (a == 0 || b == 0 || first.counts().size() != second.counts().size()) {
            return result;
        }
        for (std::size_t i = 0; i < first.counts().size(); ++i) {
            const double more = static_cast<double>(first.counts()[i]) / static_cast<double>(a) -
                                static_cast<double>(second.counts()[i]) / static_cast<double>(b);
            result.least += more > 0.0 ? more : 0.0;
        }
        return result;
    }
    const auto a = static_cast<double>(first.moments().count());
    const auto b = static_cast<double>(second.moments().count());
    if (a == 0.0 || b == 0.0) {
        return result;
    }
    std::vector<detail::bound_step> steps;
    detail::add_steps(first, false, steps);
    detail::add_steps(second, true, steps);
    core::stable_sort(std::span{steps}, [](const auto& x, const auto& y) { return x.x < y.x; });
    result.most = 0.0;
    std::uint64_t least[2] = {0, 0};
    std::uint64_t most[2] = {0, 0};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        least[steps[i].second ? 1 : 0] += steps[i].least;
        most[steps[i].second ? 1 : 0] += steps[i].most;
        if (i + 1 < steps.size() && steps[i + 1].x == steps[i].x) {
            continue;  // between values, not within equal ones
        }
        const interval f{static_cast<double>(least[0]) / a, static_cast<double>(most[0]) / a};
        const interval g{static_cast<double>(least[1]) / b, static_cast<double>(most[1]) / b};
        result.least = core::larger(result.least, core::larger(f.least - g.most, g.least - f.most));
        result.most = core::larger(result.most, core::larger(f.most - g.least, g.most - f.least));
    }
    return result;
}

/// One column of two versions.
struct column_drift {
    std::string column = {};
    interval distance = {};       ///< See `gap`.
    double missing_before = 0.0;  ///< Share of rows without a value.
    double missing_after = 0.0;

    friend bool operator==(const column_drift&, const column_drift&) = default;
};

/// "wind: 0.2133 to 0.2411", and the shares of missing rows where they differ.
[[nodiscard]] inline std::string to_string(const column_drift& d) {
    std::string text =
        d.column + ": " + core::significant(d.distance.least) + " to " + core::significant(d.distance.most);
    if (d.missing_before != d.missing_after) {
        text += ", missing " + core::significant(d.missing_before) + " -> " + core::significant(d.missing_after);
    }
    return text;
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const column_drift& d) {
    return out << to_string(d).c_str();
}

}  // namespace lastro::inline v0::store
