// SPDX-License-Identifier: MIT
// lastro/drift/page_hinkley.hpp
//
// Has the mean of a stream risen, or fallen? The Page-Hinkley test: how far values have lately run ahead of their own mean.
//
//   drift::page_hinkley watch{{.delta = 0.5 * sigma, .threshold = 10.0 * sigma}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// s = max(0, alpha s + x - mean - delta), drift where s > threshold. delta and threshold are in the unit of the values: the
// defaults suit nothing in particular. Promises: signal.hpp.
//
// References
//   [1] E. S. Page, Continuous inspection schemes, Biometrika 41, 1954.
//   [2] D. V. Hinkley, Inference about the change-point from cumulative sum tests, Biometrika 58(3), 1971.
#pragma once

#include <cstddef>    // byte
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

namespace lastro::inline v0::drift {

struct page_hinkley_settings {
    std::uint64_t min_instances = 30;  ///< Values after each restart before the first drift.
    double delta = 0.005;              ///< Rises of the mean up to this are tolerated.
    double threshold = 50.0;           ///< Of s; the larger, the later and the surer.
    double alpha = 0.9999;             ///< The part of s that each step keeps; above 0, up to 1.
    bool clamped = true;               ///< s never falls below 0; false: it may, and then a rise is seen later.
    bool two_sided = false;            ///< Falls are drift too: a second s, of the mean less x.

    friend bool operator==(const page_hinkley_settings&, const page_hinkley_settings&) = default;
};

/// The Page-Hinkley test [1, 2] against the mean since the restart, for rises and, where asked for, falls.
class page_hinkley {
public:
    static constexpr const char* kind = "page_hinkley";

    /// @throws std::invalid_argument unless 0 <= delta <= 2^480, 0 < threshold, finite, and 0 < alpha <= 1.
    explicit page_hinkley(const page_hinkley_settings& settings = {}) : settings_{settings} {
        detail::require_not_negative(settings.delta, "drift::page_hinkley: delta");
        core::require<std::invalid_argument>(detail::measurable(settings.delta), "drift::page_hinkley: delta",
                                             "at most 2^480", settings.delta);
        detail::require_positive(settings.threshold, "drift::page_hinkley: threshold");
        core::require<std::invalid_argument>(settings.alpha > 0.0 && settings.alpha <= 1.0,
                                             "drift::page_hinkley: alpha", "above 0, up to 1", settings.alpha);
    }

    signal update(double x) noexcept {
        if (!detail::measurable(x)) {
            ++position_.ignored;
            return signal::none;
        }
        // Only additions and products wait for the value before, and no branch for the signs of sums.
        const std::uint64_t count = ++state_.count;
        const double mean = state_.mean + num::rounded((x - state_.mean) * (1.0 / detail::as_real(count)));
        state_.mean = mean;
        step(state_.rise, x - mean, count);
        bool over = state_.rise.sum > settings_.threshold;
        if (settings_.two_sided) {
            step(state_.fall, mean - x, count);
            over = over || state_.fall.sum > settings_.threshold;
        }
        if (count < settings_.min_instances || !over) {
            return signal::none;
        }
        const bool rose = state_.rise.sum >= state_.fall.sum;
        position_.drifted(count, count - (rose ? state_.rise.lowest_at : state_.fall.lowest_at));
        state_ = {};
        return signal::drift;
    }

    void reset() noexcept { state_ = {}, position_ = {}; }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept {
        return state_.count == 0 ? std::numeric_limits<double>::quiet_NaN() : state_.mean;
    }

    /// s, which is compared with the threshold; the larger one of both sides.
    [[nodiscard]] double statistic() const noexcept {
        return settings_.two_sided && state_.fall.sum > state_.rise.sum ? state_.fall.sum : state_.rise.sum;
    }

    /// At the last drift: how many of the newest values came after s was last at its lowest, which is where the change is
    /// estimated to be [2]. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return position_.since_change; }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return position_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return state_.count; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return position_.ignored; }
    [[nodiscard]] const page_hinkley_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static page_hinkley from_state(core::byte_span bytes) {
        return detail::state_bytes::read<page_hinkley>(bytes);
    }

    /// What `calibrate` sets: larger is surer.
    [[nodiscard]] static double threshold(const page_hinkley_settings& s) noexcept { return s.threshold; }
    [[nodiscard]] static page_hinkley_settings with_threshold(page_hinkley_settings s, double value) noexcept {
        s.threshold = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;

    friend bool operator==(const page_hinkley&, const page_hinkley&) = default;

private:
    friend struct detail::state_bytes;

    struct side {
        double sum = 0.0;
        double lowest = 0.0;
        std::uint64_t lowest_at = 0;

        friend bool operator==(const side&, const side&) = default;
    };

    struct numbers {
        std::uint64_t count = 0;
        double mean = 0.0;
        side rise{};
        side fall{};

        friend bool operator==(const numbers&, const numbers&) = default;
    };

    void step(side& s, double gap, std::uint64_t count) const noexcept {
        const double sum = num::rounded(settings_.alpha * s.sum) + (gap - settings_.delta);
        const double floor = settings_.clamped ? 0.0 : -std::numeric_limits<double>::infinity();
        const double kept = sum < floor ? floor : sum;
        const std::uint64_t lowest = kept <= s.lowest ? ~std::uint64_t{0} : 0;
        s.sum = kept;
        s.lowest_at = (count & lowest) | (s.lowest_at & ~lowest);
        s.lowest = kept < s.lowest ? kept : s.lowest;
    }

    static void each_setting(auto& s, auto&& each) {
        each("min_instances", s.min_instances);
        each("delta", s.delta);
        each("threshold", s.threshold);
        each("alpha", s.alpha);
        each("clamped", s.clamped);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) {
        auto& s = self.state_;
        each(s.count, s.mean);
        for (auto* one : {&s.rise, &s.fall}) {
            each(one->sum, one->lowest, one->lowest_at);
        }
        detail::state_bytes::numbers_of(self.position_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        const auto possible = [this](const side& s) {
            return s.lowest_at <= state_.count && num::magnitude(s.sum) <= 0x1p600 && s.lowest <= 0.0 &&
                   s.lowest <= s.sum && (state_.count > 0 || s.sum == 0.0);
        };
        return position_.consistent() && num::magnitude(state_.mean) <= 0x1p481 && possible(state_.rise) &&
               possible(state_.fall) && (settings_.two_sided || state_.fall == side{}) &&
               (state_.count > 0 || state_.mean == 0.0);
    }

    page_hinkley_settings settings_;
    numbers state_;
    detail::stream_position position_;
};

static_assert(detector<page_hinkley>);

}  // namespace lastro::inline v0::drift
