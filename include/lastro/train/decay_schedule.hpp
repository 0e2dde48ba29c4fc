// SPDX-License-Identifier: MIT
// lastro/train/decay_schedule.hpp
//
// In which ways does a learning rate fall (or rise) once? Constant, in steps, along a line, a power or a curve.
//
//   train::step_decay{.gamma = 0.1, .every = 30};               // 1, then 0.1 from step 30 on, 0.01 from 60 on
//   train::exponential_decay{.rate = 0.96, .steps = 1000};      // 0.96^(t/1000)
//   train::schedule{...} holds any of them (schedule.hpp); factor(t) is the multiple of the optimizer's rate.
//
// References
//   [1] PyTorch 2 documentation, torch.optim.lr_scheduler (StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR).
//   [2] Keras 3 documentation, keras.optimizers.schedules (ExponentialDecay, InverseTimeDecay, PolynomialDecay,
//       PiecewiseConstantDecay).
//   [3] P. Goyal et al., Accurate, large minibatch SGD, arXiv:1706.02677, 2017 (warm-up).
#pragma once

#include <algorithm>  // max, min
#include <cmath>      // isfinite
#include <cstddef>    // size_t
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/detail/waves.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// The optimizer's rate, always.
struct constant_rate {
    void check() const {}
    [[nodiscard]] named_settings settings() const { return {"constant"}; }
    [[nodiscard]] double factor(double) const { return 1.0; }
};

/// `value` for the first `steps`, then 1 [1].
struct constant_factor {
    double value = 1.0 / 3.0;
    double steps = 5.0;

    /// @throws std::invalid_argument naming the setting that is out of range; so do all that follow.
    void check() const {
        detail::require_not_negative("train::constant_factor", "value", value);
        detail::require_not_negative("train::constant_factor", "steps", steps);
    }
    [[nodiscard]] named_settings settings() const { return {"constant_factor", {{"value", value}, {"steps", steps}}}; }
    [[nodiscard]] double factor(double t) const { return t < steps ? value : 1.0; }
};

/// gamma^floor(t / every) [1].
struct step_decay {
    double gamma = 0.1;
    double every = 30.0;

    void check() const {
        detail::require_not_negative("train::step_decay", "gamma", gamma);
        detail::require_positive("train::step_decay", "every", every);
    }
    [[nodiscard]] named_settings settings() const { return {"step_decay", {{"gamma", gamma}, {"every", every}}}; }
    [[nodiscard]] double factor(double t) const { return detail::power(gamma, num::floor(t / every)); }
};

namespace detail {

/// "0.1, 0.2".
[[nodiscard]] inline std::string joined(const std::vector<double>& numbers) {
    std::string text;
    for (const double x : numbers) {
        text += (text.empty() ? "" : ", ") + core::to_text(x);
    }
    return text;
}

}  // namespace detail

/// gamma^(number of milestones <= t) [1]; a milestone that is named twice counts twice.
struct multi_step_decay {
    double gamma = 0.1;
    std::vector<double> milestones = {};

    void check() const {
        detail::require_not_negative("train::multi_step_decay", "gamma", gamma);
        for (const double m : milestones) {
            detail::require_not_negative("train::multi_step_decay", "milestones", m);
        }
    }
    [[nodiscard]] named_settings settings() const {
        return {"multi_step_decay", {{"gamma", gamma}, {"milestones", detail::joined(milestones)}}};
    }
    [[nodiscard]] double factor(double t) const {
        double passed = 0.0;
        for (const double m : milestones) {
            passed += m <= t ? 1.0 : 0.0;
        }
        return detail::power(gamma, passed);
    }
};

/// factors[number of boundaries < t]: a boundary belongs to what is before it [2].
struct piecewise_constant {
    std::vector<double> boundaries = {};  ///< Ascending.
    std::vector<double> factors = {1.0};  ///< One more than boundaries.

