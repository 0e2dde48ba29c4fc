// SPDX-License-Identifier: MIT
// tests/train/callback.test.cpp
#include <lastro/train/callback.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::callback;
using train::callback_like;
using train::epoch_report;
using train::fit_control;
using train::fit_plan;
using train::phase;

namespace {

using lines_of = std::vector<std::string>;

struct silent {};
struct watcher {
    lines_of* lines;
    int seen = 0;
    void begin(const fit_plan& plan) { lines->push_back("begin " + std::to_string(plan.epochs)); }
    void step_end(const train::step_report& report) { lines->push_back("step " + std::to_string(report.step)); }
    void epoch_end(const epoch_report& report) {
        ++seen;
        lines->push_back("epoch " + std::to_string(report.epoch) + " seen " + std::to_string(seen));
    }
    void end(const train::run_result&) { lines->push_back("end"); }
};
struct stopper {
    static constexpr train::phase phase = train::phase::decide;
    void epoch_end(const epoch_report& report, fit_control& control) {
        control.keep();
        control.stop("loss " + std::to_string(static_cast<int>(report["loss"])));
    }
};
struct counter_state {
    std::uint64_t* total;
    void epoch_end(const epoch_report& report) { *total += report.epoch; }
};
struct counter {  // settings; begin makes the state
    std::uint64_t* total;
    [[nodiscard]] counter_state begin(const fit_plan&) const { return {total}; }
    [[nodiscard]] train::named_settings settings() const { return {"counter"}; }
};

static_assert(callback_like<watcher> && callback_like<stopper> && callback_like<counter> && !callback_like<silent>);
static_assert(std::convertible_to<watcher, callback> && !std::convertible_to<silent, callback>);
static_assert(std::copyable<callback>);

}  // namespace

TEST_SUITE("train/callback") {
    TEST_CASE("callback: every member is called, on a copy that belongs to the run") {
        lines_of lines;
        const callback c = watcher{&lines};
        const std::vector<train::metric_value> metrics{{"loss", 1.0}};
        fit_control control;
        for (int run = 0; run < 2; ++run) {
            auto running = c.begin({.epochs = 3});
            CHECK(running.wants_steps());
            running.step_end({.epoch = 1, .step = 4});
            running.epoch_end({.epoch = 1, .metrics = metrics}, control);
            running.end({});
        }
        const lines_of once{"begin 3", "step 4", "epoch 1 seen 1", "end"};
        lines_of twice = once;
        twice.insert(twice.end(), once.begin(), once.end());
        CHECK(lines == twice);
        CHECK(c.phase() == phase::observe);
        CHECK(c.settings().name.empty());
    }

    TEST_CASE("callback: where begin returns an object, that one hears the rest") {
        std::uint64_t total = 0;
        const callback c = counter{&total};
        const std::vector<train::metric_value> metrics;
        fit_control control;
        auto running = c.begin({});
        CHECK_FALSE(running.wants_steps());
        running.epoch_end({.epoch = 2, .metrics = metrics}, control);
        running.epoch_end({.epoch = 3, .metrics = metrics}, control);
        CHECK(total == 5);
        CHECK(c.settings().name == "counter");
    }

    TEST_CASE("fit_control: a stop stays, with its first reason; keep is asked for once") {
        const std::vector<train::metric_value> metrics{{"loss", 4.0}};
        fit_control control;
        CHECK(control.why().empty());
        const callback c = stopper{};
        CHECK(c.phase() == phase::decide);
        CHECK(c.settings().name ==
              "callback of the program");  // it can change the result, so the record says it was there
        c.begin({}).epoch_end({.epoch = 1, .metrics = metrics}, control);
        control.stop("another reason");
        CHECK(control.why() == "loss 4");
        CHECK(control.take_keep());
        CHECK_FALSE(control.take_keep());
        fit_control other;
        other.stop("");
        CHECK(other.why() == "a callback asked for it");
    }

}  // TEST_SUITE
