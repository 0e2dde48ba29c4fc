// SPDX-License-Identifier: MIT
// tests/model/parameters.test.cpp
#include <lastro/model/parameters.hpp>

#include <concepts>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

static_assert(
    std::same_as<decltype(model::parameters("w", std::declval<Eigen::MatrixXf&>())), model::parameter_list<float>>);
static_assert(std::is_nothrow_move_constructible_v<model::gradients<double>>);

struct net {
    Eigen::MatrixXd w = Eigen::MatrixXd::Constant(2, 3, 1.0);
    Eigen::VectorXd b = Eigen::VectorXd::Constant(3, 2.0);
    auto parameters() { return model::parameters("w", w, "b", b); }
};

}  // namespace

TEST_SUITE("model/parameters") {
    TEST_CASE("parameters: name, shape and storage of what the model owns") {
        net n;
        const auto list = n.parameters();
        REQUIRE(list.size() == 2);
        CHECK(list[0].name == "w");
        CHECK(list[0].rows == 2);
        CHECK(list[0].columns == 3);
        CHECK(list["b"].columns == 1);
        CHECK(list["b"].values.data() == n.b.data());
        CHECK(list.count() == 9);

        list["w"].matrix()(1, 2) = 7.0;  // an Eigen map ...
        CHECK(n.w(1, 2) == 7.0);
        CHECK(list["w"].view()(1, 2) == 7.0);  // ... and a view see the same element
        CHECK(list["w"].values[5] == 7.0);     // column after column
    }

    TEST_CASE("parameters: a name is there once, and an unknown one is an error that names those there are") {
        net n;
        CHECK_THROWS_WITH_AS(static_cast<void>(n.parameters()["c"]),
                             "model::parameters: expected one of \"w\", \"b\", found \"c\"", std::out_of_range);
        CHECK_THROWS_WITH_AS(static_cast<void>(model::parameters("w", n.w, "w", n.b)),
                             "model::parameters: expected every name once, found \"w\" a second time",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(model::parameters("", n.w)),
                             "model::parameters: expected a name, found none", std::invalid_argument);
    }

    TEST_CASE("gradients: same names and shapes in storage of their own, zero at first") {
        net n;
        model::gradients<double> g{n.parameters()};
        CHECK(g.values().size() == 9);
        for (const double x : g.values()) {
            CHECK(x == 0.0);
        }
        g["w"].matrix()(0, 0) = 3.0;
        g["b"].values[2] = 4.0;
        CHECK(n.w(0, 0) == 1.0);
        CHECK(g.values()[0] == 3.0);
        CHECK(g.values()[8] == 4.0);
        CHECK(g[1].name == "b");
        g.set_zero();
        CHECK(g["w"].values[0] == 0.0);
    }

    TEST_CASE("gradients: a copy has storage of its own, a move keeps its views right") {
        net n;
        model::gradients<double> a{n.parameters()};
        a["w"].values[0] = 1.0;
        model::gradients<double> b = a;
        b["w"].values[0] = 2.0;
        CHECK(a.values()[0] == 1.0);
        CHECK(b.values()[0] == 2.0);

        model::gradients<double> c = std::move(b);
        CHECK(c["w"].values[0] == 2.0);
        CHECK(c["w"].values.data() == c.values().data());

        a = c;
        CHECK(a["w"].values.data() == a.values().data());
        CHECK(a.values()[0] == 2.0);

        std::vector<model::gradients<double>> many(1, c);
        many.push_back(c);  // reallocates: the first one moves
        CHECK(many[0]["w"].values.data() == many[0].values().data());
    }

}  // TEST_SUITE
