// SPDX-License-Identifier: MIT
// tests/benchmark/num_elementary.cpp
//
// What do reproducible elementary functions cost, compared with a loop over the C library's? Pairs that do the same work,
// run in turns by Google Benchmark (libbenchmark-dev), and the ratio of their medians of processor time: above 1, lastro
// is faster. NumPy's functions are measured by num_elementary_peers.py, over the same numbers.
//
//   tests/benchmark/run.sh num_elementary     # prints the table, writes build/benchmark/num_elementary.json
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/num/elementary.hpp>
#include <lastro/random.hpp>

#include "pairs.hpp"

namespace {

namespace num = lastro::num;
namespace rnd = lastro::random;

constexpr std::size_t count = 1 << 12;  // numbers a run: they stay in the first-level cache

using benchmarks::pair;

/// Uniform numbers from `low` to `high`, the same ones for ever.
template <class T>
std::vector<T> numbers(double low, double high) {
    std::vector<double> wide(count);
    rnd::fill_uniform(rnd::stream{1}["elementary"], 0, std::span{wide});
    std::vector<T> values;
    for (const double u : wide) {
        values.push_back(static_cast<T>(low + (high - low) * u));
    }
    return values;
}

template <class T, class Ours, class Standard>
pair compare(const char* name, double least_ratio, double low, double high, Ours ours, Standard standard) {
    static std::vector<T> y(count);
    const std::vector<T> x = numbers<T>(low, high);
    return {std::string{name} + (sizeof(T) == 8 ? ", double" : ", float"),
            "C library",
            count,
            0,
            least_ratio,
            0,
            false,
            [x, ours] { ours(std::span<const T>{x}, std::span<T>{y}); },
            [x, standard] {
                for (std::size_t i = 0; i < count; ++i) {
                    y[i] = standard(x[i]);
                }
            }};
}

template <class T>
void add_pairs(std::vector<pair>& to) {
    using in = std::span<const T>;
    using out = std::span<T>;
    const auto add = [&](const char* name, double least_ratio, double low, double high, auto ours, auto standard) {
        to.push_back(compare<T>(name, least_ratio, low, high, ours, standard));
    };
    add(
        "exp", 4, -10, 10, [](in x, out y) { num::exp(x, y); }, [](T x) { return std::exp(x); });
    add(
        "log", 4, 0.001, 100, [](in x, out y) { num::log(x, y); }, [](T x) { return std::log(x); });
    add(
        "tanh", 4, -5, 5, [](in x, out y) { num::tanh(x, y); }, [](T x) { return std::tanh(x); });
    add(
        "exp2", 0, -10, 10, [](in x, out y) { num::exp2(x, y); }, [](T x) { return std::exp2(x); });
    add(
        "expm1", 0, -10, 10, [](in x, out y) { num::expm1(x, y); }, [](T x) { return std::expm1(x); });
    add(
        "log2", 0, 0.001, 100, [](in x, out y) { num::log2(x, y); }, [](T x) { return std::log2(x); });
    add(
        "log1p", 0, -0.9, 10, [](in x, out y) { num::log1p(x, y); }, [](T x) { return std::log1p(x); });
    add(
        "pow 0.75", 0, 0.001, 100, [](in x, out y) { num::pow(x, T(0.75), y); },
        [](T x) { return std::pow(x, T(0.75)); });
    add(
        "sin", 0, -100, 100, [](in x, out y) { num::sin(x, y); }, [](T x) { return std::sin(x); });
    add(
        "cos", 0, -100, 100, [](in x, out y) { num::cos(x, y); }, [](T x) { return std::cos(x); });
    add(
        "erf", 0, -4, 4, [](in x, out y) { num::erf(x, y); }, [](T x) { return std::erf(x); });
    add(
        "erfc", 0, -4, 9, [](in x, out y) { num::erfc(x, y); }, [](T x) { return std::erfc(x); });
    add(
        "lgamma", 0, 0.01, 20, [](in x, out y) { num::lgamma(x, y); }, [](T x) { return std::lgamma(x); });
    add(
        "sigmoid", 0, -10, 10, [](in x, out y) { num::sigmoid(x, y); },
        [](T x) { return T(1) / (T(1) + std::exp(-x)); });
    add(
        "gelu", 0, -5, 5, [](in x, out y) { num::gelu(x, y); },
        [](T x) { return T(0.5) * x * std::erfc(x * T(-0.70710678118654752)); });
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<pair> all;
    add_pairs<double>(all);
    add_pairs<float>(all);
    return benchmarks::run(argc, argv, all);
}
