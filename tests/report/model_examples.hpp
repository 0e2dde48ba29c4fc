// SPDX-License-Identifier: MIT
// tests/report/model_examples.hpp: a model with every fact, one with none, and one whose texts are hostile
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <lastro/report/model_facts.hpp>

namespace model_examples {

namespace artifact = lastro::artifact;
namespace data = lastro::data;
using lastro::report::model_facts;

inline lastro::hash::digest digest_of(char digit) {
    return lastro::hash::digest::parse("blake3:" + std::string(64, digit));
}

inline model_facts full() {
    artifact::training_summary training;
    training.seed = 42;
    training.random_specification = "1";
    training.epochs = 60;
    training.batch_size = 32;
    training.shards = 8;
    training.optimizer = {.name = "adam", .values = {{"learning_rate", 0.01}}};
    training.rows = 1584;
    training.data = digest_of('2');
    training.validation_rows = 146;
    training.validation = digest_of('3');
    training.epochs_run = 37;
    training.kept_epoch = 29;
    training.metrics = {{"validation/loss", 0.4405}};
    training.parameters = 81;
    training.final_parameters = digest_of('4');
    training.grade = "strict";
    artifact::card card{.name = "rain",
                        .version = "1.2",
                        .description = "Is this day wet?",
                        .license = "Apache-2.0",
                        .task = "tabular-classification",
                        .intended_use = "Planning of outdoor work in Seattle.",
                        .inputs = {{"temp_max", data::type::float64,
                                    "\xC2\xB0"
                                    "C"},
                                   {"location", data::type::string, ""}},
                        .outputs = {{"wet", data::type::boolean, ""}},
                        .preprocessing = {{"temp_max", "standard scaling"}, {"location", "one-hot"}},
                        .dataset = artifact::dataset_reference{digest_of('1'), "seattle"},
                        .reference_profile = artifact::dataset_reference{digest_of('5'), "seattle 2012-13"},
                        .run_id = "run-7",
                        .training = training,
                        .metrics = {{"brier_score", 0.125}},
                        .measurements = {{.metric = "accuracy",
                                          .value = 0.83,
                                          .interval = artifact::confidence_interval{0.8, 0.86, 0.95},
                                          .rows = 730},
                                         {.metric = "accuracy", .value = 0.79, .segment = {"location", "New York"}}},
                        .measured_on = artifact::dataset_reference{digest_of('7'), "seattle 2015"},
                        .properties = {{"contact", "ana@example.org"}}};
    lastro::track::environment made{.library = "0.1.0",
                                    .compiler = "gcc 12.2.0",
                                    .standard_library = "libstdc++ 12",
                                    .operating_system = "Linux",
                                    .architecture = "x86_64",
                                    .instructions = "avx2",
                                    .byte_order = "little"};
    return {.card = card,
            .type = "lastro.classifier",
            .digest = digest_of('a'),
            .environment = made,
            .tensors = {{"network.weights.0", "F64", {3, 16}, digest_of('6')}}};
}

inline model_facts small() { return {.card = {.name = "small"}, .digest = digest_of('b')}; }

inline model_facts hostile() {
    const std::string bad = "a\"\\\n---\n# x | `y` <script>\xFF\x01\xE2\x80\xAE: {[*&!%@";
    model_facts facts = full();
    facts.type = bad;
    facts.card.name = facts.card.version = facts.card.license = facts.card.task = bad;
    facts.card.intended_use = facts.card.run_id = bad;
    facts.card.description = "---";
    facts.card.inputs = {{bad, data::type::float64, bad}};
    facts.card.preprocessing = {{bad, bad}};
    facts.card.dataset->name = facts.card.measured_on->name = bad;
    facts.card.metrics = {{bad, 1e300}, {"nan", std::numeric_limits<double>::quiet_NaN()}};
    facts.card.measurements = {{.metric = bad, .value = -0.0, .segment = {bad, bad}}};
    facts.card.properties = {{bad, bad}};
    facts.tensors[0].name = bad;
    return facts;
}

inline std::vector<std::pair<std::string, model_facts>> all() {
    return {{"full", full()}, {"small", small()}, {"hostile", hostile()}};
}

}  // namespace model_examples
