// SPDX-License-Identifier: MIT
// tests/drift/bocpd.test.cpp
#include <lastro/drift/bocpd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::bocpd;
using lastro::drift::bocpd_settings;
using streams::column;
using streams::signal;

namespace {

/// Adams and MacKay's recursion with every run length kept, the densities from lgamma: index r is the run length.
column run_lengths(const column& values, const bocpd_settings& set) {
    column probability{1.0}, mean{set.prior_mean}, rate{set.prior_rate};
    for (const double x : values) {
        const std::size_t n = probability.size();
        column grown(n + 1, 0.0);
        double sum = 0.0;
        for (std::size_t r = 0; r < n; ++r) {
            const double weight = set.prior_count + static_cast<double>(r);
            const double shape = set.prior_shape + static_cast<double>(r) / 2.0;
            const double degrees = 2.0 * shape;
            const double scale = rate[r] * (weight + 1.0) / (shape * weight);  // squared
            const double t = (x - mean[r]) * (x - mean[r]) / scale;
            const double gammas = degrees < 1e4 ? std::exp(std::lgamma((degrees + 1.0) / 2.0) - std::lgamma(shape))
                                                : std::sqrt(shape) * (1.0 - 1.0 / (8.0 * shape));  // Stirling
            const double density = gammas / std::sqrt(degrees * 3.14159265358979323846 * scale) *
                                   std::exp(-(degrees + 1.0) / 2.0 * std::log1p(t / degrees));
            grown[r + 1] = probability[r] * density * (1.0 - 1.0 / set.mean_run_length);
            grown[0] += probability[r] * density / set.mean_run_length;
            sum += probability[r] * density;
        }
        for (double& p : grown) {
            p /= sum;
        }
        mean.insert(mean.begin(), set.prior_mean);
        rate.insert(rate.begin(), set.prior_rate);
        for (std::size_t r = 0; r < n; ++r) {
            const double weight = set.prior_count + static_cast<double>(r);
            rate[r + 1] += weight * (x - mean[r + 1]) * (x - mean[r + 1]) / (2.0 * (weight + 1.0));
            mean[r + 1] = (weight * mean[r + 1] + x) / (weight + 1.0);
        }
        probability = grown;
    }
    return probability;
}

}  // namespace

TEST_SUITE("drift/bocpd") {
    TEST_CASE("probabilities: those of the recursion, while all run lengths have room") {
        std::mt19937_64 engine{1};
        column values;
        streams::append_bells(values, engine, 60, 2.0);
        streams::append_bells(values, engine, 40, 4.0);
        const bocpd_settings set{.mean_run_length = 50.0,
                                 .prior_mean = 1.0,
                                 .prior_count = 0.5,
                                 .prior_shape = 2.0,
                                 .prior_rate = 1.5,
                                 .most = 256,
                                 .probability = 0.999999999};
        bocpd watch{set};
        for (std::size_t n = 1; n <= values.size(); ++n) {
            REQUIRE(watch.update(values[n - 1]) == signal::none);
            const column expected =
                run_lengths(column(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n)), set);
            for (std::size_t r = 0; r < expected.size(); ++r) {
                REQUIRE(std::abs(watch.probability_of(r) - expected[r]) < 1e-11);
            }
        }
        CHECK(watch.run_length() >= 36);
        CHECK(watch.run_length() <= 44);
        CHECK(watch.statistic() > 0.9);
    }

    TEST_CASE("a prior that is worth very many values: a known variance, and states that are taken up again") {
        const column values{0.5, -0.3, 1.2, 0.1, -0.7, 2.0, 1.8, 2.2};
        for (const double shape : {700.0, 900.0, 1100.0, 3e4, 1e12, 1e15, 0x1p60}) {
            CAPTURE(shape);
            const bocpd_settings set{
                .mean_run_length = 20.0, .prior_shape = shape, .prior_rate = 2.0 * shape, .probability = 0.9999};
            bocpd watch{set};
            for (std::size_t n = 1; n <= values.size(); ++n) {
                REQUIRE(watch.update(values[n - 1]) == signal::none);
                const column expected =
                    run_lengths(column(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n)), set);
                for (std::size_t r = 0; r < expected.size(); ++r) {
                    REQUIRE(std::abs(watch.probability_of(r) - expected[r]) < 1e-8);
                }
            }
        }
        for (const double shape : {0x1p-500, 1e100, 0x1p500}) {
            bocpd watch{{.prior_shape = shape}};
            for (const double x : values) {
                watch.update(x);
                watch = bocpd::from_state(watch.state());
            }
            CHECK(watch.count() == values.size());
        }
    }

    TEST_CASE("bounded: with room for 40 run lengths nearly the same is said as with 256") {
        std::mt19937_64 engine{2};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 200, 3.0);
        streams::append_bells(values, engine, 200, 0.0);
        const auto all = streams::drifts(bocpd{{.most = 256}}, values);
        CHECK(all.size() == 2);
        CHECK(streams::drifts(bocpd{{.most = 40}}, values) == all);
        bocpd watch;
        std::vector<std::uint64_t> changes;
        for (const double x : values) {
            if (watch.update(x) == signal::drift) {
                changes.push_back(*watch.change_point());
            }
        }
        REQUIRE(changes.size() == 2);
        CHECK((changes[0] >= 298 && changes[0] <= 302));
        CHECK((changes[1] >= 498 && changes[1] <= 502));
    }

    TEST_CASE("one outlier is no drift, nor is a value that nothing foresaw") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 400, 0.0);
        values[200] = 6.0;
        CHECK(streams::drifts(bocpd{}, values).empty());
        bocpd watch;
        CHECK(watch.update(0x1p480) == signal::none);
        CHECK(watch.update(-0x1p480) == signal::none);
        CHECK(watch.statistic() >= 0.0);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{4};
        column values;
        streams::append_bells(values, engine, 130, 0.0);
        streams::append_bells(values, engine, 95, 4.0);
        streams::keeps_its_promises(bocpd{{.most = 30}}, values);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS((bocpd{{.mean_run_length = 1.0}}),
                             "drift::bocpd: mean_run_length: expected above 1, up to 2^52, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((bocpd{{.most = 257}}), "drift::bocpd: most: expected from 2 to 256, found 257",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((bocpd{{.probability = 1.0}}),
                             "drift::bocpd: probability: expected above 0 and below 1, found 1", std::invalid_argument);
        CHECK_THROWS_WITH_AS((bocpd{{.prior_rate = 0.0}}),
                             "drift::bocpd: prior_rate: expected from 2^-500 to 2^500, found 0", std::invalid_argument);
        CHECK_THROWS_AS((bocpd{{.prior_mean = streams::not_a_number}}), std::invalid_argument);
    }
}
