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
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <lastro/core/parallel.hpp>
#include <lastro/num.hpp>

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

struct pair {
    std::string name;
    const char* peer;
    double bytes;        // read by one run
    double least_ratio;  // what is promised; 0 where nothing is
    bool wall;           // compare wall-clock time
    std::function<void()> ours;
    std::function<void()> theirs;
};

template <class T>
void add_pairs(std::vector<pair>& pairs, const char* type, std::size_t n, const char* where, double promised) {
    static std::map<std::size_t, std::vector<T>> numbers;
    if (numbers[n].empty()) {
        numbers[n].assign(2 * n, T(0.3));
    }
    const std::span<const T> x = std::span<const T>{numbers[n]}.first(n);
    const std::span<const T> y = std::span<const T>{numbers[n]}.last(n);
    const auto name = [&](const char* what) { return std::string{what} + " " + type + ", " + where; };
    const auto bytes = static_cast<double>(n * sizeof(T));
    pairs.push_back({name("sum"), "Eigen", bytes, promised, false, [=] { benchmark::DoNotOptimize(num::sum(x)); },
                     [=] { benchmark::DoNotOptimize(peer::sum(x.data(), n)); }});
    pairs.push_back({name("dot"), "Eigen", 2 * bytes, promised, false,
                     [=] { benchmark::DoNotOptimize(num::dot(x, y)); },
                     [=] { benchmark::DoNotOptimize(peer::dot(x.data(), y.data(), n)); }});
    pairs.push_back({name("norm"), "Eigen", bytes, 0, false, [=] { benchmark::DoNotOptimize(num::norm(x)); },
                     [=] { benchmark::DoNotOptimize(peer::norm(x.data(), n)); }});
    pairs.push_back({name("max"), "Eigen", bytes, 0, false, [=] { benchmark::DoNotOptimize((num::max)(x)); },
                     [=] { benchmark::DoNotOptimize(peer::largest(x.data(), n)); }});
}

void add_threads(std::vector<pair>& pairs) {
    static const std::vector<double> x(std::size_t{1} << 24U, 0.3);
    pairs.push_back({"sum double, 2 threads", "1 thread", 8.0 * static_cast<double>(x.size()), 0, true,
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
    add_threads(pairs);
    return pairs;
}

/// Keeps the times of every run, by name.
class collector : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override {
        for (const Run& run : runs) {
            if (run.run_type == Run::RT_Iteration && run.iterations > 0) {
                const auto count = static_cast<double>(run.iterations);
                processor_[run.run_name.function_name].push_back(run.cpu_accumulated_time / count);
                wall_[run.run_name.function_name].push_back(run.real_accumulated_time / count);
            }
        }
    }
    [[nodiscard]] double median(const std::string& name, bool wall) const {
        std::vector<double> times = (wall ? wall_ : processor_).at(name);
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    }

private:
    std::map<std::string, std::vector<double>> processor_;
    std::map<std::string, std::vector<double>> wall_;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: num_reduce RESULTS.json\n");
        return 2;
    }
    std::string settings[] = {argv[0], "--benchmark_repetitions=9", "--benchmark_min_time=0.02",
                              "--benchmark_enable_random_interleaving=true"};
    char* values[] = {settings[0].data(), settings[1].data(), settings[2].data(), settings[3].data()};
    int count = 4;
    benchmark::Initialize(&count, values);

    const std::vector<pair> pairs = all_pairs();
    const auto add = [](const std::string& name, const std::function<void()>& run) {
        benchmark::RegisterBenchmark(name.c_str(), [&run](benchmark::State& state) {
            for (auto _ : state) {
                run();
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
    std::fputs("[", results);
    int missed = 0;
    std::printf("%-24s %10s %10s %10s %8s %9s\n", "", "lastro us", "peer us", "GB/s", "ratio", "promised");
    for (const pair& p : pairs) {
        const double ours = times.median("lastro " + p.name, p.wall);
        const double theirs = times.median("peer " + p.name, p.wall);
        const bool kept = theirs / ours >= p.least_ratio;
        missed += kept ? 0 : 1;
        std::printf("%-24s %10.3f %10.3f %10.1f %8.2f", p.name.c_str(), ours * 1e6, theirs * 1e6, p.bytes / ours / 1e9,
                    theirs / ours);
        if (p.least_ratio > 0.0) {
            std::printf(" %9.1f", p.least_ratio);
        }
        std::printf("%s\n", kept ? "" : "  MISSED");
        std::fprintf(results,
                     "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"%s\", \"peer_value\": %.4g, "
                     "\"unit\": \"us\", \"ratio\": %.4g}",
                     &p == pairs.data() ? "" : ",", p.name.c_str(), ours * 1e6, p.peer, theirs * 1e6, theirs / ours);
    }
    std::fputs("\n]\n", results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}
