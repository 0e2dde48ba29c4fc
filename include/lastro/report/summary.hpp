// SPDX-License-Identifier: MIT
// lastro/report/summary.hpp
//
// What does a drift report say, in words and in rows? The facts that every form of it (HTML, Markdown) shows.
//
//   report::headline_of(r).bold;          // "2 of 3 columns moved"
//   report::quantiles_of(r.columns[0]);   // rows of "median", "2.9", "4.7", "+1.8"
//   report::marked(answer::drifted);      // a triangle and "drifted": never colour alone
//
// Words are UTF-8 and hold nothing foreign; rows hold category names as they are, to be escaped by whoever shows them.
// Pure functions.
#pragma once

#include <algorithm>    // any_of
#include <array>        // array
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/report/number.hpp>

namespace lastro::inline v0::report {

/// The first sentences of a report; `bold` is what to remember of them.
struct headline {
    std::string bold;
    std::string rest;
};

/// A name and three numbers: reference, live, shift.
using shift_row = std::array<std::string, 4>;

/// Mark and word of an answer: a triangle, a circle or a question mark in front.
[[nodiscard]] inline std::string marked(drift::answer a) {
    const std::string_view mark = a == drift::answer::drifted ? "\xE2\x96\xB2"
                                  : a == drift::answer::same  ? "\xE2\x97\x8F"
                                                              : "?";
    return std::string{mark} + " " + std::string{to_string(a)};
}

namespace detail {

[[nodiscard]] inline bool has_kind(const drift::report& r, drift::column_kind kind) {
    return std::any_of(r.columns.begin(), r.columns.end(),
                       [kind](const drift::column_report& c) { return c.kind == kind; });
}

/// What is tolerated, in words that fit the kinds of columns.
[[nodiscard]] inline std::string tolerated_words(const drift::report& r) {
    const std::string effect = threshold(r.tolerated);
    if (!has_kind(r, drift::column_kind::categorical)) {
        return "a gap of " + effect + " between the distribution curves";
    }
    return has_kind(r, drift::column_kind::numeric) ? "an effect of " + effect
                                                    : effect + " of the rows at another value";
}

[[nodiscard]] inline bool has_method(const drift::report& r, drift::column_kind kind, drift::p_method method) {
    return std::any_of(r.columns.begin(), r.columns.end(),
                       [&](const drift::column_report& c) { return c.kind == kind && c.result.method == method; });
}

/// The names of the methods that the columns of one kind were tested with, in the order of `p_method`.
[[nodiscard]] inline std::string methods_of(const drift::report& r, drift::column_kind kind,
                                            const std::array<std::string_view, 3>& names) {
    constexpr std::array methods = {drift::p_method::exact, drift::p_method::asymptotic, drift::p_method::permutation};
    std::string text;
    for (std::size_t i = 0; i < methods.size(); ++i) {
        if (has_method(r, kind, methods[i])) {
            text += (text.empty() ? "" : " or ") + std::string{names[i]};
        }
    }
    return text;
}

}  // namespace detail

/// How many columns moved further than tolerated, and how many cannot be told.
[[nodiscard]] inline headline headline_of(const drift::report& r) {
    if (r.columns.empty()) {
        return {.bold = "No column was compared.", .rest = ""};
    }
    const std::size_t drifted = r.count(drift::answer::drifted);
    const std::size_t open = r.count(drift::answer::cannot_tell);
    const std::string all = std::to_string(r.columns.size());
    headline said;
    said.bold = drifted > 0 ? std::to_string(drifted) + " of " + all + (all == "1" ? " column" : " columns") + " moved"
                : open > 0  ? "No column is known to have moved"
                            : "No column moved";
    said.rest = " further than tolerated (" + detail::tolerated_words(r) + ")";
    if (open > 0) {
        said.rest += drifted > 0 ? "; " + std::to_string(open) + " cannot be told yet"
                                 : "; " + std::to_string(open) + " of " + all + " cannot be told yet";
    }
    said.rest += ". False discoveries held at " + percent(r.false_discovery_rate) +
                 "\xC2\xA0% by Benjamini\xE2\x80\x93Hochberg.";
    return said;
}

/// Which tests were used, and what the intervals rest on.
[[nodiscard]] inline std::string method_text(const drift::report& r) {
    constexpr std::string_view numbers = "Kolmogorov\xE2\x80\x93Smirnov, ";
    constexpr std::string_view their_interval = "; interval by Dvoretzky\xE2\x80\x93Kiefer\xE2\x80\x93Wolfowitz";
    constexpr std::string_view other_interval = "; interval by Hoeffding and McDiarmid";
    std::vector<std::string> parts;
    if (detail::has_kind(r, drift::column_kind::numeric)) {
        parts.push_back(std::string{numbers} +
                        detail::methods_of(r, drift::column_kind::numeric, {"exact", "asymptotic", "by permutation"}) +
                        std::string{their_interval});
    }
    if (detail::has_kind(r, drift::column_kind::categorical)) {
        const std::string tests = detail::methods_of(r, drift::column_kind::categorical,
                                                     {"Fisher's exact test", "chi-squared", "permutation test"});
        parts.push_back("counts by " + tests + std::string{other_interval});
    }
    return parts.empty() ? "none" : parts.size() == 1 ? parts[0] : parts[0] + "; " + parts[1];
}

/// What the effect of this column is, as the beginning of a sentence.
[[nodiscard]] constexpr std::string_view effect_words(const drift::column_report& c) noexcept {
    return c.kind == drift::column_kind::categorical ? "Share of rows that moved to another value"
                                                     : "Largest gap between the two distribution curves";
}

/// What the effects of this report are, for a footnote.
[[nodiscard]] inline std::string effect_explained(const drift::report& r) {
    const bool numeric = detail::has_kind(r, drift::column_kind::numeric);
    const bool categorical = detail::has_kind(r, drift::column_kind::categorical);
    const std::string scale = ": 0, the same; 1, nothing in common.";
    const std::string gap = "the Kolmogorov\xE2\x80\x93Smirnov distance";
    const std::string share = "the total variation distance";
    if (numeric && categorical) {
        return "The effect is " + gap + " for numbers and " + share + " for values that are no numbers" + scale;
    }
    return "The effect is " + (categorical ? share : gap) + scale;
}

/// The category whose share changed most, the first of equals; `categories.size()` if none changed.
///
/// @throws std::invalid_argument unless both sides have a share for each category.
[[nodiscard]] inline std::size_t most_changed(const drift::column_report& c) {
    for (const auto* side : {&c.reference_shares, &c.live_shares}) {
        core::require<std::invalid_argument>(side->size() == c.categories.size(), "report: shares of categories",
                                             "one for each of " + std::to_string(c.categories.size()), side->size());
    }
    std::size_t most = c.categories.size();
    double largest = 0.0;
    for (std::size_t i = 0; i < c.categories.size(); ++i) {
        const double change = c.live_shares[i] - c.reference_shares[i];
        const double size = change < 0.0 ? -change : change;
        if (size > largest) {
            largest = size;
            most = i;
        }
    }
    return most;
}

/// The quantiles of a numeric column on both sides, with decimals that fit their range.
[[nodiscard]] inline std::vector<shift_row> quantiles_of(const drift::column_report& c) {
    constexpr std::size_t count = drift::report_quantiles.size();
    std::vector<double> values(c.reference_quantiles.begin(), c.reference_quantiles.end());
    values.insert(values.end(), c.live_quantiles.begin(), c.live_quantiles.end());
    const layout format{values};
    std::vector<shift_row> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const double quantile = drift::report_quantiles[i];
        const double reference = values[i];
        const double live = values[count + i];
        rows.push_back({quantile == 0.5 ? "median" : percent(quantile) + " %", format.text(reference),
                        format.text(live), with_sign(format.text(live - reference))});
    }
    return rows;
}

/// The shares of a categorical column in per cent on both sides, and the shift in percentage points.
///
/// @throws std::invalid_argument unless both sides have a share for each category.
[[nodiscard]] inline std::vector<shift_row> shares_of(const drift::column_report& c) {
    static_cast<void>(most_changed(c));  // checks the sizes
    std::vector<shift_row> rows;
    for (std::size_t i = 0; i < c.categories.size(); ++i) {
        const double reference = c.reference_shares[i];
        const double live = c.live_shares[i];
        rows.push_back({c.categories[i], fixed(reference * 100.0, 1), fixed(live * 100.0, 1),
                        with_sign(fixed((live - reference) * 100.0, 1))});
    }
    return rows;
}

}  // namespace lastro::inline v0::report
