// SPDX-License-Identifier: MIT
// lastro/drift/conformal_martingale.hpp
//
// Do new values still come from where the reference came from? One value at a time, looked at after each, for ever.
//
//   drift::conformal_martingale watch{drift::sorted_sample{training_column}, {.alpha = 0.05}};
//   if (watch.update(x) == drift::signal::drift) look_at_the_last(watch.since_change());
//
// Each value gets a smoothed conformal p-value u: its rank among the reference's, ties broken by an addressed draw [1]. If
// nothing changed, u is uniform; so one bets on u - 1/2 (the place) and on |2u - 1| - 1/2 (the spread). P(drift is ever said)
// <= alpha, over the reference and the stream, if both are independent draws of one distribution, whatever it is, ties or not.
//
// The reference does not grow, so values after a change do not hide it [2]. But a reference of n tells ranks to about
// 1 / sqrt(n) only, and a stream without end would find that out: a martingale that takes u for uniform alarms for certain.
// Here every bet pays for what the reference may be wrong (docs/drift.md has the proof), so changes smaller than `least_shift()`
// may not be seen: a larger reference sees smaller ones. Changes that leave place and spread as they were are not seen. No
// allocation after construction; the same bits everywhere.
//
// References
//   [1] V. Vovk, I. Petej, I. Nouretdinov, E. Ahlberg, L. Carlsson, A. Gammerman, Retrain or not retrain: conformal test
//       martingales for change-point detection, COPA 2021.
//   [2] Y. Shaer et al., arXiv:2602.13848, 2026 (a fixed reference).
//   [3] O. Marchal and J. Arbel, On the sub-Gaussianity of the Beta and Dirichlet distributions, Electron. Commun. Probab. 22, 2017.
#pragma once

#include <array>      // array
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint32_t, uint64_t
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/betting.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

struct conformal_settings {
    double alpha = 0.05;  ///< Drift is ever said of a stream that is as the reference with at most this probability.
    double reference_share = 0.25;  ///< Of alpha, for a reference that is unlike its distribution.
    std::uint64_t seed = 0;         ///< Of the draws that break ties. Equal seeds, equal draws.

    friend bool operator==(const conformal_settings&, const conformal_settings&) = default;
};

/// A test by betting whether a stream is as a fixed reference.
class conformal_martingale {
public:
    static constexpr const char* kind = "conformal_martingale";

    /// Keeps at most 255 of the reference's values, and how many of all are below and up to each: the ranks between two of them
    /// are drawn, which costs resolution but not validity.
    ///
    /// @throws std::invalid_argument unless 0 < alpha < 1, 0 < reference_share < 1 and their product is at least 2^-900, or for 2^30
    ///         values and more.
    explicit conformal_martingale(const sorted_sample& reference, const conformal_settings& settings = {})
        : conformal_martingale{settings} {
        const std::size_t n = reference.size();
        core::require<std::invalid_argument>(n < std::size_t{1} << 30U, "drift::conformal_martingale: reference",
                                             "fewer than 2^30 values", n);
        const std::size_t step = n / (knots_.size() + 1) + 1;
        for (std::size_t rank = step; rank <= n; rank += step) {
            const double value = reference.values()[rank - 1];
            if (size_ == 0 || value > knots_[size_ - 1].value) {
                knots_[size_++] = {value, static_cast<std::uint32_t>(reference.count_below(value)),
                                   static_cast<std::uint32_t>(reference.count_up_to(value))};
            }
        }
        reference_count_ = n;
        measure();
    }

    /// After drift it stays drift until reset(). Infinities are values like any other; NaN is counted in `ignored()`.
    signal update(double x) noexcept {
        if (num::is_nan(x)) {
            ++ignored_;
            return player_.largest() >= target_ ? signal::drift : signal::none;
        }
        const double u = smoothed_rank(x, random::uniform(draws_, drawn_++));
        const double place = u - 0.5;
        const double spread = num::magnitude(2.0 * u - 1.0) - 0.5;
        detail::betting<16>::gains gain{};
        // The largest stake that cannot be ruined: 1 / (1/2 + error).
        player_.stake(gain, 0, place / (0.5 + place_error_), place_error_ / (0.5 + place_error_));
        player_.stake(gain, 8, spread / (0.5 + spread_error_), spread_error_ / (0.5 + spread_error_));
        return player_.play(gain, target_);
    }

    /// Begins to test anew, against the same reference; draws are not used twice.
    void reset() noexcept {
        player_ = {};
        ignored_ = 0;
    }

    /// An e-value at all times: on average at most 1 if nothing changed, unless the reference is unlike its distribution, which
    /// it is with a probability of at most alpha * reference_share.
    [[nodiscard]] double e_value() const noexcept { return player_.capital(); }

    /// The e-value at which drift is said.
    [[nodiscard]] double target() const noexcept { return target_; }

