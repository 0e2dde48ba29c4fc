// SPDX-License-Identifier: MIT
// lastro/artifact/card.hpp
//
// What is this model, what was it made from, and how good is it? The card that travels inside the model file.
//
//   artifact::card card{.name = "rain", .license = "MIT", .task = "tabular-classification", .dataset = dataset};
//   card.training = artifact::summary(run);                 // seed, settings, data, metrics, grade
//   artifact::parse_card(store::parse_json(text, "card"), "card") == card;
//
// Only what is the same wherever and whenever the model is made again: no time, host, thread count or compiler (these
// are in the file's environment record). Therefore equal models have equal cards, and the card is part of their digest.
#pragma once

#include <functional>   // less
#include <iosfwd>       // basic_ostream
#include <map>          // map
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/card_parts.hpp>
#include <lastro/artifact/training_summary.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/json_fields.hpp>

namespace lastro::inline v0::artifact {

/// Which data: its digest and, where it has one, its name in a repository.
struct dataset_reference {
    hash::digest digest;
    std::string name = {};

    dataset_reference() = default;
    dataset_reference(const hash::digest& data, std::string called = {})  // NOLINT(google-explicit-constructor)
        : digest(data), name(std::move(called)) {}
    dataset_reference(const store::commit& version)  // NOLINT(google-explicit-constructor): `.dataset = commit`
        : digest(version.digest()), name(version.name()) {}

    friend bool operator==(const dataset_reference&, const dataset_reference&) = default;
};

/// What is said about a model.
struct card {
    std::string name = {};
    std::string version = {};
    std::string description = {};
    std::string license = {};  ///< An SPDX identifier where there is one.
    std::string task = {};     ///< As "tabular-classification".
    std::string intended_use = {};
    std::vector<signature_field> inputs = {};
    std::vector<signature_field> outputs = {};
    std::vector<preprocessing_step> preprocessing = {};
    std::optional<dataset_reference> dataset = {};
    std::optional<dataset_reference> reference_profile = {};  ///< What live data are compared with.
    std::string run_id = {};
    std::optional<training_summary> training = {};                    ///< Seed, settings, digests of the data, grade.
    metric_map metrics = {};                                          ///< Measured after training.
    std::vector<measurement> measurements = {};                       ///< The same with intervals, and by segment.
    std::optional<dataset_reference> measured_on = {};                ///< The rows that both were measured on.
    std::map<std::string, std::string, std::less<>> properties = {};  ///< Anything else, as text.

