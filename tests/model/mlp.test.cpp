// SPDX-License-Identifier: MIT
// tests/model/mlp.test.cpp
#include <lastro/model/mlp.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/parameters_digest.hpp>

using namespace lastro;
using model::activation;
using model::mlp;

namespace {

using values = std::vector<double>;

values noise(std::mt19937_64& engine, std::size_t n) {
    values v(n);
    for (double& x : v) {
        x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    }
    return v;
}

// The mean loss from its definition, with Eigen's products and the C library's functions.
double loss_by_definition(const mlp& m, const train::batch<double>& batch) {
    double sum = 0.0, penalty = 0.0;
    for (const auto& w : m.weights()) {
        penalty += 0.5 * m.settings().l2 * w.squaredNorm();
    }
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        Eigen::VectorXd z = Eigen::Map<const Eigen::VectorXd>(batch.values.data() + i * batch.columns,
                                                              static_cast<Eigen::Index>(batch.columns));
        for (std::size_t layer = 0; layer < m.weights().size(); ++layer) {
            z = (m.weights()[layer].transpose() * z + m.biases()[layer]).eval();
            for (double& x : z) {
                if (layer + 1 < m.weights().size()) {
                    x = m.settings().activation == activation::tanh   ? std::tanh(x)
                        : m.settings().activation == activation::gelu ? 0.5 * x * std::erfc(-x / std::sqrt(2.0))
                                                                      : std::max(x, 0.0);
                }
            }
        }
        if (z.size() == 1) {
            sum += std::log(1.0 + std::exp(batch.targets[i] == 1.0 ? -z(0) : z(0)));
        } else {
            sum += std::log(z.array().exp().sum()) - z(static_cast<Eigen::Index>(batch.targets[i]));
        }
    }
    return sum / static_cast<double>(batch.rows()) + penalty;
}

void check_gradient(const model::mlp_settings& settings, std::size_t outputs) {
    std::mt19937_64 engine{outputs + settings.hidden.size()};
    constexpr std::size_t n = 9, d = 4;
    const values x = noise(engine, n * d);
    values y(n);
    for (double& target : y) {
        target = static_cast<double>(engine() % (outputs == 1 ? 2 : outputs));
    }
    const train::batch<double> batch{x, y, {}, d};
    mlp m{settings};
    m.initialise(d, outputs, random::stream{outputs});
    for (const auto& t : m.parameters()) {  // biases away from 0, and from the corners of relu
        if (t.columns == 1) {
            const values start = noise(engine, t.values.size());
            std::copy(start.begin(), start.end(), t.values.begin());
        }
    }
    model::gradients<double> g{m.parameters()};
    mlp::workspace space;
    const double loss = m.loss_and_gradient(batch, g, random::stream{1}, space);
    CHECK(std::abs(loss - loss_by_definition(m, batch)) < 1e-13);
    for (std::size_t index = 0; index < g.tensors().size(); ++index) {
        const auto parameters = m.parameters();
        for (std::size_t i = 0; i < parameters[index].values.size(); ++i) {
            constexpr double step = 1e-6;
            double& p = parameters[index].values[i];
            const double old = p;
            p = old + step;
            const double above = loss_by_definition(m, batch);
            p = old - step;
            const double below = loss_by_definition(m, batch);
            p = old;
            CAPTURE(parameters[index].name);
            CAPTURE(i);
            CHECK(std::abs(g[index].values[i] - (above - below) / (2.0 * step)) < 1e-8);
        }
    }
}

}  // namespace

