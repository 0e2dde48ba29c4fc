// SPDX-License-Identifier: MIT
// tests/artifact/onnx_file.test.cpp: what is written is read in onnx_parser.test.cpp, and by onnx itself in tests/interop
#include <lastro/artifact/onnx_file.hpp>

#include <doctest/doctest.h>

using namespace lastro::artifact;
namespace core = lastro::core;

TEST_SUITE("artifact/onnx_file") {
    TEST_CASE("bytes: every message as onnx.proto numbers its fields") {
        onnx_file file{.producer = "p", .producer_version = "v", .operator_sets = {{"", 13}}, .name = "g"};
        file.nodes = {{.op = "Relu", .inputs = {"x"}, .outputs = {"y"}}};
        file.constants = {{.name = "w", .type = onnx_type::boolean, .shape = {1}, .bytes = {std::byte{1}}}};
        file.outputs = {{.name = "y", .type = onnx_type::float32, .shape = {{.symbol = "N"}, {.size = 2}}}};
        file.metadata = {{"k", "v"}};
        CHECK(core::to_hex(onnx_bytes(file)) ==
              "0808"          // ir_version 8
              "120170"        // producer_name "p"
              "1a0176"        // producer_version "v"
              "3a33"          // graph, 51 bytes
              "0a0c"          //   node
              "0a0178"        //     input "x"
              "120179"        //     output "y"
              "220452656c75"  // op_type "Relu"
              "120167"        //   name "g"
              "2a0a"          //   initializer
              "0801"          //     dims 1
              "1009"          //     data_type 9
              "420177"        //     name "w"
              "4a0101"        //     raw_data
              "6214"          //   output
              "0a0179"        //     name "y"
              "120f"          //     type
              "0a0d"          //       tensor_type
              "0801"          //         elem_type 1
              "1209"          //         shape
              "0a031201"      //           dim_param
              "4e"            //             "N"
              "0a020802"      //           dim_value 2
              "4204"          // opset_import
              "0a00"          //   domain ""
              "100d"          //   version 13
              "7206"          // metadata_props
              "0a016b"        //   "k"
              "120176");      //   "v"
    }

    TEST_CASE("names of types") {
        CHECK(to_string(onnx_type::float32) == "float32");
        CHECK(to_string(onnx_type::float64) == "float64");
        CHECK(to_string(onnx_type::string) == "string");
    }
}
