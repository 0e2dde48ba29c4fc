// SPDX-License-Identifier: MIT
// lastro/data/validation_report.hpp
//
// What is wrong with this table? Findings, each with its severity, how many rows, and the first of them.
//
//   data::validation_report report = data::validate(later, schema);      // lastro/data/expectation.hpp
//   report.add(data::expect_row_count(later, {.least = 300}));           // lastro/data/table_expectation.hpp
//   for (const data::finding& f : report.findings) show(later.gather(f.first_rows), f.message);
//   report.throw_if_failed();
//
// Plain values; printing gives one line a finding.
#pragma once

#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <iosfwd>    // basic_ostream
#include <optional>  // optional
#include <string>    // string, to_string
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/field.hpp>

namespace lastro::inline v0::data {

/// One rule that the table does not keep.
struct finding {
    data::severity severity;
    std::string column;                          ///< Empty where it is about the table.
    std::string message;                         ///< `expected ..., found ...`
    std::uint64_t rows = 0;                      ///< How many rows do not keep it; 0 where it is not about rows.
    std::vector<std::uint64_t> first_rows = {};  ///< The first of them, at most `most_rows`, counted from 0.

    static constexpr std::size_t most_rows = 10;

    friend bool operator==(const finding&, const finding&) = default;
};

/// All that was found: columns in the order of the schema, relations, columns that it does not know, and what was added.
struct validation_report {
    std::string source;  ///< Where the table came from.
    std::vector<finding> findings;

    /// How many findings are errors.
    [[nodiscard]] std::uint64_t errors() const noexcept {
        std::uint64_t count = 0;
        for (const finding& f : findings) {
            count += f.severity == severity::error ? 1 : 0;
        }
        return count;
    }

    /// True if nothing was found, or only warnings.
    [[nodiscard]] bool ok() const noexcept { return errors() == 0; }

    /// Takes in what else was looked at: an expectation that is kept is no finding.
    validation_report& add(std::optional<finding> found) {
        if (found) {
            findings.push_back(*std::move(found));
        }
        return *this;
    }
    validation_report& add(std::vector<finding> found) {
        for (finding& f : found) {
            findings.push_back(std::move(f));
        }
        return *this;
    }

    /// Does nothing if ok(). @throws schema_error that lists every error.
    void throw_if_failed() const;

    friend bool operator==(const validation_report&, const validation_report&) = default;
};

/// One finding on one line: `error: column "weather": expected ..., found "hail" (3 rows, first row 17)`.
[[nodiscard]] inline std::string to_string(const finding& f) {
    std::string text = f.severity == severity::error ? "error: " : "warning: ";
    text += f.column.empty() ? "" : "column " + core::quoted(f.column) + ": ";
    text += f.message;
    if (f.rows > 0 && !f.first_rows.empty()) {
        const std::string first = "row " + std::to_string(f.first_rows.front()) + ")";
        text += f.rows == 1 ? " (" + first : " (" + std::to_string(f.rows) + " rows, first " + first;
    }
    return text;
}

/// One line per finding, or one that says that there is none.
[[nodiscard]] inline std::string to_string(const validation_report& report) {
    if (report.findings.empty()) {
        return "every expectation is met";
    }
    std::string text;
    for (const finding& f : report.findings) {
        text += (text.empty() ? "" : "\n") + to_string(f);
    }
    return text;
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const finding& f) {
    return out << to_string(f).c_str();
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const validation_report& report) {
    return out << to_string(report).c_str();
}

inline void validation_report::throw_if_failed() const {
    if (ok()) {
        return;
    }
    std::string text = source.empty() ? "validate" : source;
    text += ": expected a table that keeps its schema, found " + std::to_string(errors());
    text += errors() == 1 ? " error" : " errors";
    for (const finding& f : findings) {
        if (f.severity == severity::error) {
            text += "\n  " + to_string(f);
        }
    }
    throw schema_error{text};
}

}  // namespace lastro::inline v0::data
