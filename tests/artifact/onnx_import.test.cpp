// SPDX-License-Identifier: MIT
// tests/artifact/onnx_import.test.cpp: that the models load is checked in onnx.test.cpp
#include <lastro/artifact/onnx_import.hpp>

#include <lastro/artifact/onnx_export.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

TEST_SUITE("artifact/onnx_import") {
    TEST_CASE("archives: every pipeline comes back from the model that takes its steps") {
        for (onnx_pipeline p : all()) {
            const bool table = !p.columns.empty();
            const std::string type = p.task == onnx_task::classification ? "lastro.classifier"
                                     : table                             ? "lastro.regressor"
                                     : p.task == onnx_task::regression   ? "lastro.linear"
                                                                         : "lastro.mlp";
            const archive parts = to_archive(p, type, "m");
            p.target = table && p.target.empty() ? "prediction" : p.target;
            CHECK(to_pipeline(parts, onnx_numbers::as_model) == p);
        }
    }

    TEST_CASE("refusals: a file of another kind of model") {
        const auto refused = [](const onnx_pipeline& p, const char* type, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(to_archive(p, type, "m")), message, lastro::format_error);
        };
        refused(scaled(), "lastro.classifier",
                "m: expected lastro.classifier: output prediction and probabilities, found others");
        refused(two_classes(), "lastro.regressor", "m: expected lastro.regressor: output prediction, found others");
        refused(line(), "lastro.regressor", "m: expected lastro.regressor: an input per column, found a matrix");
        refused(scaled(), "lastro.linear", "m: expected lastro.linear: one input, a matrix, found columns");
        refused(line(), "lastro.mlp", "m: expected lastro.mlp: output scores, found others");
        refused(all()[0], "lastro.logistic", "m: expected lastro.logistic: one layer, found 2");
        onnx_pipeline p = scaled();
        p.exponential = true;
        refused(p, "lastro.regressor", "m: expected a target that is not scaled before exp, found one that is");
    }
}