    friend bool operator==(const card&, const card&) = default;
};

/// The card as an object; what is empty is left out. docs/formats/model_file.md specifies it.
[[nodiscard]] inline store::json to_json(const card& c) {
    store::json result{{"format", "lastro.card/1"}, {"name", c.name}};
    const auto text = [&](const char* key, const std::string& value) {
        if (!value.empty()) {
            result[key] = value;
        }
    };
    text("version", c.version);
    text("description", c.description);
    text("license", c.license);
    text("task", c.task);
    text("intended_use", c.intended_use);
    text("run_id", c.run_id);
    const auto list = [&](const char* key, const auto& parts) {
        for (const auto& part : parts) {
            result[key].push_back(to_json(part));
        }
    };
    list("inputs", c.inputs);
    list("outputs", c.outputs);
    list("preprocessing", c.preprocessing);
    list("measurements", c.measurements);
    const auto reference = [&](const char* key, const std::optional<dataset_reference>& data) {
        if (data) {
            result[key] = {{"digest", data->digest.to_string()}};
            if (!data->name.empty()) {
                result[key]["name"] = data->name;
            }
        }
    };
    reference("dataset", c.dataset);
    reference("reference_profile", c.reference_profile);
    reference("measured_on", c.measured_on);
    if (c.training) {
        result["training"] = to_json(*c.training);
    }
    if (!c.metrics.empty()) {
        result["metrics"] = detail::metrics_to_json(c.metrics);
    }
    if (!c.properties.empty()) {
        result["properties"] = c.properties;
    }
    return result;
}

/// The card that `to_json` wrote. @throws format_error beginning with `where` for anything else.
[[nodiscard]] inline card parse_card(const store::json& value, const std::string& where) {
    store::json_fields fields{value, where};
    const std::string& format = fields.text("format");
    core::require<format_error>(format == "lastro.card/1", fields.place("format"), "\"lastro.card/1\"",
                                core::quoted(format));
    const auto text = [&](std::string_view name) {
        return fields.find(name) == nullptr ? std::string{} : fields.text(name);
    };
    card c;
    c.name = fields.text("name");
    c.version = text("version");
    c.description = text("description");
    c.license = text("license");
    c.task = text("task");
    c.intended_use = text("intended_use");
    c.run_id = text("run_id");
    const auto list = [&]<class Part>(std::string_view name, std::vector<Part>& parts) {
        if (const store::json* const found = fields.find(name)) {
            parts = parse_parts<Part>(*found, fields.place(name));
        }
    };
    list("inputs", c.inputs);
    list("outputs", c.outputs);
    list("preprocessing", c.preprocessing);
    list("measurements", c.measurements);
    const auto reference = [&](std::string_view name, std::optional<dataset_reference>& to) {
        if (fields.find(name) != nullptr) {
            store::json_fields data{fields.object(name), fields.place(name)};
            to = dataset_reference{data.digest("digest")};
            if (data.find("name") != nullptr) {
                to->name = data.text("name");
            }
            data.finish();
        }
    };
    reference("dataset", c.dataset);
    reference("reference_profile", c.reference_profile);
    reference("measured_on", c.measured_on);
    if (fields.find("training") != nullptr) {
        c.training = parse_training(fields.object("training"), fields.place("training"));
    }
    if (fields.find("metrics") != nullptr) {
        c.metrics = detail::parse_metrics(fields.object("metrics"), fields.place("metrics"));
    }
    if (fields.find("properties") != nullptr) {
        const store::json& properties = fields.object("properties");
        for (auto property = properties.begin(); property != properties.end(); ++property) {
            core::require<format_error>(property.value().is_string(),
                                        fields.place("properties") + ": " + core::quoted(property.key()), "a text",
                                        property.value().type_name());
            c.properties.emplace(property.key(), property.value().get<std::string>());
        }
    }
    fields.finish();
    return c;
}

/// The card for people, a fact a line; foreign text is quoted.
[[nodiscard]] inline std::string to_string(const card& c) {
    std::string text = "model     " + core::quoted(c.name) +
                       (c.version.empty() ? "" : "  version " + core::quoted(c.version)) +
                       (c.license.empty() ? "" : "  licence " + core::quoted(c.license));
    if (!c.description.empty()) {
        text += "\nabout     " + core::quoted(c.description);
    }
    if (!c.task.empty()) {
        text += "\ntask      " + core::quoted(c.task);
    }
    if (!c.intended_use.empty()) {
        text += "\nuse       " + core::quoted(c.intended_use);
    }
    const auto signature = [&](const std::vector<signature_field>& list, const char* what) {
        for (const signature_field& f : list) {
            text += what + core::quoted(f.name) + ' ' + std::string{data::name_of(f.type)} +
                    (f.unit.empty() ? "" : " in " + core::quoted(f.unit));
        }
    };
    signature(c.inputs, "\ninput     ");
    signature(c.outputs, "\noutput    ");
    for (const preprocessing_step& s : c.preprocessing) {
        text += "\nprepared  " + core::quoted(s.column) + ": " + core::quoted(s.method);
    }
    const auto reference = [&](const std::optional<dataset_reference>& data, const char* what) {
        if (data) {
            text += what + data->digest.to_string() + (data->name.empty() ? "" : "  " + core::quoted(data->name));
        }
    };
    reference(c.dataset, "\ndata      ");
    reference(c.reference_profile, "\nreference ");
    if (!c.run_id.empty()) {
        text += "\nrun       " + core::quoted(c.run_id);
    }
    if (c.training) {
        const training_summary& t = *c.training;
        text += "\ntraining  seed " + std::to_string(t.seed) + ", " + core::grouped(t.rows) + " rows, " +
                core::quoted(train::to_string(t.optimizer)) + ", epoch " + std::to_string(t.kept_epoch) + " of " +
                std::to_string(t.epochs_run) + ", " + core::quoted(t.grade);
    }
    const auto metrics = [&](const metric_map& values, const char* when) {
        for (const auto& [name, value] : values) {
            text += "\nmetric    " + core::quoted(name) + ' ' + core::significant(value) + when;
        }
    };
    if (c.training) {
        metrics(c.training->metrics, "  (when trained)");
    }
    reference(c.measured_on, "\nmeasured  ");
    metrics(c.metrics, "");
    for (const measurement& m : c.measurements) {
        text += "\nmetric    " + core::quoted(m.metric) + ' ' + core::significant(m.value);
        if (m.interval) {
            text += " (" + core::significant(m.interval->lower) + " to " + core::significant(m.interval->upper) + ", " +
                    core::significant(100.0 * m.interval->confidence) + " %)";
        }
        if (!m.segment.column.empty()) {
            text += " where " + core::quoted(m.segment.column) + " is " + core::quoted(m.segment.value);
        }
    }
    for (const auto& [key, value] : c.properties) {
        text += "\n          " + core::quoted(key) + ": " + core::quoted(value);
    }
    return text;
}

/// Writes `to_string(c)` and a line end.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const card& c) {
    return out << to_string(c).c_str() << '\n';
}

}  // namespace lastro::inline v0::artifact
