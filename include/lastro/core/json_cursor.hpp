// SPDX-License-Identifier: MIT
// lastro/core/json_cursor.hpp
//
// What does this JSON text say, token by token? A strict cursor that allocates nothing it was not asked for.
//
//   core::json_cursor at{text, "card.json"};
//   at.object([&](std::string_view key) { key == "name" ? use(at.string()) : at.skip_value(); });
//   at.finish();                                                // nothing but white space may follow
//
// Strict RFC 8259 [1]: no byte order mark, no comments, no trailing commas, no leading zeros, no raw control
// characters, no lone surrogates; what stands after the value is an error, a NUL included. Depth is bounded, so that
// hostile nesting cannot exhaust the stack. Precondition everywhere: the text is UTF-8 (`core::is_utf8`).
//
// References
//   [1] RFC 8259, The JavaScript Object Notation (JSON) Data Interchange Format.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/json_unescaped.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

/// Walks over one JSON text from its start to its end.
class json_cursor {
public:
    /// Objects and arrays inside each other, the outermost counting as 1. (The bound of common parsers.)
    static constexpr std::size_t deepest = 127;

    /// `where` begins every message; neither it nor `text` is copied.
    json_cursor(std::string_view text, std::string_view where) noexcept : text_(text), where_(where) {}

    /// The first character of the next token; '\0' at the end of the text (a NUL in the text is no token either).
    [[nodiscard]] char peek() noexcept {
        skip_space();
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    /// Reads an object: calls `field(key)` for every key, in order; `field` must read or skip the value.
    /// The key is valid until `field` returns. Repeated keys are passed on: what they mean is the caller's business.
    template <class Field>
    void object(Field&& field) {
        enter('{', "an object");
        if (peek() != '}') {
            for (;;) {
                if (peek() != '"') {
                    fail("a key in quotes");
                }
                const std::string_view raw = string_token();
                const bool plain = plain_;
                const std::string unescaped = plain ? std::string{} : unescape(raw);
                expect(':', "':'");
                field(plain ? raw : std::string_view{unescaped});
                if (peek() != ',') {
                    break;
                }
                ++at_;
            }
        }
        expect('}', "',' or '}'");
        --depth_;
    }

    /// Reads an array: calls `element()` for each; it must read or skip the value.
    template <class Element>
    void array(Element&& element) {
        enter('[', "an array");
        if (peek() != ']') {
            for (;;) {
                element();
                if (peek() != ',') {
                    break;
                }
                ++at_;
            }
        }
        expect(']', "',' or ']'");
        --depth_;
    }

    /// Reads a string and resolves its escapes.
    [[nodiscard]] std::string string() {
        if (peek() != '"') {
            fail("a string");
        }
        const std::string_view raw = string_token();
        return plain_ ? std::string{raw} : unescape(raw);
    }

    /// Reads a number and returns its text, whose form has been checked.
    [[nodiscard]] std::string_view number() {
        skip_space();
        const std::size_t begin = at_;
        at_ += next_is('-') ? 1U : 0U;
        if (next_is('0')) {
            ++at_;
        } else {
            digits(begin);
        }
        if (next_is('.')) {
            ++at_;
            digits(begin);
        }
        if (next_is('e') || next_is('E')) {
            ++at_;
            at_ += next_is('+') || next_is('-') ? 1U : 0U;
            digits(begin);
        }
        return text_.substr(begin, at_ - begin);
    }

    /// Reads a number that is written with digits only and fits 64 bits: no sign, point, exponent or leading zero.
    [[nodiscard]] std::uint64_t unsigned_integer() {
        skip_space();
        const std::size_t begin = at_;
        const auto refuse = [&] {
            at_ = begin;
            fail("a whole number from 0 to 2^64 - 1");
        };
        std::uint64_t value = 0;
        for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
            const auto digit = static_cast<std::uint64_t>(text_[at_] - '0');
            if (value > (UINT64_MAX - digit) / 10) {
                refuse();
            }
            value = value * 10 + digit;
        }
        const bool leading_zero = at_ - begin > 1 && text_[begin] == '0';
        if (at_ == begin || leading_zero || next_is('.') || next_is('e') || next_is('E')) {
            refuse();
        }
        return value;
    }

