// SPDX-License-Identifier: MIT
// tests/train/full_batch_run.test.cpp
//
// Runs over all rows that are killed and resumed, and their chains; what they find is in full_batch.test.cpp.
#include <lastro/train/full_batch_run.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/logistic.hpp>
#include <lastro/train/full_batch.hpp>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::lbfgs;

namespace {

train::examples<double> rows() {
    train::examples<double> e{.columns = 4};
    for (std::size_t i = 0; i < 120; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
            e.inputs.push_back(static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5);
        }
        e.targets.push_back(i % 3 == 0 ? 1.0 : 0.0);
    }
    return e;
}

model::logistic zero() {
    model::logistic m{{.l2 = 1e-2}};
    m.initialise(4, 1, random::stream{0});
    return m;
}

}  // namespace

TEST_SUITE("train/full_batch_run") {
    TEST_CASE("check_resume: killed after every iteration and resumed, the same bytes, whatever ends it") {
        const struct {
            lbfgs settings;
            const char* stopped;
        } cases[] = {{{.gradient_tolerance = 1e-12}, "gradient_tolerance was met"},
                     {{.history = 2, .gradient_tolerance = 1e-9}, "gradient_tolerance was met"},
                     {{.iterations = 7, .gradient_tolerance = 0.0}, "all iterations were done"},
                     {{.value_tolerance = 1e-3}, "value_tolerance was met"},
                     {{.gradient_tolerance = 0.0}, "no step goes further down"}};
        for (const auto& [settings, stopped] : cases) {
            model::logistic m = zero();
            CHECK(train::fit_full_batch(m, rows(), settings).stopped == stopped);
            lbfgs limited = settings;  // with other blocks, hundreds of steps may go round the minimum
            limited.iterations = limited.iterations < 40 ? limited.iterations : 40;
            const auto check = train::check_resume(zero(), rows(), limited, {.threads = 2, .block_rows = 50});
            CHECK(check.boundaries > 1);
            CHECK(to_string(check) == "exact at " + std::to_string(check.boundaries) + " boundaries");
        }
    }

    TEST_CASE("checkpoints: fewer iterations than asked for are gone on with from the files") {
        const temporary_directory here;
        const lbfgs settings{.gradient_tolerance = 1e-12};
        model::logistic straight = zero(), again = zero(), resumed = zero();
        const auto whole = train::fit_full_batch(straight, rows(), settings);
        REQUIRE(whole.epochs_run() > 5);
        const train::full_batch_settings how{.checkpoints =
                                                 train::checkpoints{.directory = here.path(), .keep_last = 99}};
        CHECK(train::fit_full_batch(again, rows(), settings, how).chain == whole.chain);
        for (const std::string& name : core::list_directory(here.path())) {
            if (name.starts_with("checkpoint-") && name > train::checkpoint_directory::name_of(4, 0)) {
                CHECK(::unlink((here / name).c_str()) == 0);  // as if the run had been killed then
            }
        }
        const auto rest = train::fit_full_batch(resumed, rows(), settings, how);
        CHECK(rest.resumed_from == here / train::checkpoint_directory::name_of(4, 0));
        CHECK(rest.parameters_digest() == whole.parameters_digest());
        CHECK(rest.chain == whole.chain);
        CHECK(rest.history == whole.history);
        CHECK(rest.stopped == whole.stopped);
        CHECK_THROWS_AS(static_cast<void>(train::fit_full_batch(resumed, rows(), lbfgs{.history = 3}, how)),
                        schema_error);
    }

    TEST_CASE("bad input: a metric that is not there, a class that is not there") {
        const temporary_directory here;
        model::logistic m = zero();
        CHECK_THROWS_WITH_AS(
            static_cast<void>(train::fit_full_batch(
                m, rows(), {}, {.checkpoints = train::checkpoints{.directory = here.path(), .keep_best = 1}})),
            R"(train::checkpoints: monitor: expected one of "loss", "largest_derivative", found "validation/loss")",
            std::invalid_argument);
        train::examples<double> odd = rows();
        odd.targets[3] = 2.0;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit_full_batch(m, odd)),
                             "train::fit_full_batch: rows: target of row 3: expected a class from 0 to 1, found 2",
                             std::invalid_argument);
    }

    TEST_CASE("chain and replay: a link per iteration, and the first that differs") {
        model::logistic m = zero();
        const auto run = train::fit_full_batch(m, rows());
        CHECK(run.chain.links.size() == run.epochs_run() + 1);
        CHECK(run.chain.links[1].loss == run.history[0]["loss"]);
        CHECK(train::replay(run, zero(), rows(), lbfgs{}).identical());
        model::logistic other = zero();
        other.parameters()["bias"].values[0] = 0.25;
        CHECK(to_string(train::replay(run, other, rows(), lbfgs{}))
                  .starts_with("before the first step: parameters of \"bias\": expected "));
        CHECK(to_string(train::replay(run, zero(), rows(), lbfgs{.iterations = 3}))
                  .starts_with("before the first step: optimizer: expected lbfgs(iterations 1000, "));
        CHECK(train::fit_full_batch(m, rows(), {}, {.chain = train::chaining::off}).chain.empty());
    }
}  // TEST_SUITE
