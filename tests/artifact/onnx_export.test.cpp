// SPDX-License-Identifier: MIT
// tests/artifact/onnx_export.test.cpp: the models' own archives are exported in onnx.test.cpp
#include <lastro/artifact/onnx_export.hpp>

#include <stdexcept>
#include <string>
#include <utility>

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

json reflected_settings(json fields) {
    return {{"type", "lastro.features_settings"}, {"version", 1}, {"fields", std::move(fields)}};
}

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
        const auto with_rule = [](const char* type, json fields) {
            archive a = rain();
            encoder(a)["fields"]["rule"] = {{"type", type}, {"version", 1}, {"fields", std::move(fields)}};
            return a;
        };
        refused(with_rule("lastro.cyclic", json::object()), onnx_numbers::as_model,
                R"(artifact::write_onnx: column "age": expected lastro.unscaled, lastro.robust_scaler, )"
                R"(lastro.min_max_scaler, which ONNX export knows, found "lastro.cyclic")");
        refused(with_rule("lastro.min_max_scaler",
                          {{"low", 0.0}, {"high", 1.0}, {"clip", true}, {"smallest", 0.0}, {"largest", 1.0}}),
                onnx_numbers::as_model,
                R"(artifact::write_onnx: column "age": lastro.min_max_scaler: expected no clipping, which ONNX export )"
                "does not know, found true");
        refused(
            with_rule("lastro.unscaled", {{"root", true}}), onnx_numbers::as_model,
            R"(artifact::write_onnx: column "age": expected no other fields, found "root", which ONNX export does not know)");
        other = rain();
        other.structure["fields"]["features"]["fields"]["settings"] = reflected_settings({{"clock", 1}});
        refused(other, onnx_numbers::as_model,
                R"(artifact::write_onnx: features: settings: expected no other fields, found "clock", which ONNX )"
                "export does not know");
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

    TEST_CASE("scalers: each is what it computes, and comes with its number for missing values") {
        archive a = rain();
        encoder(a)["fields"]["number_for_missing"] = 2.5;
        encoder(a)["fields"]["rule"] = {
            {"type", "lastro.robust_scaler"},
            {"version", 1},
            {"fields", {{"lower", 0.25}, {"upper", 0.75}, {"median", 7.0}, {"range", 3.5}}}};
        CHECK(to_pipeline(a, onnx_numbers::as_model).columns[0] ==
              onnx_column{.name = "age", .mean = 7.0, .sd = 3.5, .number_for_missing = 2.5});
        encoder(a)["fields"]["rule"] = {{"type", "lastro.unscaled"}, {"version", 1}, {"fields", json::object()}};
        CHECK(to_pipeline(a, onnx_numbers::as_model).columns[0] ==
              onnx_column{.name = "age", .number_for_missing = 2.5});
    }

    TEST_CASE("missing values: no error in all columns, or in none") {
        archive a = rain();
        json& settings = a.structure["fields"]["features"]["fields"]["settings"];
        const auto column = [](const char* name, int missing) {
            const json how{{"missing", missing}, {"indicator", false}, {"number", 0.0}, {"text", ""}};
            return json{{"type", "lastro.feature_column"},
                        {"version", 1},
                        {"fields",
                         {{"name", name},
                          {"encoding", json{}},
                          {"imputation", {{"type", "lastro.imputation"}, {"version", 1}, {"fields", how}}}}}};
        };
        const auto allowed = [&](json fields) {
            settings = reflected_settings(std::move(fields));
            return to_pipeline(a, onnx_numbers::as_model).missing_to_mean;
        };
        CHECK_FALSE(allowed(json::object()));
        CHECK(allowed({{"missing", 2}}));
        CHECK(allowed({{"missing", 2}, {"columns", json::array({column("age", 4)})}}));
        CHECK(allowed({{"columns", json::array({column("age", 4), column("sky", 1)})}}));
        CHECK_FALSE(allowed({{"missing", 2}, {"columns", json::array({column("age", 0), column("sky", 0)})}}));
        const char* const some =
            "artifact::write_onnx: features: settings: expected missing values an error in all columns or in none, "
            "found in some";
        for (const json& fields : {json{{"columns", json::array({column("age", 1)})}},
                                   json{{"missing", 1}, {"columns", json::array({column("sky", 0)})}},
                                   json{{"columns", json::array({column("age", 0), column("sky", 1)})}}}) {
            settings = reflected_settings(fields);
            refused(a, onnx_numbers::as_model, some);
        }
    }

    TEST_CASE("float32: a number that it cannot hold is an error, not infinity; a column that it blurs, one too") {
        onnx_pipeline p = two_classes();
        p.columns[0].sd = 1e-60;
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                R"(artifact::write_onnx: column "age": sd: expected a number that float32 can hold, found 1e-60)");
        p.columns[0].sd = 1.0;
        p.columns[0].mean = -1e9;
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                R"(artifact::write_onnx: column "age": expected values at most 16,777 times their scale from 0, as )"
                R"(float32 rounds what is farther, or float64, found -1000000000 at a scale of 1)");
        CHECK_NOTHROW(static_cast<void>(to_pipeline(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float64)));
        p.columns[0].mean = 16'777.0;
        CHECK_NOTHROW(static_cast<void>(to_pipeline(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32)));
        p.columns[0].mean = 40.5;
        p.columns[0].range = onnx_range{.smallest = 1.0, .largest = 1.0 + 0x1p-40};
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                R"(artifact::write_onnx: column "age": largest: expected a number that float32 can hold, found )"
                "1.0000000000009095");
        p.columns[0].range = onnx_range{.smallest = 1e5, .largest = 1e5 + 4.0};
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                R"(artifact::write_onnx: column "age": expected values at most 16,777 times their scale from 0, as )"
                R"(float32 rounds what is farther, or float64, found 100004 at a scale of 4)");
        p.columns[0].range.reset();
        p.layers[0].weights[0] = 1e300;
        refused(to_archive(p, "lastro.classifier", "m"), onnx_numbers::float32,
                "artifact::write_onnx: network: expected a number that float32 can hold, found 1e+300");
    }
}
