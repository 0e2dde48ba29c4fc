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
#include <cstddef>      // byte, size_t
#include <cstdint>      // PTRDIFF_MAX, uint64_t
#include <functional>   // less
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // remove_cvref_t
#include <utility>      // index_sequence, make_index_sequence
#include <variant>      // variant_alternative_t, variant_size_v
#include <vector>       // vector

#include <Eigen/Core>  // Dynamic, Index

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/fields.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// A tensor to be read; the bytes belong to the source.
struct tensor_view {
    dtype type = dtype::f64;
    std::vector<std::uint64_t> shape = {};
    core::byte_span bytes = {};
};

namespace detail {

/// `Source`: tensor_view operator()(const std::string& name), which throws a lastro::error for an unknown name.
template <class Source>
class archive_reader {
public:
    explicit archive_reader(const Source& source) : source_(source) {}

    /// The names of the tensors that fields refer to, or that a migration has dropped.
    [[nodiscard]] const std::set<std::string, std::less<>>& used() const noexcept { return used_; }

    template <class T>
    void read(const json& from, const std::string& where, T& value) {
        if constexpr (std::same_as<T, bool>) {
            core::require<format_error>(from.is_boolean(), where, "true or false", from.type_name());
            value = from.get<bool>();
        } else if constexpr (whole_number<T>) {
            value = store::exact_integer<T>(from, where);
        } else if constexpr (std::floating_point<T>) {
            const double number = store::exact_double(from, where);
            value = static_cast<T>(number);
            const bool same = static_cast<double>(value) == number || number != number;
            core::require<format_error>(same, where, "a number that this type holds exactly", number);
        } else if constexpr (std::same_as<T, std::string>) {
            core::require<format_error>(from.is_string(), where, "a text", from.type_name());
            value = from.get<std::string>();
        } else if constexpr (number_vector<T>) {
            read_vector(tensor(from, where), where, value);
        } else if constexpr (eigen_object<T>) {
            read_matrix(tensor(from, where), where, value);
        } else if constexpr (vector_type<T>) {
            core::require<format_error>(from.is_array(), where, "an array", from.type_name());
            value.clear();
            for (const json& part : from) {
                const std::string place = where + '[' + std::to_string(value.size()) + ']';
                read(part, place, value.emplace_back());
            }
        } else if constexpr (variant_type<T>) {
            read_variant(from, where, value, std::make_index_sequence<std::variant_size_v<T>>{});
        } else {
            static_assert(model::reflectable<T>, "artifact: a field of a type that cannot be loaded");
            read_object(from, where, value);
        }
    }

private:
    [[nodiscard]] tensor_view tensor(const json& from, const std::string& where) {
        store::json_fields reference{from, where};
        const std::string& name = reference.text("tensor");
        reference.finish();
        core::require<format_error>(used_.insert(name).second, where, "a tensor of its own",
                                    core::quoted(name) + ", which another field has");
        return source_(name);
    }

    static void require_type(const tensor_view& t, dtype wanted, std::size_t rank, const std::string& where) {
        core::require<format_error>(t.type == wanted, where, to_string(wanted), to_string(t.type));
        core::require<format_error>(t.shape.size() == rank, where, std::to_string(rank) + " dimensions",
                                    t.shape.size());
        for (const std::uint64_t size : t.shape) {  // beside a dimension of 0, the other one may be anything
            core::require<format_error>(size <= static_cast<std::uint64_t>(PTRDIFF_MAX), where, "sizes below 2^63",
                                        size);
        }
    }

    template <class T>
    static void read_vector(const tensor_view& t, const std::string& where, std::vector<T>& value) {
        require_type(t, stored_type<T>(), 1, where);
        const std::size_t count = t.bytes.size() / (bits(t.type) / 8);
        value.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            if constexpr (std::same_as<T, bool>) {
                const auto byte = std::to_integer<unsigned>(t.bytes[i]);
                core::require<format_error>(byte <= 1, where, "bytes that are 0 or 1", byte);
                value[i] = byte == 1;
            } else {
                value[i] = core::load_le<T>(t.bytes.data() + i * sizeof(T));
            }
        }
    }

