// SPDX-License-Identifier: MIT
// lastro/data/schema_diff.hpp
//
// What has changed between two schemas, and what does that break: a model trained on the old one, or the old rows?
//
//   const data::schema_diff changes = data::diff(agreed, proposed);
//   if (changes.model() == data::compatibility::breaking) log << changes << '\n';
//       // column "wind": unit: "m/s", now "knots" (model breaking, old rows breaking)
//
// `model`: rows that keep the new schema are given to a model that was trained on rows of the old one. Breaking is what
// `validate(new rows, old schema)` would call an error, or what no check can see (a unit); risky what it would warn of.
// `old_rows`: rows that keep the old schema are checked by the new one. A model reads features, and targets when it is
// trained again; ids, times and segments do not concern it, and neither do new columns, uniqueness and order. Whether one
// pattern admits another is not looked into.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <iosfwd>       // basic_ostream
#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/detail/schema_reader.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// How well one side bears the other, from best to worst.
enum class compatibility : std::uint8_t {
    compatible,  ///< Everything fits.
    risky,       ///< It works, on values that were not expected.
    breaking     ///< It is refused, or means something else.
};

/// "compatible", "risky" or "breaking".
[[nodiscard]] constexpr std::string_view name_of(compatibility c) noexcept {
    return c == compatibility::compatible ? "compatible" : c == compatibility::risky ? "risky" : "breaking";
}

/// One rule that is not what it was.
struct schema_change {
    std::string column;      ///< Empty for a relation.
    std::string message;     ///< `type: int64, now float64`
    compatibility model;     ///< A model trained on the old schema, given rows of the new one.
    compatibility old_rows;  ///< Rows of the old schema, checked by the new one.

    friend bool operator==(const schema_change&, const schema_change&) = default;
};

/// All changes: columns in the order of the old schema, then new columns, then relations. The order of columns is none.
struct schema_diff {
    std::vector<schema_change> changes;

    [[nodiscard]] bool empty() const noexcept { return changes.empty(); }

    /// The worst of all changes, for a model that was trained on the old schema.
    [[nodiscard]] compatibility model() const noexcept { return worst(&schema_change::model); }

    /// The same for rows of the old schema.
    [[nodiscard]] compatibility old_rows() const noexcept { return worst(&schema_change::old_rows); }

    friend bool operator==(const schema_diff&, const schema_diff&) = default;

private:
    [[nodiscard]] compatibility worst(compatibility schema_change::*side) const noexcept {
        compatibility result = compatibility::compatible;
        for (const schema_change& c : changes) {
            result = core::larger(result, c.*side);
        }
        return result;
    }
};

/// One change on one line.
[[nodiscard]] inline std::string to_string(const schema_change& c) {
    return (c.column.empty() ? "" : "column " + core::quoted(c.column) + ": ") + c.message + " (model " +
           std::string{name_of(c.model)} + ", old rows " + std::string{name_of(c.old_rows)} + ')';
}

/// One line for each change, or one that says that there is none.
[[nodiscard]] inline std::string to_string(const schema_diff& d) {
    std::string text = d.empty() ? "no change" : "";
    for (const schema_change& c : d.changes) {
        text += (text.empty() ? "" : "\n") + to_string(c);
    }
    return text;
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const schema_diff& d) {
    return out << to_string(d).c_str();
}

namespace detail {

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

/// A name for each relation that no other has.
[[nodiscard]] inline std::vector<std::string> names_of_relations(const schema& s) {
    std::vector<std::string> names;
    for (const relation& r : s.relations) {
        names.push_back(std::to_string(r.left.size()) + ':' + r.left + ' ' + std::string{name_of(r.is)} + ' ' +
                        r.right);
    }
    return names;
}

/// Calls `use(relation)` with those of `s` that `other` does not have, in their order. Cost: O(n log n).
template <class Use>
void for_each_relation_without(const schema& s, const schema& other, const Use& use) {
    const std::vector<std::string> mine = names_of_relations(s);
    const std::vector<std::string> theirs = names_of_relations(other);
    const name_index index{theirs};
    for (std::size_t i = 0; i < mine.size(); ++i) {
        if (index.find(theirs, mine[i]) == theirs.size()) {
            use(s.relations[i]);
        }
    }
}

}  // namespace detail

/// What has changed from `before` to `after`.
///
/// @throws schema_error or format_error if one of them contradicts itself (`require_sound`).
[[nodiscard]] inline schema_diff diff(const schema& before, const schema& after) {
    require_sound(before, "diff: the old schema");
    require_sound(after, "diff: the new schema");
    schema_diff result;
    const std::vector<std::string> old_names = detail::names_of_fields(before);
    const std::vector<std::string> new_names = detail::names_of_fields(after);
    const detail::name_index old_index{old_names};
    const detail::name_index new_index{new_names};
    for (const field& f : before.fields) {
        if (const std::size_t now = new_index.find(new_names, f.name); now < new_names.size()) {
            detail::field_diff{f, after.fields[now], result.changes}.run();
        } else {
            const bool read = detail::field_diff::model_reads(f);
            result.changes.push_back(
                {f.name, "removed", read ? compatibility::breaking : compatibility::compatible, compatibility::risky});
        }
    }
    for (const field& f : after.fields) {
        if (old_index.find(old_names, f.name) == old_names.size()) {
            result.changes.push_back({f.name, "added", compatibility::compatible, compatibility::breaking});
        }
    }
    detail::for_each_relation_without(before, after, [&](const relation& r) {
        result.changes.push_back(
            {"", detail::described(r) + ": no longer asked for", compatibility::breaking, compatibility::compatible});
    });
    detail::for_each_relation_without(after, before, [&](const relation& r) {
        result.changes.push_back(
            {"", detail::described(r) + ": now asked for", compatibility::compatible, compatibility::breaking});
    });
    return result;
}

}  // namespace lastro::inline v0::data
