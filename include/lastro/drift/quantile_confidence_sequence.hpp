// SPDX-License-Identifier: MIT
// lastro/drift/quantile_confidence_sequence.hpp
//
// Where is the median of a stream, or the latency that 99 of 100 stay below, if one looks after every value?
//
//   drift::quantile_confidence_sequence where{{.quantile = 0.99, .alpha = 0.05}};
//   where.update(latency);
//   const auto [low, high] = where.interval();              // holds the quantile at all times at once, with 95 %
//
// Theorem 1 of [1], equation (9): with l = (1.4 log log(2.1 t) + log(10 / alpha)) / t the share of the first t values up to the
// quantile p is at all t at once within 1.5 sqrt(p (1 - p) l) + 0.8 l of p, with probability 1 - alpha. Assumed: independent
// values of one distribution, whatever it is: no bounds, no density.
//
// Of the stream 256 values are kept, each with how many values are up to it, at least, and below it, at most: bounds as in [2],
// close where the interval can end [3]. The interval is made from the worst of both, so it is valid whatever was forgotten, only
// wider. Constant memory, no allocation; the same bits everywhere.
//
// References
//   [1] S. R. Howard, A. Ramdas, Sequential estimation of quantiles with applications to A/B testing and best-arm
//       identification, Bernoulli 28(3), 2022.
//   [2] M. Greenwald, S. Khanna, Space-efficient online computation of quantile summaries, SIGMOD 2001.
//   [3] G. Cormode, F. Korn, S. Muthukrishnan, D. Srivastava, Effective computation of biased quantiles over data streams, 2005.
#pragma once

#include <array>    // array
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <limits>   // numeric_limits
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct quantile_sequence_settings {
    double quantile = 0.5;  ///< The share of values up to it.
    double alpha = 0.05;    ///< It is ever outside with at most this probability.

    friend bool operator==(const quantile_sequence_settings&, const quantile_sequence_settings&) = default;
};

/// Without bounds as long as too few values are there.
struct quantile_interval {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();

    friend bool operator==(const quantile_interval&, const quantile_interval&) = default;
};

/// An interval for a quantile that is valid at all times at once.
class quantile_confidence_sequence {
public:
    static constexpr const char* kind = "quantile_confidence_sequence";

    /// @throws std::invalid_argument unless 0 < quantile < 1 and 0 < alpha < 1.
    explicit quantile_confidence_sequence(const quantile_sequence_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.quantile, "drift::quantile_confidence_sequence: quantile");
        detail::require_inside_unit_interval(settings.alpha, "drift::quantile_confidence_sequence: alpha");
    }

    /// Takes the next value. Infinities are values like any other; NaN is counted in `ignored()` and changes nothing else.
    void update(double x) noexcept {
        if (num::is_nan(x)) {
            ++ignored_;
            return;
        }
        ++count_;
        std::size_t at = 0;  // the first entry that is not below x
        for (std::size_t length = size_; length > 0;) {
            const std::size_t half = length / 2;
            const bool below = entries_[at + half].value < x;
            at = below ? at + half + 1 : at;
            length = below ? length - half - 1 : half;
        }
        const bool there = at < size_ && entries_[at].value == x;
        if (there || (at > 0 && width_ > 0 && !divides(at))) {  // one more that this entry, or the next one, stands for
            entry& e = entries_[at < size_ ? at : size_ - 1];
            e.gap = at == size_ ? e.step : there ? e.gap : e.gap + 1;
            e.value = at == size_ ? x : e.value;
            ++e.step;
            return;
        }
        const std::uint64_t gap = at > 0 && at < size_ ? entries_[at].gap : 0;  // the first is the least of all
        for (std::size_t i = size_; i > at; --i) {
            entries_[i] = entries_[i - 1];
        }
        entries_[at] = {x, 1, gap};
        ++size_;
        if (size_ == capacity) {
            thin();
        }
    }

    void reset() noexcept { *this = quantile_confidence_sequence{settings_}; }

    /// The quantile is within. Cost: two logarithms and a pass over the entries.
    [[nodiscard]] quantile_interval interval() const noexcept {
        quantile_interval result;
        if (count_ == 0) {
            return result;
        }
        const auto t = static_cast<double>(count_);
        const double p = settings_.quantile;
        const double radius = this->radius();
        const double from = num::fma(p, t, -radius);
        const double to = num::fma(p, t, radius);
        std::uint64_t rank = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            if (static_cast<double>(rank + entries_[i].gap) < from) {  // so many at most are below it
                result.low = entries_[i].value;
            }
            rank += entries_[i].step;
            if (static_cast<double>(rank) > to) {  // so many at least are not above it
                result.high = entries_[i].value;
                break;
            }
        }
        return result;
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }      ///< Values taken.
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }  ///< NaN.
    [[nodiscard]] const quantile_sequence_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static quantile_confidence_sequence from_state(core::byte_span bytes) {
        return detail::state_bytes::read<quantile_confidence_sequence>(bytes);
    }

    friend bool operator==(const quantile_confidence_sequence& a, const quantile_confidence_sequence& b) noexcept {
        bool equal = a.settings_ == b.settings_ && a.count_ == b.count_ && a.ignored_ == b.ignored_ &&
                     a.width_ == b.width_ && a.size_ == b.size_;
        for (std::size_t i = 0; equal && i < a.size_; ++i) {
            equal = a.entries_[i] == b.entries_[i];
        }
        return equal;
    }

