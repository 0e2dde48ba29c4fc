// SPDX-License-Identifier: MIT
// tests/artifact/onnx_export.test.cpp: the models' own archives are exported in onnx.test.cpp
#include <lastro/artifact/onnx_export.hpp>

#include <stdexcept>
#include <string>

#include <lastro/artifact/onnx_import.hpp>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;
using lastro::store::json;

namespace {

void refused(const archive& from, onnx_numbers numbers, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(to_pipeline(from, numbers)), message, std::invalid_argument);
}

archive rain() { return to_archive(two_classes(), "lastro.classifier", "m"); }

json& encoder(archive& a) { return a.structure["fields"]["features"]["fields"]["encoders"][0]; }

}  // namespace

TEST_SUITE("artifact/onnx_export") {
    TEST_CASE("steps: what a model saves is what it computes") {
        CHECK(to_pipeline(rain(), onnx_numbers::as_model) == two_classes());
        onnx_pipeline narrow = two_classes();
        narrow.type = onnx_type::float32;
        CHECK(to_pipeline(rain(), onnx_numbers::float32) == narrow);  // the example's numbers are exact in either
        archive trained = rain();
        trained.structure["fields"]["network"]["fields"]["l2"] = 0.5;  // of training only
        trained.structure["fields"]["network"]["fields"]["dropout"] = 0.25;
        CHECK(to_pipeline(trained, onnx_numbers::float64) == two_classes());
    }

    TEST_CASE("refusals: an encoder, model, field or version of another time is named, never left out") {
        archive other = rain();
        encoder(other)["fields"]["indicator"] = true;
        refused(
            other, onnx_numbers::as_model,
            R"(artifact::write_onnx: column "age": expected no other fields, found "indicator", which ONNX export does not know)");
        other = rain();
        encoder(other)["fields"]["rule"] = {{"type", "lastro.min_max_scaler"}, {"version", 1}};
        refused(other, onnx_numbers::as_model,
                R"(artifact::write_onnx: column "age": expected standard scaling or one-hot, which ONNX export knows, )"
                R"(found "lastro.min_max_scaler")");
        other = rain();
        other.structure["fields"]["features"]["fields"]["settings"] = json::object();
        refused(
            other, onnx_numbers::as_model,
            R"(artifact::write_onnx: features: expected no other fields, found "settings", which ONNX export does not know)");
        other = rain();
        encoder(other)["type"] = "lastro.min_max";
        refused(
            other, onnx_numbers::as_model,
            R"(artifact::write_onnx: column "age": expected lastro.feature_encoder, which ONNX export knows, found "lastro.min_max")");
        other = rain();
        encoder(other)["fields"].erase("scaler");
        encoder(other)["fields"]["robust"] = 1;
        refused(other, onnx_numbers::as_model,
                R"(artifact::write_onnx: column "age": "scaler": expected a value, found none)");
        other = rain();
        other.structure["fields"]["network"]["type"] = "acme.forest";
        refused(other, onnx_numbers::as_model,
                "artifact::write_onnx: network: expected lastro.linear, lastro.logistic, lastro.mlp, which ONNX export "
                "knows, found \"acme.forest\"");
        other = rain();
        other.structure["version"] = 2;
        refused(other, onnx_numbers::as_model,
                "artifact::write_onnx: lastro.classifier: expected version 1, which ONNX export knows, found 2");
    }

    TEST_CASE("float32: a number that it cannot hold is an error, not infinity; a column that it blurs, one too") {
        onnx_pipeline p = two_classes();
        p.columns[0].sd = 1e-60;
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                R"(artifact::write_onnx: column "age": sd: expected a number that float32 can hold, found 1e-60)");
        p.columns[0].sd = 1.0;
        p.columns[0].mean = -1e9;
        refused(
            to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
            R"(artifact::write_onnx: column "age": expected a mean at most 16,777 sd from 0, as float32 rounds what )"
            R"(is farther, or float64, found -1000000000 with an sd of 1)");
        CHECK_NOTHROW(static_cast<void>(to_pipeline(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float64)));
        p.columns[0].mean = 16'777.0;
        CHECK_NOTHROW(static_cast<void>(to_pipeline(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32)));
        p.columns[0].mean = 40.5;
        p.layers[0].weights[0] = 1e300;
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                "artifact::write_onnx: network: expected a number that float32 can hold, found 1e+300");
    }
}
