// SPDX-License-Identifier: MIT
// lastro/store/json_fields.hpp
//
// Does this JSON object hold the fields that it must, of the types that they must have, and no others?
//
//   store::json_fields record{value, "objects/ab/cdef"};
//   const std::string name = record.text("name");           // format_error if missing or no text
//   const std::uint64_t rows = record.count("rows");        // 0 to 2^53
//   record.finish();                                        // format_error if a field was left over
#pragma once

#include <cstdint>      // int64_t, uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>

namespace lastro::inline v0::store {

/// Reads the fields of one JSON object by name; remembers which were asked for. Keeps a view of the object.
class json_fields {
public:
    /// @throws format_error unless `value` is an object; `where` begins every message.
    json_fields(const json& value, std::string where) : value_(&value), where_(std::move(where)) {
        core::require<format_error>(value.is_object(), where_, "an object", value.type_name());
    }

    /// `<where>: "name"`, for messages.
    [[nodiscard]] std::string place(std::string_view name) const { return where_ + ": " + core::quoted(name); }

    /// The field of that name, or nullptr where there is none.
    [[nodiscard]] const json* find(std::string_view name) {
        const auto found = value_->find(name);
        if (found == value_->end()) {
            return nullptr;
        }
        if (!was_asked_for(*found)) {
            asked_.push_back(&*found);
        }
        return &*found;
    }

    /// The field of that name. @throws format_error if there is none.
    [[nodiscard]] const json& at(std::string_view name) {
        const json* found = find(name);
        if (found == nullptr) {  // the place is spelled out only where it is needed, here and below
            core::fail<format_error>(place(name), "a value", "none");
        }
        return *found;
    }

    /// Each of the following throws a format_error also where the field holds something else.
    [[nodiscard]] const std::string& text(std::string_view name) {
        return checked(name, "a text", &json::is_string).get_ref<const std::string&>();
    }
    [[nodiscard]] bool boolean(std::string_view name) {
        return checked(name, "true or false", &json::is_boolean).get<bool>();
    }
    [[nodiscard]] const json& array(std::string_view name) { return checked(name, "an array", &json::is_array); }
    [[nodiscard]] const json& object(std::string_view name) { return checked(name, "an object", &json::is_object); }

    /// A whole number from 0 to 2^53.
    [[nodiscard]] std::uint64_t count(std::string_view name) {
        return checked(name, "a whole number from 0 to 2^53", &json::is_number_unsigned).get<std::uint64_t>();
    }

    /// A whole number from -2^53 to 2^53.
    [[nodiscard]] std::int64_t integer(std::string_view name) {
        return checked(name, "a whole number", &json::is_number_integer).get<std::int64_t>();
    }

    /// A digest as `hash::digest::to_string()` writes it.
    [[nodiscard]] hash::digest digest(std::string_view name) {
        const std::string& spelled = text(name);
        try {
            return hash::digest::parse(spelled);
        } catch (const format_error& e) {
            throw format_error{place(name) + ": " + e.what()};
        }
    }

    /// @throws format_error naming the first field that nobody has asked for: a reader that does not know what it
    ///         means must not pretend to have understood the record.
    void finish() const {
        for (auto field = value_->begin(); field != value_->end(); ++field) {
            if (!was_asked_for(*field)) {
                core::fail<format_error>(where_, "no other fields", core::quoted(field.key()));
            }
        }
    }

private:
    const json& checked(std::string_view name, std::string_view expected, bool (json::*holds)() const noexcept) {
        const json& value = at(name);
        if (!(value.*holds)()) {
            core::fail<format_error>(place(name), expected, value.type_name());
        }
        return value;
    }

    [[nodiscard]] bool was_asked_for(const json& value) const noexcept {
        bool found = false;
        for (const json* const asked : asked_) {
            found = found || asked == &value;
        }
        return found;
    }

    const json* value_;
    std::string where_;
    std::vector<const json*> asked_;  // as few as a program has names for
};

}  // namespace lastro::inline v0::store
