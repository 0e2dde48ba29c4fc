// SPDX-License-Identifier: MIT
// examples/quickstart.cpp [weather.csv [threads]]
//
// The whole loop on real data: version it, validate it, train, save, reload, watch the world move away.
//
// Daily weather of Seattle and New York, 2012-2015 (NOAA). The model learns in Seattle, 2012-13, whether a day is
// wet; it is checked on Seattle, 2014-15, and then deployed in New York.
#include <lastro/lastro.hpp>

#include <iostream>

using namespace lastro;

int main(int argc, char** argv) try {
    data::table weather = data::read_csv(argc > 1 ? argv[1] : "examples/data/weather.csv");
    weather.add("wet", weather.column<double>("precipitation") > 0.0);
    const data::table seattle = weather.where("location", "Seattle"), new_york = weather.where("location", "New York");
    const auto [past, later] = data::split_at(seattle, "date", "2014-01-01");  // 2012-13 to learn, 2014-15 to check

    // 1. Version: one hash names this data on every machine, and the repository keeps it.
    store::repository repository{"quickstart.lastro"};
    const store::commit dataset = repository.commit("seattle", seattle, {.message = "NOAA daily, 2012-2015"});

    // 2. Validate: what we train on sets the rules for what we accept later.
    data::validate(later, data::infer_schema(past)).throw_if_failed();

    // 3. Train: equal seed, equal bits, on any compiler and any number of threads.
    const model::features features{{"temp_max", "temp_min", "wind"}};  // standardised inside the model
    const auto [fit_rows, held_out] = data::split(past, {.held_out = 0.2, .seed = 42});
    model::classifier rain{
        features, model::mlp{{.hidden = {16}, .activation = model::activation::tanh}}, {.target = "wet"}};
    train::fit_settings settings{.epochs = 60, .batch_size = 32, .seed = 42, .validation = held_out};
    settings.optimizer = train::adam{.learning_rate = 1e-2};
    settings.callbacks = {train::early_stopping{.patience = 8}, train::progress_bar{}};
    settings.threads = argc > 2 ? static_cast<std::size_t>(core::parse_int64(argv[2]).value_or(0)) : 1;
    const train::run_result run = train::fit(rain, fit_rows, settings);

    // 4. Save the model with what it is and where it came from; load it back, checked.
    artifact::save("rain.safetensors", rain, {.name = "rain", .dataset = dataset, .run = run});
    const auto served = artifact::load<model::classifier>("rain.safetensors");

    // 5. Watch: is New York still the world it was trained on?
    const drift::reference reference{past, features.columns(), {.name = "Seattle 2012-13"}};
    const drift::report at_home = reference.compare(later, {.name = "Seattle 2014-15"});
    const drift::report abroad = reference.compare(new_york, {.name = "New York"});
    report::write_html("drift.html", abroad);

    const auto dry = [](const data::table& t) { return double(t.where("wet", false).rows()) / double(t.rows()); };
    std::cout << "data      " << dataset.digest() << "  " << dataset.label() << '\n'
              << "model     " << artifact::digest("rain.safetensors") << "  rain  " << run.grade() << '\n'
              << "accuracy  " << train::accuracy(served, later) << " Seattle 2014-15   "
              << train::accuracy(served, new_york) << " New York   (always dry: " << dry(later) << ", " << dry(new_york)
              << ")\n\n"
              << at_home << '\n'
              << abroad << "report in drift.html\n";
} catch (const std::exception& e) {
    std::cerr << "quickstart: " << e.what() << '\n';
    return 1;
}
