// SPDX-License-Identifier: MIT
// lastro/random/truncated_normal.hpp
//
// Which normal number lies in this range? Draw i from a normal distribution of which only a part is wanted.
//
//   const random::truncated_normal weight{{.mean = 0.0, .deviation = 0.02, .low = -0.04, .high = 0.04}};
//   const double w = weight(random::stream{42}["init"], i);
//
// Rejection [1] from whichever of normal, uniform and exponential numbers fits the range: at worst two attempts
// on average, also a million deviations out. Bit-equal on every compiler.
//
// References
//   [1] C. P. Robert, Simulation of truncated normal variables, Statistics and Computing 5(2), 1995.
#pragma once

#include <cstdint>    // uint64_t
#include <limits>     // numeric_limits
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/detail/parameter.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// The mean and standard deviation before truncation, and the range; either end may be infinite.
struct truncated_normal_settings {
    double mean = 0.0;
    double deviation = 1.0;
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();

    friend bool operator==(const truncated_normal_settings&, const truncated_normal_settings&) = default;
};

/// Density proportional to the normal one in [low, high], 0 outside.
class truncated_normal {
public:
    using value_type = double;

    /// The range must come this near to the mean, in deviations.
    static constexpr double farthest = 1e9;

    /// @throws std::invalid_argument unless the mean is finite, 1e-300 <= deviation <= 1e300, low < high, and the range
    /// comes within 1e9 deviations of the mean.
    explicit truncated_normal(const truncated_normal_settings& settings) : settings_{settings} {
        core::require<std::invalid_argument>(settings.mean - settings.mean == 0.0, "random::truncated_normal: mean",
                                             "a finite number", settings.mean);
        detail::positive("random::truncated_normal: deviation", settings.deviation);
        core::require<std::invalid_argument>(settings.low < settings.high, "random::truncated_normal: low",
                                             "a number below high", settings.low);
        const double low = (settings.low - settings.mean) / settings.deviation;
        const double high = (settings.high - settings.mean) / settings.deviation;
        const double nearest = low > 0.0 ? low : high < 0.0 ? -high : 0.0;
        core::require<std::invalid_argument>(nearest <= farthest, "random::truncated_normal: low and high",
                                             "a range within 1e9 deviations of the mean", nearest);
        mirrored_ = high < 0.0 || (low < 0.0 && high < -low);  // the side that is nearer to the mean comes first
        low_ = mirrored_ ? -high : low;
        width_ = (settings.high - settings.low) / settings.deviation;
        constexpr double root_two_pi = 2.5066282746310005024;
        if (low_ <= 0.0) {
            proposal_ = width_ > root_two_pi ? proposal::normal : proposal::uniform;
        } else {
            rate_ = (low_ + __builtin_sqrt(__builtin_fma(low_, low_, 4.0))) / 2.0;
            proposal_ = width_ * rate_ > 1.0 ? proposal::exponential : proposal::uniform;
        }
    }

    [[nodiscard]] const truncated_normal_settings& settings() const noexcept { return settings_; }

    /// Draw `i` of `draws`.
    [[nodiscard]] double operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] double operator()(Source& source) const {
        const double step = proposal_ == proposal::normal    ? by_normal(source)
                            : proposal_ == proposal::uniform ? by_uniform(source)
                                                             : by_exponential(source);
        const double x = mirrored_ ? placed(-step, settings_.high) : placed(step, settings_.low);
        return x < settings_.low ? settings_.low : x > settings_.high ? settings_.high : x;
    }

    friend bool operator==(const truncated_normal& a, const truncated_normal& b) noexcept {
        return a.settings_ == b.settings_;
    }

private:
    enum class proposal : unsigned char { normal, uniform, exponential };

    /// From the mean if a normal number was proposed, else from the end of the range.
    [[nodiscard]] double placed(double step, double end) const noexcept {
        return __builtin_fma(step, settings_.deviation, proposal_ == proposal::normal ? settings_.mean : end);
    }

    /// A normal number in [low, low + width].
    template <bit_source Source>
    [[nodiscard]] double by_normal(Source& source) const {
        for (;;) {
            const double x = detail::normal_quantile(detail::open_interval(source()));
            if (x >= low_ && x - low_ <= width_) {
                return x;
            }
        }
    }

    /// A step t from `low`, uniform in [0, width], kept with the ratio of the density at low + t to the largest one.
    template <bit_source Source>
    [[nodiscard]] double by_uniform(Source& source) const {
        for (;;) {
            const double t = num::rounded(detail::open_interval(source()) * width_);
            const double x = t + low_;
            const double height =
                low_ > 0.0 ? num::rounded(-0.5 * t * __builtin_fma(2.0, low_, t)) : num::rounded(-0.5 * x * x);
            if (num::log(detail::open_interval(source())) <= height) {
                return t;
            }
        }
    }

    /// A step t from `low`, exponential of the best rate [1], kept with exp(-(low + t - rate)^2 / 2).
    template <bit_source Source>
    [[nodiscard]] double by_exponential(Source& source) const {
        for (;;) {
            const double t = -num::log(detail::open_interval(source())) / rate_;
            const double miss = t - (rate_ - low_);
            const double height = num::rounded(-0.5 * miss * miss);
            if (num::log(detail::open_interval(source())) <= height && t <= width_) {
                return t;
            }
        }
    }

    truncated_normal_settings settings_;
    bool mirrored_ = false;
    proposal proposal_ = proposal::normal;
    double low_ = 0.0;
    double width_ = 0.0;
    double rate_ = 1.0;
};

}  // namespace lastro::inline v0::random
