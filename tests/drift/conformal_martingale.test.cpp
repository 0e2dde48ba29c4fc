// SPDX-License-Identifier: MIT
// tests/drift/conformal_martingale.test.cpp
#include <lastro/drift/conformal_martingale.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::conformal_martingale;
using lastro::drift::conformal_settings;
using lastro::drift::signal;
using lastro::drift::sorted_sample;

namespace {

const lastro::random::stream draws = lastro::random::stream{8}["conformal_martingale"];

/// Numbers in [0, 1), a few of them often, or one of 0 ... 4.
double value(unsigned kind, std::uint64_t life, std::uint64_t t) {
    const double u = lastro::random::uniform(draws[life], t);
    return kind == 0 ? u : kind == 1 ? (u < 0.3 ? 0.25 : u < 0.5 ? 0.5 : u) : std::floor(5.0 * u * u);
}

sorted_sample sample(unsigned kind, std::uint64_t life, std::size_t n) {
    std::vector<double> values;
    for (std::uint64_t t = 0; t < n; ++t) {
        values.push_back(value(kind, life, (std::uint64_t{1} << 40U) + t));
    }
    return sorted_sample{values};
}

std::uint64_t alarm(conformal_martingale watch, unsigned kind, std::uint64_t life, std::uint64_t looks,
                    double power = 1.0, std::uint64_t change = 0) {
    for (std::uint64_t t = 0; t < looks; ++t) {
        const double x = value(kind, life, t);
        if (watch.update(t < change ? x : std::pow(x, power)) == signal::drift) {
            return t + 1;
        }
    }
    return 0;
}

}  // namespace

