// SPDX-License-Identifier: MIT
// tests/artifact/onnx_graph.test.cpp: that ONNX Runtime agrees is checked in tests/interop
#include <lastro/artifact/onnx_graph.hpp>

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/onnx_match.hpp>
#include <lastro/artifact/onnx_parser.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

namespace {

std::string operations(const onnx_pipeline& p) {
    std::string text;
    for (const onnx_node& n : onnx_graph(p).nodes) {
        text += (text.empty() ? "" : " ") + n.op;
    }
    return text;
}

}  // namespace

TEST_SUITE("artifact/onnx_graph") {
    TEST_CASE("operations: as few as there are") {
        CHECK(operations(line()) == "MatMul Add");
        CHECK(operations(scaled()) == "Sub Div IsNaN Where OneHotEncoder Reshape Cast Concat MatMul Add Mul Add");
        CHECK(operations(three_classes()) ==
              "Sub Div OneHotEncoder Reshape Cast Concat MatMul Add Tanh MatMul Add Softmax ArgMax Gather");
        onnx_pipeline narrow = two_classes();
        narrow.type = onnx_type::float32;
        narrow.layers.erase(narrow.layers.begin());
        narrow.columns.resize(1);
        CHECK(operations(narrow) ==
              "Sub Div Concat MatMul Add Div Erf Add Mul Mul MatMul Add Neg Concat Sigmoid ArgMax Gather");
    }

    TEST_CASE("inputs and outputs: one per column, typed; named after what they are") {
        const onnx_file file = onnx_graph(two_classes());
        REQUIRE(file.inputs.size() == 2);
        CHECK(file.inputs[0] ==
              onnx_value{.name = "age", .type = onnx_type::float64, .shape = {{.symbol = "N"}, {.size = 1}}});
        CHECK(file.inputs[1] ==
              onnx_value{.name = "sky", .type = onnx_type::string, .shape = {{.symbol = "N"}, {.size = 1}}});
        REQUIRE(file.outputs.size() == 2);
        CHECK(file.outputs[0] ==
              onnx_value{.name = "prediction", .type = onnx_type::boolean, .shape = {{.symbol = "N"}}});
        CHECK(file.outputs[1] ==
              onnx_value{.name = "probabilities", .type = onnx_type::float64, .shape = {{.symbol = "N"}, {.size = 2}}});
        CHECK(file.ir_version == 8);
        CHECK(file.operator_sets == decltype(file.operator_sets){{"", 13}, {"ai.onnx.ml", 1}});
        CHECK(file.metadata == decltype(file.metadata){{"lastro.target", "wet"}});
        CHECK(onnx_graph(line()).operator_sets.size() == 1);  // no texts, no second set
        CHECK(onnx_bytes(onnx_graph(two_classes())) == onnx_bytes(file));
    }

    TEST_CASE("names: a column may be called as anything but an output; values keep clear of it") {
        onnx_pipeline p = scaled();
        p.columns[0].name = "/column0/mean";
        p.columns[1].name = "//x";
        CHECK(onnx_graph(p).nodes[0].outputs[0] == "///column0/centred");
        p.columns[0].name = "prediction";
        CHECK_THROWS_WITH_AS(
            static_cast<void>(onnx_graph(p)),
            R"(artifact::onnx_graph: column: expected a name in UTF-8 that no output has, found "prediction")",
            std::invalid_argument);
        p = two_classes();
        p.class_type = onnx_type::string;
        p.classes[0] = "\xFF";
        CHECK_THROWS_WITH_AS(static_cast<void>(onnx_graph(p)),
                             R"(artifact::onnx_graph: class: expected UTF-8, found "\xff")", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(onnx_graph({})),
                             "artifact::onnx_graph: expected a trained model, found no layers", std::invalid_argument);
    }

    TEST_CASE("refusals: nothing is written that is not read again") {
        const auto refused = [](const onnx_pipeline& p, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(onnx_graph(p)), message, std::invalid_argument);
        };
        onnx_pipeline p = scaled();
        p.target = "\xC3";
        refused(p, R"(artifact::onnx_graph: target: expected UTF-8, found "\xc3")");
        p = three_classes();
        p.classes.assign(1001, "0");
        refused(p, "artifact::onnx_graph: expected 2 to 1000 classes, found 1001");
        p = line();
        p.layers[0].bias[0] = std::numeric_limits<double>::infinity();
        refused(p, "artifact::onnx_graph: layer0/bias: expected finite numbers, found inf");
        p = ranged();
        p.missing_to_mean = true;
        refused(p, R"(artifact::onnx_graph: column "a": expected a number for missing values, found none)");
        p = scaled();
        p.columns.resize(1);
        for (std::size_t i = 1; i < 25'001; ++i) {  // 26 parts each
            p.columns.push_back({.name = "x" + std::to_string(i), .mean = 1.0});
        }
        p.layers[0] = layer(p.columns.size(), 1, 0.0);
        const std::vector<std::byte> bytes = onnx_bytes(onnx_graph(p));
        CHECK(match_onnx(parse_onnx(bytes, "m"), "m") == p);
        for (std::size_t i = 0; i < 15'000; ++i) {
            p.columns.push_back({.name = "y" + std::to_string(i), .mean = 1.0});
        }
        refused(p, "artifact::onnx_graph: expected at most 1000000 parts of a file, found 1040060");
    }
}
