// SPDX-License-Identifier: MIT
// tests/drift/picture.test.cpp
#include <lastro/drift/picture.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::column_report;
using lastro::drift::describe;
using lastro::drift::sorted_sample;

namespace {

using column = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();

column_report drawn(const column& a, const column& b, double gap_at = 0.0) {
    column_report c;
    c.gap_at = gap_at;
    describe(c, sorted_sample{a}, sorted_sample{b});
    return c;
}

/// What every picture promises.
void check_promises(const column_report& c) {
    CHECK(c.histogram_edges.size() == c.reference_shares.size() + 1);
    CHECK(c.live_shares.size() == c.reference_shares.size());
    CHECK(std::is_sorted(c.histogram_edges.begin(), c.histogram_edges.end()));
    CHECK(c.histogram_edges.front() < c.histogram_edges.back());
    for (const double edge : c.histogram_edges) {
        CHECK(std::isfinite(edge));
    }
    for (const auto* shares : {&c.reference_shares, &c.live_shares}) {
        CHECK(std::abs(std::accumulate(shares->begin(), shares->end(), 0.0) - 1.0) < 1e-12);
    }
    CHECK(c.cdf_x.size() <= 200);
    CHECK(c.cdf_x.size() == c.cdf_reference.size());
    CHECK(c.cdf_x.size() == c.cdf_live.size());
    CHECK(std::adjacent_find(c.cdf_x.begin(), c.cdf_x.end(), std::greater_equal<>{}) == c.cdf_x.end());
    CHECK(std::is_sorted(c.cdf_live.begin(), c.cdf_live.end()));
}

}  // namespace

TEST_SUITE("drift/picture") {
    TEST_CASE("picture: small enough to check by hand") {
        const column_report c = drawn({0, 1, 2, 3}, {2, 3, 4, 8}, 1.0);
        check_promises(c);
        CHECK(c.cdf_x == column{0, 1, 2, 3, 4, 8});
        CHECK(c.cdf_reference == column{0.25, 0.5, 0.75, 1, 1, 1});
        CHECK(c.cdf_live == column{0, 0, 0.25, 0.5, 0.75, 1});
        CHECK(c.histogram_edges == column{0, 1, 2, 3, 4, 5, 6, 7, 8});
        CHECK(c.reference_shares == column{0.25, 0.25, 0.25, 0.25, 0, 0, 0, 0});
        CHECK(c.live_shares == column{0, 0, 0.25, 0.25, 0.25, 0, 0, 0.25});
        CHECK(c.reference_quantiles[2] == 1.5);
        CHECK(c.live_quantiles[2] == 3.5);
    }

    TEST_CASE("picture: promises hold for many values, and the gap is among the places") {
        std::mt19937_64 engine{1};
        for (const std::size_t n : {3U, 199U, 200U, 5000U}) {
            column a(n), b(n / 2 + 1);
            std::generate(a.begin(), a.end(), [&] { return static_cast<double>(engine() % 100'000) / 7.0; });
            std::generate(b.begin(), b.end(), [&] { return static_cast<double>(engine() % 150'000) / 7.0; });
            const column_report c = drawn(a, b, a[n / 2]);
            check_promises(c);
            CHECK(std::binary_search(c.cdf_x.begin(), c.cdf_x.end(), a[n / 2]));
            CHECK(c.cdf_live.back() == 1.0);
        }
    }

    TEST_CASE("distinct values: those of both samples that are finite, in order, wherever they tie") {
        std::mt19937_64 engine{2};
        for (const std::uint64_t kinds : {1U, 3U, 900U, 100'000U, 1'000'000'000U}) {
            for (const bool infinite : {false, true}) {
                column a(3000), b(2500);
                for (column* const sample : {&a, &b}) {
                    for (double& x : *sample) {
                        x = static_cast<double>(engine() % kinds) / 4.0;
                    }
                }
                a[0] = infinite ? infinity : a[0];
                b[1] = infinite ? -infinity : b[1];
                column expected = a;
                expected.insert(expected.end(), b.begin(), b.end());
                std::sort(expected.begin(), expected.end());
                expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
                std::erase_if(expected, [](double x) { return std::isinf(x); });
                const sorted_sample x{a}, y{b};
                lastro::drift::detail::distinct_values distinct{x, y};
                lastro::drift::detail::merge_runs(x.values(), y.values(),
                                                  [&](const auto& part) { distinct.take(part); });
                column found(distinct.size());
                for (std::size_t i = 0; i < found.size(); ++i) {
                    found[i] = distinct[i];
                }
                CHECK(found == expected);
                CHECK(distinct.front() == expected.front());
                CHECK(distinct.back() == expected.back());
            }
        }
        const sorted_sample low{column{-infinity}}, high{column{infinity, infinity}};
        lastro::drift::detail::distinct_values none{low, high};
        lastro::drift::merge_blocks(low.values(), high.values(), [&](const auto& block) { none.take(block); });
        CHECK(none.empty());
    }

    TEST_CASE("picture: constant, infinite and enormous values can still be drawn") {
        check_promises(drawn({5, 5, 5}, {5}, 5.0));
        check_promises(drawn({1e300, 1e300}, {1e300}, 1e300));
        check_promises(drawn({-1.7e308, 0}, {1.7e308}, 0.0));
        check_promises(drawn({-infinity, 0, 1}, {infinity, 2}, -infinity));
        const column_report nothing_finite = drawn({-infinity}, {infinity}, -infinity);
        CHECK(nothing_finite.cdf_x.empty());
        CHECK(nothing_finite.reference_shares == column{1.0});
    }

    TEST_CASE("picture: one outlier does not empty the curves") {
        column a(1000);
        std::iota(a.begin(), a.end(), 0.0);
        a.back() = 1e9;
        const column_report c = drawn(a, a, 500.0);
        CHECK(c.cdf_x[100] < 1000.0);
        CHECK(c.histogram_edges.size() <= 41);
    }
}