TEST_SUITE("model/mlp") {
    TEST_CASE("loss_and_gradient: agrees with the definition and with finite differences") {
        for (const activation between : {activation::relu, activation::tanh, activation::gelu}) {
            for (const std::size_t outputs : {1U, 3U}) {
                check_gradient({.hidden = {}, .activation = between}, outputs);
                check_gradient({.hidden = {5}, .activation = between, .l2 = 0.3}, outputs);
                check_gradient({.hidden = {4, 3, 6}, .activation = between, .l2 = 0.01}, outputs);
            }
        }
    }

    TEST_CASE("loss_and_gradient: with dropout and with a loss for numbers, agrees with finite differences") {
        std::mt19937_64 engine{8};
        constexpr std::size_t n = 9, d = 4;
        const values x = noise(engine, n * d), y = noise(engine, n);
        const std::vector<std::uint64_t> ids{7, 1, 12, 3, 99, 5, 4, 0, 2};
        for (const activation between : {activation::relu, activation::tanh, activation::gelu}) {
            mlp m{{.hidden = {6, 5},
                   .activation = between,
                   .l2 = 0.1,
                   .dropout = 0.3,
                   .loss = train::huber_loss{.delta = 0.5}}};
            m.initialise(d, 1, random::stream{4});
            for (const auto& t : m.parameters()) {  // away from the corners of relu
                if (t.columns == 1 && t.name.ends_with("bias")) {
                    const values start = noise(engine, t.values.size());
                    std::copy(start.begin(), start.end(), t.values.begin());
                }
            }
            mlp::workspace space;
            const auto value = [&](model::gradients<double>& g) {
                g.set_zero();
                return m.regression_loss_and_gradient({x, y, ids, d}, g, random::stream{1}, space);
            };
            model::gradients<double> g{m.parameters()}, unused{m.parameters()};
            value(g);
            std::size_t at = 0;
            for (const auto& t : m.parameters()) {
                for (double& p : t.values) {
                    constexpr double step = 1e-6;
                    const double old = p;
                    p = old + step;
                    const double above = value(unused);
                    p = old - step;
                    const double below = value(unused);
                    p = old;
                    CAPTURE(t.name);
                    CHECK(std::abs(g.values()[at] - (above - below) / (2.0 * step)) < 1e-8);
                    ++at;
                }
            }
        }
    }

    TEST_CASE("dropout: a row loses the same units in whichever batch it is, and others in another epoch") {
        std::mt19937_64 engine{9};
        const values x = noise(engine, 20 * 3), y(20, 1.0);
        std::vector<std::uint64_t> ids(20);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            ids[i] = 100 + i;
        }
        mlp m{{.hidden = {16}, .activation = activation::gelu, .dropout = 0.5}};
        m.initialise(3, 1, random::stream{2});
        const train::batch<double> all{x, y, ids, 3};
        const auto loss = [&](const train::batch<double>& batch, std::uint64_t epoch) {
            model::gradients<double> g{m.parameters()};
            mlp::workspace space;
            return m.loss_and_gradient(batch, g, random::stream{6}["model"][epoch], space);
        };
        double sum = 0.0;
        for (std::size_t i = 0; i < 20; ++i) {
            sum += loss(all.slice(i, 1), 1);
        }
        CHECK(std::abs(sum / 20.0 - loss(all, 1)) < 1e-15);
        CHECK(loss(all.slice(3, 1), 1) != loss(all.slice(3, 1), 2));
        CHECK_THROWS_WITH_AS(loss({x, y, {}, 3}, 1),
                             "model::mlp: dropout: expected an id for each row of the batch, found 0",
                             std::invalid_argument);

        mlp whole{{.hidden = {16}, .activation = activation::gelu}};  // the same weights, and no dropout
        whole.initialise(3, 1, random::stream{2});
        mlp::workspace a, b;
        for (std::size_t i = 0; i < 20; ++i) {
            REQUIRE(m.scores(num::row_major(x.data() + 3 * i, 1, 3), a)(0, 0) ==
                    whole.scores(num::row_major(x.data() + 3 * i, 1, 3), b)(0, 0));
        }
    }

    TEST_CASE("scores: of a row do not depend on its neighbours, nor on what the workspace held") {
        std::mt19937_64 engine{3};
        mlp m{{.hidden = {7, 5}, .activation = activation::tanh}};
        m.initialise(3, 2, random::stream{9});
        const values x = noise(engine, 50 * 3);
        mlp::workspace all, one;
        const auto together = m.scores(num::row_major(x.data(), 50, 3), all);
        for (std::size_t i = 0; i < 50; ++i) {
            const auto alone = m.scores(num::row_major(x.data() + 3 * i, 1, 3), one);
            REQUIRE(alone(0, 0) == together(i, 0));
            REQUIRE(alone(0, 1) == together(i, 1));
        }
    }

    TEST_CASE("scores: a NaN input is seen in the scores, also behind relu") {
        mlp m{{.hidden = {4}}};
        m.initialise(2, 1, random::stream{1});
        const values x{std::numeric_limits<double>::quiet_NaN(), 1.0};
        mlp::workspace space;
        CHECK(std::isnan(m.scores(num::row_major(x.data(), 1, 2), space)(0, 0)));
    }

    TEST_CASE("initialise: a function of the stream, with the ranges of the references") {
        mlp a{{.hidden = {8}}}, b{{.hidden = {8}}};
        a.initialise(6, 2, random::stream{42});
        b.initialise(6, 2, random::stream{42});
        CHECK(model::parameters_digest(a.parameters()) == model::parameters_digest(b.parameters()));
        b.initialise(6, 2, random::stream{43});
        CHECK(model::parameters_digest(a.parameters()) != model::parameters_digest(b.parameters()));

        CHECK(a.inputs() == 6);
        CHECK(a.outputs() == 2);
        CHECK(a.weights()[0].cwiseAbs().maxCoeff() <= std::sqrt(6.0 / 6.0));
        CHECK(a.weights()[0].cwiseAbs().maxCoeff() > 0.8);
        CHECK(a.weights()[1].cwiseAbs().maxCoeff() <= std::sqrt(6.0 / 10.0));
        CHECK(a.biases()[0].isZero());
        CHECK(a.parameters()["layer1/weights"].rows == 8);

        mlp smooth{{.hidden = {8}, .activation = activation::tanh}};
        smooth.initialise(6, 2, random::stream{42});
        CHECK(smooth.weights()[0].cwiseAbs().maxCoeff() <= std::sqrt(6.0 / 14.0));
    }

    TEST_CASE("initialise: the weights of seed 42 are frozen") {
        mlp m{{.hidden = {2}}};
        m.initialise(2, 1, random::stream{42});
        CHECK(model::parameters_digest(m.parameters()).to_string() ==
              "blake3:c8f3906b65ebae310e687f1f73604c137753c44eb73d3de2b186321ef8dd093a");
    }

    TEST_CASE("mlp: dropout that cannot be is refused, by the constructor and by check") {
        CHECK_THROWS_WITH_AS(mlp{{.dropout = 1.0}}, "model::mlp: dropout: expected 0 <= dropout < 1, found 1",
                             std::invalid_argument);
        mlp m;
        mlp::reflect(m, [](std::string_view, auto& field) {
            if constexpr (std::is_same_v<decltype(field), model::defaulted<double>&>) {
                field.value = -0.5;
            }
        });
        CHECK_THROWS_WITH_AS(m.check(), "lastro.mlp: dropout: expected 0 <= dropout < 1, found -0.5", format_error);
    }

    TEST_CASE("check: a perceptron whose parts do not fit, from a damaged file, is refused") {
        mlp good{{.hidden = {4}}};
        CHECK_NOTHROW(good.check());
        good.initialise(2, 1, random::stream{1});
        CHECK_NOTHROW(good.check());

        const auto damaged = [&](auto&& damage) {
            mlp m = good;
            mlp::reflect(m, damage);
            return m;
        };
        const mlp narrow = damaged([](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), std::vector<std::uint64_t>&>) {
                value = {3};
            }
        });
        CHECK_THROWS_WITH_AS(narrow.check(), "lastro.mlp: layer 0: expected 3 units, found 4", format_error);
        const mlp shallow = damaged([](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), std::vector<std::uint64_t>&>) {
                value = {4, 4};
            }
        });
        CHECK_THROWS_WITH_AS(shallow.check(), "lastro.mlp: expected 3 layers, found 2", format_error);
        const mlp torn = damaged([](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), std::vector<Eigen::MatrixXd>&>) {
                value[1] = Eigen::MatrixXd::Zero(5, 1);
            }
        });
        CHECK_THROWS_WITH_AS(torn.check(),
                             "lastro.mlp: layer 0: expected as many units as the next layer has inputs, found 4",
                             format_error);
        CHECK_THROWS_WITH_AS(damaged([](std::string_view, auto& value) {
                                 if constexpr (std::is_same_v<decltype(value), std::string&>) {
                                     value = "sine";
                                 }
                             }),
                             "lastro.mlp: activation: expected \"relu\", \"tanh\" or \"gelu\", found \"sine\"",
                             format_error);
    }

}  // TEST_SUITE
