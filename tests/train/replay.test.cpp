// SPDX-License-Identifier: MIT
// tests/train/replay.test.cpp
#include <lastro/train/replay.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/train/checkpoint_file.hpp>
#include <lastro/train/early_stopping.hpp>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::chaining;
using train::fit_settings;
using train::replay;

namespace {

// Two tensors; the mean of (x - w)^2 + (x - v)^2, and one place at which the second gradient can be off by an ulp.
struct pair_of_centres {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1), v = Eigen::VectorXd::Ones(1);
    std::uint64_t wrong_row = 99;
    double wrong = 0.0;
    auto parameters() { return model::parameters("w", w, "v", v); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        const auto n = static_cast<double>(batch.rows());
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const double a = batch.inputs()(i, 0) - w(0), b = batch.inputs()(i, 0) - v(0);
            sum += a * a + b * b;
            g["w"].values[0] -= 2.0 * a / n;
            g["v"].values[0] -= 2.0 * b / n;
            if (!batch.ids.empty() && batch.ids[i] == wrong_row) {
                g["v"].values[0] += wrong;
            }
        }
        return sum / n;
    }
};

train::examples<double> rows(std::size_t count = 12) {
    train::examples<double> e{.columns = 1};
    for (std::size_t i = 0; i < count; ++i) {
        e.inputs.push_back(static_cast<double>(i * 5 % 12));
        e.targets.push_back(0.0);
    }
    return e;
}

fit_settings settings(chaining chain = chaining::steps) {
    return {.epochs = 3,
            .batch_size = 4,
            .seed = 8,
            .optimizer = train::sgd{.learning_rate = 0.01, .momentum = 0.5},
            .chain = chain};
}

train::run_result recorded(const fit_settings& how = settings()) {
    pair_of_centres m;
    return train::fit(m, rows(), how);
}

}  // namespace

