// SPDX-License-Identifier: MIT
// tests/train/finite.test.cpp
#include <lastro/train/finite.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_SUITE("train/finite") {
    TEST_CASE("to_string: epoch, step and rows, 32 of them at most") {
        std::vector<std::uint64_t> ids{5, 17, 33};
        CHECK(to_string(train::step_place{.epoch = 3, .step = 17, .ids = ids}) ==
              "train::fit: epoch 3, step 17 (rows 5, 17, 33)");
        ids.resize(100);
        std::iota(ids.begin(), ids.end(), std::uint64_t{0});
        CHECK(to_string(train::step_place{.epoch = 1, .step = 1, .ids = ids}).ends_with("30, 31, ... 100 in all)"));
        CHECK(
            to_string(train::step_place{.epoch = 1, .step = 1, .ids = std::span{ids}.first(32)}).ends_with("30, 31)"));
    }

    TEST_CASE("require_finite_step: the first thing that is no number, by name") {
        Eigen::MatrixXd w = Eigen::MatrixXd::Zero(2, 2);
        Eigen::VectorXd b = Eigen::VectorXd::Zero(1);
        model::gradients<double> g{model::parameters("w", w, "b", b)};
        const std::vector<std::uint64_t> ids{7};
        const train::step_place place{.epoch = 2, .step = 1, .ids = ids};
        g["w"].values[3] = std::numeric_limits<double>::max();
        CHECK_NOTHROW(train::require_finite_step(1e300, g, place));
        CHECK_THROWS_WITH_AS(train::require_finite_step(std::nan(""), g, place),
                             "train::fit: epoch 2, step 1 (rows 7): expected a finite loss, found nan", error);
        g["b"].values[0] = -infinity;
        CHECK_THROWS_WITH_AS(train::require_finite_step(0.5, g, place),
                             "train::fit: epoch 2, step 1 (rows 7): expected a finite gradient of \"b\", found -inf",
                             error);
    }

    TEST_CASE("require_finite_parameters: a step that left the numbers is seen after its epoch") {
        Eigen::VectorXf w = Eigen::VectorXf::Zero(3);
        CHECK_NOTHROW(train::require_finite_parameters(model::parameters("w", w), 4));
        w(2) = std::numeric_limits<float>::infinity();
        CHECK_THROWS_WITH_AS(train::require_finite_parameters(model::parameters("w", w), 4),
                             "train::fit: after epoch 4: expected a finite value of \"w\", found inf", error);
    }

    TEST_CASE("require_finite_step: in a long gradient too, and huge numbers are numbers") {
        Eigen::VectorXd w = Eigen::VectorXd::Zero(1000);
        model::gradients<double> g{model::parameters("w", w)};
        const std::vector<std::uint64_t> ids{7};
        const train::step_place place{.epoch = 2, .step = 1, .ids = ids};
        CHECK_NOTHROW(train::require_finite_step(0.5, g, place));
        g["w"].values[3] = std::numeric_limits<double>::max();  // its square is not finite
        CHECK_NOTHROW(train::require_finite_step(0.5, g, place));
        for (const std::size_t at : {0U, 500U, 999U}) {
            for (const double bad : {infinity, -infinity, std::nan("")}) {
                g["w"].values[at] = bad;
                CHECK_THROWS_AS(train::require_finite_step(0.5, g, place), lastro::error);
                g["w"].values[at] = 0.0;
            }
        }
    }

}  // TEST_SUITE
