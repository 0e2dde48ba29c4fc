// SPDX-License-Identifier: MIT
// lastro/drift/segmented_reference.hpp
//
// Is every city still as it was, even if all of them together look the same? A reference for each value of a column.
//
//   const drift::segmented_reference cities{past, "location", {"wind", "temp_max"}, {.reference = {.target = "wet"}}};
//   const drift::segmented_report now = cities.compare(live);
//   for (const auto& s : now.segments) std::cout << s.result;
//   for (const auto& s : now.not_compared) std::cout << s.segment << ": " << s.reason << '\n';
//
// The share of false discoveries is bounded over all columns of all segments together. What cannot be compared (a segment
// that is new, gone or too small) is named, never "no drift". Equal tables give equal reports, on every machine.
#pragma once

#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <string>    // string, to_string
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/segments.hpp>
#include <lastro/data/table.hpp>
#include <lastro/drift/multiplicity.hpp>
#include <lastro/drift/reference.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/verdict.hpp>

namespace lastro::inline v0::drift {

struct segmented_settings {
    reference_settings reference = {};  ///< Of every segment; the false discovery rate is that of all together.
    std::uint64_t fewest_rows = 30;     ///< A segment with fewer on either side is not compared.
};

/// What was found for the rows that share a value.
struct segment_report {
    std::string segment{};  ///< The value as text; empty for `missing`.
    bool missing = false;   ///< The rows without a value.
    report result{};

    friend bool operator==(const segment_report&, const segment_report&) = default;
};

/// A segment about which nothing can be said, and why.
struct segment_gap {
    std::string segment{};
    bool missing = false;
    std::string reason{};

    friend bool operator==(const segment_gap&, const segment_gap&) = default;
};

/// What was found for all segments, in the order of their values in the reference, rows without a value last.
struct segmented_report {
    std::string by{};  ///< The column whose values part the rows.
    std::vector<segment_report> segments{};
    std::vector<segment_gap> not_compared{};

    /// How many columns of all segments got this answer.
    [[nodiscard]] std::size_t count(answer a) const noexcept {
        std::size_t found = 0;
        for (const segment_report& s : segments) {
            found += s.result.count(a);
        }
        return found;
    }

    friend bool operator==(const segmented_report&, const segmented_report&) = default;
};

/// Some columns of a table, value by value of another column, to be compared with any number of later tables.
class segmented_reference {
public:
    /// @throws schema_error if a column is unknown or is a date, or there is no row; std::invalid_argument as `reference`.
    segmented_reference(const data::table& rows, std::string by, const std::vector<std::string>& columns,
                        segmented_settings settings = {})
        : by_(std::move(by)), settings_(std::move(settings)) {
        names_ = detail::compared_columns(columns, settings_.reference);
        const data::table compared = rows.select(names_);
        require_rows(rows);
        for (const std::string& name : names_) {
            static_cast<void>(detail::kind_of(compared, name));  // throws for dates
        }
        for (data::segment& part : data::segments(rows, by_)) {
            entry e{.segment = std::move(part.value), .missing = part.missing};
            reference_settings own = settings_.reference;
            own.name = title(own.name, e.segment, e.missing);
            if (part.rows.size() < settings_.fewest_rows) {
                e.reason = too_few(part.rows.size(), " in the reference");
            } else {
                e.reason = reason_of([&] { e.usual.emplace(compared.gather(part.rows), columns, own); });
            }
            entries_.push_back(std::move(e));
        }
    }

    [[nodiscard]] const segmented_settings& settings() const noexcept { return settings_; }

