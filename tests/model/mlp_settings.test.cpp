// SPDX-License-Identifier: MIT
// tests/model/mlp_settings.test.cpp
#include <lastro/model/mlp_settings.hpp>

#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace lastro;
using model::mlp_settings;

TEST_SUITE("model/mlp_settings") {
    TEST_CASE("check: the defaults, no hidden layer and the ends of every range are accepted") {
        CHECK_NOTHROW(mlp_settings{}.check());
        CHECK_NOTHROW((mlp_settings{.hidden = {}}.check()));
        CHECK_NOTHROW((mlp_settings{.hidden = {1}, .l2 = 0.0, .dropout = 0.0}.check()));
        CHECK_NOTHROW(mlp_settings{.dropout = 1.0 - 0x1p-53}.check());
    }

    TEST_CASE("check: what cannot be is refused by name") {
        CHECK_THROWS_WITH_AS((mlp_settings{.hidden = {4, 0}}.check()),
                             "model::mlp: hidden: expected at least 1 unit in every layer, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(mlp_settings{.l2 = -0.5}.check(),
                             "model::mlp: l2: expected a finite number of at least 0, found -0.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(mlp_settings{.dropout = 1.0}.check(),
                             "model::mlp: dropout: expected 0 <= dropout < 1, found 1", std::invalid_argument);
        CHECK_THROWS_AS(mlp_settings{.dropout = std::numeric_limits<double>::quiet_NaN()}.check(),
                        std::invalid_argument);
        CHECK_THROWS_WITH_AS(mlp_settings{.loss = train::huber_loss{.delta = -1.0}}.check(),
                             "train::huber_loss: delta: expected a finite number above 0, found -1",
                             std::invalid_argument);
    }

    TEST_CASE("operator==: every setting counts") {
        const mlp_settings one;
        CHECK(one == mlp_settings{});
        CHECK(one != mlp_settings{.hidden = {17}});
        CHECK(one != mlp_settings{.activation = model::activation::tanh});
        CHECK(one != mlp_settings{.l2 = 1e-3});
        CHECK(one != mlp_settings{.dropout = 0.5});
        CHECK(one != mlp_settings{.loss = train::huber_loss{}});
    }
}
