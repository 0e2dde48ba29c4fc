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

#include <cstddef>  // size_t
#include <iosfwd>   // basic_ostream
#include <string>   // string, to_string
#include <vector>   // vector

#include <lastro/core/order.hpp>
#include <lastro/data/detail/field_diff.hpp>
#include <lastro/data/detail/name_index.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/schema_change.hpp>

namespace lastro::inline v0::data {

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
