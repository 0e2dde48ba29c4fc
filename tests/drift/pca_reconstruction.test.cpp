// SPDX-License-Identifier: MIT
// tests/drift/pca_reconstruction.test.cpp
#include <lastro/drift/pca_reconstruction.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>

#include <doctest/doctest.h>

#include "by_definition.hpp"

using by_definition::column;
using lastro::drift::answer;
using lastro::drift::pca_reconstruction;
using lastro::drift::points;
using lastro::drift::verdict;

namespace {

/// Rows of three columns near a line; `off`: the third goes its own way.
column near_a_line(std::mt19937_64& engine, std::size_t n, bool off = false) {
    column rows;
    for (std::size_t i = 0; i < n; ++i) {
        const column u = by_definition::uniform(engine, 5);
        rows.insert(rows.end(), {u[0] + 0.1 * u[1], 100.0 * u[0] + 10.0 * u[2], (off ? u[4] : u[0]) + 0.1 * u[3]});
    }
    return rows;
}

}  // namespace

TEST_SUITE("drift/pca_reconstruction") {
    TEST_CASE("error: of points on a line their distance from it, in standard deviations") {
        const column line{0, 0, 1, 2, 2, 4, 3, 6, 4, 8, 5, 10};
        const pca_reconstruction p{points{line, 2}};
        CHECK(p.components() == 1);
        CHECK(p.usual_errors().size() == 3);
        CHECK(p.error(column{7.0, 14.0}) < 1e-14);
        CHECK(p.usual_errors().values().back() < 1e-14);
        // beside the line by one unit of the first column: sqrt(1/2) of its standard deviation
        const double aside = p.error(column{3.0, 4.0});
        CHECK(p.error(column{4.0, 4.0}) == doctest::Approx(2.0 * aside).epsilon(1e-12));
        CHECK(p.error(column{2.0, 6.0}) == doctest::Approx(aside).epsilon(1e-12));
    }

    TEST_CASE("components: as many as explain the share, never all, constants apart") {
        std::mt19937_64 engine{1};
        column rows = near_a_line(engine, 100);
        CHECK(pca_reconstruction{points{rows, 3}, {.share_of_variance = 0.8}}.components() == 1);
        CHECK(pca_reconstruction{points{rows, 3}, {.share_of_variance = 1.0}}.components() == 2);
        for (std::size_t i = 2; i < rows.size(); i += 3) {
            rows[i] = 5.0;
        }
        const pca_reconstruction p{points{rows, 3}, {.share_of_variance = 1.0}};
        CHECK(p.components() == 1);
        CHECK(p.error(column{0.5, 50.0, 9.0}) > 3.9);  // off by 4 where nothing varied
    }

    TEST_CASE("verdict: sees rows that left the plane, and not those that moved within it") {
        std::mt19937_64 engine{2};
        const column past = near_a_line(engine, 600), now = near_a_line(engine, 300),
                     off = near_a_line(engine, 300, true);
        const pca_reconstruction p{points{past, 3}};
        CHECK(p.compare(points{now, 3}).p_value > 0.01);
        const verdict v = p.compare(points{off, 3});
        CHECK(v.answer == answer::drifted);
        CHECK(v.reference_count == 300);
        CHECK(v.p_value < 1e-20);
        const double excess = by_definition::excess_over_uniform(200, [&] {
            const column a = near_a_line(engine, 40), b = near_a_line(engine, 30);
            return pca_reconstruction{points{a, 3}}.compare(points{b, 3}).p_value;
        });
        CHECK(excess < 1.63 / std::sqrt(200.0));
    }

    TEST_CASE("refusals: each says what it expected") {
        const column a{1, 2, 1, 3, 1, 4, 1, 5};
        CHECK_THROWS_WITH_AS((pca_reconstruction{points{a, 2}}),
                             "drift::pca_reconstruction: expected at least 2 columns that vary, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((pca_reconstruction{points{a, 2}.first(3)}),
                             "drift::pca_reconstruction: expected at least 4 rows, found 3", std::invalid_argument);
        CHECK_THROWS_WITH_AS((pca_reconstruction{points{a, 2}, {.share_of_variance = 0.0}}),
                             "drift::pca_reconstruction: share_of_variance: expected above 0 and up to 1, found 0",
                             std::invalid_argument);
    }
}
