// SPDX-License-Identifier: MIT
// tests/artifact/onnx_pipelines.hpp: one pipeline of every kind
#pragma once

#include <string>
#include <vector>

#include <lastro/artifact/onnx_pipeline.hpp>

namespace onnx_pipelines {

using namespace lastro::artifact;

inline onnx_layer layer(std::size_t inputs, std::size_t outputs, double first) {
    onnx_layer l{.inputs = inputs, .outputs = outputs};
    for (std::size_t i = 0; i < inputs * outputs; ++i) {
        l.weights.push_back(first + 0.125 * static_cast<double>(i));
    }
    l.bias.assign(outputs, -first);
    return l;
}

/// A column of numbers and one of texts, 4 wide.
inline std::vector<onnx_column> columns() {
    return {{.name = "age", .mean = 40.5, .sd = 12.25},
            {.name = "sky", .numeric = false, .categories = {"", "rain", "sun"}}};
}

inline onnx_pipeline line() { return {.layers = {layer(2, 1, 0.5)}, .task = onnx_task::regression}; }

inline onnx_pipeline scaled() {
    onnx_pipeline p{.columns = columns(), .missing_to_mean = true, .layers = {layer(4, 1, 0.25)}};
    p.task = onnx_task::regression;
    p.target_mean = 3.0;
    p.target_sd = 0.5;
    p.target = "rides";
    return p;
}

/// Columns by their range, one of them constant; one with a number for missing values, one as it is.
inline onnx_pipeline ranged() {
    onnx_pipeline p = scaled();
    p.columns = {{.name = "a", .range = onnx_range{.smallest = -0.125, .largest = 0.75}},
                 {.name = "b", .range = onnx_range{.smallest = 2.0, .largest = 5.5, .low = -1.0, .high = 2.0}},
                 {.name = "c", .range = onnx_range{.smallest = 3.0, .largest = 3.0}},
                 {.name = "d", .range = onnx_range{.smallest = 3.0, .largest = 3.0, .low = 0.25, .high = 0.5}},
                 {.name = "e", .mean = 1.5, .sd = 0.25},
                 {.name = "f"}};
    p.missing_to_mean = false;
    p.layers = {layer(6, 1, 0.25)};
    return p;
}

inline onnx_pipeline ranged_and_filled() {
    onnx_pipeline p = ranged();
    p.missing_to_mean = true;
    for (onnx_column& column : p.columns) {
        column.number_for_missing = 2.5;
    }
    p.columns.push_back({.name = "g"});                          // the mean, 0
    p.columns.push_back({.name = "h", .mean = 4.0, .sd = 2.0});  // the mean, 4
    p.layers = {layer(8, 1, 0.25)};
    return p;
}

inline onnx_pipeline two_classes() {
    onnx_pipeline p{.columns = columns(), .layers = {layer(4, 3, 0.5), layer(3, 2, 0.75), layer(2, 1, 1.0)}};
    p.activation = onnx_activation::gelu;
    p.task = onnx_task::classification;
    p.class_type = onnx_type::boolean;
    p.classes = {"false", "true"};
    p.target = "wet";
    return p;
}

inline onnx_pipeline three_classes() {
    onnx_pipeline p{.columns = columns(), .layers = {layer(4, 2, 0.5), layer(2, 3, 0.75)}};
    p.activation = onnx_activation::tanh;
    p.task = onnx_task::classification;
    p.class_type = onnx_type::int64;
    p.classes = {"-1", "0", "7"};
    return p;
}

inline std::vector<onnx_pipeline> all() {
    onnx_pipeline bare{.layers = {layer(3, 2, 0.5), layer(2, 2, 0.75)}, .activation = onnx_activation::relu};
    onnx_pipeline counts = line();
    counts.exponential = true;
    onnx_pipeline texts = three_classes();
    texts.class_type = onnx_type::string;
    texts.classes = {"a", "b", "c"};
    texts.columns.erase(texts.columns.begin());
    texts.layers[0] = layer(3, 2, 0.5);
    texts.missing_to_mean = true;
    onnx_pipeline reals = three_classes();
    reals.class_type = onnx_type::float64;
    reals.classes = {"-1", "0", "7.5"};
    std::vector<onnx_pipeline> list{bare, line(), counts, scaled(), two_classes(), three_classes(), texts, reals};
    list.push_back(ranged_and_filled());
    for (std::size_t i = 0, count = list.size(); i < count; ++i) {
        list.push_back(list[i]);
        list.back().type = onnx_type::float32;
    }
    return list;
}

}  // namespace onnx_pipelines
