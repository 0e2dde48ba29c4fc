// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_graph_inputs.hpp
//
// How do columns become numbers in a graph? A part of onnx_graph.hpp, and what onnx_match_inputs.hpp reads.
//
//   artifact::detail::onnx_builder b{file, pipeline};                   // adds constants and operations to `file`
//   artifact::detail::build_column(b, pipeline, 0);                     // the name of what column 0 has become
//
// An input per column, [N, 1]. Numbers: (x - mean) / sd, where that is not x itself, or the parts of a range, whose
// differences the graph takes, so that the numbers are there as they are. Texts: OneHotEncoder.
#pragma once

#include <cstddef>           // size_t
#include <cstdint>           // int64_t
#include <initializer_list>  // initializer_list
#include <stdexcept>         // invalid_argument
#include <string>            // string, to_string
#include <string_view>       // string_view
#include <utility>           // move
#include <vector>            // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact::detail {

/// Adds to a graph; every value gets a name of its own, which no column has.
class onnx_builder {
public:
    onnx_builder(onnx_file& file, const onnx_pipeline& p) : file_(file), type_(p.type) {
        for (bool clash = true; clash;) {
            clash = false;
            for (const onnx_column& column : p.columns) {
                clash = clash || column.name.starts_with(prefix_);
            }
            prefix_ += clash ? "/" : "";
        }
    }

    [[nodiscard]] std::string named(const std::string& name) const { return prefix_ + name; }

    std::string constant(const std::string& name, std::vector<std::int64_t> shape, const std::vector<double>& values) {
        onnx_tensor t{.name = named(name), .type = type_, .shape = std::move(shape)};
        for (const double x : values) {
            if (!core::detail::is_finite(x)) {
                core::fail<std::invalid_argument>("artifact::onnx_graph: " + name, "finite numbers", x);
            }
            if (type_ == onnx_type::float32) {
                core::append_le(t.bytes, static_cast<float>(x));
            } else {
                core::append_le(t.bytes, x);
            }
        }
        return keep(std::move(t));
    }
    std::string keep(onnx_tensor t) {
        file_.constants.push_back(std::move(t));
        return file_.constants.back().name;
    }

    /// A node with one output, named after its inputs' purpose.
    std::string node(std::string_view op, std::initializer_list<std::string> inputs, std::string output,
                     std::vector<onnx_attribute> attributes = {}, std::string_view domain = {}) {
        file_.nodes.push_back({.op = std::string{op},
                               .domain = std::string{domain},
                               .name = output,
                               .inputs = inputs,
                               .outputs = {output},
                               .attributes = std::move(attributes)});
        return output;
    }

private:
    onnx_file& file_;
    onnx_type type_;
    std::string prefix_ = "/";
};

[[nodiscard]] inline onnx_attribute onnx_integer(std::string name, std::int64_t value) {
    return {.name = std::move(name), .kind = onnx_attribute_kind::integer, .integer = value};
}

/// The number of a numeric column, [N, 1].
[[nodiscard]] inline std::string build_number(onnx_builder& b, const onnx_pipeline& p, const onnx_column& column,
                                              const std::string& at) {
    const auto number = [&](const char* name, double x) { return b.constant(at + name, {1}, {x}); };
    const auto node = [&](const char* op, std::initializer_list<std::string> inputs, const char* name) {
        return b.node(op, inputs, b.named(at + name));
    };
    const auto filled = [&](const char* name, double missing, const std::string& x) {
        const std::string is_missing = node("IsNaN", {column.name}, "/missing");
        return node("Where", {is_missing, number(name, missing), x}, "/filled");
    };
    std::string x = column.name;
    if (p.missing_to_mean && column.number_for_missing) {
        x = filled("/number", *column.number_for_missing, x);
    }
    if (column.range) {
        const onnx_range& r = *column.range;
        const std::string smallest = number("/smallest", r.smallest);
        x = node("Sub", {x, smallest}, "/centred");
        if (r.largest > r.smallest) {
            const std::string range = node("Sub", {number("/largest", r.largest), smallest}, "/range");
            x = node("Div", {x, range}, "/scaled");
        }
        if (r.low == 0.0 && r.high == 1.0) {
            return x;
        }
        const std::string low = number("/low", r.low);
        const std::string span = node("Sub", {number("/high", r.high), low}, "/span");
        return node("Add", {node("Mul", {x, span}, "/spread"), low}, "/raised");
    }
    if (column.mean != 0.0 || column.sd != 1.0) {
        x = node("Sub", {x, number("/mean", column.mean)}, "/centred");
        x = node("Div", {x, number("/sd", column.sd)}, "/scaled");
    }
    return p.missing_to_mean && !column.number_for_missing ? filled("/zero", 0.0, x) : x;
}

/// The numbers of one column, [N, its width].
[[nodiscard]] inline std::string build_column(onnx_builder& b, const onnx_pipeline& p, std::size_t index) {
    const onnx_column& column = p.columns[index];
    const std::string at = "column" + std::to_string(index);
    if (column.numeric) {
        return build_number(b, p, column, at);
    }
    const auto count = static_cast<std::int64_t>(column.categories.size());
    onnx_attribute categories{.name = "cats_strings", .kind = onnx_attribute_kind::texts, .texts = column.categories};
    const std::string ones = b.node("OneHotEncoder", {column.name}, b.named(at + "/ones"),
                                    {std::move(categories), onnx_integer("zeros", 1)}, onnx_ml);
    onnx_tensor shape{.name = b.named(at + "/shape"), .type = onnx_type::int64, .shape = {2}};
    core::append_le(shape.bytes, std::int64_t{-1});
    core::append_le(shape.bytes, count);
    const std::string flat = b.node("Reshape", {ones, b.keep(std::move(shape))}, b.named(at + "/flat"));
    return p.type == onnx_type::float32 ? flat
                                        : b.node("Cast", {flat}, b.named(at + "/encoded"),
                                                 {onnx_integer("to", static_cast<std::int64_t>(onnx_type::float64))});
}

}  // namespace lastro::inline v0::artifact::detail
