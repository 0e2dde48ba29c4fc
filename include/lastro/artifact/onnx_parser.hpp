// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_parser.hpp
//
// What does an ONNX file hold, and may it be believed? Its graph, read without a library of Protocol Buffers.
//
//   const artifact::onnx_file file = artifact::parse_onnx(bytes, "m.onnx");   // a format_error unless it is one
//   file.nodes.front().op;
//
// Strict: a field that this reader does not know is an error, as what it does not understand could change what the model
// computes. Doc strings and inferred shapes are passed over. No data outside the file; sizes are checked before memory
// is taken, and parts counted.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint32_t
#include <string>   // string, to_string

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_tensor_parser.hpp>
#include <lastro/artifact/protobuf.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

[[nodiscard]] inline onnx_attribute parse_onnx_attribute(core::byte_span message, const std::string& where,
                                                         std::size_t& parts) {
    onnx_attribute a;
    onnx_message_reader m{message, where, parts};
    bool one_text = false;
    bool more_texts = false;
    while (m.next()) {
        switch (m.number()) {
            case onnx_field::attribute_name:
                a.name = m.once().text();
                break;
            case onnx_field::attribute_real:
                a.real = m.once().real();
                break;
            case onnx_field::attribute_integer:
                a.integer = m.once().integer();
                break;
            case onnx_field::attribute_text:
                m.add(a.texts) = m.once().text();
                one_text = true;
                break;
            case onnx_field::attribute_reals:
                m.add(a.reals) = m.field().real();
                break;
            case onnx_field::attribute_integers:
                m.field().integers([&](std::int64_t x) { m.add(a.integers) = x; });
                break;
            case onnx_field::attribute_texts:
                m.add(a.texts) = m.field().text();
                more_texts = true;
                break;
            case onnx_field::attribute_description:
                static_cast<void>(m.once().text());
                break;
            case onnx_field::attribute_kind: {
                const std::int64_t kind = m.once().integer();
                core::require<format_error>((kind >= 1 && kind <= 3) || (kind >= 6 && kind <= 8), m.field().place(),
                                            "an attribute of numbers or texts", kind);
                a.kind = static_cast<onnx_attribute_kind>(kind);
                break;
            }
            default:
                m.unknown();
        }
    }
    const std::string place = where + ": attribute " + core::quoted(a.name);
    core::require<format_error>(m.has(onnx_field::attribute_kind), place, "a type", "none");
    using kind = onnx_attribute_kind;
    core::require<format_error>((a.kind == kind::real || !m.has(onnx_field::attribute_real)) &&
                                    (a.kind == kind::integer || !m.has(onnx_field::attribute_integer)) &&
                                    (a.kind == kind::text || !one_text) && (a.kind == kind::texts || !more_texts) &&
                                    (a.kind == kind::reals || a.reals.empty()) &&
                                    (a.kind == kind::integers || a.integers.empty()),
                                place, "a value of its type only", "another one");
    return a;
}

[[nodiscard]] inline onnx_node parse_onnx_node(core::byte_span message, const std::string& where, std::size_t& parts) {
    onnx_node n;
    onnx_message_reader m{message, where, parts};
    while (m.next()) {
        switch (m.number()) {
            case onnx_field::node_input:
                m.add(n.inputs) = m.field().text();
                break;
            case onnx_field::node_output:
                m.add(n.outputs) = m.field().text();
                break;
            case onnx_field::node_name:
                n.name = m.once().text();
                break;
            case onnx_field::node_op:
                n.op = m.once().text();
                break;
            case onnx_field::node_attribute:
                m.add(n.attributes) = parse_onnx_attribute(m.field().content(), where, parts);
                break;
            case onnx_field::node_description:
                static_cast<void>(m.once().text());
                break;
            case onnx_field::node_domain:
                n.domain = m.once().text();
                break;
            default:
                m.unknown();
        }
    }
    if (n.domain == "ai.onnx") {  // the other name of ONNX's own
        n.domain.clear();
    }
    return n;
}

