// SPDX-License-Identifier: MIT
// tests/model/factorization.test.cpp
//
// On real ratings the baselines are those of a plain program that visits one rating at a time (RMSE on every fifth row):
// MovieLens 1.0381 by the mean, 0.8640 by biases, 0.8600 by 10 factors; restaurants 0.7668, 0.6436, 0.6256.
#include <lastro/model/factorization.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/data/csv.hpp>
#include <lastro/train/trainer.hpp>

using namespace lastro;
using model::factorization;

namespace {

const std::string shared = LASTRO_SOURCE_DIR "/../shared/data/";

bool present(const std::string& name) {
    if (std::filesystem::exists(shared + name)) {
        return true;
    }
    MESSAGE("SKIPPED: ../shared/data/" << name << " not present");
    return false;
}

data::table ratings(const std::vector<std::string>& user, const std::vector<std::int64_t>& item,
                    const std::vector<double>& rating) {
    data::table t{"r.csv"};
    t.add("user", data::column{user});
    t.add("item", data::column{item});
    t.add("rating", data::column{rating});
    return t;
}

// Ratings of rank 1 with biases: 3 + (u % 5) / 5 - (i % 3) / 3 + (-1)^(u + i).
data::table checkered(std::size_t users, std::size_t items, bool held_out) {
    std::vector<std::string> user;
    std::vector<std::int64_t> item;
    std::vector<double> rating;
    for (std::size_t u = 0; u < users; ++u) {
        for (std::size_t i = 0; i < items; ++i) {
            if (((u * 7 + i * 11) % 5 == 4) == held_out) {
                user.push_back("u" + std::to_string(u));
                item.push_back(static_cast<std::int64_t>(i));
                rating.push_back(3.0 + static_cast<double>(u % 5) / 5.0 - static_cast<double>(i % 3) / 3.0 +
                                 ((u + i) % 2 == 0 ? 1.0 : -1.0));
            }
        }
    }
    return ratings(user, item, rating);
}

double loss_by_definition(const factorization& m, const train::batch<double>& batch, factorization& access) {
    const auto p = access.parameters();
    const std::size_t k = p["user_factors"].rows;
    double sum = 0.0;
    for (std::size_t i = 0; i < batch.rows(); ++i) {
        const auto u = static_cast<std::size_t>(batch.values[2 * i]),
                   v = static_cast<std::size_t>(batch.values[2 * i + 1]);
        const double bu = p["user_bias"].values[u], bi = p["item_bias"].values[v];
        double z = m.mean() + bu + bi, penalty = bu * bu + bi * bi;
        for (std::size_t f = 0; f < k; ++f) {
            const double a = p["user_factors"].values[u * k + f], b = p["item_factors"].values[v * k + f];
            z += a * b;
            penalty += a * a + b * b;
        }
        const double e = z - batch.targets[i];
        sum += (batch.weights.empty() ? 1.0 : batch.weights[i]) * (e * e + m.settings().l2 * penalty);
    }
    return sum / static_cast<double>(batch.rows());
}

// Root mean squared error on every fifth row, trained on the others.
double held_out_error(const data::table& all, const model::factorization_settings& settings,
                      const train::fit_settings& how) {
    std::vector<std::uint64_t> train_rows, test_rows;
    for (std::size_t i = 0; i < all.rows(); ++i) {
        (i % 5 == 4 ? test_rows : train_rows).push_back(i);
    }
    factorization m{settings};
    static_cast<void>(train::fit(m, all.gather(train_rows), how));
    return std::sqrt(train::evaluate(m, all.gather(test_rows))[1].value);
}

}  // namespace

