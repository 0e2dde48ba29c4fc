// SPDX-License-Identifier: MIT
// tests/conformance/drift_counts.hpp
//
// Cases of categories, counts, histograms, and of many p-values.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "drift_cases.hpp"

namespace conformance {

inline std::string chi2_contingency(const json& c) {
    const json& input = c.at("input");
    const std::vector<std::uint64_t> table = flattened(input.at("table"));
    const std::size_t rows = input.at("table").size();
    const auto r = drift::chi_squared_table(
        table, rows, table.size() / rows,
        {.yates_correction = input.at("yates_correction").get<bool>(), .power = number(input.at("power"))});
    std::string differences = compare_fields(
        c, {{"statistic", r.statistic}, {"p_value", r.p_value}, {"log10_p", r.log10_p}, {"dof", r.degrees}});
    if (c.at("expected").contains("expected_counts")) {
        std::vector<double> expected;
        for (const json& row : c.at("expected").at("expected_counts")) {
            for (const double value : numbers(row)) {
                expected.push_back(value);
            }
        }
        differences += compare(r.expected, expected, c, "expected_counts");
    }
    return differences;
}

inline std::string chi2_contingency_nd(const json& c) {
    const json& input = c.at("input");
    std::vector<std::size_t> shape;
    for (const std::uint64_t size : counts(input.at("shape"))) {
        shape.push_back(static_cast<std::size_t>(size));
    }
    const auto r = drift::mutual_independence(shape, counts(input.at("counts")));
    std::string differences = compare_fields(
        c, {{"statistic", r.statistic}, {"p_value", r.p_value}, {"log10_p", r.log10_p}, {"dof", r.degrees}});
    if (c.at("expected").contains("expected_counts")) {
        differences += compare(r.expected, numbers(c.at("expected").at("expected_counts")), c, "expected_counts");
    }
    return differences;
}

inline std::string power_divergence(const json& c) {
    const json& input = c.at("input");
    return compare_test(c,
                        drift::power_divergence(numbers(input.at("f_obs")), numbers(input.at("f_exp")),
                                                {.power = number(input.at("power")),
                                                 .estimated = static_cast<std::uint64_t>(number(input.at("ddof")))}));
}

inline std::string cramers_v_corrected(const json& c) {
    const json& rows = c.at("input").at("table");
    const std::vector<std::uint64_t> table = flattened(rows);
    return compare_fields(c, {{"v", drift::cramers_v(table, rows.size(), table.size() / rows.size())}});
}

inline std::string fisher_exact(const json& c) {
    const json& input = c.at("input");
    const auto first = counts(input.at("table").at(0));
    const auto second = counts(input.at("table").at(1));
    const auto r = drift::fisher_exact({first.at(0), first.at(1)}, {second.at(0), second.at(1)}, side_of(input));
    return compare_fields(c, {{"p_value", r.p_value}, {"log10_p", r.log10_p}});
}

inline std::string psi(const json& c) {
    const json& input = c.at("input");
    const bool add = input.at("zero_rule").at("kind") == "add";
    const auto r =
        drift::population_stability_index(counts(input.at("reference_counts")), counts(input.at("current_counts")),
                                          {.zero_rule = add ? drift::zero_rule::add : drift::zero_rule::replace,
                                           .amount = number(input.at("zero_rule").at("value"))});
    return compare_fields(c, {{"psi", r.index}});
}

using count_distance = double (*)(std::span<const std::uint64_t>, std::span<const std::uint64_t>);

inline check between_counts(count_distance measure) {
    return [measure](const json& c) {
        const json& input = c.at("input");
        return compare_fields(
            c, {{"distance", measure(counts(input.at("reference_counts")), counts(input.at("current_counts")))}});
    };
}

inline std::string js_distance(const json& c) {
    const json& input = c.at("input");
    const double bits = drift::jensen_shannon(counts(input.at("reference_counts")), counts(input.at("current_counts")));
    double base = 0.0;
    if (input.at("base").is_number()) {
        base = number(input.at("base"));
    } else {
        const auto text = input.at("base").get<std::string>();
        base = text == "e" ? std::exp(1.0) : std::stod(text);
    }
    return compare_fields(c, {{"distance", bits * std::sqrt(std::log(2.0) / std::log(base))}});
}

inline std::string kl_divergence(const json& c) {
    const json& input = c.at("input");
    return compare_fields(
        c, {{"divergence", drift::kullback_leibler(counts(input.at("p_counts")), counts(input.at("q_counts")))}});
}

inline std::string linf_categorical(const json& c) {
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> labels;
    for (const json& label : c.at("input").at("reference")) {
        ++labels[label.dump()].first;
    }
    for (const json& label : c.at("input").at("current")) {
        ++labels[label.dump()].second;
    }
    std::vector<std::uint64_t> reference;
    std::vector<std::uint64_t> current;
    for (const auto& [label, count] : labels) {
        reference.push_back(count.first);
        current.push_back(count.second);
    }
    return compare_fields(c, {{"distance", drift::largest_difference(reference, current)}});
}

inline std::string histogram_equal_width_pooled(const json& c) {
    const json& input = c.at("input");
    const auto h = drift::equal_width_histogram(sample(input.at("reference")), sample(input.at("current")),
                                                input.at("bins").get<std::size_t>());
    const json& expected = c.at("expected");
    return compare(as_numbers(h.reference), numbers(expected.at("reference_counts")), c, "reference_counts") +
           compare(as_numbers(h.live), numbers(expected.at("current_counts")), c, "current_counts");
}

using adjustment = std::vector<double> (*)(std::span<const double>);

inline check adjusted(adjustment adjust) {
    return [adjust](const json& c) {
        return compare(adjust(numbers(c.at("input").at("p"))), numbers(c.at("expected").at("adjusted")), c, "adjusted");
    };
}

inline std::string combine_pvalues(const json& c) {
    const json& input = c.at("input");
    const std::vector<double> p = numbers(input.at("p"));
    const auto method = input.at("method").get<std::string>();
    if (method == "stouffer") {
        const bool weighted = input.contains("weights") && !input.at("weights").is_null();
        return compare_test(
            c, drift::combine_stouffer(p, weighted ? numbers(input.at("weights")) : std::vector<double>{}));
    }
    const std::map<std::string, drift::combined_p (*)(std::span<const double>)> methods{
        {"fisher", drift::combine_fisher},
        {"pearson", drift::combine_pearson},
        {"tippett", drift::combine_tippett},
        {"mudholkar_george", drift::combine_mudholkar_george}};
    return compare_test(c, methods.at(method)(p));
}

}  // namespace conformance