    /// Reads `true`, `false` or `null`, whichever is given, if it comes next.
    [[nodiscard]] bool literal(std::string_view word) noexcept {
        skip_space();
        if (!text_.substr(at_).starts_with(word)) {
            return false;
        }
        at_ += word.size();
        return true;
    }

    /// The text from here on, and a step over what the caller has read in it: for one spelling that is so frequent that
    /// its reader looks at it as a whole. Precondition of `advance`: there are so many, and they end with a value.
    [[nodiscard]] std::string_view rest() const noexcept { return text_.substr(at_); }
    void advance(std::size_t characters) noexcept { at_ += characters; }

    /// True where no white space was met so far, and no escape that RFC 8785 writes otherwise in a text that was read.
    [[nodiscard]] bool compact() const noexcept { return compact_; }

    /// Reads a value of any kind, checks its form and forgets it.
    void skip_value() {
        switch (peek()) {
            case '{':
                return object([this](std::string_view) { skip_value(); });
            case '[':
                return array([this] { skip_value(); });
            case '"':
                if (const std::string_view raw = string_token(); !plain_) {
                    static_cast<void>(unescape(raw));
                }
                return;
            default:
                if (!literal("true") && !literal("false") && !literal("null")) {
                    static_cast<void>(number());
                }
        }
    }

    /// @throws format_error if anything but white space follows.
    void finish() {
        skip_space();
        if (at_ < text_.size()) {
            fail("nothing more");
        }
    }

    /// Throws "<where>: byte <position>: expected <expected>, found <the next character>".
    [[noreturn]] void fail(std::string_view expected) const {
        core::fail<format_error>(std::string{where_} + ": byte " + std::to_string(at_), expected,
                                 at_ < text_.size() ? quoted(text_.substr(at_, 8)) : "the end");
    }

private:
    [[nodiscard]] bool next_is(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }

    void skip_space() noexcept {
        const std::size_t begin = at_;
        while (next_is(' ') || next_is('\n') || next_is('\r') || next_is('\t')) {
            ++at_;
        }
        if (at_ != begin) {
            compact_ = false;
        }
    }

    void expect(char c, std::string_view what) {
        if (peek() != c || at_ == text_.size()) {
            fail(what);
        }
        ++at_;
    }

    void enter(char bracket, std::string_view what) {
        if (peek() != bracket) {
            fail(what);
        }
        if (depth_ == deepest) {
            fail("at most " + std::to_string(deepest) + " levels of nesting");
        }
        ++depth_;
        ++at_;
    }

    void digits(std::size_t begin) {
        const std::size_t first = at_;
        while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
            ++at_;
        }
        if (at_ == first) {
            if (at_ == begin) {
                fail("a value");
            }
            fail("a digit");
        }
    }

    /// What stands between the quotes, escapes unresolved but every character looked at.
    [[nodiscard]] std::string_view string_token() {
        const std::size_t begin = ++at_;
        plain_ = true;
        for (;; ++at_) {
            at_ += detail::plain_length({text_.data() + at_, text_.size() - at_});
            if (at_ >= text_.size() || text_[at_] == '"') {
                break;
            }
            if (static_cast<unsigned char>(text_[at_]) < 0x20) {
                fail("no raw control character in a string");
            }
            if (text_[at_] == '\\') {
                plain_ = false;
                at_ +=
                    at_ + 1 < text_.size() ? 1U : 0U;  // what is escaped must not end the string; unescape() judges it
            }
        }
        if (at_ >= text_.size()) {
            at_ = text_.size();
            fail("'\"'");
        }
        return text_.substr(begin, at_++ - begin);
    }

    [[nodiscard]] std::string unescape(std::string_view raw) {
        detail::unescaped_text result = detail::json_unescaped(raw, [&](std::size_t i, std::string_view expected) {
            at_ = static_cast<std::size_t>(raw.data() - text_.data()) + i;
            fail(expected);
        });
        compact_ = compact_ && result.shortest;
        return std::move(result.text);
    }

    std::string_view text_;
    std::string_view where_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    bool plain_ = true;  // the last string had no escapes
    bool compact_ = true;
};

}  // namespace lastro::inline v0::core
