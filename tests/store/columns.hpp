// SPDX-License-Identifier: MIT
// tests/store/columns.hpp
//
// Columns of every type, with and without missing rows, always the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>

inline std::vector<lastro::data::column> every_kind_of_column(std::size_t rows, std::uint64_t seed = 11) {
    using lastro::data::column;
    std::mt19937_64 engine{seed};
    std::vector<double> wind;
    std::vector<std::optional<double>> holes;
    std::vector<std::int64_t> count;
    std::vector<std::optional<bool>> wet;
    std::vector<lastro::data::date> day;
    std::vector<std::string> place;
    std::vector<std::optional<lastro::data::timestamp>> moment;
    std::vector<std::optional<std::string>> note;
    for (std::size_t i = 0; i < rows; ++i) {
        wind.push_back(static_cast<double>(engine() % 1000) / 8.0 - 20.0);
        holes.push_back(engine() % 5 == 0 ? std::nullopt : std::optional{static_cast<double>(engine() % 100)});
        count.push_back(static_cast<std::int64_t>(engine()));
        wet.push_back(engine() % 40 == 0 ? std::nullopt : std::optional{engine() % 2 == 0});
        day.push_back({static_cast<std::int32_t>(i / 24)});
        place.push_back("S\xC3\xA3o Paulo " + std::to_string(engine() % 30));
        moment.push_back(i % 7 == 3
                             ? std::nullopt
                             : std::optional{lastro::data::timestamp{static_cast<std::int64_t>(i) * 3'600'000'000}});
        note.push_back(engine() % 3 == 0 ? std::nullopt : std::optional{std::string(engine() % 9, 'n')});
    }
    return {column{wind}, column{holes}, column{count}, column{wet},
            column{day},  column{place}, column{note},  column{moment}};
}

inline lastro::data::table every_kind_of_table(std::size_t rows, std::uint64_t seed = 11) {
    return lastro::data::table{{"wind", "holes", "count", "wet", "day", "place", "note", "moment"},
                               every_kind_of_column(rows, seed)};
}
