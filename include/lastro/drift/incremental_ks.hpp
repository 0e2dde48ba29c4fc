// SPDX-License-Identifier: MIT
// lastro/drift/incremental_ks.hpp
//
// Do the last thousand values come from the distribution of the first thousand? The Kolmogorov-Smirnov gap of a sliding window,
// exact, kept up to date instead of computed anew.
//
//   drift::incremental_ks watch{{.window = 1000, .threshold = 0.12}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//   watch.statistic();                                                   // the gap now
//
// The first `window` values after a restart are the reference, the last `window` slide; drift where the largest gap between both
// distribution functions reaches the threshold. Sees changes of any kind. O(log n) for each value, as the treap of [1]: with a
// reference that stays, a tree over its sorted values is enough, where each node holds the sum, the largest and the smallest
// prefix sum of the steps below it. Ties count as they should. While the reference fills, a value costs its insertion, O(n).
// The threshold is compared at every value: p-values of single tests do not apply, `calibrate` does. Promises: signal.hpp.
//
// References
//   [1] D. dos Reis, P. Flach, S. Matwin, G. Batista, Fast unsupervised online drift detection using incremental
//       Kolmogorov-Smirnov test, KDD 2016.
#pragma once

#include <array>      // array
#include <bit>        // bit_ceil
#include <cstddef>    // byte, size_t
#include <cstdint>    // int16_t, uint16_t, uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>

namespace lastro::inline v0::drift {

struct incremental_ks_settings {
    std::size_t window = 500;  ///< Values of the reference, and of what slides; up to `incremental_ks::capacity`.
    double threshold = 0.2;    ///< The gap that is a drift, above 0 and at most 1; the larger, the later and the surer.

    friend bool operator==(const incremental_ks_settings&, const incremental_ks_settings&) = default;
};

/// A sliding Kolmogorov-Smirnov statistic in 15 KB.
class incremental_ks {
public:
    static constexpr const char* kind = "incremental_ks";
    static constexpr std::size_t capacity = 1024;  ///< The largest window.

    /// @throws std::invalid_argument unless 2 <= window <= capacity and 0 < threshold <= 1.
    explicit incremental_ks(const incremental_ks_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.window >= 2 && settings.window <= capacity,
                                             "drift::incremental_ks: window", "from 2 to 1024", settings.window);
        core::require<std::invalid_argument>(settings.threshold > 0.0 && settings.threshold <= 1.0,
                                             "drift::incremental_ks: threshold", "above 0, up to 1",
                                             settings.threshold);
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        const std::size_t n = settings_.window;
        const std::uint64_t count = state_.count++;
        if (count < n) {
            insert(x, static_cast<std::size_t>(count));
            return signal::none;
        }
        const auto at = static_cast<std::size_t>(count % n);
        if (count >= 2 * n) {
            step(state_.recent[at], -1);
        }
        state_.recent[at] = place(x);
        step(state_.recent[at], 1);
        if (state_.count < 2 * n || !(statistic() >= settings_.threshold)) {
            return signal::none;
        }
        position_.drifted(state_.count, n);
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The largest gap between both distribution functions, a multiple of 1 / window; 0 before both windows are full.
    [[nodiscard]] double statistic() const noexcept {
        if (state_.count < 2 * settings_.window) {
            return 0.0;
        }
        const int high = state_.tree[1].high;
        const int low = -state_.tree[1].low;
        return static_cast<double>(high > low ? high : low) / static_cast<double>(settings_.window);
    }

    /// At the last drift: the window; the change lies within it, or not long before. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const incremental_ks_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static incremental_ks from_state(core::byte_span bytes) {
        return detail::state_bytes::read<incremental_ks>(bytes);
    }

