// SPDX-License-Identifier: MIT
// lastro/artifact/archive_writer.hpp
//
// How does a value that describes itself become tensors and a JSON record?
//
//   const artifact::archive a = artifact::to_archive(model);        // every field of `reflect`, by name
//   a.structure;                                                    // {"type":"acme.line","version":1,"fields":{...}}
//   a.tensors[0].name;                                              // "w": tensors are named by the path of their
//   field
//
// Numbers in bulk (vectors of numbers, Eigen matrices) become tensors, row-major; the rest becomes JSON that keeps
// every bit. Nothing is copied that one does not ask for. docs/formats/model_file.md lists how each kind of field is written; `archive_reader` is the way back.
#pragma once

#include <concepts>     // floating_point, same_as
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t, uint8_t
#include <functional>   // function
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // remove_cvref_t, underlying_type_t
#include <utility>      // move
#include <variant>      // visit
#include <vector>       // vector

#include <lastro/artifact/detail/row_major.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/tensor_shape.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// A tensor that owns its bytes: row-major, little-endian.
struct owned_tensor {
    std::string name;
    dtype type = dtype::f64;
    tensor_shape shape = {};
    std::vector<std::byte> bytes = {};
};

/// A tensor that is being visited: its bytes can be had, in pieces and as often as one likes, until the visit ends.
struct visited_tensor {
    std::string name;
    dtype type = dtype::f64;
    tensor_shape shape = {};
    std::uint64_t bytes = 0;
    std::function<void(const byte_sink&)> pieces = {};  ///< Row-major, little-endian; in place or a mebibyte at a time.
};

/// Takes one tensor after the other.
using tensor_visitor = std::function<void(const visited_tensor&)>;

/// A reflected value as data: structure, and the tensors that it refers to.
struct archive {
    store::json structure;
    std::vector<owned_tensor> tensors;
};

namespace detail {

using store::json;

template <class>
inline constexpr bool never = false;

class archive_writer {
public:
    explicit archive_writer(const tensor_visitor& visit) : visit_(visit) {}

