// SPDX-License-Identifier: MIT
// tests/conformance/drift_cases.hpp
//
// What the runners of drift cases share: reading inputs, comparing fields.
#pragma once

#include <lastro/drift.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "case_file.hpp"

namespace conformance {

using namespace lastro;

inline drift::alternative side_of(const json& input) {
    const auto name = input.at("alternative").get<std::string>();
    if (name == "two-sided") {
        return drift::alternative::two_sided;
    }
    if (name != "greater" && name != "less") {
        throw std::runtime_error{"case file: unknown alternative " + name};
    }
    return name == "greater" ? drift::alternative::greater : drift::alternative::less;
}

inline std::vector<std::uint64_t> counts(const json& list) {
    std::vector<std::uint64_t> result;
    for (const json& count : list) {
        if (number(count) < 0.0 || number(count) != std::floor(number(count))) {
            throw std::runtime_error{"case file: not a count"};
        }
        result.push_back(static_cast<std::uint64_t>(number(count)));
    }
    return result;
}

/// Compares each expected field that the answer has; a case none of whose fields was compared fails.
inline std::string compare_fields(const json& c, const std::map<std::string, double>& got) {
    std::string differences;
    std::size_t compared = 0;
    for (const auto& [field, value] : got) {
        if (c.at("expected").contains(field)) {
            differences += compare(value, number(c.at("expected").at(field)), c, field);
            ++compared;
        }
    }
    return compared == 0 ? "no expected field is offered" : differences;
}

/// The statistic and the p-value of any result that has them.
template <class Result>
std::string compare_test(const json& c, const Result& r) {
    return compare_fields(c, {{"statistic", r.statistic}, {"p_value", r.p_value}, {"log10_p", r.log10_p}});
}

/// A list of counts as a list of numbers, to be compared.
inline std::vector<double> as_numbers(const std::vector<std::uint64_t>& counts) {
    return {counts.begin(), counts.end()};
}

/// A table given as rows, row by row.
inline std::vector<std::uint64_t> flattened(const json& rows) {
    std::vector<std::uint64_t> table;
    for (const json& row : rows) {
        for (const std::uint64_t count : counts(row)) {
            table.push_back(count);
        }
    }
    return table;
}

inline drift::sorted_sample sample(const json& values) { return drift::sorted_sample{numbers(values)}; }

}  // namespace conformance
