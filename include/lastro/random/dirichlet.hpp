// SPDX-License-Identifier: MIT
// lastro/random/dirichlet.hpp
//
// How might a whole be shared out? Draw i as a vector of shares that sum to 1.
//
//   const random::dirichlet shares{std::vector{2.0, 3.0, 5.0}};
//   const std::vector<double> p = shares(random::stream{42}["shares"], i);       // mean 0.2, 0.3, 0.5
//
// Gamma numbers over their sum [1], as logarithms, so that small concentrations keep their digits. All words come from
// the draw's own source, category after category. Bit-equal on every compiler.
//
// References
//   [1] L. Devroye, Non-Uniform Random Variate Generation, 1986, section XI.4.1.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/random/detail/parameter.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/gamma.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Density proportional to the product of share[k]^(concentration[k] - 1).
class dirichlet {
public:
    using value_type = std::vector<double>;

    /// @throws std::invalid_argument if there is no concentration, or one is not from 1e-300 to 1e300.
    explicit dirichlet(std::span<const double> concentrations) {
        core::require<std::invalid_argument>(!concentrations.empty(), "random::dirichlet: concentrations",
                                             "at least one", "none");
        parts_.reserve(concentrations.size());
        for (std::size_t k = 0; k < concentrations.size(); ++k) {
            parts_.emplace_back(
                detail::positive("random::dirichlet: concentrations[" + std::to_string(k) + "]", concentrations[k]));
        }
    }

    /// How many shares a draw has.
    [[nodiscard]] std::size_t size() const noexcept { return parts_.size(); }

    /// Draw `i` of `draws`.
    [[nodiscard]] std::vector<double> operator()(const stream& draws, std::uint64_t i) const {
        draw_source source{draws, i};
        return (*this)(source);
    }

    /// The next vector from `source`.
    template <bit_source Source>
    [[nodiscard]] std::vector<double> operator()(Source& source) const {
        std::vector<double> shares;
        shares.reserve(parts_.size());
        double largest = 0.0;
        for (const gamma& part : parts_) {
            shares.push_back(part.log(source));
            largest = shares.size() == 1 || shares.back() > largest ? shares.back() : largest;
        }
        double sum = 0.0;
        for (double& share : shares) {
            share = num::exp(share - largest);
            sum += share;
        }
        for (double& share : shares) {
            share /= sum;
        }
        return shares;
    }

    friend bool operator==(const dirichlet&, const dirichlet&) = default;

private:
    std::vector<gamma> parts_;
};

}  // namespace lastro::inline v0::random
