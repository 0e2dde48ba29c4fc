// SPDX-License-Identifier: MIT
// lastro/artifact/model_writer.hpp
//
// How does a model become one file that says what it is?
//
//   artifact::save("rain.safetensors", rain, {.name = "rain", .dataset = dataset, .run = run});
//
// A safetensors file: the model's tensors, and as texts in its header the model's structure, the card, the environment,
// the digest of what the model is, and a seal over all these texts. docs/formats/model_file.md specifies it;
// `model_file` reads it.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument, length_error
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>
#include <lastro/track/environment.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::artifact {

/// What to write on the card.
struct save_settings {
    std::string name = {};  ///< Required.
    std::string version = {};
    std::string description = {};
    std::string license = {};
    std::optional<dataset_reference> dataset = {};  ///< A store::commit or a digest.
    std::optional<train::run_result> run = {};
    metric_map metrics = {};                                          ///< Measured after training.
    std::map<std::string, std::string, std::less<>> properties = {};  ///< Anything else, as text.
};

namespace detail {

/// The keys of `__metadata__`.
namespace key {
inline constexpr std::string_view format = "format";
inline constexpr std::string_view card = "lastro.card";
inline constexpr std::string_view digest = "lastro.digest";
inline constexpr std::string_view environment = "lastro.environment";
inline constexpr std::string_view model = "lastro.model";
inline constexpr std::string_view seal = "lastro.seal";
}  // namespace key

inline constexpr std::string_view model_format = "lastro.model/1";

/// Where the data section of a model file begins: at a multiple of this.
inline constexpr std::size_t model_alignment = 64;

/// What the model is. The structure lists every tensor with its digest, so that nothing else is needed.
[[nodiscard]] inline hash::digest model_digest(std::string_view card, std::string_view structure) {
    hash::blake3 hasher;
    hash::append(hasher, model_format);
    hash::append(hasher, card);
    hash::append(hasher, structure);
    return hasher.finalize();
}

/// The digest of all texts in the header but itself; detects damage, not forgery.
[[nodiscard]] inline hash::digest seal_of(const text_map& metadata) {
    hash::blake3 hasher;
    hash::append(hasher, "lastro.seal/1");
    for (const auto& [name, value] : metadata) {
        if (name != key::seal) {
            hash::append(hasher, std::string_view{name});
            hash::append(hasher, std::string_view{value});
        }
    }
    return hasher.finalize();
}

[[nodiscard]] inline json tensors_to_json(std::span<const owned_tensor> tensors) {
    json result = json::object();
    for (const owned_tensor& t : tensors) {
        json shape = json::array();
        for (const std::uint64_t size : t.shape) {
            shape.push_back(store::exact_json(size));
        }
        result[t.name] = {{"dtype", to_string(t.type)},
                          {"shape", std::move(shape)},
                          {"digest", hash::blake3::of(t.bytes).to_string()}};
    }
    return result;
}

[[nodiscard]] inline card make_card(const save_settings& settings) {
    core::require<std::invalid_argument>(!settings.name.empty(), "artifact::save: name", "the model's name", "none");
    card c{.name = settings.name,
           .version = settings.version,
           .description = settings.description,
           .license = settings.license,
           .dataset = settings.dataset,
           .metrics = settings.metrics,
           .properties = settings.properties};
    if (settings.run) {
        c.training = summary(*settings.run);
    }
    return c;
}

}  // namespace detail

/// Writes `model` to `path`, atomically and durably; a model of equal content gives equal bytes on one machine, and the
/// same `digest` on all.
///
/// @throws std::invalid_argument if no name is given or a text is not UTF-8; std::length_error if structure and card
///         are beyond what a reader accepts (16 MiB); io_error. Then whatever stood under the name still does.
template <model::reflectable Model>
void save(const std::string& path, const Model& model, const save_settings& settings) {
    const archive parts = to_archive(model);
    const std::string card_text = store::canonical_json(to_json(detail::make_card(settings)));
    const std::string structure =
        store::canonical_json({{"model", parts.structure}, {"tensors", detail::tensors_to_json(parts.tensors)}});
    text_map metadata;
    metadata.emplace(detail::key::format, "lastro");
    metadata.emplace(detail::key::card, card_text);
    metadata.emplace(detail::key::model, structure);
    metadata.emplace(detail::key::digest, detail::model_digest(card_text, structure).to_string());
    metadata.emplace(detail::key::environment, store::canonical_json(track::to_json(track::capture_environment())));
    metadata.emplace(detail::key::seal, detail::seal_of(metadata).to_string());
    std::size_t size = 0;
    for (const auto& [name, text] : metadata) {
        size += name.size() + text.size();
    }
    const safetensors_limits limits;
    core::require<std::length_error>(size <= limits.metadata_bytes && parts.tensors.size() <= limits.tensors,
                                     "artifact::save: " + path, "a card and a structure of at most 16 MiB",
                                     std::to_string(size) + " bytes");
    std::vector<tensor_data> tensors;
    tensors.reserve(parts.tensors.size());
    for (const owned_tensor& t : parts.tensors) {
        tensors.push_back({.name = t.name, .type = t.type, .shape = t.shape, .bytes = t.bytes});
    }
    write_safetensors(path, std::move(tensors), metadata, {.alignment = detail::model_alignment});
}

}  // namespace lastro::inline v0::artifact