[[nodiscard]] inline onnx_value parse_onnx_value(core::byte_span message, const std::string& where,
                                                 std::size_t& parts) {
    onnx_value v;
    onnx_message_reader m{message, where, parts};
    // The levels within hold one field each: type, tensor type, shape.
    const auto within = [&](core::byte_span part, auto&& read) {
        onnx_message_reader inner{part, where, parts};
        while (inner.next()) {
            read(inner);
        }
    };
    bool typed = false;
    const auto dimension = [&](onnx_message_reader& d) {
        if (d.number() == onnx_field::dimension_size) {
            v.shape.back().size = d.once().integer();
            core::require<format_error>(v.shape.back().size >= 0, d.field().place(), "a size of at least 0",
                                        v.shape.back().size);
        } else if (d.number() == onnx_field::dimension_symbol) {
            v.shape.back().symbol = d.once().text();
        } else {
            d.unknown();
        }
        core::require<format_error>(v.shape.back().size < 0 || v.shape.back().symbol.empty(), d.field().place(),
                                    "a size or a name", "both");
    };
    const auto tensor = [&](onnx_message_reader& t) {
        if (t.number() == onnx_field::tensor_type_element) {
            v.type = onnx_type_of(t.once());
            typed = true;
        } else if (t.number() == onnx_field::tensor_type_shape) {
            within(t.once().content(), [&](onnx_message_reader& s) {
                if (s.number() != onnx_field::shape_dimension) {
                    s.unknown();
                }
                s.add(v.shape);
                within(s.field().content(), dimension);
            });
        } else {
            t.unknown();
        }
    };
    while (m.next()) {
        if (m.number() == onnx_field::value_name) {
            v.name = m.once().text();
        } else if (m.number() == onnx_field::value_type) {
            within(m.once().content(), [&](onnx_message_reader& t) {
                if (t.number() != onnx_field::type_tensor) {
                    t.unknown();
                }
                within(t.once().content(), tensor);
            });
        } else if (m.number() == onnx_field::value_description) {
            static_cast<void>(m.once().text());
        } else {
            m.unknown();
        }
    }
    core::require<format_error>(typed, where + ": value " + core::quoted(v.name), "a tensor", "none");
    return v;
}

inline void parse_onnx_graph(core::byte_span message, const std::string& where, onnx_file& file, std::size_t& parts) {
    onnx_message_reader m{message, where + ": graph", parts};
    while (m.next()) {
        const std::string& place = m.field().where();
        switch (m.number()) {
            case onnx_field::graph_node: {
                const std::string which = where + ": node " + std::to_string(file.nodes.size());
                m.add(file.nodes) = parse_onnx_node(m.field().content(), which, parts);
                break;
            }
            case onnx_field::graph_name:
                file.name = m.once().text();
                break;
            case onnx_field::graph_constant:
                m.add(file.constants) = parse_onnx_tensor(m.field().content(), where, parts);
                break;
            case onnx_field::graph_description:
                file.description = m.once().text();
                break;
            case onnx_field::graph_input:
                m.add(file.inputs) = parse_onnx_value(m.field().content(), place, parts);
                break;
            case onnx_field::graph_output:
                m.add(file.outputs) = parse_onnx_value(m.field().content(), place, parts);
                break;
            case onnx_field::graph_value_info:
                static_cast<void>(m.field().content());
                break;
            default:
                m.unknown();
        }
    }
}

}  // namespace detail

/// The parts of an ONNX file.
///
/// @throws format_error beginning with `where` unless the bytes are a model, all of it is known, and its constants are whole.
[[nodiscard]] inline onnx_file parse_onnx(core::byte_span bytes, const std::string& where) {
    namespace field = detail::onnx_field;
    onnx_file file;
    std::size_t parts = 0;
    detail::onnx_message_reader m{bytes, where, parts};
    const auto pair = [&](core::byte_span message, auto&& first, auto&& second) {  // fields 1 and 2
        detail::onnx_message_reader entry{message, where, parts};
        while (entry.next()) {
            if (entry.number() == 1) {
                first(entry.once());
            } else if (entry.number() == 2) {
                second(entry.once());
            } else {
                entry.unknown();
            }
        }
    };
    while (m.next()) {
        switch (m.number()) {
            case field::model_ir_version:
                file.ir_version = m.once().integer();
                break;
            case field::model_producer:
                file.producer = m.once().text();
                break;
            case field::model_producer_version:
                file.producer_version = m.once().text();
                break;
            case field::model_domain:
            case field::model_description:
                static_cast<void>(m.once().text());
                break;
            case field::model_version:
                static_cast<void>(m.once().integer());
                break;
            case field::model_graph:
                detail::parse_onnx_graph(m.once().content(), where, file, parts);
                break;
            case field::model_operator_set: {
                auto& set = m.add(file.operator_sets);
                pair(
                    m.field().content(), [&](const protobuf_reader& f) { set.first = f.text(); },
                    [&](const protobuf_reader& f) { set.second = f.integer(); });
                if (set.first == "ai.onnx") {
                    set.first.clear();
                }
                break;
            }
            case field::model_metadata: {
                auto& entry = m.add(file.metadata);
                pair(
                    m.field().content(), [&](const protobuf_reader& f) { entry.first = f.text(); },
                    [&](const protobuf_reader& f) { entry.second = f.text(); });
                break;
            }
            default:
                m.unknown();
        }
    }
    core::require<format_error>(m.has(field::model_graph), where, "an ONNX file with a graph", "none");
    core::require<format_error>(m.has(field::model_ir_version), where, "an IR version", "none");
    return file;
}

}  // namespace lastro::inline v0::artifact
