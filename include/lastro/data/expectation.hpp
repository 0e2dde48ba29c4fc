// SPDX-License-Identifier: MIT
// lastro/data/expectation.hpp
//
// Does this table keep the rules that another one set?
//
//   const data::validation_report found = data::validate(later, data::infer_schema(past));
//   if (!found.ok()) log << found << '\n';                   // or found.throw_if_failed()
//
// An error is what a model cannot take: a column missing or of another type, a missing value where there must be one,
// a text that was never seen. A number outside the usual range, a column that nobody asked for and whole numbers where
// fractions were expected are warnings: the real world does that, and drift tests measure it.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <iosfwd>       // basic_ostream
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// How bad a finding is.
enum class severity : std::uint8_t { warning, error };

/// One rule that the table does not keep.
struct finding {
    data::severity severity;
    std::string column;
    std::string message;        ///< `expected ..., found ...`
    std::size_t rows = 0;       ///< How many rows do not keep it; 0 where the column as a whole does not.
    std::size_t first_row = 0;  ///< The first of them, counted from 0.

    friend bool operator==(const finding&, const finding&) = default;
};

/// All that was found, columns in the order of the schema, then columns that it does not know.
struct validation_report {
    std::string source;  ///< Where the table came from.
    std::vector<finding> findings;

    /// How many findings are errors.
    [[nodiscard]] std::size_t errors() const noexcept {
        std::size_t count = 0;
        for (const finding& f : findings) {
            count += f.severity == severity::error ? 1 : 0;
        }
        return count;
    }

    /// True if nothing was found, or only warnings.
    [[nodiscard]] bool ok() const noexcept { return errors() == 0; }

    /// Does nothing if ok(). @throws schema_error that lists every error.
    void throw_if_failed() const;

    friend bool operator==(const validation_report&, const validation_report&) = default;
};

/// One finding on one line: `error: column "weather": expected ..., found "hail" (3 rows, first row 17)`.
[[nodiscard]] inline std::string to_string(const finding& f) {
    std::string text = f.severity == severity::error ? "error: " : "warning: ";
    text += "column " + core::quoted(f.column) + ": " + f.message;
    if (f.rows > 0) {
        const std::string first = "row " + std::to_string(f.first_row) + ")";
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

namespace detail {

/// Checks one column and adds what it finds to a report.
class column_check {
public:
    column_check(const column& values, const field& expected, std::vector<finding>& findings)
        : values_(values), expected_(expected), findings_(findings) {}

    void run() {
        if (values_.type() != expected_.type) {
            retyped();
        }
        if (!expected_.nullable && values_.null_count() > 0) {
            rows_that([this](std::size_t i) { return values_.is_null(i); }, severity::error, "a value in every row",
                      [](std::size_t) { return std::string{"missing values"}; });
        }
        const bool comparable = values_.type() == expected_.type || is_widening();
        if (comparable && values_.type() == type::int64) {
            check_range(values_.as<std::int64_t>());
        } else if (comparable && values_.type() == type::float64) {
            check_range(values_.as<double>());
        } else if (comparable && values_.type() == type::string && !expected_.allowed.empty()) {
            check_allowed(values_.as<std::string_view>());
        }
    }

private:
    [[nodiscard]] bool is_widening() const noexcept {
        return expected_.type == type::float64 && values_.type() == type::int64;
    }

    void retyped() {
        std::string found{name_of(values_.type())};
        if (!values_.why_not_numeric().empty()) {
            found += " (" + values_.why_not_numeric() + ")";
        }
        findings_.push_back({.severity = is_widening() ? severity::warning : severity::error,
                             .column = expected_.name,
                             .message = "expected type " + std::string{name_of(expected_.type)} + ", found " + found});
    }

    // One finding for all rows that are `bad`; `show(first)` says what was found.
    template <class Bad, class Show>
    void rows_that(const Bad& bad, severity how_bad, const std::string& expected, const Show& show) {
        std::size_t count = 0;
        std::size_t first = 0;
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (bad(i)) {
                first = count == 0 ? i : first;
                ++count;
            }
        }
        if (count > 0) {
            findings_.push_back({.severity = how_bad,
                                 .column = expected_.name,
                                 .message = "expected " + expected + ", found " + show(first),
                                 .rows = count,
                                 .first_row = first});
        }
    }

    template <class Number>
    void check_range(const column_view<Number>& view) {
        const auto show = [this](std::size_t i) { return values_.to_text(i); };
        if (expected_.minimum) {
            rows_that(
                [&](std::size_t i) { return !view.is_null(i) && static_cast<double>(view[i]) < *expected_.minimum; },
                severity::warning, "at least " + core::to_text(*expected_.minimum), show);
        }
        if (expected_.maximum) {
            rows_that(
                [&](std::size_t i) { return !view.is_null(i) && static_cast<double>(view[i]) > *expected_.maximum; },
                severity::warning, "at most " + core::to_text(*expected_.maximum), show);
        }
    }

    void check_allowed(const column_view<std::string_view>& view) {
        constexpr std::size_t most = 10;
        std::vector<std::string> allowed = expected_.allowed;
        core::stable_sort(std::span<std::string>{allowed},
                          [](const std::string& a, const std::string& b) { return a < b; });
        const auto is_allowed = [&allowed](std::string_view text) {
            std::size_t low = 0;
            for (std::size_t high = allowed.size(); low < high;) {
                const std::size_t middle = low + (high - low) / 2;
                const bool below = allowed[middle] < text;
                low = below ? middle + 1 : low;
                high = below ? high : middle;
            }
            return low < allowed.size() && allowed[low] == text;
        };
        std::string expected = allowed.size() > 1 ? "one of " : "";
        for (std::size_t i = 0; i < allowed.size() && i < most; ++i) {
            expected += (i > 0 ? ", " : "") + core::quoted(allowed[i]);
        }
        expected += allowed.size() > most ? ", ..." : "";
        rows_that([&](std::size_t i) { return !view.is_null(i) && !is_allowed(view[i]); }, severity::error, expected,
                  [&](std::size_t i) { return core::quoted(view[i]); });
    }

    const column& values_;
    const field& expected_;
    std::vector<finding>& findings_;
};

}  // namespace detail

/// Compares `rows` with what `expected` says. An empty table keeps every rule about rows.
[[nodiscard]] inline validation_report validate(const table& rows, const schema& expected) {
    validation_report report{.source = rows.source(), .findings = {}};
    for (const field& f : expected.fields) {
        if (rows.has(f.name)) {
            detail::column_check{rows.column(f.name), f, report.findings}.run();
        } else {
            report.findings.push_back({.severity = severity::error,
                                       .column = f.name,
                                       .message = "expected the column, found none of that name"});
        }
    }
    for (const std::string& name : rows.names()) {
        if (expected.find(name) == nullptr) {
            report.findings.push_back({.severity = severity::warning,
                                       .column = name,
                                       .message = "expected no such column, found one that the schema does not know"});
        }
    }
    return report;
}

}  // namespace lastro::inline v0::data
