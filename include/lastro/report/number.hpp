// SPDX-License-Identifier: MIT
// lastro/report/number.hpp
//
// How many digits does a person need? Numbers as a report shows them, the same under every locale.
//
//   report::fixed(0.4361, 3);                // "0.436"
//   report::percent(0.05);                   // "5"
//   report::layout{quantiles}.text(12.0);    // one number of decimals for all: "12.0" beside "1.3"
//   report::p_value(0.0, -84.1);             // "8e-85"; report::typeset makes "8 x 10^-85" of it
//
// The ASCII forms are for Markdown and tests; `typeset` turns them into what HTML readers see and screen readers say
// (a real minus sign, a raised exponent). What is no number is a dash, never "nan".
#pragma once

#include <algorithm>    // max, min
#include <array>        // array
#include <charconv>     // chars_format, to_chars
#include <cmath>        // floor, isfinite
#include <cstddef>      // size_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>
#include <lastro/num/elementary.hpp>

namespace lastro::inline v0::report {

namespace detail {

inline constexpr std::string_view dash = "\xE2\x80\x93";      // en dash: "not known"
inline constexpr std::string_view infinity = "\xE2\x88\x9E";  // the lying eight
inline constexpr std::string_view minus = "\xE2\x88\x92";     // the real minus sign

/// The text of what is not finite; empty for every number.
[[nodiscard]] inline std::string special(double x) {
    if (std::isfinite(x)) {
        return {};
    }
    return x > 0.0 ? std::string{infinity} : x < 0.0 ? "-" + std::string{infinity} : std::string{dash};
}

/// Cuts the trailing zeros of a decimal fraction, and the point if nothing is left behind it.
[[nodiscard]] inline std::string without_trailing_zeros(std::string text) {
    if (text.find('.') != std::string::npos && text.find('e') == std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) {
            text.pop_back();
        }
    }
    return text;
}

}  // namespace detail

/// `x` with `decimals` digits behind the point; never "-0.00", and with an exponent from 1e15 on.
[[nodiscard]] inline std::string fixed(double x, int decimals) {
    constexpr double largest = 1e15;
    if (!std::isfinite(x)) {
        return detail::special(x);
    }
    if (x >= largest || x <= -largest) {
        return core::significant(x);
    }
    std::array<char, 64> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed, decimals).ptr;
    std::string text(buffer.data(), end);
    return text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos ? text.substr(1) : text;
}

/// A share as per cent, without the sign: "5", "97.5", "0.1"; two significant digits below that.
[[nodiscard]] inline std::string percent(double share) {
    const double x = share * 100.0;
    if (!std::isfinite(x)) {
        return detail::special(x);
    }
    constexpr double tenth = 0.1;
    return x != 0.0 && x > -tenth && x < tenth ? core::significant(x, 2) : detail::without_trailing_zeros(fixed(x, 1));
}

/// A threshold that somebody chose: two decimals ("0.10"), or as many as were given ("0.125").
[[nodiscard]] inline std::string threshold(double x) {
    if (!std::isfinite(x)) {
        return detail::special(x);
    }
    const std::string two = fixed(x, 2);
    return core::parse_double(two) == x ? two : core::to_text(x);
}

/// A p-value: two significant digits from 0.001 on ("0.12"), one and an exponent below ("8e-85"). `log10_p` speaks
/// where `p` is too small for a double; "0" where it says nothing either.
[[nodiscard]] inline std::string p_value(double p, double log10_p) {
    constexpr double plain_from = 0.001;
    constexpr double normal_from = 1e-300;
    if (!(p >= 0.0 && p <= 1.0)) {
        return std::string{detail::dash};
    }
    if (p >= normal_from) {
        return core::significant(p, p >= plain_from ? 2 : 1);
    }
    if (!std::isfinite(log10_p) || log10_p > -299.0) {
        return "0";
    }
    constexpr double ln_10 = 2.302585092994045684;
    const double exponent = std::floor(log10_p);
    const std::string mantissa = fixed(num::exp((log10_p - exponent) * ln_10), 0);
    return mantissa == "10" ? "1e" + fixed(exponent + 1.0, 0) : mantissa + "e" + fixed(exponent, 0);
}

/// One way of writing for numbers that stand below each other.
class layout {
public:
    /// As many decimals as the range of `values` deserves (three significant digits of it), fewer where all of them end
    /// in zeros; four significant digits each where decimals would not help (no range, or beyond 1e15).
    explicit layout(std::span<const double> values) {
        constexpr double largest = 1e15;
        constexpr double smallest = 1e-7;
        double low = 0.0;
        double high = 0.0;
        bool any = false;
        for (const double x : values) {
            if (std::isfinite(x)) {
                low = any ? (std::min)(low, x) : x;
                high = any ? (std::max)(high, x) : x;
                any = true;
            }
        }
        if (!(high - low >= smallest) || low <= -largest || high >= largest) {
            return;
        }
        decimals_ = 0;
        for (double range = high - low; range < 100.0; range *= 10.0) {
            ++decimals_;
        }
        int needed = 0;
        for (const double x : values) {
            const std::string text = detail::without_trailing_zeros(fixed(x, decimals_));
            const std::size_t point = text.find('.');
            needed =
                point == std::string::npos ? needed : (std::max)(needed, static_cast<int>(text.size() - 1 - point));
        }
        decimals_ = needed;
    }

    /// `x` in this layout.
    [[nodiscard]] std::string text(double x) const {
        if (!std::isfinite(x)) {
            return detail::special(x);
        }
        return decimals_ < 0 ? detail::without_trailing_zeros(core::significant(x)) : fixed(x, decimals_);
    }

private:
    int decimals_ = -1;  // below zero: significant digits
};

/// A difference: "+1.2", "-0.8", and "0.0" without a sign.
[[nodiscard]] inline std::string with_sign(std::string text) {
    return text.find_first_of("123456789") == std::string::npos || text.starts_with('-') ? text : "+" + text;
}

/// An ASCII number for plain text that people see or hear: with a real minus sign.
[[nodiscard]] inline std::string plain(std::string_view ascii) {
    std::string text;
    for (const char c : ascii) {
        if (c == '-') {
            text += detail::minus;
        } else {
            text += c;
        }
    }
    return text;
}

/// An ASCII number as HTML: a real minus sign, and "8e-85" as 8 times ten to the raised exponent.
[[nodiscard]] inline std::string typeset(std::string_view ascii) {
    const std::size_t e = ascii.find('e');
    if (e == std::string_view::npos) {
        return plain(ascii);
    }
    const std::string_view exponent = ascii.substr(e + (e + 1 < ascii.size() && ascii[e + 1] == '+' ? 2 : 1));
    return plain(ascii.substr(0, e)) + " \xC3\x97 10<sup>" + plain(exponent) + "</sup>";
}

}  // namespace lastro::inline v0::report
