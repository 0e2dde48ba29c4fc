// SPDX-License-Identifier: MIT
// tests/drift/evaluate.test.cpp
#include <lastro/drift/evaluate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/adwin.hpp>
#include <lastro/drift/cusum.hpp>
#include <lastro/drift/hddm_w.hpp>

#include "streams.hpp"

using namespace lastro;
using drift::change;
using drift::changing_stream;
using drift::evaluate;
using drift::evaluation;
using drift::quiet_stream;
using streams::column;

namespace {

const random::stream draws = random::stream{6}["evaluate"];

/// What the change did to the values: changed less quiet ones.
column difference(const quiet_stream& quiet, const drift::stream_change& what, std::size_t n) {
    const changing_stream changing{quiet, what};
    auto values = changing.begin(draws);
    auto plain = quiet.begin(draws["values"]);
    column result;
    for (std::size_t i = 0; i < n; ++i) {
        result.push_back(values.next() - plain.next());
    }
    return result;
}

double share_above(const column& d, std::size_t from, std::size_t to, double limit) {
    double sum = 0.0;
    for (std::size_t i = from; i < to; ++i) {
        sum += std::abs(d[i]) > limit ? 1.0 : 0.0;
    }
    return sum / static_cast<double>(to - from);
}

}  // namespace

TEST_SUITE("drift/evaluate") {
    TEST_CASE("changes: nothing before, and then what they say") {
        const quiet_stream quiet{0.3};
        for (const change kind :
             {change::abrupt, change::gradual, change::incremental, change::recurring, change::spread}) {
            CAPTURE(to_string(kind));
            const column d = difference(quiet, {.kind = kind, .size = 2.0, .at = 100, .width = 400}, 1300);
            CHECK(share_above(d, 0, 100, 0.0) == 0.0);
            if (kind != change::spread) {
                const bool at_once = kind == change::abrupt || kind == change::recurring;
                CHECK(share_above(d, 100, 110, 1.99) == (at_once ? 1.0 : 0.0));
            }
            if (kind == change::abrupt || kind == change::gradual || kind == change::incremental) {
                CHECK(share_above(d, 500, 1300, 1.999) == 1.0);
            }
            if (kind == change::gradual) {
                CHECK(std::abs(share_above(d, 100, 500, 1.999) - 0.5) < 0.1);
            } else if (kind == change::incremental) {
                CHECK(std::abs(d[299] - 1.0) < 1e-12);
            } else if (kind == change::recurring) {
                CHECK(share_above(d, 500, 900, 1e-12) == 0.0);
                CHECK(share_above(d, 900, 1300, 1.99) == 1.0);
            }
        }
        const column d = difference(quiet, {.kind = change::spread, .size = 2.0, .at = 0}, 200);
        auto plain = quiet.begin(draws["values"]);
        for (const double gap : d) {
            REQUIRE(std::abs(gap - 2.0 * plain.next()) < 1e-12);
        }
        const quiet_stream errors{column{0.0, 0.0, 0.0, 0.0, 1.0}, 0.0};
        const column flips = difference(errors, {.kind = change::flips, .size = 0.5, .at = 1000}, 9000);
        CHECK(share_above(flips, 0, 1000, 0.0) == 0.0);
        CHECK(std::abs(share_above(flips, 1000, 9000, 0.5) - 0.4) < 0.02);  // half of 80 %
        CHECK(std::string_view{to_string(change::flips)} == "flips");
    }

    TEST_CASE("figures: those of the detector's own alarms") {
        const drift::cusum watch{{.delta = 0.5, .threshold = 4.0}};
        const drift::evaluation_settings settings{.streams = 60, .watched = 300, .longest = 3000, .seed = 4};
        const evaluation e = evaluate(watch, {.size = 1.0, .at = 200}, settings);
        CHECK(e.false_alarms == drift::simulate_lives(watch, quiet_stream{}, 60, 4, 3000));
        CHECK(e.streams == 60);
        CHECK(e.delays.size() + e.missed == 60);
        std::uint64_t early = 0;
        double delays = 0.0, errors = 0.0;
        for (std::uint64_t k = 0; k < 60; ++k) {
            const quiet_stream quiet;
            const changing_stream changing{quiet, {.size = 1.0, .at = 200}};
            auto values = changing.begin(random::stream{4}["drift.evaluate"][k]);
            drift::cusum one = watch;
            for (std::uint64_t i = 0; i < 500; ++i) {
                if (one.update(values.next()) == drift::signal::drift) {
                    if (i >= 200) {
                        delays += static_cast<double>(i - 199);
                        errors += std::abs(static_cast<double>(*one.change_point()) - 200.0);
                        break;
                    }
                    ++early;
                }
            }
        }
        CHECK(e.early == early);
        CHECK(early > 0);
        const auto found = static_cast<double>(e.delays.size());
        CHECK(e.mean_delay == delays / found);
        CHECK(e.mean_location_error == errors / found);
        CHECK(e == evaluate(watch, {.size = 1.0, .at = 200}, settings));
    }

    TEST_CASE("what it shows: larger changes sooner; a change of the spread is not one of the mean") {
        const drift::evaluation_settings settings{.streams = 40, .watched = 1500, .longest = 1000};
        const evaluation small = evaluate(drift::adwin{}, {.size = 0.5, .at = 500}, settings);
        const evaluation large = evaluate(drift::adwin{}, {.size = 2.0, .at = 500}, settings);
        CHECK(small.missed == 0);
        CHECK(large.mean_delay < small.mean_delay);
        const evaluation spread = evaluate(drift::adwin{}, {.kind = change::spread, .size = 0.5, .at = 500}, settings);
        CHECK(spread.missed > 30);
        const evaluation none =
            evaluate(drift::hddm_w{}, {.kind = change::flips, .size = 0.01, .at = 10},
                     {.streams = 2, .watched = 5, .longest = 5}, quiet_stream{column{0.0, 1.0, 0.0}, 0.0});
        CHECK(none.missed == 2);
        CHECK(std::isnan(none.mean_delay));
        CHECK(std::isnan(none.mean_location_error));
    }

    TEST_CASE("refusals: say what they expected") {
        const drift::adwin watch;
        CHECK_THROWS_WITH_AS(static_cast<void>(evaluate(watch, {.size = 0.0})),
                             "drift::evaluate: size: expected a finite number above 0, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(evaluate(watch, {.kind = change::flips, .size = 2.0})),
                             "drift::evaluate: size: expected a probability, for flips, found 2",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(evaluate(watch, {.width = 0})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(evaluate(watch, {}, {.streams = 0})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(evaluate(watch, {}, {.watched = 0})), std::invalid_argument);
    }
}
