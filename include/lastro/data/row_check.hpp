// SPDX-License-Identifier: MIT
// lastro/data/row_check.hpp
//
// May a model be asked about this one row? The rules of a schema, read once, checked in well under a microsecond.
//
//   const data::row_check check{agreed.without(data::role::target)};          // once
//   std::array<data::row_value, 3> row{4.7, "sun", std::nullopt};            // check.position("wind") is 0
//   if (const data::row_verdict v = check(row); !v.ok()) reject(to_string(check.report(row)));
//
// What `validate` finds in a table of this one row, it finds, with the same severities; `unique`, `monotonicity` and
// `most_missing` are about several rows and are not asked here. Checking takes no memory and no locks: a const object may
// be shared between threads.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // remove_cvref_t
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/detail/value_rules.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validation_report.hpp>

namespace lastro::inline v0::data {

/// What was found in a row.
struct row_verdict {
    std::uint32_t errors = 0;
    std::uint32_t warnings = 0;
    std::uint32_t at = 0;      ///< The first error (the first warning if there is none): which field ...
    rule broken = rule::type;  ///< ... and which of its rules; for `relation`, `at` is its number.

    [[nodiscard]] bool ok() const noexcept { return errors == 0; }

    friend bool operator==(const row_verdict&, const row_verdict&) = default;
};

/// A schema, ready to be asked about rows.
class row_check {
public:
    /// @throws schema_error or format_error if the schema contradicts itself (`require_sound`).
    explicit row_check(const schema& s) {
        require_sound(s);
        for (const field& f : s.fields) {
            fields_.emplace_back(f);
        }
        const std::vector<std::string> names = detail::names_of_fields(s);
        const detail::name_index index{names};  // require_sound has seen that every name is there
        for (const relation& r : s.relations) {
            relations_.push_back({r, index.find(names, r.left), index.find(names, r.right)});
        }
    }

    /// How many values a row has: one for each field, in the order of the schema.
    [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }

    /// Where the value of that field stands in a row. @throws schema_error if there is none of that name.
    [[nodiscard]] std::size_t position(std::string_view name) const {
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            if (fields_[i].of().name == name) {
                return i;
            }
        }
        core::fail<schema_error>("data::row_check", "a field of the schema", core::quoted(name));
    }

    /// Checks a row. Cost: some nanoseconds a value, and a pattern's cost a byte; no memory.
    ///
    /// @throws std::invalid_argument unless the row has size() values.
    [[nodiscard]] row_verdict operator()(std::span<const row_value> row) const {
        row_verdict verdict;
        each_broken(row, [&](std::size_t at, rule r, severity how_bad) {
            const bool first =
                how_bad == severity::error ? verdict.errors == 0 : verdict.errors == 0 && verdict.warnings == 0;
            ++(how_bad == severity::error ? verdict.errors : verdict.warnings);
            if (first) {
                verdict.at = static_cast<std::uint32_t>(at);
                verdict.broken = r;
            }
        });
        return verdict;
    }

    /// The same in words, as `validate` puts them: for the rows that are refused. @throws as the check does.
    [[nodiscard]] validation_report report(std::span<const row_value> row) const {
        validation_report report{.source = {}, .findings = {}};
        each_broken(row, [&](std::size_t at, rule r, severity how_bad) {
            finding f{.severity = how_bad, .column = {}, .message = "expected ", .rows = 1, .first_rows = {0}};
            if (r == rule::relation) {
                const auto& [is, left, right] = relations_[at];
                f.column = is.left;
                f.message += detail::expected(is) + ", found " + row[left].shown() + " and " + row[right].shown();
            } else {
                f.column = fields_[at].of().name;
                f.message += fields_[at].expected(r) + ", found ";
                f.message += r == rule::type ? std::string{name_of(row[at].type())} : row[at].shown();
            }
            if (r == rule::type) {
                f.rows = 0;  // a type is that of a whole column
                f.first_rows.clear();
            }
            report.findings.push_back(std::move(f));
        });
        return report;
    }

private:
    struct between {
        relation is;
        std::size_t left;
        std::size_t right;
    };

    template <class Broken>
    void each_broken(std::span<const row_value> row, const Broken& broken) const {
        if (row.size() != fields_.size()) {
            core::fail<std::invalid_argument>("data::row_check: row", std::to_string(fields_.size()) + " values",
                                              row.size());
        }
        for (std::size_t i = 0; i < row.size(); ++i) {
            const detail::value_rules& rules = fields_[i];
            const row_value& value = row[i];
            if (value.is_missing()) {
                if (!rules.of().nullable) {
                    broken(i, rule::missing, severity::error);
                }
                continue;
            }
            const type t = value.type();
            if (t != rules.of().type) {
                broken(i, rule::type, rules.how_bad(rule::type, t));
            }
            if (rules.takes(t)) {
                value.visit([&](const auto& x) { rules.check(x, [&](rule r) { broken(i, r, rules.how_bad(r, t)); }); });
            }
        }
        for (std::size_t i = 0; i < relations_.size(); ++i) {
            if (!kept(relations_[i].is.is, row[relations_[i].left], row[relations_[i].right])) {
                broken(i, rule::relation, severity::error);
            }
        }
    }

    /// Whether `a` stands to `b` as `is` says, or cannot be compared with it.
    [[nodiscard]] static bool kept(comparison is, const row_value& a, const row_value& b) {
        if (a.is_missing() || b.is_missing()) {
            return true;
        }
        if (a.type() == b.type()) {
            return a.visit(
                [&](const auto& x) { return detail::holds(is, x, b.as<std::remove_cvref_t<decltype(x)>>()); });
        }
        const auto real = [](const row_value& v) -> std::optional<double> {
            return v.type() == type::float64 ? std::optional{v.as<double>()}
                   : v.type() == type::int64 ? std::optional{static_cast<double>(v.as<std::int64_t>())}
                                             : std::nullopt;
        };
        const std::optional<double> x = real(a);
        const std::optional<double> y = real(b);
        return !x || !y || detail::holds(is, *x, *y);
    }

    std::vector<detail::value_rules> fields_;
    std::vector<between> relations_;
};

}  // namespace lastro::inline v0::data
