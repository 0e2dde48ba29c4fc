// SPDX-License-Identifier: MIT
// lastro/artifact/training_summary.hpp
//
// How was this model trained? What of a training run is the same whenever it is done again, as a part of the card.
//
//   const artifact::training_summary s = artifact::summary(run);    // from a train::run_result
//   s.seed; s.optimizer; s.metrics.at("validation/loss"); s.grade;
//   artifact::parse_training(artifact::to_json(s), "card") == s;
//
// Threads and elapsed time are left out: they may differ between runs that give the same bytes.
#pragma once

#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <variant>      // get_if, variant
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::artifact {

/// Numbers by name, as "validation/accuracy".
using metric_map = std::map<std::string, double, std::less<>>;

/// The reproducible part of a `train::run_result`.
struct training_summary {
    std::uint64_t seed = 0;
    std::string random_specification = {};
    std::uint64_t epochs = 0;  ///< At most.
    std::uint64_t batch_size = 0;
    std::uint64_t shards = 0;
    train::named_settings optimizer = {};
    std::vector<train::named_settings> adjustments = {};  ///< Schedule, clipping, ...: what is not default.
    std::vector<train::named_settings> callbacks = {};
    std::uint64_t rows = 0;
    hash::digest data = {};
    std::uint64_t validation_rows = 0;
    std::optional<hash::digest> validation = {};
    std::uint64_t epochs_run = 0;
    std::uint64_t kept_epoch = 0;
    std::string stopped = {};  ///< Why it ended early; empty if it did not.
    metric_map metrics = {};   ///< What the kept epoch reached.
    std::uint64_t parameters = 0;
    hash::digest final_parameters = {};
    std::optional<hash::digest> chain = {};  ///< Of the whole course of the run, where it kept one.
    std::string grade = {};                  ///< "strict", "same_build" or "none".

    friend bool operator==(const training_summary&, const training_summary&) = default;
};

/// The part of `run` that would be the same if it were done again.
[[nodiscard]] inline training_summary summary(const train::run_result& run) {
    training_summary s{.seed = run.seed,
                       .random_specification = run.random_specification,
                       .epochs = run.epochs,
                       .batch_size = run.batch_size,
                       .shards = run.shards,
                       .optimizer = run.optimizer,
                       .adjustments = run.adjustments,
                       .callbacks = run.callbacks,
                       .rows = run.rows,
                       .data = run.data,
                       .validation_rows = run.validation_rows,
                       .validation = run.validation,
                       .epochs_run = run.epochs_run(),
                       .kept_epoch = run.kept_epoch,
                       .stopped = run.stopped,
                       .parameters = run.parameters,
                       .final_parameters = run.final_parameters,
                       .chain = run.chain.empty() ? std::nullopt : std::optional{run.chain_digest()},
                       .grade = std::string{train::to_string(run.grade())}};
    for (const train::epoch_record& record : run.history) {
        if (record.epoch == run.kept_epoch) {
            for (const auto& metric : record.metrics) {
                s.metrics.insert_or_assign(metric.name, metric.value);
            }
        }
    }
    return s;
}

namespace detail {

using store::json;

inline constexpr std::string_view grades = "strict, same_build or none";

[[nodiscard]] constexpr bool is_grade(std::string_view text) noexcept {
    return text == to_string(train::grade::strict) || text == to_string(train::grade::same_build) ||
           text == to_string(train::grade::none);
}

[[nodiscard]] inline json settings_to_json(const train::named_settings& settings) {
    json values = json::array();
    for (const auto& [name, value] : settings.values) {
        json encoded;
        if (const auto* number = std::get_if<double>(&value)) {
            encoded = {{"real", store::exact_json(*number)}};
        } else if (const auto* flag = std::get_if<bool>(&value)) {
            encoded = {{"truth", *flag}};
        } else {
            encoded = {{"text", std::get<std::string>(value)}};
        }
        encoded["name"] = name;
        values.push_back(std::move(encoded));
    }
    return {{"name", settings.name}, {"values", std::move(values)}};
}

[[nodiscard]] inline train::named_settings parse_settings(const json& value, const std::string& where) {
    store::json_fields fields{value, where};
    train::named_settings settings{.name = fields.text("name")};
    for (const json& element : fields.array("values")) {
        store::json_fields entry{element, where + ": value " + std::to_string(settings.values.size() + 1)};
        train::setting_value setting;
        if (const json* number = entry.find("real")) {
            setting = store::exact_double(*number, entry.place("real"));
        } else if (entry.find("truth") != nullptr) {
            setting = entry.boolean("truth");
        } else {
            setting = entry.text("text");
        }
        settings.values.emplace_back(entry.text("name"), std::move(setting));
        entry.finish();
    }
    fields.finish();
    return settings;
}

[[nodiscard]] inline json metrics_to_json(const metric_map& metrics) {
    json result = json::object();
    for (const auto& [name, value] : metrics) {
        result[name] = store::exact_json(value);
    }
    return result;
}

[[nodiscard]] inline metric_map parse_metrics(const json& value, const std::string& where) {
    metric_map metrics;
    for (auto metric = value.begin(); metric != value.end(); ++metric) {
        metrics.emplace(metric.key(), store::exact_double(metric.value(), where + ": " + core::quoted(metric.key())));
    }
    return metrics;
}

}  // namespace detail

/// The summary as an object (docs/formats/model_file.md). @throws std::invalid_argument if its grade is none.
[[nodiscard]] inline store::json to_json(const training_summary& s) {
    core::require<std::invalid_argument>(detail::is_grade(s.grade), "artifact::training_summary: grade", detail::grades,
                                         core::quoted(s.grade));
    store::json callbacks = store::json::array();
    for (const train::named_settings& c : s.callbacks) {
        callbacks.push_back(detail::settings_to_json(c));
    }
    store::json result{{"seed", store::exact_json(s.seed)},
                       {"random", s.random_specification},
                       {"epochs", store::exact_json(s.epochs)},
                       {"batch_size", store::exact_json(s.batch_size)},
                       {"shards", store::exact_json(s.shards)},
                       {"optimizer", detail::settings_to_json(s.optimizer)},
                       {"callbacks", std::move(callbacks)},
                       {"rows", store::exact_json(s.rows)},
                       {"data", s.data.to_string()},
                       {"validation_rows", store::exact_json(s.validation_rows)},
                       {"epochs_run", store::exact_json(s.epochs_run)},
                       {"kept_epoch", store::exact_json(s.kept_epoch)},
                       {"stopped", s.stopped},
                       {"metrics", detail::metrics_to_json(s.metrics)},
                       {"parameters", store::exact_json(s.parameters)},
                       {"final_parameters", s.final_parameters.to_string()},
                       {"grade", s.grade}};
    if (!s.adjustments.empty()) {
        store::json adjustments = store::json::array();
        for (const train::named_settings& a : s.adjustments) {
            adjustments.push_back(detail::settings_to_json(a));
        }
        result["adjustments"] = std::move(adjustments);
    }
    if (s.validation) {
        result["validation"] = s.validation->to_string();
    }
    if (s.chain) {
        result["chain"] = s.chain->to_string();
    }
    return result;
}

/// The summary that `to_json` wrote. @throws format_error beginning with `where` for anything else.
[[nodiscard]] inline training_summary parse_training(const store::json& value, const std::string& where) {
    store::json_fields fields{value, where};
    const auto number = [&](std::string_view name) {
        return store::exact_integer<std::uint64_t>(fields.at(name), fields.place(name));
    };
    training_summary s;
    s.seed = number("seed");
    s.random_specification = fields.text("random");
    s.epochs = number("epochs");
    s.batch_size = number("batch_size");
    s.shards = number("shards");
    s.optimizer = detail::parse_settings(fields.object("optimizer"), fields.place("optimizer"));
    if (fields.find("adjustments") != nullptr) {
        for (const store::json& element : fields.array("adjustments")) {
            s.adjustments.push_back(detail::parse_settings(element, fields.place("adjustments")));
        }
    }
    for (const store::json& element : fields.array("callbacks")) {
        s.callbacks.push_back(detail::parse_settings(element, fields.place("callbacks")));
    }
    s.rows = number("rows");
    s.data = fields.digest("data");
    s.validation_rows = number("validation_rows");
    if (fields.find("validation") != nullptr) {
        s.validation = fields.digest("validation");
    }
    s.epochs_run = number("epochs_run");
    s.kept_epoch = number("kept_epoch");
    s.stopped = fields.text("stopped");
    s.metrics = detail::parse_metrics(fields.object("metrics"), fields.place("metrics"));
    s.parameters = number("parameters");
    s.final_parameters = fields.digest("final_parameters");
    if (fields.find("chain") != nullptr) {
        s.chain = fields.digest("chain");
    }
    s.grade = fields.text("grade");
    core::require<format_error>(detail::is_grade(s.grade), fields.place("grade"), detail::grades,
                                core::quoted(s.grade));
    fields.finish();
    return s;
}

}  // namespace lastro::inline v0::artifact
