// SPDX-License-Identifier: MIT
// lastro/artifact/model_structure.hpp
//
// What is the model of this file, and which bytes must each of its tensors have? The text under `lastro.model`.
//
//   const auto s = artifact::parse_model_structure(text, header.tensors, header.index, "m.safetensors: lastro.model");
//   s.model;                                                        // what `from_archive` reads
//   s.digests[i];                                                   // of tensor i
//
// The text lists every tensor of the file with its element type and shape, and no other. What is spelled as a writer
// spells it, which is nearly all there is, becomes no JSON value: for a small model that costs as much as its tensors.
#pragma once

#include <charconv>     // to_chars
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_form.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// The structure of a model file, checked against the tensors that the file has.
struct model_structure {
    store::json model;                  ///< The value that the tensors belong to.
    std::vector<hash::digest> digests;  ///< Of the tensors' bytes, in the order of the tensors.
};

namespace detail {

/// Reads `{"model":<value>,"tensors":{"<name>":{"digest":"..","dtype":"F64","shape":[2,3]},..}}` and nothing else.
class structure_reader {
public:
    /// Precondition: `text` is canonical.
    structure_reader(std::string_view text, std::span<const tensor_info> tensors, const tensor_index& index)
        : at_(text, "artifact::model_structure"), tensors_(tensors), index_(index) {
        result_.digests.resize(tensors.size());
    }

    /// Nothing where anything at all is otherwise: then the general reader judges it.
    [[nodiscard]] std::optional<model_structure> read() {
        std::size_t listed = 0;
        bool model = false;
        bool usual = at_.peek() == '{';
        if (usual) {
            at_.object([&](std::string_view key) {
                if (usual && key == "model") {
                    result_.model = store::detail::read_value(at_);
                    model = true;
                } else if (usual && key == "tensors" && at_.peek() == '{') {
                    at_.object([&](std::string_view name) {
                        usual = usual && entry(name);
                        ++listed;
                        if (!usual) {
                            at_.skip_value();
                        }
                    });
                } else {
                    usual = false;
                    at_.skip_value();
                }
            });
        }
        const bool whole = usual && model && listed == tensors_.size();  // no name is repeated in canonical text
        return whole ? std::optional{std::move(result_)} : std::nullopt;
    }

private:
    /// The facts of one tensor; false, and nothing is read, if they are not exactly these.
    [[nodiscard]] bool entry(std::string_view name) {
        const tensor_info* const t = index_.find(tensors_, name);
        if (t == nullptr) {
            return false;
        }
        const std::string_view all = at_.rest();
        std::string_view rest = all;
        const auto skip = [&rest](std::string_view expected) {
            const bool found = rest.starts_with(expected);
            rest.remove_prefix(found ? expected.size() : 0);
            return found;
        };
        if (!skip("{\"digest\":\"")) {
            return false;
        }
        const auto digest = hash::digest::read(rest.substr(0, rest.find('"')));
        if (!digest) {
            return false;
        }
        rest.remove_prefix(rest.find('"'));
        if (!skip("\",\"dtype\":\"") || !skip(to_string(t->type)) || !skip("\",\"shape\":[")) {
            return false;
        }
        bool first = true;
        for (const std::uint64_t size : t->shape) {
            char digits[20];  // of 2^64 - 1
            const char* const end = std::to_chars(digits, digits + sizeof digits, size).ptr;
            const bool same = (first || skip(",")) && size <= static_cast<std::uint64_t>(store::largest_json_integer) &&
                              skip({digits, static_cast<std::size_t>(end - digits)});
            if (!same) {
                return false;
            }
            first = false;
        }
        if (!skip("]}")) {
            return false;
        }
        result_.digests[static_cast<std::size_t>(t - tensors_.data())] = *digest;
        at_.advance(all.size() - rest.size());
        return true;
    }

    core::json_cursor at_;
    std::span<const tensor_info> tensors_;
    const tensor_index& index_;
    model_structure result_;
};

/// The same from any JSON value, which says what is wrong with it.
[[nodiscard]] inline model_structure structure_of(store::json value, std::span<const tensor_info> tensors,
                                                  const std::string& where) {
    model_structure result;
    store::json_fields fields{value, where};
    const store::json& listed = fields.object("tensors");
    core::require<format_error>(listed.size() == tensors.size(), where + ": \"tensors\"",
                                std::to_string(tensors.size()) + " tensors, as in the file", listed.size());
    for (const tensor_info& t : tensors) {
        const auto entry = listed.find(t.name);
        const std::string place = where + ": tensor " + core::quoted(t.name);
        core::require<format_error>(entry != listed.end(), place, "an entry", "none");
        store::json_fields facts{*entry, place};
        const std::string& type = facts.text("dtype");
        core::require<format_error>(type == to_string(t.type), place, to_string(t.type), core::quoted(type));
        std::vector<std::uint64_t> shape;
        for (const store::json& size : facts.array("shape")) {
            shape.push_back(store::exact_integer<std::uint64_t>(size, place));
        }
        core::require<format_error>(shape == t.shape, place, "the shape that the header gives", "another one");
        result.digests.push_back(facts.digest("digest"));
        facts.finish();
    }
    result.model = fields.object("model");
    fields.finish();
    return result;
}

}  // namespace detail

/// Reads the structure of a file that holds `tensors`, of which `index` is the index.
///
/// @throws format_error beginning with `where` unless it is canonical JSON that lists these tensors, each with its element
///         type, shape and digest, and a model that is an object whose type, if it has one, is a text.
[[nodiscard]] inline model_structure parse_model_structure(std::string_view text, std::span<const tensor_info> tensors,
                                                           const tensor_index& index, const std::string& where) {
    std::optional<model_structure> result;
    if (store::is_canonical_json(text)) {
        result = detail::structure_reader{text, tensors, index}.read();
    }
    if (!result || !result->model.is_object()) {
        result = detail::structure_of(store::parse_canonical_json(text, where), tensors, where);
    }
    if (const auto type = result->model.find("type"); type != result->model.end()) {
        core::require<format_error>(type->is_string(), where + ": \"type\"", "a text", type->type_name());
    }
    return std::move(*result);
}

}  // namespace lastro::inline v0::artifact
