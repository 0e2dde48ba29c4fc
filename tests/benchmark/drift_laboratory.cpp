// SPDX-License-Identifier: MIT
// tests/benchmark/drift_laboratory.cpp
//
// How soon do detectors that alarm equally seldom find changes of every kind? Prints the table of docs/drift.md.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_laboratory.cpp -o drift_laboratory && ./drift_laboratory
#include <cstdint>
#include <cstdio>

#include <lastro/drift.hpp>

using namespace lastro;

namespace {

/// A line of the table: mean delay, and what was missed where something was.
template <drift::calibratable Detector>
void row(const char* what, const Detector& like, const drift::quiet_stream& quiet) {
    const auto found =
        drift::calibrate(like, {.mean_time_between_false_alarms = 5000.0, .lives = 400, .seed = 1}, quiet);
    std::printf("| %s |", what);
    for (const drift::change kind : {drift::change::abrupt, drift::change::gradual, drift::change::incremental,
                                     drift::change::recurring, drift::change::spread}) {
        const drift::evaluation e =
            drift::evaluate(found.detector, {.kind = kind, .size = 1.0, .at = 1000, .width = 500},
                            {.streams = 200, .watched = 2000, .longest = 1, .seed = 2}, quiet);
        if (e.missed == 0) {
            std::printf(" %.0f |", e.mean_delay);
        } else {
            std::printf(" %.0f, %.1f %% missed |", e.mean_delay, 100.0 * static_cast<double>(e.missed) / 200.0);
        }
    }
    std::puts("");
    std::fflush(stdout);
}

}  // namespace

int main() {
    std::puts("| detector | abrupt | gradual | incremental | recurring | spread |\n|---|---|---|---|---|---|");
    for (const double r : {0.0, 0.5}) {
        const drift::quiet_stream quiet{r};
        std::puts(r == 0.0 ? "independent" : "AR(1), 0.5");
        row("`adwin`", drift::adwin{}, quiet);
        row("`page_hinkley`, delta 0.5", drift::page_hinkley{{.delta = 0.5, .threshold = 6.0}}, quiet);
        row("`ewma`", drift::ewma{{.limit = 3.5}}, quiet);
        row("`incremental_ks`, window 200", drift::incremental_ks{{.window = 200}}, quiet);
    }
}
