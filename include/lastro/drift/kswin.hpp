// SPDX-License-Identifier: MIT
// lastro/drift/kswin.hpp
//
// Do the newest values come from the distribution of those before them? A Kolmogorov-Smirnov test in a window: KSWIN.
//
//   drift::kswin watch{{.window = 100, .recent = 30, .alpha = 0.0001}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// The `recent` newest of the last `window` values against as many drawn from the others, without replacement, at every value. Sees
// changes of any kind, of the spread too. The faults of the method [1], which stay: alpha belongs to one comparison, so it is no
// rate of false alarms (thousands of comparisons are made); most of the older values are not looked at; a slow change is in both
// parts. `incremental_ks` looks at all of both. Others' programs also ask for a gap above 0.1, use whatever random numbers come,
// or compare by an asymptotic p-value; here the comparison is exact (conservative with ties) and the draw is that of an
// address: of `seed` and the number of the value since the restart. Promises: signal.hpp.
//
// References
//   [1] C. Raab, M. Heusinger, F.-M. Schleif, Reactive soft prototype computing for concept drift streams, Neurocomputing 416, 2020.
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint16_t, uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/ks_distribution.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

struct kswin_settings {
    std::size_t window = 100;  ///< Values that are kept, up to `kswin::capacity`.
    std::size_t recent = 30;   ///< The newest of them, at most half.
    double alpha = 0.0001;     ///< The chance of one comparison to alarm on an unchanged stream, at most.
    std::uint64_t seed = 0;    ///< Of the draws.

    friend bool operator==(const kswin_settings&, const kswin_settings&) = default;
};

/// KSWIN [1].
class kswin {
public:
    static constexpr const char* kind = "kswin";
    static constexpr std::size_t capacity = 1024;  ///< The largest window.

    /// @throws std::invalid_argument unless window <= capacity, 1 <= recent <= window / 2 and 0 < alpha < 1; or if alpha is so small
    ///         that `recent` values cannot differ so much.
    explicit kswin(const kswin_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.window >= 2 && settings.window <= capacity,
                                             "drift::kswin: window", "from 2 to 1024", settings.window);
        core::require<std::invalid_argument>(settings.recent >= 1 && settings.recent <= settings.window / 2,
                                             "drift::kswin: recent", "from 1 to half the window", settings.recent);
        detail::require_inside_unit_interval(settings.alpha, "drift::kswin: alpha");
        const std::uint64_t n = settings.recent;
        const std::uint64_t gap = critical_gap(n, n, settings.alpha);
        core::require<std::invalid_argument>(gap <= n * n, "drift::kswin: alpha",
                                             "an alpha that so few recent values can reach", settings.alpha);
        critical_ = gap / n;
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        state_.values[static_cast<std::size_t>(state_.count++ % settings_.window)] = x;
        if (state_.count < settings_.window) {
            return signal::none;
        }
        state_.gap = drawn_gap();
        if (state_.gap < critical_) {
            return signal::none;
        }
        position_.drifted(state_.count, settings_.recent);
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The gap between both distribution functions at the last value; 0 before the window is full.
    [[nodiscard]] double statistic() const noexcept {
        return static_cast<double>(state_.gap) / static_cast<double>(settings_.recent);
    }

    /// What the statistic must reach.
    [[nodiscard]] double critical_value() const noexcept {
        return static_cast<double>(critical_) / static_cast<double>(settings_.recent);
    }

    /// At the last drift: `recent`. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const kswin_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static kswin from_state(core::byte_span bytes) { return detail::state_bytes::read<kswin>(bytes); }

    /// What `calibrate` sets: smaller is surer, always below 1.
    [[nodiscard]] static double threshold(const kswin_settings& s) noexcept { return s.alpha; }
    [[nodiscard]] static kswin_settings with_threshold(kswin_settings s, double value) noexcept {
        s.alpha = value;
        return s;
    }
    static constexpr bool larger_is_surer = false;
    static constexpr bool below_one = true;

    friend bool operator==(const kswin&, const kswin&) = default;

private:
    friend struct detail::state_bytes;

    struct numbers {
        std::array<double, capacity> values{};  ///< A ring, value i at i mod window.
        std::uint64_t count = 0;
        std::uint64_t gap = 0;  ///< Times `recent`.

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    /// Value `age` places after the oldest in the window.
    [[nodiscard]] double value(std::uint64_t age) const noexcept {
        return state_.values[static_cast<std::size_t>((state_.count + age) % settings_.window)];
    }

    static void insert(double* sorted, std::size_t held, double x) noexcept {
        for (; held > 0 && sorted[held - 1] > x; --held) {
            sorted[held] = sorted[held - 1];
        }
        sorted[held] = x;
    }

    [[nodiscard]] std::uint64_t drawn_gap() const noexcept {
        const std::size_t n = settings_.recent;
        const std::size_t older = settings_.window - n;
        const random::stream draws = random::stream{settings_.seed}["drift.kswin"][state_.count];
        std::uint16_t order[capacity];
        double drawn[capacity / 2];
        double recent[capacity / 2];
        for (std::size_t i = 0; i < older; ++i) {
            order[i] = static_cast<std::uint16_t>(i);
        }
        for (std::size_t i = 0; i < n; ++i) {  // the first n steps of a shuffle
            const std::size_t at = i + static_cast<std::size_t>(random::bounded(draws, i, older - i));
            insert(drawn, i, value(order[at]));
            order[at] = order[i];
            insert(recent, i, value(older + i));
        }
        std::uint64_t largest = 0;
        for (std::size_t i = 0, j = 0; i < n && j < n;) {
            const double x = drawn[i] < recent[j] ? drawn[i] : recent[j];
            while (i < n && drawn[i] == x) {
                ++i;
            }
            while (j < n && recent[j] == x) {
                ++j;
            }
            const std::uint64_t gap = i < j ? j - i : i - j;
            largest = gap > largest ? gap : largest;
        }
        return largest;
    }

    static void each_setting(auto& s, auto&& each) {
        each("window", s.window);
        each("recent", s.recent);
        each("alpha", s.alpha);
        each("seed", s.seed);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.gap);
        for (std::size_t i = 0; i < self.settings_.window && i < s.count; ++i) {
            each(s.values[i]);
        }
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool measurable = true;
        for (const double x : state_.values) {
            measurable = measurable && detail::measurable(x);
        }
        return position_.consistent() && measurable && state_.gap < critical_ &&
               (state_.count >= settings_.window || state_.gap == 0);
    }

    kswin_settings settings_;
    std::uint64_t critical_ = 0;  ///< Times `recent`.
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<kswin>);

}  // namespace lastro::inline v0::drift
