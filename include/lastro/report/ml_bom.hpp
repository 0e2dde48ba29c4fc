// SPDX-License-Identifier: MIT
// lastro/report/ml_bom.hpp
//
// What is in this model, for those who account for what they run? A bill of materials: CycloneDX 1.6 [1] as JSON.
//
//   report::write_ml_bom("rain.cdx.json", report::facts_of(artifact::open("rain.safetensors")));
//
// The model is the component described; its data are components that it depends on. No time and no random number: the
// serial number follows from the model's digest, and the same facts give the same bytes. Texts that are not UTF-8 are made so.
//
// References
//   [1] ECMA-424, CycloneDX Bill of materials specification 1.6, machine-learning-model and modelCard.
//   [2] RFC 9562, UUID version 8.
#pragma once

#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/card.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/licence.hpp>
#include <lastro/report/model_facts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/track/environment.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/version.hpp>

namespace lastro::inline v0::report {

namespace detail {

using store::json;

/// A UUID of version 8 [2]: the first 122 bits of the digest that it leaves free.
[[nodiscard]] inline std::string uuid_of(const hash::digest& digest) {
    const std::string spelled = digest.to_string();
    std::string h = spelled.substr(spelled.find(':') + 1, 32);
    h[12] = '8';
    h[16] = "89ab"[(h[16] >= 'a' ? h[16] - 'a' + 10 : h[16] - '0') & 3];
    return h.substr(0, 8) + '-' + h.substr(8, 4) + '-' + h.substr(12, 4) + '-' + h.substr(16, 4) + '-' + h.substr(20);
}

[[nodiscard]] inline json bom_licence(const std::string& licence) {
    const std::string_view id = spdx_licence(licence);
    return json::array({{{"license", id.empty() ? json{{"name", readable(licence)}} : json{{"id", id}}}}});
}

[[nodiscard]] inline json bom_properties(const model_facts& facts) {
    json list = json::array();
    const auto say = [&](const std::string& name, const std::string& value) {
        if (!value.empty()) {
            list.push_back({{"name", "lastro:" + readable(name)}, {"value", readable(value)}});
        }
    };
    const artifact::card& c = facts.card;
    say("digest", facts.digest.to_string());
    say("type", facts.type);
    say("run_id", c.run_id);
    say("measured_on", c.measured_on ? c.measured_on->digest.to_string() : std::string{});
    if (c.training) {
        say("grade", c.training->grade);
        say("seed", std::to_string(c.training->seed));
        say("optimizer", train::to_string(c.training->optimizer));
    }
    if (facts.environment) {
        say("environment", track::to_string(*facts.environment));
    }
    const auto fields = [&](const char* what, const std::vector<artifact::signature_field>& signature) {
        for (const artifact::signature_field& f : signature) {
            say(what + (":" + f.name), std::string{data::name_of(f.type)} + (f.unit.empty() ? "" : " in " + f.unit));
        }
    };
    fields("input", c.inputs);
    fields("output", c.outputs);
    for (const artifact::preprocessing_step& s : c.preprocessing) {
        say("preprocessing:" + s.column, s.method);
    }
    for (const tensor_facts& t : facts.tensors) {
        say("tensor:" + t.name, t.digest.to_string());
    }
    for (const auto& [key, value] : c.properties) {
        say("property:" + key, value);
    }
    return list;
}

[[nodiscard]] inline json performance(const artifact::card& c) {
    json list = json::array();
    for (const auto& [name, value] : c.metrics) {
        list.push_back({{"type", readable(name)}, {"value", core::to_text(value)}});
    }
    for (const artifact::measurement& m : c.measurements) {
        json metric{{"type", readable(m.metric)}, {"value", core::to_text(m.value)}};
        if (m.interval) {
            metric["confidenceInterval"] = {{"lowerBound", core::to_text(m.interval->lower)},
                                            {"upperBound", core::to_text(m.interval->upper)}};
        }
        if (!m.segment.column.empty()) {
            metric["slice"] = readable(m.segment.column + " = " + m.segment.value);
        }
        list.push_back(std::move(metric));
    }
    return list;
}

/// A set of rows as a component, known by its digest.
[[nodiscard]] inline json data_component(const hash::digest& digest, const std::string& name) {
    const std::string spelled = digest.to_string();
    return {{"type", "data"},
            {"bom-ref", spelled},
            {"name", name.empty() ? spelled : readable(name)},
            {"data", json::array({{{"type", "dataset"}, {"name", name.empty() ? spelled : readable(name)}}})},
            {"properties", json::array({{{"name", "lastro:digest"}, {"value", spelled}}})}};
}

}  // namespace detail

/// The bill of materials as canonical JSON.
[[nodiscard]] inline std::string ml_bom(const model_facts& facts) {
    using detail::json;
    const artifact::card& c = facts.card;
    const std::string self = "model:" + facts.digest.to_string();
    json components = json::array();
    json references = json::array();
    json data = json::array();
    const auto depend = [&](const hash::digest& digest, const std::string& name) {
        const std::string spelled = digest.to_string();
        for (const json& known : references) {
            if (known == spelled) {
                return;
            }
        }
        components.push_back(detail::data_component(digest, name));
        references.push_back(spelled);
        data.push_back({{"ref", spelled}});
    };
    if (c.dataset) {
        depend(c.dataset->digest, c.dataset->name);
    }
    if (c.training) {
        depend(c.training->data, "rows trained on");
        if (c.training->validation) {
            depend(*c.training->validation, "rows of validation");
        }
    }
    if (c.reference_profile) {
        depend(c.reference_profile->digest, c.reference_profile->name);
    }
    if (c.measured_on) {
        depend(c.measured_on->digest, c.measured_on->name);
    }
    json parameters = json::object();
    json model{{"type", "machine-learning-model"}, {"bom-ref", self}, {"name", readable(c.name)}};
    const auto text = [](json& to, const char* key, const std::string& value) {
        if (!value.empty()) {
            to[key] = readable(value);
        }
    };
    text(model, "version", c.version);
    text(model, "description", c.description);
    if (!c.license.empty()) {
        model["licenses"] = detail::bom_licence(c.license);
    }
    text(parameters, "task", c.task);
    text(parameters, "modelArchitecture", facts.type);
    if (c.training) {
        parameters["approach"] = {{"type", "supervised"}};
    }
    if (!data.empty()) {
        parameters["datasets"] = std::move(data);
    }
    json card{{"modelParameters", std::move(parameters)}};
    if (json metrics = detail::performance(c); !metrics.empty()) {
        card["quantitativeAnalysis"] = {{"performanceMetrics", std::move(metrics)}};
    }
    if (!c.intended_use.empty()) {
        card["considerations"] = {{"useCases", json::array({readable(c.intended_use)})}};
    }
    model["modelCard"] = std::move(card);
    model["properties"] = detail::bom_properties(facts);
    json bom{{"$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json"},
             {"bomFormat", "CycloneDX"},
             {"specVersion", "1.6"},
             {"serialNumber", "urn:uuid:" + detail::uuid_of(facts.digest)},
             {"version", 1}};
    bom["metadata"] = {
        {"component", std::move(model)},
        {"tools",
         {{"components", json::array({{{"type", "library"}, {"name", "lastro"}, {"version", lastro::version}}})}}}};
    bom["dependencies"] = json::array({{{"ref", self}, {"dependsOn", std::move(references)}}});
    bom["components"] = std::move(components);
    return store::canonical_json(bom);
}

/// Writes the bill to `path`, whole or not at all. @throws io_error if it cannot be written.
inline void write_ml_bom(const std::string& path, const model_facts& facts) {
    core::write_file(path, core::as_bytes(ml_bom(facts)));
}

}  // namespace lastro::inline v0::report
