// SPDX-License-Identifier: MIT
// lastro/artifact/onnx.hpp
//
// How does a model run where Lastro is not? As an ONNX file with its preprocessing, and back.
//
//   artifact::write_onnx("rain.onnx", rain, {.card = file.card(), .digest = file.digest()});    // any ONNX runtime reads it
//   artifact::write_onnx("small.onnx", rain, {.numbers = artifact::onnx_numbers::float32});
//   const auto again = artifact::read_onnx<model::classifier>("rain.onnx");                     // the same predictions
//
// Models: model::classifier and regressor with columns that are scaled, unscaled or one-hot; and linear, logistic, mlp and
// mlp_float alone, which read one matrix, "input". Results: "prediction", of classes also "probabilities"; of a bare
// logistic or perceptron "scores". A table that is exported as float64 and read again predicts the same bits. No library of
// Protocol Buffers.
//
// An ONNX graph cannot refuse a row: where a Lastro model throws for a missing or infinite value, the graph gives what
// arithmetic makes of it: NaN, infinity, or a number like any other; a class it always gives. Check rows before. A missing
// text is a text that is none of the categories.
#pragma once

#include <concepts>   // same_as
#include <cstddef>    // byte, size_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument, length_error
#include <string>     // string
#include <vector>     // vector

#include <lastro/artifact/archive_reader.hpp>
#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/onnx_export.hpp>
#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_graph.hpp>
#include <lastro/artifact/onnx_import.hpp>
#include <lastro/artifact/onnx_match.hpp>
#include <lastro/artifact/onnx_parser.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/tensor_view.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::artifact {

/// How a model is exported, and what the file says of it.
struct onnx_settings {
    onnx_numbers numbers = onnx_numbers::as_model;
    artifact::card card = {};                 ///< Name, version, description and licence go into the file.
    std::optional<hash::digest> digest = {};  ///< Of the model file that this is an export of.
};

/// The bytes of `model` as an ONNX file; the same for the same model and settings.
///
/// @throws std::invalid_argument naming what ONNX export does not know, a model that was never trained, or a text that is
///         not UTF-8; std::length_error beyond 2 GiB, the format's limit.
template <reflectable Model>
[[nodiscard]] std::vector<std::byte> onnx_bytes(const Model& model, const onnx_settings& settings = {}) {
    onnx_file file = onnx_graph(to_pipeline(to_archive(model), settings.numbers));
    const artifact::card& card = settings.card;
    core::require<std::invalid_argument>(core::is_utf8(card.name + card.description), "artifact::write_onnx: card",
                                         "name and description in UTF-8", core::quoted(card.name));
    file.name = card.name.empty() ? "lastro" : card.name;
    file.description = card.description;
    const auto say = [&](const char* key, const std::string& value) {
        if (!value.empty()) {
            core::require<std::invalid_argument>(core::is_utf8(value), "artifact::write_onnx: card", "UTF-8",
                                                 core::quoted(value));
            file.metadata.emplace_back(key, value);
        }
    };
    say("lastro.name", card.name);
    say("lastro.version", card.version);
    say("lastro.license", card.license);
    say("lastro.digest", settings.digest ? settings.digest->to_string() : std::string{});
    detail::require_readable(file);
    std::vector<std::byte> bytes = onnx_bytes(file);
    core::require<std::length_error>(bytes.size() < std::size_t{1} << 31U, "artifact::write_onnx",
                                     "less than 2 GiB, the format's limit", bytes.size());
    return bytes;
}

/// Writes `model` as an ONNX file, whole or not at all. @throws as `onnx_bytes`; io_error if it cannot be written.
template <reflectable Model>
void write_onnx(const std::string& path, const Model& model, const onnx_settings& settings = {}) {
    core::write_file(path, onnx_bytes(model, settings));
}

/// The model in the bytes of an ONNX file: of the graphs that `write_onnx` writes, whoever wrote it.
///
/// @throws format_error beginning with `where` for any other graph, and where the file holds another kind of model; its numbers
///         may be narrower than the model's, not wider.
template <reflectable Model>
requires model::trainable<Model>
[[nodiscard]] Model parse_onnx_model(core::byte_span bytes, const std::string& where) {
    onnx_pipeline p = match_onnx(parse_onnx(bytes, where), where);
    if (p.type == onnx_type::float32 && !std::same_as<model::scalar_of<Model>, float>) {
        p.type = onnx_type::float64;  // every number stays what it is
    }
    const archive parts = to_archive(p, schema_for<Model>().name, where);
    const auto source = [&](const std::string& name) {
        for (const owned_tensor& t : parts.tensors) {
            if (t.name == name) {
                return tensor_view{.type = t.type, .shape = t.shape, .bytes = t.bytes};
            }
        }
        core::fail<format_error>(where, "a tensor " + core::quoted(name), "none");
    };
    return from_archive<Model>(parts.structure, source, {}, where);
}

/// Reads a model from an ONNX file. @throws as `parse_onnx_model`; io_error if the file cannot be read.
template <reflectable Model>
requires model::trainable<Model>
[[nodiscard]] Model read_onnx(const std::string& path) {
    const core::mapped_file file{path};
    return parse_onnx_model<Model>(file.bytes(), path);
}

}  // namespace lastro::inline v0::artifact
