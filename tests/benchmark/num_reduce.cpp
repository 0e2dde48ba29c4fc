// SPDX-License-Identifier: MIT
// tests/benchmark/num_reduce.cpp
//
// What do reproducible sums cost? Against Eigen, in the caches and from memory, and on two threads against one. Pairs
// that do the same work, run in turns by Google Benchmark (libbenchmark-dev), and the ratio of their medians of
// processor time (of wall-clock time where threads are compared): above 1, lastro is faster.
//
//   tests/benchmark/run.sh num_reduce     # prints the table, writes build/benchmark/num_reduce.json
//
// Eigen's side is peers/eigen_reductions.cpp, compiled with -O3 -march=native -DNDEBUG; ours with plain -O2.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/core/parallel.hpp>
#include <lastro/num.hpp>

#include "pairs.hpp"

namespace peer {  // peers/eigen_reductions.cpp

double sum(const double* x, std::size_t n);
float sum(const float* x, std::size_t n);
double dot(const double* x, const double* y, std::size_t n);
float dot(const float* x, const float* y, std::size_t n);
double norm(const double* x, std::size_t n);
float norm(const float* x, std::size_t n);
double largest(const double* x, std::size_t n);
float largest(const float* x, std::size_t n);

}  // namespace peer

namespace {

namespace num = lastro::num;

using benchmarks::pair;

template <class T>
void add_pairs(std::vector<pair>& pairs, const char* type, std::size_t n, const char* where, double promised,
               std::size_t bytes_off = 0) {
    static std::map<std::size_t, std::vector<T>> numbers;
    constexpr std::size_t line = 64 / sizeof(T);
    if (numbers[n].empty()) {
        numbers[n].assign(2 * (n + line), T(0.3));
    }
    // x and y begin `bytes_off` bytes behind a multiple of 64.
    const std::size_t behind = std::bit_cast<std::uintptr_t>(numbers[n].data()) / sizeof(T) % line;
    const std::size_t begin = (line - behind) % line + bytes_off / sizeof(T);
    const std::span<const T> x = std::span<const T>{numbers[n]}.subspan(begin, n);
    const std::span<const T> y = std::span<const T>{numbers[n]}.subspan(begin + n, n);
    const auto name = [&](const char* what) { return std::string{what} + " " + type + ", " + where; };
    const auto bytes = static_cast<double>(n * sizeof(T));
    pairs.push_back({name("sum"), "Eigen", 1, bytes, promised, 0, false, [=] { benchmark::DoNotOptimize(num::sum(x)); },
                     [=] { benchmark::DoNotOptimize(peer::sum(x.data(), n)); }});
    pairs.push_back({name("dot"), "Eigen", 1, 2 * bytes, promised, 0, false,
                     [=] { benchmark::DoNotOptimize(num::dot(x, y)); },
                     [=] { benchmark::DoNotOptimize(peer::dot(x.data(), y.data(), n)); }});
    pairs.push_back({name("norm"), "Eigen", 1, bytes, 0, 0, false, [=] { benchmark::DoNotOptimize(num::norm(x)); },
                     [=] { benchmark::DoNotOptimize(peer::norm(x.data(), n)); }});
    pairs.push_back({name("max"), "Eigen", 1, bytes, 0, 0, false, [=] { benchmark::DoNotOptimize((num::max)(x)); },
                     [=] { benchmark::DoNotOptimize(peer::largest(x.data(), n)); }});
}

void add_threads(std::vector<pair>& pairs) {
    static const std::vector<double> x(std::size_t{1} << 24U, 0.3);
    pairs.push_back({"sum double, 2 threads", "1 thread", 1, 8.0 * static_cast<double>(x.size()), 0, 0, true,
                     [] { benchmark::DoNotOptimize(num::sum(x, {.threads = 2})); },
                     [] { benchmark::DoNotOptimize(num::sum(x)); }});
}

std::vector<pair> all_pairs() {
    std::vector<pair> pairs;
    constexpr std::size_t kilobyte = 1024;
    for (const auto& [bytes, where] : {std::pair{16 * kilobyte, "16 kB"}, std::pair{256 * kilobyte, "256 kB"},
                                       std::pair{64 * kilobyte * kilobyte, "64 MB"}}) {
        const double promised = bytes == 256 * kilobyte ? 0.8 : 0.0;
        add_pairs<double>(pairs, "double", bytes / sizeof(double), where, promised);
        add_pairs<float>(pairs, "float", bytes / sizeof(float), where, promised);
    }
    add_pairs<double>(pairs, "double", 16 * kilobyte / sizeof(double), "16 kB, 16 bytes off a cache line", 0, 16);
    add_pairs<float>(pairs, "float", 16 * kilobyte / sizeof(float), "16 kB, 16 bytes off a cache line", 0, 16);
    add_threads(pairs);
    return pairs;
}

}  // namespace

int main(int argc, char** argv) { return benchmarks::run(argc, argv, all_pairs()); }
