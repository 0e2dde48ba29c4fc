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
// every bit. docs/formats/model_file.md lists how each kind of field is written; `archive_reader` is the way back.
#pragma once

#include <concepts>     // floating_point, integral, same_as
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_base_of_v, remove_cvref_t
#include <utility>      // move
#include <variant>      // variant, visit
#include <vector>       // vector

#include <Eigen/Core>  // Index, PlainObjectBase

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// The name and version of a reflected type.
using schema = model::schema_id;

/// A tensor that owns its bytes: row-major, little-endian.
struct owned_tensor {
    std::string name;
    dtype type = dtype::f64;
    std::vector<std::uint64_t> shape = {};
    std::vector<std::byte> bytes = {};
};

/// A reflected value as data: structure, and the tensors that it refers to.
struct archive {
    store::json structure;
    std::vector<owned_tensor> tensors;
};

namespace detail {

using store::json;

/// One of Eigen's dense matrices, vectors or arrays that own their numbers.
template <class T>
concept eigen_object = std::is_base_of_v<Eigen::PlainObjectBase<T>, T> && element<typename T::Scalar>;

template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && sizeof(T) <= 8;

template <class T>
struct variant_of;
template <class... Types>
struct variant_of<std::variant<Types...>> {
    static_assert((model::reflectable<Types> && ...), "artifact: the alternatives of a variant must be reflectable");
};
template <class T>
concept variant_type = requires {
    sizeof(variant_of<T>);
};

template <class T>
struct vector_of;
template <class T>
struct vector_of<std::vector<T>> {
    using type = T;
};
template <class T>
concept vector_type = requires {
    typename vector_of<T>::type;
};

/// A vector that is stored as one tensor.
template <class T>
concept number_vector = vector_type<T> &&
    (std::same_as<typename vector_of<T>::type, bool> || element<typename vector_of<T>::type>);

template <class>
inline constexpr bool never = false;

/// The dtype of a C++ number; on every platform, whichever of its integer types int64_t is.
template <class T>
[[nodiscard]] constexpr dtype stored_type() noexcept {
    if constexpr (std::same_as<T, bool>) {
        return dtype::boolean;
    } else {
        return dtype_of<T>;
    }
}

class archive_writer {
public:
    [[nodiscard]] archive result(json structure) && { return {std::move(structure), std::move(tensors_)}; }

    template <class T>
    [[nodiscard]] json write(const std::string& path, const T& value) {
        if constexpr (std::same_as<T, bool>) {
            return json(value);
        } else if constexpr (whole_number<T> || std::floating_point<T>) {
            return store::exact_json(value);
        } else if constexpr (std::same_as<T, std::string>) {
            return json(value);
        } else if constexpr (number_vector<T>) {
            owned_tensor t{.name = path, .type = stored_type<typename vector_of<T>::type>(), .shape = {value.size()}};
            for (const typename vector_of<T>::type x : value) {
                append(t.bytes, x);
            }
            return keep(std::move(t));
        } else if constexpr (eigen_object<T>) {
            return keep(matrix(path, value));
        } else if constexpr (vector_type<T>) {
            json list = json::array();
            for (const auto& part : value) {
                list.push_back(write(path + '.' + std::to_string(list.size()), part));
            }
            return list;
        } else if constexpr (variant_type<T>) {
            return std::visit([&](const auto& chosen) { return write(path, chosen); }, value);
        } else if constexpr (model::reflectable<T>) {
            return object(path.empty() ? path : path + '.', value);
        } else {
            static_assert(never<T>, "artifact: a field of a type that cannot be saved (or lacks schema and reflect)");
        }
    }

private:
    template <class T>
    static void append(std::vector<std::byte>& bytes, T value) {
        if constexpr (std::same_as<T, bool>) {
            bytes.push_back(static_cast<std::byte>(value ? 1 : 0));
        } else {
            core::append_le(bytes, value);
        }
    }

    template <class Matrix>
    [[nodiscard]] static owned_tensor matrix(const std::string& path, const Matrix& value) {
        constexpr bool vector = Matrix::RowsAtCompileTime == 1 || Matrix::ColsAtCompileTime == 1;
        owned_tensor t{.name = path, .type = dtype_of<typename Matrix::Scalar>};
        if constexpr (vector) {
            t.shape = {static_cast<std::uint64_t>(value.size())};
        } else {
            t.shape = {static_cast<std::uint64_t>(value.rows()), static_cast<std::uint64_t>(value.cols())};
        }
        t.bytes.resize(static_cast<std::size_t>(value.size()) * sizeof(typename Matrix::Scalar));
        std::byte* to = t.bytes.data();
        for (Eigen::Index i = 0; i < value.rows(); ++i) {
            for (Eigen::Index j = 0; j < value.cols(); ++j, to += sizeof(typename Matrix::Scalar)) {
                core::store_le(value(i, j), to);
            }
        }
        return t;
    }

    template <class T>
    [[nodiscard]] json object(const std::string& prefix, const T& value) {
        json values = json::object();
        const auto put = [&](std::string_view name, const auto& field) {
            const auto [place, fresh] =
                values.get_ref<json::object_t&>().emplace(std::string{name}, write(prefix + std::string{name}, field));
            core::require<std::invalid_argument>(fresh, "artifact: " + std::string{T::schema.name},
                                                 "every field's name once", core::quoted(name) + " twice");
        };
        T::reflect(value, [&](std::string_view name, const auto& field) {
            if constexpr (model::detail::is_defaulted<std::remove_cvref_t<decltype(field)>>) {
                if (!(field.value == field.fallback)) {
                    put(name, field.value);
                }
            } else {
                put(name, field);
            }
        });
        return {{"type", T::schema.name}, {"version", T::schema.version}, {"fields", std::move(values)}};
    }

    [[nodiscard]] json keep(owned_tensor tensor) {
        json reference{{"tensor", tensor.name}};
        tensors_.push_back(std::move(tensor));
        return reference;
    }

    std::vector<owned_tensor> tensors_;
};

}  // namespace detail

/// A reflected value as structure and tensors. Tensors are named by the path of their field: "network.weights.0".
///
/// @throws std::invalid_argument if a type names a field twice.
template <model::reflectable Model>
[[nodiscard]] archive to_archive(const Model& model) {
    detail::archive_writer writer;
    store::json structure = writer.write(std::string{}, model);
    return std::move(writer).result(std::move(structure));
}

}  // namespace lastro::inline v0::artifact
