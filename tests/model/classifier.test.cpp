// SPDX-License-Identifier: MIT
// tests/model/classifier.test.cpp
#include <lastro/model/classifier.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::classifier;

namespace {

static_assert(std::regular<model::class_labels> && std::copyable<classifier> && std::default_initializable<classifier>);

data::table rows_of(const std::vector<double>& x, data::column y) {
    data::table t{"t.csv"};
    t.add("x", data::column{x});
    t.add("y", std::move(y));
    return t;
}

// A classifier whose network is known: score = weight * standardised x + bias.
classifier known(const data::table& rows, const std::vector<double>& weights, const std::vector<double>& biases) {
    classifier c{model::features{{"x"}}, model::logistic{}, {.target = "y"}};
    c.prepare(rows, random::stream{1});
    const auto parameters = c.parameters();
    std::copy(weights.begin(), weights.end(), parameters["weights"].values.begin());
    std::copy(biases.begin(), biases.end(), parameters["bias"].values.begin());
    return c;
}

}  // namespace

TEST_SUITE("model/classifier") {
    TEST_CASE("two classes: the second one from probability 1/2 on") {
        const data::table rows = rows_of({-1, 0, 1, 0}, data::column{std::vector<bool>{false, true, true, false}});
        const classifier c = known(rows, {std::sqrt(0.5)}, {0.0});  // sd of x is sqrt(1/2): the score is x
        CHECK(c.predict(rows) == data::column{std::vector<bool>{false, true, true, true}});
        const std::vector<double> p = c.predict_probability(rows);
        CHECK(std::abs(p[0] - 1.0 / (1.0 + std::exp(1.0))) < 1e-15);
        CHECK(p[1] == 0.5);
        const Eigen::MatrixXd both = c.predict_probabilities(rows);
        CHECK(both.cols() == 2);
        CHECK(both(2, 1) == p[2]);
        CHECK(std::abs(both(2, 0) + both(2, 1) - 1.0) < 1e-15);
        CHECK(c.targets(rows) == std::vector<double>{0, 1, 1, 0});
    }

    TEST_CASE("one row: the bits of a row of a table, for two classes and for more") {
        const auto same = [](const classifier& c, const data::table& rows) {
            const Eigen::MatrixXd p = c.predict_probabilities(rows);
            for (std::size_t i = 0; i < rows.rows(); ++i) {
                const data::row_value x = rows.column<double>("x")[i];
                const std::vector<double> one = c.predict_probabilities({&x, 1});
                REQUIRE(one.size() == static_cast<std::size_t>(p.cols()));
                for (std::size_t k = 0; k < one.size(); ++k) {
                    CHECK(one[k] == p(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)));
                }
            }
        };
        const data::table two = rows_of({-1, 0, 1, 0.3}, data::column{std::vector<bool>{false, true, true, false}});
        same(known(two, {0.7}, {0.1}), two);
        const data::table three = rows_of({-2, 0.1, 2}, data::column{std::vector<std::int64_t>{30, 10, 20}});
        same(known(three, {-1.0, 0.3, 1.0}, {0.1, 0.0, -0.2}), three);
        const data::row_value x = 1.0;
        CHECK_THROWS_AS(static_cast<void>(classifier{}.predict_probabilities({&x, 1})), std::invalid_argument);
    }

    TEST_CASE("several classes: the highest score, the first of equals, in the target's own type") {
        const data::table rows = rows_of({-2, 0, 2}, data::column{std::vector<std::int64_t>{30, 10, 20}});
        const classifier c = known(rows, {-1.0, 0.0, 1.0}, {0.0, 0.0, 0.0});
        CHECK(c.classes().texts() == std::vector<std::string>{"10", "20", "30"});
        CHECK(c.predict(rows) == data::column{std::vector<std::int64_t>{10, 10, 30}});
        const Eigen::MatrixXd p = c.predict_probabilities(rows);
        CHECK(p.rows() == 3);
        for (Eigen::Index i = 0; i < 3; ++i) {
            CHECK(std::abs(p.row(i).sum() - 1.0) < 1e-15);
        }
        CHECK(std::abs(p(1, 2) - 1.0 / 3.0) < 1e-15);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(c.predict_probability(rows)),
            "model::classifier: predict_probability: expected two classes, found 3 (use predict_probabilities)",
            std::invalid_argument);
    }

    TEST_CASE("predict: many rows are one at a time, whatever the block") {
        std::vector<double> x(1000);
        std::vector<bool> y(1000);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<double>(i % 37) - 18.0;
            y[i] = i % 2 == 0;
        }
        const data::table rows = rows_of(x, data::column{y});
        classifier c{model::features{{"x"}}, model::mlp{{.hidden = {9}}}, {.target = "y"}};
        c.prepare(rows, random::stream{3});
        const std::vector<double> all = c.predict_probability(rows);
        for (const std::size_t i : {0U, 255U, 256U, 511U, 999U}) {
            CHECK(c.predict_probability(rows.slice(i, 1))[0] == all[i]);
        }
        CHECK(c.predict(rows.slice(0, 0)).size() == 0);
    }

    TEST_CASE("reflect: a copy made field by field predicts the same bits") {
        const data::table rows = rows_of({-1, 0.3, 1}, data::column{std::vector<std::string>{"no", "yes", "yes"}});
        classifier from{model::features{{"x"}},
                        model::mlp{{.hidden = {3}, .activation = model::activation::tanh}},
                        {.target = "y"}};
        from.prepare(rows, random::stream{5});
        classifier to;
        std::vector<std::string> names;
        classifier::reflect(from, [&](std::string_view name, const auto& value) {
            names.emplace_back(name);
            classifier::reflect(to, [&](std::string_view other, auto& field) {
                if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::decay_t<decltype(value)>>) {
                    if (other == name) {
                        field = value;
                    }
                }
            });
        });
        CHECK(names == std::vector<std::string>{"target", "classes", "features", "network"});
        CHECK_NOTHROW(to.check());
        CHECK(to.predict_probability(rows) == from.predict_probability(rows));
        CHECK(to.predict(rows) == from.predict(rows));
    }

    TEST_CASE("check: parts that do not fit each other are refused") {
        const data::table rows = rows_of({-1, 0.3, 1}, data::column{std::vector<bool>{false, true, true}});
        classifier c = known(rows, {1.0}, {0.0});
        CHECK_NOTHROW(c.check());
        CHECK_NOTHROW(classifier{}.check());
        classifier wide = c;
        classifier::reflect(wide, [](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), model::network&>) {
                model::logistic other;
                other.initialise(2, 1, random::stream{1});
                value = other;
            }
        });
        CHECK_THROWS_WITH_AS(wide.check(),
                             "lastro.classifier: network: expected 1 inputs, as many as the features give, found 2",
                             format_error);
        classifier many = c;
        classifier::reflect(many, [](std::string_view, auto& value) {
            if constexpr (std::is_same_v<decltype(value), model::network&>) {
                model::logistic other;
                other.initialise(1, 2, random::stream{1});
                value = other;
            }
        });
        CHECK_THROWS_WITH_AS(many.check(),
                             "lastro.classifier: network: expected a score per class (one for two classes), found 2",
                             format_error);
    }

    TEST_CASE("classifier: what cannot be is refused") {
        CHECK_THROWS_WITH_AS((classifier{model::features{{"x"}}, model::mlp{}, {.target = ""}}),
                             "model::classifier: target: expected a column, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS((classifier{model::features{{"x", "y"}}, model::mlp{}, {.target = "y"}}),
                             "model::classifier: target: expected a column that is no feature, found \"y\"",
                             std::invalid_argument);
        const data::table rows = rows_of({1.0}, data::column{std::vector<bool>{true}});
        const classifier untrained{model::features{{"x"}}, model::mlp{}, {.target = "y"}};
        CHECK_FALSE(untrained.trained());
        CHECK_THROWS_WITH_AS(static_cast<void>(untrained.predict(rows)),
                             "model::classifier: expected a trained model, found one that was never trained",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(untrained.targets(rows)),
                             "model::classifier: expected a trained model, found one that was never trained",
                             std::invalid_argument);
    }

}  // TEST_SUITE
