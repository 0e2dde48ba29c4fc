// SPDX-License-Identifier: MIT
// lastro/random/geometric.hpp
//
// How many failures come before the first success? Draw i as a geometric count.
//
//   const random::geometric misses{0.25};                // 3 on average
//   const std::uint64_t k = misses(random::stream{42}["misses"], i);
//
// floor(log(u) / log(1 - p)) with u = `uniform_open` of the draw: one draw a number. Bit-equal on every compiler.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument

#include <lastro/core/contract.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// P(k) = p (1 - p)^k for k = 0, 1, 2, ...; mean (1 - p) / p.
class geometric {
public:
    using value_type = std::uint64_t;

    /// The draw's 52 bits cannot resolve the counts of a much smaller p.
    static constexpr double smallest_probability = 0x1p-32;

    /// @throws std::invalid_argument unless 2^-32 <= p <= 1.
    explicit geometric(double p) : p_{p}, log_failure_{num::log1p(-p)} {
        core::require<std::invalid_argument>(p >= smallest_probability && p <= 1.0, "random::geometric: p",
                                             "a probability from 2^-32 to 1", p);
    }

    [[nodiscard]] double p() const noexcept { return p_; }

    /// Draw `i` of `draws`.
    [[nodiscard]] std::uint64_t operator()(const stream& draws, std::uint64_t i) const noexcept {
        return value_of(draws.bits(i));
    }

    /// The next number from `source`: one word.
    template <bit_source Source>
    [[nodiscard]] std::uint64_t operator()(Source& source) const {
        return value_of(source());
    }

    /// The number that 64 random bits stand for.
    [[nodiscard]] std::uint64_t value_of(std::uint64_t bits) const noexcept {
        return static_cast<std::uint64_t>(num::log(detail::open_interval(bits)) / log_failure_);  // at most 37 * 2^32
    }

    /// to[k] = value_of(words[k]), in the lanes of the CPU. Precondition: as many numbers as words.
    void values_of(std::span<const std::uint64_t> words, std::span<std::uint64_t> to) const {
        std::array<double, 64> logs;
        for (std::size_t at = 0; at < words.size(); at += logs.size()) {
            const std::size_t count = words.size() - at < logs.size() ? words.size() - at : logs.size();
            for (std::size_t k = 0; k < count; ++k) {
                logs[k] = detail::open_interval(words[at + k]);
            }
            const std::span<double> u{logs.data(), count};
            num::log(u, u);
            for (std::size_t k = 0; k < count; ++k) {
                to[at + k] = static_cast<std::uint64_t>(logs[k] / log_failure_);
            }
        }
    }

    friend bool operator==(const geometric&, const geometric&) = default;

private:
    double p_;
    double log_failure_;
};

}  // namespace lastro::inline v0::random
