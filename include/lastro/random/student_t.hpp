// SPDX-License-Identifier: MIT
// lastro/random/student_t.hpp
//
// What does noise with heavy tails look like? Draw i as a number of Student's t distribution.
//
//   const random::student_t noise{4.0};                  // 4 degrees of freedom: variance 2
//   const double x = noise(random::stream{42}["noise"], i);
//
// A normal number over the root of a gamma number, z / sqrt(g / (degrees / 2)); in logarithms below 2 degrees, where g
// could underflow. Bit-equal on every compiler.
#pragma once

#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/gamma.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Density proportional to (1 + x^2 / degrees)^(-(degrees + 1) / 2); Cauchy's at 1, normal in the limit.
class student_t {
public:
    using value_type = double;

    /// @throws std::invalid_argument unless 1e-299 <= degrees <= 1e300.
    explicit student_t(double degrees) : half_{checked(degrees) / 2.0} {}

    [[nodiscard]] double degrees() const noexcept { return half_.shape() * 2.0; }

    /// Draw `i` of `draws`; infinite where it is beyond the largest double, which happens for few degrees of freedom.
    [[nodiscard]] double operator()(const stream& draws, std::uint64_t i) const noexcept {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next number from `source`.
    template <bit_source Source>
    [[nodiscard]] double operator()(Source& source) const {
        const double z = detail::normal_quantile(detail::open_interval(source()));
        const double half = half_.shape();
        if (half >= 1.0) {
            return num::rounded(z * __builtin_sqrt(half / half_(source)));
        }
        const double log_ratio = num::rounded(0.5 * (num::log(half) - half_.log(source)));
        return num::rounded(z * num::exp(log_ratio));
    }

    friend bool operator==(const student_t&, const student_t&) = default;

private:
    [[nodiscard]] static double checked(double degrees) {
        core::require<std::invalid_argument>(degrees >= 1e-299 && degrees <= 1e300, "random::student_t: degrees",
                                             "a number from 1e-299 to 1e+300", degrees);
        return degrees;
    }

    gamma half_;  ///< Half a chi-squared number of `degrees` degrees of freedom.
};

}  // namespace lastro::inline v0::random
