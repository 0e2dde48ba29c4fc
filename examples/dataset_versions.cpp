// SPDX-License-Identifier: MIT
// examples/dataset_versions.cpp: which data is this? Two versions of a dataset, one history, nothing taken on trust.
#include <lastro/data.hpp>
#include <lastro/store.hpp>

#include <iostream>

int main() {
    using namespace lastro;
    const data::table weather = data::read_csv("examples/data/weather.csv");
    const auto [early, late] = data::split_at(weather, "date", "2014-01-01");

    store::repository repository{"data.lastro"};
    repository.commit("weather", early, {.message = "2012 and 2013"});
    repository.commit("weather", weather, {.message = "all four years"});
    repository.commit("weather", weather, {.message = "the same again: no new version"});

    for (const store::commit& version : repository.log("weather")) {
        std::cout << version << "  " << version.message() << '\n';
    }
    // The same content has the same name wherever it lives: in memory, in the repository, on another machine.
    std::cout << std::boolalpha << (data::fingerprint(early) == repository.resolve("weather@1").digest()) << ' '
              << (repository.checkout("weather@1") == early) << ' ' << repository.verify().ok() << '\n';
}
