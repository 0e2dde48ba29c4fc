// SPDX-License-Identifier: MIT
// tests/train/check_resume.test.cpp
#include <lastro/train/check_resume.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/train/early_stopping.hpp>

using namespace lastro;
using train::check_resume;

namespace {

train::examples<double> rows(std::size_t count, std::size_t shift = 0) {
    train::examples<double> e{.columns = 3};
    for (std::size_t i = shift; i < count + shift; ++i) {
        double side = 0.0;
        for (std::size_t j = 0; j < 3; ++j) {
            e.inputs.push_back(static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5);
            side += e.inputs.back();
        }
        e.targets.push_back(side > 0.3 || i % 7 == 0 ? 1.0 : 0.0);
    }
    return e;
}

model::mlp net(double dropout = 0.0) {
    model::mlp m{{.hidden = {4}, .activation = model::activation::tanh, .dropout = dropout}};
    m.initialise(3, 1, random::stream{4});
    return m;
}

// A callback that ends a run after so many epochs, and one that forgets how many there were.
struct ends_after {
    static constexpr train::phase phase = train::phase::decide;
    std::uint64_t left;
    void epoch_end(const train::epoch_report&, train::fit_control& control) {
        if (--left == 0) {
            control.stop("enough");
        }
    }
    [[nodiscard]] std::vector<std::byte> state() const {
        core::byte_writer out;
        out.put(left);
        return out.take();
    }
    void restore(core::byte_span bytes) { left = core::byte_reader{bytes, "ends_after"}.get<std::uint64_t>(); }
};
struct forgets {
    static constexpr train::phase phase = train::phase::decide;
    std::uint64_t left;
    void epoch_end(const train::epoch_report&, train::fit_control& control) {
        if (--left == 0) {
            control.stop("enough");
        }
    }
};

// A model that hides what it does from everybody: a count of its batches is in its gradient, and not in its parameters.
struct counts_batches {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    mutable double batches = 0.0;
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>&, model::gradients<double>& g, const random::stream&) const {
        batches += 1.0;
        g[0].values[0] += batches;
        return 1.0;
    }
};

}  // namespace

TEST_SUITE("train/check_resume") {
    TEST_CASE("every optimizer: killed at every step and resumed, the same bytes") {
        for (const train::optimizer& rule :
             {train::optimizer{train::sgd{.momentum = 0.9, .nesterov = true}}, train::optimizer{train::adam{}},
              train::optimizer{train::adamw{.amsgrad = true}}, train::optimizer{train::adagrad{}},
              train::optimizer{train::rmsprop{.momentum = 0.9, .centered = true}}, train::optimizer{train::adadelta{}},
              train::optimizer{train::adamax{}}, train::optimizer{train::nadam{}}, train::optimizer{train::radam{}},
              train::optimizer{train::lion{}}}) {
            const auto check =
                check_resume(net(), rows(22), {.epochs = 3, .batch_size = 5, .seed = 3, .optimizer = rule});
            CAPTURE(to_string(train::describe(rule)));
            CHECK(check.boundaries == 3 * 5 - 1);  // 5 steps, of which the last is the end of the epoch, and of the run
            CHECK(to_string(check) == "exact at 14 boundaries");
        }
    }

    TEST_CASE("everything at once: schedule, plateau, groups, clipping, accumulation, dropout, early stopping") {
        const train::fit_settings settings{
            .epochs = 8,
            .batch_size = 4,
            .seed = 3,
            .threads = 2,
            .shards = 3,
            .optimizer = train::nadam{.learning_rate = 0.05},
            .groups = {{.pattern = "*/bias", .optimizer = train::radam{.learning_rate = 0.05}}},
            .schedule = train::warm_up_then(4, train::cosine_decay{.steps = 20, .end = 0.1}),
            .plateau = train::reduce_on_plateau{.factor = 0.5, .patience = 0, .cooldown = 1},
            .clip = train::clip_by_global_norm{.most = 0.05},
            .accumulate = 2,
            .class_weights = train::class_weighting::balanced,
            .label_smoothing = 0.1,
            .callbacks = {train::early_stopping{.patience = 2}, ends_after{6}}};
        const auto check = check_resume(net(0.3), rows(30), settings, rows(20, 30));
        CHECK(check.boundaries >= 8);
        CHECK(to_string(check) == "exact at " + std::to_string(check.boundaries) + " boundaries");
    }

    TEST_CASE("a model of tables") {
        data::table t{"toy"};
        std::vector<double> x;
        std::vector<bool> y;
        for (int i = 0; i < 20; ++i) {
            x.push_back(i % 7);
            y.push_back(i % 7 > 3);
        }
        t.add("x", data::column{x});
        t.add("y", data::column{y});
        const model::classifier m{model::features{{"x"}}, model::mlp{{.hidden = {3}}}, {.target = "y"}};
        const auto check = check_resume(m, t, {.epochs = 2, .batch_size = 6, .validation = t});
        CHECK(to_string(check) == "exact at 7 boundaries");
    }

    TEST_CASE("a callback that forgets is found out, one that remembers is not") {
        const train::fit_settings settings{.epochs = 5, .batch_size = 10, .callbacks = {ends_after{3}}};
        CHECK(check_resume(net(), rows(20), settings).exact());
        train::fit_settings forgetful = settings;
        forgetful.callbacks = {forgets{3}};
        const auto check = check_resume(net(), rows(20), forgetful);
        CHECK_FALSE(check.exact());
        CHECK(check.boundaries == 5);
        CHECK(check.differences.size() == 4);  // in the first epoch it has nothing to forget
        CHECK(check.differences.front() ==
              "resumed after epoch 1 and 0 steps: epoch 4, step 1: steps: expected 7 links, found 9");
    }

    TEST_CASE("a model with a secret is found out") {
        const auto check = check_resume(counts_batches{}, rows(6), {.epochs = 1, .batch_size = 2, .shards = 1});
        CHECK(check.boundaries == 2);
        REQUIRE(check.differences.size() == 2);
        CHECK(check.differences[0].starts_with(
            R"(resumed after epoch 0 and 1 steps: epoch 1, step 2: gradient of "w": expected )"));
        CHECK(to_string(check).starts_with("2 of 2 boundaries differ, first resumed after epoch 0 and 1 steps: "));
    }

    TEST_CASE("one step has no boundary, and proves nothing") {
        const auto check = check_resume(net(), rows(6), {.epochs = 1, .batch_size = 6});
        CHECK_FALSE(check.exact());
        CHECK(to_string(check) == "no boundary between two steps");
    }
}  // TEST_SUITE
