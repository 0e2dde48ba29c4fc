// SPDX-License-Identifier: MIT
// lastro/artifact/archive_reader.hpp
//
// How do tensors and a JSON record become the value again that `archive_writer` took apart?
//
//   auto same = artifact::from_archive<my_model>(structure, source, names, "model.safetensors");
//
// Fields are matched by name and by kind: one that is missing, unknown or of another kind or shape is an error, and so
// is a tensor that no field refers to. An older version of a type is read through its `migrate` (see `fields`), a newer
// one is refused. Nothing in the record is trusted; memory is taken only for what the tensors' bytes bear out.
#pragma once

#include <concepts>     // floating_point, same_as
#include <cstddef>      // size_t
#include <functional>   // less
#include <memory>       // make_unique
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // remove_cvref_t, underlying_type_t
#include <utility>      // index_sequence, make_index_sequence
#include <variant>      // variant_alternative_t, variant_size_v
#include <vector>       // vector

#include <lastro/artifact/fields.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/tensor_view.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// What a reader overlooks where it is told to.
struct archive_settings {
    bool convert_precision = false;  ///< Takes floating-point tensors and numbers of another width, rounded to nearest.
    bool ignore_unknown = false;     ///< Passes over fields and tensors that the program's type does not have.
};

namespace detail {

using store::json;

/// `Source`: tensor_view operator()(const std::string& name), which throws a lastro::error for an unknown name.
template <class Source>
class archive_reader {
public:
    archive_reader(const Source& source, const archive_settings& settings) : source_(source), settings_(settings) {}

    /// The names of the tensors that fields refer to, or that a migration has dropped.
    [[nodiscard]] const std::set<std::string, std::less<>>& used() const noexcept { return used_; }

    template <class T>
    void read(const json& from, const std::string& where, T& value) {
        if constexpr (saved_otherwise<T>) {
            std::remove_cvref_t<decltype(saved_as<T>::to(value))> other{};
            read(from, where, other);
            value = at_place(where, [&] { return saved_as<T>::from(other); });
        } else if constexpr (std::same_as<T, bool>) {
            core::require<format_error>(from.is_boolean(), where, "true or false", from.type_name());
            value = from.get<bool>();
        } else if constexpr (whole_number<T>) {
            value = store::exact_integer<T>(from, where);
        } else if constexpr (std::floating_point<T>) {
            const double number = store::exact_double(from, where);
            value = static_cast<T>(number);
            const bool same = static_cast<double>(value) == number || number != number || settings_.convert_precision;
            core::require<format_error>(same, where, "a number that this type holds exactly", number);
        } else if constexpr (enumeration<T>) {
            value = static_cast<T>(store::exact_integer<std::underlying_type_t<T>>(from, where));
        } else if constexpr (std::same_as<T, std::string>) {
            core::require<format_error>(from.is_string(), where, "a text", from.type_name());
            value = from.get<std::string>();
        } else if constexpr (optional_type<T>) {
            value.reset();
            if (!from.is_null()) {
                read(from, where, value.emplace());
            }
        } else if constexpr (pointer_type<T>) {
            value.reset();
            if (!from.is_null()) {
                value = std::make_unique<typename T::element_type>();
                read(from, where, *value);
            }
        } else if constexpr (number_list<T>) {
            read_list(tensor(from, where), settings_.convert_precision, where, value);
        } else if constexpr (eigen_object<T>) {
            read_matrix(tensor(from, where), settings_.convert_precision, where, value);
        } else if constexpr (vector_type<T> || is_array<T>) {
            core::require<format_error>(from.is_array(), where, "an array", from.type_name());
            if constexpr (is_array<T>) {
                core::require<format_error>(from.size() == value.size(), where,
                                            std::to_string(value.size()) + " elements", from.size());
            } else {
                value.clear();
                value.resize(from.size());
            }
            std::string place = where + '[';  // one text for all
            for (std::size_t i = 0, begin = place.size(); i < from.size(); ++i) {
                place.resize(begin);
                place += std::to_string(i);
                place += ']';
                read(from[i], place, value[i]);
            }
        } else if constexpr (map_type<T>) {
            read_map(from, where, value);
        } else if constexpr (variant_type<T>) {
            read_variant(from, where, value, std::make_index_sequence<std::variant_size_v<T>>{});
        } else {
            static_assert(reflectable<T>, "artifact: a field of a type that cannot be loaded");
            read_object(from, where, value);
        }
    }

private:
    /// The value of `make()`; what is wrong with it is said with its place.
    template <class Make>
    static auto at_place(const std::string& where, Make&& make) {
        try {
            return make();
        } catch (const format_error& e) {
            throw format_error{where + ": " + e.what()};
        }
    }

    /// Reads one field after the other, of whichever type they are fields.
    struct field_visitor {
        archive_reader& reader;
        store::json_fields& fields;
        const std::string& where;

        template <class Field>
        void operator()(std::string_view name, Field& field) const {
            const std::string place = field_place(where, name);
            if constexpr (model::detail::is_defaulted<Field>) {
                field.value = field.fallback;
                if (const json* const found = fields.find(name)) {
                    reader.read(*found, place, field.value);
                    core::require<format_error>(!(field.value == field.fallback), place,
                                                "no field, as its value is the default", "one");
                }
            } else {
                reader.read(fields.at(name), place, field);
            }
        }
    };

