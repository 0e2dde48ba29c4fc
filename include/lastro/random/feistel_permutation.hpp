// SPDX-License-Identifier: MIT
// lastro/random/feistel_permutation.hpp
//
// Which sample comes at place i of a random order that is too long to be stored? Any place, at once, from 24 bytes.
//
//   const random::feistel_permutation order{random::stream{42}["shuffle"][epoch], 40'000'000'000};
//   const std::uint64_t row = order[7];               // the row at place 7
//   const std::uint64_t place = order.place_of(row);  // 7
//
// A balanced Feistel network over the next even number of bits, keyed by Philox; a value beyond n goes through again
// until it falls below [1]. It is not the order of `random::permutation`, which is an exchange shuffle, exactly uniform
// and the one to use for up to 2^20 samples; a network reaches only a vanishing part of all orders.
//
// References
//   [1] J. Black, P. Rogaway, Ciphers with arbitrary finite domains, CT-RSA 2002 (cycle walking; Feistel).
#pragma once

#include <array>      // array
#include <bit>        // bit_width
#include <cstdint>    // uint32_t, uint64_t
#include <stdexcept>  // invalid_argument, out_of_range
#include <string>     // to_string

#include <lastro/core/contract.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// A random order of 0, ..., n - 1 as a function. Cost of a look-up: 12 Philox blocks for each walk through the
/// network, of which there are less than 4 on average.
class feistel_permutation {
public:
    /// The order that `draws` has for n samples.
    ///
    /// @throws std::invalid_argument if n is 0.
    feistel_permutation(const stream& draws, std::uint64_t n) : n_{n} {
        core::require<std::invalid_argument>(n > 0, "random::feistel_permutation: n", "at least 1", n);
        const auto bits = static_cast<std::uint32_t>(std::bit_width(n - 1));
        half_ = bits < 2 ? 1 : (bits + 1) / 2;
        const auto words = philox4x32_10(
            {detail::low_word(n), detail::high_word(n), 0, static_cast<std::uint32_t>(detail::purpose::order)},
            {detail::low_word(draws.key()), detail::high_word(draws.key())});
        key_ = {words[0], words[1]};
    }

    /// How many places there are.
    [[nodiscard]] std::uint64_t size() const noexcept { return n_; }

    /// The sample at `place`.
    ///
    /// @throws std::out_of_range if place >= size().
    [[nodiscard]] std::uint64_t operator[](std::uint64_t place) const {
        require_below("random::feistel_permutation: place", place);
        do {
            place = forward(place);
        } while (place >= n_);
        return place;
    }

    /// The place of `sample`: the inverse.
    ///
    /// @throws std::out_of_range if sample >= size().
    [[nodiscard]] std::uint64_t place_of(std::uint64_t sample) const {
        require_below("random::feistel_permutation: sample", sample);
        do {
            sample = backward(sample);
        } while (sample >= n_);
        return sample;
    }

    friend bool operator==(const feistel_permutation&, const feistel_permutation&) = default;

private:
    static constexpr std::uint32_t rounds = 12;

    void require_below(const char* where, std::uint64_t index) const {
        if (index >= n_) {
            core::fail<std::out_of_range>(where, "below " + std::to_string(n_), index);
        }
    }

    [[nodiscard]] std::uint32_t mask() const noexcept { return 0xFFFFFFFFU >> (32U - half_); }

    [[nodiscard]] std::uint32_t mixed(std::uint32_t right, std::uint32_t round) const noexcept {
        return philox4x32_10({right, round, detail::low_word(n_), detail::high_word(n_)}, key_)[0] & mask();
    }

    [[nodiscard]] std::uint64_t forward(std::uint64_t x) const noexcept {
        auto left = static_cast<std::uint32_t>(x >> half_);
        auto right = static_cast<std::uint32_t>(x) & mask();
        for (std::uint32_t round = 0; round < rounds; ++round) {
            const std::uint32_t next = left ^ mixed(right, round);
            left = right;
            right = next;
        }
        return std::uint64_t{left} << half_ | right;
    }

    [[nodiscard]] std::uint64_t backward(std::uint64_t x) const noexcept {
        auto left = static_cast<std::uint32_t>(x >> half_);
        auto right = static_cast<std::uint32_t>(x) & mask();
        for (std::uint32_t round = rounds; round-- > 0;) {
            const std::uint32_t before = right ^ mixed(left, round);
            right = left;
            left = before;
        }
        return std::uint64_t{left} << half_ | right;
    }

    std::uint64_t n_;
    std::uint32_t half_;
    std::array<std::uint32_t, 2> key_{};
};

}  // namespace lastro::inline v0::random
