// SPDX-License-Identifier: MIT
// lastro/drift/report.hpp
//
// Which columns of this table have moved, by how much, and where? A verdict per column, and the numbers of a picture.
//
//   const drift::report abroad = reference.compare(new_york, {.name = "New York"});
//   std::cout << abroad;                                     // an aligned table
//   for (const auto& c : abroad.columns) use(c.column, c.result.answer, c.cdf_x);
//
// Plain values. Equal inputs give equal reports; printing asks the environment only whether it reads UTF-8.
//
// References
//   [1] R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, Amer. Statist. 50(4), 1996 (type 7).
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t, uint64_t
#include <iosfwd>       // basic_ostream
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/order.hpp>
#include <lastro/core/terminal.hpp>
#include <lastro/core/text.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::drift {

/// How a column is compared.
enum class column_kind : std::uint8_t {
    numeric,     ///< int64 and float64: by their distribution functions.
    categorical  ///< string and boolean: by the shares of their values.
};

/// What a column is to the model.
enum class column_role : std::uint8_t {
    feature,    ///< What it predicts from.
    target,     ///< What it should have said.
    prediction  ///< What it said.
};

/// Which quantiles a report shows of a numeric column.
inline constexpr std::array<double, 5> report_quantiles = {0.05, 0.25, 0.50, 0.75, 0.95};

/// What was found for one column.
struct column_report {
    std::string column{};
    column_role role = column_role::feature;
    column_kind kind = column_kind::numeric;
    verdict result{};
    double adjusted_p = 1.0;  ///< Benjamini-Hochberg over the columns of this report.

    double psi = 0.0;           ///< Population stability index over the bins or categories below, and missing.
    double psi_expected = 0.0;  ///< Its mean if nothing had moved: what is only sampling noise.
    double psi_p_value = 1.0;   ///< P(an index this large) if nothing had moved, by the chi-squared approximation.

    // Numeric columns only; empty otherwise.
    double wasserstein = 0.0;                     ///< Wasserstein-1 distance, in the unit of the column.
    double gap_at = 0.0;                          ///< Where the two distribution functions differ most.
    std::array<double, 5> reference_quantiles{};  ///< Type 7 [1], at `report_quantiles`.
    std::array<double, 5> live_quantiles{};
    std::vector<double> histogram_edges{};  ///< Ascending, one more than there are bins; all values lie within.
    std::vector<double> cdf_x{};            ///< Ascending, at most 200 places ...
    std::vector<double> cdf_reference{};    ///< ... the share of values <= each place ...
    std::vector<double> cdf_live{};         ///< ... on each side.

    // Categorical columns only: the values, commonest in the reference first. Beyond 20 the rest is `other`.
    std::vector<std::string> categories{};
    bool has_other = false;  ///< The last of `categories` stands for all rarer ones.

    // One number per histogram bin or category; each sums to 1 over the values that are not missing.
    std::vector<double> reference_shares{};
    std::vector<double> live_shares{};

    friend bool operator==(const column_report&, const column_report&) = default;
};

/// What was found for all columns; drifted ones first, then by effect, largest first.
struct report {
    std::string reference_name = "reference";
    std::string live_name = "live";
    std::uint64_t reference_rows = 0;
    std::uint64_t live_rows = 0;
    hash::digest reference_digest{};  ///< Fingerprint of the columns that were compared.
    hash::digest live_digest{};
    double tolerated = 0.1;              ///< An effect up to this is no concern.
    double confidence = 0.95;            ///< Of each column's interval.
    double false_discovery_rate = 0.05;  ///< Benjamini-Hochberg, over the columns.
    std::vector<column_report> columns{};

    /// How many columns got this answer.
    [[nodiscard]] std::size_t count(answer a) const noexcept {
        std::size_t found = 0;
        for (const column_report& c : columns) {
            found += c.result.answer == a ? 1U : 0U;
        }
        return found;
    }

    friend bool operator==(const report&, const report&) = default;
};

