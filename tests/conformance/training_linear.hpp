// SPDX-License-Identifier: MIT
// tests/conformance/training_linear.hpp: linear regression by QR and ridge regression by Cholesky
#pragma once

#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <lastro/linalg.hpp>
#include <lastro/model/scaler.hpp>
#include <lastro/num.hpp>

#include "case_file.hpp"

namespace conformance::linear {

namespace linalg = lastro::linalg;
namespace num = lastro::num;

/// Rows of `x`; one column where it is a plain list.
inline std::vector<std::vector<double>> rows_of(const json& x) {
    std::vector<std::vector<double>> rows;
    for (const json& row : x) {
        rows.push_back(row.is_array() ? numbers(row) : std::vector<double>{number(row)});
    }
    return rows;
}

inline linalg::least_squares_result<double> fitted(const json& in) {
    const json& design = in.at("design");
    const bool intercept = design.at("intercept").get<bool>();
    const std::vector<double> y = numbers(in.at("y"));
    if (design.at("type") == "polynomial" && intercept) {
        return linalg::polynomial_fit(numbers(in.at("x")), y, design.at("degree").get<std::size_t>());
    }
    std::vector<double> a;
    for (const std::vector<double>& row : rows_of(in.at("x"))) {
        if (design.at("type") == "polynomial") {
            double power = 1.0;
            for (std::size_t k = 0; k < design.at("degree").get<std::size_t>(); ++k) {
                power *= row.front();
                a.push_back(power);
            }
        } else {
            if (intercept) {
                a.push_back(1.0);
            }
            a.insert(a.end(), row.begin(), row.end());
        }
    }
    return linalg::least_squares(num::row_major<const double>(a.data(), y.size(), a.size() / y.size()), y);
}

inline std::string nist_linear(const json& c) {
    const std::vector<double> y = numbers(c.at("input").at("y"));
    const auto fit = fitted(c.at("input"));
    const auto n = static_cast<double>(y.size());
    const auto p = static_cast<double>(fit.coefficients.size());
    const double squares = num::squared_norm(fit.residuals);
    const double deviation = n > p ? std::sqrt(squares / (n - p)) : 0.0;
    std::vector<double> errors = fit.unscaled_errors;
    for (double& e : errors) {
        e *= deviation;
    }
    const bool intercept = c.at("input").at("design").at("intercept").get<bool>();
    const double all = intercept ? num::variance(y) * n : num::squared_norm(y);
    const json& expected = c.at("expected");
    std::string difference = compare(fit.coefficients, numbers(expected.at("coefficients")), c, "coefficients");
    if (expected.contains("standard_errors")) {
        difference += compare(errors, numbers(expected.at("standard_errors")), c, "standard_errors");
    }
    if (expected.contains("residual_sd")) {
        difference += compare(deviation, number(expected.at("residual_sd")), c, "residual_sd");
    }
    if (expected.contains("r_squared")) {
        difference += compare(1.0 - squares / all, number(expected.at("r_squared")), c, "r_squared");
    }
    return difference;
}

/// (Z'Z + l2 I) w = Z'(y - mean y), Z standardised: its columns have mean 0, so the intercept is the mean of y.
inline std::string convex_optimum_ridge(const json& c) {
    const json& in = c.at("input");
    const std::vector<std::vector<double>> rows = rows_of(in.at("x"));
    const std::size_t n = rows.size();
    const std::size_t d = rows.front().size();
    std::vector<double> z(n * d);
    for (std::size_t j = 0; j < d; ++j) {
        std::vector<double> column(n);
        for (std::size_t i = 0; i < n; ++i) {
            column[i] = rows[i][j];
        }
        const lastro::model::scaler scaler{column};
        for (std::size_t i = 0; i < n; ++i) {
            z[i * d + j] = scaler(column[i]);
        }
    }
    std::vector<double> y = numbers(in.at("y"));
    const double intercept = num::mean(y);
    for (double& value : y) {
        value -= intercept;
    }
    const double l2 = number(in.at("l2"));
    const auto design = num::row_major<const double>(z.data(), n, d);
    std::vector<double> squares(d * d);
    num::gemm(num::row_major(squares.data(), d, d), num::transposed(design), design);
    for (std::size_t j = 0; j < d; ++j) {
        squares[j * d + j] += l2;
    }
    std::vector<double> w(d);
    num::gemv<double>(w, num::transposed(design), y);
    linalg::cholesky<double>{num::row_major<const double>(squares.data(), d, d)}.solve_in_place(w);
    std::vector<double> residuals(n);
    num::gemv<double>(residuals, design, w);
    num::scale(-1.0, residuals);
    num::add(y, residuals);
    const double objective = 0.5 * num::squared_norm(residuals) + 0.5 * l2 * num::squared_norm(w);
    const json& expected = c.at("expected");
    return compare(objective, number(expected.at("objective")), c, "objective") +
           compare(w, numbers(expected.at("coefficients")), c, "coefficients") +
           compare(intercept, number(expected.at("intercept")), c, "intercept");
}

/// The kinds of this file.
inline std::map<std::string, check> kinds() {
    return {{"nist_linear", nist_linear}, {"convex_optimum_ridge", convex_optimum_ridge}};
}

}  // namespace conformance::linear
