// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_pipeline.hpp
//
// What does an exported model compute, whatever file it is in? Columns to numbers, layers, and what the scores say.
//
//   artifact::onnx_pipeline line{.layers = {{.inputs = 2, .outputs = 1, .weights = {1.5, -2.0}, .bias = {0.5}}}};
//   artifact::onnx_graph(line);                             // as operations: onnx_graph.hpp
//   artifact::match_onnx(file, "line.onnx") == line;        // and back: onnx_match.hpp
//
// What Lastro's models and the graphs of its ONNX files have in common; neither knows the other.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/onnx_file.hpp>

namespace lastro::inline v0::artifact {

/// How a column becomes numbers: (x - mean) / sd, or a one per category.
struct onnx_column {
    std::string name = {};
    bool numeric = true;
    double mean = 0.0;
    double sd = 1.0;
    std::vector<std::string> categories = {};  ///< Of a column that is not numeric.

    friend bool operator==(const onnx_column&, const onnx_column&) = default;
};

/// y = x*w + b.
struct onnx_layer {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    std::vector<double> weights = {};  ///< [inputs, outputs], row after row.
    std::vector<double> bias = {};

    friend bool operator==(const onnx_layer&, const onnx_layer&) = default;
};

/// What stands between two layers; none where there is one layer only.
enum class onnx_activation : std::uint8_t { none, relu, tanh, gelu };

/// What the scores are for.
enum class onnx_task : std::uint8_t {
    scores,          ///< Given as they are, as "scores".
    regression,      ///< score * target_sd + target_mean, or exp(score), as "prediction".
    classification,  ///< "probabilities" and "prediction", one of the classes; for two classes there is one score.
};

/// A model as a chain of steps. Every number is exact in `type`.
struct onnx_pipeline {
    onnx_type type = onnx_type::float64;    ///< Or float32: of inputs, constants and results.
    std::vector<onnx_column> columns = {};  ///< None: the first layer reads one matrix, "input".
    bool missing_to_mean = false;           ///< A NaN in a numeric column counts as its mean.
    std::vector<onnx_layer> layers = {};
    onnx_activation activation = onnx_activation::none;
    onnx_task task = onnx_task::scores;
    double target_mean = 0.0;  ///< Of a regression.
    double target_sd = 1.0;
    bool exponential = false;                  ///< A regression of counts.
    onnx_type class_type = onnx_type::string;  ///< Of a classification: string, int64, boolean or float64.
    std::vector<std::string> classes = {};
    std::string target = {};  ///< The column that was learned, where one is known.

    friend bool operator==(const onnx_pipeline&, const onnx_pipeline&) = default;
};

/// How many classes there may be: 2 to as many as model::class_labels takes.
inline constexpr std::size_t most_onnx_classes = 1000;

/// The names of the graphs' inputs and outputs that are no columns.
inline constexpr std::string_view onnx_input = "input";
inline constexpr std::string_view onnx_scores = "scores";
inline constexpr std::string_view onnx_prediction = "prediction";
inline constexpr std::string_view onnx_probabilities = "probabilities";

/// Where the file says which column was learned, and "mean" where missing values are no error.
inline constexpr std::string_view onnx_target_key = "lastro.target";
inline constexpr std::string_view onnx_missing_key = "lastro.missing";

}  // namespace lastro::inline v0::artifact
