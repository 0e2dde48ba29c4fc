// SPDX-License-Identifier: MIT
// tests/artifact/training_summary.test.cpp
#include <lastro/artifact/training_summary.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/train/run_result.hpp>

#include <doctest/doctest.h>

using lastro::artifact::parse_training;
using lastro::artifact::summary;
using lastro::artifact::training_summary;
using lastro::store::canonical_json;
using lastro::store::json;
using lastro::store::parse_json;

namespace {

lastro::train::run_result run() {
    lastro::train::run_result r;
    r.seed = std::numeric_limits<std::uint64_t>::max();
    r.random_specification = "lastro.random/1";
    r.epochs = 60;
    r.batch_size = 32;
    r.shards = 8;
    r.optimizer = {.name = "adam",
                   .values = {{"learning_rate", 0.01}, {"nesterov", false}, {"rule", std::string{"w"}}}};
    r.adjustments = {{.name = "step_decay", .values = {{"gamma", 0.1}, {"unit", std::string{"epoch"}}}}};
    r.callbacks = {{.name = "early_stopping", .values = {{"patience", 8.0}}}};
    r.rows = 584;
    r.data = lastro::hash::digest::parse("blake3:" + std::string(64, '1'));
    r.validation_rows = 147;
    r.validation = lastro::hash::digest::parse("blake3:" + std::string(64, '2'));
    r.history = {{.epoch = 1, .metrics = {{"loss", 0.7}}},
                 {.epoch = 2, .metrics = {{"loss", 0.5}, {"validation/loss", 0.6}}},
                 {.epoch = 3, .metrics = {{"loss", 0.4}}}};
    r.kept_epoch = 2;
    r.stopped = "validation/loss has not improved";
    r.parameters = 81;
    r.final_parameters = lastro::hash::digest::parse("blake3:" + std::string(64, '3'));
    r.bit_exact_model = true;
    r.profile = lastro::num::measure_profile();
    return r;
}

}  // namespace

TEST_SUITE("artifact/training_summary") {
    TEST_CASE("summary: what would be the same if it were done again") {
        const training_summary s = summary(run());
        CHECK(s.seed == std::numeric_limits<std::uint64_t>::max());
        CHECK(s.epochs_run == 3);
        CHECK(s.kept_epoch == 2);
        CHECK(s.metrics.at("loss") == 0.5);
        CHECK(s.metrics.at("validation/loss") == 0.6);
        CHECK(s.grade == "strict");
        CHECK_FALSE(s.chain);
        lastro::train::run_result slower = run();
        slower.threads = 7;
        slower.elapsed_seconds = 99.0;
        CHECK(summary(slower) == s);
    }

    TEST_CASE("record: through canonical JSON and back, every bit") {
        const training_summary s = summary(run());
        const std::string text = canonical_json(to_json(s));
        CHECK(parse_training(parse_json(text, "t"), "t") == s);
        CHECK(text.find("\"seed\":\"18446744073709551615\"") != std::string::npos);
        CHECK(text.find("\"threads\"") == std::string::npos);
        CHECK(text.find("\"chain\"") == std::string::npos);
        lastro::train::run_result chained = run();
        chained.chain = {.level = lastro::train::chaining::epochs, .links = {{.loss = 0.5}}};
        const training_summary with_chain = summary(chained);
        CHECK(with_chain.chain == chained.chain_digest());
        CHECK(parse_training(parse_json(canonical_json(to_json(with_chain)), "t"), "t") == with_chain);
        training_summary plain = s;
        plain.validation.reset();
        plain.stopped.clear();
        CHECK(parse_training(parse_json(canonical_json(to_json(plain)), "t"), "t") == plain);
    }

    TEST_CASE("refusals: missing, mistyped and unknown fields are named") {
        const auto refused = [](auto change, const char* message) {
            json value = to_json(summary(run()));
            change(value);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_training(value, "c")), message, lastro::format_error);
        };
        refused([](json& v) { v.erase("grade"); }, R"(c: "grade": expected a value, found none)");
        refused([](json& v) { v["grade"] = "strict\x1b[2J"; },
                R"(c: "grade": expected strict, same_build or none, found "strict\x1b[2J")");
        training_summary unsaid = summary(run());
        unsaid.grade.clear();
        CHECK_THROWS_WITH_AS(static_cast<void>(to_json(unsaid)),
                             "artifact::training_summary: grade: expected strict, same_build or none, found \"\"",
                             std::invalid_argument);
        refused([](json& v) { v["seed"] = -1; },
                R"(c: "seed": expected a whole number from 0 to 18446744073709551615, found -1)");
        refused([](json& v) { v["host"] = "ship"; }, R"(c: expected no other fields, found "host")");
        refused([](json& v) { v["metrics"]["loss"] = "low"; },
                R"(c: "metrics": "loss": expected a number, "nan", "inf", "-inf" or "-0", found "low")");
        refused(
            [](json& v) {
                v["optimizer"]["values"][1] = {{"name", "x"}};
            },
            R"(c: "optimizer": value 2: "text": expected a value, found none)");
    }
}
