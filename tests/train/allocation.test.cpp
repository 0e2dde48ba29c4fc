// SPDX-License-Identifier: MIT
// tests/train/allocation.test.cpp
//
// Counts memory taken inside a training run: steps after the first epoch must take none, as long as num::gemm works on
// its stack (products whose panels fit 36 KiB); larger ones take scratch memory there.
#include <lastro/train.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "../allocation_counter.hpp"
#include "../core/temporary_directory.hpp"

using namespace lastro;
using lastro_test::allocations;

namespace {

// Counts what is allocated between the first and the last step of every epoch but the first.
struct step_counter {
    std::uint64_t* taken;
    std::uint64_t last = 0;
    void step_end(const train::step_report& report) {
        if (report.epoch > 1 && report.step > 1) {
            *taken += allocations - last;
        }
        last = allocations;
    }
};

train::examples<double> rows() {
    train::examples<double> e{.columns = 20};
    for (std::size_t i = 0; i < 300; ++i) {
        for (std::size_t j = 0; j < 20; ++j) {
            e.inputs.push_back(static_cast<double>((i * 31 + j * 17) % 23) / 23.0 - 0.5);
        }
        e.targets.push_back(static_cast<double>(i % 3 == 0));
    }
    return e;
}

template <class Model>
std::uint64_t taken_by_steps(Model m, const train::optimizer& rule, train::fit_settings settings = {}) {
    std::uint64_t taken = 0;
    m.initialise(20, 1, random::stream{1});
    settings.epochs = 3;
    settings.batch_size = 32;
    settings.optimizer = rule;
    settings.callbacks = {step_counter{&taken}};
    static_cast<void>(train::fit(m, rows(), settings));
    return taken;
}

}  // namespace

TEST_SUITE("train/allocation") {
    TEST_CASE("the counter counts") {
        const std::uint64_t before = allocations;
        std::vector<int> v(100);
        v.back() = 1;
        CHECK(allocations > before);
    }

    TEST_CASE("steps after the first epoch take no memory on one thread") {
        CHECK(taken_by_steps(model::mlp{{.hidden = {16, 8}, .l2 = 1e-3}}, train::adam{}) == 0);
        CHECK(taken_by_steps(model::mlp{{.hidden = {16}, .activation = model::activation::tanh}},
                             train::sgd{.momentum = 0.9}) == 0);
        CHECK(taken_by_steps(model::mlp{{.hidden = {128, 64}}}, train::adam{}) == 0);
        CHECK(taken_by_steps(model::logistic{}, train::adamw{.amsgrad = true}) == 0);
    }

    TEST_CASE("steps after the first epoch take no memory on three threads") {
        CHECK(taken_by_steps(model::mlp{{.hidden = {16, 8}, .l2 = 1e-3}}, train::adam{}, {.threads = 3, .shards = 8}) ==
              0);
    }

    TEST_CASE("steps after the first epoch take no memory, whatever is done in them") {
        const train::fit_settings everything{
            .groups = {{.pattern = "*/bias", .optimizer = train::lion{}}},
            .schedule = train::warm_up_then(
                5, train::chained{.parts = {train::cosine_decay{.steps = 20}, train::step_decay{.every = 3}}}),
            .clip = train::clip_by_global_norm{.most = 0.1},
            .accumulate = 3,
            .class_weights = train::class_weighting::balanced,
            .label_smoothing = 0.1};
        for (const train::optimizer& rule :
             {train::optimizer{train::adagrad{}}, train::optimizer{train::rmsprop{.momentum = 0.9, .centered = true}},
              train::optimizer{train::adadelta{}}, train::optimizer{train::adamax{}}, train::optimizer{train::nadam{}},
              train::optimizer{train::radam{}}, train::optimizer{train::lion{}}}) {
            CAPTURE(to_string(train::describe(rule)));
            CHECK(taken_by_steps(model::mlp{{.hidden = {16, 8}}}, rule, everything) == 0);
        }
    }

    TEST_CASE("the chain of digests takes memory between epochs, not in steps") {
        for (const train::chaining chain : {train::chaining::off, train::chaining::epochs, train::chaining::steps}) {
            CAPTURE(to_string(chain));
            CHECK(taken_by_steps(model::mlp{{.hidden = {16, 8}}}, train::adam{}, {.chain = chain}) == 0);
        }
    }

    TEST_CASE("a directory of checkpoints takes no memory in the steps after which none is written") {
        const temporary_directory here;
        CHECK(taken_by_steps(model::mlp{{.hidden = {16, 8}}}, train::adam{},
                             {.checkpoints = train::checkpoints{.directory = here.path(), .every_steps = 100}}) == 0);
    }

    TEST_CASE("a run takes a gradient per shard, the optimizer's state, a batch and an order, and copies no data") {
        constexpr std::size_t inputs = 500, hidden = 200, count = 2000, batch = 64;
        train::examples<double> data{.inputs = std::vector<double>(count * inputs, 0.5),
                                     .targets = std::vector<double>(count, 1.0),
                                     .columns = inputs};
        model::mlp net{{.hidden = {hidden}}};
        net.initialise(inputs, 1, random::stream{1});
        const std::uint64_t parameters = net.parameters().count();
        for (const std::uint64_t shards : {1U, 8U}) {
            for (const std::uint64_t slots : {0U, 2U}) {
                const std::uint64_t before = lastro_test::bytes_in_use;
                lastro_test::most_bytes_in_use = before;
                train::fit_settings settings{.epochs = 2, .batch_size = batch, .shards = shards};
                settings.optimizer = slots == 0 ? train::optimizer{train::sgd{}} : train::optimizer{train::adam{}};
                static_cast<void>(train::fit(net, data, settings));
                const std::uint64_t taken = lastro_test::most_bytes_in_use - before;
                const std::uint64_t numbers = parameters * (shards + slots)  // gradients, state
                                              + batch * (inputs + 1)         // the rows of a step
                                              + count                        // the order of all rows
                                              + batch * 4 * (hidden + 1);    // workspaces of the shards
                CAPTURE(shards);
                CAPTURE(slots);
                CAPTURE(taken);
                CHECK(taken > 8 * parameters * (shards + slots));
                // Beside these: a megabyte of names and results, and for each shard the copies of its largest product.
                CHECK(taken < 8 * numbers + 1'000'000 + shards * 400'000);
            }
        }
        CHECK(lastro_test::bytes_in_use > 8 * count * inputs);  // it counts at all
    }

    TEST_CASE("a list of tasks takes no memory on a team") {
        core::thread_team team{3};
        std::vector<std::uint64_t> sums(8);
        const std::uint64_t before = allocations;
        for (int round = 0; round < 100; ++round) {
            team.parallel_for(8, [&](std::size_t i) { sums[i] += i; });
        }
        CHECK(allocations == before);
        CHECK(sums[7] == 700);
    }

}  // TEST_SUITE
