// SPDX-License-Identifier: MIT
// tests/packaging/everything/main.cpp: a program that uses every pillar once.
#include <lastro/lastro.hpp>

#include <iostream>

using namespace lastro;

int main(int, char** argv) {
    data::table table = data::read_csv(argv[1]);
    table.add("wet", table.column<double>("precipitation") > 0.0);
    model::classifier rain{model::features{{"temp_max", "temp_min", "wind"}}, model::logistic{}, {.target = "wet"}};
    const train::run_result run = train::fit(rain, table, {.epochs = 1, .seed = 1});
    std::cout << data::fingerprint(table) << '\n' << run.parameters_digest() << '\n';
}
