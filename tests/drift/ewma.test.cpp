// SPDX-License-Identifier: MIT
// tests/drift/ewma.test.cpp
#include <lastro/drift/ewma.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::ewma;
using lastro::drift::ewma_settings;
using streams::column;
using streams::signal;

namespace {

std::vector<std::size_t> by_definition(const column& values, const ewma_settings& set) {
    std::vector<std::size_t> result;
    std::size_t start = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        double sum = 0.0, z = 0.0;
        for (std::size_t j = start; j <= i; ++j) {
            sum += values[j];
            z = (1.0 - set.lambda) * z + set.lambda * (values[j] - sum / static_cast<double>(j - start + 1));
        }
        const auto n = static_cast<double>(i - start + 1);
        double squares = 0.0;
        for (std::size_t j = start; j <= i; ++j) {
            squares += (values[j] - sum / n) * (values[j] - sum / n);
        }
        const double bound = set.limit * std::sqrt(squares / n * set.lambda / (2.0 - set.lambda) *
                                                   (1.0 - std::pow(1.0 - set.lambda, 2.0 * n)));
        if (n >= static_cast<double>(set.min_instances) && (set.two_sided ? std::abs(z) : z) > bound) {
            result.push_back(i);
            start = i + 1;
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("drift/ewma") {
    TEST_CASE("by hand: 0 0 4 with lambda 1/2") {
        // means 0 0 4/3; z = 0, 0, 4/3; variance 32/9; bound^2 = limit^2 32/9 (1/3) (1 - 1/64)
        ewma watch{{.min_instances = 1, .lambda = 0.5, .limit = 1.3}};
        CHECK(std::isnan(watch.mean()));
        CHECK(std::isnan(watch.variance()));
        CHECK(watch.update(0.0) == signal::none);
        CHECK(watch.update(0.0) == signal::none);
        CHECK(watch.update(4.0) == signal::none);  // 1.333 against 1.404
        CHECK(std::abs(watch.statistic() - 4.0 / 3.0) < 1e-15);
        CHECK(std::abs(watch.variance() - 32.0 / 9.0) < 1e-15);
        CHECK(watch.update(4.0) == signal::drift);
        CHECK(watch.since_change() == 2);
        CHECK(watch.change_point() == 2);
        for (int i = 0; i < 100; ++i) {
            CHECK(watch.update(1.0) == signal::none);
        }
        CHECK(watch.update(0.5) == signal::drift);  // a fall, after z was 0 all the time
        CHECK(watch.change_point() == 104);
    }

    TEST_CASE("drifts: those of the definition; a fall is one only if both sides are watched") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        for (int round = 0; round < 8; ++round) {
            column values;
            streams::append_bells(values, engine, 150, 5.0);
            streams::append_bells(values, engine, 150, 6.0);
            streams::append_bells(values, engine, 150, 4.0);
            const ewma_settings set{.lambda = round % 2 == 0 ? 0.2 : 0.05, .limit = 3.5, .two_sided = round < 4};
            const std::vector<std::size_t> expected = by_definition(values, set);
            CHECK(streams::drifts(ewma{set}, values) == expected);
            alarms += expected.size();
        }
        CHECK(alarms >= 8);
        const column falls{5.0, 5.1, 4.9, 5.0, 5.1, 4.9, 1.0, 1.0, 1.0};
        CHECK(streams::drifts(ewma{{.min_instances = 4, .limit = 1.5}}, falls).size() == 1);
        CHECK(streams::drifts(ewma{{.min_instances = 4, .limit = 1.5, .two_sided = false}}, falls).empty());
    }

    TEST_CASE("scale and place do not matter, to powers of two") {
        std::mt19937_64 engine{2};
        column values, others;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 200, 1.0);
        for (const double x : values) {
            others.push_back(1024.0 * x);
        }
        const auto found = streams::drifts(ewma{}, values);
        CHECK(found.size() == 1);
        CHECK(streams::drifts(ewma{}, others) == found);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 320, 3.0);
        streams::keeps_its_promises(ewma{}, values);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(ewma{{.lambda = 1.0}}, "drift::ewma: lambda: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(ewma{{.limit = 0.0}}, "drift::ewma: limit: expected a finite number above 0, found 0",
                             std::invalid_argument);
    }
}
