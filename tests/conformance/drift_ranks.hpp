// SPDX-License-Identifier: MIT
// tests/conformance/drift_ranks.hpp
//
// Cases of tests between samples of numbers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/stats.hpp>

#include "drift_cases.hpp"

namespace conformance {

inline std::string ks_two_sample(const json& c, drift::ks_method method) {
    const json& input = c.at("input");
    return compare_test(c, drift::kolmogorov_smirnov(sample(input.at("x")), sample(input.at("y")),
                                                     {.alternative = side_of(input), .method = method}));
}

inline std::string ks_two_sample_critical_value(const json& c) {
    const json& input = c.at("input");
    const auto gap = drift::critical_gap(input.at("n").get<std::uint64_t>(), input.at("m").get<std::uint64_t>(),
                                         number(input.at("alpha")));
    return compare_fields(c, {{"critical_nmD", static_cast<double>(gap)}});
}

inline std::string kolmogorov_sf(const json& c) {
    const auto t = stats::kolmogorov_tail(number(c.at("input").at("x")));
    return compare_fields(c, {{"p_value", t.probability}, {"log10_p", t.log10}});
}

inline std::string ks_one_sample_cdf(const json& c) {
    const json& input = c.at("input");
    return compare_fields(
        c, {{"cdf", stats::ks_one_sample_cdf(input.at("n").get<std::uint64_t>(), number(input.at("d")))}});
}

/// Calls `test` with the distribution that a case names.
template <class Test>
std::string with_distribution(const json& distribution, const Test& test) {
    if (distribution.at("name") == "normal") {
        return test(drift::normal_distribution{.mean = number(distribution.at("mean")),
                                               .deviation = number(distribution.at("sd"))});
    }
    if (distribution.at("name") == "exponential") {
        return test(drift::exponential_distribution{.rate = number(distribution.at("rate"))});
    }
    throw std::runtime_error{"case file: unknown distribution"};
}

inline std::string ks_one_sample_exact(const json& c) {
    const json& input = c.at("input");
    return with_distribution(input.at("distribution"), [&](const auto& cdf) {
        return compare_test(c, drift::kolmogorov_smirnov_fit(sample(input.at("x")), cdf, side_of(input)));
    });
}

inline std::string cvm_one_sample(const json& c) {
    const json& input = c.at("input");
    return with_distribution(input.at("distribution"), [&](const auto& cdf) {
        return compare_test(c, drift::cramer_von_mises_fit(sample(input.at("x")), cdf));
    });
}

inline std::string cvm_one_sample_cdf(const json& c) {
    const json& input = c.at("input");
    const double w = number(input.at("w"));
    const double n = number(input.at("n"));
    return compare_fields(c, {{"cdf", std::isinf(n) ? stats::cramer_von_mises_cdf(w)
                                                    : stats::cramer_von_mises_cdf(w, static_cast<std::uint64_t>(n))}});
}

/// The schema's exact p-value counts splits without ties; the library's is given the ties, and equal without them.
inline std::string cvm_two_sample(const json& c) {
    const json& input = c.at("input");
    const drift::sorted_sample x = sample(input.at("x"));
    const drift::sorted_sample y = sample(input.at("y"));
    if (input.at("method") == "asymptotic") {
        return compare_test(c, drift::cramer_von_mises(x, y, drift::rank_method::asymptotic));
    }
    if (input.at("method") != "exact") {
        throw std::runtime_error{"case file: unknown method"};
    }
    drift::cramer_von_mises_result r = drift::cramer_von_mises(x, y, drift::rank_method::exact);
    const auto n = static_cast<double>(x.size());
    const auto m = static_cast<double>(y.size());
    const double four_u = std::round(4.0 * n * m * (n + m) * (r.statistic + (4.0 * n * m - 1.0) / (6.0 * (n + m))));
    const auto tail = drift::cramer_von_mises_exact_tail(x.size(), y.size(), static_cast<std::uint64_t>(four_u));
    r.p_value = tail.probability;
    r.log10_p = tail.log10;
    return compare_test(c, r);
}

inline std::string cvm_two_sample_exact_p(const json& c) {
    const json& input = c.at("input");
    const auto four_u = static_cast<std::uint64_t>(std::ceil(4.0 * number(input.at("u"))));
    const auto tail = drift::cramer_von_mises_exact_tail(input.at("m").get<std::uint64_t>(),
                                                         input.at("n").get<std::uint64_t>(), four_u);
    return compare_fields(c, {{"p_value", tail.probability}, {"log10_p", tail.log10}});
}

/// The schema's exact p-value counts arrangements without ties; the library's is given the ties, and equal without them.
inline std::string mann_whitney(const json& c) {
    const json& input = c.at("input");
    const bool exact = input.at("method") == "exact";
    if (!exact && input.at("method") != "asymptotic") {
        throw std::runtime_error{"case file: unknown method"};
    }
    const drift::sorted_sample x = sample(input.at("x"));
    const drift::sorted_sample y = sample(input.at("y"));
    drift::mann_whitney_result r =
        drift::mann_whitney(x, y,
                            {.alternative = side_of(input),
                             .method = exact ? drift::rank_method::exact : drift::rank_method::asymptotic,
                             .continuity_correction = input.at("continuity_correction").get<bool>()});
    const std::size_t product = x.size() * y.size();
    if (exact && drift::block_sizes(x, y).size() < x.size() + y.size()) {
        const auto p_from = [&](double u) {  // P(U >= u) = P(U <= n m - u)
            return drift::mann_whitney_exact_cdf(x.size(), y.size(), product - static_cast<std::size_t>(std::ceil(u)))
                .probability;
        };
        const double other = static_cast<double>(product) - r.statistic;
        r.p_value = side_of(input) == drift::alternative::greater ? p_from(r.statistic)
                    : side_of(input) == drift::alternative::less
                        ? p_from(other)
                        : std::min(1.0, 2.0 * p_from(std::max(r.statistic, other)));
        r.log10_p = std::log10(r.p_value);
    }
    return compare_test(c, r);
}

inline std::string mann_whitney_exact_cdf(const json& c) {
    const json& input = c.at("input");
    std::vector<double> cdf;
    for (const std::uint64_t u : counts(input.at("u"))) {
        cdf.push_back(
            drift::mann_whitney_exact_cdf(input.at("n").get<std::uint64_t>(), input.at("m").get<std::uint64_t>(), u)
                .probability);
    }
    return compare(cdf, numbers(c.at("expected").at("cdf")), c, "cdf");
}

inline std::string anderson_darling_ksample(const json& c) {
    std::vector<drift::sorted_sample> samples;
    for (const json& values : c.at("input").at("samples")) {
        samples.push_back(sample(values));
    }
    const auto r = drift::anderson_darling(
        samples, {.midrank = c.at("input").at("midrank").get<bool>(), .method = drift::resampled_method::asymptotic});
    std::string differences = compare_test(c, r);
    if (c.at("expected").contains("critical_values")) {
        differences += compare(std::vector<double>(r.critical_values.begin(), r.critical_values.end()),
                               numbers(c.at("expected").at("critical_values")), c, "critical_values");
    }
    if (c.at("expected").contains("p_value_max") && !(r.p_value < number(c.at("expected").at("p_value_max")))) {
        differences += "p_value " + std::to_string(r.p_value) + " is not below p_value_max; ";
    }
    return differences;
}

inline std::string epps_singleton(const json& c) {
    const json& input = c.at("input");
    const std::vector<double> t = numbers(input.at("t"));
    return compare_test(c,
                        drift::epps_singleton(sample(input.at("x")), sample(input.at("y")), {.t = {t.at(0), t.at(1)}}));
}

inline std::string bws_test(const json& c) {
    const json& input = c.at("input");
    if (input.contains("alternative") && input.at("alternative") != "two-sided") {
        throw std::runtime_error{"case file: a one-sided statistic is not defined by the schema"};
    }
    constexpr std::uint64_t every_split = std::uint64_t{1} << 32U;
    return compare_test(c, drift::baumgartner_weiss_schindler(sample(input.at("x")), sample(input.at("y")),
                                                              {.method = drift::resampled_method::permutation,
                                                               .relabelling = {.exact_until = every_split}}));
}

inline std::string t_test(const json& c, bool welch) {
    const json& input = c.at("input");
    const drift::t_test_settings settings{.alternative = side_of(input)};
    const auto r = welch ? drift::welch_t_test(sample(input.at("x")), sample(input.at("y")), settings)
                         : drift::student_t_test(sample(input.at("x")), sample(input.at("y")), settings);
    return compare_fields(
        c, {{"statistic", r.statistic}, {"p_value", r.p_value}, {"log10_p", r.log10_p}, {"dof", r.degrees}});
}

/// Weighted or not, as the case says.
inline drift::weighted_sample weighted(const json& input, const std::string& name) {
    const json& weights = input.at(name + "_weights");
    return weights.is_null() ? drift::weighted_sample{numbers(input.at(name))}
                             : drift::weighted_sample{numbers(input.at(name)), numbers(weights)};
}

using sample_distance = double (*)(const drift::sorted_sample&, const drift::sorted_sample&);
using weighted_distance = double (*)(const drift::weighted_sample&, const drift::weighted_sample&);

inline check between_samples(sample_distance plain, weighted_distance with_weights) {
    return [plain, with_weights](const json& c) {
        const json& input = c.at("input");
        std::string differences =
            compare_fields(c, {{"distance", with_weights(weighted(input, "u"), weighted(input, "v"))}});
        if (input.at("u_weights").is_null() && input.at("v_weights").is_null()) {
            differences += compare_fields(c, {{"distance", plain(sample(input.at("u")), sample(input.at("v")))}});
        }
        return differences;
    };
}

inline std::string wasserstein1_scaled(const json& c) {
    const json& input = c.at("input");
    const bool by_range = input.at("scale") == "minmax_pooled";
    if (!by_range && input.at("scale") != "std_reference") {
        throw std::runtime_error{"case file: unknown scale"};
    }
    const double distance = drift::scaled_wasserstein_distance(
        sample(input.at("reference")), sample(input.at("current")),
        by_range ? drift::distance_scale::pooled_range : drift::distance_scale::reference_deviation);
    return compare_fields(c, {{"distance", distance}});
}

/// Rows of a case as one list.
struct rows_of_case {
    std::vector<double> values;
    std::size_t columns;

