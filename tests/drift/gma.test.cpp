// SPDX-License-Identifier: MIT
// tests/drift/gma.test.cpp
#include <lastro/drift/gma.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::gma;
using lastro::drift::gma_settings;
using streams::column;
using streams::signal;

namespace {

/// The definition over stored values, with all weights written out.
std::vector<std::size_t> by_definition(const column& values, const gma_settings& set) {
    std::vector<std::size_t> result;
    std::size_t start = 0;
    column deviations;  // since the restart
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += values[i];
        deviations.push_back(values[i] - sum / static_cast<double>(i - start + 1));
        double s = 0.0;
        for (std::size_t j = 0; j < deviations.size(); ++j) {
            const auto age = static_cast<double>(deviations.size() - 1 - j);
            s += (1.0 - set.alpha) * std::pow(set.alpha, age) * deviations[j];
        }
        if (deviations.size() >= set.min_instances && s > set.threshold) {
            result.push_back(i);
            start = i + 1;
            deviations.clear();
            sum = 0.0;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/gma") {
    TEST_CASE("by hand: 0 0 4 4 with alpha 1/2") {
        // means 0 0 4/3 2; deviations 0 0 8/3 2; s 0 0 4/3 5/3
        gma watch{{.min_instances = 1, .alpha = 0.5, .threshold = 1.5}};
        CHECK(watch.update(0.0) == signal::none);
        CHECK(watch.update(0.0) == signal::none);
        CHECK(watch.update(4.0) == signal::none);
        CHECK(std::abs(watch.statistic() - 4.0 / 3.0) < 1e-15);
        CHECK(std::abs(watch.mean() - 4.0 / 3.0) < 1e-15);
        CHECK(watch.update(4.0) == signal::drift);
        CHECK(watch.count() == 0);
        CHECK(watch.statistic() == 0.0);
    }

    TEST_CASE("drifts: those of the definition") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 12; ++round) {
            column values;
            streams::append_bells(values, engine, 200, 5.0);
            streams::append_bells(values, engine, 200, 8.0);
            streams::append_bells(values, engine, 200, 13.0);
            const gma_settings set{.alpha = round % 2 == 0 ? 0.99 : 0.9};
            const std::vector<std::size_t> expected = by_definition(values, set);
            REQUIRE(streams::drifts(gma{set}, values) == expected);
            alarms += expected.size();
        }
        CHECK(alarms >= 20);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 300, 4.0);
        streams::keeps_its_promises(gma{}, values);
        CHECK(std::isnan(gma{}.mean()));
    }

    TEST_CASE("two sides: the first of a rise and of a fall, each as one side sees it") {
        streams::has_two_sides<gma>(gma_settings{.alpha = 0.95, .threshold = 0.6});
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(gma{{.alpha = 1.0}}, "drift::gma: alpha: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(gma{{.threshold = -1.0}},
                             "drift::gma: threshold: expected a finite number above 0, found -1",
                             std::invalid_argument);
    }
}
