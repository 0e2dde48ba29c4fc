// SPDX-License-Identifier: MIT
// tests/benchmark/drift_false_alarms.cpp
//
// Do calibrated detectors hold their time between false alarms? Each is calibrated with 3,000 lives, and lives 1,000 others, on
// independent values and on an autoregression. Prints the table of docs/drift.md, ECDD's published limits last; exit code 1 if one is more than 10 % off, or
// where thresholds make steps, lives less long, or more than twice as long.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_false_alarms.cpp -o drift_false_alarms && ./drift_false_alarms
#include <cstdint>
#include <cstdio>
#include <vector>

#include <lastro/drift.hpp>

using namespace lastro;

namespace {

int missed = 0;

template <drift::calibratable Detector>
void holds(const Detector& like, const drift::quiet_stream& quiet, const char* what, double time = 1000.0,
           std::uint64_t lives = 3000, double most = 1.1) {
    const auto found =
        drift::calibrate(like, {.mean_time_between_false_alarms = time, .lives = lives, .seed = 1}, quiet);
    const drift::mean_life others =
        drift::simulate_lives(found.detector, quiet, 1000, 2, static_cast<std::uint64_t>(50.0 * time));
    const double ratio = others.mean / time;
    std::printf("| `%s` | %s | %.6g | %.0f ± %.0f |\n", Detector::kind, what, found.threshold, others.mean,
                others.standard_error);
    std::fflush(stdout);
    missed += ratio < 0.9 || ratio > most ? 1 : 0;
}

}  // namespace

int main() {
    std::vector<double> errors(1000, 0.0);  // a fifth of them
    for (std::size_t i = 0; i < errors.size(); i += 5) {
        errors[i] = 1.0;
    }
    const drift::quiet_stream wrong{errors, 0.0};
    std::vector<double> right = errors;
    for (double& x : right) {
        x = 1.0 - x;
    }
    const drift::quiet_stream hits{right, 0.0};
    std::puts("| detector | stream | threshold | of 1,000 others |\n|---|---|---|---|");
    for (const double r : {0.0, 0.5}) {
        const drift::quiet_stream normal{r};
        const char* const what = r == 0.0 ? "independent" : "AR(1), 0.5";
        holds(drift::adwin{{.clock = 8}}, normal, what);
        holds(drift::page_hinkley{{.delta = 0.5, .threshold = 10.0}}, normal, what);
        holds(drift::cusum{{.delta = 0.5, .threshold = 5.0}}, normal, what);
        holds(drift::ewma{}, normal, what);
        holds(drift::gma{{.alpha = 0.95}}, normal, what);
        holds(drift::incremental_ks{{.window = 200, .threshold = 0.2}}, normal, what, 1000.0, 1000, 2.0);
        holds(drift::bocpd{{.most = 20}}, normal, what, 500.0, 1500);
    }
    holds(drift::hddm_w{}, wrong, "errors, 20 %");
    holds(drift::stepd{}, wrong, "errors, 20 %");
    holds(drift::fhddm{}, hits, "hits, 80 %");
    for (const std::uint64_t time : {100U, 400U, 1000U}) {
        const drift::ecdd published{{.mean_time_between_false_alarms = time}};
        const drift::mean_life found = drift::simulate_lives(published, wrong, 1000, 2, 100'000);
        std::printf("| `ecdd`, for %llu | errors, 20 %% | published | %.0f ± %.0f |\n",
                    static_cast<unsigned long long>(time), found.mean, found.standard_error);
    }
    return missed == 0 ? 0 : 1;
}
