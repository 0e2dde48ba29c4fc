// SPDX-License-Identifier: MIT
// lastro/drift/sequential_ks_test.hpp
//
// Do two streams have the same distribution, if one looks after every pair of values and stops whenever one likes?
//
//   drift::sequential_ks_test versions{{.alpha = 0.05}};
//   if (versions.update(score_of_old, score_of_new) == drift::signal::drift) look_at(versions.gap_at());
//
// The Kolmogorov-Smirnov test by betting [1]: one bets that the next live value is more, or less, likely up to c than the next
// reference value, where c is the place at which the values *before* differ most. If nothing changed, either is as likely, so
// P(drift is ever said) <= alpha if, given the pairs before, both values have one distribution, whatever it is, ties or not.
// Any difference of distributions is found sooner or later that shows at one of the places looked at.
//
// Bounded memory: the places are 31 quantiles of the first 32 pairs, on which nothing is staked, so that the test begins with
// the 33rd. Counts are halved whenever 4,096 pairs are in them, so that late changes show. No allocation after construction; the
// same bits everywhere.
//
// References
//   [1] S. Shekhar, A. Ramdas, Nonparametric two-sample testing by betting, IEEE Trans. Inf. Theory 70(2), 2024.
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
#include <cstdint>    // int64_t, uint32_t, uint64_t
#include <limits>     // numeric_limits
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/drift/detail/betting.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct sequential_ks_settings {
    double alpha = 0.05;  ///< Drift is ever said of equal distributions with at most this probability.

    friend bool operator==(const sequential_ks_settings&, const sequential_ks_settings&) = default;
};

/// Compares the distributions of two streams, pair by pair.
class sequential_ks_test {
public:
    static constexpr const char* kind = "sequential_ks_test";

    /// @throws std::invalid_argument unless 2^-900 <= alpha < 1.
    explicit sequential_ks_test(const sequential_ks_settings& settings = {}) : settings_{settings} {
        detail::require_alpha(settings.alpha, "drift::sequential_ks_test: alpha");
        target_ = 1.0 / settings.alpha;
    }

    /// Takes the next value of each stream. After drift it stays drift until reset(). Infinities are values like any other; a
    /// pair with a NaN is counted in `ignored()`.
    signal update(double reference, double live) noexcept {
        if (num::is_nan(reference) || num::is_nan(live)) {
            ++ignored_;
            return player_.largest() >= target_ ? signal::drift : signal::none;
        }
        if (first_ < values_.size()) {
            insert(reference);
            insert(live);
            return signal::none;
        }
        const double at = gap_at();
        detail::betting<8>::gains gain{};
        const double gap = (live <= at ? 1.0 : 0.0) - (reference <= at ? 1.0 : 0.0);
        player_.stake(gain, 0, more_ ? gap : -gap);
        const signal said = player_.play(gain, target_);
        ++live_[cell_of(live)];
        ++reference_[cell_of(reference)];
        if (++held_ == most) {
            for (std::size_t i = 0; i < cells; ++i) {
                live_[i] /= 2;
                reference_[i] /= 2;
            }
            held_ = most / 2;
        }
        find_witness();
        return said;
    }

    void reset() noexcept { *this = sequential_ks_test{settings_}; }

    /// Where the distribution functions of recent pairs differ most: what is staked on next. NaN before the 33rd pair.
    [[nodiscard]] double gap_at() const noexcept {
        return first_ < values_.size() ? std::numeric_limits<double>::quiet_NaN() : values_[2 * witness_ + 1];
    }

    /// An e-value at all times: on average at most 1 if the distributions are equal.
    [[nodiscard]] double e_value() const noexcept { return player_.capital(); }
    /// The smallest alpha at which it would have said drift by now: a p-value at all times.
    [[nodiscard]] double p_value() const noexcept { return 1.0 / player_.largest(); }
    /// From the first drift on: how many of the newest pairs came since the streams differ, about. 0 before.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return player_.since_change(); }
    /// From the first drift on: the first pair after the change, counted from 0 among the pairs taken since `reset()`.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept {
        return since_change() == 0 ? std::nullopt : std::optional{count() - since_change()};
    }

    /// Pairs taken.
    [[nodiscard]] std::uint64_t count() const noexcept { return first_ / 2 + player_.count(); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }  ///< Pairs with a NaN.
    [[nodiscard]] const sequential_ks_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static sequential_ks_test from_state(core::byte_span bytes) {
        return detail::state_bytes::read<sequential_ks_test>(bytes);
    }

    friend bool operator==(const sequential_ks_test&, const sequential_ks_test&) = default;

private:
    friend struct detail::state_bytes;
    static constexpr std::size_t cells = 32;
    static constexpr std::uint64_t most = 4096;

    // Keeps the first values in order.
    void insert(double x) noexcept {
        std::size_t at = first_++;
        for (; at > 0 && values_[at - 1] > x; --at) {
            values_[at] = values_[at - 1];
        }
        values_[at] = x;
    }

    // Cell i holds what is above place i - 1, up to place i.
    [[nodiscard]] std::size_t cell_of(double x) const noexcept {
        std::size_t at = 0;
        for (std::size_t half = cells / 2; half > 0; half /= 2) {
            at = values_[2 * (at + half - 1) + 1] < x ? at + half : at;
        }
        return at;
    }
    void find_witness() noexcept {
        std::int64_t gap = 0;
        std::int64_t largest = 0;
        for (std::size_t i = 0; i + 1 < cells; ++i) {
            gap += static_cast<std::int64_t>(live_[i]) - static_cast<std::int64_t>(reference_[i]);
            const std::int64_t size = gap < 0 ? -gap : gap;
            witness_ = size > largest ? i : witness_;
            more_ = size > largest ? gap > 0 : more_;
            largest = size > largest ? size : largest;
        }
    }

    static void each_setting(auto& settings, auto&& each) { each("alpha", settings.alpha); }
    static void each_number(auto& self, auto&& each) {
        each.bounded(self.first_, self.values_.size());
        for (std::size_t i = 0; i < self.first_; ++i) {
            each(self.values_[i]);
        }
        for (std::size_t i = 0; i < cells; ++i) {
            each(self.reference_[i], self.live_[i]);
        }
        each.bounded(self.held_, most - 1);
        each.bounded(self.witness_, cells - 2);
        each(self.more_, self.ignored_);
        detail::state_bytes::numbers_of(self.player_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool good = first_ % 2 == 0 && (first_ == values_.size() || player_.count() == 0) && held_ <= player_.count();
        std::uint64_t reference = 0;
        std::uint64_t live = 0;
        for (std::size_t i = 0; i < cells; ++i) {
            reference += reference_[i];
            live += live_[i];
        }
        for (std::size_t i = 1; i < first_; ++i) {
            good = good && values_[i - 1] <= values_[i];
        }
        return good && reference <= held_ && live <= held_ && detail::state_bytes::consistent(player_) &&
               player_.may_have(target_);
    }

    sequential_ks_settings settings_;
    double target_ = 0.0;
    std::array<double, 2 * cells> values_{};  // the first, in order
    std::size_t first_ = 0;                   // how many of them are there
    std::array<std::uint32_t, cells> reference_{};
    std::array<std::uint32_t, cells> live_{};
    std::uint64_t held_ = 0;               // pairs in the counts
    std::size_t witness_ = cells / 2 - 1;  // of the places, which are every second one of the first values
    bool more_ = true;                     // of the live values were up to it
    std::uint64_t ignored_ = 0;
    detail::betting<8> player_;
};

}  // namespace lastro::inline v0::drift
