// SPDX-License-Identifier: MIT
// tests/drift/sketch_distances.test.cpp
#include <lastro/drift/sketch_distances.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/population_stability_index.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/wasserstein.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using namespace lastro;
using drift::sketch_interval;
using stats::quantile_sketch;

namespace {

using column = std::vector<double>;

column values(std::uint64_t life, std::size_t n, double power, bool ties = false) {
    column result;
    for (std::uint64_t t = 0; t < n; ++t) {
        const double x = std::pow(random::uniform(random::stream{8}["sketch_distances"][life], t), power);
        result.push_back(ties ? std::floor(20.0 * x) : x);
    }
    return result;
}

quantile_sketch sketch(const column& values, std::size_t k, std::uint64_t coins) {
    quantile_sketch result{{.k = k, .coins = random::stream{coins}}};
    for (const double x : values) {
        result.add(x);
    }
    return result;
}

/// By definition, over the same bins: edges of the sketch, closed above.
double index(const column& a, const column& b, const quantile_sketch& reference, std::size_t bins) {
    column edges;
    for (std::size_t i = 1; i < bins; ++i) {
        const double edge = reference.quantile(static_cast<double>(i) / static_cast<double>(bins));
        if ((edges.empty() || edge > edges.back()) && edge < reference.maximum()) {
            edges.push_back(edge);
        }
    }
    std::vector<std::uint64_t> p(edges.size() + 1, 0);
    std::vector<std::uint64_t> q(edges.size() + 1, 0);
    const auto bin = [&](double x) {
        std::size_t i = 0;
        while (i < edges.size() && edges[i] < x) {
            ++i;
        }
        return i;
    };
    for (const double x : a) {
        ++p[bin(x)];
    }
    for (const double x : b) {
        ++q[bin(x)];
    }
    return drift::population_stability_index(p, q).index;
}

bool holds(const sketch_interval& interval, double truth) {
    return interval.low <= truth + 1e-12 && truth <= interval.high + 1e-12;
}

}  // namespace

