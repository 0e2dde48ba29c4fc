// SPDX-License-Identifier: MIT
// tests/artifact/onnx_match.test.cpp: graphs of Python's onnx are matched in tests/interop
#include <lastro/artifact/onnx_match.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

namespace {

void refused(const onnx_file& file, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(match_onnx(file, "m")), message, lastro::format_error);
}

onnx_node& made_by(onnx_file& file, const std::string& op) {
    return *std::find_if(file.nodes.begin(), file.nodes.end(), [&](const onnx_node& n) { return n.op == op; });
}

}  // namespace

TEST_SUITE("artifact/onnx_match") {
    TEST_CASE("graphs: every pipeline comes back from its own, in any order of operations") {
        for (const onnx_pipeline& p : all()) {
            onnx_pipeline expected = p;
            if (p.type == onnx_type::float32) {  // the examples' numbers are exact in either type
                REQUIRE(match_onnx(onnx_graph(p), "m").type == onnx_type::float32);
            }
            CHECK(match_onnx(onnx_graph(p), "m") == expected);
            onnx_file backwards = onnx_graph(p);
            std::reverse(backwards.nodes.begin(), backwards.nodes.end());
            CHECK(match_onnx(backwards, "m") == expected);
        }
    }

    TEST_CASE("refusals: one change to a graph that Lastro has no model for") {
        onnx_file file = onnx_graph(line());
        made_by(file, "MatMul").op = "Conv";
        refused(file, R"(m: "/layer0/product": expected to be made by MatMul, found operation "Conv")");
        file = onnx_graph(line());
        made_by(file, "Add").op = "Sub";
        refused(file, R"(m: "prediction": expected to be made by Gemm, found operation "Sub")");
        file = onnx_graph(two_classes());
        made_by(file, "ArgMax").attributes.pop_back();  // the first of equals
        refused(file, R"(m: "ArgMax" of "/best": expected select_last_index 1, found another graph)");
        file = onnx_graph(two_classes());
        std::swap(made_by(file, "Neg").outputs[0], made_by(file, "Sigmoid").inputs[0]);
        CHECK_THROWS_AS(static_cast<void>(match_onnx(file, "m")), lastro::format_error);
        file = onnx_graph(two_classes());
        made_by(file, "Erf").inputs[0] = made_by(file, "MatMul").outputs[0];
        CHECK_THROWS_AS(static_cast<void>(match_onnx(file, "m")), lastro::format_error);
        file = onnx_graph(three_classes());
        made_by(file, "Softmax").attributes[0].integer = 0;
        refused(file, R"(m: "Softmax" of "probabilities": expected axis 1 or -1, found another graph)");
        file = onnx_graph(three_classes());
        file.nodes.push_back({.op = "Relu", .inputs = {"age"}, .outputs = {"spare"}});
        refused(file, R"(m: expected what a model of Lastro consists of only, found operation "Relu")");
        file = onnx_graph(scaled());
        file.outputs.clear();
        refused(file, "m: expected one output, or two (classes), found 0");
        file = onnx_graph(line());
        file.constants[0].shape = {0, 1};
        file.constants[0].bytes.clear();
        refused(file, R"(m: constant "/layer0/weights": expected at least one input and one output, found none)");
        file = onnx_graph(line());
        file.nodes = {{.op = "Gemm",
                       .inputs = {"input", "/layer0/weights", "/layer0/bias"},
                       .outputs = {"prediction"},
                       .attributes = {{.name = "beta", .kind = onnx_attribute_kind::real, .real = 1.0F}}}};
        CHECK(match_onnx(file, "m") == line());
        file.nodes[0].attributes[0].real = 0.5F;
        refused(file, R"(m: "Gemm" of "prediction": expected beta 1, found another graph)");
    }

    TEST_CASE("classes: 2 to 1000, and none is spelled before that is known") {
        const auto with_classes = [](std::size_t count) {
            onnx_file file = onnx_graph(three_classes());
            onnx_tensor& classes = file.constants.back();
            classes.shape = {static_cast<std::int64_t>(count)};
            classes.bytes.assign(8 * count, std::byte{0});
            return file;
        };
        CHECK(match_onnx(with_classes(1000), "m").classes.size() == 1000);
        refused(with_classes(1001), R"(m: constant "/classes": expected 2 to 1000 classes, found 1001)");
        refused(with_classes(1), R"(m: constant "/classes": expected 2 to 1000 classes, found 1)");
        onnx_file table = with_classes(6);
        table.constants.back().shape = {2, 3};
        refused(table, R"(m: constant "/classes": expected a list of classes, found another constant)");
    }

    TEST_CASE("loops: a graph that feeds itself is refused, and ends") {
        onnx_file file = onnx_graph(all()[0]);  // MatMul Add Relu MatMul Add
        file.nodes[0].inputs[0] = file.nodes[2].outputs[0];
        CHECK_THROWS_AS(static_cast<void>(match_onnx(file, "m")), lastro::format_error);
    }
}
