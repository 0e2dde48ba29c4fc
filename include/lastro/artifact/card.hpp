// SPDX-License-Identifier: MIT
// lastro/artifact/card.hpp
//
// What is this model, what was it made from, and how good is it? The card that travels inside the model file.
//
//   artifact::card card{.name = "rain", .license = "MIT", .dataset = dataset};
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
    std::string license = {};
    std::optional<dataset_reference> dataset = {};
    std::optional<training_summary> training = {};
    metric_map metrics = {};                                          ///< Measured after training.
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
    if (c.dataset) {
        result["dataset"] = {{"digest", c.dataset->digest.to_string()}};
        if (!c.dataset->name.empty()) {
            result["dataset"]["name"] = c.dataset->name;
        }
    }
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
    if (fields.find("dataset") != nullptr) {
        store::json_fields dataset{fields.object("dataset"), fields.place("dataset")};
        c.dataset = dataset_reference{dataset.digest("digest")};
        if (dataset.find("name") != nullptr) {
            c.dataset->name = dataset.text("name");
        }
        dataset.finish();
    }
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
    if (c.dataset) {
        text += "\ndata      " + c.dataset->digest.to_string() +
                (c.dataset->name.empty() ? "" : "  " + core::quoted(c.dataset->name));
    }
    if (c.training) {
        const training_summary& t = *c.training;
        text += "\ntraining  seed " + std::to_string(t.seed) + ", " + core::grouped(t.rows) + " rows, " +
                train::to_string(t.optimizer) + ", epoch " + std::to_string(t.kept_epoch) + " of " +
                std::to_string(t.epochs_run) + ", " + t.grade;
    }
    const auto metrics = [&](const metric_map& values, const char* when) {
        for (const auto& [name, value] : values) {
            text += "\nmetric    " + core::quoted(name) + ' ' + core::significant(value) + when;
        }
    };
    if (c.training) {
        metrics(c.training->metrics, "  (when trained)");
    }
    metrics(c.metrics, "");
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
