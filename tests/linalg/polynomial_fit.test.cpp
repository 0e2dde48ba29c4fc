// SPDX-License-Identifier: MIT
// tests/linalg/polynomial_fit.test.cpp: on NIST's sets, tests/linalg/least_squares.test.cpp
#include <lastro/linalg/polynomial_fit.hpp>

#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace linalg = lastro::linalg;

TEST_SUITE("linalg/polynomial_fit") {
    TEST_CASE_TEMPLATE("polynomial_fit: a polynomial is found again", T, float, double) {
        const std::vector<T> x{-2, -1, 0, 1, 2, 3};
        std::vector<T> y;
        for (const T t : x) {
            y.push_back(((T{4} * t - T{3}) * t + T{1}) * t - T{7});
        }
        CHECK(linalg::polynomial_fit(x, y, 3).coefficients == std::vector<T>{-7, 1, -3, 4});
        CHECK(linalg::polynomial_fit(std::vector<T>{1, 2, 3}, std::vector<T>{4, 5, 9}, 0).coefficients ==
              std::vector<T>{6});
    }

    TEST_CASE("refusals: lengths, and points that are too few") {
        const std::vector<double> a{1, 2, 3, 4, 5, 6};
        const std::vector<double> b{1, 2};
        CHECK_THROWS_WITH_AS((void)linalg::polynomial_fit(a, b, 1),
                             "linalg::polynomial_fit: expected two sequences of one length, found 6 and 2 values",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)linalg::polynomial_fit(b, b, 2),
                             "linalg::polynomial_fit: expected more points than the degree, 2, found 2",
                             std::invalid_argument);
    }

}  // TEST_SUITE
