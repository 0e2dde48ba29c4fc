// SPDX-License-Identifier: MIT
// tests/train/retrieval_metric.test.cpp
#include <lastro/train/retrieval_metric.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

using values = std::vector<double>;

const values relevance{3, 2, 3, 0, 1, 2, 0, 1};
const values scores{.9, .8, .8, .7, .5, .5, .5, .1};

// The mean, over all orders of the items that keep the scores descending, of the share of relevant ones in the first k.
double recall_by_definition(const values& relevant, const values& s, std::size_t k) {
    std::vector<std::size_t> order(s.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    double sum = 0, orders = 0;
    do {
        if (std::is_sorted(order.begin(), order.end(), [&](auto a, auto b) { return s[a] > s[b]; })) {
            double found = 0;
            for (std::size_t i = 0; i < k; ++i) {
                found += relevant[order[i]];
            }
            sum += found / std::accumulate(relevant.begin(), relevant.end(), 0.0);
            orders += 1;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return sum / orders;
}

}  // namespace

TEST_SUITE("train/retrieval_metric") {
    TEST_CASE("ndcg: scikit-learn 1.5.2, with ties, for several k") {
        CHECK(std::abs(train::ndcg(relevance, scores) - 0.9629168629779412) < 3e-16);
        CHECK(std::abs(train::ndcg(relevance, scores, 3) - 0.9888906808152524) < 3e-16);
        CHECK(std::abs(train::ndcg(relevance, scores, 5) - 0.8702116485113017) < 3e-16);
        CHECK(std::abs(train::ndcg(relevance, scores, 6) - 0.8763781545377028) < 3e-16);
    }

    TEST_CASE("ndcg: 1 for the best order, and by hand") {
        CHECK(train::ndcg(relevance, relevance) == 1.0);
        CHECK(train::ndcg(values{0, 1}, values{2, 1}) == doctest::Approx(1.0 / std::log2(3.0)).epsilon(1e-15));
        CHECK(train::ndcg(values{1, 0}, values{2, 1}, 1) == 1.0);
        CHECK(train::ndcg(values{0, 1}, values{2, 1}, 1) == 0.0);
        CHECK(train::ndcg(values{0, 1}, values{1, 1}, 1) == 0.5);  // half of the two orders
    }

    TEST_CASE("recall_at and precision_at: the mean over all orders of ties") {
        const values relevant{1, 0, 1, 0, 1, 0, 1}, s{3, 3, 2, 2, 2, 1, 0};
        for (std::size_t k = 1; k <= 7; ++k) {
            CAPTURE(k);
            const double recall = recall_by_definition(relevant, s, k);
            CHECK(std::abs(train::recall_at(relevant, s, k) - recall) < 1e-15);
            CHECK(std::abs(train::precision_at(relevant, s, k) - recall * 4 / static_cast<double>(k)) < 1e-15);
        }
        CHECK(train::recall_at(relevant, s, 100) == 1.0);
        CHECK(train::precision_at(relevant, s, 8) == 0.5);
    }

    TEST_CASE("queries: the mean of each one's metric, wherever its rows lie") {
        const std::vector<std::int64_t> query{7, -2, 7, -2, 7, 5};
        const values relevant{1, 0, 0, 1, 1, 0}, s{.9, .8, .7, .6, .5, .4};
        // query -2: 0 before 1 -> 1/2; query 5: none relevant; query 7: 1 0 1 -> (1 + 2/3) / 2
        const double seven = (1.0 + 2.0 / 3.0) / 2;
        CHECK(std::abs(train::mean_average_precision(query, relevant, s) - (0.5 + 0 + seven) / 3) < 1e-16);
        CHECK(std::abs(train::mean_average_precision(query, relevant, s, train::without_relevant::left_out) -
                       (0.5 + seven) / 2) < 1e-16);
        const auto first = [](auto y, auto z) { return train::precision_at(y, z, 1); };
        CHECK(train::mean_over_queries(query, relevant, s, first) == 1.0 / 3.0);
    }

    TEST_CASE("queries: shards of whole queries merge to the same bits") {
        const std::vector<std::int64_t> query{1, 1, 1, 2, 2, 2, 3, 3, 3};
        const values relevant{0, 1, 0, 2, 1, 0, 0, 0, 3}, s{.3, .2, .1, .3, .4, .1, .2, .2, .1};
        const auto part = [&](std::size_t first, std::size_t count) {
            return train::over_queries(std::span{query}.subspan(first, count),
                                       std::span{relevant}.subspan(first, count), std::span{s}.subspan(first, count),
                                       [](auto y, auto z) { return train::ndcg(y, z); });
        };
        train::weighted_mean merged = part(6, 3);
        merged.merge(part(0, 3));
        merged.merge(part(3, 3));
        CHECK(merged == part(0, 9));
        CHECK(merged.rows() == 3);
    }

    TEST_CASE("refusals: nothing relevant, no places, NaN, negative relevance, sizes") {
        CHECK_THROWS_WITH_AS(static_cast<void>(train::ndcg(values{0, 0}, values{1, 2})),
                             "train::ndcg: expected a relevant item, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::recall_at(values{1}, values{1}, 0)),
                             "train::recall_at: expected at least one place to look at, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::ndcg(values{-1, 1}, values{1, 2})),
                             "train::ndcg: expected finite relevance of at least 0, found -1", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::ndcg(values{1}, values{std::nan("")})), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::precision_at(values{2}, values{1}, 1)), std::invalid_argument);
        const std::vector<std::int64_t> query{1};
        CHECK_THROWS_AS(static_cast<void>(train::mean_average_precision(query, values{1, 0}, values{1, 2})),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::mean_average_precision(query, values{0}, values{1},
                                                                        train::without_relevant::left_out)),
                        std::invalid_argument);
    }

}  // TEST_SUITE
