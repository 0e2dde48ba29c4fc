// SPDX-License-Identifier: MIT
// lastro/drift/expectation.hpp
//
// Is the distribution of each column still that of the reference? The answers of a drift report, as findings of a
// validation.
//
//   data::validation_report report = data::validate(later, schema);
//   report.add(drift::findings(reference.compare(later)));     // an error for each column that has drifted
//   report.throw_if_failed();
//
// What cannot be told yet is a warning: more rows are needed, and silence would read as "no drift".
#pragma once

#include <string>   // string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/text.hpp>
#include <lastro/data/validation_report.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/verdict.hpp>

namespace lastro::inline v0::drift {

/// Which answers are how bad.
struct finding_settings {
    data::severity drifted = data::severity::error;
    data::severity cannot_tell = data::severity::warning;
};

/// A finding for each column whose answer is not `same`, in the order of the report.
[[nodiscard]] inline std::vector<data::finding> findings(const report& r, const finding_settings& settings = {}) {
    std::vector<data::finding> found;
    for (const column_report& c : r.columns) {
        const verdict& v = c.result;
        if (v.answer != answer::same) {
            const bool drifted = v.answer == answer::drifted;
            std::string message = "expected the distribution of " + r.reference_name + " (" + v.statistic + " up to " +
                                  core::to_text(v.tolerated) + "), found " + v.statistic + ' ' +
                                  core::significant(v.effect, 3) + " [" + core::significant(v.low, 3) + ", " +
                                  core::significant(v.high, 3) + "]";
            message += drifted ? "" : ", too few rows to tell";
            found.push_back({.severity = drifted ? settings.drifted : settings.cannot_tell,
                             .column = c.column,
                             .message = std::move(message)});
        }
    }
    return found;
}

}  // namespace lastro::inline v0::drift
