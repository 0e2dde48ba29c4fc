// SPDX-License-Identifier: MIT
// tests/benchmark/pairs.hpp
//
// How fast is Lastro beside a peer that does the same work? Both sides of every pair run in turns under Google Benchmark
// (libbenchmark-dev); what counts is the ratio of their medians: above 1, lastro is faster.
//
//   int main(int argc, char** argv) { return benchmarks::run(argc, argv, pairs()); }   // writes the file that argv names
#pragma once

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace benchmarks {

/// The same work, done by both.
struct pair {
    std::string name;
    std::string peer;             ///< Who else does it.
    double items = 1;             ///< Done by one run: times are told for one of them.
    double bytes = 0;             ///< Read or made by one run; 0 where that says nothing.
    double least_ratio = 0;       ///< What is promised; 0 where nothing is.
    double least_gigabytes = 0;   ///< A second.
    double most_nanoseconds = 0;  ///< For an item.
    bool wall = false;            ///< Compare wall-clock time instead of processor time: where threads are the matter.
    std::function<void()> ours;
    std::function<void()> theirs;
};

/// Keeps the times of every run, by name.
class collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type == Run::RT_Iteration && run.iterations > 0) {
                const auto count = static_cast<double>(run.iterations);
                auto& [processor, wall] = times_[run.run_name.function_name];
                processor.push_back(run.cpu_accumulated_time / count);
                wall.push_back(run.real_accumulated_time / count);
            }
        }
    }
    [[nodiscard]] double median(const std::string& name, bool wall) const {
        const auto& both = times_.at(name);
        std::vector<double> times = wall ? both.second : both.first;
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    }

private:
    std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> times_;
};

/// Runs all pairs, prints a table and writes a list of {name, ours, peer, peer_value, unit, ratio}, a result a line.
/// Returns 1 where a promise was missed.
inline int run(int argc, char** argv, const std::vector<pair>& pairs) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json\n", argv[0]);
        return 2;
    }
    std::string settings[] = {argv[0], "--benchmark_repetitions=9", "--benchmark_min_time=0.02",
                              "--benchmark_enable_random_interleaving=true"};
    char* values[] = {settings[0].data(), settings[1].data(), settings[2].data(), settings[3].data()};
    int count = 4;
    benchmark::Initialize(&count, values);
    const auto add = [](const std::string& name, const std::function<void()>& work) {
        benchmark::RegisterBenchmark(name.c_str(), [&work](benchmark::State& state) {
            for (auto _ : state) {
                work();
                benchmark::ClobberMemory();
            }
        });
    };
    for (const pair& p : pairs) {
        add("lastro " + p.name, p.ours);
        add("peer " + p.name, p.theirs);
    }
    collector times;
    benchmark::RunSpecifiedBenchmarks(&times);

    std::FILE* results = std::fopen(argv[1], "w");
    if (results == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    int missed = 0;
    std::fputs("[", results);
    std::printf("%-24s %12s %12s %-10s %8s %8s %9s\n", "", "lastro ns", "peer ns", "peer", "GB/s", "ratio", "promised");
    for (const pair& p : pairs) {
        const double ours = times.median("lastro " + p.name, p.wall) / p.items * 1e9;
        const double theirs = times.median("peer " + p.name, p.wall) / p.items * 1e9;
        const double gigabytes = p.bytes / p.items / ours;
        const bool kept = theirs / ours >= p.least_ratio && gigabytes >= p.least_gigabytes &&
                          (p.most_nanoseconds == 0.0 || ours <= p.most_nanoseconds);
        missed += kept ? 0 : 1;
        std::printf("%-24s %12.3f %12.3f %-10s", p.name.c_str(), ours, theirs, p.peer.c_str());
        if (p.bytes > 0.0) {
            std::printf(" %8.2f %8.2f", gigabytes, theirs / ours);
        } else {
            std::printf(" %8s %8.2f", "", theirs / ours);
        }
        if (p.least_ratio > 0.0) {
            std::printf(" %9.1f", p.least_ratio);
        }
        std::printf("%s\n", kept ? "" : "  MISSED");
        std::fprintf(results,
                     "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"%s\", \"peer_value\": %.4g, "
                     "\"unit\": \"ns\", \"ratio\": %.4g}",
                     &p == pairs.data() ? "" : ",", p.name.c_str(), ours, p.peer.c_str(), theirs, theirs / ours);
    }
    std::fputs("\n]\n", results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}

}  // namespace benchmarks
