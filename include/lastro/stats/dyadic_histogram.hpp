// SPDX-License-Identifier: MIT
// lastro/stats/dyadic_histogram.hpp
//
// How are the values of a stream spread, when nobody knows their range before, and parts of it come from many machines?
//
//   stats::dyadic_histogram mine{{.bins = 64}};
//   mine.add(12.5);
//   all.merge(mine);
//   for (std::size_t i = 0; i < all.size(); ++i) all.edge(i), all.edge(i + 1), all.count(i);
//
// Bins are as wide as a power of two, and begin at its multiples; where the range outgrows them, each takes in its neighbour.
// So the bins follow from the smallest and the largest value, and counts are exact: the result is a function of the values
// alone, whatever their order and their parts. Nothing is allocated.
#pragma once

#include <bit>        // bit_cast
#include <cstddef>    // size_t
#include <cstdint>    // int64_t, uint64_t
#include <limits>     // numeric_limits
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/wide_integer.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;
}

struct dyadic_histogram_settings {
    std::size_t bins = 64;  ///< At most so many, and more than a quarter of them once the range fills them; 4 to 128.
    int narrowest = -1000;  ///< No bin is narrower than 2^narrowest: 0 for whole numbers; -1000 to 1000.

    friend bool operator==(const dyadic_histogram_settings&, const dyadic_histogram_settings&) = default;
};

/// Counts of finite numbers in bins of one width.
class dyadic_histogram {
public:
    /// @throws std::invalid_argument unless 4 <= bins <= 128 and -1000 <= narrowest <= 1000.
    explicit dyadic_histogram(const dyadic_histogram_settings& settings = {})
        : settings_{checked(settings)}, exponent_{settings.narrowest} {}

    /// Counts x, `weight` times. @throws std::invalid_argument if x is not finite.
    void add(double x, std::uint64_t weight = 1) {
        cover(x, x);
        counts_[static_cast<std::size_t>(index_of(x) - first_)] += weight;
        total_ += weight;
    }

    /// Counts many. @throws std::invalid_argument if one is not finite, before anything is counted.
    void add(std::span<const double> values) {
        if (values.empty()) {
            return;
        }
        double low = values[0];
        double high = values[0];
        double unbounded = 0.0;
        for (const double x : values) {
            low = x < low ? x : low;
            high = x > high ? x : high;
            unbounded += x - x;
        }
        cover(unbounded == 0.0 ? low : unbounded, high);
        if (exponent_ > 0) {
            for (const double x : values) {
                ++counts_[static_cast<std::size_t>(index_of(x) - first_)];
            }
        } else {  // no number is too small to be multiplied
            for (const double x : values) {
                const double scaled = x * scale_;
                const auto toward_zero = static_cast<std::int64_t>(scaled);
                const std::int64_t index = toward_zero - std::int64_t{scaled < static_cast<double>(toward_zero)};
                ++counts_[static_cast<std::size_t>(index - first_)];
            }
        }
        total_ += values.size();
    }

    /// Takes in all that `other` has counted. @throws std::invalid_argument unless the settings are the same.
    void merge(const dyadic_histogram& other) {
        core::require<std::invalid_argument>(settings_ == other.settings_, "stats::dyadic_histogram: merge: bins",
                                             "the settings of the histogram it goes into", other.settings_.bins);
        if (other.total_ == 0) {
            return;
        }
        const dyadic_histogram theirs = other;  // which may be this one
        cover(theirs.minimum_, theirs.maximum_);
        for (std::size_t i = 0; i < theirs.size(); ++i) {
            const std::int64_t at = folded(theirs.first_ + static_cast<std::int64_t>(i), exponent_ - theirs.exponent_);
            if (theirs.counts_[i] > 0) {
                counts_[static_cast<std::size_t>(at - first_)] += theirs.counts_[i];
            }
        }
        total_ += theirs.total_;
    }

    /// How many values were counted, and the bins from that of the smallest to that of the largest.
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    [[nodiscard]] std::size_t size() const noexcept {
        return total_ == 0 ? 0 : static_cast<std::size_t>(index_of(maximum_) - first_ + 1);
    }

    /// Values of bin i lie from edge(i), included, to edge(i + 1). Precondition: i < size(), or i <= size().
    [[nodiscard]] std::uint64_t count(std::size_t i) const noexcept { return counts_[i]; }
    [[nodiscard]] double edge(std::size_t i) const noexcept {
        return detail::times_power_of_two(static_cast<double>(first_ + static_cast<std::int64_t>(i)), exponent_);
    }
    [[nodiscard]] double width() const noexcept { return detail::times_power_of_two(1.0, exponent_); }

