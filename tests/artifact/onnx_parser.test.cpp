// SPDX-License-Identifier: MIT
// tests/artifact/onnx_parser.test.cpp
#include <lastro/artifact/onnx_parser.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <lastro/artifact/onnx_graph.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;
namespace core = lastro::core;

TEST_SUITE("artifact/onnx_parser") {
    TEST_CASE("files: whatever is written is read") {
        for (const onnx_pipeline& p : all()) {
            onnx_file file = onnx_graph(p);
            file.description = "what it is for";
            file.nodes[0].attributes.push_back({.name = "r", .kind = onnx_attribute_kind::real, .real = 1.5F});
            file.nodes[0].attributes.push_back({.name = "s", .kind = onnx_attribute_kind::text, .texts = {"t"}});
            file.nodes[0].attributes.push_back(
                {.name = "i", .kind = onnx_attribute_kind::integers, .integers = {-1, 2}});
            file.nodes[0].attributes.push_back(
                {.name = "f", .kind = onnx_attribute_kind::reals, .reals = {0.5F, 2.0F}});
            const std::vector<std::byte> bytes = onnx_bytes(file);
            CHECK(parse_onnx(bytes, "m") == file);
            CHECK(onnx_bytes(parse_onnx(bytes, "m")) == bytes);
        }
    }

    TEST_CASE("cuts: a file that ends early is refused, or is a file of whole fields") {
        const std::vector<std::byte> bytes = onnx_bytes(onnx_graph(two_classes()));
        std::size_t refused = 0;
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            try {
                static_cast<void>(parse_onnx(core::byte_span{bytes}.first(size), "m"));
            } catch (const lastro::format_error&) {
                ++refused;
            }
        }
        CHECK(bytes.size() - refused == 3);  // after the graph, an operator set, and the other one: metadata is missing
    }

    TEST_CASE("refusals: what could change the meaning") {
        const auto refused = [](const protobuf_writer& m, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_onnx(m.bytes(), "m")), message, lastro::format_error);
        };
        refused({}, "m: expected an ONNX file with a graph, found none");
        protobuf_writer undated;
        undated.message(7, {});
        refused(undated, "m: expected an IR version, found none");
        const auto graph = [](std::uint32_t field, const protobuf_writer& content) {
            protobuf_writer g, m;
            g.message(field, content);
            m.message(7, g);
            return m;
        };
        const protobuf_writer nothing;
        protobuf_writer twice = graph(1, nothing);
        twice.message(7, nothing);
        refused(twice, "m: field 7: expected to be there once, found a second one");
        protobuf_writer functions;
        functions.message(25, nothing);
        refused(functions, "m: field 25: expected no other fields of the message than Lastro reads, found one");
        refused(graph(15, nothing),
                "m: graph: field 15: expected no other fields of the message than Lastro reads, found one");
        refused(graph(11, nothing), R"(m: graph: value "": expected a tensor, found none)");
        protobuf_writer node, attribute;
        attribute.text(1, "body");
        node.message(5, attribute);
        refused(graph(1, node), R"(m: node 0: attribute "body": expected a type, found none)");
        attribute.integer(20, 5);  // a graph
        protobuf_writer with_graph;
        with_graph.message(5, attribute);
        refused(graph(1, with_graph), "m: node 0: field 20: expected an attribute of numbers or texts, found 5");
        protobuf_writer mixed, with_mixed;
        mixed.text(1, "axis");
        mixed.text(4, "a text");
        mixed.integer(20, 2);
        with_mixed.message(5, mixed);
        refused(graph(1, with_mixed),
                R"(m: node 0: attribute "axis": expected a value of its type only, found another one)");
    }

    TEST_CASE("parts: all of a file are counted together, whatever they are, and bounded") {
        onnx_file file = onnx_graph(two_classes());
        file.nodes[0].attributes = {{.name = "i", .kind = onnx_attribute_kind::integers, .integers = {-1, 2}},
                                    {.name = "f", .kind = onnx_attribute_kind::reals, .reals = {0.5F}},
                                    {.name = "s", .kind = onnx_attribute_kind::text, .texts = {"t"}}};
        file.constants.push_back({.name = "texts", .type = onnx_type::string, .shape = {2}, .texts = {"a", "b"}});
        file.nodes[1].inputs.resize(file.nodes[1].inputs.size() + (most_onnx_parts - onnx_parts(file)));
        CHECK(parse_onnx(onnx_bytes(file), "m") == file);
        const auto refused = [](const onnx_file& too_much, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_onnx(onnx_bytes(too_much), "m")), message,
                                 lastro::format_error);
        };
        onnx_file more = file;
        more.metadata.emplace_back("one", "more");
        refused(more, "m: field 14: expected at most 1000000 parts of a file, found more");
        file.nodes[0].attributes[0].integers.push_back(3);
        refused(file, "m: field 14: expected at most 1000000 parts of a file, found more");
        onnx_file packed = onnx_graph(line());
        packed.nodes[0].attributes = {{.name = "i", .kind = onnx_attribute_kind::integers}};
        packed.nodes[0].attributes[0].integers.assign(most_onnx_parts, 1);
        refused(packed, R"(m: node 0: field 8: expected at most 1000000 parts of a file, found more)");
    }
}
