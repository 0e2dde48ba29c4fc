// SPDX-License-Identifier: MIT
// lastro/drift/sequential_mean_test.hpp
//
// Do two streams have the same mean, if one looks after every pair of values and stops whenever one likes?
//
//   drift::sequential_mean_test versions{{.alpha = 0.05, .low = 0.0, .high = 1.0}};
//   if (versions.update(loss_of_old, loss_of_new) == drift::signal::drift) choose(versions.mean_difference());
//
// A test by betting [1]: what is staked on x - y wins nothing on average if both means are equal, so P(drift is ever said)
// <= alpha if, given the pairs before, both values have the same mean: for every distribution between the bounds, and the two
// values of a pair may depend on each other. Rises and falls are seen. Eight bets, each begun at every time
// (detail/betting.hpp), stand for a bet that is tuned as one goes [1][2], and find late changes too. Constant memory, no
// allocation; the same bits everywhere.
//
// References
//   [1] S. Shekhar, A. Ramdas, Nonparametric two-sample testing by betting, IEEE Trans. Inf. Theory 70(2), 2024.
//   [2] I. Waudby-Smith, A. Ramdas, Estimating means of bounded random variables by betting, J. R. Stat. Soc. B 86(1), 2024.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/betting.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct sequential_mean_settings {
    double alpha = 0.05;  ///< Drift is ever said of equal means with at most this probability.
    double low = 0.0;     ///< No value is below ...
    double high = 1.0;    ///< ... or above. A pair with another is counted in `ignored()`.

    friend bool operator==(const sequential_mean_settings&, const sequential_mean_settings&) = default;
};

/// Compares the means of two streams, pair by pair.
class sequential_mean_test {
public:
    static constexpr const char* kind = "sequential_mean_test";

    /// @throws std::invalid_argument unless 2^-900 <= alpha < 1 and low < high, both finite.
    explicit sequential_mean_test(const sequential_mean_settings& settings = {}) : settings_{settings} {
        detail::require_alpha(settings.alpha, "drift::sequential_mean_test: alpha");
        core::require<std::invalid_argument>(
            num::is_finite(settings.high - settings.low) && settings.low < settings.high,
            "drift::sequential_mean_test: high", "a finite number above low", settings.high);
        target_ = 1.0 / settings.alpha;
    }

    /// Takes the next value of each stream. After drift it stays drift until reset().
    signal update(double reference, double live) noexcept {
        const auto [alpha, low, high] = settings_;
        if (!(reference >= low && reference <= high && live >= low && live <= high)) {
            ++ignored_;
            return player_.largest() >= target_ ? signal::drift : signal::none;
        }
        const double difference = live / (high - low) - reference / (high - low);
        sum_ += difference;
        detail::betting<8>::gains gain{};
        player_.stake(gain, 0, difference < 1.0 ? difference > -1.0 ? difference : -1.0 : 1.0);
        return player_.play(gain, target_);
    }

    void reset() noexcept { *this = sequential_mean_test{settings_}; }

    /// An e-value at all times: on average at most 1 if the means are equal.
    [[nodiscard]] double e_value() const noexcept { return player_.capital(); }
    /// The smallest alpha at which it would have said drift by now: a p-value at all times.
    [[nodiscard]] double p_value() const noexcept { return 1.0 / player_.largest(); }
    /// The mean of live - reference so far, 0 before the first pair.
    [[nodiscard]] double mean_difference() const noexcept {
        return count() == 0 ? 0.0 : sum_ / static_cast<double>(count()) * (settings_.high - settings_.low);
    }
    /// From the first drift on: how many of the newest pairs came since the means differ, about. 0 before.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return player_.since_change(); }
    /// From the first drift on: the first pair after the change, counted from 0 among the pairs taken since `reset()`.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept {
        return since_change() == 0 ? std::nullopt : std::optional{count() - since_change()};
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return player_.count(); }  ///< Pairs taken.
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }  ///< Pairs with a value that is none.
    [[nodiscard]] const sequential_mean_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static sequential_mean_test from_state(core::byte_span bytes) {
        return detail::state_bytes::read<sequential_mean_test>(bytes);
    }

    friend bool operator==(const sequential_mean_test&, const sequential_mean_test&) = default;

private:
    friend struct detail::state_bytes;

    static void each_setting(auto& settings, auto&& each) {
        each("alpha", settings.alpha);
        each("low", settings.low);
        each("high", settings.high);
    }
    static void each_number(auto& self, auto&& each) {
        each(self.sum_, self.ignored_);
        detail::state_bytes::numbers_of(self.player_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        return num::magnitude(sum_) <= 1.0000001 * static_cast<double>(count()) &&
               detail::state_bytes::consistent(player_) && player_.may_have(target_);
    }

    sequential_mean_settings settings_;
    double target_ = 0.0;
    double sum_ = 0.0;  // of differences, over high - low
    std::uint64_t ignored_ = 0;
    detail::betting<8> player_;
};

}  // namespace lastro::inline v0::drift