TEST_SUITE("drift/sketch_distances") {
    TEST_CASE("sketches that hold all values: the distances themselves, and nothing left open") {
        const column a = values(0, 150, 1.0, true);
        const column b = values(1, 120, 1.5, true);
        const quantile_sketch s = sketch(a, 200, 1);
        const auto d = drift::sketch_distances(s, sketch(b, 200, 2), 5);
        const drift::sorted_sample x{a};
        const drift::sorted_sample y{b};
        const double ks = drift::kolmogorov_smirnov(x, y).statistic;
        CHECK(d.kolmogorov_smirnov.estimate == doctest::Approx(ks).epsilon(1e-14));
        CHECK(d.wasserstein.estimate == doctest::Approx(drift::wasserstein_distance(x, y)).epsilon(1e-13));
        CHECK(d.stability_index.estimate == doctest::Approx(index(a, b, s, 5)).epsilon(1e-12));
        for (const sketch_interval* i : {&d.kolmogorov_smirnov, &d.wasserstein, &d.stability_index, &d.ks_p_value}) {
            CHECK(i->low == i->estimate);
            CHECK(i->high == i->estimate);
        }
        const double asymptotic = drift::kolmogorov_smirnov(x, y, {.method = drift::ks_method::asymptotic}).p_value;
        CHECK(d.ks_p_value.estimate == doctest::Approx(asymptotic).epsilon(1e-12));
        CHECK(d.bins == 5);
        CHECK(d.expected_index == doctest::Approx(4.0 * (1.0 / 150 + 1.0 / 120)).epsilon(1e-14));
    }

    TEST_CASE("sketches that have forgotten: the intervals hold the distances of the samples") {
        int misses = 0;
        for (std::uint64_t life = 0; life < 40; ++life) {
            const bool ties = life % 4 == 3;
            const column a = values(2 * life, 4000, 1.0, ties);
            const column b = values(2 * life + 1, 3000, life % 2 == 0 ? 1.0 : 1.3, ties);
            const quantile_sketch s = sketch(a, 100, 2 * life);
            const quantile_sketch t = sketch(b, 100, 2 * life + 1);
            REQUIRE(s.size() < s.count());
            const auto d = drift::sketch_distances(s, t);
            const drift::sorted_sample x{a};
            const drift::sorted_sample y{b};
            const drift::ks_result ks = drift::kolmogorov_smirnov(x, y, {.method = drift::ks_method::asymptotic});
            misses += holds(d.kolmogorov_smirnov, ks.statistic) && holds(d.ks_p_value, ks.p_value) &&
                              holds(d.wasserstein, drift::wasserstein_distance(x, y)) &&
                              holds(d.stability_index, index(a, b, s, 10))
                          ? 0
                          : 1;
            CHECK(d.kolmogorov_smirnov.low < d.kolmogorov_smirnov.high);
            CHECK(d.ks_p_value.low < d.ks_p_value.high);
            CHECK(d.kolmogorov_smirnov.high - d.kolmogorov_smirnov.low <=
                  2.0 * (s.rank_error() + t.rank_error()) + 1e-12);
        }
        CHECK(misses == 0);  // 2 in 100 may be
    }

    TEST_CASE("the verdict: three answers, and the sketch's error is in the interval") {
        const column a = values(100, 40'000, 1.0);
        const quantile_sketch s = sketch(a, 400, 1);
        const auto against = [&](double power, std::uint64_t life, std::size_t k) {
            return drift::compare(sketch(a, k, 3), sketch(values(life, 40'000, power), k, 2), {.tolerate = 0.1});
        };
        const drift::verdict same = against(1.0, 101, 400);
        const drift::verdict moved = against(2.0, 102, 400);
        const drift::verdict open = against(1.35, 103, 400);
        const drift::verdict coarse = against(2.0, 102, 20);
        CHECK(same.answer == drift::answer::same);
        CHECK(moved.answer == drift::answer::drifted);     // D = 1/4
        CHECK(open.answer == drift::answer::cannot_tell);  // D = 0.113
        CHECK(coarse.answer == drift::answer::cannot_tell);
        CHECK(moved.low < 0.25);
        CHECK(moved.high > 0.25);
        CHECK(moved.margin > drift::ks_margin(40'000, 40'000, 0.97) + 0.009);
        CHECK(moved.p_value == 0.02);  // each sketch may be worse than its bound with 1 %
        CHECK(std::abs(moved.log10_p - std::log10(0.02)) < 1e-15);
        const drift::verdict one_whole = drift::compare(sketch({0.5, 0.6, 0.7, 0.8, 0.9}, 400, 1), sketch(a, 400, 2));
        CHECK(one_whole.p_value > 0.01);
        CHECK(moved.relevance_p <= 0.05);
        CHECK(open.relevance_p > 0.05);
        CHECK(same.p_value == 1.0);  // the least gap that the sketches leave open is none
        CHECK(same.reference_count == 40'000);
        CHECK(drift::compare(s, s).effect == 0.0);
    }

    TEST_CASE("verdicts of samples and of sketches that hold them agree but for the way of finding p") {
        const column a = values(1, 150, 1.0);
        const column b = values(2, 150, 3.0);
        const drift::verdict exact = drift::compare(a, b);
        const drift::verdict v = drift::compare(sketch(a, 200, 1), sketch(b, 200, 2));
        CHECK(v.answer == exact.answer);
        CHECK(v.effect == doctest::Approx(exact.effect).epsilon(1e-14));
        CHECK(v.low == doctest::Approx(exact.low).epsilon(1e-12));
        CHECK(v.high == doctest::Approx(exact.high).epsilon(1e-12));
        CHECK(v.relevance_p == doctest::Approx(exact.relevance_p).epsilon(1e-9));
    }

    TEST_CASE("one value, and infinite ones") {
        const double infinity = std::numeric_limits<double>::infinity();
        const auto d = drift::sketch_distances(sketch({1.0}, 8, 1), sketch({3.0}, 8, 1));
        CHECK(d.kolmogorov_smirnov == sketch_interval{1.0, 1.0, 1.0});
        CHECK(d.wasserstein == sketch_interval{2.0, 2.0, 2.0});
        CHECK(d.bins == 1);
        CHECK(d.stability_index == sketch_interval{0.0, 0.0, 0.0});
        const auto e = drift::sketch_distances(sketch({-infinity, 1.0}, 8, 1), sketch({1.0, infinity}, 8, 1));
        CHECK(e.kolmogorov_smirnov.estimate == 0.5);
        CHECK(e.wasserstein.estimate == infinity);
        const auto f = drift::sketch_distances(sketch({-infinity, 1.0}, 8, 1), sketch({-infinity, 2.0}, 8, 1));
        CHECK(f.wasserstein.estimate == 0.5);
    }

    TEST_CASE("what cannot be is refused") {
        const quantile_sketch some = sketch({1.0, 2.0}, 8, 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::sketch_distances(some, quantile_sketch{})),
                             "drift::sketch_distances: live: expected a sketch with at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(drift::sketch_distances(some, some, 0)), std::invalid_argument);
        const quantile_sketch full = sketch(values(0, 1000, 1.0), 8, 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::compare(full, some, {.confidence = 0.99})),
                             "drift::compare: confidence: expected less than sketches that have forgotten values can "
                             "give, found 0.99",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(drift::compare(some, some, {.confidence = 1.0})), std::invalid_argument);
        CHECK(drift::compare(some, some, {.confidence = 0.999}).answer == drift::answer::cannot_tell);
    }
}  // TEST_SUITE
