// SPDX-License-Identifier: MIT
// tests/benchmark/num_elementary.cpp
//
// What do reproducible elementary functions cost, compared with a loop over the C library's? Pairs that do the same work,
// run in turns by Google Benchmark (libbenchmark-dev), and the ratio of their medians of processor time: above 1, lastro
// is faster. NumPy's functions are measured by num_elementary_peers.py, over the same numbers.
//
//   tests/benchmark/run.sh num_elementary     # prints the table, writes build/benchmark/num_elementary.json
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/num/elementary.hpp>
#include <lastro/random.hpp>

namespace {

namespace num = lastro::num;
namespace rnd = lastro::random;

constexpr std::size_t count = 1 << 12;  // numbers a run: they stay in the first-level cache

struct pair {
    std::string name;
    double least_ratio;  // what is promised; 0 where nothing is
    std::function<void()> ours;
    std::function<void()> standard;
};

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
    return {std::string{name} + (sizeof(T) == 8 ? ", double" : ", float"), least_ratio,
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

/// Keeps the processor time of every run, by name.
class collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type == Run::RT_Iteration && run.iterations > 0) {
                seconds_[run.run_name.function_name].push_back(run.cpu_accumulated_time /
                                                               static_cast<double>(run.iterations));
            }
        }
    }
    [[nodiscard]] double median(const std::string& name) const {
        std::vector<double> times = seconds_.at(name);
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> seconds_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: num_elementary RESULTS.json\n");
        return 2;
    }
    std::string settings[] = {argv[0], "--benchmark_repetitions=9", "--benchmark_min_time=0.01",
                              "--benchmark_enable_random_interleaving=true"};
    char* values[] = {settings[0].data(), settings[1].data(), settings[2].data(), settings[3].data()};
    int arguments = 4;
    benchmark::Initialize(&arguments, values);

    std::vector<pair> all;
    add_pairs<double>(all);
    add_pairs<float>(all);
    const auto add = [](const std::string& name, const std::function<void()>& run) {
        benchmark::RegisterBenchmark(name.c_str(), [&run](benchmark::State& state) {
            for (auto _ : state) {
                run();
                benchmark::ClobberMemory();
            }
        });
    };
    for (const pair& p : all) {
        add("lastro " + p.name, p.ours);
        add("std " + p.name, p.standard);
    }
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    std::FILE* results = std::fopen(argv[1], "w");
    if (results == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    std::fputs("[", results);
    int missed = 0;
    std::printf("%-22s %12s %12s %8s %9s\n", "", "lastro ns", "libm ns", "ratio", "promised");
    for (const pair& p : all) {
        const double ours = times.median("lastro " + p.name) / count;
        const double standard = times.median("std " + p.name) / count;
        const bool kept = standard / ours >= p.least_ratio;
        missed += kept ? 0 : 1;
        std::printf("%-22s %12.3f %12.3f %8.2f", p.name.c_str(), ours * 1e9, standard * 1e9, standard / ours);
        if (p.least_ratio > 0.0) {
            std::printf(" %9.1f", p.least_ratio);
        }
        std::printf("%s\n", kept ? "" : "  MISSED");
        std::fprintf(results,
                     "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"C library\", \"peer_value\": %.4g, "
                     "\"unit\": \"ns\", \"ratio\": %.4g}",
                     &p == all.data() ? "" : ",", p.name.c_str(), ours * 1e9, standard * 1e9, standard / ours);
    }
    std::fputs("\n]\n", results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}
