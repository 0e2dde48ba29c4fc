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

#include <algorithm>    // sort
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument, length_error
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/detail/visited_tensors.hpp>
#include <lastro/artifact/model_structure.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/self_test.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/order.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
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
    std::string task = {};
    std::string intended_use = {};
    std::vector<signature_field> inputs = {};
    std::vector<signature_field> outputs = {};
    std::vector<preprocessing_step> preprocessing = {};
    std::optional<dataset_reference> dataset = {};  ///< A store::commit or a digest.
    std::optional<dataset_reference> reference_profile = {};
    std::string run_id = {};
    std::optional<train::run_result> run = {};
    metric_map metrics = {};  ///< Measured after training.
    std::vector<measurement> measurements = {};
    std::optional<dataset_reference> measured_on = {};                ///< The rows that both were measured on.
    std::map<std::string, std::string, std::less<>> properties = {};  ///< Anything else, as text.
    std::optional<artifact::self_test> self_test = {};                ///< What record_cases has recorded.
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
inline constexpr std::string_view self_test = "lastro.self_test";
}  // namespace key

inline constexpr std::string_view model_format = "lastro.model/1";

/// Where the data section of a model file begins: at a multiple of this.
inline constexpr std::size_t model_alignment = 64;

/// What is to be hashed, end to end: at once it fills the lanes of a processor, text by text it would not.
struct collected {
    std::vector<std::byte> bytes = {};

    void update(core::byte_span more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
    [[nodiscard]] hash::digest digest() const {
        const core::byte_span all{bytes};
        hash::digest result;
        hash::blake3_many({&all, 1}, {&result, 1});
        return result;
    }
};

/// What the model is. The structure lists every tensor with its digest, so that nothing else is needed.
[[nodiscard]] inline hash::digest model_digest(std::string_view card, std::string_view structure) {
    collected all;
    hash::append(all, model_format);
    hash::append(all, card);
    hash::append(all, structure);
    return all.digest();
}

/// The digest of all texts in the header but itself; detects damage, not forgery.
[[nodiscard]] inline hash::digest seal_of(const text_map& metadata) {
    collected all;
    hash::append(all, "lastro.seal/1");
    for (const auto& [name, value] : metadata) {
        if (name != key::seal) {
            hash::append(all, std::string_view{name});
            hash::append(all, std::string_view{value});
        }
    }
    return all.digest();
}

/// Writes pieces at their places; those that follow each other share a system call.
class placed_writer {
public:
    explicit placed_writer(core::atomic_file& file) : file_(file) {}

    void put(std::uint64_t place, core::byte_span bytes) {
        if (place != begin_ + buffer_.size() || buffer_.size() + bytes.size() > most) {
            flush();
            begin_ = place;
        }
        if (bytes.size() > most) {
            file_.write_at(place, bytes);
            begin_ = place + bytes.size();
        } else {
            buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
        }
    }
    void flush() {
        file_.write_at(begin_, buffer_);
        buffer_.clear();
    }

private:
    static constexpr std::size_t most = std::size_t{1} << 20U;
    core::atomic_file& file_;
    std::vector<std::byte> buffer_;
    std::uint64_t begin_ = 0;
};

[[nodiscard]] inline card make_card(const save_settings& settings) {
    core::require<std::invalid_argument>(!settings.name.empty(), "artifact::save: name", "the model's name", "none");
    card c{.name = settings.name,
           .version = settings.version,
           .description = settings.description,
           .license = settings.license,
           .task = settings.task,
           .intended_use = settings.intended_use,
           .inputs = settings.inputs,
           .outputs = settings.outputs,
           .preprocessing = settings.preprocessing,
           .dataset = settings.dataset,
           .reference_profile = settings.reference_profile,
           .run_id = settings.run_id,
           .metrics = settings.metrics,
           .measurements = settings.measurements,
           .measured_on = settings.measured_on,
           .properties = settings.properties};
    if (settings.run) {
        c.training = summary(*settings.run);
    }
    return c;
}

}  // namespace detail

/// Writes `model` to `path`, atomically and durably; a model of equal content gives equal bytes on one machine, and the
/// same `digest` on all. A model beyond 256 KiB is never copied: its fields are visited twice, once for the digests and
/// once for the bytes, and memory beyond the model is some mebibytes.
///
/// @throws std::invalid_argument if no name is given, a text is not UTF-8 or two tensors would have one name;
///         std::length_error if structure and card are beyond what a reader accepts (16 MiB); io_error. Then whatever
///         stood under the name still does.
template <reflectable Model>
void save(const std::string& path, const Model& model, const save_settings& settings) {
    detail::visited_tensors tensors;
    const store::json value = visit_archive(model, [&](const visited_tensor& t) { tensors.add(t); });
    tensors.finish();
    const std::string card_text = store::canonical_json(to_json(detail::make_card(settings)));
    const std::string structure = model_structure_text(value, tensors.infos(), tensors.digests());
    if (detail::levels(value) >= core::json_cursor::deepest) {  // what is too deep to be read is not written
        const std::string deepest = std::to_string(core::json_cursor::deepest);
        core::fail<std::length_error>("artifact::save: " + path, "at most " + deepest + " levels of nesting", "more");
    }
    text_map metadata;
    metadata.emplace(detail::key::format, "lastro");
    metadata.emplace(detail::key::card, card_text);
    metadata.emplace(detail::key::model, structure);
    metadata.emplace(detail::key::digest, detail::model_digest(card_text, structure).to_string());
    metadata.emplace(detail::key::environment, store::canonical_json(track::to_json(track::capture_environment())));
    if (settings.self_test) {
        metadata.emplace(detail::key::self_test, store::canonical_json(to_json(*settings.self_test)));
    }
    metadata.emplace(detail::key::seal, detail::seal_of(metadata).to_string());
    std::size_t size = 0;
    for (const auto& [name, text] : metadata) {
        size += name.size() + text.size();
    }
    const safetensors_limits limits;
    const std::vector<tensor_info>& infos = tensors.infos();
    if (size > limits.metadata_bytes || infos.size() > limits.tensors) {
        core::fail<std::length_error>("artifact::save: " + path, "a card and a structure of at most 16 MiB",
                                      std::to_string(size) + " bytes");
    }
    std::vector<std::size_t> order;
    order.reserve(infos.size());
    for (std::size_t i = 0; i < infos.size(); ++i) {
        order.push_back(i);
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return layout_before(infos[a], infos[b]); });
    std::vector<tensor_info> laid_out;
    laid_out.reserve(infos.size());
    for (const std::size_t i : order) {
        laid_out.push_back(infos[i]);
    }
    const std::vector<std::byte> header = detail::sorted_header_bytes(laid_out, metadata, detail::model_alignment);
    std::vector<std::uint64_t> places(infos.size());
    std::uint64_t end = header.size();
    for (const std::size_t i : order) {
        places[i] = end;
        end += infos[i].end;
    }
    core::atomic_file file{path};
    if (tensors.kept()) {
        std::vector<core::byte_span> pieces{header};
        pieces.reserve(order.size() + 1);
        for (const std::size_t i : order) {
            pieces.push_back(tensors.bytes()[i]);
        }
        file.write_pieces(pieces);
    } else {
        detail::placed_writer writer{file};
        writer.put(0, header);
        std::size_t visited = 0;
        static_cast<void>(visit_archive(model, [&](const visited_tensor& t) {
            std::uint64_t place = places[visited++];
            t.pieces([&](core::byte_span piece) {
                writer.put(place, piece);
                place += piece.size();
            });
        }));
        writer.flush();
    }
    file.commit();
}

}  // namespace lastro::inline v0::artifact
