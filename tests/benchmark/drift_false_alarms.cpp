// SPDX-License-Identifier: MIT
// tests/benchmark/drift_false_alarms.cpp
//
// Do calibrated detectors hold what they are calibrated to, on lives that had no say in it? Prints the tables of docs/drift.md; exit code 1 where one does not.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_false_alarms.cpp -o drift_false_alarms && ./drift_false_alarms     # three minutes
//   ./drift_false_alarms check                                                                     # shorter times, twenty seconds
//
// A mean time between false alarms: of 1,000 lives, within 10 %. `check`: of 2,000 lives, after a calibration with as many, within four
// standard errors of both, 4 sqrt(2 / 2000) = 12.6 %, as lives are about geometric. Where thresholds make steps: no shorter, and at most twice
// as long. A probability of an alarm within a horizon: within four standard errors of both binomial shares. ECDD's published limits are told last.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include <lastro/drift.hpp>

using namespace lastro;

namespace {

int missed = 0;
bool brief = false;  ///< `check`.

/// Calibrates to `time` with so many lives, and lives others.
template <drift::calibratable Detector>
void holds(const Detector& like, const drift::quiet_stream& quiet, const char* what, double time = 1000.0,
           std::uint64_t calibrated_with = 3000, bool in_steps = false) {
    const std::uint64_t lives = brief ? 2000 : 1000;
    const std::uint64_t before = brief ? (calibrated_with < 2000 ? calibrated_with : 2000) : calibrated_with;
    const auto found =
        drift::calibrate(like, {.mean_time_between_false_alarms = time, .lives = before, .seed = 1}, quiet);
    const drift::mean_life others =
        drift::simulate_lives(found.detector, quiet, lives, 2, static_cast<std::uint64_t>(50.0 * time));
    const double ratio = others.mean / time;
    const double most =
        brief ? 4.0 * std::sqrt(1.0 / static_cast<double>(before) + 1.0 / static_cast<double>(lives)) : 0.1;
    const bool kept = ratio >= 1.0 - most && ratio <= (in_steps ? 2.0 : 1.0 + most);
    std::printf("| `%s` | %s | %.6g | %.0f ± %.0f | %.0f |%s\n", Detector::kind, what, found.threshold, others.mean,
                others.standard_error, time, kept ? "" : "  MISSED");
    std::fflush(stdout);
    missed += kept ? 0 : 1;
}

/// The share of lives with an alarm within the horizon.
template <drift::adjustable Detector>
void holds_within(const Detector& like, const drift::quiet_stream& quiet, const char* what) {
    const drift::horizon_settings settings{
        .horizon = brief ? 1000U : 10'000U, .probability = 0.05, .lives = 2000, .seed = 1};
    constexpr std::uint64_t lives = 4000;
    const auto found = drift::calibrate_within(like, settings, quiet);
    const drift::mean_life others = drift::simulate_lives(found.detector, quiet, lives, 2, settings.horizon);
    const double share = static_cast<double>(others.alarms) / static_cast<double>(lives);
    const double variance = settings.probability * (1.0 - settings.probability);
    const double most =
        4.0 * std::sqrt(variance / static_cast<double>(settings.lives) + variance / static_cast<double>(lives));
    const bool kept = std::abs(share - settings.probability) <= most;
    std::printf("| `%s` | %s | %.6g | %.4f ± %.4f |%s\n", Detector::kind, what, found.threshold, share,
                std::sqrt(variance / static_cast<double>(lives)), kept ? "" : "  MISSED");
    std::fflush(stdout);
    missed += kept ? 0 : 1;
}

/// Lives without an alarm, and the mean of lives that are cut there, for ever longer ones.
template <drift::detector Detector>
void grows(const char* what, const Detector& fresh, const drift::quiet_stream& quiet) {
    std::printf("| %s |", what);
    for (const std::uint64_t longest : {1000U, 10'000U, 100'000U, 1'000'000U}) {
        const std::uint64_t lives = longest > 100'000 ? 100 : 400;
        const drift::mean_life found = drift::simulate_lives(fresh, quiet, lives, 3, longest);
        std::printf(" %.0f, %.1f %% |", found.mean,
                    100.0 * static_cast<double>(lives - found.alarms) / static_cast<double>(lives));
    }
    std::puts("");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    brief = argc == 2 && std::strcmp(argv[1], "check") == 0;
    std::vector<double> errors(1000, 0.0);  // a fifth of them
    for (std::size_t i = 0; i < errors.size(); i += 5) {
        errors[i] = 1.0;
    }
    const drift::quiet_stream wrong{errors, 0.0};
    std::vector<double> right = errors;
    for (double& x : right) {
        x = 1.0 - x;
    }
    const double time = brief ? 250.0 : 1000.0;
    const std::size_t window = brief ? 50 : 200;
    std::puts("| detector | stream | threshold | of others | asked for |\n|---|---|---|---|---|");
    for (const double r : {0.0, 0.5}) {
        const drift::quiet_stream normal{r};
        const char* const what = r == 0.0 ? "independent" : "AR(1), 0.5";
        holds(drift::adwin{{.clock = 8}}, normal, what);
        holds(drift::page_hinkley{{.delta = 0.5, .threshold = 10.0}}, normal, what, time);
        holds(drift::cusum{{.delta = 0.5, .threshold = 5.0}}, normal, what, time);
        holds(drift::ewma{}, normal, what, time);
        holds(drift::gma{{.alpha = 0.95}}, normal, what, time);
        holds(drift::incremental_ks{{.window = window, .threshold = 0.2}}, normal, what, time, 1000, true);
        holds(drift::bocpd{{.most = 20}}, normal, what, brief ? 100.0 : 500.0, brief ? 500 : 1500);
    }
    if (!brief) {  // its p-values are few
        holds(drift::kswin{}, drift::quiet_stream{}, "independent", time, 300, true);
    }
    for (const double r : {0.0, 0.5}) {
        const drift::quiet_stream errors_like{errors, r}, hits_like{right, r};
        holds(drift::hddm_w{}, errors_like, r == 0.0 ? "errors, 20 %" : "errors, AR(1), 0.5", time);
        holds(drift::stepd{}, errors_like, r == 0.0 ? "errors, 20 %" : "errors, AR(1), 0.5", time);
        holds(drift::fhddm{{.window = window / 2}}, hits_like, r == 0.0 ? "hits, 80 %" : "hits, AR(1), 0.5", time, 3000,
              brief);
    }
    std::printf(
        "\n| detector | stream | threshold | of 4,000 others with an alarm within %d; asked for: 0.05 "
        "|\n|---|---|---|---|\n",
        brief ? 1000 : 10'000);
    holds_within(drift::ddm{}, wrong, "errors, 20 %");
    holds_within(drift::rddm{}, wrong, "errors, 20 %");
    holds_within(drift::eddm{}, wrong, "errors, 20 %");
    holds_within(drift::hddm_a{}, wrong, "errors, 20 %");
    holds_within(drift::hddm_w{}, wrong, "errors, 20 %");
    if (brief) {
        return missed == 0 ? 0 : 1;
    }
    std::puts("\n| detector | cut at 1,000 | at 10,000 | at 100,000 | at 1,000,000 |\n|---|---|---|---|---|");
    grows("`ddm`", drift::ddm{}, wrong);
    grows("`eddm`", drift::eddm{}, wrong);
    grows("`hddm_a`, drift_confidence 0.1", drift::hddm_a{{.drift_confidence = 0.1, .warning_confidence = 0.2}}, wrong);
    grows("`rddm`", drift::rddm{}, wrong);
    grows("`hddm_w`", drift::hddm_w{}, wrong);
    std::puts("\n| detector | stream | threshold | of 1,000 others |\n|---|---|---|---|");
    for (const std::uint64_t asked : {100U, 400U, 1000U}) {
        const drift::ecdd published{{.mean_time_between_false_alarms = asked}};
        const drift::mean_life found = drift::simulate_lives(published, wrong, 1000, 2, 100'000);
        std::printf("| `ecdd`, for %llu | errors, 20 %% | published | %.0f ± %.0f |\n",
                    static_cast<unsigned long long>(asked), found.mean, found.standard_error);
    }
    return missed == 0 ? 0 : 1;
}
