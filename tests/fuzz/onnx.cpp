// SPDX-License-Identifier: MIT
// tests/fuzz/onnx.cpp: any bytes as an ONNX file.
#include <vector>

#include <lastro/artifact/onnx_graph.hpp>
#include <lastro/artifact/onnx_match.hpp>
#include <lastro/artifact/onnx_parser.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace artifact = lastro::artifact;
        const artifact::onnx_file file = artifact::parse_onnx(input, "fuzz");
        const std::vector<std::byte> written = artifact::onnx_bytes(file);
        fuzz::require(artifact::onnx_bytes(artifact::parse_onnx(written, "fuzz")) == written,
                      "another file after writing");
        const artifact::onnx_pipeline p = artifact::match_onnx(file, "fuzz");
        std::size_t columns = 0;
        for (const artifact::onnx_column& c : p.columns) {
            columns += c.numeric ? 1 : c.categories.size();
        }
        fuzz::require(p.columns.empty() || columns == p.layers.front().inputs, "layers that do not fit the columns");
        for (const artifact::onnx_column& c : p.columns) {
            if (c.name == artifact::onnx_prediction || c.name == artifact::onnx_probabilities) {
                return;  // read, but not written
            }
        }
        const artifact::onnx_pipeline again = artifact::match_onnx(artifact::onnx_graph(p), "fuzz");
        fuzz::require(again == p, "another model after writing");
    });
}
