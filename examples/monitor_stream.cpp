// SPDX-License-Identifier: MIT
// examples/monitor_stream.cpp: columns that are looked at after every row, for ever, without an alarm too many.
#include <lastro/data/csv.hpp>
#include <lastro/drift/stream_monitor.hpp>
#include <lastro/random/permutation.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <span>
#include <string>
#include <vector>

using namespace lastro;
const std::vector<std::string> names{"temp_max", "wind", "precipitation"};

// Days in a row resemble each other, and the test wants independent rows: a city's days come in a random order.
std::vector<std::vector<double>> days(const data::table& city) {
    std::vector<std::vector<double>> rows;
    for (const std::uint64_t day : random::permutation(random::stream{7}["days"], city.rows())) {
        rows.emplace_back();
        for (const std::string& name : names) {
            rows.back().push_back(city.column<double>(name).values()[day]);
        }
    }
    return rows;
}

int main() {
    const data::table weather = data::read_csv("examples/data/weather.csv");
    const auto seattle = days(weather.where("location", "Seattle")),
               new_york = days(weather.where("location", "New York"));
    constexpr std::size_t half = 730;
    data::table past;
    for (std::size_t c = 0; c < names.size(); ++c) {
        std::vector<double> values;
        for (std::size_t i = 0; i < half; ++i) {
            values.push_back(seattle[i][c]);
        }
        past.add(names[c], data::column{values});
    }

    drift::stream_monitor watch{past, names, {.false_discovery_rate = 0.05}};
    const auto feed = [&watch](std::span<const std::vector<double>> rows, const char* city) {
        for (const std::vector<double>& row : rows) {
            if (watch.update(row) == drift::signal::drift) {
                break;
            }
        }
        std::cout << "after " << watch.count() << " days, the last in " << city << ": ";
        for (const drift::moved_column& c : watch.moved()) {
            std::cout << c.column << " has moved, about since day " << c.change_point;
        }
        std::cout << (watch.moved().empty() ? "nothing has moved\n" : "\n");
    };
    feed(std::span{seattle}.subspan(half), "Seattle");
    const std::vector<std::byte> saved = watch.state();  // a process that ends here goes on elsewhere
    watch = drift::stream_monitor::from_state(saved);
    feed(new_york, "New York");
}
