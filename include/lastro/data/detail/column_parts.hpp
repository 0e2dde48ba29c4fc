// SPDX-License-Identifier: MIT
// lastro/data/detail/column_parts.hpp
//
// What does the profile of a column hold, and how does it take in numbers that were counted before?
//
//   detail::column_parts parts{type::float64, settings};
//   parts.take_counted(1, counts);                     // of 1, 2, 3, ...
#pragma once

#include <cstddef>   // size_t
#include <cstdint>   // int64_t, uint32_t, uint64_t
#include <limits>    // numeric_limits
#include <optional>  // optional
#include <span>      // span

#include <lastro/data/detail/counted_wholes.hpp>
#include <lastro/data/types.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/distinct.hpp>
#include <lastro/stats/dyadic_histogram.hpp>
#include <lastro/stats/exact_moments.hpp>
#include <lastro/stats/frequent.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/tdigest.hpp>

namespace lastro::inline v0::data {

struct column_profile_settings {
    std::size_t k = 200;      ///< Of the quantile sketch: ranks are off by at most 2 / k in 99 of 100.
    unsigned precision = 12;  ///< Of the distinct count: 1.6 %.
    std::size_t counters =
        256;  ///< Values that make up 1 / 128 of the rows or more are sure to be among the frequent ones.
    std::size_t compression = 0;                                 ///< Of the t-digest, from 10; 0 for none.
    random::stream coins = random::stream{0}["column_profile"];  ///< Of the quantile sketch.
};

namespace detail {

/// What a column_profile holds: data/detail/column_adding.hpp fills it, data/column_profile.hpp shows, merges and saves it.
struct column_parts {
    std::uint64_t rows = 0;
    std::uint64_t nulls = 0;
    std::uint64_t nans = 0;
    std::uint64_t infinities = 0;
    std::uint64_t zeros = 0;
    std::uint64_t negatives = 0;
    double minimum = std::numeric_limits<double>::infinity();
    double maximum = -std::numeric_limits<double>::infinity();
    stats::exact_moments moments;
    stats::dyadic_histogram histogram;
    stats::quantile_sketch quantiles;
    stats::distinct_sketch distinct;
    stats::frequent_items<std::uint64_t> numbers;
    stats::frequent_items<stats::short_text> texts;
    std::optional<stats::tdigest> tails;

    column_parts(type t, const column_profile_settings& settings)
        : histogram{{.narrowest = t == type::float64 ? -1000 : 0}},
          quantiles{{.k = settings.k, .coins = settings.coins}},
          distinct{{.precision = settings.precision}},
          numbers{{.counters = t == type::string ? 16 : settings.counters}},
          texts{{.counters = t == type::string ? settings.counters : 16}} {
        if (settings.compression > 0) {
            tails.emplace(stats::tdigest_settings{.compression = settings.compression});
        }
    }

    friend bool operator==(const column_parts&, const column_parts&) = default;

    /// Takes in how often each of low, low + 1, ... occurs.
    void take_counted(std::int64_t low, std::span<const std::uint32_t> counts) {
        double values[counted_wholes::most];
        std::uint32_t times[counted_wholes::most];
        std::size_t used = 0;
        stats::detail::whole_power_sums sums;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] == 0) {
                continue;
            }
            const std::int64_t whole = low + static_cast<std::int64_t>(i);
            values[used] = static_cast<double>(whole);
            times[used++] = counts[i];
            if (whole > -sums.below && whole < sums.below) {
                sums.take(whole, counts[i]);
            } else {
                moments.add(whole, counts[i]);
            }
        }
        moments.add(sums);
        take_counted(std::span<const double>{static_cast<const double*>(values), used},
                     std::span<const std::uint32_t>{static_cast<const std::uint32_t*>(times), used});
    }

    /// Takes in ascending numbers, each so many times: everything but the moments.
    void take_counted(std::span<const double> values, std::span<const std::uint32_t> times) {
        if (values.empty()) {
            return;
        }
        minimum = values.front() < minimum ? values.front() : minimum;
        maximum = values.back() > maximum ? values.back() : maximum;
        histogram.add(values.front(), 0);  // both ends first: the bins move once
        histogram.add(values.back(), 0);
        for (std::size_t i = 0; i < values.size(); ++i) {
            histogram.add(values[i], times[i]);
            if (tails && num::magnitude(values[i]) <= 0x1p1022) {
                tails->add(values[i], times[i]);
            }
        }
        quantiles.add_counted(values, times);
    }

    /// Takes in numbers one by one: everything but the moments.
    void take(std::span<const double> finite) {
        for (const double x : finite) {
            minimum = x < minimum ? x : minimum;
            maximum = x > maximum ? x : maximum;
        }
        histogram.add(finite);
        quantiles.add(finite);
        for (const double x : finite) {
            if (tails && num::magnitude(x) <= 0x1p1022) {
                tails->add(x);
            }
        }
    }
};

}  // namespace detail

}  // namespace lastro::inline v0::data
