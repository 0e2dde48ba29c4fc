// SPDX-License-Identifier: MIT
// tests/conformance/drift.cpp
//
// Runs the independent drift cases: tests/conformance/run.sh drift FILE...
#include <lastro/drift.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <lastro/stats/kolmogorov.hpp>
#include <lastro/stats/moments.hpp>

#include "case_file.hpp"

namespace {

using namespace lastro;
using conformance::compare;
using conformance::json;
using conformance::number;
using conformance::numbers;

drift::alternative side_of(const json& input) {
    const auto name = input.at("alternative").get<std::string>();
    if (name == "two-sided") {
        return drift::alternative::two_sided;
    }
    if (name != "greater" && name != "less") {
        throw std::runtime_error{"case file: unknown alternative " + name};
    }
    return name == "greater" ? drift::alternative::greater : drift::alternative::less;
}

std::vector<std::uint64_t> counts(const json& list) {
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
std::string compare_fields(const json& c, const std::map<std::string, double>& got) {
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

std::string ks_two_sample(const json& c, drift::ks_method method) {
    const json& input = c.at("input");
    const auto r = drift::kolmogorov_smirnov(drift::sorted_sample{numbers(input.at("x"))},
                                             drift::sorted_sample{numbers(input.at("y"))},
                                             {.alternative = side_of(input), .method = method});
    return compare_fields(c, {{"statistic", r.statistic}, {"p_value", r.p_value}, {"log10_p", r.log10_p}});
}

std::string chi2_contingency(const json& c) {
    const json& input = c.at("input");
    const double power = number(input.at("power"));
    if (power != 0.0 && power != 1.0) {
        return conformance::skip("chi2_contingency with a power other than 0 and 1");
    }
    std::vector<std::uint64_t> table;
    for (const json& row : input.at("table")) {
        for (const std::uint64_t count : counts(row)) {
            table.push_back(count);
        }
    }
    const std::size_t rows = input.at("table").size();
    const auto r = drift::chi_squared_table(table, rows, table.size() / rows,
                                            {.yates_correction = input.at("yates_correction").get<bool>(),
                                             .statistic = power == 0.0 ? drift::contingency_statistic::likelihood_ratio
                                                                       : drift::contingency_statistic::pearson});
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

std::string fisher_exact(const json& c) {
    const json& input = c.at("input");
    const auto first = counts(input.at("table").at(0));
    const auto second = counts(input.at("table").at(1));
    const auto r = drift::fisher_exact({first.at(0), first.at(1)}, {second.at(0), second.at(1)}, side_of(input));
    return compare_fields(c, {{"p_value", r.p_value}, {"log10_p", r.log10_p}});
}

std::string wasserstein1(const json& c) {
    const json& input = c.at("input");
    if (!input.at("u_weights").is_null() || !input.at("v_weights").is_null()) {
        return conformance::skip("wasserstein1 of weighted samples");
    }
    const drift::sorted_sample u{numbers(input.at("u"))};
    const drift::sorted_sample v{numbers(input.at("v"))};
    return compare_fields(c, {{"distance", drift::wasserstein_distance(u, v)}});
}

std::string wasserstein1_scaled(const json& c) {
    const json& input = c.at("input");
    const drift::sorted_sample a{numbers(input.at("reference"))};
    const drift::sorted_sample b{numbers(input.at("current"))};
    double scale = 0.0;
    if (input.at("scale") == "minmax_pooled") {
        scale = std::max(a.quantile(1.0), b.quantile(1.0)) - std::min(a.quantile(0.0), b.quantile(0.0));
    } else if (input.at("scale") == "std_reference") {
        stats::moments m;
        for (const double x : a.values()) {
            m.add(x);
        }
        scale = std::sqrt(m.population_variance());
    } else {
        throw std::runtime_error{"case file: unknown scale"};
    }
    return compare_fields(c, {{"distance", drift::wasserstein_distance(a, b) / scale}});
}

std::string psi(const json& c) {
    const json& input = c.at("input");
    const bool add = input.at("zero_rule").at("kind") == "add";
    const auto r =
        drift::population_stability_index(counts(input.at("reference_counts")), counts(input.at("current_counts")),
                                          {.zero_rule = add ? drift::zero_rule::add : drift::zero_rule::replace,
                                           .amount = number(input.at("zero_rule").at("value"))});
    return compare_fields(c, {{"psi", r.index}});
}

using distance = double (*)(std::span<const std::uint64_t>, std::span<const std::uint64_t>);

conformance::check between_counts(distance measure) {
    return [measure](const json& c) {
        const json& input = c.at("input");
        return compare_fields(
            c, {{"distance", measure(counts(input.at("reference_counts")), counts(input.at("current_counts")))}});
    };
}

std::string js_distance(const json& c) {
    const json& input = c.at("input");
    const double bits = drift::jensen_shannon(counts(input.at("reference_counts")), counts(input.at("current_counts")));
    if (input.at("base") != "2" && input.at("base") != "e") {
        throw std::runtime_error{"case file: unknown base"};
    }
    return compare_fields(c, {{"distance", input.at("base") == "2" ? bits : bits * std::sqrt(std::log(2.0))}});
}

std::string kl_divergence(const json& c) {
    const json& input = c.at("input");
    return compare_fields(
        c, {{"divergence", drift::kullback_leibler(counts(input.at("p_counts")), counts(input.at("q_counts")))}});
}

std::string linf_categorical(const json& c) {
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

std::string moments_nist(const json& c) {
    stats::moments m;
    for (const double x : numbers(c.at("input").at("values"))) {
        m.add(x);
    }
    return compare_fields(
        c, {{"n", static_cast<double>(m.count())}, {"mean", m.mean()}, {"standard_deviation", m.standard_deviation()}});
}

using adjustment = std::vector<double> (*)(std::span<const double>);

conformance::check adjusted(adjustment adjust) {
    return [adjust](const json& c) {
        return compare(adjust(numbers(c.at("input").at("p"))), numbers(c.at("expected").at("adjusted")), c, "adjusted");
    };
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(
        argc, argv,
        {
            {"ks_two_sample_exact", [](const json& c) { return ks_two_sample(c, drift::ks_method::exact); }},
            {"ks_two_sample_exact_ties", [](const json& c) { return ks_two_sample(c, drift::ks_method::exact); }},
            {"ks_two_sample_asymptotic", [](const json& c) { return ks_two_sample(c, drift::ks_method::asymptotic); }},
            {"ks_two_sample_critical_value",
             [](const json& c) {
                 const json& input = c.at("input");
                 const auto gap = drift::critical_gap(input.at("n").get<std::uint64_t>(),
                                                      input.at("m").get<std::uint64_t>(), number(input.at("alpha")));
                 return compare_fields(c, {{"critical_nmD", static_cast<double>(gap)}});
             }},
            {"kolmogorov_sf",
             [](const json& c) {
                 const auto t = stats::kolmogorov_tail(number(c.at("input").at("x")));
                 return compare_fields(c, {{"p_value", t.probability}, {"log10_p", t.log10}});
             }},
            {"chi2_contingency", chi2_contingency},
            {"fisher_exact", fisher_exact},
            {"wasserstein1", wasserstein1},
            {"wasserstein1_scaled", wasserstein1_scaled},
            {"psi", psi},
            {"total_variation", between_counts(drift::total_variation)},
            {"hellinger", between_counts(drift::hellinger)},
            {"bhattacharyya", between_counts(drift::bhattacharyya)},
            {"histogram_intersection_complement", between_counts(drift::total_variation)},  // 1 - sum min(p, q)
            {"js_distance", js_distance},
            {"kl_divergence", kl_divergence},
            {"linf_categorical", linf_categorical},
            {"moments_nist", moments_nist},
            {"p_adjust_bh", adjusted(drift::adjusted_benjamini_hochberg)},
            {"p_adjust_by", adjusted(drift::adjusted_benjamini_yekutieli)},
            {"p_adjust_holm", adjusted(drift::adjusted_holm)},
            {"p_adjust_bonferroni", adjusted(drift::adjusted_bonferroni)},
        },
        {"ks_one_sample_cdf",
         "ks_one_sample_exact",
         "cvm_two_sample",
         "cvm_two_sample_exact_p",
         "cvm_one_sample_cdf",
         "cvm_one_sample",
         "mann_whitney",
         "mann_whitney_exact_cdf",
         "anderson_darling_ksample",
         "epps_singleton",
         "bws_test",
         "t_test_student",
         "t_test_welch",
         "energy_distance",
         "mmd_unbiased",
         "mmd_biased",
         "rbf_kernel",
         "histogram_equal_width_pooled",
         "chi2_contingency_nd",
         "power_divergence",
         "cramers_v_corrected",
         "combine_pvalues",
         "ddm_stream",
         "hddm_a_stream",
         "hddm_w_stream",
         "fhddm_stream",
         "adwin_stream",
         "adwin_window_statistics",
         "page_hinkley_stream",
         "page_hinkley_unclamped_stream",
         "cusum_stream",
         "gma_stream",
         "tdigest_rank",
         "tdigest_accuracy",
         "kll_rank_bound",
         "rolling_mean"});
}
