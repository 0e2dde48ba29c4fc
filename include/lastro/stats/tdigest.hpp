// SPDX-License-Identifier: MIT
// lastro/stats/tdigest.hpp
//
// Which share of a stream lies below x, and which x has a given share below it, most precisely in the tails?
//
//   stats::tdigest day{{.compression = 200}}, week{{.compression = 200}};
//   for (const double x : latencies) day.add(x);
//   week.merge(day);
//   week.quantile(0.999);   week.rank(250.0);
//
// Values are gathered in centroids, of one value each at both ends and of up to pi / compression * sqrt(q (1 - q)) of all
// near the quantile q. There is no bound for the error in the worst case (quantile_sketch has one). No randomness: the
// same values in the same order give the same bits everywhere.
//
// References
//   [1] T. Dunning and O. Ertl, Computing extremely accurate quantiles using t-digests, arXiv:1902.04023, 2019 (k_1, with
//       the bound on a centroid's weight in place of the arcsine).
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/heap_array.hpp>
#include <lastro/stats/detail/sort_block.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;
}

struct tdigest_settings {
    std::size_t compression =
        200;  ///< The more, the more precise and the larger: some 160 bytes for each; 10 to 65535.

    friend bool operator==(const tdigest_settings&, const tdigest_settings&) = default;
};

/// A merging t-digest [1].
///
/// One array holds the centroids and, behind them, values that are still to be merged. Two neighbouring centroids of the
/// lower half together outweigh the bound at their start, so after q = c^2, c = pi / compression, each pair advances
/// asin(sqrt(q)) by c / sqrt(8), and before it doubles q: 1.5 compression + 2 * 64 centroids a side are never exceeded.
class tdigest {
public:
    /// @throws std::invalid_argument unless 10 <= compression <= 65535.
    explicit tdigest(const tdigest_settings& settings = {})
        : settings_{checked(settings)},
          centroids_{5 * settings.compression + 256},
          merged_{5 * settings.compression + 256} {}

    /// Takes x in, `weight` times.
    /// @throws std::invalid_argument unless |x| <= 2^1022: neither NaN nor infinities have a mean; and 1 <= weight <= 2^52.
    void add(double x, std::uint64_t weight = 1) {
        core::require<std::invalid_argument>(num::magnitude(x) <= 0x1p1022, "stats::tdigest: add",
                                             "a number of at most 2^1022 in magnitude", x);
        core::require<std::invalid_argument>(weight >= 1 && weight <= std::uint64_t{1} << 52U,
                                             "stats::tdigest: add: weight", "from 1 to 2^52", weight);
        append({x, static_cast<double>(weight)});
        count_ += weight;
    }