    [[nodiscard]] tensor_view tensor(const json& from, const std::string& where) {
        const auto found = from.is_object() && from.size() == 1 ? from.find("tensor") : from.end();
        if (found == from.end() || !found->is_string()) {
            store::json_fields reference{from, where};  // says what is wrong
            static_cast<void>(reference.text("tensor"));
            reference.finish();
        }
        const auto& name = found->get_ref<const std::string&>();
        if (!used_.insert(name).second) {
            core::fail<format_error>(where, "a tensor of its own", core::quoted(name) + ", which another field has");
        }
        return source_(name);
    }

    template <class Map>
    void read_map(const json& from, const std::string& where, Map& value) {
        core::require<format_error>(from.is_array(), where, "an array of keys and values", from.type_name());
        value.clear();
        for (const json& pair : from) {
            core::require<format_error>(pair.is_array() && pair.size() == 2 && pair[0].is_string(), where,
                                        "a key and a value", pair.type_name());
            const auto& key = pair[0].get_ref<const std::string&>();
            core::require<format_error>(value.empty() || value.rbegin()->first < key, where, "keys that ascend",
                                        core::quoted(key));
            read(pair[1], where + '[' + core::quoted(key) + ']', value[key]);
        }
    }

    template <class Variant, std::size_t... Index>
    void read_variant(const json& from, const std::string& where, Variant& value, std::index_sequence<Index...>) {
        store::json_fields header{from, where};
        const std::string& type = header.text("type");
        const bool found = (read_if<Variant, Index>(from, where, type, value) || ...);
        if (!found) {
            std::string known;
            for (const std::string_view name : {schema_for<std::variant_alternative_t<Index, Variant>>().name...}) {
                known += (known.empty() ? "" : ", ") + core::quoted(name);
            }
            core::fail<format_error>(header.place("type"), "one of " + known, core::quoted(type));
        }
    }

    template <class Variant, std::size_t Index>
    bool read_if(const json& from, const std::string& where, const std::string& type, Variant& value) {
        if (type != schema_for<std::variant_alternative_t<Index, Variant>>().name) {
            return false;
        }
        read_object(from, where, value.template emplace<Index>());
        return true;
    }

    template <class T>
    void read_object(const json& from, const std::string& where, T& value) {
        constexpr schema wanted = schema_for<T>();
        int version = 0;
        const json* values = fields_of(from, where, wanted.name, version);
        json migrated;
        if (version != wanted.version) {
            migrated = *values;
            bring_up<T>(migrated, version, where);
            values = &migrated;
        }
        store::json_fields fields{*values, where};
        visit_fields(value, field_visitor{*this, fields, where});
        if (!settings_.ignore_unknown) {
            fields.finish();
        }
    }

    // What does not depend on the type is kept out of what is compiled for each.
    [[gnu::noinline]] static std::string field_place(const std::string& where, std::string_view name) {
        std::string place = where;
        place += '.';
        place += name;
        return place;
    }
    [[gnu::noinline]] static const json* fields_of(const json& from, const std::string& where, std::string_view wanted,
                                                   int& version) {
        store::json_fields header{from, where};
        const std::string& type = header.text("type");
        core::require<format_error>(type == wanted, header.place("type"), core::quoted(wanted), core::quoted(type));
        version = store::exact_integer<int>(header.at("version"), header.place("version"));
        const json* values = &header.object("fields");
        header.finish();
        return values;
    }

    template <class T>
    void bring_up(json& values, int from, const std::string& where) {
        constexpr int current = schema_for<T>().version;
        const std::string place = where + ": " + std::string{schema_for<T>().name};
        core::require<format_error>(from >= 1 && from <= current, place,
                                    "version " + std::to_string(current) + " or older",
                                    "version " + std::to_string(from));
        if constexpr (requires(fields & f) { T::migrate(f, from); }) {
            fields view{values, used_, place};
            T::migrate(view, from);
        } else if constexpr (requires(fields & f) { migrate(f, from, static_cast<const T*>(nullptr)); }) {
            fields view{values, used_, place};
            migrate(view, from, static_cast<const T*>(nullptr));
        } else {
            core::fail<format_error>(place, "version " + std::to_string(current) + ", as nothing migrates older ones",
                                     "version " + std::to_string(from));
        }
    }

    const Source& source_;
    const archive_settings& settings_;
    std::set<std::string, std::less<>> used_;
};

}  // namespace detail

/// The value that `structure` and the tensors of `source` describe; `names` are all tensors that there are.
///
/// `source(name)` gives a tensor_view. Reads into a default-constructed value, then calls its `check()`, if it has one.
/// @throws format_error beginning with `where` if anything is missing, left over, or of another kind.
template <reflectable Model, class Source>
[[nodiscard]] Model from_archive(const store::json& structure, const Source& source,
                                 const std::vector<std::string>& names, const std::string& where,
                                 const archive_settings& settings = {}) {
    Model model{};
    detail::archive_reader<Source> reader{source, settings};
    try {
        reader.read(structure, where + ": model", model);
        for (const std::string& name : names) {
            if (!settings.ignore_unknown && !reader.used().contains(name)) {
                core::fail<format_error>(where, "only tensors that a field refers to", core::quoted(name));
            }
        }
        if constexpr (requires { model.check(); }) {
            model.check();
        }
    } catch (const format_error& e) {
        const std::string_view message = e.what();
        throw format_error{message.starts_with(where) ? std::string{message} : where + ": " + std::string{message}};
    }
    return model;
}

}  // namespace lastro::inline v0::artifact
