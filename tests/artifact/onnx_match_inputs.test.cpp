// SPDX-License-Identifier: MIT
// tests/artifact/onnx_match_inputs.test.cpp
#include <lastro/artifact/onnx_match_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/artifact/onnx_graph.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

namespace {

std::vector<onnx_column> columns_of(const onnx_file& file, std::size_t width, const char* from = "/inputs") {
    onnx_values values{file, "m"};
    onnx_pipeline p{.layers = {layer(width, 1, 0.5)}};
    match_onnx_inputs(values, from, p);
    return p.columns;
}

void refused(const onnx_file& file, const char* message, std::size_t width = 4) {
    CHECK_THROWS_WITH_AS(static_cast<void>(columns_of(file, width)), message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/onnx_match_inputs") {
    TEST_CASE("columns: scaled, one-hot, or as they are") {
        CHECK(columns_of(onnx_graph(scaled()), 4) == columns());
        onnx_file raw = onnx_graph(scaled());
        for (onnx_node& n : raw.nodes) {
            if (n.op == "Concat") {
                n.inputs[0] = "age";
            }
        }
        CHECK(columns_of(raw, 4)[0] == onnx_column{.name = "age"});
        CHECK(columns_of(onnx_graph(line()), 2, "input").empty());  // one matrix
        CHECK(columns_of(onnx_graph(ranged()), 6) == ranged().columns);
        CHECK(columns_of(onnx_graph(ranged_and_filled()), 8) == ranged_and_filled().columns);
        onnx_pipeline mean = ranged_and_filled();
        mean.columns[5].number_for_missing = 0.0;  // of a column that is not scaled: one graph, one pipeline
        CHECK_FALSE(columns_of(onnx_graph(mean), 8)[5].number_for_missing);
    }

    TEST_CASE("refusals: parts of a range that do not fit each other") {
        const auto changed = [](const char* output, std::size_t input, const char* to) {
            onnx_file file = onnx_graph(ranged());
            for (onnx_node& n : file.nodes) {
                if (n.outputs[0] == output) {
                    n.inputs[input] = to;
                }
            }
            return file;
        };
        refused(changed("/column1/range", 1, "/column0/smallest"),
                R"(m: "Sub" of "/column1/range": expected the difference from the other end, found another graph)", 6);
        refused(changed("/column1/span", 1, "/column1/high"),
                R"(m: "Sub" of "/column1/span": expected the difference from the other end, found another graph)", 6);
        refused(changed("/column0/range", 0, "/column0/smallest"),
                R"(m: "Sub" of "/column0/centred": expected a largest number above the smallest, found another graph)",
                6);
        refused(changed("/column0/scaled", 0, "/column0/range"),
                R"(m: "/column0/range": expected to be used in one place, found a second one)", 6);
        refused(changed("/column1/spread", 1, "/column1/high"),
                R"(m: "/column1/high": expected to be made by Sub, found the constant "/column1/high")", 6);
        onnx_file after = onnx_graph(ranged());  // 0 of a range is not the mean
        after.constants.push_back({.name = "zero", .shape = {1}, .bytes = std::vector<std::byte>(8)});
        after.nodes.push_back({.op = "IsNaN", .inputs = {"a"}, .outputs = {"missing"}});
        after.nodes.push_back({.op = "Where", .inputs = {"missing", "zero", "/column0/scaled"}, .outputs = {"filled"}});
        for (onnx_node& n : after.nodes) {
            if (n.op == "Concat") {
                n.inputs[0] = "filled";
            }
        }
        refused(after, R"(m: "Where" of "filled": expected 0 where the value is missing, found another graph)", 6);
    }

    TEST_CASE("refusals: a column that no feature of Lastro is") {
        refused(onnx_graph(scaled()), "m: layer 0: expected 4 inputs, as many as the columns give, found 5", 5);
        const auto changed = [](const char* op, auto change) {
            onnx_file file = onnx_graph(scaled());
            for (onnx_node& n : file.nodes) {
                if (n.op == op) {
                    change(n);
                    break;
                }
            }
            return file;
        };
        refused(changed("IsNaN", [](onnx_node& n) { n.op = "IsInf"; }),
                R"(m: "/column0/missing": expected to be made by IsNaN, found operation "IsInf")");
        refused(changed("Where", [](onnx_node& n) { n.inputs[1] = "/column0/sd"; }),
                R"(m: "Where" of "/column0/filled": expected 0 where the value is missing, found another graph)");
        refused(changed("OneHotEncoder", [](onnx_node& n) { n.attributes[1].integer = 0; }),
                R"(m: "OneHotEncoder" of "/column1/ones": expected zeros 1, found another graph)");
        refused(changed("OneHotEncoder", [](onnx_node& n) { n.domain = ""; }),
                R"(m: "/column1/ones": expected to be made by OneHotEncoder, found operation "OneHotEncoder")");
        refused(changed("Concat", [](onnx_node& n) { n.inputs[1] = n.inputs[0]; }),
                R"(m: "/column0/filled": expected to be used in one place, found a second one)");
        refused(changed("Cast", [](onnx_node& n) { n.attributes[0].integer = 7; }),
                R"(m: "Cast" of "/column1/encoded": expected a cast to float32 or float64, found another graph)");
        refused(changed("Concat", [](onnx_node& n) { n.inputs.clear(); }),
                R"(m: "Concat" of "/inputs": expected at least one column, found another graph)", 0);
        refused(changed("Reshape", [](onnx_node& n) { n.attributes = {{.name = "allowzero", .integer = 1}}; }),
                R"(m: "Reshape" of "/column1/flat": expected allowzero 0, found another graph)");
        const auto reshaped = [](std::vector<std::int64_t> shape, std::int64_t rows, std::int64_t width) {
            onnx_file file = onnx_graph(scaled());
            for (onnx_tensor& t : file.constants) {
                if (t.name == "/column1/shape") {
                    t.shape = shape;
                    t.bytes.clear();
                    lastro::core::append_le(t.bytes, rows);
                    lastro::core::append_le(t.bytes, width);
                }
            }
            return file;
        };
        CHECK(columns_of(reshaped({2}, -1, 3), 4) == columns());
        refused(reshaped({2, 1}, -1, 3),
                R"(m: "Reshape" of "/column1/flat": expected a shape of two sizes, found another graph)");
        for (const std::int64_t rows : {0, 1, 7}) {
            refused(reshaped({2}, rows, 3),
                    R"(m: "Reshape" of "/column1/flat": expected the shape [-1, categories], found another graph)");
        }
        refused(reshaped({2}, -1, 4),
                R"(m: "Reshape" of "/column1/flat": expected the shape [-1, categories], found another graph)");
        onnx_file typed = onnx_graph(scaled());
        typed.inputs[1].type = onnx_type::int64;
        refused(typed, R"(m: input "sky": expected string [N, 1], found another type or shape)");
    }
}
