// SPDX-License-Identifier: MIT
// tests/random/sampling.test.cpp
#include <lastro/random/sampling.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::bootstrap_indices;
using lastro::random::sample_with_replacement;
using lastro::random::sample_without_replacement;
using lastro::random::stream;

TEST_SUITE("random/sampling") {
    namespace {

    // The definition, on an array.
    std::vector<std::uint64_t> exchange_shuffle(const stream& draws, std::uint64_t n, std::uint64_t count) {
        std::vector<std::uint64_t> places(n);
        std::iota(places.begin(), places.end(), std::uint64_t{0});
        for (std::uint64_t i = 0; i < count; ++i) {
            std::swap(places[i], places[i + lastro::random::bounded(draws, i, n - i)]);
        }
        places.resize(count);
        return places;
    }

    }  // namespace

    TEST_CASE("sample_without_replacement: the front of an exchange shuffle, with and without the array") {
        for (const std::uint64_t n : {1U, 2U, 7U, 64U, 1000U}) {
            for (const std::uint64_t count : {0U, 1U, 2U, 7U, 50U, 124U, 125U, 126U, 1000U}) {
                if (count <= n) {
                    CAPTURE(n);
                    CAPTURE(count);
                    CHECK(sample_without_replacement(stream{n}, n, count) == exchange_shuffle(stream{n}, n, count));
                }
            }
        }
        const auto few = sample_without_replacement(stream{3}, 100'000, 12'000);  // a table of changes
        CHECK(few == exchange_shuffle(stream{3}, 100'000, 12'000));
        const auto many = sample_without_replacement(stream{3}, 100'000, 50'000);  // the array
        CHECK(std::equal(few.begin(), few.end(), many.begin()));
    }

    TEST_CASE("sample_without_replacement: different indices, also of 2^64 - 1") {
        for (const std::uint64_t n : {std::uint64_t{5000}, std::uint64_t{0xFFFFFFFFFFFFFFFFU}}) {
            auto sample = sample_without_replacement(stream{4}, n, 500);
            std::sort(sample.begin(), sample.end());
            CHECK(std::adjacent_find(sample.begin(), sample.end()) == sample.end());
            CHECK(sample.back() < n);
        }
    }

    TEST_CASE("sample_without_replacement: every ordered choice is equally likely") {
        std::map<std::vector<std::uint64_t>, double, random_test::lexicographic> seen;
        for (std::uint64_t k = 0; k < 60'000; ++k) {
            seen[sample_without_replacement(stream{5}[k], 5, 3)] += 1.0;
        }
        CHECK(seen.size() == 60);
        std::vector<double> counts;
        for (const auto& [sample, count] : seen) {
            counts.push_back(count);
        }
        CHECK(random_test::chi_squared_p(counts, std::vector<double>(60, 1.0 / 60)) > random_test::significance);
    }

    TEST_CASE("sample_with_replacement: bounded draws, one by one") {
        const auto sample = sample_with_replacement(stream{6}, 1000, 5000);
        std::vector<double> counts(10);
        for (std::size_t i = 0; i < sample.size(); ++i) {
            REQUIRE(sample[i] == lastro::random::bounded(stream{6}, i, 1000));
            counts[sample[i] / 100] += 1.0;
        }
        CHECK(random_test::chi_squared_p(counts, std::vector<double>(10, 0.1)) > random_test::significance);
        CHECK(sample_with_replacement(stream{6}, 0, 0).empty());
    }

    TEST_CASE("bootstrap_indices: n of n; a row is missing with probability 1/e") {
        CHECK(bootstrap_indices(stream{7}, 1) == std::vector<std::uint64_t>{0});
        constexpr std::uint64_t n = 100'000;
        const auto rows = bootstrap_indices(stream{7}["bootstrap"], n);
        REQUIRE(rows.size() == n);
        std::vector<double> times(n);
        for (const std::uint64_t row : rows) {
            times.at(row) += 1.0;
        }
        CHECK(random_test::mass_p(times, [](double k) { return std::exp(-1.0 - std::lgamma(k + 1.0)); }) >
              random_test::significance);
    }

    TEST_CASE("sampling: the bits are frozen") {
        random_test::fingerprint print;
        const stream s = stream{20261123}["golden"];
        for (const auto& sample :
             {sample_without_replacement(s, 1'000'000'007, 4096), sample_without_replacement(s, 5000, 4096),
              sample_with_replacement(s, 1'000'000'007, 4096), bootstrap_indices(s, 4096)}) {
            for (const std::uint64_t index : sample) {
                print.add(index);
            }
        }
        CHECK(print.value() == 0x1A6ACD44F739F08EU);
    }

    TEST_CASE("sampling: refuses empty populations and more than there are") {
        CHECK_THROWS_WITH_AS(
            (void)sample_without_replacement(stream{1}, 10, 11),
            "random::sample_without_replacement: count: expected at most the population (10), found 11",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)sample_with_replacement(stream{1}, 0, 3),
                             "random::sample_with_replacement: population: expected at least 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)bootstrap_indices(stream{1}, 0),
                             "random::bootstrap_indices: n: expected at least 1, found 0", std::invalid_argument);
    }

}  // TEST_SUITE
