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
// fractions were expected are warnings: the real world does that, and drift tests measure it. A field of the schema may
// say otherwise about its range and its texts.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/value_rules.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validation_report.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// How many rows break one rule, and which come first.
struct offenders {
    std::uint64_t count = 0;
    std::vector<std::uint64_t> first = {};

    void add(std::size_t row) {
        if (++count <= finding::most_rows) {
            first.push_back(row);
        }
    }
};

/// Row `i` for a message: a text in quotes.
[[nodiscard]] inline std::string shown(const column& values, std::size_t i) {
    return values.type() == type::string ? core::quoted(values.to_text(i)) : values.to_text(i);
}

/// Checks one column and adds what it finds to a report.
class column_check {
public:
    column_check(const column& values, const field& expected, std::vector<finding>& findings)
        : values_(values), rules_(expected), findings_(findings) {}

    void run() {
        if (values_.type() != rules_.of().type) {
            retyped();
        }
        each_value();
        if (rules_.of().most_missing) {
            missing_share(*rules_.of().most_missing);
        }
        if (rules_.of().unique) {
            repeated();
        }
        if (rules_.of().monotonicity != monotonicity::any) {
            out_of_order(rules_.of().monotonicity);
        }
    }

private:
    void add(severity how_bad, const std::string& expected, const std::string& found, offenders rows = {}) {
        findings_.push_back({.severity = how_bad,
                             .column = rules_.of().name,
                             .message = "expected " + expected + ", found " + found,
                             .rows = rows.count,
                             .first_rows = std::move(rows.first)});
    }

    void retyped() {
        std::string found{name_of(values_.type())};
        if (!values_.why_not_numeric().empty()) {
            found += " (" + values_.why_not_numeric() + ")";
        }
        add(rules_.how_bad(rule::type, values_.type()), rules_.expected(rule::type), found);
    }

    // One finding for all rows that break the same rule.
    void each_value() {
        std::array<offenders, rules> broken{};
        if (!rules_.of().nullable && values_.null_count() > 0) {
            for (std::size_t i = 0; i < values_.size(); ++i) {
                if (values_.is_null(i)) {
                    broken[static_cast<std::size_t>(rule::missing)].add(i);
                }
            }
        }
        if (rules_.takes(values_.type())) {
            values_.visit([&](const auto& v) {
                for (std::size_t i = 0; i < v.size(); ++i) {
                    if (!values_.is_null(i)) {
                        rules_.check(v[i], [&](rule r) { broken[static_cast<std::size_t>(r)].add(i); });
                    }
                }
            });
        }
        for (std::size_t r = 0; r < broken.size(); ++r) {
            if (broken[r].count > 0) {
                const auto which = static_cast<rule>(r);
                const std::string found =
                    which == rule::missing ? "missing values" : shown(values_, broken[r].first.front());
                add(rules_.how_bad(which, values_.type()), rules_.expected(which), found, std::move(broken[r]));
            }
        }
    }

    void missing_share(double most) {
        const auto rows = static_cast<double>(values_.size());
        if (values_.null_count() > 0 && static_cast<double>(values_.null_count()) / rows > most) {
            offenders missing;
            for (std::size_t i = 0; i < values_.size(); ++i) {
                if (values_.is_null(i)) {
                    missing.add(i);
                }
            }
            add(severity::error, "a share of missing values of at most " + core::to_text(most),
                std::to_string(missing.count) + " of " + std::to_string(values_.size()), std::move(missing));
        }
    }

    // All rows whose value stands in an earlier one.
    void repeated() {
        offenders again;
        for (const std::uint64_t row : repeated_rows(values_)) {
            again.add(static_cast<std::size_t>(row));
        }
        if (again.count > 0) {
            const std::string found = shown(values_, again.first.front()) + " again";
            add(severity::error, "every value once", found, std::move(again));
        }
    }

