// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_file.hpp
//
// What does an ONNX file consist of? The parts of its messages [1] that models of numbers need, and how they are written.
//
//   artifact::onnx_file file{.name = "line", .nodes = {{.op = "Relu", .inputs = {"x"}, .outputs = {"y"}}}};
//   const std::vector<std::byte> bytes = artifact::onnx_bytes(file);          // the same bytes for the same parts
//   artifact::parse_onnx(bytes, "line.onnx") == file;                         // onnx_parser.hpp
//
// No library of Protocol Buffers is needed.
//
// References
//   [1] ONNX, onnx/onnx.proto, IR version 8; docs/IR.md.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint32_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // pair
#include <vector>       // vector

#include <lastro/artifact/protobuf.hpp>
#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::artifact {

/// The other domain of operators that occurs here; ONNX's own has no name.
inline constexpr std::string_view onnx_ml = "ai.onnx.ml";

/// The element types that occur here, by their number in the format.
enum class onnx_type : std::int64_t { float32 = 1, int64 = 7, string = 8, boolean = 9, float64 = 11 };

/// "float32", "int64", "string", "boolean" or "float64".
[[nodiscard]] constexpr std::string_view to_string(onnx_type type) noexcept {
    return type == onnx_type::float32   ? "float32"
           : type == onnx_type::int64   ? "int64"
           : type == onnx_type::string  ? "string"
           : type == onnx_type::boolean ? "boolean"
                                        : "float64";
}

/// A constant: numbers row-major and little-endian, or texts.
struct onnx_tensor {
    std::string name = {};
    onnx_type type = onnx_type::float64;
    std::vector<std::int64_t> shape = {};
    std::vector<std::byte> bytes = {};
    std::vector<std::string> texts = {};

    friend bool operator==(const onnx_tensor&, const onnx_tensor&) = default;
};

/// What an attribute holds, by its number in the format.
enum class onnx_attribute_kind : std::int64_t { real = 1, integer = 2, text = 3, reals = 6, integers = 7, texts = 8 };

/// A setting of a node; only the member that `kind` names counts.
struct onnx_attribute {
    std::string name = {};
    onnx_attribute_kind kind = onnx_attribute_kind::integer;
    std::int64_t integer = 0;
    float real = 0.0F;
    std::vector<std::int64_t> integers = {};
    std::vector<float> reals = {};
    std::vector<std::string> texts = {};  ///< One for `text`.

    friend bool operator==(const onnx_attribute&, const onnx_attribute&) = default;
};

/// An operation.
struct onnx_node {
    std::string op = {};
    std::string domain = {};  ///< Empty: ONNX's own.
    std::string name = {};
    std::vector<std::string> inputs = {};
    std::vector<std::string> outputs = {};
    std::vector<onnx_attribute> attributes = {};

    friend bool operator==(const onnx_node&, const onnx_node&) = default;
};

/// A size, or a name where the size is not known.
struct onnx_dimension {
    std::int64_t size = -1;  ///< -1: not known.
    std::string symbol = {};

    friend bool operator==(const onnx_dimension&, const onnx_dimension&) = default;
};

/// An input or output of the graph.
struct onnx_value {
    std::string name = {};
    onnx_type type = onnx_type::float64;
    std::vector<onnx_dimension> shape = {};

    friend bool operator==(const onnx_value&, const onnx_value&) = default;
};

/// The whole file.
struct onnx_file {
    std::int64_t ir_version = 8;
    std::string producer = {};
    std::string producer_version = {};
    std::vector<std::pair<std::string, std::int64_t>> operator_sets = {};  ///< Domain and version.
    std::string name = {};                                                 ///< Of the graph.
    std::string description = {};
    std::vector<onnx_node> nodes = {};
    std::vector<onnx_tensor> constants = {};
    std::vector<onnx_value> inputs = {};
    std::vector<onnx_value> outputs = {};
    std::vector<std::pair<std::string, std::string>> metadata = {};

