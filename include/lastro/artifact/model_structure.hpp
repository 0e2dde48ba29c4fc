// SPDX-License-Identifier: MIT
// lastro/artifact/model_structure.hpp
//
// What is the model of this file, and which bytes must each of its tensors have? The text under `lastro.model`.
//
//   const auto s = artifact::parse_model_structure(text, header.tensors, header.index, "m.safetensors: lastro.model");
//   s.model;                                                        // what `from_archive` reads
//   s.digests[i];                                                   // of tensor i
//   artifact::model_structure_text(s.model, header.tensors, s.digests) == text;
//
// The text lists every tensor of the file with its element type and shape, and no other. What is spelled as a writer
// spells it, which is nearly all there is, becomes no JSON value: for a small model that costs as much as its tensors.
#pragma once

#include <algorithm>    // sort
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
#include <lastro/core/json_text.hpp>
#include <lastro/core/order.hpp>
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

/// Objects and arrays inside each other, the outermost counting as 1; a number or a text has none.
[[nodiscard]] inline std::size_t levels(const store::json& value) {
    std::size_t deepest = 0;
    for (const store::json& part : value) {
        deepest = core::larger(deepest, part.is_structured() ? levels(part) : 0);
    }
    return value.is_structured() ? deepest + 1 : 0;
}

/// Reads `{"model":<value>,"tensors":{"<name>":{"digest":"..","dtype":"F64","shape":[2,3]},..}}` and nothing else.
class structure_reader {
public:
    /// Precondition: `text` is UTF-8.
    structure_reader(std::string_view text, std::span<const tensor_info> tensors, const tensor_index& index)
        : rest_(text), tensors_(tensors), index_(index) {}

    /// Nothing where anything at all is otherwise: then the general reader judges it. What is read is canonical: each
    /// piece is, and keys ascend.
    [[nodiscard]] std::optional<model_structure> read() {
        if (!skip("{\"model\":") || rest_.empty() || rest_.front() != '{') {
            return std::nullopt;
        }
        const std::size_t length = store::detail::canonical_scan{rest_, 2}.length();
        const std::string_view model = rest_.substr(0, length);
        rest_.remove_prefix(length);
        if (length == 0 || !skip(",\"tensors\":{")) {
            return std::nullopt;
        }
        result_.digests.resize(tensors_.size());
        std::string_view before;
        for (std::size_t i = 0; i < tensors_.size(); ++i) {
            std::string_view name;
            const bool usual = (i == 0 || skip(",")) && read_text(name) &&
                               (i == 0 || store::detail::utf16_less(before, name)) && skip(":") && entry(name);
            if (!usual) {
                return std::nullopt;
            }
            before = name;
        }
        if (rest_ != "}}") {
            return std::nullopt;
        }
        core::json_cursor at{model, "artifact::model_structure"};
        result_.model = store::detail::read_value(at);
        return std::move(result_);
    }

private:
    [[nodiscard]] bool skip(std::string_view expected) noexcept {
        const bool found = rest_.starts_with(expected);
        rest_.remove_prefix(found ? expected.size() : 0);
        return found;
    }

    /// A text without escapes.
    [[nodiscard]] bool read_text(std::string_view& text) noexcept {
        if (!skip("\"")) {
            return false;
        }
        std::size_t length = 0;
        for (; length < rest_.size() && rest_[length] != '"'; ++length) {
            if (static_cast<unsigned char>(rest_[length]) < 0x20 || rest_[length] == '\\') {
                return false;
            }
        }
        text = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return skip("\"");
    }

    /// The facts of one tensor.
    [[nodiscard]] bool entry(std::string_view name) {
        const tensor_info* const t = index_.find(tensors_, name);
        std::string_view spelled;
        if (t == nullptr || !skip("{\"digest\":") || !read_text(spelled)) {
            return false;
        }
        const auto digest = hash::digest::read(spelled);
        if (!digest || !skip(",\"dtype\":\"") || !skip(to_string(t->type)) || !skip("\",\"shape\":[")) {
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
        result_.digests[static_cast<std::size_t>(t - tensors_.data())] = *digest;
        return skip("]}");
    }

    std::string_view rest_;
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
    if (core::is_utf8(text)) {
        result = detail::structure_reader{text, tensors, index}.read();
    }
    if (!result) {
        result = detail::structure_of(store::parse_canonical_json(text, where), tensors, where);
    }
    if (const auto type = result->model.find("type"); type != result->model.end()) {
        core::require<format_error>(type->is_string(), where + ": \"type\"", "a text", type->type_name());
    }
    return std::move(*result);
}

/// The text under `lastro.model`: canonical JSON, the list of the tensors written without making a value of it.
///
/// @throws std::invalid_argument as `store::canonical_json`.
[[nodiscard]] inline std::string model_structure_text(const store::json& model, std::span<const tensor_info> tensors,
                                                      std::span<const hash::digest> digests) {
    std::vector<std::size_t> order;
    order.reserve(tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return store::detail::utf16_less(tensors[a].name, tensors[b].name);
    });
    std::string text = "{\"model\":";
    store::detail::append_canonical(text, model);
    text += ",\"tensors\":{";
    for (const std::size_t i : order) {
        text += i == order.front() ? "" : ",";
        core::append_json_string(text, tensors[i].name);
        text += ":{\"digest\":\"";
        text += digests[i].to_string();
        text += "\",\"dtype\":\"";
        text += to_string(tensors[i].type);
        text += "\",\"shape\":[";
        for (std::size_t k = 0; k < tensors[i].shape.size(); ++k) {
            text += k == 0 ? "" : ",";
            store::detail::append_canonical(text, store::exact_json(tensors[i].shape[k]));
        }
        text += "]}";
    }
    text += "}}";
    return text;
}

}  // namespace lastro::inline v0::artifact
