// SPDX-License-Identifier: MIT
// tests/random/feistel_permutation.test.cpp
#include <lastro/random/feistel_permutation.hpp>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "statistics.hpp"

using lastro::random::feistel_permutation;
using lastro::random::stream;

TEST_SUITE("random/feistel_permutation") {
    TEST_CASE("feistel_permutation: a bijection, with its inverse, for every size up to 300") {
        for (std::uint64_t n = 1; n <= 300; ++n) {
            CAPTURE(n);
            const feistel_permutation order{stream{7}[n], n};
            REQUIRE(order.size() == n);
            std::vector<bool> seen(n);
            for (std::uint64_t place = 0; place < n; ++place) {
                const std::uint64_t sample = order[place];
                REQUIRE(sample < n);
                REQUIRE(!seen[sample]);
                seen[sample] = true;
                REQUIRE(order.place_of(sample) == place);
            }
        }
    }

    TEST_CASE("feistel_permutation: sizes up to 2^64 - 1 fit") {
        for (const std::uint64_t n : {std::uint64_t{1} << 32U, (std::uint64_t{1} << 32U) + 1, std::uint64_t{1} << 63U,
                                      std::uint64_t{0xFFFFFFFFFFFFFFFFU}}) {
            CAPTURE(n);
            const feistel_permutation order{stream{8}, n};
            for (std::uint64_t k = 0; k < 200; ++k) {
                const std::uint64_t place = stream{9}.bits(k) % n;
                REQUIRE(order[place] < n);
                REQUIRE(order.place_of(order[place]) == place);
            }
        }
    }

    TEST_CASE("feistel_permutation: every sample is as likely at every place") {
        constexpr std::uint64_t n = 20;
        std::vector<double> counts(n * n);
        for (std::uint64_t epoch = 0; epoch < 20'000; ++epoch) {
            const feistel_permutation order{stream{10}["shuffle"][epoch], n};
            for (std::uint64_t place = 0; place < n; ++place) {
                counts[place * n + order[place]] += 1.0;
            }
        }
        for (std::uint64_t place = 0; place < n; ++place) {
            CAPTURE(place);
            const std::vector<double> row(counts.begin() + static_cast<std::ptrdiff_t>(place * n),
                                          counts.begin() + static_cast<std::ptrdiff_t>(place * n + n));
            CHECK(random_test::chi_squared_p(row, std::vector<double>(n, 1.0 / n)) > random_test::significance);
        }
    }

    TEST_CASE("feistel_permutation: places that are neighbours hold samples that are independent") {
        constexpr std::uint64_t n = 3'000'000;  // cells of 300,000: the pair of cells of places k and k + 1
        const feistel_permutation order{stream{11}, n};
        std::vector<double> counts(100);
        std::uint64_t before = order[0] / (n / 10);
        for (std::uint64_t place = 1; place <= 50'000; ++place) {
            const std::uint64_t cell = order[place] / (n / 10);
            counts[before * 10 + cell] += 1.0;
            before = cell;
        }
        CHECK(random_test::chi_squared_p(counts, std::vector<double>(100, 0.01)) > random_test::significance);
    }

    TEST_CASE("feistel_permutation: other streams, other orders; other sizes, other orders") {
        int same = 0;
        const feistel_permutation a{stream{1}, 1'000'000};
        const feistel_permutation b{stream{2}, 1'000'000};
        const feistel_permutation c{stream{1}, 1'000'001};
        for (std::uint64_t place = 0; place < 10'000; ++place) {
            same += (a[place] == b[place]) + (a[place] == c[place]);
        }
        CHECK(same <= 3);
        CHECK(a == feistel_permutation{stream{1}, 1'000'000});
        CHECK(a != b);
    }

    TEST_CASE("feistel_permutation: the order is frozen") {
        random_test::fingerprint print;
        for (const std::uint64_t n :
             {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{1000}, std::uint64_t{40'000'000'000}}) {
            const feistel_permutation order{stream{20261123}["golden"], n};
            for (std::uint64_t k = 0; k < 1000 && k < n; ++k) {
                print.add(order[k]);
            }
        }
        CHECK(print.value() == 0x3465F602866E698AU);
    }

    TEST_CASE("feistel_permutation: refuses an empty order and places outside") {
        CHECK_THROWS_WITH_AS((feistel_permutation{stream{1}, 0}),
                             "random::feistel_permutation: n: expected at least 1, found 0", std::invalid_argument);
        const feistel_permutation order{stream{1}, 10};
        CHECK_THROWS_WITH_AS((void)order[10], "random::feistel_permutation: place: expected below 10, found 10",
                             std::out_of_range);
        CHECK_THROWS_WITH_AS((void)order.place_of(11),
                             "random::feistel_permutation: sample: expected below 10, found 11", std::out_of_range);
    }

}  // TEST_SUITE