    friend bool operator==(const onnx_file&, const onnx_file&) = default;
};

/// How many parts a file may have in all, for reading and for writing; far beyond any model's of this kind.
inline constexpr std::size_t most_onnx_parts = 1'000'000;

/// The parts of a file as they are counted: what its lists hold, and the lists within.
[[nodiscard]] inline std::size_t onnx_parts(const onnx_file& file) {
    std::size_t count = file.operator_sets.size() + file.nodes.size() + file.constants.size() + file.inputs.size() +
                        file.outputs.size() + file.metadata.size();
    for (const onnx_node& n : file.nodes) {
        count += n.inputs.size() + n.outputs.size() + n.attributes.size();
        for (const onnx_attribute& a : n.attributes) {
            count += a.integers.size() + a.reals.size() + a.texts.size();
        }
    }
    for (const onnx_tensor& t : file.constants) {
        count += t.shape.size() + t.texts.size();
    }
    for (const auto* const values : {&file.inputs, &file.outputs}) {
        for (const onnx_value& v : *values) {
            count += v.shape.size();
        }
    }
    return count;
}

namespace detail {

/// The numbers of the messages' fields, as onnx.proto gives them.
namespace onnx_field {
inline constexpr std::uint32_t model_ir_version = 1, model_producer = 2, model_producer_version = 3, model_domain = 4,
                               model_version = 5, model_description = 6, model_graph = 7, model_operator_set = 8,
                               model_metadata = 14;
inline constexpr std::uint32_t set_domain = 1, set_version = 2;
inline constexpr std::uint32_t entry_key = 1, entry_value = 2;
inline constexpr std::uint32_t graph_node = 1, graph_name = 2, graph_constant = 5, graph_description = 10,
                               graph_input = 11, graph_output = 12, graph_value_info = 13;
inline constexpr std::uint32_t node_input = 1, node_output = 2, node_name = 3, node_op = 4, node_attribute = 5,
                               node_description = 6, node_domain = 7;
inline constexpr std::uint32_t attribute_name = 1, attribute_real = 2, attribute_integer = 3, attribute_text = 4,
                               attribute_reals = 7, attribute_integers = 8, attribute_texts = 9, attribute_kind = 20,
                               attribute_description = 13;
inline constexpr std::uint32_t tensor_shape = 1, tensor_type = 2, tensor_floats = 4, tensor_int32s = 5,
                               tensor_texts = 6, tensor_int64s = 7, tensor_name = 8, tensor_raw = 9,
                               tensor_doubles = 10, tensor_description = 12;
inline constexpr std::uint32_t value_name = 1, value_type = 2, value_description = 3;
inline constexpr std::uint32_t type_tensor = 1, tensor_type_element = 1, tensor_type_shape = 2;
inline constexpr std::uint32_t shape_dimension = 1, dimension_size = 1, dimension_symbol = 2;
}  // namespace onnx_field

[[nodiscard]] inline protobuf_writer onnx_message(const std::pair<std::string, std::string>& entry) {
    protobuf_writer m;
    m.text(onnx_field::entry_key, entry.first);
    m.text(onnx_field::entry_value, entry.second);
    return m;
}

[[nodiscard]] inline protobuf_writer onnx_message(const onnx_tensor& t) {
    protobuf_writer m;
    for (const std::int64_t size : t.shape) {
        m.integer(onnx_field::tensor_shape, size);
    }
    m.integer(onnx_field::tensor_type, static_cast<std::int64_t>(t.type));
    for (const std::string& text : t.texts) {
        m.text(onnx_field::tensor_texts, text);
    }
    m.text(onnx_field::tensor_name, t.name);
    if (t.type != onnx_type::string) {
        m.content(onnx_field::tensor_raw, t.bytes);
    }
    return m;
}

[[nodiscard]] inline protobuf_writer onnx_message(const onnx_attribute& a) {
    protobuf_writer m;
    m.text(onnx_field::attribute_name, a.name);
    switch (a.kind) {
        case onnx_attribute_kind::real:
            m.real(onnx_field::attribute_real, a.real);
            break;
        case onnx_attribute_kind::integer:
            m.integer(onnx_field::attribute_integer, a.integer);
            break;
        case onnx_attribute_kind::text:
            m.text(onnx_field::attribute_text, a.texts.empty() ? std::string_view{} : std::string_view{a.texts[0]});
            break;
        case onnx_attribute_kind::reals:
            for (const float x : a.reals) {
                m.real(onnx_field::attribute_reals, x);
            }
            break;
        case onnx_attribute_kind::integers:
            for (const std::int64_t x : a.integers) {
                m.integer(onnx_field::attribute_integers, x);
            }
            break;
        case onnx_attribute_kind::texts:
            for (const std::string& x : a.texts) {
                m.text(onnx_field::attribute_texts, x);
            }
            break;
    }
    m.integer(onnx_field::attribute_kind, static_cast<std::int64_t>(a.kind));
    return m;
}

[[nodiscard]] inline protobuf_writer onnx_message(const onnx_node& n) {
    protobuf_writer m;
    for (const std::string& input : n.inputs) {
        m.text(onnx_field::node_input, input);
    }
    for (const std::string& output : n.outputs) {
        m.text(onnx_field::node_output, output);
    }
    if (!n.name.empty()) {
        m.text(onnx_field::node_name, n.name);
    }
    m.text(onnx_field::node_op, n.op);
    for (const onnx_attribute& a : n.attributes) {
        m.message(onnx_field::node_attribute, onnx_message(a));
    }
    if (!n.domain.empty()) {
        m.text(onnx_field::node_domain, n.domain);
    }
    return m;
}

[[nodiscard]] inline protobuf_writer onnx_message(const onnx_value& v) {
    protobuf_writer shape;
    for (const onnx_dimension& d : v.shape) {
        protobuf_writer dimension;
        if (d.size >= 0) {
            dimension.integer(onnx_field::dimension_size, d.size);
        } else if (!d.symbol.empty()) {
            dimension.text(onnx_field::dimension_symbol, d.symbol);
        }
        shape.message(onnx_field::shape_dimension, dimension);
    }
    protobuf_writer tensor;
    tensor.integer(onnx_field::tensor_type_element, static_cast<std::int64_t>(v.type));
    tensor.message(onnx_field::tensor_type_shape, shape);
    protobuf_writer type;
    type.message(onnx_field::type_tensor, tensor);
    protobuf_writer m;
    m.text(onnx_field::value_name, v.name);
    m.message(onnx_field::value_type, type);
    return m;
}

}  // namespace detail

