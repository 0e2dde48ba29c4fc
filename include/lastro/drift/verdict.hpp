// SPDX-License-Identifier: MIT
// lastro/drift/verdict.hpp
//
// Has it moved further than I tolerate? One answer, together with the evidence for it.
//
//   const drift::verdict v = drift::compare(reference, live, {.tolerate = 0.05});
//   std::cout << v << '\n';          // drifted  KS 0.284 [0.158, 0.410]  p 1e-13  n 365/366  exact
//   if (v.answer == drift::answer::drifted) retrain();
//
// A plain value: copyable, comparable, printable; printing needs no locale and draws on nothing global.
#pragma once

#include <array>        // array
#include <charconv>     // chars_format, errc, to_chars
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t, uint64_t
#include <iosfwd>       // basic_ostream
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

/// Is the change larger than what is tolerated?
enum class answer : std::uint8_t {
    same,        ///< The whole interval of the effect lies below the tolerated effect.
    drifted,     ///< The whole interval lies above it, beyond what chance explains among the columns looked at.
    cannot_tell  ///< The interval holds the tolerated effect: more rows are needed, or a look by a person.
};

/// How a p-value was computed.
enum class p_method : std::uint8_t {
    exact,       ///< By counting: no approximation but rounding.
    asymptotic,  ///< From the limiting distribution for large samples.
    permutation  ///< From random relabellings, as (k + 1) / (B + 1).
};

/// "same", "drifted" or "cannot tell yet".
[[nodiscard]] constexpr std::string_view to_string(answer a) noexcept {
    return a == answer::same ? "same" : a == answer::drifted ? "drifted" : "cannot tell yet";
}

/// "exact", "asymptotic" or "permutation".
[[nodiscard]] constexpr std::string_view to_string(p_method method) noexcept {
    return method == p_method::exact ? "exact" : method == p_method::asymptotic ? "asymptotic" : "permutation";
}

/// The answer for one column, and everything that it rests on.
struct verdict {
    drift::answer answer = drift::answer::cannot_tell;
    std::string statistic{};     ///< What `effect` measures: "KS" or "TV", both in [0, 1].
    double effect = 0.0;         ///< 0: the same distribution; 1: nothing in common.
    double low = 0.0;            ///< The effect in the population is above this ...
    double high = 1.0;           ///< ... and below this, with probability `confidence` or more.
    double margin = 1.0;         ///< Half the width of the interval before it is cut to [0, 1].
    double confidence = 0.95;    ///< Of the interval [low, high].
    double tolerated = 0.1;      ///< An effect up to this is no concern.
    double p_value = 1.0;        ///< P(a statistic this large) if nothing had moved; may be 0.
    double log10_p = 0.0;        ///< The same, where a double would underflow.
    double relevance_p = 1.0;    ///< A bound on P(an effect this large) if only the tolerated one were there.
    double significance = 0.05;  ///< "drifted" needs a relevance_p (adjusted, in a report) up to this.
    p_method method = p_method::asymptotic;  ///< How p_value was computed.
    std::uint64_t reference_count = 0;       ///< Values that were compared ...
    std::uint64_t live_count = 0;            ///< ... on each side.
    std::uint64_t reference_missing = 0;     ///< Null or NaN, and therefore not compared ...
    std::uint64_t live_missing = 0;          ///< ... on each side.

    friend bool operator==(const verdict&, const verdict&) = default;
};

namespace detail {

/// `x` with a fixed number of decimals, as tables want it.
[[nodiscard]] inline std::string fixed(double x, int decimals) {
    std::array<char, 400> buffer{};
    const auto [end, error] =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed, decimals);
    return error == std::errc{} ? std::string{buffer.data(), end} : core::to_text(x);
}

/// A p-value for people: "0.12", "2.0e-4", and "3.1e-4021" where a double is 0.
[[nodiscard]] inline std::string p_text(double p_value, double log10_p, int digits) {
    constexpr double plain_from = 0.001;
    if (p_value >= plain_from) {
        return core::significant(p_value, digits);
    }
    if (!num::is_finite(log10_p)) {
        return "0";
    }
    constexpr double ln_10 = 2.302585092994045684;
    double exponent = num::floor(log10_p);
    std::string mantissa = core::significant(num::exp((log10_p - exponent) * ln_10), digits);
    if (mantissa.starts_with("10")) {  // 9.97 rounds up
        mantissa = core::significant(1.0, digits);
        exponent += 1.0;
    }
    return mantissa + "e" + fixed(exponent, 0);
}

/// The first answer that the evidence supports; see `docs/drift.md`, "The verdict".
[[nodiscard]] constexpr answer decide(double low, double high, double tolerated, bool significant) noexcept {
    if (high < tolerated) {
        return answer::same;
    }
    return low > tolerated && significant ? answer::drifted : answer::cannot_tell;
}

}  // namespace detail

/// One line: `drifted  KS 0.284 [0.158, 0.410]  p 1e-13  n 365/366  exact`, then what was missing, if anything.
[[nodiscard]] inline std::string to_string(const verdict& v) {
    constexpr int decimals = 3;
    std::string text{to_string(v.answer)};
    text += "  " + v.statistic + " " + detail::fixed(v.effect, decimals);
    text += " [" + detail::fixed(v.low, decimals) + ", " + detail::fixed(v.high, decimals) + "]";
    text += "  p " + detail::p_text(v.p_value, v.log10_p, 1);
    text += "  n " + std::to_string(v.reference_count) + "/" + std::to_string(v.live_count);
    text += "  ";
    text += to_string(v.method);
    if (v.reference_missing > 0 || v.live_missing > 0) {
        text += "  missing " + std::to_string(v.reference_missing) + "/" + std::to_string(v.live_missing);
    }
    return text;
}

/// Writes `to_string(v)`.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const verdict& v) {
    return out << to_string(v);
}

}  // namespace lastro::inline v0::drift
