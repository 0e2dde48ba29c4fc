// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_import.hpp
//
// Which model takes these steps? A pipeline as what Lastro's own model would have saved.
//
//   const artifact::archive parts = artifact::to_archive(pipeline, "lastro.classifier", "m.onnx");
//
// The way back from onnx_export.hpp. A file does not say how the model was trained: penalty, dropout and losses other than
// the one of counts are at their defaults.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

[[nodiscard]] inline store::json reflected(std::string_view type, store::json fields) {
    return {{"type", type}, {"version", 1}, {"fields", std::move(fields)}};
}

/// Turns a pipeline into an archive.
class pipeline_archiver {
public:
    explicit pipeline_archiver(const onnx_pipeline& p) : p_(p) {}

    [[nodiscard]] archive build(std::string_view type) {
        if (type == "lastro.classifier" || type == "lastro.regressor") {
            store::json fields{{"target", p_.target.empty() ? std::string{onnx_prediction} : p_.target},
                               {"features", features()},
                               {"network", network(single_layer(type), "network.")}};
            if (type == "lastro.classifier") {
                const std::string_view classes = p_.class_type == onnx_type::string    ? "string"
                                                 : p_.class_type == onnx_type::int64   ? "int64"
                                                 : p_.class_type == onnx_type::boolean ? "boolean"
                                                                                       : "float64";
                fields["classes"] = reflected("lastro.class_labels", {{"type", classes}, {"texts", p_.classes}});
            } else {
                fields["scale"] = scale(p_.target_mean, p_.target_sd);
            }
            parts_.structure = reflected(type, std::move(fields));
        } else {
            parts_.structure = network(type, "");
        }
        return std::move(parts_);
    }

private:
    [[nodiscard]] std::string_view single_layer(std::string_view type) const {
        return p_.layers.size() > 1 ? "lastro.mlp" : type == "lastro.classifier" ? "lastro.logistic" : "lastro.linear";
    }

    [[nodiscard]] static store::json scale(double mean, double sd) {
        return reflected("lastro.scaler", {{"mean", store::exact_json(mean)}, {"sd", store::exact_json(sd)}});
    }

    [[nodiscard]] store::json features() const {
        store::json names = store::json::array();
        store::json encoders = store::json::array();
        for (const onnx_column& c : p_.columns) {
            names.push_back(c.name);
            store::json fields{{"numeric", c.numeric},
                               {"scaler", c.range ? scale(0.0, 1.0) : scale(c.mean, c.sd)},
                               {"one_hot", reflected("lastro.one_hot", {{"categories", c.categories}})}};
            if (c.range) {
                fields["rule"] = reflected("lastro.min_max_scaler", {{"low", store::exact_json(c.range->low)},
                                                                     {"high", store::exact_json(c.range->high)},
                                                                     {"clip", false},
                                                                     {"smallest", store::exact_json(c.range->smallest)},
                                                                     {"largest", store::exact_json(c.range->largest)}});
            }
            if (c.number_for_missing) {
                fields["number_for_missing"] = store::exact_json(*c.number_for_missing);
            }
            encoders.push_back(reflected("lastro.feature_encoder", std::move(fields)));
        }
        return reflected("lastro.features", {{"columns", std::move(names)},
                                             {"missing_to_mean", p_.missing_to_mean},
                                             {"encoders", std::move(encoders)}});
    }

