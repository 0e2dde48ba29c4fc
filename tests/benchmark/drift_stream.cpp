// SPDX-License-Identifier: MIT
// tests/benchmark/drift_stream.cpp
//
// How long does a detector take for one value, how large is it, and what does it keep?
//
//   drift_stream RESULTS.json          # the table of docs/drift.md, and the incremental Kolmogorov-Smirnov gap beside one that
//                                      # is computed anew for every value; exit code 1 where a promise is missed
//   drift_stream KIND FILE             # nanoseconds a value and alarms, of the doubles in FILE: for peers/drift_stream.py
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <span>
#include <vector>

#include <lastro/drift.hpp>

using namespace lastro;

namespace {

using column = std::vector<double>;

double now() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

struct timed {
    double nanoseconds;
    std::uint64_t alarms;
};

template <drift::detector Detector>
timed run(Detector watch, const column& values) {
    std::uint64_t alarms = 0;
    const double start = now();
    for (const double x : values) {
        alarms += watch.update(x) == drift::signal::drift ? 1U : 0U;
    }
    const double spent = now() - start;
    static volatile std::uint64_t sink = 0;  // so that nothing is left out
    sink = alarms + watch.count() + watch.since_change();
    return {spent / static_cast<double>(values.size()), alarms};
}

/// The median of five.
template <drift::detector Detector>
double nanoseconds(const Detector& fresh, const column& values) {
    double times[5];
    for (double& t : times) {
        t = run(fresh, values).nanoseconds;
    }
    core::sort(std::span<double>{times});
    return times[2];
}

int missed = 0;

template <drift::detector Detector>
void row(const char* what, const Detector& fresh, const column& values, double most = 0.0) {
    const double ns = nanoseconds(fresh, values);
    Detector full = fresh;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        full.update(values[i]);
        if (i % 997 == 0) {
            const std::size_t bytes = full.state().size();
            largest = bytes > largest ? bytes : largest;
        }
    }
    const bool kept = (most == 0.0 || ns <= most) && sizeof(Detector) < 16384 && largest < 16384;
    missed += kept ? 0 : 1;
    std::printf("| %s | %.1f | %zu | %zu |%s\n", what, ns, sizeof(Detector), largest, kept ? "" : "  MISSED");
}

column normals(std::size_t n) {
    column values(n);
    random::fill_normal(random::stream{1}["values"], 0, values);
    return values;
}

column bits(std::size_t n, double p) {
    column values(n);
    random::fill_uniform(random::stream{2}["bits"], 0, values);
    for (double& x : values) {
        x = x < p ? 1.0 : 0.0;
    }
    return values;
}

/// Nanoseconds for a gap of the last 1000 values against the first 1000: kept up to date, and computed anew.
void incremental(std::FILE* results) {
    constexpr std::size_t window = 1000;
    const column values = normals(200'000);
    const double ours = nanoseconds(drift::incremental_ks{{.window = window, .threshold = 1.0}}, values);
    const drift::sorted_sample reference{std::span{values}.first(window)};
    double sum = 0.0;
    constexpr std::size_t times = 2000;
    const double start = now();
    for (std::size_t i = 0; i < times; ++i) {
        const drift::sorted_sample recent{std::span{values}.subspan(window + i, window)};
        sum += drift::kolmogorov_smirnov(reference, recent, {.method = drift::ks_method::asymptotic}).statistic;
    }
    const double anew = (now() - start) / static_cast<double>(times);
    const bool kept = anew / ours >= 100.0 && sum > 0.0;
    missed += kept ? 0 : 1;
    std::printf(
        "incremental_ks, window %zu: %.1f ns a value; computed anew (sorted reference): %.0f ns; ratio %.0f, promised "
        "100%s\n",
        window, ours, anew, anew / ours, kept ? "" : "  MISSED");
    std::fprintf(
        results,
        "[\n{\"name\": \"incremental KS, window 1000\", \"ours\": %.4g, \"peer\": \"computed anew\", \"peer_value\": "
        "%.4g, \"unit\": \"ns\", \"ratio\": %.4g}\n]\n",
        ours, anew, anew / ours);
}

int report(const char* path) {
    std::FILE* const results = std::fopen(path, "w");
    if (results == nullptr) {
        std::perror(path);
        return 2;
    }
    const column reals = normals(1'000'000);
    const column errors = bits(1'000'000, 0.2);
    const column hits = bits(1'000'000, 0.8);
    const column few(reals.begin(), reals.begin() + 20'000);
    std::puts("| detector | ns | bytes in memory | bytes of its state |\n|---|---|---|---|");
    row("`adwin`", drift::adwin{}, reals);
    row("`page_hinkley`", drift::page_hinkley{{.delta = 0.5, .threshold = 12.0}}, reals, 5.0);
    row("`cusum`", drift::cusum{{.delta = 0.5, .threshold = 12.0}}, reals, 5.0);
    row("`ewma`", drift::ewma{{.limit = 6.0}}, reals, 5.0);
    row("`gma`", drift::gma{}, reals, 5.0);
    row("`ddm`", drift::ddm{{.warm_start = 300}}, errors, 5.0);
    row("`rddm`", drift::rddm{}, errors);
    row("`eddm`", drift::eddm{}, errors);
    row("`ecdd`", drift::ecdd{}, errors);
    row("`stepd`", drift::stepd{}, errors);
    row("`fhddm`", drift::fhddm{}, hits);
    row("`hddm_a`", drift::hddm_a{}, errors);
    row("`hddm_w`", drift::hddm_w{}, errors);
    row("`kswin`", drift::kswin{}, few);
    row("`incremental_ks`, window 1000", drift::incremental_ks{{.window = 1000}}, reals);
    row("`bocpd`", drift::bocpd{}, few);
    row("`e_detector`", drift::e_detector{{.mean_low = 0.2, .mean_high = 0.2}}, errors);
    incremental(results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2) {
        return report(argv[1]);
    }
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s RESULTS.json | KIND FILE\n", argv[0]);
        return 2;
    }
    std::ifstream file{argv[2], std::ios::binary | std::ios::ate};
    column values(static_cast<std::size_t>(file.tellg()) / sizeof(double));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(double)));
    const auto is = [&](const char* kind) { return std::strcmp(argv[1], kind) == 0; };
    const timed t = is("adwin")          ? run(drift::adwin{}, values)
                    : is("page_hinkley") ? run(drift::page_hinkley{}, values)
                    : is("cusum")        ? run(drift::cusum{}, values)
                    : is("ewma")         ? run(drift::ewma{}, values)
                    : is("ddm")          ? run(drift::ddm{}, values)
                                         : timed{-1.0, 0};
    std::printf("%.4f %llu\n", t.nanoseconds, static_cast<unsigned long long>(t.alarms));
    return t.nanoseconds < 0.0 ? 2 : 0;
}