TEST_SUITE("train/replay") {
    TEST_CASE("replay: the same run is identical, link by link") {
        for (const chaining chain : {chaining::steps, chaining::epochs}) {
            const train::run_result run = recorded(settings(chain));
            const auto again = replay(run, pair_of_centres{}, rows(), settings(chaining::off));
            CHECK(again.identical());
            CHECK(again.links == (chain == chaining::steps ? 10 : 4));
            CHECK(again.environment.empty());
            CHECK(to_string(again) == "identical in " + std::to_string(again.links) + " links");
        }
    }

    TEST_CASE("replay: names the first step and tensor, of an ulp in one gradient") {
        const auto order = random::permutation(random::stream{8}["shuffle"][std::uint64_t{2}], 12);
        pair_of_centres off;
        off.wrong_row = order[5];  // in the second step of every epoch it is not; in that of epoch 2 it is
        off.wrong = 0x1p-40;
        const auto first = random::permutation(random::stream{8}["shuffle"][std::uint64_t{1}], 12);
        std::size_t step_in_first = 0;
        while (first[step_in_first] != order[5]) {
            ++step_in_first;
        }
        step_in_first /= 4;
        const auto found = replay(recorded(), off, rows(), settings());
        CHECK_FALSE(found.identical());
        REQUIRE(found.difference);
        CHECK(found.difference->epoch == 1);
        CHECK(found.difference->step == step_in_first + 1);
        CHECK(found.difference->what == "gradient");
        CHECK(found.difference->tensor == "v");
        CHECK(found.links == 1 + step_in_first);
        const auto coarse = replay(recorded(settings(chaining::epochs)), off, rows(), settings());
        REQUIRE(coarse.difference);
        CHECK(coarse.difference->epoch == 1);
        CHECK(coarse.difference->step == 3);
        CHECK(coarse.links == 1);
    }

    TEST_CASE("replay: other first parameters, rows, settings or models are named") {
        const auto text = [](const pair_of_centres& m, const train::examples<double>& on, const fit_settings& how) {
            return to_string(replay(recorded(), m, on, how));
        };
        pair_of_centres other;
        other.v(0) = 2.0;
        CHECK(text(other, rows(), settings()).starts_with("before the first step: parameters of \"v\": expected "));
        train::examples<double> changed = rows();
        changed.inputs[3] = 0.5;
        CHECK(text({}, changed, settings()).starts_with("before the first step: data: expected blake3:"));
        fit_settings how = settings();
        how.seed = 9;
        CHECK(text({}, rows(), how) == "before the first step: seed: expected 8, found 9");
        how = settings();
        how.clip = train::clip_by_value{.most = 3.0};
        CHECK(text({}, rows(), how) == "before the first step: adjustment: expected none, found clip_by_value(most 3)");
        how = settings();
        how.epochs = 4;
        CHECK(text({}, rows(), how) == "epoch 4, step 1: steps: expected 10 links, found more");
        how.epochs = 2;
        CHECK(text({}, rows(), how) == "epoch 3, step 1: steps: expected 10 links, found 7");
    }

    TEST_CASE("replay: what fails now and did not then is a difference; no chain is an error of the caller") {
        pair_of_centres bad;
        bad.wrong_row = 3;
        bad.wrong = std::numeric_limits<double>::infinity();
        const auto found = replay(recorded(), bad, rows(), settings());
        REQUIRE(found.difference);
        CHECK(found.difference->what == "run");
        CHECK(found.difference->found.find("expected a finite gradient of \"v\", found inf") != std::string::npos);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(replay(recorded(settings(chaining::off)), pair_of_centres{}, rows(), settings())),
            "train::replay: recorded: expected a run with a chain of digests, found none (fit_settings::chain was off)",
            std::invalid_argument);
    }

    TEST_CASE("replay: says how the environments differ") {
        train::run_result run = recorded();
        run.build.compiler = "tcc 0.9";
        run.profile.instructions = num::level::portable;
        num::force_level(num::level::portable);
        const auto here = replay(run, pair_of_centres{}, rows(), settings());
        num::force_level(num::detected_level());
        CHECK(here.identical());
        CHECK(here.environment.starts_with("build: expected lastro "));
        CHECK(to_string(here).find(" (build: expected lastro ") != std::string::npos);
    }

    TEST_CASE("replay: from a checkpoint, up to it; observers stay silent and no files are written") {
        const temporary_directory here;
        fit_settings how = settings();
        how.checkpoints = train::checkpoints{.directory = here.path(), .keep_last = 9};
        static_cast<void>(recorded(how));
        const std::string second = here / train::checkpoint_directory::name_of(2, 0);
        const train::checkpoint then = train::read_checkpoint(second);
        std::uint64_t heard = 0;
        struct counter {
            std::uint64_t* heard;
            void epoch_end(const train::epoch_report&) { ++*heard; }
        };
        how.callbacks = {counter{&heard}};
        const auto before = core::list_directory(here.path());
        const auto same = replay(then, pair_of_centres{}, rows(), how);
        CHECK(same.identical());
        CHECK(same.links == 7);
        CHECK(heard == 0);
        CHECK(core::list_directory(here.path()) == before);
        pair_of_centres other;
        other.w(0) = 1.0;
        CHECK_FALSE(replay(then, other, rows(), how).identical());
    }

    TEST_CASE("replay: a model of tables, with early stopping") {
        data::table t{"toy"};
        std::vector<double> x;
        std::vector<bool> y;
        for (int i = 0; i < 30; ++i) {
            x.push_back(i % 11);
            y.push_back(i % 11 > 3 || i % 5 == 0);
        }
        t.add("x", data::column{x});
        t.add("y", data::column{y});
        const model::classifier untrained{model::features{{"x"}}, model::mlp{{.hidden = {3}}}, {.target = "y"}};
        const fit_settings how{.epochs = 40,
                               .batch_size = 7,
                               .optimizer = train::adam{.learning_rate = 0.3},
                               .validation = t,
                               .callbacks = {train::early_stopping{.patience = 2}}};
        model::classifier m = untrained;
        const train::run_result run = train::fit(m, t, how);
        REQUIRE(run.epochs_run() < 40);
        const auto again = replay(run, untrained, t, how);
        CHECK(again.identical());
        CHECK(again.links == run.epochs_run() + 1);
        data::table u = t.slice(0, 29);
        CHECK(to_string(replay(run, untrained, u, how)).starts_with("before the first step: data: expected blake3:"));
    }
}  // TEST_SUITE
