// SPDX-License-Identifier: MIT
// lastro/random/draw_source.hpp
//
// Where does a draw find more random bits? A method that may reject its first attempt reads from the words of its own
// draw, so that it never moves its neighbours.
//
//   random::draw_source words{random::stream{42}["noise"], 7};     // the words of draw 7, as many as it takes
//   do { x = propose(words()); } while (rejected(x, words()));
//
// Word j of draw i is a function of (stream, i, j): half of the Philox block at the counter {i, j / 2, 0x5EEF}.
#pragma once

#include <array>    // array
#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t

#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// The words of one draw, in order; satisfies std::uniform_random_bit_generator and `bit_source`. The words of two
/// draws, and those of `stream::bits`, have nothing in common.
class draw_source {
public:
    using result_type = std::uint64_t;

    /// Starts at the first word of draw `i` of `from`.
    constexpr draw_source(const stream& from, std::uint64_t i) noexcept : key_{from.key()}, draw_{i} {}

    [[nodiscard]] static constexpr result_type(min)() noexcept { return 0; }
    [[nodiscard]] static constexpr result_type(max)() noexcept { return 0xFFFFFFFFFFFFFFFFU; }

    /// The next word.
    constexpr result_type operator()() noexcept {
        if (position_ % 2 == 0) {
            block_ = philox4x32_10({detail::low_word(draw_), detail::high_word(draw_), position_ / 2,
                                    static_cast<std::uint32_t>(detail::purpose::variate)},
                                   {detail::low_word(key_), detail::high_word(key_)});
        }
        const std::size_t at = (position_++ % 2) * 2;
        return block_[at] | std::uint64_t{block_[at + 1]} << 32U;
    }

    /// How many words have been read.
    [[nodiscard]] constexpr std::uint32_t position() const noexcept { return position_; }

private:
    std::uint64_t key_;
    std::uint64_t draw_;
    std::uint32_t position_ = 0;
    std::array<std::uint32_t, 4> block_{};
};

}  // namespace lastro::inline v0::random
