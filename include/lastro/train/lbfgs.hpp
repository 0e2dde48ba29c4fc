// SPDX-License-Identifier: MIT
// lastro/train/lbfgs.hpp
//
// Where is the minimum of a smooth function of some thousand numbers, to the last digits? L-BFGS.
//
//   const auto f = [](std::span<const double> x, std::span<double> gradient) -> double { ... };
//   std::vector<double> x(n, 0.0);
//   const train::lbfgs_result found = train::minimise(f, x, train::lbfgs{.gradient_tolerance = 1e-10});
//
// For small and convex problems with all of the data in every evaluation; see full_batch.hpp for models. Sums in the
// fixed order of num::dot, explicit fma: an objective with the same bits gives a minimum with the same bits.
//
// References
//   [1] D. C. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization, Math. Programming 45,
//       1989.
//   [2] J. Nocedal, S. J. Wright, Numerical Optimization, 2nd edition, 2006, algorithm 7.4 (the two loops), 7.20.
#pragma once

#include <algorithm>  // copy, max, min
#include <cmath>      // abs, isfinite, sqrt
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/train/line_search.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// How a minimum is looked for.
struct lbfgs {
    std::uint64_t iterations = 1000;   ///< At most.
    std::size_t history = 10;          ///< How many steps the curvature is told from.
    double gradient_tolerance = 1e-8;  ///< Done where no derivative is larger than this, or
    double value_tolerance = 0.0;      ///< where a step gains less than this share of the value.
    line_search_settings line = {};

    /// @throws std::invalid_argument naming the setting that is out of range.
    void check() const {
        core::require<std::invalid_argument>(iterations > 0, "train::lbfgs: iterations", "at least 1", iterations);
        core::require<std::invalid_argument>(history > 0, "train::lbfgs: history", "at least 1", history);
        detail::require_not_negative("train::lbfgs", "gradient_tolerance", gradient_tolerance);
        detail::require_not_negative("train::lbfgs", "value_tolerance", value_tolerance);
        core::require<std::invalid_argument>(line.sufficient_decrease > 0.0 && line.sufficient_decrease < 0.5,
                                             "train::lbfgs: line.sufficient_decrease", "0 < sufficient_decrease < 0.5",
                                             line.sufficient_decrease);
        core::require<std::invalid_argument>(line.curvature > line.sufficient_decrease && line.curvature < 1.0,
                                             "train::lbfgs: line.curvature", "sufficient_decrease < curvature < 1",
                                             line.curvature);
        core::require<std::invalid_argument>(line.evaluations > 0, "train::lbfgs: line.evaluations", "at least 1",
                                             line.evaluations);
    }

    [[nodiscard]] named_settings settings() const {
        return {"lbfgs",
                {{"iterations", static_cast<double>(iterations)},
                 {"history", static_cast<double>(history)},
                 {"gradient_tolerance", gradient_tolerance},
                 {"value_tolerance", value_tolerance},
                 {"sufficient_decrease", line.sufficient_decrease},
                 {"curvature", line.curvature},
                 {"line_evaluations", static_cast<double>(line.evaluations)}}};
    }
};

/// What was found.
struct lbfgs_result {
    double value = 0.0;
    double largest_derivative = 0.0;  ///< By size.
    std::uint64_t iterations = 0;
    std::uint64_t evaluations = 0;
    bool converged = false;    ///< A tolerance was met.
    std::string stopped = {};  ///< Why it ended.
};

namespace detail {

/// Copies the size of the largest number; NaN if there is one.
[[nodiscard]] inline double largest_size(std::span<const double> x) noexcept {
    double most = 0.0;
    for (const double value : x) {
        most = std::abs(value) <= most ? most : std::abs(value);
    }
    return most;
}

/// The last few steps and what they changed in the gradient.
class curvature {
public:
    curvature(std::size_t pairs, std::size_t size)
        : size_(size), steps_(pairs * size), changes_(pairs * size), scale_(pairs), weight_(pairs) {}

    /// Remembers x - old_x and g - old_g, if they tell a curvature above 0.
    void add(std::span<const double> x, std::span<const double> old_x, std::span<const double> g,
             std::span<const double> old_g) noexcept {
        const std::size_t at = next_ % scale_.size();
        const std::span<double> s = part(steps_, at), y = part(changes_, at);
        for (std::size_t i = 0; i < size_; ++i) {
            s[i] = x[i] - old_x[i];
            y[i] = g[i] - old_g[i];
        }
        const double bend = num::dot(s, y);
        if (bend > 0.0 && std::isfinite(bend)) {
            scale_[at] = bend;
            gamma_ = bend / num::squared_norm(y);
            ++next_;
        }
    }

    /// d = -H * g by the two loops of [2].
    void direction(std::span<const double> g, std::span<double> d) noexcept {
        for (std::size_t i = 0; i < size_; ++i) {
            d[i] = -g[i];
        }
        const std::size_t known = (std::min)(next_, scale_.size());
        for (std::size_t k = 1; k <= known; ++k) {
            const std::size_t at = (next_ - k) % scale_.size();
            weight_[at] = num::dot(part(steps_, at), d) / scale_[at];
            num::axpy(-weight_[at], part(changes_, at), d);
        }
        num::scale(gamma_, d);
        for (std::size_t k = known; k >= 1; --k) {
            const std::size_t at = (next_ - k) % scale_.size();
            const double turn = num::dot(part(changes_, at), d) / scale_[at];
            num::axpy(weight_[at] - turn, part(steps_, at), d);
        }
    }

