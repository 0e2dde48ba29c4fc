// SPDX-License-Identifier: MIT
// lastro/data/detail/pattern_automaton.hpp
//
// What is left of a regular expression once it is read? One state for each place where a character may stand [1].
//
// References
//   [1] V. M. Glushkov, The abstract theory of automata, Russian Math. Surveys 16(5), 1961.
#pragma once

#include <array>    // array
#include <bit>      // countr_zero
#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t
#include <vector>   // vector

namespace lastro::inline v0::data::detail {

/// A set of places in an expression.
struct place_set {
    static constexpr std::size_t most = 256;
    std::array<std::uint64_t, most / 64> words{};

    void add(std::size_t i) noexcept { words[i / 64] |= std::uint64_t{1} << (i % 64); }
    place_set& operator|=(const place_set& o) noexcept {
        for (std::size_t w = 0; w < words.size(); ++w) {
            words[w] |= o.words[w];
        }
        return *this;
    }
    template <class Call>
    void each(Call&& call) const {
        for (std::size_t w = 0; w < words.size(); ++w) {
            for (std::uint64_t left = words[w]; left != 0; left &= left - 1) {
                call(w * 64 + static_cast<std::size_t>(std::countr_zero(left)));
            }
        }
    }
};

/// Characters from `first` to `last`, both included.
struct character_range {
    std::uint32_t first;
    std::uint32_t last;
};

/// Which characters may stand at a place.
struct character_class {
    std::vector<character_range> ranges;
    bool negated = false;

    [[nodiscard]] bool holds(std::uint32_t code) const noexcept {
        bool found = false;
        for (const character_range& r : ranges) {
            found = found || (code >= r.first && code <= r.last);
        }
        return found != negated;
    }
};

/// Glushkov's automaton [1]: a state is the place whose character was read last.
struct automaton {
    std::vector<character_class> places;
    std::vector<place_set> follow;  ///< By place: where the next character may stand.
};

/// A part of an expression: its places are [begin, end) of the automaton.
struct fragment {
    std::size_t begin = 0;
    std::size_t end = 0;
    place_set first;
    place_set last;
    bool empty = true;  ///< Whether no character at all fits.
};

}  // namespace lastro::inline v0::data::detail