    template <class T>
    [[nodiscard]] json write(const std::string& path, const T& value) {
        if constexpr (saved_otherwise<T>) {
            return write(path, saved_as<T>::to(value));
        } else if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>) {
            return json(value);
        } else if constexpr (whole_number<T> || std::floating_point<T>) {
            return store::exact_json(value);
        } else if constexpr (enumeration<T>) {
            return store::exact_json(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (optional_type<T>) {
            static_assert(!optional_type<typename T::value_type> && !pointer_type<typename T::value_type>,
                          "artifact: an optional of what may be nothing itself");
            return value ? write(path, *value) : json{};
        } else if constexpr (pointer_type<T>) {
            static_assert(!optional_type<typename T::element_type> && !pointer_type<typename T::element_type>,
                          "artifact: a pointer to what may be nothing itself");
            return value ? write(path, *value) : json{};
        } else if constexpr (number_list<T>) {
            return numbers(path, value);
        } else if constexpr (eigen_object<T>) {
            return matrix(path, value);
        } else if constexpr (vector_type<T> || is_array<T>) {
            json list = json::array();
            for (const auto& part : value) {
                list.push_back(write(path + '.' + std::to_string(list.size()), part));
            }
            return list;
        } else if constexpr (map_type<T>) {
            json list = json::array();
            for (const auto& [key, part] : value) {
                list.push_back(json::array({key, write(path + '.' + key, part)}));
            }
            return list;
        } else if constexpr (variant_type<T>) {
            return std::visit([&](const auto& chosen) { return write(path, chosen); }, value);
        } else if constexpr (reflectable<T>) {
            return object(path.empty() ? path : path + '.', value);
        } else {
            static_assert(never<T>, "artifact: a field of a type that cannot be saved (or lacks schema and reflect)");
        }
    }

private:
    template <class List>
    [[nodiscard]] json numbers(const std::string& path, const List& value) {
        using type = typename List::value_type;
        if constexpr (std::same_as<type, bool>) {  // bytes that are 0 or 1, whatever a list of bool is in memory
            const std::vector<std::uint8_t> bytes(value.begin(), value.end());
            return tensor(path, dtype::boolean, {bytes.size()},
                          dense<const std::uint8_t>{bytes.data(), bytes.size(), 1});
        } else {
            return tensor(path, dtype_of<type>, {value.size()}, dense<const type>{value.data(), value.size(), 1});
        }
    }

    template <class Matrix>
    [[nodiscard]] json matrix(const std::string& path, const Matrix& value) {
        using type = typename Matrix::Scalar;
        const auto rows = static_cast<std::size_t>(value.rows());
        const auto columns = static_cast<std::size_t>(value.cols());
        constexpr bool vector = Matrix::RowsAtCompileTime == 1 || Matrix::ColsAtCompileTime == 1;
        return tensor(path, dtype_of<type>, vector ? tensor_shape{rows * columns} : tensor_shape{rows, columns},
                      dense<const type>{value.data(), rows, columns, !Matrix::IsRowMajor});
    }

    template <class T>
    [[nodiscard]] json tensor(const std::string& path, dtype type, tensor_shape shape, const dense<const T>& numbers) {
        visit_({.name = path,
                .type = type,
                .shape = std::move(shape),
                .bytes = numbers.rows * numbers.columns * sizeof(T),
                .pieces = [&numbers](const byte_sink& sink) { put_row_major(numbers, sink); }});
        json reference = json::object();
        reference.emplace("tensor", path);
        return reference;
    }

    template <class T>
    [[nodiscard]] json object(const std::string& prefix, const T& value) {
        constexpr schema id = schema_for<T>();
        json values = json::object();
        visit_fields(value, field_visitor{*this, values, id, prefix});
        return tagged(id, std::move(values));
    }

    /// Writes one field after the other, of whichever type they are fields.
    struct field_visitor {
        archive_writer& writer;
        json& values;
        const schema& id;
        const std::string& prefix;

        template <class Field>
        void operator()(std::string_view name, const Field& field) const {
            if constexpr (!model::detail::is_defaulted<Field>) {
                put_field(values, id, name, writer.write(prefix + std::string{name}, field));
            } else if (!(field.value == field.fallback)) {
                put_field(values, id, name, writer.write(prefix + std::string{name}, field.value));
            }
        }
    };

    // What does not depend on the type is kept out of what is compiled for each.
    [[gnu::noinline]] static void put_field(json& values, const schema& id, std::string_view name, json value) {
        const bool fresh = values.get_ref<json::object_t&>().emplace(std::string{name}, std::move(value)).second;
        if (!fresh) {
            core::fail<std::invalid_argument>("artifact: " + std::string{id.name}, "every field's name once",
                                              core::quoted(name) + " twice");
        }
    }
    [[gnu::noinline]] static json tagged(const schema& id, json values) {
        return {{"type", id.name}, {"version", id.version}, {"fields", std::move(values)}};
    }

    const tensor_visitor& visit_;
};

}  // namespace detail

/// The structure of a reflected value. `visit` is called for every tensor, named by the path of its field
/// ("network.weights.0"), in the order of the fields; what it is given ends with the call.
///
/// @throws std::invalid_argument if a type names a field twice; whatever `visit` throws.
template <reflectable Model>
[[nodiscard]] store::json visit_archive(const Model& model, const tensor_visitor& visit) {
    return detail::archive_writer{visit}.write(std::string{}, model);
}

/// A reflected value as structure and tensors, all in memory. @throws as visit_archive.
template <reflectable Model>
[[nodiscard]] archive to_archive(const Model& model) {
    archive parts;
    parts.structure = visit_archive(model, [&](const visited_tensor& t) {
        owned_tensor& kept = parts.tensors.emplace_back(owned_tensor{.name = t.name, .type = t.type, .shape = t.shape});
        kept.bytes.reserve(static_cast<std::size_t>(t.bytes));
        t.pieces([&](core::byte_span piece) { kept.bytes.insert(kept.bytes.end(), piece.begin(), piece.end()); });
    });
    return parts;
}

}  // namespace lastro::inline v0::artifact
