// SPDX-License-Identifier: MIT
// tests/artifact/onnx_pipeline.test.cpp
#include <lastro/artifact/onnx_pipeline.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

TEST_SUITE("artifact/onnx_pipeline") {
    TEST_CASE("equality: pipelines differ where any step does") {
        const auto all = onnx_pipelines::all();
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t j = 0; j < all.size(); ++j) {
                CHECK((all[i] == all[j]) == (i == j));
            }
        }
        auto other = all[4];
        other.layers[1].bias[0] += 1.0;
        CHECK(other != all[4]);
        other = all[4];
        other.columns[1].categories[0] = "x";
        CHECK(other != all[4]);
    }
}
