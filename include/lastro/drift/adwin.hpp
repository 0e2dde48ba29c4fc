// SPDX-License-Identifier: MIT
// lastro/drift/adwin.hpp
//
// Which newest part of a stream has one mean? A window that grows while nothing changes, and alarms when it must be cut.
//
//   drift::adwin watch{{.delta = 0.002}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//   watch.mean(); watch.variance();                     // of all since the last drift
//
// Every `clock` values each boundary between buckets is tried: two parts whose means differ by more than
// sqrt(2 v d r) + 2/3 d r, with v the variance, d = ln(2 ln W / delta) and r = 1/n0 + 1/n1, are a drift. Rises and falls, values
// of any scale. 4 KB, whatever the length. Unlike [1], each n is lessened by min_window_length - 1, as in MOA, and after a cut
// nothing is kept, as of every detector here: `since_change()` is the length of what [1] keeps. Promises: signal.hpp.
//
// References
//   [1] A. Bifet and R. Gavalda, Learning from time-changing data with adaptive windowing, SDM 2007.
//   [2] M. Datar, A. Gionis, P. Indyk, R. Motwani, Maintaining stream statistics over sliding windows, SIAM J. Comput.
//       31(6), 2002 (the exponential histogram).
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>

namespace lastro::inline v0::drift {

struct adwin_settings {
    double delta = 0.002;                 ///< The chance of one check to alarm on an unchanged stream, about [1].
    std::uint64_t clock = 32;             ///< A check every so many values; 1 finds a change soonest and costs most.
    std::size_t max_buckets = 5;          ///< Buckets of each size: the more, the finer the boundaries; up to 31.
    std::uint64_t min_window_length = 5;  ///< Both parts of a cut have at least so many values.
    std::uint64_t grace_period = 10;      ///< No check while the window has no more values than this.

    friend bool operator==(const adwin_settings&, const adwin_settings&) = default;
};

/// As [1] has it: a check at every value, and cuts anywhere. The defaults are those of MOA, river and frouros.
[[nodiscard]] constexpr adwin_settings adwin_of_the_paper(double delta = 0.002) noexcept {
    return {.delta = delta, .clock = 1, .max_buckets = 5, .min_window_length = 1, .grace_period = 1};
}

/// ADWIN [1]: row i of an exponential histogram [2] holds buckets of 2^i values, as their sum and squared deviations.
///
/// The rows that fit hold 5 * (2^40 - 1) values with 5 buckets a row, 7905 with 31; beyond, the oldest are forgotten.
class adwin {
public:
    static constexpr const char* kind = "adwin";
    static constexpr std::size_t capacity = 256;  ///< Buckets in all rows.
    static constexpr std::size_t most_rows = 40;  ///< A window of 2^40 values takes years to fill.

