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
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// low + (x - smallest) / (largest - smallest) * (high - low); where largest is smallest, that difference counts as 1.
struct onnx_range {
    double smallest = 0.0;
    double largest = 1.0;
    double low = 0.0;
    double high = 1.0;

    friend bool operator==(const onnx_range&, const onnx_range&) = default;
};

/// How a column becomes numbers: (x - mean) / sd, by its range, or a one per category.
struct onnx_column {
    std::string name = {};
    bool numeric = true;
    double mean = 0.0;
    double sd = 1.0;
    std::optional<onnx_range> range = {};           ///< Then mean and sd do not count.
    std::optional<double> number_for_missing = {};  ///< Where missing values are none of these: not the mean.
    std::vector<std::string> categories = {};       ///< Of a column that is not numeric.

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
    bool missing_to_mean = false;           ///< A NaN in a numeric column counts as its mean, or number for missing.
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

/// In which numbers an exported model computes.
enum class onnx_numbers : std::uint8_t {
    as_model,  ///< Those of the model: float64 for all but mlp_float.
    float64,
    float32,  ///< Rounded to nearest: half the size, and what most runtimes are fast at.
};

namespace detail {

/// Throws unless float32 rounds the values of every column, by up to |x| 2^-24, by a thousandth of their scale at most.
inline void require_exact_inputs(const onnx_pipeline& p) {
    for (const onnx_column& c : p.columns) {
        const onnx_range r = c.range.value_or(onnx_range{.smallest = c.mean, .largest = c.mean});
        const double scale = !c.range ? c.sd : r.largest > r.smallest ? r.largest - r.smallest : 1.0;
        const double farthest = 0x1p24 * 1e-3 * scale;
        core::require<std::invalid_argument>(
            -farthest <= r.smallest && r.largest <= farthest, "artifact::write_onnx: column " + core::quoted(c.name),
            "values at most 16,777 times their scale from 0, as float32 rounds what is farther, or float64",
            core::to_text(r.largest) + " at a scale of " + core::to_text(scale));
    }
}

/// Rounds every number to float32. @throws std::invalid_argument where one, or a column, does not survive that.
inline void round_to_float32(onnx_pipeline& p) {
    const auto round = [](double& x, bool holds_more, const std::string& what) {
        const auto rounded = static_cast<double>(static_cast<float>(x));
        core::require<std::invalid_argument>(core::detail::is_finite(rounded) && holds_more,
                                             "artifact::write_onnx: " + what, "a number that float32 can hold", x);
        x = rounded;
    };
    const auto above = [](double x, double least) { return static_cast<float>(x) > static_cast<float>(least); };
    for (onnx_column& c : p.columns) {
        const std::string column = "column " + core::quoted(c.name);
        round(c.mean, true, column + ": mean");
        round(c.sd, above(c.sd, 0.0), column + ": sd");
        if (c.number_for_missing) {
            round(*c.number_for_missing, true, column + ": number for missing values");
        }
        if (c.range) {
            onnx_range& r = *c.range;
            round(r.largest, r.largest == r.smallest || above(r.largest, r.smallest), column + ": largest");
            round(r.high, above(r.high, r.low), column + ": high");
            round(r.smallest, true, column + ": smallest");
            round(r.low, true, column + ": low");
        }
    }
    for (onnx_layer& layer : p.layers) {
        for (std::vector<double>* const list : {&layer.weights, &layer.bias}) {
            for (double& x : *list) {
                round(x, true, "network");
            }
        }
    }
    round(p.target_mean, true, "mean of the target");
    round(p.target_sd, above(p.target_sd, 0.0), "sd of the target");
    p.type = onnx_type::float32;
    require_exact_inputs(p);
}

}  // namespace detail

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
