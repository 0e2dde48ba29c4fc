// SPDX-License-Identifier: MIT
// tests/linalg/least_squares.test.cpp
#include <lastro/linalg/least_squares.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/linalg/polynomial_fit.hpp>
#include <lastro/num/matrix_view.hpp>

#include "../num/oracle.hpp"

namespace linalg = lastro::linalg;
namespace num = lastro::num;
using lastro_test::normals;
using lastro_test::on_every_level;

namespace {

const std::string nist = LASTRO_SOURCE_DIR "/../shared/data/nist-strd/linear/";

struct regression {
    std::vector<double> certified;  // coefficients
    std::vector<double> y;
    std::vector<std::vector<double>> x;  // predictors, column by column
};

/// Reads a file of NIST's Statistical Reference Datasets: "(lines 31 to 55)" in its head tells where things are.
regression read(const std::string& name) {
    std::ifstream file(nist + name + ".dat");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(line);
    }
    const auto range = [&](const char* what) {
        for (const std::string& line : lines) {
            if (line.find(what) != std::string::npos) {
                std::size_t first = 0, last = 0;
                if (std::sscanf(line.c_str() + line.find("(lines"), "(lines %zu to %zu", &first, &last) == 2) {
                    return std::pair{first - 1, last};
                }
            }
        }
        return std::pair{std::size_t{0}, std::size_t{0}};
    };
    regression r;
    const auto [certified_first, certified_last] = range("Certified Values");
    for (std::size_t i = certified_first; i < certified_last; ++i) {
        std::istringstream words(lines[i]);
        std::string parameter;
        double estimate = 0;
        if (words >> parameter && parameter[0] == 'B' && words >> estimate) {
            r.certified.push_back(estimate);
        }
    }
    const auto [data_first, data_last] = range("Data  ");
    for (std::size_t i = data_first; i < data_last; ++i) {
        std::istringstream words(lines[i]);
        double number = 0;
        words >> number;
        r.y.push_back(number);
        for (std::size_t j = 0; words >> number; ++j) {
            r.x.resize((std::max)(r.x.size(), j + 1));
            r.x[j].push_back(number);
        }
    }
    return r;
}

/// Decimal digits on which the two agree, at most the 15 that are certified.
double digits(double found, double certified) {
    const double error = certified == 0.0 ? std::abs(found) : std::abs((found - certified) / certified);
    return error == 0.0 ? 15.0 : (std::min)(15.0, -std::log10(error));
}

std::vector<double> fit(const std::string& name, const regression& r) {
    if (name == "Longley") {
        std::vector<double> a(r.y.size(), 1.0);
        for (const auto& column : r.x) {
            a.insert(a.end(), column.begin(), column.end());
        }
        return linalg::least_squares(num::column_major(a.data(), r.y.size(), 7), r.y).coefficients;
    }
    if (name == "NoInt1" || name == "NoInt2") {
        return linalg::least_squares(num::column_major(r.x[0].data(), r.y.size(), 1), r.y).coefficients;
    }
    return linalg::polynomial_fit(r.x[0], r.y, r.certified.size() - 1).coefficients;
}

}  // namespace

