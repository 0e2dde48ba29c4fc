// SPDX-License-Identifier: MIT
// lastro/train/cyclic_schedule.hpp
//
// In which ways does a learning rate go in waves? A half cosine once or again and again, triangles, one long cycle.
//
//   train::cosine_decay{.steps = 2000};                         // 1 at first, 0 after 2000 steps and from then on
//   train::one_cycle{.steps = 2000};                            // up for 30 % of the run, then down
//   train::schedule{...} holds any of them (schedule.hpp); factor(t) is the multiple of the optimizer's rate.
//
// References
//   [1] I. Loshchilov, F. Hutter, SGDR: stochastic gradient descent with warm restarts, ICLR 2017.
//   [2] L. N. Smith, Cyclical learning rates for training neural networks, WACV 2017.
//   [3] L. N. Smith, N. Topin, Super-convergence, arXiv:1708.07120, 2017 (one cycle); in the form of Optax 0.2,
//       linear_onecycle_schedule and cosine_onecycle_schedule.
#pragma once

#include <cmath>      // fma, isfinite
#include <cstdint>    // uint8_t
#include <stdexcept>  // invalid_argument
#include <string>     // string

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/train/detail/waves.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// end + (1 - end) * (1 + cos(pi*t/steps)) / 2 [1]. After `steps` it stays at the end, or, repeated, goes up again.
struct cosine_decay {
    double steps = 1000.0;
    double end = 0.0;
    bool repeat = false;

    void check() const {
        detail::require_positive("train::cosine_decay", "steps", steps);
        detail::require_not_negative("train::cosine_decay", "end", end);
    }
    [[nodiscard]] named_settings settings() const {
        return {"cosine_decay", {{"steps", steps}, {"end", end}, {"repeat", repeat}}};
    }
    [[nodiscard]] double factor(double t) const {
        return repeat || t < steps ? detail::between(end, 1.0, detail::half_wave(t / steps)) : end;
    }
};

/// Half cosines from height_factor^i to the end, cycle i being first * period_factor^i long [1].
struct cosine_restarts {
    double first = 1000.0;
    double period_factor = 2.0;
    double height_factor = 1.0;
    double end = 0.0;

    void check() const {
        detail::require_positive("train::cosine_restarts", "first", first);
        core::require<std::invalid_argument>(period_factor >= 1.0 && std::isfinite(period_factor),
                                             "train::cosine_restarts: period_factor", "a finite number of at least 1",
                                             period_factor);
        detail::require_not_negative("train::cosine_restarts", "height_factor", height_factor);
        detail::require_not_negative("train::cosine_restarts", "end", end);
    }
    [[nodiscard]] named_settings settings() const {
        return {"cosine_restarts",
                {{"first", first}, {"period_factor", period_factor}, {"height_factor", height_factor}, {"end", end}}};
    }
    [[nodiscard]] double factor(double t) const {
        double cycle = 0.0;
        double start = 0.0;
        double period = first;
        if (period_factor == 1.0) {
            cycle = num::floor(t / first);
            start = num::rounded(cycle * first);
        } else {
            while (t >= start + period) {
                start += period;
                period = num::rounded(period * period_factor);
                cycle += 1.0;
            }
        }
        const double height = (1.0 - end) * detail::power(height_factor, cycle);
        return std::fma(height, detail::half_wave((t - start) / period), end);
    }
};

/// How the triangles of a cyclic schedule change.
enum class cycle_mode : std::uint8_t {
    triangular,         ///< Not at all.
    halving,            ///< Each is half as high as the one before ("triangular2").
    exponential_range,  ///< Their height at step t is gamma^t.
};

/// Triangles [2]: from `from` to `to` in `up` steps and back in `down` steps.
struct cyclic {
    double from = 1.0;
    double to = 10.0;
    double up = 2000.0;
    double down = 2000.0;
    cycle_mode mode = cycle_mode::triangular;
    double gamma = 1.0;  ///< For exponential_range.

    void check() const {
        detail::require_not_negative("train::cyclic", "from", from);
        detail::require_not_negative("train::cyclic", "to", to);
        detail::require_positive("train::cyclic", "up", up);
        detail::require_positive("train::cyclic", "down", down);
        detail::require_not_negative("train::cyclic", "gamma", gamma);
    }
    [[nodiscard]] named_settings settings() const {
        const char* const name = mode == cycle_mode::triangular ? "triangular"
                                 : mode == cycle_mode::halving  ? "halving"
                                                                : "exponential_range";
        return {
            "cyclic",
            {{"from", from}, {"to", to}, {"up", up}, {"down", down}, {"mode", std::string{name}}, {"gamma", gamma}}};
    }
    [[nodiscard]] double factor(double t) const {
        const double length = up + down;
        const double cycle = num::floor(t / length);
        const double within = std::fma(-cycle, length, t);
        const double height = within <= up ? within / up : 1.0 - (within - up) / down;
        const double scale = mode == cycle_mode::triangular ? 1.0
                             : mode == cycle_mode::halving  ? detail::power(0.5, cycle)
                                                            : detail::power(gamma, t);
        return detail::between(from, to, height * scale);
    }
};

/// How a one-cycle schedule goes from point to point.
enum class cycle_shape : std::uint8_t { cosine, linear };

/// Up from 1/divide to 1, which is reached after `rise` of the steps, and down to 1/(divide*final_divide) at the end
/// [3]; the linear shape is back at 1/divide after `fall` of the steps. The optimizer's rate is the peak.
struct one_cycle {
    double steps = 1000.0;
    double rise = 0.3;   ///< Share of the steps.
    double fall = 0.85;  ///< Share of the steps; of the linear shape only.
    double divide = 25.0;
    double final_divide = 1e4;
    cycle_shape shape = cycle_shape::cosine;

    void check() const {
        detail::require_positive("train::one_cycle", "steps", steps);
        core::require<std::invalid_argument>(rise >= 0.0 && rise <= 1.0, "train::one_cycle: rise", "0 <= rise <= 1",
                                             rise);
        core::require<std::invalid_argument>(fall >= rise && fall <= 1.0, "train::one_cycle: fall", "rise <= fall <= 1",
                                             fall);
        detail::require_positive("train::one_cycle", "divide", divide);
        detail::require_positive("train::one_cycle", "final_divide", final_divide);
    }
    [[nodiscard]] named_settings settings() const {
        return {"one_cycle",
                {{"steps", steps},
                 {"rise", rise},
                 {"fall", fall},
                 {"divide", divide},
                 {"final_divide", final_divide},
                 {"shape", std::string{shape == cycle_shape::linear ? "linear" : "cosine"}}}};
    }
    [[nodiscard]] double factor(double t) const {
        const double start = 1.0 / divide;
        const double end = 1.0 / (divide * final_divide);
        const double top = num::floor(rise * steps);
        const double back = num::floor(fall * steps);
        if (t < top) {
            return part(start, 1.0, t / top);
        }
        if (shape == cycle_shape::linear && t < back) {
            return part(1.0, start, (t - top) / (back - top));
        }
        if (t < steps) {
            return shape == cycle_shape::linear ? part(start, end, (t - back) / (steps - back))
                                                : part(1.0, end, (t - top) / (steps - top));
        }
        return end;
    }

private:
    [[nodiscard]] double part(double from, double to, double share) const {
        return shape == cycle_shape::linear ? detail::between(from, to, share)
                                            : detail::between(to, from, detail::half_wave(share));
    }
};

}  // namespace lastro::inline v0::train
