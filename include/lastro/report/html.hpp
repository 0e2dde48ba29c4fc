// SPDX-License-Identifier: MIT
// lastro/report/html.hpp
//
// What moved, for a person who opens a file? A drift report as one HTML page that needs nothing beside it.
//
//   report::write_html("drift.html", reference.compare(new_york));
//   report::html(drifted, {.title = "New York", .labels = {{"wind", {"Wind speed", "m/s"}}}});   // the page as text
//
// The page is one file: inline SVG, light and dark, readable on a phone and on paper; it holds no script and loads
// nothing. Names from data are escaped whatever bytes they hold. Same inputs, same bytes, under any locale.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <set>          // set
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/report/column_html.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/number.hpp>
#include <lastro/report/style.hpp>
#include <lastro/report/summary.hpp>

namespace lastro::inline v0::report {

/// A line among the facts at the head of a page.
struct fact {
    std::string term{};    ///< "Model"
    std::string detail{};  ///< "rain 1"
    std::string code{};    ///< What is set as code behind it, a digest for instance.
};

/// What a page says beyond the report.
struct html_settings {
    std::string title{};                                        ///< Empty: "<live> against <reference>".
    std::map<std::string, column_label, std::less<>> labels{};  ///< By column.
    std::vector<fact> facts{};                                  ///< After the facts that the report itself has.
};

namespace detail {

[[nodiscard]] inline column_label label_of(const html_settings& settings, std::string_view column) {
    const auto found = settings.labels.find(column);
    return found == settings.labels.end() ? column_label{} : found->second;
}

/// An id for the section of each column, also where a report put together by hand names two columns the same.
[[nodiscard]] inline std::vector<std::string> section_ids(const drift::report& r) {
    std::vector<std::string> ids;
    std::set<std::string> used;
    for (const drift::column_report& c : r.columns) {
        std::string id = html_id(c.column);
        while (!used.insert(id).second) {
            id += '.';
        }
        ids.push_back(id);
    }
    return ids;
}

[[nodiscard]] inline std::string digest_code(const hash::digest& d) {
    return d == hash::digest{} ? "" : "<code>" + html_text(d.short_form()) + "\xE2\x80\xA6</code>";
}

[[nodiscard]] inline std::string fact_html(std::string_view term, std::string_view description) {
    return "<div><dt>" + std::string{term} + "</dt><dd>" + std::string{description} + "</dd></div>\n";
}

[[nodiscard]] inline std::string facts(const drift::report& r, const html_settings& settings) {
    const auto side = [](std::string_view label, std::uint64_t rows, const hash::digest& digest) {
        const std::string code = digest_code(digest);
        return name(label) + ", " + core::grouped(rows) + (rows == 1 ? " row" : " rows") +
               (code.empty() ? "" : "<br>") + code;
    };
    std::string page = "<dl class=\"facts\">\n";
    page += fact_html("Reference", side(r.reference_name, r.reference_rows, r.reference_digest));
    page += fact_html("Live", side(r.live_name, r.live_rows, r.live_digest));
    page += fact_html("Method", html_text(method_text(r)));
    for (const fact& f : settings.facts) {
        const std::string code = f.code.empty() ? "" : " <code>" + html_text(f.code) + "</code>";
        page += fact_html(html_text(f.term), html_text(f.detail) + code);
    }
    return page + "</dl>\n";
}

[[nodiscard]] inline std::string summary_table(const drift::report& r, const html_settings& settings,
                                               const std::vector<std::string>& ids) {
    std::string page =
        "<div class=\"scroll\" role=\"region\" aria-label=\"Verdict per column\" tabindex=\"0\"><table>"
        "<caption>Columns, drifted first, then by effect</caption>\n<thead><tr><th scope=\"col\">Column</th>"
        "<th scope=\"col\">Verdict</th><th scope=\"col\" class=\"num\">Effect</th><th scope=\"col\"><span "
        "class=\"scale\">"
        "<span>0</span> <span>" +
        percent(r.confidence) +
        " % interval</span> <span>1</span></span></th><th scope=\"col\" class=\"num\">p</th>"
        "<th scope=\"col\" class=\"num\">PSI</th><th scope=\"col\" class=\"num\">Missing</th></tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < r.columns.size(); ++i) {
        page += column_row(r.columns[i], label_of(settings, r.columns[i].column), ids[i]);
    }
    return page +
           "</tbody></table></div>\n<p class=\"key\"><span><i class=\"a\"></i>reference</span><span><i "
           "class=\"b\"></i>live"
           "</span><span><i class=\"c\"></i>largest gap</span><span><i class=\"d\"></i>tolerated</span></p>\n";
}

[[nodiscard]] inline std::string footer(const drift::report& r) {
    std::string page = "<footer><p>" + std::string{effect_explained(r)} +
                       " A small p says that a difference exists; the interval says whether it matters. This page "
                       "contains no script and loads nothing. Same inputs, same bytes.</p>\n";
    if (r.reference_digest != hash::digest{} || r.live_digest != hash::digest{}) {
        page += "<p>Fingerprints of the compared columns: reference <code>" +
                html_text(r.reference_digest.to_string()) + "</code>, live <code>" +
                html_text(r.live_digest.to_string()) + "</code></p>\n";
    }
    return page + "</footer>\n";
}

}  // namespace detail

/// The report as an HTML page.
///
/// @throws std::invalid_argument if the report was put together by hand and its pictures do not fit (shares for other
/// bins, for instance).
[[nodiscard]] inline std::string html(const drift::report& r, const html_settings& settings = {}) {
    const bool named = !settings.title.empty();
    const std::string title =
        named ? detail::name(settings.title) : detail::name(r.live_name) + " against " + detail::name(r.reference_name);
    const std::string window_title = html_text(named ? settings.title : r.live_name + " against " + r.reference_name);
    std::string page =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Drift report: " +
        window_title + "</title><style>" + std::string{style_sheet} + "</style></head>\n<body><main>\n" +
        "<p class=\"kicker\">Lastro \xC2\xB7 drift report</p>\n<h1>" + title + "</h1>\n";
    const headline said = headline_of(r);
    const std::vector<std::string> ids = detail::section_ids(r);
    page += "<p class=\"lead\"><b>" + said.bold + "</b>" + said.rest + "</p>\n" + detail::facts(r, settings);
    if (!r.columns.empty()) {
        page += detail::summary_table(r, settings, ids);
    }
    for (std::size_t i = 0; i < r.columns.size(); ++i) {
        const drift::column_report& c = r.columns[i];
        page += column_section(c, detail::label_of(settings, c.column), ids[i], r.columns.size());
    }
    return page + detail::footer(r) + "</main></body></html>\n";
}

/// Writes the page to `path`, whole or not at all.
///
/// @throws lastro::io_error if it cannot be written; std::invalid_argument as `html`.
inline void write_html(const std::string& path, const drift::report& r, const html_settings& settings = {}) {
    core::write_file(path, core::as_bytes(html(r, settings)));
}

}  // namespace lastro::inline v0::report
