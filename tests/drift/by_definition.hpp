// SPDX-License-Identifier: MIT
// tests/drift/by_definition.hpp
//
// What a p-value is, word for word: the share of all labellings of the pooled values that reach the statistic. And how
// often p-values are small when nothing moved. Shares no code with the library.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace by_definition {

using column = std::vector<double>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// The share of all ways to choose a.size() of the pooled values as the first sample whose `statistic(first, second)` is
/// at least that of a and b, up to rounding.
template <class Statistic>
double share_reaching(const column& a, const column& b, Statistic&& statistic) {
    column pooled = a;
    pooled.insert(pooled.end(), b.begin(), b.end());
    const double observed = statistic(a, b);
    std::uint64_t reached = 0;
    std::uint64_t all = 0;
    for (std::uint64_t mask = 0; mask < std::uint64_t{1} << pooled.size(); ++mask) {
        column x, y;
        for (std::size_t i = 0; i < pooled.size(); ++i) {
            ((mask >> i) % 2 == 1 ? x : y).push_back(pooled[i]);
        }
        if (x.size() != a.size()) {
            continue;
        }
        ++all;
        reached += statistic(x, y) >= observed - 1e-9 * std::abs(observed) ? 1U : 0U;
    }
    return static_cast<double>(reached) / static_cast<double>(all);
}

// mt19937_64 is fixed by the standard; std:: distributions are not, so the mapping is spelled out.
inline column uniform(std::mt19937_64& engine, std::size_t n, double shift = 0.0) {
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() >> 11) * 0x1p-53 + shift; });
    return v;
}

inline column small_integers(std::mt19937_64& engine, std::size_t n, std::uint64_t kinds = 5) {  // many ties on purpose
    column v(n);
    std::generate(v.begin(), v.end(), [&] { return static_cast<double>(engine() % kinds); });
    return v;
}

/// By how much the distribution of `rounds` p-values exceeds the uniform one at worst; about 1.2 / sqrt(rounds) by chance
/// if it is uniform, once in twenty.
template <class P>
double excess_over_uniform(int rounds, P&& p_of_round) {
    column p;
    for (int round = 0; round < rounds; ++round) {
        p.push_back(p_of_round());
    }
    std::sort(p.begin(), p.end());
    double excess = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (i + 1 == p.size() || p[i + 1] > p[i]) {
            excess = std::max(excess, static_cast<double>(i + 1) / static_cast<double>(p.size()) - p[i]);
        }
    }
    return excess;
}

/// Ranks of `values` among all of `pooled`, equal ones sharing their mean.
inline column midranks(const column& values, const column& pooled) {
    column ranks;
    for (const double x : values) {
        double below = 0.0;
        double equal = 0.0;
        for (const double y : pooled) {
            below += y < x ? 1.0 : 0.0;
            equal += y == x ? 1.0 : 0.0;
        }
        ranks.push_back(below + (equal + 1.0) / 2.0);
    }
    return ranks;
}

inline column joined(column a, const column& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// The share of `values` up to x.
inline double cdf(const column& values, double x) {
    return static_cast<double>(std::count_if(values.begin(), values.end(), [x](double v) { return v <= x; })) /
           static_cast<double>(values.size());
}

}  // namespace by_definition
