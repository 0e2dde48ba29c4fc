// SPDX-License-Identifier: MIT
// lastro/random/generator.hpp
//
// How does a stream serve code that wants a generator? As its draws 0, 1, 2, ..., one after the other.
//
//   random::generator next{random::stream{42}["noise"]};
//   const std::uint64_t first = next();                       // == stream.bits(0)
//   std::gamma_distribution<double> gamma{2.0};               // works, but std:: distributions differ between
//   const double x = gamma(next);                             // standard libraries: never in a reproducible result
#pragma once

#include <array>    // array
#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t

#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// A cursor in a stream; satisfies std::uniform_random_bit_generator. Copies go on independently from the same place.
class generator {
public:
    using result_type = std::uint64_t;

    /// Starts at draw `position` of `from`.
    constexpr explicit generator(stream from, std::uint64_t position = 0) noexcept : from_{from}, position_{position} {}

    [[nodiscard]] static constexpr result_type(min)() noexcept { return 0; }
    [[nodiscard]] static constexpr result_type(max)() noexcept { return 0xFFFFFFFFFFFFFFFFU; }

    /// The draw at `position()`; the next call gives the one after it.
    constexpr result_type operator()() noexcept {
        if (position_ / 2 != number_ || !filled_) {
            block_ = from_.block(position_ / 2);
            number_ = position_ / 2;
            filled_ = true;
        }
        const std::size_t at = (position_++ % 2) * 2;
        return block_[at] | std::uint64_t{block_[at + 1]} << 32U;
    }

    /// How many draws lie before the next one: all there is to save and restore.
    [[nodiscard]] constexpr std::uint64_t position() const noexcept { return position_; }

    /// The stream that the draws come from.
    [[nodiscard]] constexpr const stream& source() const noexcept { return from_; }

    /// Equal generators give equal draws from here on.
    friend constexpr bool operator==(const generator& a, const generator& b) noexcept {
        return a.from_ == b.from_ && a.position_ == b.position_;
    }

private:
    stream from_;
    std::uint64_t position_;
    std::uint64_t number_ = 0;
    bool filled_ = false;
    std::array<std::uint32_t, 4> block_{};
};

}  // namespace lastro::inline v0::random