    // All rows that do not follow the one before them; NaN is passed over.
    void out_of_order(monotonicity wanted) {
        const comparison is = wanted == monotonicity::increasing            ? comparison::less_equal
                              : wanted == monotonicity::strictly_increasing ? comparison::less
                              : wanted == monotonicity::decreasing          ? comparison::greater_equal
                                                                            : comparison::greater;
        offenders rows;
        std::size_t before_first = 0;
        values_.visit([&](const auto& v) {
            std::size_t last = v.size();
            for (std::size_t i = 0; i < v.size(); ++i) {
                if (values_.is_null(i) || v[i] != v[i]) {
                    continue;
                }
                if (last < i && !holds(is, v[last], v[i])) {
                    before_first = rows.count == 0 ? last : before_first;
                    rows.add(i);
                }
                last = i;
            }
        });
        if (rows.count > 0) {
            std::string order{name_of(wanted)};
            if (const std::size_t gap = order.find('_'); gap != std::string::npos) {
                order[gap] = ' ';
            }
            const std::string found = shown(values_, rows.first.front()) + " after " + shown(values_, before_first);
            add(severity::error, order + " values", found, std::move(rows));
        }
    }

    const column& values_;
    value_rules rules_;
    std::vector<finding>& findings_;
};

/// Calls `call(a, b)` with both columns as views of one type: their own, or copies as doubles where one holds fractions.
/// False where they cannot be compared.
template <class Call>
bool with_both(const column& a, const column& b, const Call& call) {
    const auto same = [&]<class T>(const T*) {
        if (a.type() == type_of<T> && b.type() == type_of<T>) {
            call(a.as<T>(), b.as<T>());
            return true;
        }
        return false;
    };
    constexpr const bool* boolean = nullptr;
    constexpr const std::int64_t* whole = nullptr;
    constexpr const double* real = nullptr;
    constexpr const date* day = nullptr;
    constexpr const timestamp* moment = nullptr;
    constexpr const std::string_view* text = nullptr;
    if (same(boolean) || same(whole) || same(real) || same(day) || same(moment) || same(text)) {
        return true;
    }
    const auto number = [](type t) { return t == type::int64 || t == type::float64; };
    if (!number(a.type()) || !number(b.type())) {
        return false;
    }
    const std::vector<double> x = a.numbers();
    const std::vector<double> y = b.numbers();
    call(column_view<double>{x, a.present()}, column_view<double>{y, b.present()});
    return true;
}

/// The rows in which both columns have a value and `r` does not hold.
inline void check_relation(const table& rows, const relation& r, std::vector<finding>& findings) {
    if (!rows.has(r.left) || !rows.has(r.right)) {
        return;  // which is a finding of its own
    }
    const column& left = rows.column(r.left);
    const column& right = rows.column(r.right);
    offenders broken;
    const bool comparable = with_both(left, right, [&](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!a.is_null(i) && !b.is_null(i) && !holds(r.is, a[i], b[i])) {
                broken.add(i);
            }
        }
    });
    if (comparable && broken.count > 0) {
        const std::size_t first = broken.first.front();
        findings.push_back(
            {.severity = severity::error,
             .column = r.left,
             .message = "expected " + expected(r) + ", found " + shown(left, first) + " and " + shown(right, first),
             .rows = broken.count,
             .first_rows = std::move(broken.first)});
    }
}

}  // namespace detail

/// Compares `rows` with what `expected` says. An empty table keeps every rule about rows.
///
/// @throws schema_error or format_error if the schema contradicts itself (`require_sound`).
[[nodiscard]] inline validation_report validate(const table& rows, const schema& expected) {
    require_sound(expected);
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
    for (const relation& r : expected.relations) {
        detail::check_relation(rows, r, report.findings);
    }
    std::vector<std::string> known;
    for (const field& f : expected.fields) {
        known.push_back(f.name);
    }
    const detail::name_index index{known};  // a table may have very many columns
    for (const std::string& name : rows.names()) {
        if (index.find(known, name) == known.size()) {
            report.findings.push_back({.severity = severity::warning,
                                       .column = name,
                                       .message = "expected no such column, found one that the schema does not know"});
        }
    }
    return report;
}

}  // namespace lastro::inline v0::data
