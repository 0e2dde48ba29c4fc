// SPDX-License-Identifier: MIT
// tests/artifact/onnx_graph_inputs.test.cpp: what it writes is read in onnx_match_inputs.test.cpp
#include <lastro/artifact/onnx_graph_inputs.hpp>

#include <cstddef>
#include <string>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

namespace {

/// The operations of one column, "Sub(a, /column0/mean) Div(...)", without the prefix.
std::string operations(const onnx_pipeline& p, std::size_t index) {
    onnx_file file;
    detail::onnx_builder b{file, p};
    const std::string result = detail::build_column(b, p, index);
    CHECK((file.nodes.empty() ? result == p.columns[index].name : result == file.nodes.back().outputs[0]));
    const std::string prefix = "/column" + std::to_string(index) + '/';
    std::string text;
    for (const onnx_node& n : file.nodes) {
        text += (text.empty() ? "" : " ") + n.op;
        for (const std::string& input : n.inputs) {
            text += (&input == &n.inputs[0] ? "(" : ", ") +
                    (input.starts_with(prefix) ? input.substr(prefix.size()) : input);
        }
        text += ')';
    }
    return text;
}

}  // namespace

TEST_SUITE("artifact/onnx_graph_inputs") {
    TEST_CASE("numbers: as few operations as the rule has parts") {
        const onnx_pipeline p = ranged();
        CHECK(operations(p, 0) == "Sub(a, smallest) Sub(largest, smallest) Div(centred, range)");
        CHECK(operations(p, 1) ==
              "Sub(b, smallest) Sub(largest, smallest) Div(centred, range) Sub(high, low) Mul(scaled, span) "
              "Add(spread, low)");
        CHECK(operations(p, 2) == "Sub(c, smallest)");
        CHECK(operations(p, 3) == "Sub(d, smallest) Sub(high, low) Mul(centred, span) Add(spread, low)");
        CHECK(operations(p, 4) == "Sub(e, mean) Div(centred, sd)");
        CHECK(operations(p, 5).empty());
    }

    TEST_CASE("missing values: a number before scaling, or 0 after it where that is the mean") {
        const onnx_pipeline p = ranged_and_filled();
        CHECK(operations(p, 2) == "IsNaN(c) Where(missing, number, c) Sub(filled, smallest)");
        CHECK(operations(p, 4) == "IsNaN(e) Where(missing, number, e) Sub(filled, mean) Div(centred, sd)");
        CHECK(operations(p, 5) == "IsNaN(f) Where(missing, number, f)");
        CHECK(operations(p, 6) == "IsNaN(g) Where(missing, zero, g)");
        CHECK(operations(p, 7) == "Sub(h, mean) Div(centred, sd) IsNaN(h) Where(missing, zero, scaled)");
    }

    TEST_CASE("texts: a one per category") {
        CHECK(operations(scaled(), 1) == "OneHotEncoder(sky) Reshape(ones, shape) Cast(flat)");
        onnx_pipeline narrow = scaled();
        narrow.type = onnx_type::float32;
        CHECK(operations(narrow, 1) == "OneHotEncoder(sky) Reshape(ones, shape)");
    }
}
