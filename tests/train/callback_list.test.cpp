// SPDX-License-Identifier: MIT
// tests/train/callback_list.test.cpp
#include <lastro/train/callback_list.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/byte_stream.hpp>

using namespace lastro;
using train::detail::callback_list;

namespace {

using lines = std::vector<std::string>;

// Counts epochs, and says so.
template <train::phase When>
struct counts {
    static constexpr train::phase phase = When;
    lines* said;
    std::string name;
    int seen = 0;
    void epoch_end(const train::epoch_report&) { said->push_back(name + std::to_string(++seen)); }
    [[nodiscard]] std::vector<std::byte> state() const {
        core::byte_writer out;
        out.put(seen);
        return out.take();
    }
    void restore(core::byte_span bytes) { seen = core::byte_reader{bytes, name}.get<int>(); }
};
struct keeps {
    static constexpr train::phase phase = train::phase::decide;
    void epoch_end(const train::epoch_report& e, train::fit_control& control) const {
        if (e["loss"] < 1.0) {
            control.keep();
        }
    }
};
struct hears_steps {
    lines* said;
    void step_end(const train::step_report& s) { said->push_back("step" + std::to_string(s.step)); }
    void end(const train::run_result& r) { said->push_back("end " + r.stopped); }
};

const std::vector<train::metric_value> metrics{{"loss", 0.5}};
const train::epoch_report report{.epoch = 1, .metrics = metrics};

}  // namespace

TEST_SUITE("train/callback_list") {
    TEST_CASE("turns: by phase, equals in the order of the list; only who hears steps is asked") {
        lines said;
        callback_list list{{counts<train::phase::persist>{&said, "save"}, counts<train::phase::observe>{&said, "a"},
                            keeps{}, counts<train::phase::observe>{&said, "b"}, hears_steps{&said}},
                           {}};
        CHECK(list.wants_steps());
        list.step_end({.step = 3});
        train::fit_control control;
        int kept = 0;
        list.epoch_end(report, control, [&] { ++kept; });
        list.end({.stopped = "enough"});
        CHECK(said == lines{"step3", "a1", "b1", "save1", "end enough"});
        CHECK(kept == 1);
        CHECK_FALSE(callback_list{{keeps{}}, {}}.wants_steps());
    }

    TEST_CASE("save and load: each gets back its own, though observers come and go") {
        lines said;
        const train::callback a = counts<train::phase::observe>{&said, "a"};
        const train::callback b = counts<train::phase::observe>{&said, "b"};
        callback_list list{{a, keeps{}, b}, {}};
        train::fit_control control;
        list.epoch_end(report, control, [] {});
        train::checkpoint c;
        list.save(c);
        REQUIRE(c.states.size() == 2);  // keeps remembers nothing
        CHECK(c.states[0].name == "callback/observer/0");
        CHECK(c.states[1].name == "callback/observer/1");
        c.states[1].bytes[0] = std::byte{41};

        callback_list resumed{{a, b, a}, {}};
        resumed.load(c);
        said.clear();
        resumed.epoch_end(report, control, [] {});
        CHECK(said == lines{"a2", "b42", "a1"});
    }

    TEST_CASE("load: a state that is something else is an error of the callback's") {
        lines said;
        callback_list list{{counts<train::phase::observe>{&said, "a"}}, {}};
        train::checkpoint c;
        c.states = {{"callback/observer/0", {}}};
        CHECK_THROWS_WITH_AS(list.load(c), "a: expected 4 bytes, found 0 more bytes", format_error);
    }
}  // TEST_SUITE
