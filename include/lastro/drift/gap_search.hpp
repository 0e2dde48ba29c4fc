// SPDX-License-Identifier: MIT
// lastro/drift/gap_search.hpp
//
// Where is the largest gap between two empirical distribution functions, if nobody wants to sort for it?
//
//   const drift::detail::gap_scan scan = drift::detail::largest_gap(reference, live, drift::alternative::two_sided);
//
// Values are counted in buckets that ascend like the values do. At the bounds of buckets the gap is known; within one it
// cannot grow by more than what the bucket holds. So only the few buckets that may hold the largest gap are sorted: the
// result is that of sorting everything. Cost: O(n + m); where one bucket holds nearly all values, that of sorting.
#pragma once

#include <cstddef>    // ptrdiff_t, size_t
#include <cstdint>    // int64_t, uint16_t, uint32_t, uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/sort.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/gap_sum.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::detail {

/// A function from values to bucket numbers that never descends: linear between most of the values, level outside.
class bucket_scale {
public:
    static constexpr std::size_t buckets = std::size_t{1} << 16U;

    bucket_scale(std::span<const double> a, std::span<const double> b) {
        std::vector<double> some;
        for (const std::span<const double> all : {a, b}) {
            const std::size_t step = all.size() / 512 + 1;
            for (std::size_t i = 0; i < all.size(); i += step) {
                if (num::is_finite(all[i])) {
                    some.push_back(all[i]);
                }
            }
        }
        if (some.empty()) {
            return;
        }
        core::sort(std::span{some});
        // A few of the sample are left outside, or one outlier would gather all others in one bucket.
        const std::size_t outside = some.size() / 128;
        low_ = some[outside];
        const double width = some[some.size() - 1 - outside] - low_;
        const double scale = static_cast<double>(buckets - 2) / width;
        scale_ = width > 0.0 && num::is_finite(width) && num::is_finite(scale) ? scale : 0.0;
    }

    /// 0 for a NaN.
    [[nodiscard]] std::uint16_t operator()(double x) const noexcept {
        if (scale_ == 0.0) {
            return x >= low_ ? 1 : 0;  // equal values, or as good as none: below, and not below
        }
        const double place = (x - low_) * scale_;  // both steps keep the order, however they round
        constexpr auto last = static_cast<double>(buckets - 2);
        return static_cast<std::uint16_t>(place >= 0.0 ? static_cast<std::int32_t>(place < last ? place : last) + 1
                                                       : 0);
    }

private:
    double low_ = 0.0;
    double scale_ = 0.0;
};

/// What is to be done with a bucket.
enum class bucket_state : std::uint8_t {
    passed,  ///< It cannot hold the largest gap.
    mixed,   ///< Its values are to be sorted.
    single   ///< All its values are equal.
};

/// A sample in its buckets: how many values each holds. Which bucket a value is in is computed anew where it is wanted: to
/// keep it would take fresh memory, for which threads wait for each other.
class bucketed {
public:
    /// @throws std::invalid_argument for a NaN.
    bucketed(std::span<const double> values, const bucket_scale& scale)
        : values_(values), scale_(scale), counts_(bucket_scale::buckets) {
        bool nan = false;
        for (const double x : values) {
            nan = nan || num::is_nan(x);
            ++counts_[scale(x)];
        }
        if (nan) {
            throw std::invalid_argument{"kolmogorov_smirnov: NaN has no rank; drop or impute it first"};
        }
    }

    /// One that is sorted: its buckets follow each other.
    bucketed(const sorted_sample& values, const bucket_scale& scale)
        : values_(values.values()), scale_(scale), ascending_(true), counts_(bucket_scale::buckets) {
        // Four places at a time: neighbours are mostly in one bucket, and each count would wait for the one before.
        const std::size_t quarter = values_.size() / 4;
        for (std::size_t i = 0; i < quarter; ++i) {
            for (std::size_t q = 0; q < 4; ++q) {
                ++counts_[scale(values_[q * quarter + i])];
            }
        }
        for (std::size_t i = 4 * quarter; i < values_.size(); ++i) {
            ++counts_[scale(values_[i])];
        }
    }

    [[nodiscard]] std::int64_t count(std::size_t bucket) const noexcept { return counts_[bucket]; }

    /// Calls `take(bucket, value)` for every value.
    template <class Take>
    void for_each(const Take& take) const {
        for (const double x : values_) {
            take(scale_(x), x);
        }
    }

