// SPDX-License-Identifier: MIT
// examples/dataset_versions.cpp: what exactly changed between two versions, without reading either of them?
#include <lastro/data.hpp>
#include <lastro/store.hpp>

#include <Eigen/Core>
#include <iostream>

int main() {
    using namespace lastro;
    const data::table weather = data::read_csv("examples/data/weather.csv");
    const auto seattle = weather.where("location", "Seattle");
    const auto [early, late] = data::split_at(seattle, "date", "2014-01-01");

    store::repository repository{"data.lastro"};
    const store::commit v1 = repository.commit("weather", early, {.message = "2012 and 2013"});

    // Appending costs what is new, and gives what committing everything would give.
    const store::commit v2 =
        repository.append("weather", late, {.message = "+ 2014 and 2015", .provenance = {{"source", "NOAA"}}});
    repository.tag("train-2016", v2);
    for (const store::commit& version : repository.log("weather")) {
        std::cout << version << "  " << version.message() << '\n';
    }

    // Two manifests are compared: changed columns, changed row ranges. With .exact, the blocks that differ are read, too.
    for (const store::change& c : repository.diff(v1, v2, {.exact = true})) {
        std::cout << c.kind << ' ' << c.column << " rows " << c.rows.first << ".." << c.rows.last << '\n';
    }
    // How far apart the values are, from what the commits hold: an interval for the Kolmogorov-Smirnov distance.
    std::cout << repository.drift(v1, v2).at(2) << '\n';

    // Two columns, memory-mapped and verified where they are touched.
    const store::view view = repository.checkout("train-2016", {.columns = {"temp_max", "wind"}});
    const auto temperature = view.map<double>("temp_max");
    std::cout << "hottest: " << temperature.maxCoeff() << " of " << temperature.size() << " days\n";

    // The same content has the same name wherever it lives; no row of one part is in the other; every byte is sound.
    std::cout << std::boolalpha << (data::fingerprint(seattle) == v2.digest()) << ' '
              << (repository.overlap(v1, repository.commit("late", late)).first_rows == 0) << ' '
              << repository.verify().ok() << '\n';
}
