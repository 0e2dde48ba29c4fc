// SPDX-License-Identifier: MIT
// lastro/data/detail/pattern_parser.hpp
//
// Which automaton does a regular expression mean? It is read part by part; what is not known is refused by its place.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <string>       // to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/utf8.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/pattern_automaton.hpp>

namespace lastro::inline v0::data::detail {

/// Reads an expression, part by part.
class pattern_parser {
public:
    pattern_parser(std::string_view expression, automaton& to) : text_(expression), to_(to) {}

    [[nodiscard]] fragment whole() {
        core::require<format_error>(core::is_utf8(text_), "data::pattern", "UTF-8 text", core::quoted(text_));
        const fragment all = alternatives();
        if (at_ < text_.size()) {
            fail("no ) without its (");
        }
        return all;
    }

private:
    static constexpr std::uint32_t last_code = 0x10FFFF;

    [[noreturn]] void fail(std::string_view expected) const {
        core::fail<format_error>("data::pattern " + core::quoted(text_) + ": byte " + std::to_string(at_), expected,
                                 at_ < text_.size() ? core::quoted(text_.substr(at_, 8)) : "the end");
    }
    [[nodiscard]] bool next_is(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
    [[nodiscard]] bool took(char c) noexcept {
        const bool taken = next_is(c);
        at_ += taken ? 1U : 0U;
        return taken;
    }

    [[nodiscard]] fragment alternatives() {
        fragment all = sequence();
        while (took('|')) {
            const fragment other = sequence();
            all.end = other.end;
            all.first |= other.first;
            all.last |= other.last;
            all.empty = all.empty || other.empty;
        }
        return all;
    }

    [[nodiscard]] fragment sequence() {
        fragment all{.begin = to_.places.size(), .end = to_.places.size(), .first = {}, .last = {}};
        while (at_ < text_.size() && !next_is('|') && !next_is(')')) {
            all = joined(all, repeated());
        }
        return all;
    }

    [[nodiscard]] fragment repeated() {
        const fragment one = atom();
        fragment result = one;
        if (took('*')) {
            result = looped(one);
            result.empty = true;
        } else if (took('+')) {
            result = looped(one);
        } else if (took('?')) {
            result.empty = true;
        } else if (took('{')) {
            result = counted(one);
        } else {
            return one;
        }
        if (next_is('*') || next_is('+') || next_is('?') || next_is('{')) {
            fail("no more than one of * + ? {} after a part");
        }
        return result;
    }

    [[nodiscard]] fragment counted(const fragment& one) {
        const std::size_t least = number();
        std::size_t most = least;
        bool open = false;
        if (took(',')) {
            open = next_is('}');
            most = open ? core::larger(least, std::size_t{1}) : number();
        }
        if (most < least) {
            fail("before this a second number that is not smaller than the first");
        }
        if (!took('}')) {
            fail("'}'");
        }
        std::vector<fragment> copies{one};  // made before any of them is joined to another
        while (copies.size() < most) {
            copies.push_back(copied(one));
        }
        fragment all{.begin = one.begin, .end = to_.places.size(), .first = {}, .last = {}};
        for (std::size_t i = 0; i < most; ++i) {
            fragment part = open && i + 1 == most ? looped(copies[i]) : copies[i];
            part.empty = part.empty || i >= least;
            all = joined(all, part);
        }
        all.end = to_.places.size();
        return all;
    }

    [[nodiscard]] std::size_t number() {
        const std::size_t begin = at_;
        std::size_t value = 0;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            value = value * 10 + static_cast<std::size_t>(text_[at_] - '0');
            if (value > place_set::most) {
                fail("a number up to " + std::to_string(place_set::most));
            }
        }
        if (at_ == begin) {
            fail("a number");
        }
        return value;
    }

    [[nodiscard]] fragment atom() {
        if (took('(')) {
            if (next_is('?')) {
                fail("no group that begins with ?");
            }
            if (++depth_ > 50) {
                fail("at most 50 groups inside each other");
            }
            const fragment inner = alternatives();
            if (!took(')')) {
                fail("')'");
            }
            --depth_;
            return inner;
        }
        if (took('.')) {
            return place({.ranges = {{'\n', '\n'}}, .negated = true});
        }
        if (took('[')) {
            return place(bracketed());
        }
        if (next_is('^') || next_is('$')) {
            fail("neither ^ nor $, for the whole text has to match (or \\ before it)");
        }
        if (std::string_view{"*+?{}]"}.find(text_[at_]) != std::string_view::npos) {
            fail("a character or a group (or \\ before it)");
        }
        character_class one;
        character(one);
        return place(std::move(one));
    }