    /// Takes in all that `other` has seen; its compression may differ.
    ///
    /// Both are compressed before, on a copy where `other` is not, so that as a rule all its centroids find room at once: a
    /// centroid made of half of them could span a gap that the other half fills.
    void merge(const tdigest& other) {
        const tdigest theirs = other.compressed();  // which may be this one
        compress();
        for (std::size_t i = 0; i < theirs.held_; ++i) {
            append(theirs.centroids_[i]);
        }
        count_ += theirs.count_;
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// The share of values below x, those equal to it counted half; linear between centroids. NaN before the first value.
    /// @throws std::invalid_argument if x is NaN.
    [[nodiscard]] double rank(double x) const {
        core::require<std::invalid_argument>(!num::is_nan(x), "stats::tdigest: rank", "a number", x);
        if (count_ == 0) {
            return nothing;
        }
        const tdigest sorted = compressed();
        const detail::heap_array<centroid>& c = sorted.centroids_;
        double below = 0.0;
        std::size_t i = 0;
        for (; i < sorted.held_ && c[i].mean < x; ++i) {
            below += c[i].weight;
        }
        if (i == sorted.held_ || (i == 0 && x < c[0].mean)) {
            return i == 0 ? 0.0 : 1.0;
        }
        const auto n = static_cast<double>(count_);
        if (c[i].mean == x) {
            double equal = 0.0;
            for (; i < sorted.held_ && c[i].mean == x; ++i) {
                equal += c[i].weight;
            }
            return num::fma(0.5, equal, below) / n;
        }
        const double share = (x - c[i - 1].mean) / (c[i].mean - c[i - 1].mean);
        const double from = num::fma(-0.5, c[i - 1].weight, below);
        const double to = num::fma(0.5, c[i].weight, below);
        return num::fma(share, to - from, from) / n;
    }

    /// The x of rank q, linear between centroids; the exact minimum for 0 and maximum for 1. NaN before the first value.
    /// @throws std::invalid_argument unless 0 <= q <= 1.
    [[nodiscard]] double quantile(double q) const {
        core::require<std::invalid_argument>(q >= 0.0 && q <= 1.0, "stats::tdigest: quantile", "from 0 to 1", q);
        if (count_ == 0) {
            return nothing;
        }
        const tdigest sorted = compressed();
        const detail::heap_array<centroid>& c = sorted.centroids_;
        const double target = num::rounded(q * static_cast<double>(count_));
        double at = 0.5 * c[0].weight;  // the middle of centroid i
        if (target <= at) {
            return c[0].mean;
        }
        for (std::size_t i = 0; i + 1 < sorted.held_; ++i) {
            const double step = 0.5 * (c[i].weight + c[i + 1].weight);
            if (target < at + step) {
                return num::fma((target - at) / step, c[i + 1].mean - c[i].mean, c[i].mean);
            }
            at += step;
        }
        return c[sorted.held_ - 1].mean;
    }

    /// NaN before the first value.
    [[nodiscard]] double minimum() const { return quantile(0.0); }
    [[nodiscard]] double maximum() const { return quantile(1.0); }

    /// Merges what waits to be merged, so that questions need not: they do it on a copy.
    void compress() noexcept {
        if (settled_ == held_) {
            return;
        }
        sort_waiting();
        double n = 0.0;
        for (std::size_t i = 0; i < held_; ++i) {
            n += centroids_[i].weight;
        }
        const double c = pi / static_cast<double>(settings_.compression);
        double before = 0.0;  // the weight of all finished centroids
        std::size_t last = 0;
        std::size_t old = 0;
        std::size_t young = settled_;
        for (std::size_t i = 0; i < held_; ++i) {
            const bool take_old = young == held_ || (old < settled_ && !less(centroids_[young], centroids_[old]));
            const centroid next = centroids_[take_old ? old++ : young++];
            if (i == 0) {
                merged_[0] = next;
                continue;
            }
            centroid& open = merged_[last];
            const double together = open.weight + next.weight;
            const double after = before + together;
            // together <= n c sqrt(q (1 - q)) at both ends, squared
            const double most = smaller(before * (n - before), after * (n - after));
            if (together * together <= num::rounded(c * c) * most) {
                open.mean = smaller(num::fma(next.mean - open.mean, next.weight / together, open.mean), next.mean);
                open.weight = together;
            } else {
                before += open.weight;
                merged_[++last] = next;
            }
        }
        for (std::size_t i = 0; i <= last; ++i) {
            centroids_[i] = merged_[i];
        }
        held_ = last + 1;
        settled_ = held_;
    }

    /// The number of centroids, and of values that wait.
    [[nodiscard]] std::size_t size() const noexcept { return held_; }
    [[nodiscard]] const tdigest_settings& settings() const noexcept { return settings_; }

    /// The same settings and the same centroids, what waits included.
    friend bool operator==(const tdigest& a, const tdigest& b) noexcept {
        bool equal =
            a.settings_ == b.settings_ && a.count_ == b.count_ && a.held_ == b.held_ && a.settled_ == b.settled_;
        for (std::size_t i = 0; equal && i < a.held_; ++i) {
            equal = a.centroids_[i] == b.centroids_[i];
        }
        return equal;
    }

private:
    friend struct detail::sketch_bytes;
    static constexpr double pi = 3.14159265358979323846;
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    struct centroid {
        double mean = 0.0;
        double weight = 0.0;

        friend bool operator==(const centroid&, const centroid&) = default;
    };

    static const tdigest_settings& checked(const tdigest_settings& settings) {
        core::require<std::invalid_argument>(settings.compression >= 10 && settings.compression <= 65535,
                                             "stats::tdigest: compression", "from 10 to 65535", settings.compression);
        return settings;
    }

    [[nodiscard]] static double smaller(double a, double b) noexcept { return a < b ? a : b; }

    [[nodiscard]] static bool less(const centroid& a, const centroid& b) noexcept {
        return a.mean < b.mean || (a.mean == b.mean && a.weight < b.weight);
    }

    // Sorts what lies behind the settled ones; as plain numbers, where each has the weight 1.
    void sort_waiting() noexcept {
        centroid* const waiting = centroids_.data() + settled_;
        const std::size_t count = held_ - settled_;
        bool plain = count <= detail::block_sorter::most;
        for (std::size_t i = 0; i < count && plain; ++i) {
            plain = waiting[i].weight == 1.0;
        }
        if (!plain) {
            return detail::heap_sort(waiting, count, less);
        }
        double means[detail::block_sorter::most];
        for (std::size_t i = 0; i < count; ++i) {
            means[i] = waiting[i].mean;
        }
        detail::block_sorter{}.sort(means, count);
        for (std::size_t i = 0; i < count; ++i) {
            waiting[i] = {means[i], 1.0};
        }
    }

    void append(const centroid& c) noexcept {
        if (held_ == centroids_.size()) {
            compress();
        }
        centroids_[held_++] = c;
    }

    [[nodiscard]] tdigest compressed() const {
        tdigest copy = *this;
        copy.compress();
        return copy;
    }

    tdigest_settings settings_;
    detail::heap_array<centroid> centroids_;
    detail::heap_array<centroid> merged_;  ///< Room for compression.
    std::size_t held_ = 0;                 ///< Centroids and waiting values.
    std::size_t settled_ = 0;              ///< `held_` as the last compression left it.
    std::uint64_t count_ = 0;
};

}  // namespace lastro::inline v0::stats
