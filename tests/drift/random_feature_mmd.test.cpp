// SPDX-License-Identifier: MIT
// tests/drift/random_feature_mmd.test.cpp
#include <lastro/drift/random_feature_mmd.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/maximum_mean_discrepancy.hpp>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::mmd_between;
using lastro::drift::mmd_biased;
using lastro::drift::mmd_unbiased;
using lastro::drift::points;
using lastro::drift::random_feature_mmd;
using lastro::drift::random_feature_result;

namespace {

random_feature_mmd of(const points& rows, std::size_t features = 256, double sigma = 0.5) {
    random_feature_mmd state{rows.columns(), {.features = features, .sigma = sigma}};
    state.update(rows);
    return state;
}

}  // namespace

TEST_SUITE("drift/random_feature_mmd") {
    TEST_CASE("estimates: those of the kernel, up to the features' error") {
        std::mt19937_64 engine{1};
        const column a = by_definition::uniform(engine, 60), b = by_definition::uniform(engine, 90, 0.3);
        const points x{a, 3}, y{b, 3};
        const random_feature_result r = mmd_between(of(x, 4096), of(y, 4096));
        CHECK(std::abs(r.mmd2 - mmd_unbiased(x, y, {.sigma = 0.5})) < 0.03);
        CHECK(std::abs(r.distance * r.distance - mmd_biased(x, y, {.sigma = 0.5})) < 0.03);
        CHECK(r.reference_count == 20);
        CHECK(r.live_count == 30);
        // of the means: |a - b|^2 over the frequencies, less what a row has in common with itself
        const column p = of(x, 8).means(), q = of(y, 8).means();
        double gap = 0.0, pp = 0.0, qq = 0.0;
        for (std::size_t j = 0; j < p.size(); ++j) {
            gap += (p[j] - q[j]) * (p[j] - q[j]) / 8.0;
            pp += p[j] * p[j] / 8.0;
            qq += q[j] * q[j] / 8.0;
        }
        const random_feature_result few = mmd_between(of(x, 8), of(y, 8));
        CHECK(std::abs(few.distance - std::sqrt(gap)) < 1e-14);
        CHECK(std::abs(few.mmd2 - (gap - (1.0 - pp) / 19.0 - (1.0 - qq) / 29.0)) < 1e-14);
        CHECK(std::abs(few.expected -
                       std::sqrt((20.0 * (1.0 - pp) + 30.0 * (1.0 - qq)) / 50.0 * (1.0 / 20.0 + 1.0 / 30.0))) < 1e-14);
    }

    TEST_CASE("state: merged in any order equal to the whole, and saved at any step") {
        std::mt19937_64 engine{2};
        const column a = by_definition::uniform(engine, 60);
        const points all{a, 3};
        const random_feature_mmd whole = of(all, 16);
        for (const std::size_t cut : {0U, 1U, 7U, 20U}) {
            random_feature_mmd first{3, whole.settings()}, second{3, whole.settings()};
            for (std::size_t i = 0; i < all.rows(); ++i) {
                (i < cut ? first : second).update(all.row(i));
                if (i == cut) {
                    second = random_feature_mmd::from_state(second.state());
                }
            }
            CAPTURE(cut);
            random_feature_mmd other = second;
            other.merge(first);
            first.merge(second);
            REQUIRE(first == whole);
            REQUIRE(other == whole);
        }
        CHECK(whole.state().size() == of(all.first(1), 16).state().size());
        CHECK(random_feature_mmd::from_state(whole.state()).means() == whole.means());
        random_feature_mmd counting{3, whole.settings()};
        counting.update(column{1.0, 2.0, by_definition::infinity});
        CHECK(counting.ignored() == 1);
        CHECK(counting.count() == 0);
        CHECK(counting.means() == column(32, 0.0));
        counting.update(column{1e308, 1e308, -1e308});  // finite, but an angle is not
        CHECK(counting.ignored() == 2);
        CHECK(counting.count() == 0);
        counting.update(column{1e300, 1e300, -1e300});
        CHECK(counting.count() == 1);
        CHECK(random_feature_mmd::from_state(counting.state()) == counting);
    }

    TEST_CASE("bound: holds if nothing moved, and finds what moved in many rows") {
        std::mt19937_64 engine{3};
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column a = by_definition::uniform(engine, 100), b = by_definition::uniform(engine, 60);
            const random_feature_result r = mmd_between(of(points{a, 2}, 32), of(points{b, 2}, 32));
            CHECK(r.expected < 0.25);
            return r.p_bound;
        });
        CHECK(excess <= 0.0);
        column independent, related;
        for (int i = 0; i < 3000; ++i) {
            const column u = by_definition::uniform(engine, 3);
            independent.insert(independent.end(), {u[0], u[1]});
            related.insert(related.end(), {u[2], u[2]});
        }
        const random_feature_result r =
            mmd_between(of(points{independent, 2}, 64, 0.2), of(points{related, 2}, 64, 0.2));
        CHECK(r.p_bound < 1e-6);
        CHECK(r.log10_p_bound == doctest::Approx(std::log10(r.p_bound)).epsilon(1e-9));
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 3};
        CHECK_THROWS_WITH_AS((random_feature_mmd{0}), "drift::random_feature_mmd: columns: expected 1 to 4096, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((random_feature_mmd{1, {.sigma = 0.0}}),
                             "drift::random_feature_mmd: sigma: expected a finite number from 2^-1000 up, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS((random_feature_mmd{1, {.sigma = 5e-324}}), std::invalid_argument);
        CHECK_THROWS_AS((random_feature_mmd{1, {.sigma = NAN}}), std::invalid_argument);
        random_feature_mmd least{1, {.sigma = 0x1p-1000}};
        least.update(column{1.0});
        CHECK(least.count() == 1);
        CHECK_THROWS_WITH_AS((random_feature_mmd{4096, {.features = 257}}),
                             "drift::random_feature_mmd: columns * features: expected up to 2^20, found 1052672",
                             std::invalid_argument);
        random_feature_mmd one{1}, two{2};
        CHECK_THROWS_WITH_AS(one.update(a),
                             "drift::random_feature_mmd: row: expected a number for every column, found 3",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(one.merge(two),
                             "drift::random_feature_mmd::merge: expected a state of the same columns, features, sigma "
                             "and seed, found another",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(mmd_between(one, one)),
                             "drift::mmd_between: expected at least 2 rows on each side, found 0",
                             std::invalid_argument);
        std::vector<std::byte> bytes = one.state();
        for (std::size_t length = 0; length < 100; ++length) {
            CHECK_THROWS_AS(static_cast<void>(random_feature_mmd::from_state(std::span{bytes}.first(length))),
                            lastro::format_error);
        }
        std::vector<std::byte> tiny = one.state();
        const std::size_t sigma_at = tiny.size() - 2 * 256 * 8 - 3 * 8 - 8;
        for (std::size_t i = 0; i < 8; ++i) {
            tiny[sigma_at + i] = i == 0 ? std::byte{1} : std::byte{0};  // 5e-324
        }
        CHECK_THROWS_AS(static_cast<void>(random_feature_mmd::from_state(tiny)), lastro::format_error);
        bytes.back() = std::byte{1};  // a sum of no rows
        CHECK_THROWS_WITH_AS(static_cast<void>(random_feature_mmd::from_state(bytes)),
                             "drift::random_feature_mmd: expected sums of cosines and sines, found 72057594037927936",
                             lastro::format_error);
    }
}