TEST_SUITE("model/factorization") {
    TEST_CASE("loss_and_gradient: agrees with the definition and with finite differences") {
        std::mt19937_64 engine{4};
        factorization m{{.factors = 3, .l2 = 0.3}};
        m.prepare(checkered(4, 5, false), random::stream{1});
        for (const auto& t : m.parameters()) {
            for (double& x : t.values) {
                x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
            }
        }
        const std::vector<double> x{0, 0, 1, 2, 3, 4, 1, 0, 1, 2}, y{1, 5, 2, 3, 4}, w{1, 0.5, 2, 0, 1};
        for (const std::vector<double>& weights : {std::vector<double>{}, w}) {
            const train::batch<double> batch{x, y, {}, 2, weights};
            model::gradients<double> g{m.parameters()};
            factorization::workspace space;
            const double loss = m.loss_and_gradient(batch, g, random::stream{1}, space);
            CHECK(std::abs(loss - loss_by_definition(m, batch, m)) < 1e-14);
            std::size_t at = 0;
            for (const auto& t : m.parameters()) {
                for (double& p : t.values) {
                    constexpr double step = 1e-6;
                    const double old = p;
                    p = old + step;
                    const double above = loss_by_definition(m, batch, m);
                    p = old - step;
                    const double below = loss_by_definition(m, batch, m);
                    p = old;
                    CAPTURE(t.name);
                    CHECK(std::abs(g.values()[at] - (above - below) / (2.0 * step)) < 1e-8);
                    ++at;
                }
            }
        }
    }

    TEST_CASE("predict: mean, biases and product by hand; whoever was never seen has neither") {
        const data::table rows = ratings({"b", "a", "b"}, {10, 9, 9}, {1, 2, 6});
        factorization m{{.factors = 2}};
        m.prepare(rows, random::stream{1});
        CHECK(m.mean() == 3.0);
        CHECK(m.users().texts() == std::vector<std::string>{"a", "b"});
        CHECK(m.items().texts() == std::vector<std::string>{"10", "9"});  // as text
        const auto p = m.parameters();
        const auto put = [&](const char* name, const std::vector<double>& values) {
            std::copy(values.begin(), values.end(), p[name].values.begin());
        };
        put("user_bias", {0.5, -0.5});
        put("item_bias", {0.25, 0.125});
        put("user_factors", {1, 2, 3, 4});
        put("item_factors", {1, 0, 0.5, 1});
        CHECK(m.predict(rows) ==
              std::vector<double>{3.0 - 0.5 + 0.25 + 3.0, 3.0 + 0.5 + 0.125 + 2.5, 3.0 - 0.5 + 0.125 + 5.5});
        CHECK(m.predict(ratings({"c", "a", "c"}, {9, 8, 8}, {0, 0, 0})) == std::vector<double>{3.125, 3.5, 3.0});
    }

    TEST_CASE("train::fit: finds a pattern that biases cannot tell") {
        const train::fit_settings how{
            .epochs = 80, .batch_size = 16, .seed = 3, .optimizer = train::adam{.learning_rate = 0.02}};
        factorization biases{{.factors = 0, .l2 = 0.001}}, both{{.factors = 3, .l2 = 0.001}};
        const data::table rows = checkered(20, 15, false), held_out = checkered(20, 15, true);
        static_cast<void>(train::fit(biases, rows, how));
        static_cast<void>(train::fit(both, rows, how));
        CHECK(std::sqrt(train::evaluate(biases, held_out)[1].value) > 0.9);
        CHECK(std::sqrt(train::evaluate(both, held_out)[1].value) < 0.15);
    }

    TEST_CASE("train::fit: the same bytes for 1, 2 and 3 threads; the bits are frozen") {
        for (const std::size_t threads : {1U, 2U, 3U}) {
            factorization m{{.factors = 4}};
            const auto run = train::fit(m, checkered(12, 9, false),
                                        {.epochs = 3, .batch_size = 10, .seed = 7, .threads = threads, .shards = 8});
            CAPTURE(threads);
            CHECK(run.grade() == train::grade::strict);
            CHECK(run.parameters_digest().to_string() ==
                  "blake3:36fa1e25477d493254682200691aac40dc73e5e5d3ccba518edc9b2f6aa9ed37");
        }
    }

    TEST_CASE("real ratings: better than the mean and than biases alone") {
        if (present("restaurant/rating_final.csv")) {
            const double error =
                held_out_error(data::read_csv(shared + "restaurant/rating_final.csv"),
                               {.user = "userID", .item = "placeID", .target = "rating", .factors = 10, .l2 = 0.1},
                               {.epochs = 30, .batch_size = 4, .optimizer = train::sgd{.learning_rate = 0.02}});
            CAPTURE(error);
            CHECK(error < 0.6436);
        }
        if (present("movielens/ratings.csv")) {
            const double error = held_out_error(
                data::read_csv(shared + "movielens/ratings.csv"),
                {.user = "userid", .item = "movieid", .target = "rating", .factors = 10, .l2 = 0.05},
                {.epochs = 15, .batch_size = 128, .shards = 1, .optimizer = train::sgd{.learning_rate = 0.64}});
            CAPTURE(error);
            CHECK(error < 0.8640);
        }
    }

    TEST_CASE("factorization: what cannot be is refused") {
        CHECK_THROWS_WITH_AS((factorization{{.user = "a", .item = "a"}}),
                             "model::factorization: expected three different columns, found \"a\"",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(factorization{{.item = ""}},
                             "model::factorization: expected a column for user, item and target, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(factorization{{.l2 = -1.0}},
                             "model::factorization: l2: expected a finite number of at least 0, found -1",
                             std::invalid_argument);
        const data::table rows = checkered(3, 3, false);
        CHECK_THROWS_WITH_AS(static_cast<void>(factorization{}.predict(rows)),
                             "model::factorization: expected a trained model, found one that was never trained",
                             std::invalid_argument);
        factorization real{{.user = "rating", .item = "user", .target = "item"}};
        CHECK_THROWS_WITH_AS(real.prepare(rows, random::stream{1}),
                             "r.csv: column \"rating\": expected an int64 or string column of ids, found float64",
                             schema_error);
    }

    TEST_CASE("check: parts that do not fit each other are refused") {
        CHECK_NOTHROW(factorization{}.check());
        const auto damaged = [](auto&& damage) {
            factorization m{{.factors = 2}};
            m.prepare(checkered(3, 3, false), random::stream{1});
            CHECK_NOTHROW(m.check());
            factorization::reflect(m, damage);
            return m;
        };
        const factorization narrow = damaged([](std::string_view name, auto& value) {
            if constexpr (std::is_same_v<decltype(value), Eigen::MatrixXd&>) {
                if (name == "user_factors") {
                    value = Eigen::MatrixXd::Zero(1, 3);
                }
            }
        });
        CHECK_THROWS_WITH_AS(
            narrow.check(),
            "lastro.factorization: users: expected a bias and 2 factors for each of 3, found 3 and 1 x 3",
            format_error);
        const factorization unordered = damaged([](std::string_view name, auto& value) {
            if constexpr (std::is_same_v<decltype(value), model::ids&>) {
                if (name == "items") {
                    model::ids::reflect(value, [](std::string_view, auto& texts) { texts = {"0", "2", "1"}; });
                }
            }
        });
        CHECK_THROWS_WITH_AS(unordered.check(),
                             "lastro.factorization: items: expected ascending ids, found \"1\" out of order",
                             format_error);
    }
}  // TEST_SUITE
