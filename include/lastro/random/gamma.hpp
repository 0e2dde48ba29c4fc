// SPDX-License-Identifier: MIT
// lastro/random/gamma.hpp
//
// How long until the k-th event, also for a k that is no integer? Draw i as a gamma variable.
//
//   const random::gamma total{2.5, 3.0};                 // shape 2.5, scale 3: mean 7.5
//   const double x = total(random::stream{42}["total"], i);
//   const double log_x = total.log(random::stream{42}["total"], i);      // also where x itself underflows
//
// Squeezed rejection [1] from a cubed normal: 1.05 attempts at shape 1, fewer above; all words come from the draw's own
// source. A shape below 1 is lifted by 1 and brought back with u^(1/shape). Bit-equal on every compiler.
//
// References
//   [1] G. Marsaglia, W. W. Tsang, A simple method for generating gamma variables, ACM Trans. Math. Softw. 26(3), 2000.
#pragma once

#include <cstdint>  // uint64_t

#include <lastro/num/exponential.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/detail/parameter.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Density x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape) for x > 0; mean shape * scale.
class gamma {
public:
    using value_type = double;

    /// @throws std::invalid_argument unless both are from 1e-300 to 1e300.
    explicit gamma(double shape, double scale = 1.0)
        : shape_{detail::positive("random::gamma: shape", shape)},
          scale_{detail::positive("random::gamma: scale", scale)},
          d_{(shape < 1.0 ? shape + 1.0 : shape) - 1.0 / 3.0},
          c_{1.0 / __builtin_sqrt(9.0 * d_)} {}

    [[nodiscard]] double shape() const noexcept { return shape_; }
    [[nodiscard]] double scale() const noexcept { return scale_; }

    /// Draw `i` of `draws`; 0 where it is below the smallest double, which happens for shapes below about 0.05.
    [[nodiscard]] double operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] double operator()(Source& source) const {
        const double body = lifted(source);
        if (shape_ >= 1.0) {
            return num::rounded(body * scale_);
        }
        return num::rounded(body * num::exp(log_of_power(source)) * scale_);
    }

    /// The natural logarithm of draw `i`, to full precision for every shape.
    [[nodiscard]] double log(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return log(source);
    }

    /// The logarithm of the next number from `source`.
    template <bit_source Source>
    [[nodiscard]] double log(Source& source) const {
        const double log_body = num::log(lifted(source)) + num::log(scale_);
        return shape_ >= 1.0 ? log_body : log_body + log_of_power(source);
    }

    friend bool operator==(const gamma&, const gamma&) = default;

private:
    /// A gamma number of scale 1 and of the shape, or of the shape + 1 if the shape is below 1 [1].
    template <bit_source Source>
    [[nodiscard]] double lifted(Source& source) const {
        for (;;) {
            const double x = detail::normal_quantile(detail::open_interval(source()));
            const double t = __builtin_fma(c_, x, 1.0);
            const double u = detail::open_interval(source());
            if (t <= 0.0) {
                continue;
            }
            const double v = num::rounded(t * t * t);
            const double x2 = num::rounded(x * x);
            if (u < __builtin_fma(-0.0331 * x2, x2, 1.0) ||
                num::log(u) < __builtin_fma(d_, 1.0 - v + num::log(v), 0.5 * x2)) {
                return num::rounded(d_ * v);
            }
        }
    }

    /// log(u^(1/shape)) of a new word.
    template <bit_source Source>
    [[nodiscard]] double log_of_power(Source& source) const {
        return num::log(detail::open_interval(source())) / shape_;
    }

    double shape_;
    double scale_;
    double d_;
    double c_;
};

}  // namespace lastro::inline v0::random