    [[nodiscard]] store::json network(std::string_view type, const std::string& prefix) {
        store::json fields{{"l2", store::exact_json(0.0)}};
        if (type == "lastro.mlp") {
            std::vector<std::byte> hidden;
            store::json weights = store::json::array();
            store::json biases = store::json::array();
            for (std::size_t i = 0; i < p_.layers.size(); ++i) {
                const onnx_layer& layer = p_.layers[i];
                if (i + 1 < p_.layers.size()) {
                    core::append_le(hidden, std::uint64_t{layer.outputs});
                }
                const std::string at = std::to_string(i);
                weights.push_back(numbers(prefix + "weights." + at, {layer.inputs, layer.outputs}, layer.weights));
                biases.push_back(numbers(prefix + "biases." + at, {layer.outputs}, layer.bias));
            }
            parts_.tensors.push_back(
                {.name = prefix + "hidden", .type = dtype::u64, .shape = {p_.layers.size() - 1}, .bytes = hidden});
            fields["hidden"] = {{"tensor", prefix + "hidden"}};
            fields["activation"] = p_.activation == onnx_activation::tanh   ? "tanh"
                                   : p_.activation == onnx_activation::gelu ? "gelu"
                                                                            : "relu";
            fields["weights"] = std::move(weights);
            fields["biases"] = std::move(biases);
            if (p_.exponential) {
                fields["loss"] = reflected("lastro.poisson_loss", store::json::object());
            }
            return reflected(type, std::move(fields));
        }
        const onnx_layer& layer = p_.layers.front();
        const bool line = type == "lastro.linear";
        const std::vector<std::uint64_t> shape = line ? std::vector<std::uint64_t>{layer.weights.size()}
                                                      : std::vector<std::uint64_t>{layer.inputs, layer.outputs};
        fields["weights"] = numbers(prefix + "weights", shape, layer.weights);
        const std::string bias = line ? "intercept" : "bias";
        fields[bias] = numbers(prefix + bias, {layer.outputs}, layer.bias);
        if (line) {
            fields["loss"] =
                reflected(p_.exponential ? "lastro.poisson_loss" : "lastro.squared_loss", store::json::object());
        }
        return reflected(type, std::move(fields));
    }

    [[nodiscard]] store::json numbers(std::string name, std::vector<std::uint64_t> shape,
                                      const std::vector<double>& values) {
        const bool narrow = p_.type == onnx_type::float32;
        owned_tensor t{.name = std::move(name), .type = narrow ? dtype::f32 : dtype::f64, .shape = std::move(shape)};
        for (const double x : values) {
            if (narrow) {
                core::append_le(t.bytes, static_cast<float>(x));
            } else {
                core::append_le(t.bytes, x);
            }
        }
        store::json reference{{"tensor", t.name}};
        parts_.tensors.push_back(std::move(t));
        return reference;
    }

    const onnx_pipeline& p_;
    archive parts_;
};

}  // namespace detail

/// What a model of `type` ("lastro.classifier", "lastro.regressor", "lastro.linear", "lastro.logistic" or "lastro.mlp")
/// that takes these steps would have saved.
///
/// @throws format_error beginning with `where` if the steps are those of another type.
[[nodiscard]] inline archive to_archive(const onnx_pipeline& p, std::string_view type, const std::string& where) {
    const bool classifies = type == "lastro.classifier";
    const bool table = classifies || type == "lastro.regressor";
    const onnx_task task = classifies                                              ? onnx_task::classification
                           : type == "lastro.regressor" || type == "lastro.linear" ? onnx_task::regression
                                                                                   : onnx_task::scores;
    core::require<format_error>(p.task == task, where,
                                std::string{type} + ": output " +
                                    (task == onnx_task::classification ? "prediction and probabilities"
                                     : task == onnx_task::regression   ? "prediction"
                                                                       : "scores"),
                                "others");
    core::require<format_error>(table == !p.columns.empty(), where,
                                std::string{type} + ": " + (table ? "an input per column" : "one input, a matrix"),
                                table ? "a matrix" : "columns");
    core::require<format_error>(type != "lastro.linear" || (p.target_mean == 0.0 && p.target_sd == 1.0), where,
                                "lastro.linear: a target that is not scaled", "one that is");
    core::require<format_error>(p.layers.size() == 1 || (type != "lastro.linear" && type != "lastro.logistic"), where,
                                std::string{type} + ": one layer", p.layers.size());
    core::require<format_error>(!p.exponential || (p.target_mean == 0.0 && p.target_sd == 1.0), where,
                                "a target that is not scaled before exp", "one that is");
    return detail::pipeline_archiver{p}.build(type);
}

}  // namespace lastro::inline v0::artifact
