// SPDX-License-Identifier: MIT
// lastro/report/markdown.hpp
//
// What moved, for a pull request or a wiki? A drift report as GitHub-flavoured Markdown.
//
//   const std::string comment = report::markdown(reference.compare(new_york));
//   report::write_markdown("drift.md", drifted);
//
// The facts of the HTML page as one table. Names from data cannot become markup whatever bytes they hold. Same inputs,
// same bytes, under any locale.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/number.hpp>
#include <lastro/report/summary.hpp>

namespace lastro::inline v0::report {

/// How a report is laid out as Markdown.
struct markdown_settings {
    std::string title{};    ///< Empty: "<live> against <reference>".
    int heading_level = 2;  ///< How many '#' stand before the title, 1 to 6.
};

namespace detail {

[[nodiscard]] inline std::string markdown_side(std::string_view term, std::string_view name, std::uint64_t rows,
                                               const hash::digest& digest) {
    std::string text = "- " + std::string{term} + ": " + markdown_text(name) + ", " + core::grouped(rows) +
                       (rows == 1 ? " row" : " rows");
    return digest == hash::digest{} ? text + "\n" : text + ", `" + digest.to_string() + "`\n";
}

[[nodiscard]] inline std::string markdown_row(const drift::column_report& c) {
    const drift::verdict& v = c.result;
    return "| " + markdown_code(c.column) + " | " + marked(v.answer) + " | " + fixed(v.effect, 3) + " | " +
           fixed(v.low, 3) + " to " + fixed(v.high, 3) + " | " + p_value(v.p_value, v.log10_p) + " | " +
           fixed(c.psi, 2) + " | " + core::grouped(v.reference_missing) + " / " + core::grouped(v.live_missing) +
           " |\n";
}

}  // namespace detail

/// The report as Markdown; ends in a line break.
///
/// @throws std::invalid_argument unless 1 <= heading_level <= 6.
[[nodiscard]] inline std::string markdown(const drift::report& r, const markdown_settings& settings = {}) {
    constexpr int deepest = 6;
    core::require<std::invalid_argument>(settings.heading_level >= 1 && settings.heading_level <= deepest,
                                         "report::markdown: heading_level", "1 to 6", settings.heading_level);
    const std::string title = settings.title.empty() ? r.live_name + " against " + r.reference_name : settings.title;
    const headline said = headline_of(r);
    std::string text = std::string(static_cast<std::size_t>(settings.heading_level), '#') + " " + markdown_text(title) +
                       "\n\n**" + said.bold + "**" + said.rest + "\n\n";
    text += detail::markdown_side("Reference", r.reference_name, r.reference_rows, r.reference_digest);
    text += detail::markdown_side("Live", r.live_name, r.live_rows, r.live_digest);
    text += "- Method: " + method_text(r) + "\n";
    if (!r.columns.empty()) {
        text += "\n| column | verdict | effect | " + percent(r.confidence) +
                " % interval | p | PSI | missing |\n|---|---|---:|---|---:|---:|---:|\n";
    }
    for (const drift::column_report& c : r.columns) {
        text += detail::markdown_row(c);
    }
    return text + "\n" + effect_explained(r) +
           " A small p says that a difference exists; the interval says whether it matters.\n";
}

/// Writes the Markdown to `path`, whole or not at all.
///
/// @throws lastro::io_error if it cannot be written; std::invalid_argument as `markdown`.
inline void write_markdown(const std::string& path, const drift::report& r, const markdown_settings& settings = {}) {
    core::write_file(path, core::as_bytes(markdown(r, settings)));
}

}  // namespace lastro::inline v0::report
