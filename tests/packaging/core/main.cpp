// SPDX-License-Identifier: MIT
// tests/packaging/core/main.cpp: a program of somebody who wants drift statistics and nothing else.
#include <lastro/drift.hpp>

#include <iostream>
#include <vector>

int main() {
    std::vector<double> reference, live;
    for (int i = 0; i < 400; ++i) {
        reference.push_back(i % 100);
        live.push_back(i % 100 + 50);
    }
    const lastro::drift::verdict v = lastro::drift::compare(reference, live);
    std::cout << v << '\n';
    return v.answer == lastro::drift::answer::drifted ? 0 : 1;
}
