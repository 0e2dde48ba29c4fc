// SPDX-License-Identifier: MIT
// lastro/report/model_card.hpp
//
// How do people read a model's card? As Markdown, with the metadata in front that the Hugging Face hub reads [1].
//
//   report::write_model_card("README.md", report::facts_of(artifact::open("rain.safetensors")));
//   report::model_card(facts);                              // the same as text
//
// Front matter: licence, library, task, tags, and the measured metrics as model-index. Then every fact of the card. Texts
// from the card cannot become markup or metadata whatever bytes they hold. Same facts, same bytes.
//
// References
//   [1] Hugging Face hub documentation, "Model Cards"; huggingface_hub, repocard_data.py.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/card.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/licence.hpp>
#include <lastro/report/model_facts.hpp>
#include <lastro/track/environment.hpp>
#include <lastro/train/named_settings.hpp>

namespace lastro::inline v0::report {

namespace detail {

/// A text in double quotes: JSON's spelling is one of YAML's where nothing in it is a control.
[[nodiscard]] inline std::string yaml_text(std::string_view text) {
    std::string quoted;
    core::append_json_string(quoted, readable(text));
    return quoted;
}

/// A number as YAML 1.1 knows it too, where 1e-7 without a point is a text.
[[nodiscard]] inline std::string yaml_number(double x) {
    std::string text = core::to_text(x);
    if (const std::size_t e = text.find('e'); e != std::string::npos && text.find('.') == std::string::npos) {
        text.insert(e, ".0");
    }
    return text;
}

/// A line of model-index for every finite metric of all rows; the hub groups them by data set, that of the measurement.
[[nodiscard]] inline std::string model_index(const artifact::card& c) {
    std::string metrics;
    const auto add = [&](const std::string& name, double value) {
        if (core::detail::is_finite(value)) {
            metrics += "    - type: " + yaml_text(name) + "\n      value: " + yaml_number(value) +
                       "\n      name: " + yaml_text(name) + "\n";
        }
    };
    for (const auto& [name, value] : c.metrics) {
        add(name, value);
    }
    for (const artifact::measurement& m : c.measurements) {
        if (m.segment.column.empty()) {
            add(m.metric, m.value);
        }
    }
    if (metrics.empty()) {
        return {};
    }
    const std::string data = c.measured_on && !c.measured_on->name.empty() ? c.measured_on->name : "not named";
    return "model-index:\n- name: " + yaml_text(c.name) +
           "\n  results:\n  - task:\n      type: " + yaml_text(c.task.empty() ? "other" : c.task) +
           "\n    dataset:\n      type: " + yaml_text(data) + "\n      name: " + yaml_text(data) + "\n    metrics:\n" +
           metrics;
}

[[nodiscard]] inline std::string front_matter(const artifact::card& c) {
    std::string text = "---\n";
    if (const std::string_view known = hub_licence(c.license); !known.empty()) {
        text += "license: " + std::string{known} + "\n";
    } else if (!c.license.empty()) {
        text += "license: other\nlicense_name: " + yaml_text(c.license) + "\n";
    }
    text += "library_name: lastro\n";
    if (!c.task.empty()) {
        text += "pipeline_tag: " + yaml_text(c.task) + "\n";
    }
    return text + "tags:\n- lastro\n- safetensors\n" + model_index(c) + "---\n";
}

/// "| term | text |".
[[nodiscard]] inline std::string fact_row(std::string_view term, const std::string& text) {
    return text.empty() ? text : "| " + std::string{term} + " | " + text + " |\n";
}

[[nodiscard]] inline std::string reference_text(const artifact::dataset_reference& data) {
    return "`" + data.digest.to_string() + "`" + (data.name.empty() ? "" : " " + markdown_text(data.name));
}

[[nodiscard]] inline std::string signature_table(const artifact::card& c) {
    std::string text;
    const auto rows = [&](std::string_view what, const std::vector<artifact::signature_field>& list) {
        for (const artifact::signature_field& f : list) {
            text += "| " + std::string{what} + " | " + markdown_code(f.name) + " | " +
                    std::string{data::name_of(f.type)} + " | " + markdown_text(f.unit) + " |\n";
        }
    };
    rows("input", c.inputs);
    rows("output", c.outputs);
    return text.empty() ? text : "\n## Signature\n\n| | name | type | unit |\n|---|---|---|---|\n" + text;
}

[[nodiscard]] inline std::string metrics_table(const artifact::card& c) {
    std::string text;
    const auto row = [&](const std::string& metric, double value, const std::string& interval,
                         const std::string& where) {
        text +=
            "| " + markdown_code(metric) + " | " + core::significant(value) + " | " + interval + " | " + where + " |\n";
    };
    if (c.training) {
        for (const auto& [name, value] : c.training->metrics) {
            row(name, value, "", "when trained");
        }
    }
    for (const auto& [name, value] : c.metrics) {
        row(name, value, "", "");
    }
    for (const artifact::measurement& m : c.measurements) {
        std::string interval;
        if (m.interval) {
            interval = core::significant(m.interval->lower) + " to " + core::significant(m.interval->upper) + " (" +
                       core::significant(100.0 * m.interval->confidence) + " %)";
        }
        std::string where = m.segment.column.empty()
                                ? std::string{}
                                : markdown_code(m.segment.column) + " = " + markdown_code(m.segment.value);
        if (m.rows > 0) {
            where += (where.empty() ? "" : ", ") + core::grouped(m.rows) + (m.rows == 1 ? " row" : " rows");
        }
        row(m.metric, m.value, interval, where);
    }
    if (!text.empty() && c.measured_on) {
        text += "\nMeasured on " + reference_text(*c.measured_on) + ".\n";
    }
    return text.empty() ? text : "\n## Metrics\n\n| metric | value | interval | of |\n|---|---:|---|---|\n" + text;
}

[[nodiscard]] inline std::string training_table(const model_facts& facts) {
    const artifact::card& c = facts.card;
    std::string text = c.dataset ? fact_row("data set", reference_text(*c.dataset)) : std::string{};
    text += fact_row("run", c.run_id.empty() ? c.run_id : markdown_code(c.run_id));
    if (c.training) {
        const artifact::training_summary& t = *c.training;
        text += fact_row("grade of reproducibility", markdown_text(t.grade)) +
                fact_row("seed", std::to_string(t.seed) + ", random streams " + markdown_text(t.random_specification)) +
                fact_row("optimizer", markdown_text(train::to_string(t.optimizer))) +
                fact_row("epochs", "kept " + std::to_string(t.kept_epoch) + " of " + std::to_string(t.epochs_run) +
                                       ", at most " + std::to_string(t.epochs)) +
                fact_row("batches", std::to_string(t.batch_size) + " rows in " + std::to_string(t.shards) + " shards") +
                fact_row("rows trained on", core::grouped(t.rows) + ", `" + t.data.to_string() + "`") +
                (t.validation ? fact_row("rows of validation",
                                         core::grouped(t.validation_rows) + ", `" + t.validation->to_string() + "`")
                              : std::string{}) +
                fact_row("parameters", core::grouped(t.parameters) + ", `" + t.final_parameters.to_string() + "`");
    }
    if (c.reference_profile) {
        text += fact_row("reference for drift", reference_text(*c.reference_profile));
    }
    if (facts.environment) {
        text += fact_row("made with", markdown_text(track::to_string(*facts.environment)));
    }
    return text.empty() ? text : "\n## Training\n\n| | |\n|---|---|\n" + text;
}

[[nodiscard]] inline std::string tensor_table(const model_facts& facts) {
    std::string text;
    for (const tensor_facts& t : facts.tensors) {
        std::string shape;
        for (const std::uint64_t size : t.shape) {
            shape += (shape.empty() ? "" : " x ") + std::to_string(size);
        }
        text += "| " + markdown_code(t.name) + " | " + markdown_text(t.type) + " | " + shape + " | `" +
                t.digest.to_string() + "` |\n";
    }
    return text.empty() ? text : "\n## Tensors\n\n| name | type | shape | digest |\n|---|---|---|---|\n" + text;
}

}  // namespace detail

/// The card as Markdown with front matter; ends in a line break.
[[nodiscard]] inline std::string model_card(const model_facts& facts) {
    const artifact::card& c = facts.card;
    std::string text = detail::front_matter(c) + "\n# " + markdown_text(c.name) + "\n";
    const auto paragraph = [&](std::string_view heading, const std::string& words) {
        if (!words.empty()) {
            text += (heading.empty() ? "" : "\n## " + std::string{heading} + "\n") + "\n" + markdown_paragraph(words) +
                    "\n";
        }
    };
    paragraph("", c.description);
    std::string rows = detail::fact_row("version", markdown_text(c.version)) +
                       detail::fact_row("licence", markdown_text(c.license)) +
                       detail::fact_row("task", markdown_text(c.task)) +
                       detail::fact_row("type", facts.type.empty() ? facts.type : markdown_code(facts.type)) +
                       detail::fact_row("digest", "`" + facts.digest.to_string() + "`");
    for (const auto& [key, value] : c.properties) {
        rows += detail::fact_row(markdown_text(key), markdown_text(value));
    }
    text += "\n| | |\n|---|---|\n" + rows;
    paragraph("Intended use", c.intended_use);
    text += detail::signature_table(c);
    if (!c.preprocessing.empty()) {
        text += "\n## Preprocessing\n\n| column | method |\n|---|---|\n";
        for (const artifact::preprocessing_step& s : c.preprocessing) {
            text += "| " + markdown_code(s.column) + " | " + markdown_text(s.method) + " |\n";
        }
    }
    return text + detail::metrics_table(c) + detail::training_table(facts) + detail::tensor_table(facts);
}

/// Writes the card to `path`, whole or not at all. @throws io_error if it cannot be written.
inline void write_model_card(const std::string& path, const model_facts& facts) {
    core::write_file(path, core::as_bytes(model_card(facts)));
}

}  // namespace lastro::inline v0::report
