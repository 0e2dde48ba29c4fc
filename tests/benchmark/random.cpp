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
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/random.hpp>

namespace {

using lastro::random::stream;
namespace rnd = lastro::random;

constexpr std::size_t bulk = 1 << 16;  // numbers a run: they stay in the second-level cache
constexpr std::size_t many = 10'000'000;

struct pair {
    const char* name;
    double numbers;      // made by one run
    double bytes;        // of one number
    double least_ratio;  // what is promised; 0 where nothing is
    double least_gigabytes;
    std::function<void()> ours;
    std::function<void()> standard;
};

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
        {"64 random bits", n, 8, 0, 1.0, addressed([] { rnd::fill_bits(s, first, integers); }),
         [] {
             for (auto& x : integers) {
                 x = engine();
             }
         }},
        {"uniform double", n, 8, 1.5, 1.0, addressed([] { rnd::fill_uniform(s, first, std::span<double>{doubles}); }),
         fill_by(doubles, std::uniform_real_distribution<double>{})},
        {"uniform float", n, 4, 0, 0, addressed([] { rnd::fill_uniform(s, first, std::span<float>{floats}); }),
         fill_by(floats, std::uniform_real_distribution<float>{})},
        {"normal", n, 8, 3.0, 0, addressed([] { rnd::fill_normal(s, first, doubles); }),
         fill_by(doubles, std::normal_distribution<double>{})},
        {"integer below 1000", n, 8, 0, 0, addressed([] { rnd::fill_bounded(s, first, 1000, integers); }),
         fill_by(integers, std::uniform_int_distribution<std::uint64_t>{0, 999})},
        {"exponential", n, 8, 0, 0, draw_by(doubles, rnd::exponential{2.0}),
         fill_by(doubles, std::exponential_distribution<double>{2.0})},
        {"gamma, shape 2.5", n, 8, 0, 0, draw_by(doubles, rnd::gamma{2.5}),
         fill_by(doubles, std::gamma_distribution<double>{2.5})},
        {"Student t, 4 degrees", n, 8, 0, 0, draw_by(doubles, rnd::student_t{4.0}),
         fill_by(doubles, std::student_t_distribution<double>{4.0})},
        {"Poisson, mean 3.5", n, 8, 0, 0, draw_by(integers, rnd::poisson{3.5}),
         fill_by(integers, std::poisson_distribution<std::uint64_t>{3.5})},
        {"Poisson, mean 100", n, 8, 0, 0, draw_by(integers, rnd::poisson{100.0}),
         fill_by(integers, std::poisson_distribution<std::uint64_t>{100.0})},
        {"binomial, 1000 x 0.3", n, 8, 0, 0, draw_by(integers, rnd::binomial{1000, 0.3}),
         fill_by(integers, std::binomial_distribution<std::uint64_t>{1000, 0.3})},
        {"geometric, p 0.02", n, 8, 0, 0, draw_by(integers, rnd::geometric{0.02}),
         fill_by(integers, std::geometric_distribution<std::uint64_t>{0.02})},
        {"1 of 1000 categories", n, 8, 0, 0, draw_by(integers, rnd::categorical{std::vector<double>(1000, 0.001)}),
         [] {
             static const std::vector<double> weights(1000, 0.001);
             static std::discrete_distribution<std::uint64_t> distribution(weights.begin(), weights.end());
             for (auto& x : integers) {
                 x = distribution(engine);
             }
         }},
        {"permutation of 10^7", static_cast<double>(many), 8, 1.0, 0,
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
        std::fprintf(stderr, "usage: random RESULTS.json\n");
        return 2;
    }
    std::string settings[] = {argv[0], "--benchmark_repetitions=9", "--benchmark_min_time=0.02",
                              "--benchmark_enable_random_interleaving=true"};
    char* values[] = {settings[0].data(), settings[1].data(), settings[2].data(), settings[3].data()};
    int count = 4;
    benchmark::Initialize(&count, values);

    const std::vector<pair> all = pairs();
    const auto add = [](const std::string& name, const std::function<void()>& run) {
        benchmark::RegisterBenchmark(name.c_str(), [&run](benchmark::State& state) {
            for (auto _ : state) {
                run();
                benchmark::ClobberMemory();
            }
        });
    };
    for (const pair& p : all) {
        add(std::string{"lastro "} + p.name, p.ours);
        add(std::string{"std "} + p.name, p.standard);
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
    std::printf("%-22s %12s %12s %10s %8s %9s\n", "", "lastro ns", "std ns", "GB/s", "ratio", "promised");
    for (const pair& p : all) {
        const double ours = times.median(std::string{"lastro "} + p.name) / p.numbers;
        const double standard = times.median(std::string{"std "} + p.name) / p.numbers;
        const double gigabytes = p.bytes / ours / 1e9;
        const bool kept = standard / ours >= p.least_ratio && gigabytes >= p.least_gigabytes;
        missed += kept ? 0 : 1;
        std::printf("%-22s %12.2f %12.2f %10.2f %8.2f", p.name, ours * 1e9, standard * 1e9, gigabytes, standard / ours);
        if (p.least_ratio > 0.0) {
            std::printf(" %9.1f", p.least_ratio);
        }
        std::printf("%s\n", kept ? "" : "  MISSED");
        std::fprintf(results,
                     "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"std::\", \"peer_value\": %.4g, "
                     "\"unit\": \"ns\", \"ratio\": %.4g}",
                     &p == all.data() ? "" : ",", p.name, ours * 1e9, standard * 1e9, standard / ours);
    }
    std::fputs("\n]\n", results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}
