// SPDX-License-Identifier: MIT
// examples/drift_watch.cpp: has it moved, by how much, and does it matter? The standard library is all this needs.
#include <lastro/data.hpp>
#include <lastro/drift.hpp>

#include <iostream>
#include <vector>

int main() {
    using namespace lastro;
    const data::table weather = data::read_csv("examples/data/weather.csv");
    const data::table seattle = weather.where("location", "Seattle"), new_york = weather.where("location", "New York");
    const auto reference = seattle.column<double>("temp_max").values(),
               live = new_york.column<double>("temp_max").values();

    // One column: effect, interval, p-value, and a verdict on whether the change is larger than what you tolerate.
    std::cout << drift::compare(reference, live, {.tolerate = 0.05}) << '\n'
              << drift::compare(reference, live, {.tolerate = 0.10}) << '\n';

    // Any single test on its own.
    const drift::sorted_sample before{reference}, after{live};
    const auto ks = drift::kolmogorov_smirnov(before, after);
    std::cout << "largest gap " << ks.statistic << " at " << ks.gap_at << " degrees, p " << ks.p_value << '\n'
              << "moved by    " << drift::wasserstein(before, after).distance << " degrees on average\n";

    // Many columns: control the share of false discoveries instead of counting alarms.
    const std::vector<double> p_values{ks.p_value, 0.04, 0.20};
    for (const bool drifted : drift::benjamini_hochberg(p_values, 0.05)) {
        std::cout << (drifted ? "moved  " : "no evidence  ");
    }
    std::cout << '\n';
}
