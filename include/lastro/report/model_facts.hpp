// SPDX-License-Identifier: MIT
// lastro/report/model_facts.hpp
//
// What is there to be said about a model? Its card, its digests and where it was made, for every form of saying it.
//
//   const report::model_facts facts = report::facts_of(artifact::open("rain.safetensors"));
//   report::model_card(facts); report::ml_bom(facts);
#pragma once

#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <string>    // string
#include <vector>    // vector

#include <lastro/artifact/card.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/track/environment.hpp>

namespace lastro::inline v0::report {

/// A tensor of the model, without its numbers.
struct tensor_facts {
    std::string name = {};
    std::string type = {};
    std::vector<std::uint64_t> shape = {};
    hash::digest digest = {};
};

/// What is known of a model.
struct model_facts {
    artifact::card card = {};
    std::string type = {};  ///< As "lastro.classifier".
    hash::digest digest = {};
    std::optional<track::environment> environment = {};
    std::vector<tensor_facts> tensors = {};
};

/// The facts that an opened model file (artifact::file) has; its tensors are not read.
template <class File>
requires requires(const File& file) { file.tensor_digest(""); }
[[nodiscard]] model_facts facts_of(const File& file) {
    model_facts facts{
        .card = file.card(), .type = file.type(), .digest = file.digest(), .environment = file.environment()};
    for (const auto& t : file.tensors()) {
        facts.tensors.push_back({.name = t.name,
                                 .type = std::string{to_string(t.type)},
                                 .shape = {t.shape.begin(), t.shape.end()},
                                 .digest = file.tensor_digest(t.name)});
    }
    return facts;
}

}  // namespace lastro::inline v0::report
