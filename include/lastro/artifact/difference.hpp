// SPDX-License-Identifier: MIT
// lastro/artifact/difference.hpp
//
// Are two models the same to the last bit, where do they begin to differ, and what does a model consist of?
//
//   artifact::difference(trained, loaded);        // nothing, or "network.weights.0: 3 x 16 F64, other numbers"
//   artifact::content_digest(trained);            // of structure and numbers alone; no card, no file
//   artifact::outline(trained);                   // a line for every field: its path and what it is
//
// All three follow from `reflect`, as saving does: what is not visited is not compared.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

/// A tensor without its bytes.
struct tensor_outline {
    std::string name;
    std::string kind;  // "3 x 16 F64"
    hash::digest digest = {};
};

/// The tensors of a model; with their digests if asked for.
template <class Model>
[[nodiscard]] store::json outlines(const Model& model, bool digests, std::vector<tensor_outline>& tensors) {
    return visit_archive(model, [&](const visited_tensor& t) {
        tensor_outline& one = tensors.emplace_back();
        one.name = t.name;
        for (const std::uint64_t size : t.shape) {
            one.kind += (one.kind.empty() ? "" : " x ") + std::to_string(size);
        }
        one.kind += ' ' + std::string{to_string(t.type)};
        if (digests) {
            hash::blake3 hasher;
            t.pieces([&](core::byte_span piece) { hasher.update(piece); });
            one.digest = hasher.finalize();
        }
    });
}

/// Calls use(path, value) for every value of a structure that has no parts.
template <class Use>
void for_each_leaf(const store::json& value, const std::string& path, Use&& use) {
    const auto below = [&](const std::string& name) { return path.empty() ? name : path + '.' + name; };
    if (value.is_object() && value.contains("fields")) {
        use(path, value.at("type"), value.at("version"));
        for (const auto& [name, part] : value.at("fields").items()) {
            for_each_leaf(part, below(name), use);
        }
    } else if (value.is_array() && !value.empty()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            for_each_leaf(value[i], below(std::to_string(i)), use);
        }
    } else {
        use(path, value, store::json{});
    }
}

}  // namespace detail

/// The digest of a model's structure and numbers: equal for equal content, on any machine.
template <reflectable Model>
[[nodiscard]] hash::digest content_digest(const Model& model) {
    std::vector<detail::tensor_outline> tensors;
    const store::json structure = detail::outlines(model, true, tensors);
    hash::blake3 hasher;
    hash::append(hasher, "lastro.content/1");
    hash::append(hasher, store::canonical_json(structure));
    for (const detail::tensor_outline& t : tensors) {
        hash::append(hasher, t.name);
        hash::append(hasher, t.kind);
        hash::append(hasher, t.digest.to_string());
    }
    return hasher.finalize();
}

/// A line for every field in the order of paths: "margin: 0.05", "network: lastro.mlp, version 1", "w: 3 x 16 F64".
template <reflectable Model>
[[nodiscard]] std::string outline(const Model& model) {
    std::vector<detail::tensor_outline> tensors;
    const store::json structure = detail::outlines(model, false, tensors);
    std::string text;
    detail::for_each_leaf(structure, {},
                          [&](const std::string& path, const store::json& value, const store::json& version) {
                              text += path.empty() ? "" : path + ": ";
                              if (!version.is_null()) {
                                  text += value.get<std::string>() + ", version " + version.dump();
                              } else if (value.is_object()) {  // a tensor, the only object without fields
                                  for (const detail::tensor_outline& t : tensors) {
                                      text += t.name == value.at("tensor").get_ref<const std::string&>() ? t.kind : "";
                                  }
                              } else {
                                  text += store::canonical_json(value);
                              }
                              text += '\n';
                          });
    return text;
}

/// The first place where two models differ, and how; nothing where they are the same to the last bit.
template <reflectable Model>
[[nodiscard]] std::optional<std::string> difference(const Model& a, const Model& b) {
    std::vector<detail::tensor_outline> tensors;
    std::vector<detail::tensor_outline> others;
    const store::json first = detail::outlines(a, true, tensors);
    const store::json second = detail::outlines(b, true, others);
    if (first != second) {
        const auto leaves = [](const store::json& structure) {
            std::vector<std::string> lines;
            detail::for_each_leaf(structure, {},
                                  [&](const std::string& path, const store::json& value, const store::json& version) {
                                      lines.push_back(path + ": " + store::canonical_json(value) +
                                                      (version.is_null() ? "" : ", version " + version.dump()));
                                  });
            return lines;
        };
        const std::vector<std::string> here = leaves(first);
        const std::vector<std::string> there = leaves(second);
        std::size_t i = 0;
        while (i < here.size() && i < there.size() && here[i] == there[i]) {
            ++i;
        }
        return (i < here.size() ? here[i] : "nothing") + " and " + (i < there.size() ? there[i] : "nothing");
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {  // equal structures name the same tensors in the same order
        if (tensors[i].kind != others[i].kind) {
            return tensors[i].name + ": " + tensors[i].kind + " and " + others[i].kind;
        }
        if (tensors[i].digest != others[i].digest) {
            return tensors[i].name + ": " + tensors[i].kind + ", other numbers";
        }
    }
    return std::nullopt;
}

}  // namespace lastro::inline v0::artifact
