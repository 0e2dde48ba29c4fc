// SPDX-License-Identifier: MIT
// examples/resume.cpp: a training run that dies, goes on from its last checkpoint, and ends in the same bytes.
#include <lastro/data.hpp>
#include <lastro/train.hpp>

#include <iostream>
#include <stdexcept>

using namespace lastro;

struct power_cut {  // A callback of your own: any type with one of the members of a callback.
    void step_end(const train::step_report& step) const {
        if (step.epoch == 7 && step.step == 5) {
            throw std::runtime_error{"power cut in epoch 7, step 5"};
        }
    }
};

int main() {
    const data::table seattle = data::read_csv("examples/data/weather.csv").where("location", "Seattle");
    const model::classifier untrained{model::features{{"temp_max", "temp_min", "wind"}},
                                      model::mlp{{.hidden = {16}, .dropout = 0.1}},
                                      {.target = "weather"}};
    train::fit_settings settings{
        .epochs = 20, .seed = 7, .optimizer = train::adam{.learning_rate = 1e-2}, .chain = train::chaining::steps};

    model::classifier straight = untrained;
    const train::run_result whole = train::fit(straight, seattle, settings);
    std::cout << "uninterrupted  " << whole.parameters_digest() << '\n';

    settings.checkpoints = train::checkpoints{.directory = "checkpoints", .every_steps = 10};
    model::classifier resumed = untrained;
    try {
        train::fit_settings doomed = settings;
        doomed.callbacks = {power_cut{}};
        static_cast<void>(train::fit(resumed, seattle, doomed));
    } catch (const std::runtime_error& e) {
        std::cout << e.what() << '\n';
    }
    const train::run_result rest = train::fit(resumed, seattle, settings);  // the same call goes on
    std::cout << "resumed        " << rest.parameters_digest() << '\n';

    // Anyone can check it: replay trains once more and names the first step that differs, if one does.
    std::cout << to_string(train::replay(rest, untrained, seattle, settings)) << '\n';
    settings.seed = 8;
    std::cout << to_string(train::replay(rest, untrained, seattle, settings)) << '\n';
}