private:
    friend struct detail::state_bytes;
    static constexpr std::size_t capacity = 257;

    struct entry {
        double value = 0.0;
        std::uint64_t step = 0;  // so many values at least are up to it, less those up to the entry before
        std::uint64_t gap = 0;   // so many at most are below it, less those up to the entry before

        friend bool operator==(const entry&, const entry&) = default;
    };

    // t times 1.5 sqrt(p (1 - p) l) + 0.8 l.
    [[nodiscard]] double radius() const noexcept {
        const auto t = static_cast<double>(count_);
        const double p = settings_.quantile;
        const double scale = num::fma(1.4, num::log(num::log(2.1 * t)), num::log(10.0 / settings_.alpha));  // t l
        return num::fma(1.5, num::square_root(p * (1.0 - p) * t * scale), num::rounded(0.8 * scale));
    }

    // How many ranks an entry may stand for: few where the interval can end, more the further away.
    [[nodiscard]] double room(double rank, double near) const noexcept {
        const double away =
            num::magnitude(rank - num::rounded(settings_.quantile * static_cast<double>(count_))) - near;
        return static_cast<double>(width_) + (away > 0.0 ? away * 0.125 : 0.0);
    }

    // Should a value before entry `at` become one? Of every eighth it is asked, if those around it stand for many.
    [[nodiscard]] bool divides(std::size_t at) const noexcept {
        if (count_ % 8 != 0) {
            return false;
        }
        std::uint64_t rank = 0;
        for (std::size_t i = 0; i < at; ++i) {
            rank += entries_[i].step;
        }
        const double most = room(static_cast<double>(rank), num::rounded(1.5 * radius()));
        const auto many = [&](std::size_t i) { return static_cast<double>(entries_[i].step) >= most; };
        return (at == size_ || many(at)) && many(at - 1);
    }

    // Drops entries that the next one can stand for, first as closely as before, then less so.
    void thin() noexcept {
        const double near = num::rounded(1.5 * radius());
        for (;; width_ += width_ / 4 + 1) {
            std::uint64_t rank = 0;
            std::uint64_t carried = 0;
            std::size_t kept = 0;
            for (std::size_t i = 0; i < size_; ++i) {
                const entry e = {entries_[i].value, entries_[i].step + carried, entries_[i].gap + carried};
                rank += entries_[i].step;
                const bool dropped =
                    i > 0 && i + 1 < size_ &&
                    static_cast<double>(e.step + entries_[i + 1].gap) < room(static_cast<double>(rank), near);
                carried = dropped ? e.step : 0;
                if (!dropped) {
                    entries_[kept++] = e;
                }
            }
            size_ = kept;
            if (width_ > 0 && size_ <= capacity - capacity / 4) {
                return;
            }
        }
    }

    static void each_setting(auto& settings, auto&& each) {
        each("quantile", settings.quantile);
        each("alpha", settings.alpha);
    }
    static void each_number(auto& self, auto&& each) {
        each(self.count_, self.ignored_, self.width_);
        each.bounded(self.size_, capacity - 1);
        for (std::size_t i = 0; i < self.size_; ++i) {
            each(self.entries_[i].value, self.entries_[i].step, self.entries_[i].gap);
        }
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool good = width_ <= std::uint64_t{1} << 62U && (width_ == 0 || size_ >= 2);  // the extremes are kept
        std::uint64_t rank = 0;
        for (std::size_t i = 0; good && i < size_; ++i) {
            const entry& e = entries_[i];
            good = e.step > 0 && e.step <= count_ - rank && e.gap < count_ - rank &&
                   (i == 0 ? e.gap == 0 : entries_[i - 1].value < e.value);
            rank += e.step;
        }
        return good && rank == count_;
    }

    quantile_sequence_settings settings_;
    std::uint64_t count_ = 0;
    std::uint64_t ignored_ = 0;
    std::uint64_t width_ = 0;  // how many ranks an entry at the quantile may stand for
    std::size_t size_ = 0;
    std::array<entry, capacity> entries_{};
};

}  // namespace lastro::inline v0::drift
