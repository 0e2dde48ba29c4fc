// SPDX-License-Identifier: MIT
// tests/drift/quantile_confidence_sequence.test.cpp
#include <lastro/drift/quantile_confidence_sequence.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "sequential.hpp"

using lastro::drift::quantile_confidence_sequence;
using lastro::drift::quantile_interval;
using lastro::drift::quantile_sequence_settings;

namespace {

const lastro::random::stream draws = lastro::random::stream{8}["quantile_confidence_sequence"];

double uniform(std::uint64_t life, std::uint64_t t) { return lastro::random::uniform(draws[life], t); }

/// 1.5 sqrt(p (1 - p) l) + 0.8 l, by the paper's formula.
double radius(double p, double alpha, std::uint64_t count) {
    const auto t = static_cast<double>(count);
    const double l = (1.4 * std::log(std::log(2.1 * t)) + std::log(10.0 / alpha)) / t;
    return 1.5 * std::sqrt(p * (1.0 - p) * l) + 0.8 * l;
}

}  // namespace

TEST_SUITE("drift/quantile_confidence_sequence") {
    TEST_CASE("while all values are kept: the order statistics of the paper, by definition") {
        for (const double p : {0.1, 0.5, 0.9}) {
            quantile_confidence_sequence where{{.quantile = p, .alpha = 0.1}};
            std::vector<double> values;
            for (std::uint64_t t = 1; t <= 250; ++t) {
                const double x = std::floor(100.0 * uniform(0, t));  // with ties
                where.update(x);
                values.push_back(x);
                const double f = radius(p, 0.1, t);
                quantile_interval expected;
                for (const double candidate : values) {
                    double below = 0.0;
                    double up_to = 0.0;
                    for (const double y : values) {
                        below += y < candidate ? 1.0 : 0.0;
                        up_to += y <= candidate ? 1.0 : 0.0;
                    }
                    const auto n = static_cast<double>(t);
                    if (below / n < p - f && candidate > expected.low) {
                        expected.low = candidate;
                    }
                    if (up_to / n > p + f && candidate < expected.high) {
                        expected.high = candidate;
                    }
                }
                CAPTURE(p);
                CAPTURE(t);
                CHECK(where.interval() == expected);
            }
        }
    }

    TEST_CASE("the quantile is outside in at most alpha of 200 streams, at any time") {
        for (const double p : {0.5, 0.95}) {
            int outside = 0;
            for (std::uint64_t life = 0; life < 200; ++life) {
                quantile_confidence_sequence where{{.quantile = p, .alpha = 0.2}};
                bool held = true;
                for (std::uint64_t t = 0; t < 3000; ++t) {
                    where.update(uniform(life, t));
                    if (t % 10 == 0 || t < 100) {
                        const auto [low, high] = where.interval();
                        held = held && low <= p && p <= high;
                    }
                }
                outside += held ? 0 : 1;
            }
            CAPTURE(p);
            CHECK(outside <= 40);
        }
    }

    TEST_CASE(
        "what is forgotten costs width, and little of it where values are as assumed: ascending, descending and random "
        "streams of 200,000 values") {
        for (unsigned kind = 0; kind < 3; ++kind) {
            for (const double p : {0.5, 0.99}) {
                quantile_confidence_sequence where{{.quantile = p}};
                constexpr std::uint64_t n = 200'000;
                for (std::uint64_t t = 0; t < n; ++t) {
                    const double u = static_cast<double>(t) / static_cast<double>(n);
                    where.update(kind == 0 ? u : kind == 1 ? 1.0 - u : uniform(1, t));
                }
                const double f = radius(p, 0.05, n);
                const auto [low, high] = where.interval();
                CAPTURE(kind);
                CAPTURE(p);
                CHECK(low <= p);
                CHECK(high >= p);
                CHECK(high - low >= 1.9 * f);
                CHECK(high - low <=
                      (kind == 2 ? 2.5 : 15.0) * f);  // in order, ranks move away from where they were kept
            }
        }
    }

    TEST_CASE("no values: no bounds; infinities are values; NaN is counted") {
        quantile_confidence_sequence where;
        CHECK(where.interval() == quantile_interval{});
        const double infinity = std::numeric_limits<double>::infinity();
        for (int i = 0; i < 400; ++i) {
            where.update(i % 4 == 0 ? infinity : i % 4 == 1 ? -infinity : 7.0);
            where.update(std::nan(""));
        }
        CHECK(where.interval() == quantile_interval{7.0, 7.0});
        CHECK(where.count() == 400);
        CHECK(where.ignored() == 400);
    }

    TEST_CASE("saved at any step and continued") {
        sequential::is_saved(quantile_confidence_sequence{{.quantile = 0.25}}, 600, [](auto& where, std::uint64_t t) {
            where.update(t % 40 == 7 ? std::nan("") : uniform(3, t));
        });
    }

    TEST_CASE("a saved state without both extremes, from which some are said to be forgotten, is refused") {
        quantile_confidence_sequence where;
        where.update(1.0);
        where.update(1.0);
        std::vector<std::byte> bytes = where.state();
        const std::size_t end = bytes.size() - 8;
        const auto seal = [&] {
            lastro::core::store_le(lastro::random::detail::fnv1a(lastro::core::as_text({bytes.data(), end})),
                                   bytes.data() + end);
        };
        seal();
        CHECK(quantile_confidence_sequence::from_state(bytes) == where);
        lastro::core::store_le(std::uint64_t{3}, bytes.data() + end - 8 * 5);  // width; size, value, step, gap
        seal();
        CHECK_FALSE(streams::refusal([&] { return quantile_confidence_sequence::from_state(bytes); }).empty());
    }

    TEST_CASE("settings that cannot be are refused") {
        CHECK_THROWS_WITH_AS((quantile_confidence_sequence{{.quantile = 1.0}}),
                             "drift::quantile_confidence_sequence: quantile: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_AS((quantile_confidence_sequence{{.alpha = 0.0}}), std::invalid_argument);
        CHECK_THROWS_AS((quantile_confidence_sequence{{.alpha = 1.0}}), std::invalid_argument);
    }
}  // TEST_SUITE
