// SPDX-License-Identifier: MIT
// tests/track/training_record.test.cpp
#include <lastro/track/training_record.hpp>

#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/logistic.hpp>
#include <lastro/train/trainer.hpp>

using namespace lastro;

namespace {

train::run_result trained(std::size_t threads) {
    const train::examples<double> rows{.inputs = {1, 2, 3, 4}, .targets = {0, 0, 1, 1}, .columns = 1};
    model::logistic m;
    m.initialise(1, 1, random::stream{0});
    return train::fit(m, rows,
                      {.epochs = 3,
                       .batch_size = 2,
                       .seed = 42,
                       .threads = threads,
                       .optimizer = train::sgd{.learning_rate = 0.5},
                       .schedule = train::step_decay{.gamma = 0.5, .every = 4}});
}

}  // namespace

TEST_SUITE("track/training_record") {
    TEST_CASE("to_json: settings, seed, digests, grade, history with rates, chain, what was measured") {
        const train::run_result run = trained(1);
        const store::json record = track::to_json(run);
        CHECK(record["format"] == "lastro.training_record/1");
        CHECK(record["training"]["seed"] == 42);
        CHECK(record["training"]["random"] == random::stream::specification);
        CHECK(record["training"]["data"] == run.data_digest().to_string());
        CHECK(record["training"]["grade"] == "strict");
        CHECK(record["training"]["optimizer"]["name"] == "sgd");
        CHECK(record["training"]["adjustments"][0]["name"] == "step_decay");
        CHECK(record["training"]["chain"] == run.chain_digest().to_string());
        CHECK(record["model"]["settings"]["name"] == "lastro.logistic");
        CHECK(record["model"]["tensors"][0]["name"] == "weights");
        CHECK(record["history"].size() == 3);
        CHECK(record["history"][2]["metrics"]["loss"] == run.history[2]["loss"]);
        CHECK(record["history"][0]["learning_rate"] == 0.5);
        CHECK(record["history"][2]["learning_rate"] == 0.25);
        CHECK(record["chain"]["level"] == "epochs");
        CHECK(record["chain"]["links"] == 4);
        CHECK(record["measured"]["threads"] == 1);
        CHECK(record["measured"]["peak_memory"] > 1'000'000);
        CHECK(record["measured"]["elapsed_seconds"] > 0.0);
        CHECK(record["measured"]["build"] == to_string(core::this_build()));
        CHECK(record["measured"]["resumed_from"] == "");
    }

    TEST_CASE("to_json: only what was measured may differ between equal runs, and NaN has its place") {
        store::json one = track::to_json(trained(1)), two = track::to_json(trained(3));
        CHECK(one != two);
        one.erase("measured");
        two.erase("measured");
        CHECK(store::canonical_json(one) == store::canonical_json(two));
        train::run_result odd = trained(1);
        odd.history[0].metrics[0].value = std::numeric_limits<double>::quiet_NaN();
        CHECK(track::to_json(odd)["history"][0]["metrics"]["loss"] == "nan");
    }
}  // TEST_SUITE
