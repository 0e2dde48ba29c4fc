// SPDX-License-Identifier: MIT
// lastro/track/training_record.hpp
//
// What does a training run leave behind for people and tools? All of it but the digests of every link, as one object.
//
//   store::canonical_json(track::to_json(run));             // from a train::run_result
//
// "training" would be the same if the run were done again (it is what a model's card has), and so would "history"; what
// may differ is under "measured". The fields are described in docs/track.md.
#pragma once

#include <cstdint>  // uint64_t
#include <string>   // string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/artifact/training_summary.hpp>
#include <lastro/core/build.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::track {

namespace detail {

[[nodiscard]] inline store::json history_to_json(const std::vector<train::epoch_record>& history) {
    store::json list = store::json::array();
    for (const train::epoch_record& r : history) {
        store::json metrics = store::json::object();
        for (const train::metric_value& m : r.metrics) {
            metrics[m.name] = store::exact_json(m.value);
        }
        list.push_back({{"epoch", store::exact_json(r.epoch)},
                        {"learning_rate", store::exact_json(r.learning_rate)},
                        {"metrics", std::move(metrics)}});
    }
    return list;
}

[[nodiscard]] inline store::json model_to_json(const train::run_result& run) {
    store::json tensors = store::json::array();
    for (const train::tensor_shape& t : run.tensors) {
        tensors.push_back({{"name", t.name},
                           {"type", t.type},
                           {"rows", store::exact_json(t.rows)},
                           {"columns", store::exact_json(t.columns)}});
    }
    return {{"settings", artifact::detail::settings_to_json(run.model)}, {"tensors", std::move(tensors)}};
}

}  // namespace detail

/// The record of a run.
[[nodiscard]] inline store::json to_json(const train::run_result& run) {
    return {{"format", "lastro.training_record/1"},
            {"training", artifact::to_json(artifact::summary(run))},
            {"model", detail::model_to_json(run)},
            {"history", detail::history_to_json(run.history)},
            {"chain",
             {{"level", std::string{to_string(run.chain.level)}},
              {"links", store::exact_json(std::uint64_t{run.chain.links.size()})}}},
            {"measured",
             {{"profile", to_string(run.profile)},
              {"build", to_string(run.build)},
              {"threads", store::exact_json(std::uint64_t{run.threads})},
              {"elapsed_seconds", store::exact_json(run.elapsed_seconds)},
              {"cpu_seconds", store::exact_json(run.cpu_seconds)},
              {"peak_memory", store::exact_json(run.peak_memory)},
              {"resumed_from", run.resumed_from},
              {"damaged_checkpoints", run.damaged_checkpoints}}}};
}

}  // namespace lastro::inline v0::track