TEST_SUITE("linalg/least_squares") {
    TEST_CASE("unscaled_errors: the textbook's for a line, nothing where columns depend on each other") {
        const std::vector<double> x{0, 1, 2, 3, 4};
        const std::vector<double> y{1, 3, 2, 5, 4};
        const auto line = linalg::polynomial_fit(x, y, 1);
        REQUIRE(line.unscaled_errors.size() == 2);
        CHECK(std::abs(line.unscaled_errors[0] - std::sqrt(1.0 / 5 + 4.0 / 10)) < 1e-15);  // mean 2, squares 10
        CHECK(std::abs(line.unscaled_errors[1] - std::sqrt(1.0 / 10)) < 1e-15);
        const std::vector<double> twice{1, 2, 2, 4, 3, 6};
        CHECK(linalg::least_squares(num::row_major(twice.data(), 3, 2), std::vector<double>{1, 2, 4})
                  .unscaled_errors.empty());
    }

    TEST_CASE("NIST: certified digits of the linear regression sets, on every level") {
        const std::map<std::string, std::size_t> sets{
            {"Filip", 11},   {"Longley", 7},  {"NoInt1", 1},   {"NoInt2", 1},   {"Norris", 2},  {"Pontius", 3},
            {"Wampler1", 6}, {"Wampler2", 6}, {"Wampler3", 6}, {"Wampler4", 6}, {"Wampler5", 6}};
        if (!std::ifstream(nist + "Filip.dat")) {
            MESSAGE("SKIPPED: ../shared/data/nist-strd not present");
            return;
        }
        for (const auto& set : sets) {  // no structured bindings: lambdas capture below
            const std::string& name = set.first;
            CAPTURE(name);
            const std::size_t parameters = set.second;
            const regression r = read(name);
            REQUIRE(r.certified.size() == parameters);
            const std::vector<double> found = fit(name, r);
            REQUIRE(found.size() == parameters);
            double least = 15.0;
            for (std::size_t k = 0; k < parameters; ++k) {
                least = (std::min)(least, digits(found[k], r.certified[k]));
            }
            MESSAGE(name << ": " << least << " digits");
            CHECK(least > 13.0);
            on_every_level([&] { CHECK(fit(name, r) == found); });
        }
    }

    TEST_CASE_TEMPLATE("least_squares: the exact solution of whole-number systems, and residuals with it", T, float,
                       double) {
        // y = 2 - 3 u + v at five points, moved by (1, -2, 0, 2, -1) that is orthogonal to 1, u and v.
        const std::vector<T> a{1, -2, 2, 1, -1, -1, 1, 0, -2, 1, 1, -1, 1, 2, 2};
        const std::vector<T> b{10 + 1, 4 - 2, 0, -2 + 2, -2 - 1};
        on_every_level([&] {
            const auto found = linalg::least_squares(num::row_major(a.data(), 5, 3), b);
            CHECK(found.coefficients == std::vector<T>{2, -3, 1});
            for (std::size_t i = 0; i < 5; ++i) {
                CHECK(std::abs(found.residuals[i] - std::vector<T>{1, -2, 0, 2, -1}[i]) <
                      4 * std::numeric_limits<T>::epsilon());
            }
            CHECK(found.rank == 3);
        });
    }

    TEST_CASE("least_squares: refining brings digits that factoring alone has not") {
        // The Hilbert matrix of order 8, condition 1.5e10, times (1, ..., 1): exact in the sum below up to one rounding.
        constexpr std::size_t n = 8;
        std::vector<double> a(n * n);
        std::vector<double> b(n);
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                a[i * n + j] = 360360.0 / static_cast<double>(i + j + 1);  // lcm(1, ..., 15): whole numbers
                b[i] += a[i * n + j];
            }
        }
        const auto error = [&](std::size_t refinements) {
            const auto x = linalg::least_squares(num::row_major(a.data(), n, n), b, {.refinements = refinements});
            double worst = 0.0;
            for (const double c : x.coefficients) {
                worst = (std::max)(worst, std::abs(c - 1.0));
            }
            return worst;
        };
        CHECK(error(0) > 1e-9);
        CHECK(error(10) < 1e-15);
    }

    TEST_CASE("least_squares: scale of the columns does not matter, dependent columns get 0") {
        const std::vector<double> x = normals<double>(40 * 3);
        std::vector<double> scaled = x;
        for (std::size_t i = 0; i < 40; ++i) {
            scaled[i] *= 0x1p-300;
            scaled[40 + i] *= 0x1p400;
        }
        const std::vector<double> b = normals<double>(40, 2);
        const auto plain = linalg::least_squares(num::column_major(x.data(), 40, 3), b);
        const auto other = linalg::least_squares(num::column_major(scaled.data(), 40, 3), b);
        CHECK(other.rank == 3);
        CHECK(other.residuals == plain.residuals);
        CHECK(other.coefficients[0] == plain.coefficients[0] * 0x1p300);
        CHECK(other.coefficients[1] == plain.coefficients[1] * 0x1p-400);

        std::vector<double> twice(x.begin(), x.begin() + 80);
        twice.insert(twice.end(), x.begin(), x.begin() + 40);  // column 2 is column 0
        const auto found = linalg::least_squares(num::column_major(twice.data(), 40, 3), b);
        CHECK(found.rank == 2);
        CHECK(found.coefficients[2] == 0.0);
        const auto two = linalg::least_squares(num::column_major(x.data(), 40, 2), b);
        CHECK(std::abs(found.coefficients[0] - two.coefficients[0]) < 1e-14);
        CHECK(std::abs(found.coefficients[1] - two.coefficients[1]) < 1e-14);
    }

    TEST_CASE("bits: frozen, on every level") {
        const auto digest = [](const auto& fit) {
            decltype(lastro_test::bits(fit.coefficients[0])) state = 0;
            for (const auto& numbers : {fit.coefficients, fit.residuals}) {
                for (const auto x : numbers) {
                    state = state * 31U + lastro_test::bits(x);
                }
            }
            return state;
        };
        on_every_level([&] {
            CHECK(digest(linalg::polynomial_fit(normals<double>(200, 1), normals<double>(200, 2), 6)) ==
                  0x75D24590FAC0FCBBU);
            CHECK(digest(linalg::polynomial_fit(normals<float>(200, 1), normals<float>(200, 2), 6)) == 0x8DAF6597U);
        });
    }

    TEST_CASE("refusals: lengths, shapes, numbers that are none") {
        const std::vector<double> a{1, 2, 3, 4, 5, 6};
        const std::vector<double> b{1, 2};
        CHECK_THROWS_WITH_AS(
            (void)linalg::least_squares(num::row_major(a.data(), 3, 2), b),
            "linalg::least_squares: expected a right-hand side of 3 numbers, one per equation, found 2",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            (void)linalg::least_squares(num::row_major(a.data(), 2, 3), b, {.low = num::row_major(a.data(), 3, 2)}),
            "linalg::least_squares: low: expected the shape of the matrix, 2x3, found 3x2", std::invalid_argument);
        const std::vector<double> bad{1, std::numeric_limits<double>::infinity()};
        CHECK_THROWS_WITH_AS((void)linalg::least_squares(num::row_major(bad.data(), 2, 1), b),
                             "linalg::qr: column 0: expected finite numbers with a finite norm, found infinity",
                             std::invalid_argument);
    }

}  // TEST_SUITE