    void check() const {
        core::require<std::invalid_argument>(
            factors.size() == boundaries.size() + 1, "train::piecewise_constant: factors",
            std::to_string(boundaries.size() + 1) + ", one more than boundaries", factors.size());
        for (std::size_t i = 0; i < boundaries.size(); ++i) {
            core::require<std::invalid_argument>(
                std::isfinite(boundaries[i]) && boundaries[i] >= (i == 0 ? 0.0 : boundaries[i - 1]),
                "train::piecewise_constant: boundaries", "ascending numbers of at least 0", boundaries[i]);
        }
        for (const double f : factors) {
            detail::require_not_negative("train::piecewise_constant", "factors", f);
        }
    }
    [[nodiscard]] named_settings settings() const {
        return {"piecewise_constant",
                {{"boundaries", detail::joined(boundaries)}, {"factors", detail::joined(factors)}}};
    }
    [[nodiscard]] double factor(double t) const {
        std::size_t i = 0;
        while (i < boundaries.size() && boundaries[i] < t) {
            ++i;
        }
        return factors[i];
    }
};

/// (t + 1) / steps, at most 1 [3]: the first step has a share of the rate, step number `steps` and later all of it.
struct warm_up {
    double steps = 100.0;

    void check() const { detail::require_positive("train::warm_up", "steps", steps); }
    [[nodiscard]] named_settings settings() const { return {"warm_up", {{"steps", steps}}}; }
    [[nodiscard]] double factor(double t) const { return (std::min)(1.0, (t + 1.0) / steps); }
};

/// From `from` along a line to `to`, which is reached after `steps` and stays [1].
struct linear_ramp {
    double from = 1.0;
    double to = 0.0;
    double steps = 100.0;

    void check() const {
        detail::require_not_negative("train::linear_ramp", "from", from);
        detail::require_not_negative("train::linear_ramp", "to", to);
        detail::require_positive("train::linear_ramp", "steps", steps);
    }
    [[nodiscard]] named_settings settings() const {
        return {"linear_ramp", {{"from", from}, {"to", to}, {"steps", steps}}};
    }
    [[nodiscard]] double factor(double t) const { return detail::between(from, to, (std::min)(t, steps) / steps); }
};

/// rate^(t / steps) [1, 2]; with staircase the exponent is a whole number.
struct exponential_decay {
    double rate = 0.99;
    double steps = 1.0;
    bool staircase = false;

    void check() const {
        detail::require_not_negative("train::exponential_decay", "rate", rate);
        detail::require_positive("train::exponential_decay", "steps", steps);
    }
    [[nodiscard]] named_settings settings() const {
        return {"exponential_decay", {{"rate", rate}, {"steps", steps}, {"staircase", staircase}}};
    }
    [[nodiscard]] double factor(double t) const {
        return detail::power(rate, staircase ? num::floor(t / steps) : t / steps);
    }
};

/// 1 / (1 + rate * t / steps) [2]; with staircase t / steps is a whole number.
struct inverse_time_decay {
    double rate = 0.5;
    double steps = 1.0;
    bool staircase = false;

    void check() const {
        detail::require_not_negative("train::inverse_time_decay", "rate", rate);
        detail::require_positive("train::inverse_time_decay", "steps", steps);
    }
    [[nodiscard]] named_settings settings() const {
        return {"inverse_time_decay", {{"rate", rate}, {"steps", steps}, {"staircase", staircase}}};
    }
    [[nodiscard]] double factor(double t) const {
        return 1.0 / std::fma(rate, staircase ? num::floor(t / steps) : t / steps, 1.0);
    }
};

/// (1 - end) * (1 - t/T)^power + end, T = steps, where it stays at the end; with cycle T = steps * ceil(t / steps) [2].
struct polynomial_decay {
    double steps = 1000.0;
    double power = 1.0;
    double end = 0.0;
    bool cycle = false;

    void check() const {
        detail::require_positive("train::polynomial_decay", "steps", steps);
        detail::require_positive("train::polynomial_decay", "power", power);
        detail::require_not_negative("train::polynomial_decay", "end", end);
    }
    [[nodiscard]] named_settings settings() const {
        return {"polynomial_decay", {{"steps", steps}, {"power", power}, {"end", end}, {"cycle", cycle}}};
    }
    [[nodiscard]] double factor(double t) const {
        const double cycles = cycle ? (std::max)(1.0, -num::floor(-(t / steps))) : 1.0;
        const double left = 1.0 - (cycle ? t : (std::min)(t, steps)) / (steps * cycles);
        return detail::between(end, 1.0, detail::power(left, power));
    }
};

}  // namespace lastro::inline v0::train
