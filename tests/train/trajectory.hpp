// SPDX-License-Identifier: MIT
// tests/train/trajectory.hpp
//
// Runs an update rule on gradients that do not depend on the parameters, to be compared with its definition written
// down one number at a time.
#pragma once

#include <lastro/train/optimizer_state.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/parameters_digest.hpp>

namespace trajectory {

namespace train = lastro::train;
namespace model = lastro::model;

constexpr int steps = 20;

/// A start, and a gradient for every step. 11 numbers: two packs and a rest on every instruction set but one.
struct problem {
    static constexpr std::size_t size = 11;
    Eigen::VectorXd start{Eigen::VectorXd(static_cast<Eigen::Index>(size))};
    std::vector<std::vector<double>> gradients;
    problem() {
        std::mt19937_64 engine{8};
        const auto number = [&] { return static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0; };
        for (double& w : start) {
            w = 3.0 * number();
        }
        for (int t = 0; t < steps; ++t) {
            std::vector<double> g(size);
            for (double& x : g) {
                x = number();
            }
            gradients.push_back(g);
        }
    }
};

inline Eigen::VectorXd after_steps(const train::optimizer& rule, const problem& p) {
    Eigen::VectorXd w = p.start;
    const auto parameters = model::parameters("w", w);
    train::optimizer_state<double> state{rule, parameters};
    model::gradients<double> g{parameters};
    for (const auto& gradient : p.gradients) {
        std::copy(gradient.begin(), gradient.end(), g.values().begin());
        state.step(parameters, g);
    }
    CHECK(state.steps() == steps);
    return w;
}

/// `by_definition(rule, w, slopes)` is where one number ends that starts at w, with these slopes; the bits are the same
/// on every level.
template <class Rule, class Definition>
void check(const Rule& rule, Definition&& by_definition) {
    const problem p;
    const Eigen::VectorXd w = after_steps(rule, p);
    for (std::size_t i = 0; i < problem::size; ++i) {
        CAPTURE(i);
        std::vector<double> slopes;
        for (const auto& g : p.gradients) {
            slopes.push_back(g[i]);
        }
        const auto at = static_cast<Eigen::Index>(i);
        CHECK(std::abs(w(at) - by_definition(rule, p.start(at), slopes)) < 1e-12);
    }
    for (const auto level : {lastro::num::level::portable, lastro::num::level::avx2, lastro::num::level::avx512}) {
        if (lastro::num::is_available(level)) {
            lastro::num::force_level(level);
            CHECK(after_steps(rule, p) == w);
        }
    }
    lastro::num::force_level(lastro::num::detected_level());
}

template <class Rule>
void refused(const Rule& rule, const char* message) {
    CHECK_THROWS_WITH_AS(rule.check(), message, std::invalid_argument);
}

}  // namespace trajectory
