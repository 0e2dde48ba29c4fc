// SPDX-License-Identifier: MIT
// lastro/random/beta.hpp
//
// What may a probability be, after a successes and b failures? Draw i as a beta variable.
//
//   const random::beta rate{3.0, 7.0};                   // mean 0.3
//   const double p = rate(random::stream{42}["rate"], i);
//
// x / (x + y) of two gamma numbers [1]; through their logarithms where a shape is below 1 and they could underflow.
// Bit-equal on every compiler.
//
// References
//   [1] L. Devroye, Non-Uniform Random Variate Generation, 1986, section IX.4.1.
#pragma once

#include <cstdint>  // uint64_t

#include <lastro/num/activation.hpp>
#include <lastro/random/detail/parameter.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/gamma.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Density x^(a - 1) (1 - x)^(b - 1) / B(a, b) on [0, 1]; mean a / (a + b). With small shapes the ends themselves
/// occur, as the nearest doubles.
class beta {
public:
    using value_type = double;

    /// @throws std::invalid_argument unless both are from 1e-300 to 1e300.
    beta(double a, double b) : a_{detail::positive("random::beta: a", a)}, b_{detail::positive("random::beta: b", b)} {}

    [[nodiscard]] double a() const noexcept { return a_.shape(); }
    [[nodiscard]] double b() const noexcept { return b_.shape(); }

    /// Draw `i` of `draws`.
    [[nodiscard]] double operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] double operator()(Source& source) const {
        if (a() < 1.0 || b() < 1.0) {
            const double x = a_.log(source);
            const double y = b_.log(source);
            return num::sigmoid(x - y);
        }
        const double x = a_(source);
        const double y = b_(source);
        return x / (x + y);
    }

    friend bool operator==(const beta&, const beta&) = default;

private:
    gamma a_;
    gamma b_;
};

}  // namespace lastro::inline v0::random
