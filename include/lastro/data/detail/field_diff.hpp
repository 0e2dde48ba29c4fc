// SPDX-License-Identifier: MIT
// lastro/data/detail/field_diff.hpp
//
// Which rules of one column are not what they were, and what does each of them break?
//
//   std::vector<schema_change> changes;
//   field_diff{before, after, changes}.run();           // fields of the same name
//
// What `compatible`, `risky` and `breaking` mean is said in data/schema_diff.hpp.
#pragma once

#include <cstddef>      // size_t
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/text.hpp>
#include <lastro/data/detail/schema_reader.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema_change.hpp>
#include <lastro/data/time_bound.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// Compares what two schemas say about the same column.
class field_diff {
public:
    field_diff(const field& before, const field& after, std::vector<schema_change>& changes)
        : before_(before), after_(after), changes_(changes) {}

    void run() {
        compare_type();
        if (before_.nullable != after_.nullable) {
            add("missing rows", before_.nullable ? "borne" : "refused", after_.nullable ? "borne" : "refused",
                after_.nullable, breaking, !after_.nullable, breaking);
        } else {
            const double had = before_.most_missing.value_or(1.0);
            const double has = after_.most_missing.value_or(1.0);
            if (before_.most_missing != after_.most_missing) {
                add("most_missing", core::to_text(had), core::to_text(has), has > had, breaking, has < had, breaking);
            }
        }
        compare_bound("minimum", before_.minimum, after_.minimum, true);
        compare_bound("maximum", before_.maximum, after_.maximum, false);
        compare_bound("earliest", before_.earliest, after_.earliest, true);
        compare_bound("latest", before_.latest, after_.latest, false);
        compare_allowed();
        if (before_.pattern != after_.pattern) {
            add("pattern", shown(before_.pattern), shown(after_.pattern), !before_.pattern.empty(), breaking,
                !after_.pattern.empty(), breaking);
        }
        if (before_.unique != after_.unique) {
            add("unique", before_.unique ? "yes" : "no", after_.unique ? "yes" : "no", false, breaking, after_.unique,
                breaking);
        }
        if (before_.monotonicity != after_.monotonicity) {
            add("monotonicity", name_of(before_.monotonicity), name_of(after_.monotonicity), false, breaking,
                !implies(before_.monotonicity, after_.monotonicity), breaking);
        }
        if (before_.unit != after_.unit) {
            const compatibility how = before_.unit.empty() || after_.unit.empty() ? risky : breaking;
            add("unit", shown(before_.unit), shown(after_.unit), true, how, true, how);
        }
        if (before_.role != after_.role) {
            const bool read = model_reads(before_) || after_.role == role::target;
            changes_.push_back(
                {before_.name, was("role", name_of(before_.role), name_of(after_.role)), read ? breaking : fits, fits});
        }
        if (before_.out_of_range != after_.out_of_range) {
            add("out_of_range", name_of(before_.out_of_range), name_of(after_.out_of_range), false, fits,
                after_.out_of_range == severity::error, risky);
        }
        if (before_.unseen != after_.unseen) {
            add("unseen", name_of(before_.unseen), name_of(after_.unseen), false, fits,
                after_.unseen == severity::error, risky);
        }
    }

    [[nodiscard]] static bool model_reads(const field& f) noexcept {
        return f.role == role::feature || f.role == role::target;
    }

private:
    static constexpr compatibility fits = compatibility::compatible;
    static constexpr compatibility risky = compatibility::risky;
    static constexpr compatibility breaking = compatibility::breaking;

    [[nodiscard]] static std::string was(std::string_view rule, std::string_view before, std::string_view after) {
        return std::string{rule} + ": " + std::string{before} + ", now " + std::string{after};
    }
    [[nodiscard]] static std::string shown(std::string_view text) { return text.empty() ? "none" : core::quoted(text); }
    [[nodiscard]] static std::string shown(double x) { return core::to_text(x); }
    [[nodiscard]] static std::string shown(const time_bound& t) { return t.to_string(); }
    [[nodiscard]] static compatibility of(severity s) noexcept { return s == severity::error ? breaking : risky; }

    /// `wider`: the new rows hold what the old ones did not; `narrower`: the other way round.
    void add(std::string_view rule, std::string_view before, std::string_view after, bool wider, compatibility model,
             bool narrower, compatibility old_rows) {
        changes_.push_back({before_.name, was(rule, before, after), wider && model_reads(before_) ? model : fits,
                            narrower ? old_rows : fits});
    }

    void compare_type() {
        if (before_.type == after_.type) {
            return;
        }
        const bool to_real = before_.type == type::int64 && after_.type == type::float64;
        const bool to_whole = before_.type == type::float64 && after_.type == type::int64;
        add("type", name_of(before_.type), name_of(after_.type), true, to_whole ? risky : breaking, true,
            to_real ? risky : breaking);
    }

    template <class Value>
    void compare_bound(std::string_view rule, const std::optional<Value>& before, const std::optional<Value>& after,
                       bool low) {
        if (before == after) {
            return;
        }
        const bool wider = before && (!after || beyond(*after, *before, low));
        const bool narrower = after && (!before || beyond(*before, *after, low));
        add(rule, before ? shown(*before) : "none", after ? shown(*after) : "none", wider, of(before_.out_of_range),
            narrower, of(after_.out_of_range));
    }

    /// Whether `a` lets through what `b` does not.
    [[nodiscard]] static bool beyond(double a, double b, bool low) noexcept { return low ? a < b : b < a; }
    [[nodiscard]] static bool beyond(const time_bound& a, const time_bound& b, bool low) noexcept {
        return low ? a.starts_before(b) : a.ends_after(b);
    }

    void compare_allowed() {
        const std::vector<std::string> had = sorted_texts(before_.allowed);
        const std::vector<std::string> has = sorted_texts(after_.allowed);
        if (had.empty() != has.empty()) {
            add("allowed", had.empty() ? "any text" : "a list", has.empty() ? "any text" : "a list", has.empty(),
                of(before_.unseen), had.empty(), of(after_.unseen));
            return;
        }
        const auto listed = [&](const std::vector<std::string>& from, const std::vector<std::string>& without) {
            constexpr std::size_t most = 10;
            std::string list;
            std::size_t count = 0;
            std::size_t at = 0;  // both are sorted
            for (const std::string& text : from) {
                while (at < without.size() && without[at] < text) {
                    ++at;
                }
                const bool there = at < without.size() && without[at] == text;
                if (!there && ++count <= most) {
                    list += (count > 1 ? ", " : "") + core::quoted(text);
                }
            }
            return count > most ? list + ", ..." : list;
        };
        if (const std::string gone = listed(had, has); !gone.empty()) {
            changes_.push_back({before_.name, "allowed: no longer " + gone, fits, of(after_.unseen)});
        }
        if (const std::string added = listed(has, had); !added.empty()) {
            changes_.push_back(
                {before_.name, "allowed: now also " + added, model_reads(before_) ? of(before_.unseen) : fits, fits});
        }
    }

    [[nodiscard]] static bool implies(monotonicity had, monotonicity has) noexcept {
        return has == monotonicity::any ||
               (had == monotonicity::strictly_increasing && has == monotonicity::increasing) ||
               (had == monotonicity::strictly_decreasing && has == monotonicity::decreasing);
    }

    const field& before_;
    const field& after_;
    std::vector<schema_change>& changes_;
};

}  // namespace lastro::inline v0::data::detail