    /// @throws std::invalid_argument unless 0 < delta < 1, clock >= 1, 1 <= max_buckets <= 31 and min_window_length >= 1.
    explicit adwin(const adwin_settings& settings = {}) : settings_{settings} {
        detail::require_inside_unit_interval(settings.delta, "drift::adwin: delta");
        core::require<std::invalid_argument>(settings.clock >= 1, "drift::adwin: clock", "at least 1", settings.clock);
        core::require<std::invalid_argument>(settings.max_buckets >= 1 && settings.max_buckets <= 31,
                                             "drift::adwin: max_buckets", "from 1 to 31", settings.max_buckets);
        core::require<std::invalid_argument>(settings.min_window_length >= 1, "drift::adwin: min_window_length",
                                             "at least 1", settings.min_window_length);
        const std::size_t fitting = capacity / (settings.max_buckets + 1);
        rows_ = fitting < most_rows ? fitting : most_rows;
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        insert(x);
        ++state_.count;
        if (state_.count % settings_.clock != 0 || state_.width <= settings_.grace_period) {
            return signal::none;
        }
        bool shrunk = false;
        while (must_be_cut()) {
            forget_oldest();
            shrunk = true;
        }
        if (!shrunk) {
            return signal::none;
        }
        position_.drifted(state_.count, state_.width);
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The number of values in the window: all since the last drift, while they fit.
    [[nodiscard]] std::uint64_t width() const noexcept { return state_.width; }
    /// Their sum.
    [[nodiscard]] double total() const noexcept { return state_.total; }
    /// The sum of their squared deviations from their mean.
    [[nodiscard]] double variance_sum() const noexcept { return state_.variance_sum; }
    /// NaN while the window is empty.
    [[nodiscard]] double mean() const noexcept { return per_value(state_.total); }
    /// With divisor n; NaN while the window is empty.
    [[nodiscard]] double variance() const noexcept { return per_value(state_.variance_sum); }

    /// At the last drift: what was left of the window after all cuts, which is how many of the newest values have one mean.
    /// 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const adwin_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static adwin from_state(core::byte_span bytes) { return detail::state_bytes::read<adwin>(bytes); }

    /// What `calibrate` sets: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const adwin_settings& s) noexcept { return s.delta; }
    [[nodiscard]] static adwin_settings with_threshold(adwin_settings s, double value) noexcept {
        s.delta = value;
        return s;
    }
    static constexpr bool larger_is_surer = false, below_one = true;

    friend bool operator==(const adwin&, const adwin&) = default;

private:
    friend struct detail::state_bytes;

    struct bucket {
        double sum = 0.0;
        double variance_sum = 0.0;
        friend bool operator==(const bucket&, const bucket&) = default;
    };

    struct numbers {
        std::array<bucket, capacity> buckets{};      ///< Row by row, max_buckets + 1 places each, oldest first.
        std::array<std::uint8_t, most_rows> held{};  ///< Buckets in each row.
        std::size_t rows = 0;                        ///< Rows that hold any, but for gaps below the last.
        std::uint64_t count = 0;                     ///< Values since the restart.
        std::uint64_t width = 0;
        double total = 0.0;
        double variance_sum = 0.0;
        friend bool operator==(const numbers&, const numbers&) = default;
    };

    [[nodiscard]] static double size_of(std::size_t row) noexcept {
        return static_cast<double>(std::uint64_t{1} << row);
    }

    [[nodiscard]] double per_value(double sum) const noexcept {
        return state_.width == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(state_.width);
    }

    [[nodiscard]] bucket* row(std::size_t i) noexcept {
        return state_.buckets.data() + i * (settings_.max_buckets + 1);
    }
    [[nodiscard]] const bucket* row(std::size_t i) const noexcept {
        return state_.buckets.data() + i * (settings_.max_buckets + 1);
    }

    void append(std::size_t i, const bucket& b) noexcept {
        row(i)[state_.held[i]++] = b;
        state_.rows = i < state_.rows ? state_.rows : i + 1;
    }

    /// Takes the `n` oldest buckets of a row away; what they leave behind is cleared, so that equal windows compare equal.
    void drop(std::size_t i, std::size_t n) noexcept {
        bucket* const b = row(i);
        const std::size_t held = state_.held[i];
        for (std::size_t j = 0; j < held; ++j) {
            b[j] = j + n < held ? b[j + n] : bucket{};
        }
        state_.held[i] = static_cast<std::uint8_t>(held - n);
    }

    void insert(double x) noexcept {
        if (state_.width > 0) {
            const auto before = static_cast<double>(state_.width);
            const double deviation = x - state_.total / before;
            state_.variance_sum += num::rounded(before * deviation * deviation / (before + 1.0));
        }
        ++state_.width;
        state_.total += x;
        append(0, {.sum = x});
        for (std::size_t i = 0; i < rows_ && state_.held[i] > settings_.max_buckets; ++i) {
            if (i + 1 == rows_) {
                forget_oldest();
                return;
            }
            const bucket* const b = row(i);
            const double gap = (b[0].sum - b[1].sum) / size_of(i);
            append(i + 1, {.sum = b[0].sum + b[1].sum,
                           .variance_sum =
                               b[0].variance_sum + b[1].variance_sum + num::rounded(size_of(i) / 2.0 * gap * gap)});
            drop(i, 2);
        }
    }

    /// Takes the oldest bucket out of the window, and its part of the squared deviations with it.
    void forget_oldest() noexcept {
        const std::size_t last = state_.rows - 1;
        const bucket oldest = row(last)[0];
        drop(last, 1);
        while (state_.rows > 0 && state_.held[state_.rows - 1] == 0) {
            --state_.rows;
        }
        const double n = size_of(last);
        state_.width -= std::uint64_t{1} << last;
        state_.total -= oldest.sum;
        const auto rest = static_cast<double>(state_.width);
        const double gap = oldest.sum / n - state_.total / rest;
        const double left =
            state_.variance_sum - (oldest.variance_sum + num::rounded(n * rest * gap * gap / (n + rest)));
        state_.variance_sum = left > 0.0 ? left : 0.0;  // a difference of rounded sums; below 0 it is 0
    }

    /// Is there a boundary between buckets whose two sides have different means?
    [[nodiscard]] bool must_be_cut() const noexcept {
        const auto width = static_cast<double>(state_.width);
        const double d = num::log(2.0 * num::log(width) / settings_.delta);
        const double v = state_.variance_sum / width;
        std::uint64_t older = 0;
        double older_sum = 0.0;
        for (std::size_t i = state_.rows; i-- > 0;) {
            for (std::size_t j = 0; j < state_.held[i]; ++j) {
                older += std::uint64_t{1} << i;
                older_sum += row(i)[j].sum;
                const std::uint64_t newer = state_.width - older;
                if (older < settings_.min_window_length) {
                    continue;
                }
                if (newer < settings_.min_window_length) {  // at least one value is newer, then
                    return false;
                }
                const auto n0 = static_cast<double>(older);
                const auto n1 = static_cast<double>(newer);
                const double lessened = static_cast<double>(settings_.min_window_length - 1);
                const double r = 1.0 / (n0 - lessened) + 1.0 / (n1 - lessened);
                const double bound = num::square_root(2.0 * r * v * d) + num::rounded(2.0 / 3.0 * d * r);
                const double gap = older_sum / n0 - (state_.total - older_sum) / n1;
                if (num::magnitude(gap) > bound) {
                    return true;
                }
            }
        }
        return false;
    }

    static void each_setting(auto& s, auto&& each) {
        each("delta", s.delta), each("clock", s.clock), each("max_buckets", s.max_buckets);
        each("min_window_length", s.min_window_length), each("grace_period", s.grace_period);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each.bounded(s.rows, self.rows_);
        for (std::size_t i = 0; i < s.rows; ++i) {
            each.bounded(s.held[i], self.settings_.max_buckets);
            for (std::size_t j = 0; j < s.held[i]; ++j) {
                auto& b = self.row(i)[j];
                each(b.sum, b.variance_sum);
            }
        }
        each(s.count, s.width, s.total, s.variance_sum);
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        std::uint64_t width = 0;
        bool finite = num::magnitude(state_.total) <= 0x1p544 && num::is_finite(state_.variance_sum) &&
                      state_.variance_sum >= 0.0;
        for (std::size_t i = 0; i < state_.rows; ++i) {
            width += std::uint64_t{state_.held[i]} << i;
            for (std::size_t j = 0; j < state_.held[i]; ++j) {
                const bucket& b = row(i)[j];
                finite = finite && num::magnitude(b.sum) <= 0x1p521 && num::is_finite(b.variance_sum) &&
                         b.variance_sum >= 0.0;
            }
        }
        return position_.consistent() && finite && width == state_.width && state_.width <= state_.count &&
               (state_.rows == 0 || state_.held[state_.rows - 1] > 0) &&
               (width > 0 || (state_.total == 0.0 && state_.variance_sum == 0.0));
    }

    adwin_settings settings_;
    std::size_t rows_ = 0;  ///< That fit.
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<adwin>);

}  // namespace lastro::inline v0::drift
