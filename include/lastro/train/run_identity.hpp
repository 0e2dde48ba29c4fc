// SPDX-License-Identifier: MIT
// lastro/train/run_identity.hpp
//
// Would that be the same run? What decides the bytes that a run computes, each with a name to call it by.
//
//   if (const auto d = train::first_difference(train::identity(recorded), train::identity(asked)))
//       std::cout << to_string(*d);                        // optimizer: expected adam(...), found sgd(...)
//
// The number of epochs is not in it: a run of 20 epochs does in its first 10 what one of 10 does. Nor are threads.
#pragma once

#include <concepts>     // floating_point, integral, same_as
#include <cstddef>      // size_t
#include <optional>     // nullopt, optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_enum_v, underlying_type_t
#include <utility>      // pair
#include <variant>      // variant, visit
#include <vector>       // vector

#include <lastro/core/build.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train {

/// Names and values, in a fixed order.
using run_identity = std::vector<std::pair<std::string, std::string>>;

namespace detail {

template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

/// Collects the numbers and texts of a reflected model, those inside its parts too; matrices have their shapes elsewhere.
struct field_collector {
    std::vector<std::pair<std::string, setting_value>>& fields;
    std::string prefix = {};

    template <class T>
    void operator()(std::string_view name, const T& value) const {
        const std::string full = prefix + std::string{name};
        if constexpr (std::same_as<T, bool>) {
            fields.emplace_back(full, value);
        } else if constexpr (std::is_enum_v<T>) {
            fields.emplace_back(full, static_cast<double>(static_cast<std::underlying_type_t<T>>(value)));
        } else if constexpr (std::integral<T> || std::floating_point<T>) {
            fields.emplace_back(full, static_cast<double>(value));
        } else if constexpr (std::same_as<T, std::string>) {
            fields.emplace_back(full, value);
        } else if constexpr (model::detail::is_defaulted<T>) {
            (*this)(name, value.value);
        } else if constexpr (is_optional<T>) {
            if (value) {
                (*this)(name, *value);
            }
        } else if constexpr (is_variant<T>) {
            std::visit([&](const auto& choice) { (*this)(name, choice); }, value);
        } else if constexpr (model::reflectable<T>) {
            fields.emplace_back(full, std::string{model::schema_id{T::schema}.name});
            T::reflect(value, field_collector{fields, full + '/'});
        } else if constexpr (is_vector<T>) {
            list(full, value);
        }
    }

private:
    // Numbers and texts all in one value, short even where they are many; anything else one by one.
    template <class T>
    void list(const std::string& full, const std::vector<T>& values) const {
        if constexpr (std::integral<T> || std::floating_point<T> || std::same_as<T, std::string>) {
            constexpr std::size_t shown = 8;
            std::string text;
            for (std::size_t i = 0; i < values.size() && values.size() <= shown; ++i) {
                text += (i == 0 ? "" : ", ") + core::detail::shown(values[i]);
            }
            if (values.size() > shown) {
                hash::blake3 hasher;
                hash::append(hasher, values);
                text = std::to_string(values.size()) + " in " + hasher.finalize().short_form();
            }
            fields.emplace_back(full, text);
        } else {
            for (std::size_t i = 0; i < values.size(); ++i) {
                (*this)(full.substr(prefix.size()) + '/' + std::to_string(i), values[i]);
            }
        }
    }
};

}  // namespace detail

/// The type and the settings of a model: of a reflectable one, all fields but its matrices; else the name "model".
template <class Model>
[[nodiscard]] named_settings describe_model(const Model& m) {
    named_settings description{"model"};
    if constexpr (model::reflectable<Model>) {
        description.name = std::string{model::schema_id{Model::schema}.name};
        Model::reflect(m, detail::field_collector{description.values});
    } else if constexpr (requires {
                             { m.settings() } -> std::same_as<named_settings>;
                         }) {
        description = m.settings();
    }
    return description;
}

/// Writes what is known of a model before the first step into the record.
template <class Model>
requires requires(Model& m) { m.parameters(); }
void describe_model(Model& m, run_result& result) {
    result.model = describe_model(static_cast<const Model&>(m));
    const auto parameters = m.parameters();
    for (const auto& t : parameters) {
        result.tensors.push_back({t.name, sizeof(t.values[0]) == 8 ? "F64" : "F32", t.rows, t.columns});
    }
    result.parameters = parameters.count();
    result.bit_exact_model = model::bit_exact<Model>;
    result.profile = num::measure_profile();
    result.build = core::this_build();
}

/// What must be equal for two runs to compute the same bytes.
[[nodiscard]] inline run_identity identity(const run_result& run) {
    run_identity list{{"random streams", run.random_specification},
                      {"data", run.data.to_string()},
                      {"rows", std::to_string(run.rows)},
                      {"columns", std::to_string(run.columns)},
                      {"validation", run.validation ? run.validation->to_string() : "none"},
                      {"model", run.model.name}};
    for (const auto& value : run.model.values) {
        list.emplace_back("model: " + value.first, to_string(value.second));
    }
    for (const tensor_shape& t : run.tensors) {
        list.emplace_back("parameter " + core::quoted(t.name), to_string(t));
    }
    list.emplace_back("seed", std::to_string(run.seed));
    list.emplace_back("batch_size", std::to_string(run.batch_size));
    list.emplace_back("shards", std::to_string(run.shards));
    list.emplace_back("optimizer", to_string(run.optimizer));
    for (const named_settings& a : run.adjustments) {
        list.emplace_back("adjustment", to_string(a));
    }
    for (const named_settings& c : run.callbacks) {
        list.emplace_back("callback", to_string(c));
    }
    return list;
}

/// The first thing in which they differ, as a difference before the first step.
[[nodiscard]] inline std::optional<chain_difference> first_difference(const run_identity& expected,
                                                                      const run_identity& found) {
    const auto differs = [](const std::string& what, const std::string& a, const std::string& b) {
        return chain_difference{.what = what, .expected = a, .found = b};
    };
    for (std::size_t i = 0; i < expected.size() && i < found.size(); ++i) {
        const auto& [what, value] = expected[i];
        if (found[i].first != what) {
            const bool missing = i + 1 < expected.size() && expected[i + 1].first == found[i].first;
            return missing ? differs(what, value, "none") : differs(found[i].first, "none", found[i].second);
        }
        if (found[i].second != value) {
            return differs(what, value, found[i].second);
        }
    }
    if (expected.size() > found.size()) {
        return differs(expected[found.size()].first, expected[found.size()].second, "none");
    }
    if (expected.size() < found.size()) {
        return differs(found[expected.size()].first, "none", found[expected.size()].second);
    }
    return std::nullopt;
}

}  // namespace lastro::inline v0::train
