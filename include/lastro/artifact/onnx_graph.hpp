// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_graph.hpp
//
// How is a model said in ONNX's operations? As few of them as there are, all of operator set 13.
//
//   const artifact::onnx_file file = artifact::onnx_graph(pipeline);
//   artifact::onnx_bytes(file);
//
// The columns are in onnx_graph_inputs.hpp; MatMul and Add, Relu, Tanh or the parts of gelu; Softmax, or
// Sigmoid of -z and z. IR version 8, operator set 13 and, for texts only, ai.onnx.ml 1.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_graph_inputs.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/version.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

inline constexpr double root_of_two = 0x1.6a09e667f3bcdp+0;

/// x * (1 + erf(x / sqrt(2))) / 2. ONNX Runtime has erf of float32 only: it is rounded to that.
[[nodiscard]] inline std::string build_gelu(onnx_builder& b, onnx_type type, const std::string& x,
                                            const std::string& at) {
    const auto cast = [&](const std::string& from, onnx_type to, const char* name) {
        return type == onnx_type::float32
                   ? from
                   : b.node("Cast", {from}, b.named(at + name), {onnx_integer("to", static_cast<std::int64_t>(to))});
    };
    std::string t = b.node("Div", {x, b.constant(at + "/root", {1}, {root_of_two})}, b.named(at + "/upright"));
    t = cast(t, onnx_type::float32, "/narrow");
    t = b.node("Erf", {t}, b.named(at + "/erf"));
    t = cast(t, onnx_type::float64, "/wide");
    t = b.node("Add", {t, b.constant(at + "/one", {1}, {1.0})}, b.named(at + "/share"));
    t = b.node("Mul", {x, t}, b.named(at + "/double"));
    return b.node("Mul", {t, b.constant(at + "/half", {1}, {0.5})}, b.named(at + "/bent"));
}

[[nodiscard]] inline std::string build_layers(onnx_builder& b, const onnx_pipeline& p, std::string x,
                                              const std::string& output) {
    for (std::size_t i = 0; i < p.layers.size(); ++i) {
        const onnx_layer& layer = p.layers[i];
        const std::string at = "layer" + std::to_string(i);
        const bool last = i + 1 == p.layers.size();
        const auto in = static_cast<std::int64_t>(layer.inputs);
        const auto out = static_cast<std::int64_t>(layer.outputs);
        // Not Gemm: ONNX Runtime 1.15 joins it with what follows to an operation that it has for float32 only.
        x = b.node("MatMul", {x, b.constant(at + "/weights", {in, out}, layer.weights)}, b.named(at + "/product"));
        x = b.node("Add", {x, b.constant(at + "/bias", {out}, layer.bias)}, last ? output : b.named(at + "/sum"));
        if (last) {
            break;
        }
        x = p.activation == onnx_activation::gelu
                ? build_gelu(b, p.type, x, at)
                : b.node(p.activation == onnx_activation::tanh ? "Tanh" : "Relu", {x}, b.named(at + "/bent"));
    }
    return x;
}

/// The classes as a constant of their type.
[[nodiscard]] inline onnx_tensor class_constant(const onnx_pipeline& p, std::string name) {
    onnx_tensor t{
        .name = std::move(name), .type = p.class_type, .shape = {static_cast<std::int64_t>(p.classes.size())}};
    for (const std::string& text : p.classes) {
        switch (p.class_type) {
            case onnx_type::int64:
                core::append_le(t.bytes, core::parse_int64(text).value());
                break;
            case onnx_type::boolean:
                t.bytes.push_back(static_cast<std::byte>(text == "true"));
                break;
            case onnx_type::string:
                t.texts.push_back(text);
                break;
            default:
                core::append_le(t.bytes, core::parse_double(text).value());
        }
    }
    return t;
}

inline void build_classes(onnx_builder& b, const onnx_pipeline& p, const std::string& scores) {
    std::string z = scores;
    std::vector<onnx_attribute> first_of_equals{onnx_integer("axis", 1), onnx_integer("keepdims", 0)};
    if (p.classes.size() == 2) {  // the second class where z >= -z, that is z >= 0
        z = b.node("Concat", {b.node("Neg", {z}, b.named("against")), z}, b.named("both"), {onnx_integer("axis", 1)});
        static_cast<void>(b.node("Sigmoid", {z}, std::string{onnx_probabilities}));
        first_of_equals.push_back(onnx_integer("select_last_index", 1));
    } else {
        static_cast<void>(b.node("Softmax", {z}, std::string{onnx_probabilities}, {onnx_integer("axis", 1)}));
    }
    const std::string best = b.node("ArgMax", {z}, b.named("best"), std::move(first_of_equals));
    static_cast<void>(b.node("Gather", {b.keep(class_constant(p, b.named("classes"))), best},
                             std::string{onnx_prediction}, {onnx_integer("axis", 0)}));
}

