// SPDX-License-Identifier: MIT
// tests/benchmark/data_sketches.cpp
//
// How fast are the sketches of a profile beside those of Apache DataSketches, and how wrong?
//
//   data_sketches RESULTS.json                         # beside its C++, where peers/data_sketches.sh found that
//   data_sketches FILE k|c SETTING                     # of the doubles in FILE: a KLL sketch or a t-digest; prints ns a value
//                                                      # and the largest rank error of 1,000 values
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <span>
#include <vector>

#include <lastro/stats.hpp>

#include "pairs.hpp"

using namespace lastro;

extern "C" {
[[gnu::weak]] void peer_kll(const double* values, std::size_t n, unsigned k, const double* at, std::size_t many,
                            double* ranks);
[[gnu::weak]] double peer_distinct(const double* values, std::size_t n, unsigned precision);
[[gnu::weak]] std::uint64_t peer_frequent(const std::int64_t* values, std::size_t n, unsigned binary_counters);
}

namespace {

constexpr std::size_t count = 1'000'000;

std::vector<double> drawn(std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    std::normal_distribution<double> normal{10.0, 3.0};
    std::vector<double> values(count);
    for (double& x : values) {
        x = normal(engine);
    }
    return values;
}

/// What is asked: the values of 1,000 evenly spaced ranks, from `sorted`.
std::vector<double> queries(const std::vector<double>& sorted) {
    std::vector<double> at;
    for (std::size_t i = 1; i <= 1000; ++i) {
        at.push_back(sorted[i * sorted.size() / 1001]);
    }
    return at;
}

double largest_error(const std::vector<double>& sorted, const std::vector<double>& at,
                     const std::vector<double>& ranks) {
    double largest = 0.0;
    for (std::size_t i = 0; i < at.size(); ++i) {
        const auto up_to = std::upper_bound(sorted.begin(), sorted.end(), at[i]) - sorted.begin();
        largest =
            std::max(largest, std::abs(ranks[i] - static_cast<double>(up_to) / static_cast<double>(sorted.size())));
    }
    return largest;
}

template <class Sketch>
std::vector<double> ranks_of(const Sketch& sketch, const std::vector<double>& at) {
    std::vector<double> ranks;
    for (const double x : at) {
        ranks.push_back(sketch.rank(x));
    }
    return ranks;
}

/// Median and largest of the largest rank errors of 40 sketches each.
void print_errors(unsigned k) {
    std::vector<double> ours;
    std::vector<double> theirs;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        std::vector<double> values = drawn(seed);
        stats::quantile_sketch sketch{{.k = k, .coins = random::stream{seed}}};
        sketch.add(std::span<const double>{values});
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const std::vector<double> at = queries(sorted);
        ours.push_back(largest_error(sorted, at, ranks_of(sketch, at)));
        std::vector<double> ranks(at.size());
        peer_kll(values.data(), values.size(), k, at.data(), at.size(), ranks.data());
        theirs.push_back(largest_error(sorted, at, ranks));
    }
    std::sort(ours.begin(), ours.end());
    std::sort(theirs.begin(), theirs.end());
    std::printf(
        "KLL, k = %u: largest rank error, median and largest of 40 sketches: ours %.5f, %.5f; DataSketches %.5f, "
        "%.5f\n",
        k, ours[20], ours[39], theirs[20], theirs[39]);
}

int of_file(const char* path, char what, std::size_t setting) {
    std::vector<double> values(64 * count);
    std::FILE* const file = std::fopen(path, "rb");
    if (file == nullptr) {
        std::perror(path);
        return 2;
    }
    values.resize(std::fread(values.data(), sizeof(double), values.size(), file));
    std::fclose(file);
    stats::quantile_sketch quantiles{{.k = what == 'k' ? setting : 200}};
    stats::tdigest tails{{.compression = what == 'c' ? setting : 200}};
    const std::clock_t start = std::clock();
    if (what == 'k') {
        quantiles.add(std::span<const double>{values});
    } else {
        for (const double x : values) {
            tails.add(x);
        }
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::sort(values.begin(), values.end());
    const std::vector<double> at = queries(values);
    tails.compress();
    std::printf("%.4f %.7f\n", seconds * 1e9 / static_cast<double>(values.size()),
                largest_error(values, at, what == 'k' ? ranks_of(quantiles, at) : ranks_of(tails, at)));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4) {
        return of_file(argv[1], argv[2][0], std::strtoul(argv[3], nullptr, 10));
    }
    if (peer_kll == nullptr) {
        std::puts("without DataSketches C++");
        return benchmarks::run(argc, argv, {});
    }
    print_errors(200);
    const std::vector<double> values = drawn(1);
    std::vector<std::int64_t> items(count);
    std::mt19937_64 engine{2};
    for (std::int64_t& x : items) {  // about one in k is above 1,000 / k
        x = static_cast<std::int64_t>(1000.0 / (static_cast<double>(engine() >> 11) * 0x1p-53 + 1e-4));
    }
    double seen = 0.0;
    const auto pair = [&](const char* name, double least, std::function<void()> ours, std::function<void()> theirs) {
        return benchmarks::pair{.name = name,
                                .peer = "DataSketches",
                                .items = static_cast<double>(count),
                                .least_ratio = least,
                                .ours = std::move(ours),
                                .theirs = std::move(theirs)};
    };
    return benchmarks::run(argc, argv,
                           {pair(
                                "KLL, k = 200, a span", 2.0,
                                [&] {
                                    stats::quantile_sketch sketch;
                                    sketch.add(std::span<const double>{values});
                                    seen += sketch.minimum();
                                },
                                [&] { peer_kll(values.data(), count, 200, nullptr, 0, nullptr); }),
                            pair(
                                "KLL, one by one", 0.0,
                                [&] {
                                    stats::quantile_sketch sketch;
                                    for (const double x : values) {
                                        sketch.add(x);
                                    }
                                    seen += sketch.minimum();
                                },
                                [&] { peer_kll(values.data(), count, 200, nullptr, 0, nullptr); }),
                            pair(
                                "HyperLogLog, 2^12", 1.0,
                                [&] {
                                    stats::distinct_sketch sketch;
                                    for (const double x : values) {
                                        sketch.add(x);
                                    }
                                    seen += sketch.count();
                                },
                                [&] { seen += peer_distinct(values.data(), count, 12); }),
                            pair(
                                "frequent items, 256", 1.0,
                                [&] {
                                    stats::frequent_items<std::int64_t> sketch;
                                    for (const std::int64_t x : items) {
                                        sketch.add(x);
                                    }
                                    seen += static_cast<double>(sketch.uncertainty());
                                },
                                [&] { seen += static_cast<double>(peer_frequent(items.data(), count, 8)); })});
}