TEST_SUITE("drift/conformal_martingale") {
    TEST_CASE(
        "a stream as the reference: an alarm in at most alpha of 300, whatever the reference's size, ties or not") {
        for (unsigned kind = 0; kind < 3; ++kind) {
            for (const std::size_t n : {1U, 20U, 700U}) {
                std::uint64_t alarms = 0;
                for (std::uint64_t life = 0; life < 300; ++life) {
                    conformal_martingale watch{sample(kind, life, n), {.alpha = 0.2, .seed = life}};
                    alarms += alarm(watch, kind, life, 500) > 0 ? 1U : 0U;
                }
                CAPTURE(kind);
                CAPTURE(n);
                CHECK(alarms <= 60);
            }
        }
    }

    TEST_CASE("the e-value: on average at most 1, at a time chosen before") {
        double sum = 0.0;
        for (std::uint64_t life = 0; life < 2000; ++life) {
            conformal_martingale watch{sample(1, life, 300), {.seed = life}};
            for (std::uint64_t t = 0; t < 30; ++t) {
                watch.update(value(1, life, t));
            }
            sum += watch.e_value();
        }
        CHECK(sum / 2000.0 < 1.0);
        CHECK(sum / 2000.0 > 0.5);
    }

    TEST_CASE("changes are found, of place and of spread, at the beginning and late, with the place of the change") {
        conformal_martingale watch{sample(0, 0, 3000)};
        const std::uint64_t soon = alarm(watch, 0, 1, 5000, 2.0);
        CHECK(soon > 0);
        CHECK(soon < 250);
        const std::uint64_t late = alarm(watch, 0, 1, 9000, 2.0, 5000);
        CHECK(late > 5000);
        CHECK(late < 5400);
        std::uint64_t at = 0;
        for (std::uint64_t t = 0; t < 5000 && at == 0; ++t) {
            const double x = value(0, 2, t);
            at = watch.update(t < 2000 ? x : 0.25 + 0.5 * x) == signal::drift ? t + 1 : 0;
        }
        CHECK(at > 2000);
        CHECK(at < 2400);
        CHECK(watch.change_point().value() > 1950);
        CHECK(watch.change_point().value() < 2050);
        CHECK(watch.update(0.5) == signal::drift);  // and ever after
        CHECK(watch.update(std::nan("")) == signal::drift);
        watch.reset();
        CHECK(watch.update(0.5) == signal::none);
        CHECK_FALSE(watch.change_point().has_value());
    }

    TEST_CASE("a small reference is not taken for more than it is: a stream without end does not find out") {
        // Of 50 values the ranks are off by 0.04; taking them for uniform alarms for certain.
        for (std::uint64_t life = 0; life < 20; ++life) {
            CAPTURE(life);
            CHECK(alarm(conformal_martingale{sample(0, life, 50)}, 0, life, 20'000) == 0);
        }
        CHECK(conformal_martingale{sample(0, 0, 50)}.least_shift() == doctest::Approx(0.282).epsilon(0.01));
        CHECK(conformal_martingale{sample(0, 0, 3000)}.least_shift() < 0.06);
        // 2 e, and half a cell of 15 values between every 16th of 4000; of equal values none is forgotten
        const auto twice_e = [](double n) { return 2.0 * std::sqrt(std::log(320.0) * n / 6.0) / (n + 1.0); };
        CHECK(conformal_martingale{sample(0, 0, 4000)}.least_shift() ==
              doctest::Approx(twice_e(4000.0) + 0.5 * 16.0 / 4001.0).epsilon(1e-12));
        CHECK(conformal_martingale{sorted_sample{std::vector<double>(4000, 1.0)}}.least_shift() ==
              doctest::Approx(twice_e(4000.0) + 0.5 / 4001.0).epsilon(1e-12));
    }

    TEST_CASE("infinities have ranks; NaN is counted; draws come from the seed") {
        const sorted_sample reference = sample(0, 0, 100);
        conformal_martingale a{reference, {.seed = 1}};
        conformal_martingale b{reference, {.seed = 1}};
        conformal_martingale c{reference, {.seed = 2}};
        for (std::uint64_t t = 0; t < 50; ++t) {
            a.update(value(0, 1, t));
            b.update(std::nan(""));
            b.update(value(0, 1, t));
            c.update(value(0, 1, t));
        }
        CHECK(b.ignored() == 50);
        CHECK(a.e_value() == b.e_value());
        CHECK(a.e_value() != c.e_value());
        for (int i = 0; i < 100; ++i) {
            b.update(std::numeric_limits<double>::infinity());
            c.update(1e300);
        }
        CHECK(b.update(0.5) == signal::drift);
        CHECK(c.update(0.5) == signal::drift);
    }

    TEST_CASE("saved at any step and continued, with a small reference and a large one full of ties") {
        sequential::is_saved(conformal_martingale{sample(0, 0, 10)}, 300, [](auto& watch, std::uint64_t t) {
            watch.update(t % 50 == 3 ? std::nan("") : value(0, 1, t));
        });
        sequential::is_saved(conformal_martingale{sample(1, 0, 4000)}, 20,
                             [](auto& watch, std::uint64_t t) { watch.update(value(0, 1, t)); });
    }

    TEST_CASE("a change that is known before any drift, or a drift without one, is no stream's") {
        sequential::knows_its_change(conformal_martingale{sample(0, 0, 50)}, 16 * 3,
                                     [](auto& watch) { watch.update(0.5); });
    }

    TEST_CASE("settings that cannot be are refused") {
        const sorted_sample reference{std::vector<double>{1.0, 2.0}};
        CHECK_THROWS_WITH_AS((conformal_martingale{reference, {.alpha = 1.0}}),
                             "drift::conformal_martingale: alpha: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS((conformal_martingale{reference, {.alpha = 0.0}}), std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            (conformal_martingale{reference, {.alpha = 0x1p-898, .reference_share = 0.125}}),
            doctest::Contains("drift::conformal_martingale: alpha: expected at least 2^-900 / reference_share, found"),
            std::invalid_argument);
        conformal_martingale surest{reference, {.alpha = 0x1p-898}};
        CHECK(surest.update(1e9) == signal::none);
        CHECK(surest.e_value() < 2.0);
        CHECK_THROWS_AS((conformal_martingale{reference, {.reference_share = 1.0}}), std::invalid_argument);
        CHECK_THROWS_AS((conformal_martingale{reference, {.alpha = std::nan("")}}), std::invalid_argument);
    }
}  // TEST_SUITE
