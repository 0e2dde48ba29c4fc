// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_column_names.hpp
//
// What are the columns of a CSV file called? As its first record says, or column_1, column_2, ...
//
//   records.next();
//   const std::vector<std::string> names = csv_column_names(records, settings);    // format_error where two are the same
#pragma once

#include <cstddef>   // size_t
#include <optional>  // optional
#include <string>    // string, to_string
#include <vector>    // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/name_index.hpp>

namespace lastro::inline v0::data::detail {

/// Empty names get the column's number, later ones that occur again the lowest number that is free.
inline void number_repeated(std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = names[i].empty() ? "column_" + std::to_string(i + 1) : names[i];
    }
    while (const auto twice = name_index{names}.repeated(names)) {
        const std::string stem = names[*twice];
        const name_index index{names};
        std::size_t number = 2;
        while (index.find(names, stem + "_" + std::to_string(number)) != names.size()) {
            ++number;
        }
        names[*twice] = stem + "_" + std::to_string(number);
    }
}

/// The names that the settings make of the first record, at which `records` stands.
///
/// @throws format_error if two are the same and settings.number_names does not ask for numbers.
[[nodiscard]] inline std::vector<std::string> csv_column_names(const csv_records& records,
                                                               const csv_settings& settings) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < records.fields().size(); ++i) {
        names.push_back(settings.header ? records.text(i) : "column_" + std::to_string(i + 1));
    }
    if (settings.number_names) {
        number_repeated(names);
    }
    if (const auto twice = name_index{names}.repeated(names)) {
        core::fail<format_error>(records.place(*twice), "column names that differ",
                                 core::quoted(names[*twice]) + " again");
    }
    return names;
}

}  // namespace lastro::inline v0::data::detail