/// The bytes of the file.
[[nodiscard]] inline std::vector<std::byte> onnx_bytes(const onnx_file& file) {
    namespace field = detail::onnx_field;
    protobuf_writer graph;
    const auto all = [&graph](std::uint32_t number, const auto& list) {
        for (const auto& part : list) {
            graph.message(number, detail::onnx_message(part));
        }
    };
    all(field::graph_node, file.nodes);
    graph.text(field::graph_name, file.name);
    all(field::graph_constant, file.constants);
    if (!file.description.empty()) {
        graph.text(field::graph_description, file.description);
    }
    all(field::graph_input, file.inputs);
    all(field::graph_output, file.outputs);
    protobuf_writer m;
    m.integer(field::model_ir_version, file.ir_version);
    m.text(field::model_producer, file.producer);
    m.text(field::model_producer_version, file.producer_version);
    m.message(field::model_graph, graph);
    for (const auto& [domain, version] : file.operator_sets) {
        protobuf_writer set;
        set.text(field::set_domain, domain);
        set.integer(field::set_version, version);
        m.message(field::model_operator_set, set);
    }
    for (const auto& entry : file.metadata) {
        m.message(field::model_metadata, detail::onnx_message(entry));
    }
    return m.bytes();
}

}  // namespace lastro::inline v0::artifact
