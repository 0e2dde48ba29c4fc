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
#include <stdexcept>    // invalid_argument, length_error
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/self_test.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/hash/blake3.hpp>
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

/// A tensor as the structure lists it.
[[nodiscard]] inline store::json tensor_to_json(const tensor_info& t, const hash::digest& digest) {
    store::json shape = store::json::array();
    for (const std::uint64_t size : t.shape) {
        shape.push_back(store::exact_json(size));
    }
    return {{"dtype", to_string(t.type)}, {"shape", std::move(shape)}, {"digest", digest.to_string()}};
}

/// The digest of every tensor that is visited. Short ones are copied and hashed together: alone, they do not fill the lanes of
/// a processor.
class tensor_digests {
public:
    void add(const visited_tensor& t) {
        if (t.bytes > longest) {
            hash::blake3 hasher;
            t.pieces([&](core::byte_span piece) { hasher.update(piece); });
            digests_.push_back(hasher.finalize());
            return;
        }
        if (copies_.size() + t.bytes > most) {
            hash_copies();
        }
        t.pieces([&](core::byte_span piece) { copies_.insert(copies_.end(), piece.begin(), piece.end()); });
        waiting_.push_back({digests_.size(), copies_.size()});
        digests_.emplace_back();
    }

    /// All of them, in the order of the visits.
    [[nodiscard]] std::vector<hash::digest> finish() {
        hash_copies();
        return std::move(digests_);
    }

private:
    static constexpr std::size_t longest = std::size_t{16} << 10U;
    static constexpr std::size_t most = std::size_t{256} << 10U;  // bytes that wait to be hashed

    struct copy {
        std::size_t digest;  // which one it is
        std::size_t end;     // in copies_
    };

    void hash_copies() {
        std::vector<core::byte_span> inputs;
        std::size_t begin = 0;
        for (const copy& c : waiting_) {
            inputs.push_back(core::byte_span{copies_}.subspan(begin, c.end - begin));
            begin = c.end;
        }
        std::vector<hash::digest> found(inputs.size());
        hash::blake3_many(inputs, found);
        for (std::size_t i = 0; i < found.size(); ++i) {
            digests_[waiting_[i].digest] = found[i];
        }
        waiting_.clear();
        copies_.clear();
    }

    std::vector<std::byte> copies_;
    std::vector<copy> waiting_;
    std::vector<hash::digest> digests_;
};

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
/// same `digest` on all. The model's fields are visited twice, once for the digests and once for the bytes, and never
/// copied: memory beyond the model is some mebibytes.
///
/// @throws std::invalid_argument if no name is given, a text is not UTF-8 or two tensors would have one name;
///         std::length_error if structure and card are beyond what a reader accepts (16 MiB); io_error. Then whatever
///         stood under the name still does.
template <reflectable Model>
void save(const std::string& path, const Model& model, const save_settings& settings) {
    std::vector<tensor_info> infos;
    detail::tensor_digests digests;
    store::json structure_json = visit_archive(model, [&](const visited_tensor& t) {
        infos.push_back({.name = t.name, .type = t.type, .shape = t.shape, .begin = 0, .end = t.bytes});
        digests.add(t);
    });
    const std::vector<hash::digest> each = digests.finish();
    store::json listed = store::json::object();
    for (std::size_t i = 0; i < infos.size(); ++i) {
        listed[infos[i].name] = detail::tensor_to_json(infos[i], each[i]);
    }
    const std::string card_text = store::canonical_json(to_json(detail::make_card(settings)));
    const std::string structure =
        store::canonical_json({{"model", std::move(structure_json)}, {"tensors", std::move(listed)}});
    try {
        const std::string where = "artifact::save: " + path;
        core::json_cursor{structure, where}.skip_value();  // what is too deep to be read is not written
    } catch (const format_error& e) {
        throw std::length_error{e.what()};
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
    core::require<std::length_error>(size <= limits.metadata_bytes && infos.size() <= limits.tensors,
                                     "artifact::save: " + path, "a card and a structure of at most 16 MiB",
                                     std::to_string(size) + " bytes");
    const std::vector<std::byte> header = safetensors_header_bytes(infos, metadata, detail::model_alignment);

    std::sort(infos.begin(), infos.end(), layout_before);
    std::map<std::string_view, std::uint64_t> places;
    std::uint64_t end = header.size();
    for (const tensor_info& t : infos) {
        places.emplace(t.name, end);
        end += t.end;
    }
    core::atomic_file file{path};
    detail::placed_writer writer{file};
    writer.put(0, header);
    static_cast<void>(visit_archive(model, [&](const visited_tensor& t) {
        std::uint64_t place = places.at(t.name);
        t.pieces([&](core::byte_span piece) {
            writer.put(place, piece);
            place += piece.size();
        });
    }));
    writer.flush();
    file.commit();
}

}  // namespace lastro::inline v0::artifact