    /// For a checkpoint: the pairs so far, and where the next one goes. `visit(name, numbers)` may change them.
    template <class Visitor>
    void storage(Visitor&& visit) {
        visit("steps", std::span{steps_});
        visit("changes", std::span{changes_});
        visit("scale", std::span{scale_});
        visit("gamma", std::span{&gamma_, 1});
    }
    [[nodiscard]] std::size_t added() const noexcept { return next_; }
    void set_added(std::size_t count) noexcept { next_ = count; }

    [[nodiscard]] bool empty() const noexcept { return next_ == 0; }
    void clear() noexcept {
        next_ = 0;
        gamma_ = 1.0;
    }

private:
    [[nodiscard]] std::span<double> part(std::vector<double>& all, std::size_t at) const noexcept {
        return {all.data() + at * size_, size_};
    }

    std::size_t size_;
    std::vector<double> steps_, changes_;
    std::vector<double> scale_, weight_;  // of each pair: s*y, and what the first loop found
    std::size_t next_ = 0;
    double gamma_ = 1.0;
};

}  // namespace detail

/// A search between two steps: all that the rest of it depends on. Copy or save it, and go on from there.
struct lbfgs_state {
    std::vector<double> x = {};
    std::vector<double> gradient = {};  ///< At x.
    detail::curvature memory;
    lbfgs_result result = {};

    /// Takes the memory that a search will need.
    lbfgs_state(std::span<const double> start, const lbfgs& settings)
        : x(start.begin(), start.end()), gradient(x.size()), memory(settings.history, x.size()) {}
};

/// Moves `state` to a minimum of `function`, which returns its value and writes its gradient:
/// `double function(std::span<const double> x, std::span<double> gradient)`. `watch(state)` is called after every step,
/// of the last one with the reason why it is.
///
/// @throws std::invalid_argument if a setting is out of range or x is empty; lastro::error if value or gradient are not
///         finite at the start.
template <class Function, class Watch>
void minimise(Function&& function, lbfgs_state& state, const lbfgs& settings, Watch&& watch) {
    settings.check();
    core::require<std::invalid_argument>(!state.x.empty(), "train::minimise: x", "at least one number", "none");
    const std::span<double> x{state.x}, g{state.gradient};
    std::vector<double> old_g(x.size()), old_x(x.size()), d(x.size());
    detail::curvature& memory = state.memory;
    lbfgs_result& result = state.result;
    if (result.evaluations == 0) {
        result.value = function(std::span<const double>{x}, g);
        result.evaluations = 1;
        result.largest_derivative = detail::largest_size(g);
        core::require<error>(std::isfinite(result.value), "train::minimise: at the start", "a finite value",
                             result.value);
        core::require<error>(std::isfinite(result.largest_derivative), "train::minimise: at the start",
                             "a finite gradient", result.largest_derivative);
    }
    const auto end = [&](bool converged, const char* why) {
        result.converged = converged;
        result.stopped = why;
    };
    while (result.stopped.empty()) {
        if (result.largest_derivative <= settings.gradient_tolerance) {
            return end(true, "gradient_tolerance was met");
        }
        if (result.iterations == settings.iterations) {
            return end(false, "all iterations were done");
        }
        memory.direction(g, d);
        double slope = num::dot(std::span<const double>{g}, std::span<const double>{d});
        if (!(slope < 0.0)) {  // rounding has spoilt the curvature: begin anew
            memory.clear();
            memory.direction(g, d);
            slope = num::dot(std::span<const double>{g}, std::span<const double>{d});
        }
        std::copy(x.begin(), x.end(), old_x.begin());
        std::copy(g.begin(), g.end(), old_g.begin());
        const auto at = [&](double step) -> line_point {
            std::copy(old_x.begin(), old_x.end(), x.begin());
            num::axpy(step, std::span<const double>{d}, x);
            const double value = function(std::span<const double>{x}, g);
            return {step, value, num::dot(std::span<const double>{g}, std::span<const double>{d})};
        };
        const double first = memory.empty() ? (std::min)(1.0, 1.0 / std::sqrt(-slope)) : 1.0;
        const line_search_result found = strong_wolfe(at, {0.0, result.value, slope}, first, settings.line);
        result.evaluations += found.evaluations;
        if (!found.accepted) {
            std::copy(old_x.begin(), old_x.end(), x.begin());
            std::copy(old_g.begin(), old_g.end(), g.begin());
            if (memory.empty()) {
                return end(false, "no step goes further down");
            }
            memory.clear();
            continue;
        }
        ++result.iterations;
        const double gain = result.value - found.point.value;
        result.value = found.point.value;
        result.largest_derivative = detail::largest_size(g);
        memory.add(x, old_x, g, old_g);
        if (gain <= settings.value_tolerance * std::abs(result.value) && settings.value_tolerance > 0.0) {
            end(true, "value_tolerance was met");
        }
        watch(static_cast<const lbfgs_state&>(state));
    }
}

/// Moves `x` to a minimum of `function`; `watch(result)` is called after every step. @throws as the other `minimise`.
template <class Function, class Watch>
lbfgs_result minimise(Function&& function, std::span<double> x, const lbfgs& settings, Watch&& watch) {
    lbfgs_state state{x, settings};
    const auto put_back = [&] { std::copy(state.x.begin(), state.x.end(), x.begin()); };
    minimise(function, state, settings, [&](const lbfgs_state& now) {
        put_back();
        watch(now.result);
    });
    put_back();
    return std::move(state.result);
}

template <class Function>
lbfgs_result minimise(Function&& function, std::span<double> x, const lbfgs& settings = {}) {
    return minimise(function, x, settings, [](const lbfgs_result&) {});
}

}  // namespace lastro::inline v0::train
