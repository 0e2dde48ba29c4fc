// SPDX-License-Identifier: MIT
// lastro/model/concepts.hpp
//
// What must a type offer to be trained or to be saved? Two members each; there is no base class.
//
//   struct line {                                                       // a model of your own
//       Eigen::VectorXd w = Eigen::VectorXd::Zero(3);
//       auto parameters() { return model::parameters("w", w); }
//       double loss_and_gradient(const train::batch<double>&, model::gradients<double>&, const random::stream&) const;
//       static constexpr model::schema_id schema{"acme.line", 1};       // and with these two it can be saved
//       template <class Self, class Visitor>
//       static void reflect(Self& self, Visitor&& visit) { visit("w", self.w); }
//   };
//   static_assert(model::trainable<line> && model::reflectable<line>);
#pragma once

#include <compare>      // strong_ordering
#include <concepts>     // convertible_to, same_as
#include <string_view>  // string_view
#include <type_traits>  // is_const_v, remove_const_t, remove_cvref_t
#include <utility>      // move

#include <lastro/model/parameters.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>

namespace lastro::inline v0::model {

/// The name and version under which a type is saved; a new version where the meaning of a field changes.
struct schema_id {
    std::string_view name;
    int version = 1;

    friend constexpr bool operator==(const schema_id&, const schema_id&) = default;
};

/// A field that a type got after its first files: visited as `defaulted`, it is written only where it is not `fallback`,
/// and a file without it means `fallback`. So older files are read, and models that do not use it keep their bytes.
template <class T>
struct defaulted {
    T& value;
    std::remove_const_t<T> fallback;
};
template <class T, class Fallback>
defaulted(T&, Fallback) -> defaulted<T>;

/// Visits a `defaulted` field of a `Self`, but of a const one only where it differs from `fallback`: then descriptions and
/// records of models that do not use it stay what they were, too.
template <class Self, class Visitor, class T>
void visit_later_field(Visitor&& visit, std::string_view name, T& value, std::remove_const_t<T> fallback) {
    if (!std::is_const_v<Self> || !(value == fallback)) {
        defaulted<T> field{value, std::move(fallback)};
        visit(name, field);
    }
}

namespace detail {

template <class T>
inline constexpr bool is_defaulted = false;
template <class T>
inline constexpr bool is_defaulted<defaulted<T>> = true;

struct any_visitor {
    template <class Value>
    void operator()(std::string_view, Value&) const noexcept {}
};

template <class List>
struct scalar_of_list;
template <class T>
struct scalar_of_list<parameter_list<T>> {
    using type = T;
};

}  // namespace detail

/// A type whose fields can be visited by name: `schema` and `reflect(self, visit)` as in the example above.
template <class Model>
concept reflectable = std::convertible_to<decltype(Model::schema), schema_id> &&
    requires(Model& model, const Model& fixed) {
    Model::reflect(model, detail::any_visitor{});
    Model::reflect(fixed, detail::any_visitor{});
};

/// The floating-point type of a model's parameters.
template <class Model>
using scalar_of =
    typename detail::scalar_of_list<std::remove_cvref_t<decltype(std::declval<Model&>().parameters())>>::type;

/// A model that keeps activations between the forward and the backward pass somewhere that is reused from step to
/// step: one default-constructed `Model::workspace` per shard, handed to `loss_and_gradient` as its last argument.
template <class Model>
concept has_workspace = std::default_initializable<typename Model::workspace>;

/// A model that train::fit can train: `parameters()`, and the mean loss of a batch with its gradient added to `g`.
/// The stream is the one of the epoch; with `batch.ids` it addresses the draws of a row wherever the row is computed.
template <class Model>
concept trainable = requires {
    typename scalar_of<Model>;
}
&&(
    requires(const Model& model, const train::batch<scalar_of<Model>>& batch, gradients<scalar_of<Model>>& g,
             const random::stream& draws) {
        { model.loss_and_gradient(batch, g, draws) } -> std::convertible_to<double>;
    } ||
    requires(const Model& model, const train::batch<scalar_of<Model>>& batch, gradients<scalar_of<Model>>& g,
             const random::stream& draws, typename Model::workspace& space) {
        { model.loss_and_gradient(batch, g, draws, space) } -> std::convertible_to<double>;
    });

/// True for a model all of whose arithmetic is the library's own, so that its training is bit-exact everywhere.
/// The library sets it for its models; what a user's own code computes it cannot know.
template <class Model>
inline constexpr bool bit_exact = false;

}  // namespace lastro::inline v0::model