/// How a report is laid out as text.
struct text_settings {
    bool utf8 = false;  ///< Marks beyond ASCII, where the reader has them.
};

namespace detail {

/// How many characters a reader sees; `text` is UTF-8.
[[nodiscard]] inline std::size_t width(std::string_view text) noexcept {
    std::size_t characters = 0;
    for (const char c : text) {
        characters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;  // not a continuation byte
    }
    return characters;
}

[[nodiscard]] inline std::string padded(std::string text, std::size_t columns) {
    const std::size_t used = width(text);
    return text.append(columns > used ? columns - used : 0, ' ');
}

/// A name as it is, unless it holds control characters or is not UTF-8: then quoted and escaped.
[[nodiscard]] inline std::string printable(std::string_view name) {
    const std::string quoted = core::quoted(name);
    const bool plain = quoted.size() == name.size() + 2 && quoted.compare(1, name.size(), name) == 0;
    return plain ? std::string{name} : quoted;
}

/// The name of a column, and its role if it is no feature.
[[nodiscard]] inline std::string name_and_role(const column_report& c) {
    return printable(c.column) + (c.role == column_role::target       ? " (target)"
                                  : c.role == column_role::prediction ? " (prediction)"
                                                                      : "");
}

[[nodiscard]] constexpr std::string_view mark(answer a, bool utf8) noexcept {
    switch (a) {
        case answer::drifted:
            return utf8 ? "\xE2\x96\xB2" : "x";  // black up-pointing triangle
        case answer::same:
            return utf8 ? "\xE2\x97\x8F" : "o";  // black circle
        default:
            return "?";
    }
}

}  // namespace detail

/// The report as an aligned table, one line per column; ends in a line break.
[[nodiscard]] inline std::string to_string(const report& r, const text_settings& settings = {}) {
    constexpr std::size_t answer_width = 18;
    constexpr std::size_t effect_width = 8;
    constexpr std::size_t interval_width = 18;
    constexpr std::size_t p_width = 10;
    constexpr int decimals = 4;
    const std::string title = detail::printable(r.live_name) + " against " + detail::printable(r.reference_name);
    std::size_t name_width = 24;
    for (const column_report& c : r.columns) {
        name_width = core::larger(name_width, detail::width(detail::name_and_role(c)) + 2);
    }
    const std::size_t first = 2 + 2 + answer_width + name_width;
    std::string text = detail::padded(title, core::larger(first, detail::width(title) + 2));
    text += detail::padded("effect", effect_width);
    text += detail::padded(detail::fixed(r.confidence * 100.0, 0) + " % interval", interval_width);
    text += detail::padded("p", p_width) + "PSI\n";
    for (const column_report& c : r.columns) {
        const verdict& v = c.result;
        text += "  " + std::string{detail::mark(v.answer, settings.utf8)} + " ";
        text += detail::padded(std::string{to_string(v.answer)}, answer_width);
        text += detail::padded(detail::name_and_role(c), name_width);
        text += detail::padded(detail::fixed(v.effect, decimals), effect_width);
        text += detail::padded("[" + detail::fixed(v.low, decimals) + ", " + detail::fixed(v.high, decimals) + "]",
                               interval_width);
        text += detail::padded(detail::p_text(v.p_value, v.log10_p, 2), p_width);
        text += detail::fixed(c.psi, decimals);
        if (v.reference_missing > 0 || v.live_missing > 0) {
            text += "  missing " + core::grouped(v.reference_missing) + "/" + core::grouped(v.live_missing);
        }
        text += '\n';
    }
    text += "  tolerated effect " + detail::fixed(r.tolerated, decimals) + "; false discoveries " +
            core::to_text(r.false_discovery_rate * 100.0) + " % (Benjamini-Hochberg)\n";
    return text;
}

/// Writes the table, with marks beyond ASCII where the environment asks for UTF-8.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const report& r) {
    return out << to_string(r, {.utf8 = core::utf8_locale()});
}

}  // namespace lastro::inline v0::drift