inline void require_exportable(const onnx_pipeline& p) {
    const auto name = [](bool good, const std::string& where, const std::string& text, std::string_view expected) {
        core::require<std::invalid_argument>(good, where, expected, core::quoted(text));
    };
    for (const onnx_column& column : p.columns) {
        const bool taken = column.name == onnx_prediction || column.name == onnx_probabilities;
        name(!taken && !column.name.empty() && core::is_utf8(column.name), "artifact::onnx_graph: column", column.name,
             "a name in UTF-8 that no output has");
        core::require<std::invalid_argument>(!p.missing_to_mean || !column.range || column.number_for_missing,
                                             "artifact::onnx_graph: column " + core::quoted(column.name),
                                             "a number for missing values", "none");
        core::require<std::invalid_argument>(column.numeric || !column.categories.empty(),
                                             "artifact::onnx_graph: column " + core::quoted(column.name),
                                             "at least one category", "none");
        for (const std::string& category : column.categories) {
            name(core::is_utf8(category), "artifact::onnx_graph: column " + core::quoted(column.name), category,
                 "categories in UTF-8");
        }
    }
    for (const std::string& text : p.classes) {
        name(core::is_utf8(text), "artifact::onnx_graph: class", text, "UTF-8");
    }
    core::require<std::invalid_argument>(
        p.task != onnx_task::classification || (p.classes.size() >= 2 && p.classes.size() <= most_onnx_classes),
        "artifact::onnx_graph", "2 to " + std::to_string(most_onnx_classes) + " classes", p.classes.size());
    name(core::is_utf8(p.target), "artifact::onnx_graph: target", p.target, "UTF-8");
    core::require<std::invalid_argument>(!p.layers.empty(), "artifact::onnx_graph", "a trained model", "no layers");
}

/// No file is written that parse_onnx refuses.
inline void require_readable(const onnx_file& file) {
    const std::size_t parts = onnx_parts(file);
    core::require<std::invalid_argument>(parts <= most_onnx_parts, "artifact::onnx_graph",
                                         "at most " + std::to_string(most_onnx_parts) + " parts of a file", parts);
}

[[nodiscard]] inline onnx_file build_graph(const onnx_pipeline& p) {
    onnx_file file{.producer = "lastro", .producer_version = version, .operator_sets = {{"", 13}}};
    onnx_builder b{file, p};
    const auto value = [](std::string_view name, onnx_type type, std::vector<onnx_dimension> shape) {
        shape.insert(shape.begin(), {.size = -1, .symbol = "N"});
        return onnx_value{.name = std::string{name}, .type = type, .shape = std::move(shape)};
    };
    const auto wide = [](std::size_t count) { return onnx_dimension{.size = static_cast<std::int64_t>(count)}; };
    std::string x{onnx_input};
    if (p.columns.empty()) {
        file.inputs.push_back(value(x, p.type, {wide(p.layers.front().inputs)}));
    } else {
        onnx_node all{.op = "Concat", .name = b.named("inputs"), .attributes = {onnx_integer("axis", 1)}};
        for (std::size_t i = 0; i < p.columns.size(); ++i) {
            const onnx_column& column = p.columns[i];
            file.inputs.push_back(value(column.name, column.numeric ? p.type : onnx_type::string, {wide(1)}));
            all.inputs.push_back(build_column(b, p, i));
            if (!column.numeric && file.operator_sets.size() == 1) {
                file.operator_sets.emplace_back(onnx_ml, 1);
            }
        }
        all.outputs = {all.name};
        x = all.name;
        file.nodes.push_back(std::move(all));
    }
    const std::size_t outputs = p.layers.back().outputs;
    if (p.task == onnx_task::scores) {
        static_cast<void>(build_layers(b, p, x, std::string{onnx_scores}));
        file.outputs.push_back(value(onnx_scores, p.type, {wide(outputs)}));
        return file;
    }
    if (p.task == onnx_task::classification) {
        build_classes(b, p, build_layers(b, p, x, b.named("scores")));
        file.outputs.push_back(value(onnx_prediction, p.class_type, {}));
        file.outputs.push_back(value(onnx_probabilities, p.type, {wide(p.classes.size())}));
    } else {
        const bool scales = p.target_mean != 0.0 || p.target_sd != 1.0;
        const std::string told{onnx_prediction};
        x = build_layers(b, p, x, scales || p.exponential ? b.named("scores") : told);
        if (scales) {
            x = b.node("Mul", {x, b.constant("target/sd", {1}, {p.target_sd})}, b.named("spread"));
            x = b.node("Add", {x, b.constant("target/mean", {1}, {p.target_mean})},
                       p.exponential ? b.named("raised") : told);
        }
        if (p.exponential) {
            static_cast<void>(b.node("Exp", {x}, told));
        }
        file.outputs.push_back(value(onnx_prediction, p.type, {wide(outputs)}));
    }
    if (p.missing_to_mean) {
        file.metadata.emplace_back(onnx_missing_key, "mean");
    }
    if (!p.target.empty()) {
        file.metadata.emplace_back(onnx_target_key, p.target);
    }
    return file;
}

}  // namespace detail

/// The model as operations; names, order and therefore the bytes follow from the model alone.
///
/// @throws std::invalid_argument if a name or text is not UTF-8, a column has the name of an output, a number is not finite,
///         or there is more of anything than is read again.
[[nodiscard]] inline onnx_file onnx_graph(const onnx_pipeline& p) {
    detail::require_exportable(p);
    onnx_file file = detail::build_graph(p);
    detail::require_readable(file);
    return file;
}

}  // namespace lastro::inline v0::artifact
