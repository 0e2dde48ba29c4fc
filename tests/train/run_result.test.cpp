// SPDX-License-Identifier: MIT
// tests/train/run_result.test.cpp
#include <lastro/train/run_result.hpp>

#include <sstream>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace lastro;
using train::grade;
using train::run_result;

TEST_SUITE("train/run_result") {
    TEST_CASE("grade: follows from what was used") {
        const num::profile here = num::measure_profile();
        REQUIRE(num::is_strict(here));
        CHECK(run_result{.bit_exact_model = true, .profile = here}.grade() == grade::strict);
        CHECK(run_result{.bit_exact_model = false, .profile = here}.grade() == grade::same_build);
        num::profile flushing = here;
        flushing.keeps_subnormal_results = false;
        CHECK(run_result{.bit_exact_model = true, .profile = flushing}.grade() == grade::none);
        CHECK(run_result{}.grade() == grade::none);
        std::ostringstream out;
        out << grade::strict << ' ' << grade::same_build << ' ' << grade::none;
        CHECK(out.str() == "strict same_build none");
    }

    TEST_CASE("history: metrics by name and epoch; an unknown one is an error that names those there are") {
        const run_result run{.history = {{1, {{"loss", 0.7}, {"validation/loss", 0.6}}},
                                         {2, {{"loss", 0.5}, {"validation/loss", 0.65}}}},
                             .kept_epoch = 1};
        CHECK(run.epochs_run() == 2);
        CHECK(run.history.back()["loss"] == 0.5);
        CHECK(run.kept("validation/loss") == 0.6);
        CHECK_THROWS_WITH_AS(static_cast<void>(run.kept("accuracy")),
                             "train: metric: expected one of \"loss\", \"validation/loss\", found \"accuracy\"",
                             std::out_of_range);
        CHECK_THROWS_WITH_AS(static_cast<void>(run_result{}.kept("loss")),
                             "train::run_result: kept_epoch: expected an epoch of the history, found 0",
                             std::out_of_range);
    }

}  // TEST_SUITE
