// SPDX-License-Identifier: MIT
// lastro/data/pattern.hpp
//
// Does this text have the form that was agreed? A regular expression for whole texts, in time linear in the text.
//
//   const data::pattern plate{"[A-Z]{1,3}-\\d{1,4}"};
//   plate.matches("B-1234");                                    // true; "xB-1234" is false: all of it has to fit
//
//   abc   themselves           [a-z_]  one of these       \d \w \s  [0-9], [0-9A-Za-z_], white space of ASCII
//   .     any but the line end [^a-z]  one of the others  \D \W \S  the others
//   a|b   one or the other     (ab)    a group            \n \r \t and \ before any punctuation
//   a?    none or one          a* a+   any, at least one  a{2} a{2,} a{2,5}
//
// Characters are those of UTF-8. Everything else that regular expressions elsewhere have is refused, never taken for
// something else: no ^ and $ (the whole text counts), no back references, no look-around, nothing lazy. There is no
// backtracking: each character is looked at once, whatever the expression (at most 256 places for characters).
//
// References
//   [1] V. M. Glushkov, The abstract theory of automata, Russian Math. Surveys 16(5), 1961: one state per place.
#pragma once

#include <array>        // array
#include <bit>          // countr_zero
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/pattern_parser.hpp>

namespace lastro::inline v0::data {

/// A regular expression that was read. Immutable; const objects may be shared between threads.
class pattern {
public:
    /// @throws format_error for what is no expression of this page, with the byte at which it goes wrong.
    explicit pattern(std::string expression) : expression_(std::move(expression)) {
        const detail::fragment all = detail::pattern_parser{expression_, automaton_}.whole();
        first_ = all.first;
        last_ = all.last;
        empty_ = all.empty;
        for (std::uint32_t code = 0; code < ascii; ++code) {
            fits_.push_back(places_of(code));
        }
    }

    [[nodiscard]] const std::string& expression() const noexcept { return expression_; }

    /// Whether all of `text` fits; false for what is not UTF-8. Takes no memory.
    /// Cost: O(bytes * places that fit at once), a few nanoseconds a byte where that is one.
    [[nodiscard]] bool matches(std::string_view text) const noexcept {
        return automaton_.places.size() <= 64 ? fits<1>(text) : fits<detail::place_set::most / 64>(text);
    }

private:
    static constexpr std::uint32_t ascii = 128;

    /// `matches` on sets of 64 * Words places: nearly all expressions have no more than 64.
    template <std::size_t Words>
    [[nodiscard]] bool fits(std::string_view text) const noexcept {
        if (text.empty()) {
            return empty_;
        }
        std::array<std::uint64_t, Words> now{};
        std::array<std::uint64_t, Words> next{};
        for (std::size_t w = 0; w < Words; ++w) {
            next[w] = first_.words[w];
        }
        while (!text.empty()) {
            const auto byte = static_cast<unsigned char>(text.front());
            detail::place_set wide;
            const detail::place_set* here = &wide;
            if (byte < ascii) {
                here = &fits_[byte];
                text.remove_prefix(1);
            } else {
                if (core::detail::utf8_length(text) == 0) {
                    return false;
                }
                wide = places_of(core::detail::take_utf8(text));
            }
            std::uint64_t any = 0;
            for (std::size_t w = 0; w < Words; ++w) {
                now[w] = next[w] & here->words[w];
                any |= now[w];
                next[w] = 0;
            }
            if (any == 0) {
                return false;
            }
            for (std::size_t w = 0; w < Words; ++w) {
                for (std::uint64_t left = now[w]; left != 0; left &= left - 1) {
                    const auto& after = automaton_.follow[w * 64 + static_cast<std::size_t>(std::countr_zero(left))];
                    for (std::size_t v = 0; v < Words; ++v) {
                        next[v] |= after.words[v];
                    }
                }
            }
        }
        std::uint64_t ends = 0;
        for (std::size_t w = 0; w < Words; ++w) {
            ends |= now[w] & last_.words[w];
        }
        return ends != 0;
    }

    /// The places where the character may stand.
    [[nodiscard]] detail::place_set places_of(std::uint32_t code) const noexcept {
        detail::place_set set;
        for (std::size_t i = 0; i < automaton_.places.size(); ++i) {
            if (automaton_.places[i].holds(code)) {
                set.add(i);
            }
        }
        return set;
    }

    std::string expression_;
    detail::automaton automaton_;
    detail::place_set first_;
    detail::place_set last_;
    bool empty_ = true;
    std::vector<detail::place_set> fits_;  ///< By character of ASCII.
};

}  // namespace lastro::inline v0::data
