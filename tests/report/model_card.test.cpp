// SPDX-License-Identifier: MIT
// tests/report/model_card.test.cpp: read by huggingface_hub in tests/interop
#include <lastro/report/model_card.hpp>

#include <string>

#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "model_examples.hpp"

using lastro::report::model_card;

namespace {

std::string front_of(const std::string& card) { return card.substr(0, card.find("\n---\n") + 5); }

}  // namespace

TEST_SUITE("report/model_card") {
    TEST_CASE("small card: front matter and digest, and no empty table") {
        CHECK(model_card(model_examples::small()) ==
              "---\nlibrary_name: lastro\ntags:\n- lastro\n- safetensors\n---\n\n# small\n\n| | |\n|---|---|\n"
              "| digest | `blake3:" +
                  std::string(64, 'b') + "` |\n");
    }

    TEST_CASE("full card: every fact is there") {
        const std::string text = model_card(model_examples::full());
        CHECK(front_of(text) ==
              "---\nlicense: apache-2.0\nlibrary_name: lastro\npipeline_tag: \"tabular-classification\"\n"
              "tags:\n- lastro\n- safetensors\n"
              "model-index:\n- name: \"rain\"\n  results:\n  - task:\n      type: \"tabular-classification\"\n"
              "    dataset:\n      type: \"seattle 2015\"\n      name: \"seattle 2015\"\n    metrics:\n"
              "    - type: \"brier_score\"\n      value: 0.125\n      name: \"brier_score\"\n"
              "    - type: \"accuracy\"\n      value: 0.83\n      name: \"accuracy\"\n---\n");
        for (const char* const line :
             {"\n# rain\n", "\n| version | 1&#46;2 |\n",
              "\n## Intended use\n\nPlanning of outdoor work in Seattle&#46;\n",
              "\n| input | `temp_max` | float64 | \xC2\xB0"
              "C |\n",
              "\n| output | `wet` | boolean |  |\n", "\n| `location` | one-hot |\n",
              "\n| `accuracy` | 0.8300 | 0.8000 to 0.8600 (95.00 %) | 730 rows |\n",
              "\n| `accuracy` | 0.7900 |  | `location` = `New York` |\n", "\n| grade of reproducibility | strict |\n",
              "\n| seed | 42, random streams 1 |\n", "\n| run | `run-7` |\n", "\n\nMeasured on `blake3:7",
              "\n| reference for drift | `blake3:5", "\n| made with | lastro 0&#46;1&#46;0, gcc",
              "\n| `network.weights.0` | F64 | 3 x 16 | `blake3:6"}) {
            CAPTURE(line);
            CHECK(text.find(line) != std::string::npos);
        }
    }

    TEST_CASE("hostile texts: neither metadata nor markup") {
        const std::string text = model_card(model_examples::hostile());
        CHECK(text.find("<script", front_of(text).size()) == std::string::npos);
        CHECK(text.find("\n# x") == std::string::npos);
        CHECK(text.find('\xFF') == std::string::npos);
        CHECK(front_of(text).find("license: other\nlicense_name: \"a") != std::string::npos);
        CHECK(text.find("\n---\n", front_of(text).size()) == std::string::npos);  // no second front matter
        CHECK(front_of(text).find("nan") == std::string::npos);
    }

    TEST_CASE("model-index: the data of the measurement, which those of training are not") {
        lastro::report::model_facts facts = model_examples::full();
        facts.card.measured_on.reset();
        CHECK(model_card(facts).find("      type: \"not named\"\n      name: \"not named\"\n") != std::string::npos);
        CHECK(front_of(model_card(facts)).find("seattle") == std::string::npos);
        CHECK(model_card(facts).find("Measured on") == std::string::npos);
    }

    TEST_CASE("model-index: numbers that YAML 1.1 takes for numbers") {
        lastro::report::model_facts facts = model_examples::small();
        facts.card.metrics = {{"a", 1e-7}, {"b", 1.5e-7}, {"c", 1e22}, {"d", 3.0}};
        const std::string front = front_of(model_card(facts));
        for (const char* const value : {"1.0e-7", "1.5e-7", "1.0e+22", "3"}) {
            CAPTURE(value);
            CHECK(front.find(std::string("\n      value: ") + value + "\n") != std::string::npos);
        }
    }

    TEST_CASE("file: whole, and the same bytes again") {
        const temporary_directory here;
        lastro::report::write_model_card(here / "README.md", model_examples::full());
        CHECK(lastro::core::read_text(here / "README.md") == model_card(model_examples::full()));
    }
}
