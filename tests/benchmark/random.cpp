// SPDX-License-Identifier: MIT
// tests/benchmark/random.cpp
//
// What does reproducible randomness cost, compared with <random>? Pairs that do the same work, run in turns by Google
// Benchmark (libbenchmark-dev), and the ratio of their medians of processor time: above 1, lastro is faster.
//
//   tests/benchmark/run.sh random     # prints the table, writes build/benchmark/random.json
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/random.hpp>

#include "pairs.hpp"

namespace {

using lastro::random::stream;
namespace rnd = lastro::random;

constexpr std::size_t bulk = 1 << 16;  // numbers a run: they stay in the second-level cache
constexpr std::size_t many = 10'000'000;

using benchmarks::pair;

std::vector<pair> pairs() {
    static std::vector<double> doubles(bulk);
    static std::vector<float> floats(bulk);
    static std::vector<std::uint64_t> integers(bulk);
    static std::mt19937_64 engine{1};
    static const stream s = stream{1}["benchmark"];
    static std::uint64_t first = 0;
    const auto fill_by = [](auto& values, auto distribution) {
        return [&values, distribution]() mutable {
            for (auto& x : values) {
                x = distribution(engine);
            }
        };
    };
    const auto draw_by = [](auto& values, const auto& distribution) {
        return [&values, distribution] {
            rnd::fill(distribution, s, first, std::span{values});
            first += bulk;
        };
    };
    const auto addressed = [](auto&& fill) {
        return [fill] {
            fill();
            first += bulk;
        };
    };
    constexpr auto n = static_cast<double>(bulk);
    return {
        {"64 random bits", "std::", n, 8 * n, 0, 1.0, false, addressed([] { rnd::fill_bits(s, first, integers); }),
         [] {
             for (auto& x : integers) {
                 x = engine();
             }
         }},
        {"uniform double", "std::", n, 8 * n, 1.5, 1.0, false,
         addressed([] { rnd::fill_uniform(s, first, std::span<double>{doubles}); }),
         fill_by(doubles, std::uniform_real_distribution<double>{})},
        {"uniform float", "std::", n, 4 * n, 0, 0, false,
         addressed([] { rnd::fill_uniform(s, first, std::span<float>{floats}); }),
         fill_by(floats, std::uniform_real_distribution<float>{})},
        {"normal", "std::", n, 8 * n, 3.0, 0, false, addressed([] { rnd::fill_normal(s, first, doubles); }),
         fill_by(doubles, std::normal_distribution<double>{})},
        {"integer below 1000", "std::", n, 8 * n, 0, 0, false,
         addressed([] { rnd::fill_bounded(s, first, 1000, integers); }),
         fill_by(integers, std::uniform_int_distribution<std::uint64_t>{0, 999})},
        {"exponential", "std::", n, 8 * n, 0, 0, false, draw_by(doubles, rnd::exponential{2.0}),
         fill_by(doubles, std::exponential_distribution<double>{2.0})},
        {"gamma, shape 2.5", "std::", n, 8 * n, 0, 0, false, draw_by(doubles, rnd::gamma{2.5}),
         fill_by(doubles, std::gamma_distribution<double>{2.5})},
        {"Student t, 4 degrees", "std::", n, 8 * n, 0, 0, false, draw_by(doubles, rnd::student_t{4.0}),
         fill_by(doubles, std::student_t_distribution<double>{4.0})},
        {"Poisson, mean 3.5", "std::", n, 8 * n, 0, 0, false, draw_by(integers, rnd::poisson{3.5}),
         fill_by(integers, std::poisson_distribution<std::uint64_t>{3.5})},
        {"Poisson, mean 100", "std::", n, 8 * n, 0, 0, false, draw_by(integers, rnd::poisson{100.0}),
         fill_by(integers, std::poisson_distribution<std::uint64_t>{100.0})},
        {"binomial, 1000 x 0.3", "std::", n, 8 * n, 0, 0, false, draw_by(integers, rnd::binomial{1000, 0.3}),
         fill_by(integers, std::binomial_distribution<std::uint64_t>{1000, 0.3})},
        {"geometric, p 0.02", "std::", n, 8 * n, 0, 0, false, draw_by(integers, rnd::geometric{0.02}),
         fill_by(integers, std::geometric_distribution<std::uint64_t>{0.02})},
        {"1 of 1000 categories", "std::", n, 8 * n, 0, 0, false,
         draw_by(integers, rnd::categorical{std::vector<double>(1000, 0.001)}),
         [] {
             static const std::vector<double> weights(1000, 0.001);
             static std::discrete_distribution<std::uint64_t> distribution(weights.begin(), weights.end());
             for (auto& x : integers) {
                 x = distribution(engine);
             }
         }},
        {"permutation of 10^7", "std::", static_cast<double>(many), 8 * static_cast<double>(many), 1.0, 0, false,
         [] {
             const auto order = rnd::permutation(s[first++], many);
             benchmark::DoNotOptimize(order.data());
         },
         [] {
             std::vector<std::uint64_t> order(many);
             std::iota(order.begin(), order.end(), std::uint64_t{0});
             std::shuffle(order.begin(), order.end(), engine);
             benchmark::DoNotOptimize(order.data());
         }},
    };
}

}  // namespace

int main(int argc, char** argv) { return benchmarks::run(argc, argv, pairs()); }