    /// Compares every segment that both sides have enough rows of.
    ///
    /// @throws schema_error if a column is unknown, or there is no row.
    /// Cost: as `reference::compare`, for all segments together, and O(log s) for each of s segments.
    [[nodiscard]] segmented_report compare(const data::table& rows, const live_settings& live = {}) const {
        const std::vector<data::segment> parts = data::segments(rows, by_);
        require_rows(rows);
        std::vector<std::string> names = names_;
        if (live.without_target && !settings_.reference.target.empty()) {
            names.pop_back();  // the last one
        }
        const data::table compared = rows.select(names);
        std::vector<std::string> values;
        for (const data::segment& part : parts) {
            if (!part.missing) {  // the last one, if there is one
                values.push_back(part.value);
            }
        }
        const data::detail::name_index index{values};
        segmented_report result{.by = by_};
        std::vector<bool> known(parts.size(), false);
        for (const entry& e : entries_) {
            const std::size_t at = e.missing ? values.size() : index.find(values, e.segment);
            if (at < (e.missing ? parts.size() : values.size())) {
                known[at] = true;
                compare_one(e, parts[at], compared, live, result);
            } else {
                result.not_compared.push_back({e.segment, e.missing, "no row any more"});
            }
        }
        for (std::size_t at = 0; at < parts.size(); ++at) {
            if (!known[at]) {
                result.not_compared.push_back({parts[at].value, parts[at].missing, "not in the reference"});
            }
        }
        decide_together(result);
        return result;
    }

    friend bool operator==(const segmented_reference& a, const segmented_reference& b) {
        return a.by_ == b.by_ && a.settings_.reference == b.settings_.reference &&
               a.settings_.fewest_rows == b.settings_.fewest_rows && a.entries_ == b.entries_;
    }

private:
    struct entry {
        std::string segment{};
        bool missing = false;
        std::optional<reference> usual{};
        std::string reason{};

        friend bool operator==(const entry&, const entry&) = default;
    };

    static void require_rows(const data::table& rows) {
        core::require<schema_error>(rows.rows() > 0,
                                    rows.source().empty() ? "drift::segmented_reference" : rows.source(),
                                    "at least one row", "none");
    }

    [[nodiscard]] std::string title(const std::string& name, const std::string& segment, bool missing) const {
        return name + ", " + by_ + (missing ? " missing" : " " + segment);
    }

    [[nodiscard]] std::string too_few(std::size_t rows, const char* where) const {
        return std::to_string(rows) + " rows" + where + ", " + std::to_string(settings_.fewest_rows) + " expected";
    }

    /// A column without a value in one segment is no reason to know nothing of the others.
    template <class Work>
    [[nodiscard]] static std::string reason_of(Work&& work) {
        try {
            work();
        } catch (const schema_error& e) {
            return e.what();
        }
        return {};
    }

    void compare_one(const entry& e, const data::segment& part, const data::table& rows, const live_settings& live,
                     segmented_report& result) const {
        std::string reason = e.reason;
        if (reason.empty() && part.rows.size() < settings_.fewest_rows) {
            reason = too_few(part.rows.size(), "");
        }
        if (reason.empty()) {
            live_settings own = live;
            own.name = title(live.name, e.segment, e.missing);
            segment_report found{.segment = e.segment, .missing = e.missing};
            reason = reason_of([&] { found.result = e.usual->compare(rows.gather(part.rows), own); });
            if (reason.empty()) {
                result.segments.push_back(std::move(found));
                return;
            }
        }
        result.not_compared.push_back({e.segment, e.missing, reason});
    }

    /// The bounds of all columns of all segments are adjusted together.
    void decide_together(segmented_report& result) const {
        std::vector<double> p;
        for (const segment_report& s : result.segments) {
            for (const column_report& c : s.result.columns) {
                p.push_back(c.result.relevance_p);
            }
        }
        if (p.empty()) {
            return;
        }
        const std::vector<double> adjusted = adjusted_benjamini_hochberg(p);
        std::size_t at = 0;
        for (segment_report& s : result.segments) {
            for (column_report& c : s.result.columns) {
                detail::decide(c, adjusted[at++], settings_.reference.false_discovery_rate);
            }
            detail::put_in_order(s.result);
        }
    }

    std::string by_;
    segmented_settings settings_;
    std::vector<std::string> names_;
    std::vector<entry> entries_;
};

}  // namespace lastro::inline v0::drift
