// SPDX-License-Identifier: MIT
// lastro/random/exponential.hpp
//
// How long until the next event, if events come at a constant rate? Draw i as an exponential waiting time.
//
//   const random::exponential wait{0.5};                 // 0.5 events a second: 2 seconds on average
//   const double seconds = wait(random::stream{42}["wait"], i);
//
// -log(u) / rate with u = `uniform_open` of the draw: one draw a number, from 2^-53 / rate to 36.8 / rate. Bit-equal on
// every compiler.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span

#include <lastro/num/logarithm.hpp>
#include <lastro/random/detail/parameter.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// Density rate * exp(-rate x) for x > 0; mean 1 / rate, variance 1 / rate^2.
class exponential {
public:
    using value_type = double;

    /// @throws std::invalid_argument unless 1e-300 <= rate <= 1e300.
    explicit exponential(double rate = 1.0) : rate_{detail::positive("random::exponential: rate", rate)} {}

    [[nodiscard]] double rate() const noexcept { return rate_; }

    /// Draw `i` of `draws`.
    [[nodiscard]] double operator()(const stream& draws, std::uint64_t i) const noexcept {
        return value_of(draws.bits(i));
    }

    /// The next number from `source`: one word.
    template <bit_source Source>
    [[nodiscard]] double operator()(Source& source) const {
        return value_of(source());
    }

    /// The number that 64 random bits stand for.
    [[nodiscard]] double value_of(std::uint64_t bits) const noexcept {
        return -num::log(detail::open_interval(bits)) / rate_;
    }

    /// to[k] = value_of(words[k]), in the lanes of the CPU. Precondition: as many numbers as words.
    void values_of(std::span<const std::uint64_t> words, std::span<double> to) const {
        for (std::size_t k = 0; k < words.size(); ++k) {
            to[k] = detail::open_interval(words[k]);
        }
        num::log(to, to);
        for (double& x : to) {
            x = -x / rate_;
        }
    }

    friend bool operator==(const exponential&, const exponential&) = default;

private:
    double rate_;
};

}  // namespace lastro::inline v0::random
