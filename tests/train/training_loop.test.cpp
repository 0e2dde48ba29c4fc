// SPDX-License-Identifier: MIT
// tests/train/training_loop.test.cpp
//
// What happens in the steps of a run beside the plain case, which trainer.test.cpp has.
#include <lastro/train/training_loop.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/train/trainer.hpp>

using namespace lastro;
using train::fit_settings;
using train::schedule_unit;

namespace {

// A third of the rows is of class 1, and lies on one side of a plane, nearly.
train::examples<double> rows(std::size_t count = 96) {
    train::examples<double> e{.columns = 3};
    for (std::size_t i = 0; i < count; ++i) {
        double side = 0.0;
        for (std::size_t j = 0; j < 3; ++j) {
            e.inputs.push_back(static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5);
            side += e.inputs.back();
        }
        e.targets.push_back(side > 0.3 || i % 17 == 0 ? 1.0 : 0.0);
    }
    return e;
}

struct outcome {
    train::run_result run;
    hash::digest digest;
};

outcome trained(const fit_settings& settings, const train::examples<double>& on = rows(),
                const train::examples<double>& validation = {}) {
    model::mlp net{{.hidden = {5}, .activation = model::activation::tanh}};
    net.initialise(3, 1, random::stream{4});
    outcome o{train::fit(net, on, settings, validation), {}};
    o.digest = o.run.parameters_digest();
    return o;
}

struct rate_log {
    std::vector<double>* rates;
    void step_end(const train::step_report& s) const { rates->push_back(s.learning_rate); }
};

std::vector<double> rates_of(fit_settings settings, const train::examples<double>& validation = {}) {
    std::vector<double> rates;
    settings.callbacks = {rate_log{&rates}};
    static_cast<void>(trained(settings, rows(), validation));
    return rates;
}

// A model whose gradient is the sum of its rows' inputs, so that a step of sgd tells what reached it.
struct slope {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1), bias = Eigen::VectorXd::Zero(1);
    auto parameters() { return model::parameters("w", w, "bias", bias); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            sum += batch.inputs()(i, 0);
        }
        g["w"].values[0] += sum / static_cast<double>(batch.rows());
        g["bias"].values[0] += 1.0;
        return 0.0;
    }
};

train::examples<double> four() { return {.inputs = {1, 2, 3, 6}, .targets = {0, 0, 0, 0}, .columns = 1}; }

}  // namespace