    template <class Matrix>
    static void read_matrix(const tensor_view& t, const std::string& where, Matrix& value) {
        constexpr bool vector = Matrix::RowsAtCompileTime == 1 || Matrix::ColsAtCompileTime == 1;
        require_type(t, dtype_of<typename Matrix::Scalar>, vector ? 1 : 2, where);
        const auto rows = static_cast<Eigen::Index>(Matrix::RowsAtCompileTime == 1 ? 1 : t.shape[0]);
        const auto columns = static_cast<Eigen::Index>(Matrix::ColsAtCompileTime == 1 ? 1 : t.shape.back());
        const auto fits = [&](Eigen::Index size, int fixed) { return fixed == Eigen::Dynamic || size == fixed; };
        core::require<format_error>(
            fits(rows, Matrix::RowsAtCompileTime) && fits(columns, Matrix::ColsAtCompileTime), where,
            std::to_string(Matrix::RowsAtCompileTime) + " x " + std::to_string(Matrix::ColsAtCompileTime) + " elements",
            std::to_string(rows) + " x " + std::to_string(columns));
        value.resize(rows, columns);
        const std::byte* from = t.bytes.data();
        for (Eigen::Index i = 0; i < rows; ++i) {
            for (Eigen::Index j = 0; j < columns; ++j, from += sizeof(typename Matrix::Scalar)) {
                value(i, j) = core::load_le<typename Matrix::Scalar>(from);
            }
        }
    }

    template <class Variant, std::size_t... Index>
    void read_variant(const json& from, const std::string& where, Variant& value, std::index_sequence<Index...>) {
        store::json_fields header{from, where};
        const std::string& type = header.text("type");
        std::string known;
        const bool found = (read_if<Variant, Index>(from, where, type, value, known) || ...);
        core::require<format_error>(found, header.place("type"), "one of " + known, core::quoted(type));
    }

    template <class Variant, std::size_t Index>
    bool read_if(const json& from, const std::string& where, const std::string& type, Variant& value,
                 std::string& known) {
        constexpr schema id = std::variant_alternative_t<Index, Variant>::schema;
        known += (known.empty() ? "" : ", ") + core::quoted(id.name);
        if (type != id.name) {
            return false;
        }
        read_object(from, where, value.template emplace<Index>());
        return true;
    }

    template <class T>
    void read_object(const json& from, const std::string& where, T& value) {
        constexpr schema wanted = T::schema;
        store::json_fields header{from, where};
        const std::string& type = header.text("type");
        core::require<format_error>(type == wanted.name, header.place("type"), core::quoted(wanted.name),
                                    core::quoted(type));
        const auto version = store::exact_integer<int>(header.at("version"), header.place("version"));
        json values = header.object("fields");
        header.finish();
        if (version != wanted.version) {
            migrate<T>(values, version, where);
        }
        store::json_fields fields{values, where};
        T::reflect(value, [&](std::string_view name, auto& field) {
            const std::string place = where + '.' + std::string{name};
            if constexpr (model::detail::is_defaulted<std::remove_cvref_t<decltype(field)>>) {
                field.value = field.fallback;
                if (const json* const found = fields.find(name)) {
                    read(*found, place, field.value);
                    core::require<format_error>(!(field.value == field.fallback), place,
                                                "no field, as its value is the default", "one");
                }
            } else {
                read(fields.at(name), place, field);
            }
        });
        fields.finish();
    }

    template <class T>
    void migrate(json& values, int from, const std::string& where) {
        constexpr int current = T::schema.version;
        const std::string place = where + ": " + std::string{T::schema.name};
        core::require<format_error>(from >= 1 && from <= current, place,
                                    "version " + std::to_string(current) + " or older",
                                    "version " + std::to_string(from));
        if constexpr (requires(fields & f) { T::migrate(f, from); }) {
            fields view{values, used_, place};
            T::migrate(view, from);
        } else {
            core::fail<format_error>(place, "version " + std::to_string(current) + ", as nothing migrates older ones",
                                     "version " + std::to_string(from));
        }
    }

    const Source& source_;
    std::set<std::string, std::less<>> used_;
};

}  // namespace detail

/// The value that `structure` and the tensors of `source` describe; `names` are all tensors that there are.
///
/// `source(name)` gives a tensor_view. Reads into a default-constructed value, then calls its `check()`, if it has one.
/// @throws format_error beginning with `where` if anything is missing, left over, or of another kind.
template <model::reflectable Model, class Source>
[[nodiscard]] Model from_archive(const store::json& structure, const Source& source,
                                 const std::vector<std::string>& names, const std::string& where) {
    Model model{};
    detail::archive_reader<Source> reader{source};
    try {
        reader.read(structure, where + ": model", model);
        for (const std::string& name : names) {
            core::require<format_error>(reader.used().contains(name), where, "only tensors that a field refers to",
                                        core::quoted(name));
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
