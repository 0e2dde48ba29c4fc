// SPDX-License-Identifier: MIT
// tests/benchmark/drift_streams.cpp
//
// How often do the detectors of lastro::drift alarm on nothing, and how soon on something? Prints the table of docs/drift.md.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_streams.cpp -o drift_streams && ./drift_streams
//
// 500 streams per figure, from fixed seeds: a second run prints the same, but for the times.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <lastro/drift.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using namespace lastro;

namespace {

constexpr std::uint64_t streams = 500;
constexpr std::uint64_t length = 10'000;
constexpr std::uint64_t before = 2000;  // values until the change

/// 1 with probability p.
double bit(const random::stream& s, std::uint64_t i, double p) { return random::uniform(s, i) < p ? 1.0 : 0.0; }

/// `value(stream, i, changed)` draws value i; prints the alarms per 10,000 unchanged values with their standard error; the
/// share of streams in which a change at 2000 is found within 2000 values, of those that had no alarm in the 500 values
/// before it; the mean delay where it was; and the time of an update.
template <drift::detector Detector, class Value>
void measure(const char* name, const Detector& fresh, const Value& value) {
    double alarms = 0.0, squares = 0.0;
    for (std::uint64_t k = 0; k < streams; ++k) {
        const random::stream s = random::stream{1}["unchanged"][k];
        Detector watch = fresh;
        double own = 0.0;
        for (std::uint64_t i = 0; i < length; ++i) {
            own += watch.update(value(s, i, false)) == drift::signal::drift ? 1.0 : 0.0;
        }
        alarms += own;
        squares += own * own;
    }
    const double mean = alarms / streams;
    const double error = std::sqrt((squares / streams - mean * mean) / streams);

    double looked = 0.0, found = 0.0, delay = 0.0;
    for (std::uint64_t k = 0; k < streams; ++k) {
        const random::stream s = random::stream{2}["changed"][k];
        Detector watch = fresh;
        std::uint64_t last = 0;
        for (std::uint64_t i = 0; i < before; ++i) {
            last = watch.update(value(s, i, false)) == drift::signal::drift ? i : last;
        }
        if (last >= before - 500) {
            continue;
        }
        looked += 1.0;
        for (std::uint64_t i = before; i < 2 * before; ++i) {
            if (watch.update(value(s, i, true)) == drift::signal::drift) {
                found += 1.0;
                delay += static_cast<double>(i - before + 1);
                break;
            }
        }
    }

    constexpr std::uint64_t updates = sizeof(Detector) > 8000 ? 50'000 : 5'000'000;
    static double values[4096];
    for (std::uint64_t i = 0; i < 4096; ++i) {
        values[i] = value(random::stream{3}, i, false);
    }
    Detector watch = fresh;
    std::uint64_t drifts = 0;
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < updates; ++i) {
        drifts += watch.update(values[i % 4096]) == drift::signal::drift ? 1U : 0U;
    }
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    std::printf("| %s | %.3f ± %.3f | %.3f | %.0f | %.0f | %zu |\n", name, mean, error,
                looked > 0.0 ? found / looked : 0.0, found > 0.0 ? delay / found : 0.0, time.count() / updates,
                sizeof(Detector));
    if (drifts == updates) {
        std::puts("never");  // so that the loop is not removed
    }
}

}  // namespace

int main() {
    const auto errors = [](const random::stream& s, std::uint64_t i, bool changed) {
        return bit(s, i, changed ? 0.3 : 0.2);
    };
    const auto hits = [](const random::stream& s, std::uint64_t i, bool changed) {
        return bit(s, i, changed ? 0.7 : 0.8);
    };
    const auto rare = [](const random::stream& s, std::uint64_t i, bool changed) {
        return bit(s, i, changed ? 0.1 : 0.01);
    };
    const auto normal = [](const random::stream& s, std::uint64_t i, bool changed) {
        return random::normal(s, i) + (changed ? 1.0 : 0.0);
    };
    const auto neighbours = [](const random::stream& s, std::uint64_t i, bool changed) {  // variance 1, correlated
        const double sum = random::normal(s, i) + random::normal(s, i + 1) + random::normal(s, i + 2);
        return sum / std::sqrt(3.0) + (changed ? 1.0 : 0.0);
    };
    std::puts("| detector | alarms | found | after | ns | bytes |\n|---|---|---|---|---|---|");
    std::puts("errors: 20 %, then 30 %");
    measure("`ddm`", drift::ddm{}, errors);
    measure("`rddm`", drift::rddm{}, errors);
    measure("`eddm`", drift::eddm{}, errors);
    measure("`ecdd`, 1000", drift::ecdd{{.mean_time_between_false_alarms = 1000}}, errors);
    measure("`stepd`", drift::stepd{}, errors);
    measure("`hddm_a`", drift::hddm_a{}, errors);
    measure("`hddm_w`", drift::hddm_w{}, errors);
    measure("`fhddm`", drift::fhddm{}, hits);
    measure("`adwin`", drift::adwin{}, errors);
    std::puts("errors: 1 %, then 10 %");
    measure("`ddm`", drift::ddm{}, rare);
    measure("`ddm`, warm-up 300", drift::ddm{{.warm_start = 300}}, rare);
    measure("`hddm_a`", drift::hddm_a{}, rare);
    measure("`hddm_w`", drift::hddm_w{}, rare);
    measure("`adwin`", drift::adwin{}, rare);
    std::puts("normal values of standard deviation 1, mean 0, then 1");
    measure("`adwin`", drift::adwin{}, normal);
    measure("`page_hinkley`, delta 0.005, threshold 50", drift::page_hinkley{}, normal);
    measure("`page_hinkley`, delta 0.5, threshold 10", drift::page_hinkley{{.delta = 0.5, .threshold = 10.0}}, normal);
    measure("`page_hinkley`, the same, not clamped",
            drift::page_hinkley{{.delta = 0.5, .threshold = 10.0, .clamped = false}}, normal);
    measure("`cusum`, delta 0.5, threshold 5", drift::cusum{{.delta = 0.5, .threshold = 5.0}}, normal);
    measure("`cusum`, delta 0.5, threshold 10", drift::cusum{{.delta = 0.5, .threshold = 10.0}}, normal);
    measure("`gma`, alpha 0.99, threshold 1", drift::gma{}, normal);
    measure("`gma`, alpha 0.95, threshold 0.7", drift::gma{{.alpha = 0.95, .threshold = 0.7}}, normal);
    measure("`ewma`", drift::ewma{}, normal);
    measure("`ewma`, limit 4", drift::ewma{{.limit = 4.0}}, normal);
    measure("`kswin`", drift::kswin{}, normal);
    measure("`incremental_ks`", drift::incremental_ks{}, normal);
    measure("`incremental_ks`, window 100, threshold 0.32", drift::incremental_ks{{.window = 100, .threshold = 0.32}},
            normal);
    measure("`bocpd`, most 40", drift::bocpd{{.most = 40}}, normal);
    std::puts("the same, each the sum of three neighbours: correlated by 2/3 and 1/3");
    measure("`adwin`", drift::adwin{}, neighbours);
    measure("`page_hinkley`, delta 0.5, threshold 10", drift::page_hinkley{{.delta = 0.5, .threshold = 10.0}},
            neighbours);
}
