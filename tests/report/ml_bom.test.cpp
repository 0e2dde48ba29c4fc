// SPDX-License-Identifier: MIT
// tests/report/ml_bom.test.cpp: validated against CycloneDX's schema in tests/interop
#include <lastro/report/ml_bom.hpp>

#include <string>

#include <lastro/core/file.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "model_examples.hpp"

using lastro::report::ml_bom;
using lastro::store::json;

TEST_SUITE("report/ml_bom") {
    TEST_CASE("small bill: exact bytes; the serial number follows from the digest") {
        const std::string model = "model:blake3:" + std::string(64, 'b');
        CHECK(
            ml_bom(model_examples::small()) ==
            R"({"$schema":"http://cyclonedx.org/schema/bom-1.6.schema.json","bomFormat":"CycloneDX","components":[],)"
            R"("dependencies":[{"dependsOn":[],"ref":")" +
                model + R"("}],"metadata":{"component":{"bom-ref":")" + model +
                R"(","modelCard":{"modelParameters":{}},"name":"small","properties":[{"name":"lastro:digest","value":"blake3:)" +
                std::string(64, 'b') +
                R"("}],"type":"machine-learning-model"},)"
                R"("tools":{"components":[{"name":"lastro","type":"library","version":"0.1.0"}]}},)"
                R"("serialNumber":"urn:uuid:bbbbbbbb-bbbb-8bbb-bbbb-bbbbbbbbbbbb","specVersion":"1.6","version":1})");
        lastro::report::model_facts other = model_examples::small();
        other.digest = model_examples::digest_of('0');
        CHECK(ml_bom(other).find("urn:uuid:00000000-0000-8000-8000-000000000000") != std::string::npos);
    }

    TEST_CASE("full bill: licence, data, metrics with intervals and segments, use, grade") {
        const json bom = json::parse(ml_bom(model_examples::full()));
        const json& model = bom["metadata"]["component"];
        CHECK(model["licenses"] == json::parse(R"([{"license":{"id":"Apache-2.0"}}])"));
        CHECK(bom["components"].size() == 5);
        CHECK(bom["components"][4]["name"] == "seattle 2015");
        CHECK(bom["dependencies"][0]["dependsOn"].size() == 5);
        const json& card = model["modelCard"];
        CHECK(card["modelParameters"]["task"] == "tabular-classification");
        CHECK(card["modelParameters"]["datasets"].size() == 5);
        CHECK(card["considerations"]["useCases"][0] == "Planning of outdoor work in Seattle.");
        CHECK(card["quantitativeAnalysis"]["performanceMetrics"] == json::parse(R"([
            {"type":"brier_score","value":"0.125"},
            {"type":"accuracy","value":"0.83","confidenceInterval":{"lowerBound":"0.8","upperBound":"0.86"}},
            {"type":"accuracy","value":"0.79","slice":"location = New York"}])"));
        std::string properties;
        for (const json& p : model["properties"]) {
            properties += p["name"].get<std::string>() + "=" + p["value"].get<std::string>() + "\n";
        }
        for (const char* const line :
             {"lastro:grade=strict\n", "lastro:seed=42\n", "lastro:run_id=run-7\n", "lastro:measured_on=blake3:7",
              "lastro:input:temp_max=float64 in \xC2\xB0"
              "C\n",
              "lastro:preprocessing:location=one-hot\n", "lastro:tensor:network.weights.0=blake3:6",
              "lastro:environment=lastro 0.1.0"}) {
            CAPTURE(line);
            CHECK(properties.find(line) != std::string::npos);
        }
    }

    TEST_CASE("hostile texts and files: valid JSON whatever a card holds; whole") {
        const json bom = json::parse(ml_bom(model_examples::hostile()));
        CHECK(bom["metadata"]["component"]["licenses"][0]["license"].contains("name"));
        const temporary_directory here;
        lastro::report::write_ml_bom(here / "m.cdx.json", model_examples::full());
        CHECK(lastro::core::read_text(here / "m.cdx.json") == ml_bom(model_examples::full()));
    }
}
