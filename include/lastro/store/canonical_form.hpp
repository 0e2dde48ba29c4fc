// SPDX-License-Identifier: MIT
// lastro/store/canonical_form.hpp
//
// Is this text letter for letter what RFC 8785 writes for some value? One look at every character tells.
//
//   store::is_canonical_json(R"({"a":1,"b":[true,null]})");         // true
//   store::is_canonical_json(R"({"a":1.0})");                       // false: 1 is shorter
//
// True exactly where `parse_json` reads the text and `canonical_json` writes the same one again; no value is built, and
// no memory is taken for texts whose numbers have up to 15 digits. Pure functions.
//
// References
//   [1] RFC 8785, JSON Canonicalization Scheme (JCS), 3.2.2 and 3.2.3.
//   [2] ISO C, <float.h>, DBL_DIG: decimals of up to floor(52 log10 2) = 15 digits are told apart as doubles.
#pragma once

#include <cstddef>      // size_t
#include <string_view>  // string_view

#include <lastro/core/json_cursor.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// Where a byte of UTF-8 stands in the order of UTF-16 code units [1, 3.2.3].
///
/// UTF-8 orders by code point, which differs in one place only: characters above U+FFFF are surrogates (D800 to DFFF)
/// in UTF-16 and so stand before U+E000 to U+FFFF. Lead bytes F0..F4 mark the former, EE and EF the latter.
[[nodiscard]] constexpr int utf16_rank(unsigned char byte) noexcept {
    return byte >= 0xF0 ? byte - 2 : byte >= 0xEE ? byte + 7 : int{byte};
}

/// Walks over a text for as long as it is canonical. Precondition: UTF-8.
class canonical_scan {
public:
    /// `level`: that of an object or array at the beginning of the text, the outermost being 1.
    explicit canonical_scan(std::string_view text, std::size_t level = 1) noexcept : text_(text), level_(level) {}

    /// How many characters the value at the beginning of the text has; 0 if it is not canonical.
    [[nodiscard]] std::size_t length() { return value(level_) ? at_ : 0; }

private:
    [[nodiscard]] char next() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

    [[nodiscard]] bool take(std::string_view expected) noexcept {
        const bool found = text_.substr(at_).starts_with(expected);
        at_ += found ? expected.size() : 0;
        return found;
    }
    [[nodiscard]] bool take(char expected) noexcept {
        const bool found = at_ < text_.size() && text_[at_] == expected;
        at_ += found ? 1U : 0U;
        return found;
    }

    [[nodiscard]] bool value(std::size_t depth) {
        switch (next()) {
            case '{':
                return depth <= core::json_cursor::deepest && object(depth);
            case '[':
                return depth <= core::json_cursor::deepest && array(depth);
            case '"':
                return string();
            case 'n':
                return take("null");
            case 't':
                return take("true");
            case 'f':
                return take("false");
            default:
                return number();
        }
    }

    [[nodiscard]] bool object(std::size_t depth) {
        ++at_;
        if (take('}')) {
            return true;
        }
        std::string_view before;
        for (bool first = true;; first = false) {
            const std::size_t begin = at_ + 1;
            if (!string()) {
                return false;
            }
            const std::string_view key = text_.substr(begin, at_ - 1 - begin);
            if ((!first && !ascend(before, key)) || !take(':') || !value(depth + 1)) {
                return false;
            }
            if (!take(',')) {
                return take('}');
            }
            before = key;
        }
    }

