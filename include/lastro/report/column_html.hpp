// SPDX-License-Identifier: MIT
// lastro/report/column_html.hpp
//
// What does a page say about one column? A row of the summary, and a section with its pictures and numbers.
//
//   report::column_row(c, {"Wind speed", "m/s"}, "wind");          // <tr>...</tr>, linked to the section
//   report::column_section(c, {"Wind speed", "m/s"}, "wind", 3);   // <section id="wind">...</section>
//
// Pieces of `report/html.hpp`, for pages of one's own. Foreign text is escaped here; ids come from `html_id`.
#pragma once

#include <array>        // array
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/text.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/report/axis.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/number.hpp>
#include <lastro/report/summary.hpp>
#include <lastro/report/svg.hpp>

namespace lastro::inline v0::report {

/// How a column is called on a page; what is empty is left out.
struct column_label {
    std::string title{};  ///< "Wind speed"; the column's own name stands beside it.
    std::string unit{};   ///< "m/s"
};

namespace detail {

[[nodiscard]] constexpr std::string_view style_of(drift::answer a) noexcept {
    return a == drift::answer::drifted ? "drifted" : a == drift::answer::same ? "same" : "cannot";
}

[[nodiscard]] inline std::string mark(drift::answer a) {
    return "<span class=\"mark " + std::string{style_of(a)} + "\">" + marked(a) + "</span>";
}

/// A name from elsewhere, escaped, with a writing direction of its own.
[[nodiscard]] inline std::string name(std::string_view foreign) { return "<bdi>" + html_text(foreign) + "</bdi>"; }

/// What a sentence calls the column: its title, else its name. Not escaped.
[[nodiscard]] inline const std::string& spoken(const drift::column_report& c, const column_label& label) noexcept {
    return label.title.empty() ? c.column : label.title;
}

/// Title and name of a column: a heading, or in a row a link to the section `target`.
[[nodiscard]] inline std::string heading(const drift::column_report& c, const column_label& label,
                                         const std::string& target) {
    const bool link = !target.empty();
    constexpr std::size_t longest = 60;  // where a row has to stay short; the section has all of it
    const std::string title = name(link ? shortened(spoken(c, label), longest) : spoken(c, label));
    std::string text = link ? "<a href=\"#" + target + "\">" + title + "</a>" : title;
    return label.title.empty() ? text : text + " <code>" + name(c.column) + "</code>";
}

[[nodiscard]] inline std::string with_unit(std::string text, const column_label& label) {
    return label.unit.empty() ? text : text + "\xC2\xA0" + html_text(label.unit);
}

/// The sentence under a heading: what the effect is, how sure, and where.
[[nodiscard]] inline std::string finding(const drift::column_report& c, const column_label& label) {
    const drift::verdict& v = c.result;
    std::string text = "<p class=\"say\">" + mark(v.answer) + " " + std::string{effect_words(c)} + " <b>" +
                       plain(fixed(v.effect, 3)) + "</b> (" + percent(v.confidence) + "\xC2\xA0% between " +
                       plain(fixed(v.low, 3)) + " and " + plain(fixed(v.high, 3)) + ")";
    if (c.kind == drift::column_kind::numeric && !c.cdf_x.empty() && v.effect > 0.0) {
        text += ", at " + with_unit(typeset(without_trailing_zeros(core::significant(c.gap_at, 6))), label);
    }
    if (c.kind == drift::column_kind::categorical && v.effect > 0.0) {
        const std::size_t most = most_changed(c);
        if (most < c.categories.size()) {
            text += ", most in \xE2\x80\x9C" + name(shortened(c.categories[most], 48)) + "\xE2\x80\x9D";
        }
    }
    return text + "; tolerated " + plain(threshold(v.tolerated)) + ".</p>\n";
}

/// The evidence in small print.
[[nodiscard]] inline std::string evidence(const drift::column_report& c, const column_label& label,
                                          std::size_t columns) {
    const drift::verdict& v = c.result;
    // Not "the probability that nothing moved": a p-value is about the data, were the hypothesis true.
    constexpr double smallest = 1e-300;
    const double bound = c.adjusted_p < smallest ? smallest : c.adjusted_p;
    std::string text = "<p class=\"more\">p " + typeset(p_value(v.p_value, v.log10_p)) + " if nothing had moved (" +
                       std::string{drift::to_string(v.method)} + "); at most " + typeset(p_value(bound, 0.0)) +
                       " if it had moved no further than tolerated";
    if (columns > 1) {
        text += " (adjusted for " + std::to_string(columns) + " columns)";
    }
    text += ". Population stability index " + plain(fixed(c.psi, 2)) + ", of which " + plain(fixed(c.psi_expected, 3)) +
            " is to be expected by chance.";
    if (c.kind == drift::column_kind::numeric && std::isfinite(c.wasserstein)) {
        text += " Wasserstein distance " +
                with_unit(typeset(without_trailing_zeros(core::significant(c.wasserstein))), label) + ".";
    }
    text += " " + core::grouped(v.reference_count) + " and " + core::grouped(v.live_count) + " values compared";
    if (v.reference_missing > 0 || v.live_missing > 0) {
        text += "; missing and not compared " + core::grouped(v.reference_missing) + " and " +
                core::grouped(v.live_missing);
    }
    return text + ".</p>\n";
}

[[nodiscard]] inline std::string quantile_table(const drift::column_report& c, const column_label& label) {
    std::string page = "<table class=\"q\"><caption>Quantiles" +
                       (label.unit.empty() ? std::string{} : ", " + html_text(label.unit)) +
                       "</caption><thead><tr><td></td><th scope=\"col\">reference</th><th scope=\"col\">live</th>"
                       "<th scope=\"col\">shift</th></tr></thead><tbody>";
    for (const auto& row : quantiles_of(c)) {
        page += "<tr><th scope=\"row\">" + row[0] + "</th><td>" + typeset(row[1]) + "</td><td>" + typeset(row[2]) +
                "</td><td>" + typeset(row[3]) + "</td></tr>";
    }
    return page + "</tbody></table>\n";
}

[[nodiscard]] inline std::string share_table(const drift::column_report& c) {
    std::string page =
        "<table class=\"q\"><caption>Shares in %, shift in points</caption><thead><tr><td></td>"
        "<th scope=\"col\">reference</th><th scope=\"col\">live</th><th scope=\"col\">shift</th></tr></thead><tbody>";
    for (const auto& row : shares_of(c)) {
        page += "<tr><th scope=\"row\">" + name(shortened(row[0], 48)) + "</th><td>" + plain(row[1]) + "</td><td>" +
                plain(row[2]) + "</td><td>" + plain(row[3]) + "</td></tr>";
    }
    return page + "</tbody></table>\n";
}

/// The figures and the table of one column; nothing for what a report leaves empty.
[[nodiscard]] inline std::string picture(const drift::column_report& c, const column_label& label) {
    const std::string who = shortened(spoken(c, label), 80);
    std::string figures;
    std::string numbers;
    if (c.kind == drift::column_kind::categorical) {
        if (!c.categories.empty()) {
            figures = bars_svg(c.categories, c.reference_shares, c.live_shares,
                               who + ": share of rows by value, reference (filled) and live (line)");
            numbers = share_table(c);
        }
        return figures.empty()
                   ? ""
                   : "<div class=\"pair\">\n<figure class=\"bars\">" + figures + "</figure>\n" + numbers + "</div>\n";
    }
    if (c.histogram_edges.size() >= 2) {
        figures += histogram_svg(c.histogram_edges, c.reference_shares, c.live_shares,
                                 who + ": share of rows, reference (filled) and live (line)");
    }
    if (!c.cdf_x.empty()) {
        const bool both = c.histogram_edges.size() >= 2;
        const axis range{both ? c.histogram_edges.front() : c.cdf_x.front(),
                         both ? c.histogram_edges.back() : c.cdf_x.back(), plot_left, plot_right};
        figures += "\n" + cumulative_svg(range, c.cdf_x, c.cdf_reference, c.cdf_live, c.gap_at,
                                         who + ": cumulative share; the bar is the largest gap");
    }
    if (!figures.empty()) {
        figures = "<figure>" + figures + "</figure>\n";
    }
    return "<div class=\"pair\">\n" + figures + quantile_table(c, label) + "</div>\n";
}

}  // namespace detail

/// The row of a column in the summary; its name links to the section with the id `id`.
[[nodiscard]] inline std::string column_row(const drift::column_report& c, const column_label& label,
                                            const std::string& id) {
    const drift::verdict& v = c.result;
    const auto number = [](std::string_view text) { return "<td class=\"num\">" + std::string{text} + "</td>"; };
    return "<tr><th scope=\"row\">" + detail::heading(c, label, id) + "</th><td>" + detail::mark(v.answer) + "</td>" +
           number(plain(fixed(v.effect, 3))) + "<td>" +
           interval_svg(v.effect, v.low, v.high, v.tolerated, detail::style_of(v.answer)) + "</td>" +
           number(typeset(p_value(v.p_value, v.log10_p))) + number(plain(fixed(c.psi, 2))) +
           number(core::grouped(v.reference_missing) + " / " + core::grouped(v.live_missing)) + "</tr>\n";
}

/// The section of a column: what was found, the evidence, the pictures and the numbers behind them. `columns` is how
/// many were compared together.
///
/// @throws std::invalid_argument if shares, bins and categories of `c` do not fit each other.
[[nodiscard]] inline std::string column_section(const drift::column_report& c, const column_label& label,
                                                const std::string& id, std::size_t columns) {
    const std::string unit = label.unit.empty() ? "" : " <span class=\"unit\">" + html_text(label.unit) + "</span>";
    std::string page = "<section id=\"" + id + "\" aria-labelledby=\"h:" + id + "\">\n<h2 id=\"h:" + id + "\">" +
                       detail::heading(c, label, "") + unit + "</h2>\n";
    page += detail::finding(c, label);
    page += detail::evidence(c, label, columns);
    page += detail::picture(c, label);
    return page + "</section>\n";
}

}  // namespace lastro::inline v0::report
