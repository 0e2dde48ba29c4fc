// SPDX-License-Identifier: MIT
// tests/benchmark/drift_anytime.cpp
//
// How often is a stream that has not changed said to have drifted, if one looks all the time? And how soon is one that has?
// Prints the table of docs/drift.md about continuous looking; exit code 1 if a promise was missed.
//
//   tests/benchmark/run.sh drift              # or: build/benchmark/drift_anytime RESULTS.json
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>

#include <lastro/drift.hpp>
#include <lastro/random/fill.hpp>

namespace {

using namespace lastro;

constexpr std::uint64_t lives = 1000;
constexpr std::size_t looks = 10'000;
constexpr double alpha = 0.05;

std::vector<double> uniforms(const char* name, std::uint64_t life, std::size_t n) {
    std::vector<double> u(n);
    random::fill_uniform(random::stream{1}[name][life], 0, u);
    return u;
}

// A test of fixed size, again after every 100 values of the stream so far.
bool repeated_test_alarms(const drift::sorted_sample& reference, std::span<const double> live) {
    for (std::size_t n = 100; n <= live.size(); n += 100) {
        if (drift::kolmogorov_smirnov(reference, live.first(n), {.method = drift::ks_method::asymptotic}).p_value <
            alpha) {
            return true;
        }
    }
    return false;
}

template <class Watch>
std::size_t alarm_after(Watch& watch, std::span<const double> values, double change = 0.0) {
    for (std::size_t t = 0; t < values.size(); ++t) {
        if (watch.update(values[t] < 0.1 + change ? 1.0 : 0.0) == drift::signal::drift) {
            return t + 1;
        }
    }
    return values.size() + 1;
}

double seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Watch>
double nanoseconds_per_update(Watch watch) {
    const std::vector<double> u = uniforms("speed", 0, 1'000'000);
    const double start = seconds();
    for (const double x : u) {
        watch.update(x);
    }
    return (seconds() - start) * 1e3 + static_cast<double>(watch.ignored());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json\n", argv[0]);
        return 2;
    }
    std::uint64_t naive = 0, outside = 0, worse = 0;
    for (std::uint64_t life = 0; life < lives; ++life) {
        const std::vector<double> reference = uniforms("reference", life, 2000), live = uniforms("live", life, looks);
        if (life < 200) {
            naive += repeated_test_alarms(drift::sorted_sample{reference}, live) ? 1U : 0U;
        }
        drift::mean_confidence_sequence where{{.alpha = alpha}};
        std::vector<double> errors;
        for (const double u : reference) {
            errors.push_back(u < 0.1 ? 1.0 : 0.0);
        }
        for (const double u : live) {
            where.update(u);
        }
        outside += where.interval().low > 0.5 || where.interval().high < 0.5 ? 1U : 0U;
        drift::risk_monitor risk{errors, {.alpha = alpha}};
        worse += alarm_after(risk, live) <= looks ? 1U : 0U;
    }
    std::printf("unchanged streams with an alarm in %zu looks, promised at most %.0f %%:\n", looks, 100.0 * alpha);
    std::printf("  Kolmogorov-Smirnov, repeated every 100 values   %.1f %%\n", static_cast<double>(naive) / 2.0);
    std::printf("  mean_confidence_sequence                        %.1f %%\n", static_cast<double>(outside) / 10.0);
    std::printf("  risk_monitor                                    %.1f %%\n", static_cast<double>(worse) / 10.0);

    constexpr double promised = 1000.0;
    double between = 0.0, delay_of_rise = 0.0;
    for (std::uint64_t life = 0; life < lives; ++life) {
        const drift::e_detector_settings settings{
            .mean_low = 0.1, .mean_high = 0.1, .mean_time_between_false_alarms = promised};
        drift::e_detector steady{settings}, changed{settings};
        between += static_cast<double>(alarm_after(steady, uniforms("steady", life, 50'000)));
        delay_of_rise += static_cast<double>(alarm_after(changed, uniforms("changed", life, 50'000), 0.1));
    }
    between /= static_cast<double>(lives);
    std::printf("e_detector: false alarms %.0f values apart, promised %.0f; errors from 10 to 20 %% found after %.0f\n",
                between, promised, delay_of_rise / static_cast<double>(lives));
    const double sequence = nanoseconds_per_update(drift::mean_confidence_sequence{});
    const double detector = nanoseconds_per_update(drift::e_detector{{.mean_low = 0.4, .mean_high = 0.6}});
    std::printf("an update: mean_confidence_sequence %.0f ns, e_detector %.0f ns; promised 200\n", sequence, detector);
    if (std::FILE* const file = std::fopen(argv[1], "w")) {
        std::fprintf(file,
                     "[\n{\"name\": \"mean_confidence_sequence, update\", \"ours\": %.1f, \"peer\": \"promise\", "
                     "\"peer_value\": 200, \"unit\": \"ns\", \"ratio\": %.3f},\n{\"name\": \"e_detector, update\", "
                     "\"ours\": %.1f, "
                     "\"peer\": \"promise\", \"peer_value\": 200, \"unit\": \"ns\", \"ratio\": %.3f}\n]\n",
                     sequence, 200.0 / sequence, detector, 200.0 / detector);
        std::fclose(file);
    }
    return outside <= 50 && worse <= 50 && between >= promised && sequence < 200.0 && detector < 200.0 ? 0 : 1;
}