    [[nodiscard]] character_class bracketed() {
        character_class result{.ranges = {}, .negated = took('^')};
        while (!next_is(']')) {
            if (at_ >= text_.size()) {
                fail("']'");
            }
            if (next_is('[')) {
                fail("no [ inside [] (or \\ before it)");
            }
            const std::size_t before = result.ranges.size();
            constexpr std::size_t most_ranges = 1000;  // so that copies and comparisons stay bounded
            if (before >= most_ranges) {
                fail("at most " + std::to_string(most_ranges) + " characters and ranges between [ and ]");
            }
            character(result);
            const bool single =
                result.ranges.size() == before + 1 && result.ranges.back().first == result.ranges.back().last;
            if (next_is('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
                ++at_;
                character_class end;
                character(end);
                if (!single || end.ranges.size() != 1 || end.ranges[0].first != end.ranges[0].last ||
                    end.ranges[0].first < result.ranges.back().first) {
                    fail("a range from one character to a later one before this");
                }
                result.ranges.back().last = end.ranges[0].first;
            }
        }
        if (result.ranges.empty()) {
            fail("a character between [ and ]");
        }
        ++at_;
        return result;
    }

    /// Adds one character, or the class that an escape stands for.
    void character(character_class& to) {
        if (!took('\\')) {
            std::string_view rest = text_.substr(at_);
            const std::uint32_t code = core::detail::take_utf8(rest);
            at_ = text_.size() - rest.size();
            to.ranges.push_back({code, code});
            return;
        }
        const char c = at_ < text_.size() ? text_[at_] : '\0';
        const auto add = [&to](std::uint32_t first, std::uint32_t last) { to.ranges.push_back({first, last}); };
        if (c == 'd') {
            add('0', '9');
        } else if (c == 'D') {
            add(0, '0' - 1), add('9' + 1, last_code);
        } else if (c == 'w') {
            add('0', '9'), add('A', 'Z'), add('_', '_'), add('a', 'z');
        } else if (c == 'W') {
            add(0, '0' - 1), add('9' + 1, 'A' - 1), add('Z' + 1, '_' - 1), add('_' + 1, 'a' - 1),
                add('z' + 1, last_code);
        } else if (c == 's') {
            add('\t', '\r'), add(' ', ' ');
        } else if (c == 'S') {
            add(0, '\t' - 1), add('\r' + 1, ' ' - 1), add(' ' + 1, last_code);
        } else if (c == 'n' || c == 'r' || c == 't') {
            const auto code = static_cast<std::uint32_t>(c == 'n' ? '\n' : c == 'r' ? '\r' : '\t');
            add(code, code);
        } else if (c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
                   !(c >= 'a' && c <= 'z')) {
            add(static_cast<std::uint32_t>(c), static_cast<std::uint32_t>(c));
        } else {
            fail("one of d D w W s S n r t or punctuation after \\");
        }
        ++at_;
    }

    [[nodiscard]] fragment place(character_class holds) {
        require_room(1);
        const std::size_t at = to_.places.size();
        to_.places.push_back(std::move(holds));
        to_.follow.emplace_back();
        fragment one{.begin = at, .end = at + 1, .first = {}, .last = {}, .empty = false};
        one.first.add(at);
        one.last.add(at);
        return one;
    }

    void require_room(std::size_t more) const {
        if (more > place_set::most - to_.places.size()) {
            fail("at most " + std::to_string(place_set::most) + " places for characters, repetitions counted,");
        }
    }

    /// The same once more, at the end of the automaton.
    [[nodiscard]] fragment copied(const fragment& of) {
        const std::size_t count = of.end - of.begin;
        require_room(count);
        const std::size_t by = to_.places.size() - of.begin;
        const auto moved = [by](const place_set& from) {
            place_set set;
            from.each([&](std::size_t i) { set.add(i + by); });
            return set;
        };
        for (std::size_t i = of.begin; i < of.end; ++i) {
            to_.places.push_back(to_.places[i]);
            to_.follow.push_back(moved(to_.follow[i]));
        }
        return {of.begin + by, of.end + by, moved(of.first), moved(of.last), of.empty};
    }

    [[nodiscard]] fragment joined(const fragment& a, const fragment& b) {
        a.last.each([&](std::size_t i) { to_.follow[i] |= b.first; });
        fragment both{.begin = a.begin, .end = b.end, .first = a.first, .last = b.last, .empty = a.empty && b.empty};
        both.first |= a.empty ? b.first : place_set{};
        both.last |= b.empty ? a.last : place_set{};
        return both;
    }

    [[nodiscard]] fragment looped(const fragment& one) {
        one.last.each([&](std::size_t i) { to_.follow[i] |= one.first; });
        return one;
    }

    std::string_view text_;
    automaton& to_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace lastro::inline v0::data::detail
