// SPDX-License-Identifier: MIT
// lastro/drift/detail/betting.hpp
//
// How much would a player have won by now who bets against "nothing changed", without knowing how to bet, nor since when?
//
//   detail::betting<8> player;
//   player.play(gains, 1.0 / alpha);     // gains[k]: what one unit on bet k wins, -1 or more; on average not above 0 unless
//   player.capital();                    // something changed. Then P(capital ever reaches 1 / alpha) <= alpha [1].
//
// The player begins with 1 and puts a little on each bet at every time: what is not yet played after t values is
// (t + 1)^(-1/4), a share that falls so slowly that late changes are found too. The capital is never below w / Count times
// what the best of the bets has won if begun at the best time, w being what was put down then, about t^(-5/4) / 4. So no
// bet has to be tuned, and nothing is forgotten. A mixture of martingales is a martingale: the bound is Ville's inequality.
//
// References
//   [1] J. Ville, Etude critique de la notion de collectif, 1939.
//   [2] G. Shafer and V. Vovk, Game-theoretic foundations for probability and finance, 2019 (mixtures of strategies).
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift::detail {

/// The smallest alpha that a player is asked for: 1 / alpha must be capital that can be counted.
inline constexpr double least_alpha = 0x1p-900;

/// @throws std::invalid_argument unless least_alpha <= alpha < 1.
inline void require_alpha(double alpha, const char* where) {
    require_inside_unit_interval(alpha, where);
    core::require<std::invalid_argument>(alpha >= least_alpha, where, "at least 2^-900", alpha);
}

/// The capital of a player with `Count` bets.
template <std::size_t Count>
class betting {
    static_assert(Count > 0 && (Count & (Count - 1)) == 0, "so that a share of 1 / Count is exact");

public:
    using gains = std::array<double, Count>;

    /// Drift once the capital has reached `target`, and ever after; warning while it is half way there, on a logarithmic scale.
    signal play(const gains& gain, double target) noexcept {
        ++count_;
        const double left = 1.0 / num::square_root(num::square_root(static_cast<double>(count_) + 1.0));
        const double each = (left_ - left) * (1.0 / static_cast<double>(Count));
        left_ = left;
        for (std::size_t k = 0; k < Count; ++k) {
            bet& b = bets_[k];
            b.wealth = grown(b.wealth + each, gain[k]);
            const bool anew = b.evidence <= 1.0;
            b.since = anew ? 1 : b.since + 1;
            b.evidence = grown(anew ? 1.0 : b.evidence, gain[k]);
        }
        double now = capital();
        if (num::is_nan(now)) [[unlikely]] {
            forget_what_is_no_number();
            now = capital();
        }
        const bool before = largest_ >= target;
        largest_ = now > largest_ ? now : largest_;
        if (largest_ < target) {
            return now * now >= target ? signal::warning : signal::none;
        }
        since_change_ = before ? since_change_ + 1 : strongest().since;
        return signal::drift;
    }

    /// Puts the gains of eight bets on a number of -1 ... 1 that is 0 on average into `gain` from `first` on: four stakes on a
    /// rise, and on a fall. A mean that may be wrong by `error` costs as much as that can win.
    ///
    /// Of the largest stake that cannot be ruined it is 3/4, 3/16, 3/64, and 3/4 t^(-1/2) on value t: the last finds any
    /// difference sooner or later, since what it wins grows as t^(1/2) and what chance costs it as log t.
    void stake(gains& gain, std::size_t first, double x, double error = 0.0) const noexcept {
        const double slow = num::rounded(left_ * left_);
        const double rise = num::rounded(0.75 * (x - error));
        const double fall = num::rounded(0.75 * (0.0 - x - error));
        const double shares[] = {1.0, 0.25, 0.0625, slow};
        for (std::size_t j = 0; j < 4; ++j) {
            gain[first + j] = num::rounded(rise * shares[j]);
            gain[first + 4 + j] = num::rounded(fall * shares[j]);
        }
    }

    /// On average at most 1 at any time at which one chooses to look, if nothing changed: an e-value.
    [[nodiscard]] double capital() const noexcept {
        double sum = left_;
        for (const bet& b : bets_) {
            sum += b.wealth;
        }
        return most < sum ? most : sum;
    }
    /// The largest capital so far; 1 / largest() is a p-value, at all times.
    [[nodiscard]] double largest() const noexcept { return largest_; }

    /// From the first drift on: how many of the newest values came since the change, as far as the bet that won most knows.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return since_change_; }
    /// At all times: how many of the newest values the strongest evidence for a change comes from.
    [[nodiscard]] std::uint64_t evidence_since() const noexcept { return strongest().since; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

    /// Whether it can be the player of a test with this target: a change is known from the first drift on.
    [[nodiscard]] bool may_have(double target) const noexcept { return (since_change_ > 0) == (largest_ >= target); }

    friend bool operator==(const betting&, const betting&) = default;

private:
    friend struct state_bytes;
    static constexpr double most = 0x1p1000;  // or infinity would be compared with infinity

    struct bet {
        double wealth = 0.0;
        double evidence = 1.0;    // of the bet alone, begun anew wherever it is used up (CUSUM)
        std::uint64_t since = 0;  // how many values are in it

        friend bool operator==(const bet&, const bet&) = default;
    };

    [[nodiscard]] static double grown(double amount, double gain) noexcept {
        const double more = amount * (1.0 + gain);  // gains are rounded, so nothing can be fused
        return most < more ? most : more;
    }
    // What is no number has won nothing.
    void forget_what_is_no_number() noexcept {
        for (bet& b : bets_) {
            b.wealth = b.wealth >= 0.0 ? b.wealth : 0.0;
            b.evidence = b.evidence >= 0.0 ? b.evidence : 0.0;
        }
    }
    [[nodiscard]] const bet& strongest() const noexcept {
        std::size_t best = 0;
        for (std::size_t k = 1; k < Count; ++k) {
            best = bets_[k].evidence > bets_[best].evidence ? k : best;
        }
        return bets_[best];
    }

    static void each_number(auto& self, auto&& each) {
        each(self.count_, self.left_, self.largest_, self.since_change_);
        for (auto& b : self.bets_) {
            each(b.wealth, b.evidence, b.since);
        }
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool good = left_ == 1.0 / num::square_root(num::square_root(static_cast<double>(count_) + 1.0)) &&
                    since_change_ <= count_ && largest_ >= 1.0 && largest_ <= most;
        for (const bet& b : bets_) {
            good = good && b.wealth >= 0.0 && b.wealth <= most && b.evidence >= 0.0 && b.evidence <= most &&
                   b.since <= count_ && (count_ > 0) == (b.since > 0);
        }
        return good && capital() <= largest_;
    }

    std::array<bet, Count> bets_{};
    double left_ = 1.0;
    double largest_ = 1.0;
    std::uint64_t count_ = 0;
    std::uint64_t since_change_ = 0;
};

}  // namespace lastro::inline v0::drift::detail