TEST_SUITE("train/training_loop") {
    TEST_CASE("schedule: by steps, from 0, and logged with every step and epoch") {
        const fit_settings settings{.epochs = 2,
                                    .batch_size = 32,
                                    .optimizer = train::sgd{.learning_rate = 0.5},
                                    .schedule = train::step_decay{.gamma = 0.5, .every = 2}};
        CHECK(rates_of(settings) == std::vector<double>{0.5, 0.5, 0.25, 0.25, 0.125, 0.125});
        const auto run = trained(settings).run;
        CHECK(run.history[0].learning_rate == 0.25);
        CHECK(run.history[1].learning_rate == 0.125);
        REQUIRE(run.adjustments.size() == 1);
        CHECK(to_string(run.adjustments[0]) == "step_decay(gamma 0.5, every 2, unit step)");
        CHECK(trained({.epochs = 1, .optimizer = train::sgd{.learning_rate = 0.5}}).run.history[0].learning_rate ==
              0.5);
    }

    TEST_CASE("schedule: by epochs") {
        CHECK(rates_of({.epochs = 3,
                        .batch_size = 48,
                        .optimizer = train::sgd{.learning_rate = 0.5},
                        .schedule = train::piecewise_constant{.boundaries = {0, 1}, .factors = {1, 0.5, 0.25}},
                        .schedule_unit = schedule_unit::epoch}) ==
              std::vector<double>{0.5, 0.5, 0.25, 0.25, 0.125, 0.125});
    }

    TEST_CASE("schedule: a constant factor is another learning rate, to the byte") {
        CHECK(trained({.epochs = 2,
                       .optimizer = train::adamw{.learning_rate = 0.5},
                       .schedule = train::constant_factor{.value = 0.125, .steps = 1e9}})
                  .digest == trained({.epochs = 2, .optimizer = train::adamw{.learning_rate = 0.0625}}).digest);
    }

    TEST_CASE("plateau: reduces after bad epochs, times the schedule") {
        const auto validation = rows(20);
        const fit_settings settings{
            .epochs = 6,
            .batch_size = 96,
            .optimizer = train::sgd{.learning_rate = 1e-9},  // nothing improves by a ten-thousandth
            .schedule = train::exponential_decay{.rate = 0.5},
            .schedule_unit = schedule_unit::epoch,
            .plateau = train::reduce_on_plateau{.factor = 0.5, .patience = 1}};
        const std::vector<double> rates = rates_of(settings, validation);
        REQUIRE(rates.size() == 6);
        const double expected[] = {1, 0.5, 0.25, 0.0625, 0.03125, 0.0078125};
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(std::abs(rates[i] / 1e-9 - expected[i]) < 1e-15);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(trained(settings)),
                             R"(train::reduce_on_plateau: monitor: expected one of "loss", found "validation/loss")",
                             std::invalid_argument);
    }

    TEST_CASE("clip: what reaches the optimizer is limited") {
        slope free, clipped;
        const fit_settings settings{.epochs = 1, .batch_size = 4, .optimizer = train::sgd{.learning_rate = 1.0}};
        static_cast<void>(train::fit(free, four(), settings));
        CHECK(free.w(0) == -3.0);
        fit_settings limited = settings;
        limited.clip = train::clip_by_value{.most = 2.0};
        static_cast<void>(train::fit(clipped, four(), limited));
        CHECK(clipped.w(0) == -2.0);
        CHECK(clipped.bias(0) == -1.0);
    }

    TEST_CASE("accumulate: k batches of n give the bytes of one batch of k*n with k times the shards") {
        for (const train::optimizer& rule : {train::optimizer{train::adam{}}, train::optimizer{train::sgd{}}}) {
            const outcome pieces =
                trained({.epochs = 3, .batch_size = 8, .shards = 4, .optimizer = rule, .accumulate = 4});
            const outcome whole = trained({.epochs = 3, .batch_size = 32, .shards = 16, .optimizer = rule});
            CHECK(pieces.digest == whole.digest);
            CHECK(pieces.run.history == whole.run.history);
        }
    }

    TEST_CASE("accumulate: the last step of an epoch takes what is left") {
        std::vector<double> rates = rates_of({.epochs = 2, .batch_size = 10, .accumulate = 3});
        CHECK(rates.size() == 8);  // 96 rows: 30, 30, 30, 6
    }

    TEST_CASE("groups: a rule for the parameters of one name") {
        slope m;
        const auto run = train::fit(m, four(),
                                    {.epochs = 1,
                                     .batch_size = 4,
                                     .optimizer = train::sgd{.learning_rate = 1.0},
                                     .groups = {{.pattern = "b*", .optimizer = train::sgd{.learning_rate = 0.25}}},
                                     .schedule = train::constant_factor{.value = 0.5}});
        CHECK(m.w(0) == -1.5);
        CHECK(m.bias(0) == -0.125);  // the schedule is for all groups
        CHECK(run.adjustments.front().name == "group sgd");
        CHECK_THROWS_WITH_AS(
            static_cast<void>(train::fit(m, four(), {.batch_size = 4, .groups = {{"x", train::sgd{}}}})),
            R"(train::parameter_group: pattern: expected a match among "w", "bias", found "x")", std::invalid_argument);
    }

    TEST_CASE("class_weights: balanced gives a rare class its say") {
        // 4 of 40 rows are of class 1, among as many of class 0 that look the same.
        train::examples<double> e{.columns = 1};
        for (int i = 0; i < 40; ++i) {
            e.inputs.push_back(i < 8 ? 1.0 : -1.0);
            e.targets.push_back(i < 4 ? 1.0 : 0.0);
        }
        const auto score_of_the_doubtful = [&](train::class_weighting weighting) {
            model::logistic m{{.l2 = 1e-3}};
            m.initialise(1, 1, random::stream{0});
            static_cast<void>(train::fit(m, e,
                                         {.epochs = 300,
                                          .batch_size = 40,
                                          .optimizer = train::sgd{.learning_rate = 0.5, .momentum = 0.9},
                                          .class_weights = weighting}));
            return m.weights()(0, 0) + m.bias()(0);
        };
        CHECK(std::abs(score_of_the_doubtful(train::class_weighting::none)) < 0.05);         // 4 against 4
        CHECK(score_of_the_doubtful(train::class_weighting::balanced) > std::log(9) - 0.1);  // 4 * 5 against 4 * 5/9
    }

    TEST_CASE("class_weights and label_smoothing: are those of rows, and only for models of classes") {
        train::examples<double> weighted = rows();
        std::size_t ones = 0;
        for (const double y : weighted.targets) {
            ones += y == 1.0 ? 1 : 0;
        }
        const double n = 96, k = static_cast<double>(ones);
        for (const double y : weighted.targets) {
            weighted.weights.push_back(y == 1.0 ? n / (2.0 * k) : n / (2.0 * (n - k)));
        }
        const outcome by_hand = trained({.epochs = 2}, weighted);
        const outcome asked = trained({.epochs = 2, .class_weights = train::class_weighting::balanced});
        CHECK(by_hand.digest == asked.digest);
        CHECK(by_hand.run.data_digest() != asked.run.data_digest());  // the weights are a part of the examples
        CHECK(asked.digest != trained({.epochs = 2}).digest);
        CHECK(trained({.epochs = 2, .label_smoothing = 0.1}).digest != trained({.epochs = 2}).digest);

        train::examples<double> odd = rows();
        odd.targets[5] = 0.5;
        CHECK_THROWS_WITH_AS(static_cast<void>(trained({.class_weights = train::class_weighting::balanced}, odd)),
                             "train::fit: class_weights: expected targets 0, 1, 2, ..., found 0.5",
                             std::invalid_argument);
        slope m;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(m, four(), {.batch_size = 4, .label_smoothing = 0.1})),
                             "train::fit: label_smoothing: expected 0 for a model that tells no classes, found 0.1",
                             std::invalid_argument);
    }

    TEST_CASE("everything at once: the same bytes for 1, 2, 3 and 5 threads and on every level") {
        fit_settings settings{.epochs = 4,
                              .batch_size = 10,
                              .seed = 3,
                              .shards = 8,
                              .optimizer = train::nadam{.learning_rate = 0.05},
                              .groups = {{.pattern = "*/bias", .optimizer = train::radam{.learning_rate = 0.05}}},
                              .schedule = train::warm_up_then(4, train::cosine_decay{.steps = 20, .end = 0.1}),
                              .plateau = train::reduce_on_plateau{.monitor = "loss", .factor = 0.5, .patience = 0},
                              .clip = train::clip_by_global_norm{.most = 0.05},
                              .accumulate = 2,
                              .class_weights = train::class_weighting::balanced,
                              .label_smoothing = 0.1};
        const outcome one = trained(settings);
        for (const std::size_t threads : {2U, 3U, 5U}) {
            settings.threads = threads;
            CAPTURE(threads);
            CHECK(trained(settings).digest == one.digest);
        }
        settings.threads = 1;
        num::force_level(num::level::portable);
        CHECK(trained(settings).digest == one.digest);
        num::force_level(num::detected_level());
        CHECK(one.digest.to_string() == "blake3:b60651a0b530e55e135b618e31c01feeda4ab84e35841411427c19f1d04346f4");
    }
}  // TEST_SUITE
