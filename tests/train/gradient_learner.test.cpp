// SPDX-License-Identifier: MIT
// tests/train/gradient_learner.test.cpp
//
// One step at a time; whole runs are in training_loop.test.cpp.
#include <lastro/train/gradient_learner.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::fit_settings;

namespace {

// The gradient of w is the mean input.
struct slope {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            sum += batch.inputs()(i, 0);
        }
        g["w"].values[0] += sum / static_cast<double>(batch.rows());
        return w(0);
    }
};

const train::examples<double> four{.inputs = {1, 2, 3, 6}, .targets = {0, 0, 0, 0}, .columns = 1};
const std::vector<std::uint64_t> all{0, 1, 2, 3};

using learner_of_slope = train::detail::gradient_learner<slope>;

}  // namespace

TEST_SUITE("train/gradient_learner") {
    TEST_CASE("step: gradient, clipping, rate of the schedule, optimizer") {
        slope m;
        const fit_settings settings{.batch_size = 4,
                                    .optimizer = train::sgd{.learning_rate = 0.5},
                                    .schedule = train::step_decay{.gamma = 0.5, .every = 1},
                                    .clip = train::clip_by_value{.most = 2.0}};
        learner_of_slope learner{m, four, {}, settings};
        CHECK(learner.step({.epoch = 1, .step = 1, .ids = all}, random::stream{0}) == 0.0);
        CHECK(m.w(0) == -1.0);
        CHECK(learner.learning_rate() == 0.5);
        CHECK(learner.step({.epoch = 1, .step = 2, .ids = all}, random::stream{0}) == -1.0);
        CHECK(m.w(0) == -1.5);
        CHECK(learner.learning_rate() == 0.25);
    }

    TEST_CASE("keep: the parameters as they were, as often as asked") {
        slope m;
        const fit_settings settings{.batch_size = 4, .optimizer = train::sgd{.learning_rate = 1.0}};
        learner_of_slope learner{m, four, {}, settings};
        CHECK_FALSE(learner.has_kept());
        for (const double expected : {-3.0, -6.0}) {
            static_cast<void>(learner.step({.epoch = 1, .step = 1, .ids = all}, random::stream{0}));
            CHECK(m.w(0) == expected);
            learner.keep();
        }
        static_cast<void>(learner.step({.epoch = 1, .step = 1, .ids = all}, random::stream{0}));
        CHECK(learner.has_kept());
        learner.restore_kept();
        CHECK(m.w(0) == -6.0);
    }

    TEST_CASE("save and load: names of the format, and a step after them is the same step") {
        slope m, fresh;
        const fit_settings settings{
            .batch_size = 4,
            .optimizer = train::adam{.learning_rate = 0.5},
            .plateau = train::reduce_on_plateau{.monitor = "loss", .factor = 0.5, .patience = 0}};
        learner_of_slope learner{m, four, {}, settings};
        static_cast<void>(learner.step({.epoch = 1, .step = 1, .ids = all}, random::stream{0}));
        const std::vector<train::metric_value> metrics{{"loss", 1.0}};
        learner.epoch_end({.epoch = 1, .metrics = metrics});
        learner.epoch_end({.epoch = 2, .metrics = metrics});  // no better: the rate is halved
        learner.keep();
        train::checkpoint c{.kept_epoch = 1};
        learner.save(c);
        std::vector<std::string> names;
        for (const auto& t : c.tensors) {
            names.push_back(t.name);
        }
        CHECK(names ==
              std::vector<std::string>{"parameters/w", "optimizer/w/mean", "optimizer/w/mean_square", "kept/w"});
        CHECK(c.number("optimizer 0/steps") == 1.0);
        CHECK(c.number("plateau/factor") == 0.5);
        CHECK(c.number("plateau/best") == 1.0);

        learner_of_slope resumed{fresh, four, {}, settings};
        resumed.load(c);
        CHECK(fresh.w(0) == m.w(0));
        CHECK(resumed.has_kept());
        for (auto* l : {&learner, &resumed}) {
            static_cast<void>(l->step({.epoch = 3, .step = 1, .ids = all}, random::stream{0}));
        }
        CHECK(fresh.w(0) == m.w(0));
        CHECK(resumed.learning_rate() == 0.25);
        CHECK(resumed.parameters_digest() == learner.parameters_digest());
    }

    TEST_CASE("link: gradient and value of every tensor; no gradient before the first step") {
        slope m;
        const fit_settings settings{.batch_size = 4};
        learner_of_slope learner{m, four, {}, settings};
        train::detail::chain_recorder recorder{train::chaining::steps, learner.tensor_names()};
        recorder.open(0, 0, 0.0, {});
        learner.link(recorder, true);
        static_cast<void>(learner.step({.epoch = 1, .step = 1, .ids = all}, random::stream{0}));
        recorder.open(1, 1, 0.0, all);
        learner.link(recorder, false);
        const std::vector<double> zero{0.0}, mean{3.0};
        CHECK(recorder.chain().gradients[0] == train::detail::mark_of<double>(zero));
        CHECK(recorder.chain().gradients[1] == train::detail::mark_of<double>(mean));
        CHECK(recorder.chain().parameters[0] == train::detail::mark_of<double>(zero));
        CHECK(recorder.chain().parameters[1] != recorder.chain().parameters[0]);
    }
}  // TEST_SUITE
