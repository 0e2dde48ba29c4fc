// SPDX-License-Identifier: MIT
// tests/train/early_stopping.test.cpp
#include <lastro/train/early_stopping.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::early_stopping;

namespace {

static_assert(std::is_aggregate_v<early_stopping> && train::callback_like<early_stopping>);

struct ending {
    std::uint64_t kept = 0;
    std::uint64_t stopped = 0;  // 0: never
    std::string why;
};

ending run(const early_stopping& settings, const std::vector<double>& values) {
    auto running = train::callback{settings}.begin({.epochs = values.size(), .metrics = {"loss", settings.monitor}});
    train::fit_control control;
    ending result;
    for (std::size_t i = 0; i < values.size() && control.why().empty(); ++i) {
        const std::vector<train::metric_value> metrics{{settings.monitor, values[i]}};
        running.epoch_end({.epoch = i + 1, .metrics = metrics}, control);
        result.kept = control.take_keep() ? i + 1 : result.kept;
        result.stopped = control.why().empty() ? 0 : i + 1;
    }
    result.why = control.why();
    return result;
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_SUITE("train/early_stopping") {
    TEST_CASE("early_stopping: stops when nothing has improved for `patience` epochs, and keeps the best") {
        const ending e = run({.patience = 2}, {1.0, 0.9, 0.95, 0.96, 0.97});
        CHECK(e.stopped == 4);
        CHECK(e.kept == 2);
        CHECK(e.why == "validation/loss has not improved for 2 epochs");
        CHECK(run({.patience = 1}, {1.0, 1.0}).why == "validation/loss has not improved for 1 epoch");
    }

    TEST_CASE("early_stopping: an equal value, or less than min_delta, is no improvement") {
        CHECK(run({.patience = 2}, {1.0, 1.0, 1.0}).stopped == 3);
        CHECK(run({.patience = 2, .min_delta = 0.1}, {1.0, 0.95, 0.92}).stopped == 3);
        CHECK(run({.patience = 2, .min_delta = 0.1}, {1.0, 0.95, 0.85}).stopped == 0);
        CHECK(run({.patience = 2, .min_delta = 0.1}, {1.0, 0.95, 0.85}).kept == 3);
    }

    TEST_CASE("early_stopping: larger may be better") {
        const ending e = run({.monitor = "validation/accuracy", .patience = 2, .goal = train::goal::larger},
                             {0.6, 0.7, 0.7, 0.69, 0.71});
        CHECK(e.stopped == 4);
        CHECK(e.kept == 2);
    }

    TEST_CASE("early_stopping: NaN never improves; the first epoch never stops") {
        const ending e = run({.patience = 2}, {1.0, not_a_number, not_a_number});
        CHECK(e.stopped == 3);
        CHECK(e.kept == 1);
        CHECK(run({.patience = 0}, {1.0, 0.9, 0.9}).stopped == 3);
        CHECK(run({.patience = 1}, {not_a_number, 1.0, 0.5}).stopped == 0);
        CHECK(run({.patience = 1}, {std::numeric_limits<double>::infinity(), 1.0}).kept == 2);
    }

    TEST_CASE("begin: a metric that the run does not report is refused before anything is trained") {
        const train::fit_plan plan{.epochs = 3, .metrics = {"loss", "validation/loss"}};
        CHECK_THROWS_WITH_AS(
            static_cast<void>(early_stopping{.monitor = "val_loss"}.begin(plan)),
            "train::early_stopping: monitor: expected one of \"loss\", \"validation/loss\", found \"val_loss\"",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(early_stopping{.min_delta = -1.0}.begin(plan)),
                             "train::early_stopping: min_delta: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
    }

    TEST_CASE("settings: what the record of a run says") {
        CHECK(to_string(early_stopping{.patience = 8}.settings()) ==
              "early_stopping(monitor validation/loss, patience 8, min_delta 0, goal smaller)");
    }

    TEST_CASE("state: what was seen, put back, goes on as if nothing had happened") {
        const std::vector<train::metric_value> worse{{"loss", 2.0}}, better{{"loss", 1.0}};
        const train::callback rule = early_stopping{.monitor = "loss", .patience = 2};
        const train::fit_plan plan{.epochs = 9, .metrics = {"loss"}};
        train::running_callback first = rule.begin(plan);
        train::fit_control control;
        first.epoch_end({.epoch = 1, .metrics = better}, control);
        first.epoch_end({.epoch = 2, .metrics = worse}, control);
        CHECK(core::to_hex(first.state()) ==
              "000000000000f03f"
              "0100000000000000"
              "0200000000000000");
        train::running_callback second = rule.begin(plan);
        second.restore(first.state());
        CHECK(second.state() == first.state());
        CHECK(control.why().empty());
        second.epoch_end({.epoch = 3, .metrics = worse}, control);
        CHECK(control.why() == "loss has not improved for 2 epochs");
        CHECK_THROWS_WITH_AS(second.restore({}), "train::early_stopping: state: expected 8 bytes, found 0 more bytes",
                             format_error);
    }
}  // TEST_SUITE
