// SPDX-License-Identifier: MIT
// tests/train/run_identity.test.cpp
#include <lastro/train/run_identity.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/mlp.hpp>

using namespace lastro;
using train::first_difference;
using train::identity;
using train::run_identity;

namespace {

// The name of a setting of a model, and its text; empty if it has none.
std::string told(const train::named_settings& description, const std::string& name) {
    for (const auto& [what, value] : description.values) {
        if (what == name) {
            return train::to_string(value);
        }
    }
    return {};
}

struct plain {
    Eigen::VectorXf w = Eigen::VectorXf::Zero(3);
    auto parameters() { return model::parameters("w", w); }
};
struct tells_settings {
    [[nodiscard]] train::named_settings settings() const { return {"mine", {{"depth", 3.0}}}; }
};

std::string difference(const run_identity& a, const run_identity& b) {
    const auto d = first_difference(a, b);
    return d ? to_string(*d) : "none";
}

}  // namespace

TEST_SUITE("train/run_identity") {
    TEST_CASE("describe_model: all fields of a reflectable model but its matrices, those of its parts too") {
        const model::mlp net{{.hidden = {8, 4}, .activation = model::activation::tanh, .l2 = 0.5, .dropout = 0.25}};
        const auto d = train::describe_model(net);
        CHECK(d.name == "lastro.mlp");
        CHECK(told(d, "hidden") == "8, 4");
        CHECK(told(d, "activation") == "tanh");
        CHECK(told(d, "l2") == "0.5");
        CHECK(told(d, "dropout") == "0.25");
        CHECK(told(d, "loss") == "lastro.squared_loss");
        CHECK(told(d, "weights").empty());

        const model::mlp huber{{.hidden = {2}, .loss = train::huber_loss{.delta = 3.0}}};
        CHECK(told(train::describe_model(huber), "loss") == "lastro.huber_loss");
        CHECK(told(train::describe_model(huber), "loss/delta") == "3");

        const model::classifier c{model::features{{"x1", "x2"}}, net, {.target = "y"}};
        CHECK(told(train::describe_model(c), "target") == "y");
        CHECK(told(train::describe_model(c), "network/activation") == "tanh");
        CHECK(told(train::describe_model(c), "features/columns") == "x1, x2");

        // What is said about columns is told, and nothing is told of what is not said: old records stay comparable.
        for (const auto& [name, value] : train::describe_model(c).values) {
            CHECK(name.find("settings") == std::string::npos);
        }
        const model::classifier robust{
            model::features{{"x1", "x2"}, {.numbers = model::robust_scaler{}, .columns = {{"x2", model::unscaled{}}}}},
            net,
            {.target = "y"}};
        CHECK(told(train::describe_model(robust), "features/settings/numbers") == "lastro.robust_scaler");
        CHECK(told(train::describe_model(robust), "features/settings/numbers/upper") == "0.75");
        CHECK(told(train::describe_model(robust), "features/settings/columns/0/name") == "x2");
        CHECK(told(train::describe_model(robust), "features/settings/columns/0/encoding") == "lastro.unscaled");

        const model::mlp deep{{.hidden = std::vector<std::uint64_t>(9, 2)}};
        CHECK(told(train::describe_model(deep), "hidden").starts_with("9 in blake3:"));
    }

    TEST_CASE("describe_model: a model of the program's own") {
        CHECK(train::describe_model(std::as_const(*std::vector<plain>(1).begin())).name == "model");
        CHECK(to_string(train::describe_model(tells_settings{})) == "mine(depth 3)");
        plain m;
        train::run_result r;
        train::describe_model(m, r);
        REQUIRE(r.tensors.size() == 1);
        CHECK(to_string(r.tensors[0]) == "F32 [3, 1]");
        CHECK(r.parameters == 3);
        CHECK_FALSE(r.bit_exact_model);
        CHECK(r.build == core::this_build());
        CHECK(num::is_strict(r.profile));
    }

    TEST_CASE("identity: all that decides the bytes, and nothing else") {
        train::run_result a;
        a.tensors = {{"w", "F64", 2, 1}};
        a.optimizer = {"sgd"};
        a.callbacks = {{"early_stopping"}};
        train::run_result same = a;
        same.epochs = 99;
        same.threads = 7;
        same.elapsed_seconds = 3.0;
        same.chain.links.resize(4);
        CHECK(difference(identity(a), identity(same)) == "none");
        const auto changed = [&](auto&& change) {
            train::run_result b = a;
            change(b);
            return difference(identity(a), identity(b));
        };
        const std::string start = "before the first step: ";
        CHECK(changed([](auto& r) { r.seed = 7; }) == start + "seed: expected 0, found 7");
        CHECK(changed([](auto& r) { r.random_specification = "lastro.random/2"; }) ==
              start + "random streams: expected , found lastro.random/2");
        CHECK(changed([](auto& r) { r.rows = 7; }) == start + "rows: expected 0, found 7");
        CHECK(changed([](auto& r) { r.columns = 7; }) == start + "columns: expected 0, found 7");
        CHECK(changed([](auto& r) { r.batch_size = 7; }) == start + "batch_size: expected 0, found 7");
        CHECK(changed([](auto& r) { r.shards = 7; }) == start + "shards: expected 0, found 7");
        CHECK(changed([](auto& r) { r.tensors[0].rows = 3; }) ==
              start + R"(parameter "w": expected F64 [2, 1], found F64 [3, 1])");
        CHECK(changed([](auto& r) { r.model.name = "line"; }) == start + "model: expected , found line");
        CHECK(changed([](auto& r) { r.data = hash::blake3::of({}); }).starts_with(start + "data: expected blake3:00"));
        CHECK(changed([](auto& r) {
                  r.validation = hash::blake3::of({});
              }).starts_with(start + "validation: expected none, found blake3:af"));
        CHECK(changed([](auto& r) { r.adjustments.push_back({"clip"}); }) ==
              start + "adjustment: expected none, found clip()");
        CHECK(changed([](auto& r) { r.callbacks.clear(); }) ==
              start + "callback: expected early_stopping(), found none");
        CHECK(changed([](auto& r) { r.callbacks.push_back({"mine"}); }) ==
              start + "callback: expected none, found mine()");
    }
}  // TEST_SUITE
