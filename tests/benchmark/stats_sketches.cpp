// SPDX-License-Identifier: MIT
// tests/benchmark/stats_sketches.cpp
//
// How wrong are the sketches of lastro::stats, how large, how fast? Prints the table of docs/stats.md.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/stats_sketches.cpp -o stats_sketches && ./stats_sketches
//
// 60 sketches of 100,000 values per line, from fixed seeds: a second run prints the same, but for the times.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <random>
#include <span>
#include <vector>

#include <lastro/stats.hpp>

using namespace lastro;

namespace {

constexpr std::size_t count = 100'000;

/// The values 0 ... count - 1, ascending, descending or shuffled.
std::vector<double> values_in(int order, std::uint64_t seed) {
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<double>(order == 1 ? count - 1 - i : i);
    }
    std::mt19937_64 engine{seed};
    if (order == 2) {
        std::shuffle(values.begin(), values.end(), engine);
    }
    return values;
}

/// One sketch for each of `shards` runs of the values, merged.
template <class Make>
auto sketched(const std::vector<double>& values, std::size_t shards, const Make& make) {
    auto all = make(shards);
    for (std::size_t shard = 0; shard < shards; ++shard) {
        auto part = make(shard);
        for (std::size_t i = shard * count / shards; i < (shard + 1) * count / shards; ++i) {
            part.add(values[i]);
        }
        all.merge(part);
    }
    return all;
}

void quantile_sketch_lines() {
    std::puts(
        "| k | order | merged from | median of the largest error, times k | largest of all, times k | values held |");
    for (const std::size_t k : {50U, 200U, 400U}) {
        for (int order = 0; order < 3; ++order) {
            for (const std::size_t shards : {std::size_t{1}, std::size_t{20}}) {
                std::vector<double> worst;
                std::size_t held = 0;
                for (std::uint64_t seed = 0; seed < 60; ++seed) {
                    const auto sketch = sketched(values_in(order, seed), shards, [&](std::size_t shard) {
                        return stats::quantile_sketch{{.k = k, .coins = random::stream{7}[seed][shard]}};
                    });
                    double error = 0.0;
                    for (std::size_t x = 0; x < count; x += 37) {
                        const double truth = static_cast<double>(x + 1) / count;
                        error = std::max(error, std::abs(sketch.rank(static_cast<double>(x)) - truth));
                    }
                    worst.push_back(error * static_cast<double>(k));
                    held = sketch.size();
                }
                std::sort(worst.begin(), worst.end());
                const char* const names[] = {"ascending", "descending", "shuffled"};
                std::printf("| %zu | %s | %zu | %.2f | %.2f | %zu |\n", k, names[order], shards, worst[30], worst[59],
                            held);
            }
        }
    }
}

void tdigest_lines() {
    std::puts("| compression | merged from | largest rank error at the median | at 0.01 | at 0.0001 | centroids |");
    for (const std::size_t compression : {100U, 200U, 400U}) {
        for (const std::size_t shards : {std::size_t{1}, std::size_t{20}}) {
            double error[3] = {};
            std::size_t held = 0;
            for (std::uint64_t seed = 0; seed < 60; ++seed) {
                std::vector<double> values = values_in(2, seed);
                for (double& x : values) {  // a long tail: interpolation is no help
                    x = -1.0 / (x + 0.5);
                }
                auto digest =
                    sketched(values, shards, [&](std::size_t) { return stats::tdigest{{.compression = compression}}; });
                digest.compress();
                held = digest.size();
                const double at[] = {0.5, 0.01, 0.0001};
                for (std::size_t i = 0; i < 3; ++i) {
                    const double x = -1.0 / (at[i] * count + 0.5);
                    error[i] = std::max(error[i], std::abs(digest.rank(x) - (at[i] + 0.5 / count)));
                }
            }
            std::printf("| %zu | %zu | %.1e | %.1e | %.1e | %zu |\n", compression, shards, error[0], error[1], error[2],
                        held);
        }
    }
}

template <class Sketch>
void time_of(const char* name, Sketch sketch) {
    const std::vector<double> values = values_in(2, 1);
    const std::clock_t start = std::clock();
    for (int round = 0; round < 20; ++round) {
        for (const double x : values) {
            sketch.add(x);
        }
    }
    const double time = 1e9 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::printf("%s: %.0f ns per value\n", name, time / (20.0 * count));
}

template <class Sketch>
void time_of_span(const char* name, Sketch sketch, double factor) {
    std::vector<double> values = values_in(2, 1);
    for (double& x : values) {
        x *= factor;
    }
    const std::clock_t start = std::clock();
    for (int round = 0; round < 20; ++round) {
        sketch.add(std::span<const double>{values});
    }
    const double time = 1e9 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::printf("%s, a span: %.1f ns per value\n", name, time / (20.0 * count));
}

}  // namespace

int main() {
    quantile_sketch_lines();
    tdigest_lines();
    time_of("quantile_sketch, k 200", stats::quantile_sketch{});
    time_of("tdigest, compression 200", stats::tdigest{});
    time_of("rolling_mean, window 100", stats::rolling_mean{100});
    time_of_span("quantile_sketch, k 200", stats::quantile_sketch{}, 0.1);
    time_of_span("central_moments", stats::central_moments{}, 0.1);
    time_of_span("exact_moments of whole numbers", stats::exact_moments{}, 1.0);
    time_of_span("exact_moments of others", stats::exact_moments{}, 0.1);
    time_of_span("dyadic_histogram", stats::dyadic_histogram{}, 0.1);
}
