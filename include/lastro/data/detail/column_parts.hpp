// SPDX-License-Identifier: MIT
// lastro/data/detail/column_parts.hpp
//
// How do the values of a column get into the parts of its profile, each where it costs least?
//
//   detail::column_parts parts{type::float64, settings};
//   column.visit([&](const auto& values) { parts.add(values, column, first, count); });    // at most 65,536 rows
//
// Whole numbers of a small range are counted, others and texts tallied, so that what occurs often goes into a sketch once. Which
// way values take depends on them alone.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t, uint64_t
#include <limits>       // numeric_limits
#include <optional>     // optional
#include <span>         // span
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/data/column.hpp>
#include <lastro/data/detail/counted_wholes.hpp>
#include <lastro/data/detail/text_keys.hpp>
#include <lastro/data/detail/value_tally.hpp>
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
    std::size_t compression = 0;  ///< Of the t-digest, from 10; 0 for none.
    random::stream coins = random::stream{0}["column_profile"];  ///< Of the quantile sketch.
};

namespace detail {

/// What a column_profile holds, for data/column_profile.hpp to show, merge and save.
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

    /// How many of `count` rows are missing.
    [[nodiscard]] static std::uint64_t missing_in(const column& values, std::size_t first, std::size_t count) noexcept {
        std::uint64_t missing = 0;
        for (std::size_t i = first; values.null_count() > 0 && i < first + count; ++i) {
            missing += values.is_null(i) ? 1U : 0U;
        }
        return missing;
    }

    // Texts: by what of them is different.
    void add(const text_values& values, const column& all, std::size_t first, std::size_t count) {
        constexpr std::size_t short_ones = 256;
        std::uint32_t lengths[short_ones] = {};
        double longer[block];
        std::size_t used = 0;
        const bool missing = all.null_count() > 0;
        const auto sink = [&](std::uint64_t key, std::size_t row, std::uint32_t times) {
            const std::string_view text = values[first + row];
            const std::uint64_t hash = text.size() < 8 ? stats::detail::sketch_hash(text) : key;
            distinct.add_hash(hash);
            texts.add(text, hash, times);
            if (text.size() < short_ones) {
                lengths[text.size()] += times;
                return;
            }
            for (; times > 0; --times) {
                longer[used++] = static_cast<double>(text.size());
                if (used == block) {
                    take(std::span<const double>{static_cast<const double*>(longer), used});
                    used = 0;
                }
            }
        };
        value_tally tally;
        const text_keys keys{values, first};
        for (std::size_t i = 0; i < count;) {
            if (missing && all.is_null(first + i)) {
                ++i;
                continue;
            }
            if (keys.is_short(i)) {
                tally.add(keys.of_short(i), i, sink);
                ++i;
                continue;
            }
            const std::size_t run = missing ? 1 : keys.run_length(i, count - i);
            tally.add(stats::detail::sketch_hash(values[first + i]), i, sink, static_cast<std::uint32_t>(run));
            i += run;
        }
        tally.finish(sink);
        zeros += lengths[0];
        take(std::span<const double>{static_cast<const double*>(longer), used});
        take_counted(0, lengths);
    }

    void add(const std::vector<double>& values, const column& all, std::size_t first, std::size_t count) {
        const auto sink = [this](std::uint64_t bits, std::size_t, std::uint32_t times) {
            const std::uint64_t hash = stats::detail::sketch_hash(~bits);
            distinct.add_hash(hash);
            numbers.add(bits, hash, times);
        };
        double finite[block];
        std::size_t used = 0;
        value_tally tally;
        const bool missing = all.null_count() > 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (missing && all.is_null(first + i)) {
                continue;
            }
            const double x = values[first + i] + 0.0;  // -0.0 as 0.0
            tally.add(std::bit_cast<std::uint64_t>(x), i, sink);
            finite[used] = x;
            used += num::is_finite(x) ? 1U : 0U;
            nans += num::is_nan(x) ? 1U : 0U;
            zeros += x == 0.0 ? 1U : 0U;
            negatives += x < 0.0 ? 1U : 0U;
            if (num::is_infinite(x)) {
                ++infinities;
                quantiles.add(x);
            }
            if (used == block) {
                take(std::span<const double>{static_cast<const double*>(finite), used});
                used = 0;
            }
        }
        tally.finish(sink);
        take(std::span<const double>{static_cast<const double*>(finite), used});
    }

    // Whole numbers of a small range are counted first; then each different one is seen once.
    template <class T>
    void add(const std::vector<T>& values, const column& all, std::size_t first, std::size_t count) {
        const std::span<const T> x{values.data() + first, count};
        const std::uint64_t missing = missing_in(all, first, count);
        const whole_range range = range_of(x);
        if (range.size() <= counted_wholes::most && range.size() / 4 <= count) {
            counted_wholes counted{x, range};
            if (missing > 0) {  // which are 0 in memory
                counted.take_off(0, missing);
            }
            for (std::size_t i = 0; i < range.size(); ++i) {
                if (const std::uint32_t times = counted.counts()[i]; times > 0) {
                    const std::int64_t whole = range.low + static_cast<std::int64_t>(i);
                    const auto bits = static_cast<std::uint64_t>(whole);
                    const std::uint64_t hash = stats::detail::sketch_hash(bits);
                    distinct.add_hash(hash);
                    numbers.add(bits, hash, times);
                    zeros += whole == 0 ? times : 0U;
                    negatives += whole < 0 ? times : 0U;
                }
            }
            return take_counted(range.low, std::span{counted.counts()}.first(range.size()));
        }
        const auto sink = [this](std::uint64_t bits, std::size_t, std::uint32_t times) {
            const std::uint64_t hash = stats::detail::sketch_hash(bits);
            distinct.add_hash(hash);
            numbers.add(bits, hash, times);
        };
        double reals[block];
        std::size_t used = 0;
        value_tally tally;
        for (std::size_t i = 0; i < count; ++i) {
            if (missing > 0 && all.is_null(first + i)) {
                continue;
            }
            const std::int64_t n = whole(x[i]);
            tally.add(static_cast<std::uint64_t>(n), i, sink);
            zeros += n == 0 ? 1U : 0U;
            negatives += n < 0 ? 1U : 0U;
            moments.add(n);
            reals[used++] = static_cast<double>(n);
            if (used == block) {
                take_but_moments(std::span<const double>{static_cast<const double*>(reals), used});
                used = 0;
            }
        }
        tally.finish(sink);
        take_but_moments(std::span<const double>{static_cast<const double*>(reals), used});
    }

    friend bool operator==(const column_parts&, const column_parts&) = default;

    static constexpr std::size_t most_rows = std::size_t{1} << 16U;  ///< For one call of `add`.

private:
    static constexpr std::size_t block = 8192;

    // How often each of low, low + 1, ... occurs.
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
        if (used == 0) {
            return;
        }
        moments.add(sums);
        minimum = values[0] < minimum ? values[0] : minimum;
        maximum = values[used - 1] > maximum ? values[used - 1] : maximum;
        for (std::size_t i = 0; i < used; ++i) {
            histogram.add(values[i], times[i]);
            if (tails) {
                tails->add(values[i], times[i]);
            }
        }
        quantiles.add_counted(std::span<const double>{static_cast<const double*>(values), used},
                               std::span<const std::uint32_t>{static_cast<const std::uint32_t*>(times), used});
    }

    void take(std::span<const double> finite) {
        moments.add(finite);
        take_but_moments(finite);
    }

    void take_but_moments(std::span<const double> finite) {
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