    [[nodiscard]] const dyadic_histogram_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const dyadic_histogram& a, const dyadic_histogram& b) noexcept {
        bool equal = a.settings_ == b.settings_ && a.total_ == b.total_ && a.exponent_ == b.exponent_ &&
                     a.first_ == b.first_ && a.minimum_ == b.minimum_ && a.maximum_ == b.maximum_;
        for (std::size_t i = 0; equal && i < most; ++i) {
            equal = a.counts_[i] == b.counts_[i];
        }
        return equal;
    }

private:
    friend struct detail::sketch_bytes;
    static constexpr std::size_t most = 128;

    static const dyadic_histogram_settings& checked(const dyadic_histogram_settings& settings) {
        core::require<std::invalid_argument>(settings.bins >= 4 && settings.bins <= most,
                                             "stats::dyadic_histogram: bins", "from 4 to 128", settings.bins);
        core::require<std::invalid_argument>(settings.narrowest >= -1000 && settings.narrowest <= 1000,
                                             "stats::dyadic_histogram: narrowest", "from -1000 to 1000",
                                             settings.narrowest);
        return settings;
    }

    // The largest whole number up to x / 2^exponent. What is too small to be divided is still above or below 0.
    [[nodiscard]] std::int64_t index_of(double x) const noexcept {
        const double scaled = x * scale_;
        const auto toward_zero = static_cast<std::int64_t>(scaled);
        return toward_zero - (scaled < static_cast<double>(toward_zero) || (x < 0.0 && scaled == 0.0) ? 1 : 0);
    }

    // The bin that takes in bin `index` where bins become 2^doublings times as wide. Rounds down.
    [[nodiscard]] static std::int64_t folded(std::int64_t index, int doublings) noexcept {
        return index >> (doublings < 63 ? doublings : 63);
    }

    [[nodiscard]] bool fits(double low, double high) const noexcept {
        constexpr double exact = 0x1p52;
        return num::magnitude(low * scale_) < exact && num::magnitude(high * scale_) < exact &&
               index_of(high) - index_of(low) < static_cast<std::int64_t>(settings_.bins);
    }

    void use(int exponent) noexcept {
        exponent_ = exponent;
        scale_ = detail::times_power_of_two(1.0, -exponent);
    }

    // Makes the bins those of all values from `low` to `high` and of the values before.
    void cover(double low, double high) {
        core::require<std::invalid_argument>(num::is_finite(low) && num::is_finite(high),
                                             "stats::dyadic_histogram: add", "a finite number",
                                             num::is_finite(low) ? high : low);
        if (low >= minimum_ && high <= maximum_) {
            return;
        }
        low += 0.0;  // -0.0 as 0.0
        high += 0.0;
        const std::int64_t before = total_ > 0 ? first_ : 0;
        const std::size_t held = size();
        const int exponent = exponent_;
        minimum_ = low < minimum_ ? low : minimum_;
        maximum_ = high > maximum_ ? high : maximum_;
        const double size = num::magnitude(low) > num::magnitude(high) ? num::magnitude(low) : num::magnitude(high);
        const int least = static_cast<int>(std::bit_cast<std::uint64_t>(size) >> 52U) - 1023 - 51;  // below, not exact
        use(least > exponent_ ? least : exponent_);
        while (!fits(minimum_, maximum_)) {
            use(exponent_ + 1);
        }
        first_ = index_of(minimum_);
        std::uint64_t moved[most] = {};
        for (std::size_t i = 0; i < held; ++i) {
            const std::int64_t at = folded(before + static_cast<std::int64_t>(i), exponent_ - exponent);
            moved[static_cast<std::size_t>(at - first_)] += counts_[i];
        }
        for (std::size_t i = 0; i < most; ++i) {
            counts_[i] = moved[i];
        }
    }

    dyadic_histogram_settings settings_;
    int exponent_;
    double scale_ = detail::times_power_of_two(1.0, -settings_.narrowest);
    std::int64_t first_ = 0;  ///< Bin i holds the values from (first_ + i) * 2^exponent_ on.
    double minimum_ = std::numeric_limits<double>::infinity();
    double maximum_ = -std::numeric_limits<double>::infinity();
    std::uint64_t total_ = 0;
    std::uint64_t counts_[most] = {};
};

}  // namespace lastro::inline v0::stats
