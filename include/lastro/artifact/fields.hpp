// SPDX-License-Identifier: MIT
// lastro/artifact/fields.hpp
//
// How does a model that an older program has saved become one of today's? Its fields, by name, before they are read.
//
//   static void migrate(artifact::fields& file, int from) {          // a member of your model
//       if (from < 2) file.rename("w", "weights");
//       if (from < 3) file.set_default("margin", 0.05);
//   }
#pragma once

#include <concepts>     // floating_point, integral, same_as
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// The saved fields of one reflected value; refers to a reader's copy, never to the file itself.
class fields {
public:
    /// `dropped` receives the names of the tensors that a removed field held; `where` begins every message.
    fields(store::json& values, std::set<std::string, std::less<>>& dropped, std::string where)
        : values_(values), dropped_(dropped), where_(std::move(where)) {}

    [[nodiscard]] bool has(std::string_view name) const { return values_.find(name) != values_.end(); }

    /// @throws format_error if `from` is missing or `to` already there.
    void rename(std::string_view from, std::string_view to) {
        core::require<format_error>(has(from), where_, "a field " + core::quoted(from), "none");
        core::require<format_error>(!has(to), where_, "no field " + core::quoted(to), "one");
        store::json value = std::move(values_[std::string{from}]);
        values_.erase(std::string{from});
        values_[std::string{to}] = std::move(value);
    }

    /// Gives a field that is missing a value.
    void set_default(std::string_view name, bool value) { set(name, store::json(value)); }
    void set_default(std::string_view name, std::string_view value) { set(name, store::json(value)); }
    void set_default(std::string_view name, const char* value) { set(name, store::json(value)); }
    void set_default(std::string_view name, std::floating_point auto value) { set(name, store::exact_json(value)); }
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) void set_default(std::string_view name, Integer value) {
        set(name, store::exact_json(value));
    }

    /// Forgets a field, and the tensors in it. @throws format_error if it is missing.
    void remove(std::string_view name) {
        core::require<format_error>(has(name), where_, "a field " + core::quoted(name), "none");
        drop(values_[std::string{name}]);
        values_.erase(std::string{name});
    }

private:
    void set(std::string_view name, store::json value) {
        if (!has(name)) {
            values_[std::string{name}] = std::move(value);
        }
    }

    void drop(const store::json& value) {
        if (value.is_object() && value.size() == 1 && value.contains("tensor") && value["tensor"].is_string()) {
            dropped_.insert(value["tensor"].get<std::string>());
            return;
        }
        if (value.is_structured()) {
            for (const store::json& part : value) {
                drop(part);
            }
        }
    }

    store::json& values_;
    std::set<std::string, std::less<>>& dropped_;
    std::string where_;
};

}  // namespace lastro::inline v0::artifact