    /// The values of the buckets that are `mixed`, ascending.
    [[nodiscard]] std::vector<double> sorted(std::span<const bucket_state> states) const {
        std::size_t size = 0;
        for (std::size_t k = 0; k < states.size(); ++k) {
            size += states[k] == bucket_state::mixed ? counts_[k] : 0;
        }
        std::vector<double> found;
        found.reserve(size);
        if (ascending_) {
            for (std::size_t k = 0, first = 0; k < states.size(); first += counts_[k++]) {
                if (states[k] == bucket_state::mixed) {
                    found.insert(found.end(), values_.begin() + static_cast<std::ptrdiff_t>(first),
                                 values_.begin() + static_cast<std::ptrdiff_t>(first + counts_[k]));
                }
            }
            return found;
        }
        for_each([&](std::size_t bucket, double value) {
            if (states[bucket] == bucket_state::mixed) {
                found.push_back(value);
            }
        });
        core::sort(std::span{found});
        return found;
    }

private:
    std::span<const double> values_;
    bucket_scale scale_;
    bool ascending_ = false;
    std::vector<std::uint32_t> counts_;
};

/// Marks the mixed buckets that hold one value only, and tells it.
[[nodiscard]] inline std::vector<double> single_values(const bucketed& a, const bucketed& b,
                                                       std::span<bucket_state> states) {
    std::vector<double> values(states.size());
    std::vector<std::uint8_t> differ(states.size());
    std::vector<std::uint8_t> seen(states.size());
    for (const bucketed* const sample : {&a, &b}) {
        sample->for_each([&](std::size_t bucket, double value) {
            values[bucket] = seen[bucket] != 0 ? values[bucket] : value;
            seen[bucket] = 1;
            differ[bucket] = differ[bucket] != 0 || values[bucket] != value ? 1 : 0;
        });
    }
    for (std::size_t k = 0; k < states.size(); ++k) {
        states[k] = states[k] == bucket_state::mixed && differ[k] == 0 ? bucket_state::single : states[k];
    }
    return values;
}

[[nodiscard]] inline std::span<const double> values_of(std::span<const double> sample) noexcept { return sample; }
[[nodiscard]] inline std::span<const double> values_of(const sorted_sample& sample) noexcept { return sample.values(); }

/// What `gap_sum` finds over all blocks of two samples, each a sorted_sample or a span in any order, on the sides that are asked for; `ties` is not looked for.
///
/// @throws std::invalid_argument for a NaN. Precondition: neither is empty, and n m fits 2^62.
template <class A, class B>
[[nodiscard]] gap_scan largest_gap(const A& a, const B& b, alternative side) {
    const bucket_scale scale{values_of(a), values_of(b)};
    const bucketed first{a, scale};
    const bucketed second{b, scale};
    const auto n = static_cast<std::int64_t>(a.size());
    const auto m = static_cast<std::int64_t>(b.size());
    const bool up = side != alternative::less;
    const bool down = side != alternative::greater;

    std::int64_t gap = 0;
    std::int64_t known = 0;  // the largest gap at a bound of buckets
    for (std::size_t k = 0; k < bucket_scale::buckets; ++k) {
        gap += m * first.count(k) - n * second.count(k);
        known = up && gap > known ? gap : known;
        known = down && -gap > known ? -gap : known;
    }
    std::vector<bucket_state> states(bucket_scale::buckets);
    std::int64_t mixed = 0;  // values in them
    gap = 0;
    for (std::size_t k = 0; k < bucket_scale::buckets; ++k) {
        const std::int64_t rise = m * first.count(k);
        const std::int64_t fall = n * second.count(k);
        // Rising before all falling, or falling before all rising: what the order of a bucket's values could do at most.
        if (rise + fall > 0 && ((up && gap + rise >= known) || (down && fall - gap >= known))) {
            states[k] = bucket_state::mixed;
            mixed += first.count(k) + second.count(k);
        }
        gap += rise - fall;
    }
    std::vector<double> single;  // the value of a bucket that holds no other
    if (mixed > (n + m) / 16) {  // many in few buckets, as where values tie: sorting equal ones can be saved
        single = single_values(first, second, states);
    }

    const std::vector<double> mine = first.sorted(states);
    const std::vector<double> theirs = second.sorted(states);
    gap_sum sum{.n = n, .m = m};
    std::size_t i = 0;
    std::size_t j = 0;
    std::uint64_t before_a = 0;
    std::uint64_t before_b = 0;
    gap = 0;
    for (std::size_t k = 0; k < bucket_scale::buckets; ++k) {
        const auto here_a = static_cast<std::size_t>(first.count(k));
        const auto here_b = static_cast<std::size_t>(second.count(k));
        sum.gap = gap;
        if (states[k] == bucket_state::single) {
            sum.take(merged_block{single[k], before_a, before_b, here_a, here_b});
        } else if (states[k] == bucket_state::mixed) {
            merge_blocks(std::span{mine}.subspan(i, here_a), std::span{theirs}.subspan(j, here_b),
                         [&](merged_block block) {
                             block.first_before += before_a;
                             block.second_before += before_b;
                             sum.take(block);
                         });
            i += here_a;
            j += here_b;
        }
        before_a += here_a;
        before_b += here_b;
        gap += m * static_cast<std::int64_t>(here_a) - n * static_cast<std::int64_t>(here_b);
    }
    return sum.scan;
}

}  // namespace lastro::inline v0::drift::detail
