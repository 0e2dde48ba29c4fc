// SPDX-License-Identifier: MIT
// lastro/artifact/reflection.hpp
//
// How does a type say what it consists of? Once, as members, as functions beside it, or as another type.
//
//   struct line { ...; static constexpr artifact::schema schema{"acme.line", 1};        // a type of your own
//                 template <class Self, class Visitor> static void reflect(Self&, Visitor&&); };
//
//   constexpr artifact::schema schema_of(const ring*) { return {"acme.ring", 1}; }      // a struct of others: functions
//   void reflect(auto& ring_or_const_ring, auto&& visit);                               // in its namespace
//
//   template <> struct artifact::saved_as<celsius> {                                    // anything else
//       static double to(const celsius&); static celsius from(double); };
#pragma once

#include <array>        // array
#include <concepts>     // convertible_to, integral, same_as
#include <cstddef>      // size_t
#include <map>          // map
#include <memory>       // unique_ptr
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_array_v, is_base_of_v, is_enum_v, is_polymorphic_v, remove_const_t
#include <variant>      // variant
#include <vector>       // vector

#include <Eigen/Core>  // PlainObjectBase

#include <lastro/artifact/dtype.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::artifact {

/// The name and version of a reflected type.
using schema = model::schema_id;

/// A type that is saved as a value of another one: specialise with `static Other to(const T&)` and
/// `static T from(const Other&)`, which throws a format_error for what is no T.
template <class T>
struct saved_as;

namespace detail {

template <class T>
concept reflected_beside = requires(T& value, const T& fixed) {
    { schema_of(static_cast<const T*>(nullptr)) } -> std::convertible_to<artifact::schema>;
    reflect(value, model::detail::any_visitor{});
    reflect(fixed, model::detail::any_visitor{});
};

template <class T>
concept saved_otherwise = requires(const T& value) {
    saved_as<T>::from(saved_as<T>::to(value));
};

}  // namespace detail

/// A type whose fields can be visited by name: through its members, or through functions that its namespace has.
template <class T>
concept reflectable = model::reflectable<T> || detail::reflected_beside<T>;

/// The name and version of `T`.
template <reflectable T>
[[nodiscard]] constexpr schema schema_for() noexcept {
    if constexpr (model::reflectable<T>) {
        return T::schema;
    } else {
        return schema_of(static_cast<const T*>(nullptr));
    }
}

/// Calls visit(name, field) for every field of `value`.
template <class T, class Visitor>
requires reflectable<std::remove_const_t<T>>
void visit_fields(T& value, Visitor&& visit) {
    if constexpr (model::reflectable<std::remove_const_t<T>>) {
        std::remove_const_t<T>::reflect(value, visit);
    } else {
        reflect(value, visit);
    }
}

namespace detail {

/// One of Eigen's dense matrices, vectors or arrays that own their numbers.
template <class T>
concept eigen_object = std::is_base_of_v<Eigen::PlainObjectBase<T>, T> && element<typename T::Scalar>;

template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool> && sizeof(T) <= 8;

/// An enumeration whose every number is a value: `enum class`, or one with a type of its own.
template <class T>
concept enumeration = std::is_enum_v<T> && !std::convertible_to<T, int>;

template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <class... Types, template <class...> class Template>
inline constexpr bool is_a<Template<Types...>, Template> = true;

template <class T>
concept variant_type = is_a<T, std::variant>;
template <class T>
concept vector_type = is_a<T, std::vector>;
template <class T>
concept optional_type = is_a<T, std::optional>;
/// What it points to is saved as a value: so it must be all of it, and no part of a derived class.
template <class T>
concept pointer_type = is_a<T, std::unique_ptr> && std::same_as<T, std::unique_ptr<typename T::element_type>> &&
                       !std::is_polymorphic_v<typename T::element_type> &&
                       !std::is_array_v<typename T::element_type>;
template <class T>
concept map_type = is_a<T, std::map> && std::same_as<typename T::key_type, std::string>;

template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

/// A vector or array that is stored as one tensor.
template <class T>
concept number_list = (vector_type<T> || is_array<T>)&&(std::same_as<typename T::value_type, bool> ||
                                                        element<typename T::value_type>);

}  // namespace detail

}  // namespace lastro::inline v0::artifact
