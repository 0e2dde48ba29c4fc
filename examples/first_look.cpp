// SPDX-License-Identifier: MIT
// examples/first_look.cpp: the README's first program. Train, save, and see another city drift away.
#include <lastro/lastro.hpp>

#include <iostream>

int main() {
    using namespace lastro;
    data::table weather = data::read_csv("examples/data/weather.csv");
    weather.add("wet", weather.column<double>("precipitation") > 0.0);
    const data::table seattle = weather.where("location", "Seattle");

    model::classifier rain{model::features{{"temp_max", "temp_min", "wind"}}, model::logistic{}, {.target = "wet"}};
    const train::run_result run = train::fit(rain, seattle, {.epochs = 20, .seed = 42});
    artifact::save("rain.safetensors", rain, {.name = "rain", .run = run});

    const drift::reference world{seattle, {"temp_max", "temp_min", "wind"}, {.name = "Seattle"}};
    std::cout << "data   " << data::fingerprint(seattle) << '\n'
              << "model  " << artifact::digest("rain.safetensors") << "\n\n"
              << world.compare(weather.where("location", "New York"), {.name = "New York"});
}