    [[nodiscard]] bool array(std::size_t depth) {
        ++at_;
        if (take(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    /// A string whose escapes are needed and as short as can be [1, 3.2.2.2].
    [[nodiscard]] bool string() noexcept {
        if (!take('"')) {
            return false;
        }
        for (;;) {
            at_ += core::detail::plain_length(text_.substr(at_));
            if (at_ == text_.size()) {
                return false;
            }
            const char c = text_[at_++];
            if (c == '"') {
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && !escape())) {
                return false;
            }
        }
    }

    /// What follows a backslash: a quote, a backslash, b t n f r, or u00 and two digits of a character without a letter.
    [[nodiscard]] bool escape() noexcept {
        if (take('"') || take('\\') || take('b') || take('t') || take('n') || take('f') || take('r')) {
            return true;
        }
        if (!take("u00") || text_.size() - at_ < 2) {
            return false;
        }
        const unsigned char code = escaped(text_.substr(at_));
        at_ += 2;
        return code < 0x20 && core::detail::short_escape(code) == '\0';
    }

    /// The number below 0x20 that two digits spell, or 0xFF.
    [[nodiscard]] static unsigned char escaped(std::string_view digits) noexcept {
        const char low = digits[1];
        const int value = low >= '0' && low <= '9' ? low - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
        const bool is_one = (digits[0] == '0' || digits[0] == '1') && value >= 0;
        return static_cast<unsigned char>(is_one ? (digits[0] - '0') * 16 + value : 0xFF);
    }

    /// True where one key stands before another in the order of UTF-16. Precondition: canonical, without the quotes.
    [[nodiscard]] static bool ascend(std::string_view a, std::string_view b) noexcept {
        while (!a.empty() && !b.empty()) {
            const unsigned char x = take_byte(a);
            const unsigned char y = take_byte(b);
            if (x != y) {
                return utf16_rank(x) < utf16_rank(y);
            }
        }
        return a.empty() && !b.empty();
    }

    /// The first byte of what is meant, which is removed.
    [[nodiscard]] static unsigned char take_byte(std::string_view& key) noexcept {
        const char first = key[0];
        if (first != '\\') {
            key.remove_prefix(1);
            return static_cast<unsigned char>(first);
        }
        const char letter = key[1];
        const unsigned char code = letter == 'u' ? escaped(key.substr(4)) : static_cast<unsigned char>(letter);
        key.remove_prefix(letter == 'u' ? 6 : 2);
        switch (letter) {
            case 'b':
                return '\b';
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            default:
                return code;
        }
    }

    /// The shortest digits of a double in ECMAScript's layout [1, 3.2.2.3].
    [[nodiscard]] bool number() {
        const std::size_t begin = at_;
        const auto belongs = [](char c) {
            return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e';
        };
        while (belongs(next())) {
            ++at_;
        }
        const std::string_view token = text_.substr(begin, at_ - begin);
        constexpr std::size_t longest = 25;  // -0.0000012345678901234567
        if (token.empty() || token.size() > longest) {
            return false;
        }
        if (is_short(token)) {
            return true;
        }
        const auto read = core::parse_double(token);
        return read && core::jcs_number(*read) == token;
    }

    /// True where a number of at most 15 digits is shortest without further ado: two such decimals are never the same
    /// double [2], so that no shorter one can be. False says nothing.
    [[nodiscard]] static bool is_short(std::string_view token) noexcept {
        const bool minus = token[0] == '-';
        token.remove_prefix(minus ? 1 : 0);
        const auto digits = [&token] {
            std::size_t count = 0;
            while (count < token.size() && token[count] >= '0' && token[count] <= '9') {
                ++count;
            }
            return count;
        };
        const std::size_t whole = digits();
        const bool zero = whole > 0 && token[0] == '0';
        if (whole == 0 || whole > 15 || (zero && whole > 1)) {
            return false;
        }
        token.remove_prefix(whole);
        if (token.empty()) {
            return !(zero && minus);  // -0 is written as 0
        }
        if (token[0] != '.') {
            return false;
        }
        token.remove_prefix(1);
        const std::size_t fraction = digits();
        if (fraction == 0 || fraction != token.size() || whole + fraction > 15 || token.back() == '0') {
            return false;
        }
        return !zero || !token.starts_with("000000");  // below 0.000001 there would be an exponent
    }

    std::string_view text_;
    std::size_t level_;
    std::size_t at_ = 0;
};

}  // namespace detail

/// True where `text` is the canonical form of the value that it spells. Any bytes may be asked about.
///
/// Cost: one pass; the stack is bounded, as nesting is (127 levels).
[[nodiscard]] inline bool is_canonical_json(std::string_view text) {
    return !text.empty() && core::is_utf8(text) && detail::canonical_scan{text}.length() == text.size();
}

}  // namespace lastro::inline v0::store