    /// From the first drift on: how many of the newest values came since the change, about. 0 before.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return player_.since_change(); }
    /// From the first drift on: the first value after the change, counted from 0 among the values taken since `reset()`.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept {
        return since_change() == 0 ? std::nullopt : std::optional{count() - since_change()};
    }

    /// At all times: how many of the newest values the strongest evidence for a change comes from.
    [[nodiscard]] std::uint64_t evidence_since() const noexcept { return player_.evidence_since(); }

    /// What P(X < Y) + P(X = Y) / 2 must differ from 1/2 by, about, for reference X and live Y, to be found sooner or later: what
    /// the reference may be wrong, on either side, and half of the most values between two of those that are kept.
    [[nodiscard]] double least_shift() const noexcept {
        std::uint64_t widest = 0;
        for (std::size_t i = 0; i <= size_; ++i) {
            const std::uint64_t from = i == 0 ? 0 : knots_[i - 1].up_to;
            const std::uint64_t between = (i == size_ ? reference_count_ : knots_[i].below) - from;
            widest = between > widest ? between : widest;
        }
        const double cell = static_cast<double>(widest + 1) / static_cast<double>(reference_count_ + 1);
        return num::fma(2.0, place_error_, 0.5 * cell);
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return player_.count(); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }
    [[nodiscard]] const conformal_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static conformal_martingale from_state(core::byte_span bytes) {
        return detail::state_bytes::read<conformal_martingale>(bytes);
    }

    friend bool operator==(const conformal_martingale&, const conformal_martingale&) = default;

private:
    friend struct detail::state_bytes;

    struct knot {
        double value = 0.0;
        std::uint32_t below = 0;  // values of the reference below it
        std::uint32_t up_to = 0;  // and up to it

        friend bool operator==(const knot&, const knot&) = default;
    };

    // Without a reference yet.
    explicit conformal_martingale(const conformal_settings& settings)
        : settings_{settings}, draws_{random::stream{settings.seed}["conformal_martingale"]} {
        detail::require_inside_unit_interval(settings.alpha, "drift::conformal_martingale: alpha");
        detail::require_inside_unit_interval(settings.reference_share, "drift::conformal_martingale: reference_share");
        core::require<std::invalid_argument>(settings.alpha * settings.reference_share >= detail::least_alpha,
                                             "drift::conformal_martingale: alpha", "at least 2^-900 / reference_share",
                                             settings.alpha);
        target_ = 1.0 / (settings.alpha - num::rounded(settings.alpha * settings.reference_share));
    }

    // How far the means of both bets may be from 0, given the reference: outside with probability alpha reference_share / 4 on
    // each side of each, as sub-Gaussian variables with variances n / (12 (n + 1)^2) and 1 / (4 (n + 2)) [3].
    void measure() noexcept {
        const auto n = static_cast<double>(reference_count_);
        const double log = num::log(4.0 / (settings_.alpha * settings_.reference_share));
        place_error_ = num::square_root(log * n / 6.0) / (n + 1.0);
        spread_error_ = num::square_root(log / (2.0 * (n + 2.0)));
    }

    [[nodiscard]] double smoothed_rank(double x, double draw) const noexcept {
        std::size_t at = 0;  // the first knot that is not below x
        for (std::size_t length = size_; length > 0;) {
            const std::size_t half = length / 2;
            const bool below = knots_[at + half].value < x;
            at = below ? at + half + 1 : at;
            length = below ? length - half - 1 : half;
        }
        const bool equal = at < size_ && knots_[at].value == x;
        const std::uint64_t first = equal ? knots_[at].below : at > 0 ? knots_[at - 1].up_to : 0;
        const std::uint64_t last = equal ? knots_[at].up_to : at < size_ ? knots_[at].below : reference_count_;
        return num::fma(draw, static_cast<double>(last - first + 1), static_cast<double>(first)) /
               static_cast<double>(reference_count_ + 1);
    }

    static void each_setting(auto& settings, auto&& each) {
        each("alpha", settings.alpha);
        each("reference_share", settings.reference_share);
        each("seed", settings.seed);
    }
    static void each_number(auto& self, auto&& each) {
        each.bounded(self.reference_count_, std::uint64_t{1} << 30U);
        each.bounded(self.size_, self.knots_.size());
        for (std::size_t i = 0; i < self.size_; ++i) {
            each(self.knots_[i].value, self.knots_[i].below, self.knots_[i].up_to);
        }
        each(self.place_error_, self.spread_error_, self.drawn_, self.ignored_);
        detail::state_bytes::numbers_of(self.player_, each);
    }
    [[nodiscard]] bool consistent() const noexcept {
        conformal_martingale same = *this;
        same.measure();
        bool good = reference_count_ > 0 && size_ > 0 && place_error_ == same.place_error_ &&
                    spread_error_ == same.spread_error_ && player_.count() <= drawn_ &&
                    knots_[size_ - 1].up_to <= reference_count_;
        for (std::size_t i = 0; i < size_; ++i) {
            good = good && knots_[i].below < knots_[i].up_to &&
                   (i == 0 || (knots_[i - 1].value < knots_[i].value && knots_[i - 1].up_to <= knots_[i].below));
        }
        return good && detail::state_bytes::consistent(player_) && player_.may_have(target_);
    }

    conformal_settings settings_;
    random::stream draws_;
    double target_ = 0.0;
    std::uint64_t reference_count_ = 0;
    std::size_t size_ = 0;
    std::array<knot, 255> knots_{};
    double place_error_ = 0.0;
    double spread_error_ = 0.0;
    std::uint64_t drawn_ = 0;
    std::uint64_t ignored_ = 0;
    detail::betting<16> player_;
};

}  // namespace lastro::inline v0::drift