    explicit rows_of_case(const json& rows) : columns{rows.at(0).is_array() ? rows.at(0).size() : 1} {
        for (const json& row : rows) {
            for (const double x : row.is_array() ? numbers(row) : std::vector<double>{number(row)}) {
                values.push_back(x);
            }
        }
    }
    [[nodiscard]] drift::points view() const { return drift::points{values, columns}; }
};

inline std::string mmd(const json& c, bool biased) {
    const json& input = c.at("input");
    if (input.at("kernel").at("name") != "rbf") {
        throw std::runtime_error{"case file: unknown kernel"};
    }
    const rows_of_case x{input.at("x")};
    const rows_of_case y{input.at("y")};
    const drift::mmd_settings settings{.sigma = number(input.at("kernel").at("sigma"))};
    return compare_fields(c, {{"mmd2", biased ? drift::mmd_biased(x.view(), y.view(), settings)
                                              : drift::mmd_unbiased(x.view(), y.view(), settings)}});
}

inline std::string rbf_kernel(const json& c) {
    const json& input = c.at("input");
    return compare_fields(
        c,
        {{"value", drift::gaussian_kernel{number(input.at("sigma"))}(numbers(input.at("x")), numbers(input.at("y")))}});
}

inline std::string moments_nist(const json& c) {
    const std::vector<double> values = numbers(c.at("input").at("values"));
    stats::moments m;
    for (const double x : values) {
        m.add(x);
    }
    return compare_fields(c, {{"n", static_cast<double>(m.count())},
                              {"mean", m.mean()},
                              {"standard_deviation", m.standard_deviation()},
                              {"lag1_autocorrelation", stats::autocorrelation(values, 1)}});
}

}  // namespace conformance
