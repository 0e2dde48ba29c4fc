// SPDX-License-Identifier: MIT
// tests/artifact/card.test.cpp
#include <lastro/artifact/card.hpp>

#include <cmath>
#include <sstream>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

using lastro::artifact::card;
using lastro::artifact::parse_card;
using lastro::store::canonical_json;
using lastro::store::json;
using lastro::store::parse_json;

namespace {

lastro::hash::digest ones() { return lastro::hash::digest::parse("blake3:" + std::string(64, '1')); }

card example() {
    lastro::artifact::training_summary training;
    training.seed = 42;
    training.rows = 1584;
    training.optimizer = {.name = "adam", .values = {{"learning_rate", 0.01}}};
    training.epochs_run = 37;
    training.kept_epoch = 29;
    training.metrics = {{"validation/loss", 0.4405}};
    training.grade = "strict";
    return {.name = "rain",
            .version = "1",
            .description = "Is this day wet?",
            .license = "MIT",
            .dataset = lastro::artifact::dataset_reference{ones(), "seattle"},
            .training = training,
            .metrics = {{"accuracy", 0.801}},
            .properties = {{"contact", "ana@example.org"}}};
}

card full() {
    card c = example();
    c.task = "tabular-classification";
    c.intended_use = "Planning.";
    c.inputs = {{"wind", lastro::data::type::float64, "m/s"}};
    c.outputs = {{"wet", lastro::data::type::boolean, ""}};
    c.preprocessing = {{"wind", "standard scaling"}};
    c.reference_profile = lastro::artifact::dataset_reference{ones(), "2012-13"};
    c.run_id = "run-7";
    c.measurements = {{.metric = "auc",
                       .value = 0.875,
                       .interval = lastro::artifact::confidence_interval{0.84, 0.9, 0.95},
                       .segment = {"city", "Seattle"}}};
    c.measured_on = lastro::artifact::dataset_reference{ones(), "2015"};
    return c;
}

}  // namespace

TEST_SUITE("artifact/card") {
    TEST_CASE("full card: every field through canonical JSON and back, and in print") {
        CHECK(parse_card(parse_json(canonical_json(to_json(full())), "c"), "c") == full());
        CHECK_FALSE(full() == example());
        const std::string text = to_string(full());
        for (const char* const line :
             {"task      \"tabular-classification\"\n", "use       \"Planning.\"\n",
              "input     \"wind\" float64 in \"m/s\"\n", "output    \"wet\" boolean\n",
              "prepared  \"wind\": \"standard scaling\"\n", "  \"2012-13\"\n", "\nmeasured  blake3:1111",
              "  \"2015\"\n", "run       \"run-7\"\n",
              "metric    \"auc\" 0.8750 (0.8400 to 0.9000, 95.00 %) where \"city\" is \"Seattle\"\n"}) {
            CAPTURE(line);
            CHECK(text.find(line) != std::string::npos);
        }
        card hostile = full();
        hostile.training->optimizer.name = hostile.training->grade = "\x1b[2J\n";
        CHECK(to_string(hostile).find('\x1b') == std::string::npos);  // nothing of a file reaches the terminal as it is
        json hurt = to_json(full());
        hurt["measurements"][0]["value"] = "much";
        CHECK_THROWS_AS(static_cast<void>(parse_card(hurt, "c")), lastro::format_error);
        hurt = to_json(full());
        hurt["inputs"] = json::array();
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_card(hurt, "c")),
                             R"(c: "inputs": expected elements, or no field, found array)", lastro::format_error);
    }

    TEST_CASE("record: through canonical JSON and back; what is empty is left out") {
        CHECK(parse_card(parse_json(canonical_json(to_json(example())), "c"), "c") == example());
        const card small{.name = "rain"};
        CHECK(canonical_json(to_json(small)) == R"({"format":"lastro.card/1","name":"rain"})");
        CHECK(parse_card(to_json(small), "c") == small);
        card odd = small;
        odd.metrics = {{"a", INFINITY}, {"b", -0.0}};
        CHECK(std::signbit(parse_card(to_json(odd), "c").metrics.at("b")));
        CHECK(parse_card(to_json(odd), "c") == odd);
    }

    TEST_CASE("refusals: a card that is not what the program expects") {
        const auto refused = [](auto change, const char* message) {
            json value = to_json(example());
            change(value);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_card(value, "c")), message, lastro::format_error);
        };
        refused([](json& v) { v["format"] = "lastro.card/2"; },
                R"(c: "format": expected "lastro.card/1", found "lastro.card/2")");
        refused([](json& v) { v.erase("name"); }, R"(c: "name": expected a value, found none)");
        refused([](json& v) { v["license"] = 7; }, R"(c: "license": expected a text, found number)");
        refused([](json& v) { v["dataset"]["digest"] = "md5:1"; },
                R"(c: "dataset": "digest": digest: expected "blake3:" or "sha256:" and 64 lower-case hexadecimal )"
                R"(digits, found "md5:1")");
        refused([](json& v) { v["properties"]["contact"] = 1; },
                R"(c: "properties": "contact": expected a text, found number)");
        refused([](json& v) { v["time"] = "now"; }, R"(c: expected no other fields, found "time")");
        CHECK_THROWS_AS(static_cast<void>(parse_card(json(3), "c")), lastro::format_error);
    }

    TEST_CASE("printing: a fact a line, foreign text quoted") {
        std::ostringstream text;
        text << example();
        CHECK(text.str() ==
              "model     \"rain\"  version \"1\"  licence \"MIT\"\n"
              "about     \"Is this day wet?\"\n"
              "data      blake3:" +
                  std::string(64, '1') +
                  "  \"seattle\"\n"
                  "training  seed 42, 1,584 rows, \"adam(learning_rate 0.01)\", epoch 29 of 37, \"strict\"\n"
                  "metric    \"validation/loss\" 0.4405  (when trained)\n"
                  "metric    \"accuracy\" 0.8010\n"
                  "          \"contact\": \"ana@example.org\"\n");
    }
}