    /// What `calibrate` sets: larger is surer, always below 1.
    [[nodiscard]] static double threshold(const incremental_ks_settings& s) noexcept { return s.threshold; }
    [[nodiscard]] static incremental_ks_settings with_threshold(incremental_ks_settings s, double value) noexcept {
        s.threshold = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = true;

    friend bool operator==(const incremental_ks&, const incremental_ks&) = default;

private:
    friend struct detail::state_bytes;

    static constexpr std::size_t block = 16;                     ///< Places that are summed one by one.
    static constexpr std::size_t leaves = capacity / block * 2;  ///< capacity + 1 places; a power of two.

    static constexpr int nowhere = -20'000;  ///< Below every sum, and still so when sums are added.

    /// Of the steps of some neighbouring places: up by one at a reference value, down by one at a recent one.
    struct node {
        std::int16_t sum = 0;
        std::int16_t high =
            nowhere;           ///< The largest sum up to a place where the gap counts: not between values that tie.
        std::int16_t low = 0;  ///< The smallest, or 0; between values that tie it is none, as steps there go up.

        friend bool operator==(const node&, const node&) = default;
    };

    struct numbers {
        std::array<double, capacity> reference{};  ///< Sorted.
        std::array<std::uint16_t, capacity>
            recent{};  ///< A ring of places: 2 i between reference i - 1 and i, 2 i + 1 at i.
        std::array<std::uint16_t, capacity + 1>
            between{};  ///< Recent values below reference i and above the one before it.
        std::array<std::uint16_t, capacity + 1> equal{};  ///< Recent values at reference i, the last of those that tie.
        std::array<node, 2 * leaves> tree{};              ///< The root is 1.
        std::uint64_t count = 0;

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    void insert(double x, std::size_t held) noexcept {
        auto& r = state_.reference;
        for (; held > 0 && r[held - 1] > x; --held) {
            r[held] = r[held - 1];
        }
        r[held] = x;
        if (state_.count == settings_.window) {
            plant();
        }
    }

    [[nodiscard]] std::uint16_t place(double x) const noexcept {
        const double* const r = state_.reference.data();
        std::size_t below = 0;  // reference values up to x
        for (std::size_t step = std::bit_ceil(settings_.window + 1) / 2; step > 0; step /= 2) {
            const std::size_t next = below + step;
            below = next <= settings_.window && r[next - 1] <= x ? next : below;
        }
        return static_cast<std::uint16_t>(below > 0 && r[below - 1] == x ? 2 * below - 1 : 2 * below);
    }

    void step(std::uint16_t at, int by) noexcept {
        const std::size_t i = at / 2;
        std::uint16_t& held = at % 2 == 0 ? state_.between[i] : state_.equal[i];
        held = static_cast<std::uint16_t>(held + by);
        std::size_t n = leaves + i / block;
        state_.tree[n] = summed(i / block);
        for (n /= 2; n > 0; n /= 2) {
            state_.tree[n] = joined(state_.tree[2 * n], state_.tree[2 * n + 1]);
        }
    }

    [[nodiscard]] node summed(std::size_t leaf) const noexcept {
        int sum = 0, high = nowhere, low = 0;
        const std::size_t end = (leaf + 1) * block;
        for (std::size_t i = leaf * block; i < end && i <= settings_.window; ++i) {
            sum -= state_.between[i];
            low = sum < low ? sum : low;
            if (i < settings_.window) {
                sum += 1 - state_.equal[i];
                if (i + 1 == settings_.window || state_.reference[i] != state_.reference[i + 1]) {
                    high = sum > high ? sum : high;
                    low = sum < low ? sum : low;
                }
            }
        }
        return {static_cast<std::int16_t>(sum), static_cast<std::int16_t>(high), static_cast<std::int16_t>(low)};
    }

    [[nodiscard]] static node joined(const node& a, const node& b) noexcept {
        const int high = a.sum + b.high;
        const int low = a.sum + b.low;
        return {static_cast<std::int16_t>(a.sum + b.sum), static_cast<std::int16_t>(high > a.high ? high : a.high),
                static_cast<std::int16_t>(low < a.low ? low : a.low)};
    }

    static void each_setting(auto& s, auto&& each) {
        each("window", s.window);
        each("threshold", s.threshold);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        const std::size_t n = self.settings_.window;
        each(s.count);
        for (std::size_t i = 0; i < n && i < s.count; ++i) {
            each(s.reference[i]);
        }
        for (std::size_t i = 0; i < n && i + n < s.count; ++i) {
            each.small(s.recent[i], 2 * n);
        }
        detail::state_bytes::numbers_of(self.position_, each);
    }
    /// Counts the places again, too.
    [[nodiscard]] bool consistent() noexcept {
        const std::size_t n = settings_.window;
        const auto held = static_cast<std::size_t>(state_.count < n ? state_.count : n);
        const auto recent = static_cast<std::size_t>(state_.count < n       ? 0
                                                     : state_.count < 2 * n ? state_.count - n
                                                                            : n);
        const auto& r = state_.reference;
        bool possible = position_.consistent();
        for (std::size_t i = 0; i < held; ++i) {
            possible = possible && detail::measurable(r[i]) && (i == 0 || r[i - 1] <= r[i]);
        }
        for (std::size_t i = 0; i < recent; ++i) {
            const std::uint16_t at = state_.recent[i];
            const std::size_t j = at / 2;
            // a place that a value can have: the last of those that tie, or between two that differ
            possible =
                possible && (at % 2 == 1 ? j + 1 == n || r[j] != r[j + 1] : j == 0 || j == n || r[j - 1] != r[j]);
            ++(at % 2 == 1 ? state_.equal[j] : state_.between[j]);
        }
        if (held == n) {
            plant();
        }
        return possible && statistic() < settings_.threshold;
    }

    void plant() noexcept {
        for (std::size_t i = 0; i < leaves; ++i) {
            state_.tree[leaves + i] = summed(i);
        }
        for (std::size_t i = leaves; i-- > 1;) {
            state_.tree[i] = joined(state_.tree[2 * i], state_.tree[2 * i + 1]);
        }
    }

    incremental_ks_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<incremental_ks>);

}  // namespace lastro::inline v0::drift
