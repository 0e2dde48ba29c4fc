// SPDX-License-Identifier: MIT
// tests/linalg/symmetric_eigen.test.cpp
#include <lastro/linalg/symmetric_eigen.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::linalg::symmetric_eigen;
namespace num = lastro::num;

TEST_SUITE("linalg/symmetric_eigen") {
    TEST_CASE("two by two on paper; what is diagonal; nothing at all") {
        const std::vector<double> a{2, 1, 1, 2};
        const symmetric_eigen e{num::row_major(a.data(), 2, 2)};
        CHECK(std::abs(e.values()[0] - 3.0) < 1e-15);
        CHECK(std::abs(e.values()[1] - 1.0) < 1e-15);
        CHECK(std::abs(e.vector(0)[0] - std::sqrt(0.5)) < 1e-15);
        CHECK(std::abs(e.vector(0)[1] - std::sqrt(0.5)) < 1e-15);
        CHECK(std::abs(e.vector(1)[0] + e.vector(1)[1]) < 1e-15);
        const std::vector<double> d{1, 0, 0, 0, 5, 0, 0, 0, -2};
        const symmetric_eigen f{num::row_major(d.data(), 3, 3)};
        CHECK(std::vector<double>(f.values().begin(), f.values().end()) == std::vector<double>{5, 1, -2});
        CHECK(std::vector<double>(f.vector(0).begin(), f.vector(0).end()) == std::vector<double>{0, 1, 0});
        CHECK(symmetric_eigen{num::row_major(d.data(), 0, 0)}.size() == 0);
    }

    TEST_CASE("A V = V D, and V is orthogonal, for matrices of many scales") {
        std::mt19937_64 engine{1};
        for (const std::size_t n : {1U, 2U, 5U, 12U}) {
            for (const double scale : {1e-200, 1.0, 1e200}) {
                std::vector<double> a(n * n);
                for (std::size_t i = 0; i < n; ++i) {
                    for (std::size_t j = i; j < n; ++j) {
                        a[i * n + j] = a[j * n + i] = scale * (static_cast<double>(engine() >> 11) * 0x1p-53 - 0.5);
                    }
                }
                const symmetric_eigen e{num::row_major(static_cast<const double*>(a.data()), n, n)};
                CAPTURE(n);
                CAPTURE(scale);
                for (std::size_t v = 0; v < n; ++v) {
                    REQUIRE((v == 0 || e.values()[v - 1] >= e.values()[v]));
                    for (std::size_t i = 0; i < n; ++i) {
                        double image = 0.0, product = 0.0;
                        for (std::size_t j = 0; j < n; ++j) {
                            image += a[i * n + j] * e.vector(v)[j];
                            product += e.vector(i)[j] * e.vector(v)[j];
                        }
                        REQUIRE(std::abs(image - e.values()[v] * e.vector(v)[i]) < 1e-14 * scale);
                        REQUIRE(std::abs(product - (i == v ? 1.0 : 0.0)) < 1e-14);
                    }
                }
            }
        }
    }

    TEST_CASE("numbers at both ends of a double: the same matrix in another unit") {
        const std::vector<double> a{0.25, 0.5, -0.125, 0.5, -0.25, 0.375, -0.125, 0.375, 0.5};
        const symmetric_eigen usual{num::row_major(a.data(), 3, 3)};
        for (const double unit : {0x1p1023, 0x1p-1040}) {
            std::vector<double> scaled;
            for (const double x : a) {
                scaled.push_back(x * unit);
            }
            const symmetric_eigen e{num::row_major(static_cast<const double*>(scaled.data()), 3, 3)};
            CAPTURE(unit);
            for (std::size_t i = 0; i < 3; ++i) {
                REQUIRE(e.values()[i] == usual.values()[i] * unit);
                for (std::size_t k = 0; k < 3; ++k) {
                    REQUIRE(e.vector(i)[k] == usual.vector(i)[k]);
                }
            }
        }
        const std::vector<double> full{1.5e308, 1.5e308, 1.5e308, 1.5e308};
        const symmetric_eigen e{num::row_major(full.data(), 2, 2)};
        CHECK(std::isinf(e.values()[0]));  // 3e308
        CHECK(std::abs(e.values()[1]) < 1e293);
        CHECK(std::abs(e.vector(0)[0] - std::sqrt(0.5)) < 1e-15);
    }

    TEST_CASE("refusals: another shape, numbers that are none") {
        const std::vector<double> a{1, NAN, NAN, 1};
        CHECK_THROWS_WITH_AS((symmetric_eigen{num::row_major(a.data(), 1, 2)}),
                             "linalg::symmetric_eigen: expected a square matrix, found another shape",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((symmetric_eigen{num::row_major(a.data(), 2, 2)}),
                             "linalg::symmetric_eigen: expected finite numbers, found others", std::invalid_argument);
    }
}
