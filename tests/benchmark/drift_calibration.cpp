// SPDX-License-Identifier: MIT
// tests/benchmark/drift_calibration.cpp
//
// How often are the tests and intervals of lastro::drift wrong? Prints the figures of docs/drift.md.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_calibration.cpp -o drift_calibration && ./drift_calibration
//   ./drift_calibration rows [NAME]            # only the tests of several columns at once, of them only NAME
//
// Every figure is from 10,000 simulated pairs of samples, from a fixed seed: a second run prints the same.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <lastro/drift.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

using namespace lastro;

namespace {

constexpr std::uint64_t rounds = 10'000;

using draw = std::function<double(const random::stream&, std::uint64_t)>;

std::vector<double> sample(const random::stream& s, std::size_t n, const draw& value) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) {
        values[i] = value(s, i);
    }
    return values;
}

std::vector<std::uint64_t> counted(const random::stream& s, std::size_t n, std::size_t categories, const draw& value) {
    std::vector<std::uint64_t> counts(categories);
    for (std::size_t i = 0; i < n; ++i) {
        ++counts[std::min(categories - 1, static_cast<std::size_t>(value(s, i)))];
    }
    return counts;
}

double continuous(const random::stream& s, std::uint64_t i) { return random::uniform(s, i); }
double seven_values(const random::stream& s, std::uint64_t i) { return std::floor(7.0 * random::uniform(s, i)); }
double five_values(const random::stream& s, std::uint64_t i) { return std::floor(5.0 * random::uniform(s, i)); }
double geometric(const random::stream& s, std::uint64_t i) {
    return std::floor(-std::log2(1.0 - random::uniform(s, i)));  // 0 with probability 1/2, 1 with 1/4, ...
}
double one_in_five(const random::stream& s, std::uint64_t i) { return random::uniform(s, i) < 0.2 ? 1.0 : 0.0; }

/// Prints how often p-values are at most 0.05 and 0.01 when nothing moved, by how much the distribution of p exceeds the
/// uniform one at worst (0: conservative everywhere), and how far it is from uniform in either direction.
void print_shares(std::vector<double>& values) {
    std::sort(values.begin(), values.end());
    const auto count = static_cast<double>(values.size());
    const auto share = [&](double level) {
        return static_cast<double>(std::upper_bound(values.begin(), values.end(), level) - values.begin()) / count;
    };
    double excess = 0.0;
    double distance = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        excess = std::max(excess, share(values[i]) - values[i]);
        distance = std::max({distance, excess, values[i] - static_cast<double>(i) / count});
    }
    std::printf("  %.4f %.4f %+.4f %.3f", share(0.05), share(0.01), excess, distance);
}

void false_alarms(const std::string& name,
                  const std::function<double(const random::stream&, std::size_t, std::size_t)>& p) {
    std::printf("%-44s", name.c_str());
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{20, 30}, {100, 100}, {400, 700}}) {
        std::vector<double> values;
        const random::stream root = random::stream{20240229}[name][n];
        for (std::uint64_t round = 0; round < rounds; ++round) {
            values.push_back(p(root[round], n, m));
        }
        print_shares(values);
    }
    std::printf("\n");
}

/// Rows of three columns, the second going with the first.
std::vector<double> rows_of_three(const random::stream& s, std::size_t n, const draw& value) {
    std::vector<double> rows;
    for (std::uint64_t i = 0; i < n; ++i) {
        const double x = value(s, 3 * i), y = value(s, 3 * i + 1), z = value(s, 3 * i + 2);
        rows.insert(rows.end(), {x, x + y, z});
    }
    return rows;
}

/// The tests of several columns at once; the slow ones on 1,000 pairs of samples, the slowest on 250 of the largest.
void false_alarms_of_rows(const std::string& name, const draw& value, const std::string& only) {
    using drift::points;
    using p_of = std::function<double(const points&, const points&, std::uint64_t)>;
    const std::vector<std::tuple<std::string, std::uint64_t, p_of>> tests{
        {"MMD, 99 relabellings", rounds / 10,
         [](const points& a, const points& b, std::uint64_t seed) {
             return drift::mmd_test(a, b, {.permutations = 99, .seed = seed}).p_value;
         }},
        {"MMD aggregated, 199 relabellings", rounds / 10,
         [](const points& a, const points& b, std::uint64_t seed) {
             return drift::mmd_aggregated(a, b, {.permutations = 199, .seed = seed}).p_value;
         }},
        {"energy distance, 99 relabellings", rounds / 10,
         [](const points& a, const points& b, std::uint64_t seed) {
             return drift::energy_test(a, b, {.permutations = 99, .seed = seed}).p_value;
         }},
        {"MMD in blocks of sqrt n", rounds,
         [](const points& a, const points& b, std::uint64_t) {
             return drift::mmd_block_test(a, b, {.sigma = 1.0}).p_value;
         }},
        {"MMD in linear time", rounds,
         [](const points& a, const points& b, std::uint64_t) {
             return drift::mmd_block_test(a, b, {.sigma = 1.0, .block = 2}).p_value;
         }},
        {"random features, bound", rounds,
         [](const points& a, const points& b, std::uint64_t seed) {
             drift::random_feature_mmd x{a.columns(), {.features = 32, .seed = seed}}, y = x;
             x.update(a);
             y.update(b);
             return drift::mmd_between(x, y).p_bound;
         }},
        {"change of Spearman's correlations", rounds / 10,
         [](const points& a, const points& b, std::uint64_t seed) {
             return drift::correlation_change(a, b, {.permutations = 99, .seed = seed}).p_value;
         }},
        {"change of Pearson's correlations", rounds,
         [](const points& a, const points& b, std::uint64_t seed) {
             return drift::correlation_change(a, b, {.ranks = false, .permutations = 99, .seed = seed}).p_value;
         }},
        {"PCA reconstruction", rounds, [](const points& a, const points& b, std::uint64_t seed) {
             return drift::pca_reconstruction{a, {.seed = seed}}.compare(b).p_value;
         }}};
    for (const auto& [test, count, p] : tests) {
        if (test.find(only) == std::string::npos) {
            continue;
        }
        std::printf("%-44s", (test + ", " + name).c_str());
        for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{20, 30}, {100, 100}, {400, 700}}) {
            std::vector<double> values;
            const random::stream root = random::stream{20240305}[name][n];
            const bool slow = n == 400 && (test.starts_with("MMD aggregated") || test.starts_with("energy"));
            const std::uint64_t pairs = slow ? count / 4 : count;
            for (std::uint64_t round = 0; round < pairs; ++round) {
                const std::vector<double> a = rows_of_three(root[round]["a"], n, value);
                const std::vector<double> b = rows_of_three(root[round]["b"], m, value);
                values.push_back(p(points{a, 3}, points{b, 3}, root[round].key()));
            }
            print_shares(values);
        }
        std::printf("\n");
        std::fflush(stdout);
    }
}

/// The tests that share one pass over sorted samples, and the t tests, on the same simulated samples.
void false_alarms_of_all(const std::string& name, const draw& value, std::uint64_t count) {
    const std::vector<std::string> tests{
        "Kuiper",         "Cramer-von Mises", "Anderson-Darling", "Mann-Whitney", "Baumgartner-Weiss-Schindler",
        "Epps-Singleton", "Student t",        "Welch t"};
    std::vector<std::vector<std::vector<double>>> p(tests.size(), std::vector<std::vector<double>>(3));
    std::size_t at = 0;
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{20, 30}, {100, 100}, {400, 700}}) {
        const random::stream root = random::stream{20240304}[name][n];
        for (std::uint64_t round = 0; round < count; ++round) {
            const drift::sorted_sample a{sample(root[round]["a"], n, value)}, b{sample(root[round]["b"], m, value)};
            const drift::all_results r = drift::all_of(a, b);
            const double found[] = {r.kuiper.p_value,
                                    r.cramer_von_mises.p_value,
                                    r.anderson_darling.p_value,
                                    r.mann_whitney.p_value,
                                    r.baumgartner_weiss_schindler.p_value,
                                    drift::epps_singleton(a, b).p_value,
                                    drift::student_t_test(a, b).p_value,
                                    drift::welch_t_test(a, b).p_value};
            for (std::size_t t = 0; t < tests.size(); ++t) {
                p[t][at].push_back(found[t]);
            }
        }
        ++at;
    }
    for (std::size_t t = 0; t < tests.size(); ++t) {
        std::printf("%-44s", (tests[t] + ", " + name).c_str());
        for (auto& values : p[t]) {
            print_shares(values);
        }
        std::printf("\n");
    }
}

void coverage(const std::string& name, double truth, const draw& reference, const draw& live) {
    std::printf("%-44s", name.c_str());
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{20, 30}, {100, 100}, {400, 700}}) {
        const double margin = drift::ks_margin(n, m, 0.95);
        std::uint64_t covered = 0;
        const random::stream root = random::stream{20240301}[name][n];
        for (std::uint64_t round = 0; round < rounds; ++round) {
            const drift::sorted_sample a{sample(root[round]["a"], n, reference)}, b{sample(root[round]["b"], m, live)};
            const double d = drift::kolmogorov_smirnov(a, b, {.method = drift::ks_method::asymptotic}).statistic;
            covered += std::abs(d - truth) <= margin ? 1U : 0U;
        }
        std::printf("  %.4f (+-%.3f)", static_cast<double>(covered) / static_cast<double>(rounds), margin);
    }
    std::printf("\n");
}

void category_coverage(std::size_t k) {
    std::printf("%-44s", ("total variation, " + std::to_string(k) + " equal categories").c_str());
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{20, 30}, {100, 100}, {400, 700}}) {
        const double margin = drift::total_variation_margin(n, m, k, 0.95);
        std::uint64_t covered = 0;
        const random::stream root = random::stream{20240302}[k][n];
        const draw value = [k](const random::stream& s, std::uint64_t i) {
            return std::floor(static_cast<double>(k) * random::uniform(s, i));
        };
        for (std::uint64_t round = 0; round < rounds; ++round) {
            const auto v =
                drift::compare_counts(counted(root[round]["a"], n, k, value), counted(root[round]["b"], m, k, value));
            covered += v.effect <= margin ? 1U : 0U;  // the true distance is 0
        }
        std::printf("  %.4f (+-%.3f)", static_cast<double>(covered) / static_cast<double>(rounds), margin);
    }
    std::printf("\n");
}

void verdicts(double shift) {
    std::printf("true effect %.2f, tolerated 0.10               ", shift);
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{100, 100}, {400, 700}, {3000, 3000}}) {
        std::uint64_t answers[3] = {0, 0, 0};
        const random::stream root = random::stream{20240303}[static_cast<std::uint64_t>(shift * 1000)][n];
        const std::uint64_t fewer = rounds / 10;
        const double margin = drift::ks_margin(n, m, 0.95);
        for (std::uint64_t round = 0; round < fewer; ++round) {
            const drift::sorted_sample a{sample(root[round]["a"], n, continuous)};
            const drift::sorted_sample b{sample(root[round]["b"], m, [shift](const random::stream& s, std::uint64_t i) {
                return random::uniform(s, i) + shift;
            })};
            const double d = drift::kolmogorov_smirnov(a, b, {.method = drift::ks_method::asymptotic}).statistic;
            const auto answer = drift::detail::decide(d - margin, d + margin, 0.1, true);
            ++answers[static_cast<std::size_t>(answer)];
        }
        std::printf("  %5.3f %5.3f %5.3f", static_cast<double>(answers[0]) / static_cast<double>(fewer),
                    static_cast<double>(answers[1]) / static_cast<double>(fewer),
                    static_cast<double>(answers[2]) / static_cast<double>(fewer));
    }
    std::printf("\n");
}

}  // namespace

int main(int argc, char** argv) {
    std::printf(
        "False alarms: share of p <= 0.05, of p <= 0.01, largest excess over uniform, distance from uniform; n/m "
        "20/30, "
        "100/100, 400/700\n");
    const std::string only = argc > 2 ? argv[2] : "";
    false_alarms_of_rows("continuous", continuous, only);
    false_alarms_of_rows("seven values", seven_values, only);
    if (argc > 1 && argv[1] == std::string{"rows"}) {
        return 0;
    }
    false_alarms_of_all("continuous", continuous, rounds);
    false_alarms_of_all("seven values", seven_values, rounds / 10);  // three of them by 999 relabellings
    const auto ks = [](const draw& value) {
        return [value](const random::stream& s, std::size_t n, std::size_t m) {
            return drift::kolmogorov_smirnov(drift::sorted_sample{sample(s["a"], n, value)},
                                             drift::sorted_sample{sample(s["b"], m, value)})
                .p_value;
        };
    };
    const auto ks_limit = [](const draw& value) {
        return [value](const random::stream& s, std::size_t n, std::size_t m) {
            return drift::kolmogorov_smirnov(drift::sorted_sample{sample(s["a"], n, value)},
                                             drift::sorted_sample{sample(s["b"], m, value)},
                                             {.method = drift::ks_method::asymptotic})
                .p_value;
        };
    };
    const auto counts = [](std::size_t k, const draw& value, auto test) {
        return [k, value, test](const random::stream& s, std::size_t n, std::size_t m) {
            return test(counted(s["a"], n, k, value), counted(s["b"], m, k, value));
        };
    };
    using tally = std::vector<std::uint64_t>;
    const auto chi = [](const tally& a, const tally& b) { return drift::chi_squared(a, b).p_value; };
    const auto pooled = [](const tally& a, const tally& b) { return drift::homogeneity(a, b).p_value; };
    const auto fisher = [](const tally& a, const tally& b) {
        return drift::fisher_exact({a[0], a[1]}, {b[0], b[1]}).p_value;
    };
    const auto psi = [](const tally& a, const tally& b) { return drift::population_stability_index(a, b).p_value; };
    false_alarms("Kolmogorov-Smirnov exact, continuous", ks(continuous));
    false_alarms("Kolmogorov-Smirnov exact, seven values", ks(seven_values));
    false_alarms("Kolmogorov-Smirnov limit, continuous", ks_limit(continuous));
    false_alarms("Kolmogorov-Smirnov limit, seven values", ks_limit(seven_values));
    false_alarms("chi-squared, five equal categories", counts(5, five_values, chi));
    false_alarms("chi-squared, eight, halving (rare ones)", counts(8, geometric, chi));
    false_alarms("homogeneity, eight, halving (rare ones)", counts(8, geometric, pooled));
    false_alarms("Fisher exact, one in five", counts(2, one_in_five, fisher));
    false_alarms("G, five equal categories", counts(5, five_values, [](const tally& a, const tally& b) {
                     return drift::chi_squared(a, b, {.power = 0.0}).p_value;
                 }));
    false_alarms("two proportions, one in five", counts(2, one_in_five, [](const tally& a, const tally& b) {
                     return drift::two_proportions({a[0], a[0] + a[1]}, {b[0], b[0] + b[1]}).p_value;
                 }));
    false_alarms("Wasserstein, 99 relabellings, continuous", [](const random::stream& s, std::size_t n, std::size_t m) {
        return drift::wasserstein(drift::sorted_sample{sample(s["a"], n, continuous)},
                                  drift::sorted_sample{sample(s["b"], m, continuous)},
                                  {.permutations = 99, .seed = s.key()})
            .p_value;
    });
    false_alarms("stability index, five equal categories", counts(5, five_values, psi));
    false_alarms("stability index, deciles of the reference",
                 [](const random::stream& s, std::size_t n, std::size_t m) {
                     const drift::sorted_sample a{sample(s["a"], n, continuous)}, b{sample(s["b"], m, continuous)};
                     const drift::quantile_bins bins{a};
                     return drift::population_stability_index(bins.counts(a), bins.counts(b)).p_value;
                 });

    std::printf("\nCoverage of the 95 %% interval (and its half width); n/m 20/30, 100/100, 400/700\n");
    const auto shifted = [](double by) {
        return [by](const random::stream& s, std::uint64_t i) { return random::uniform(s, i) + by; };
    };
    coverage("KS, the same distribution", 0.0, continuous, continuous);
    coverage("KS, true distance 0.1", 0.1, continuous, shifted(0.1));
    coverage("KS, true distance 0.4", 0.4, continuous, shifted(0.4));
    coverage("KS, seven values, the same", 0.0, seven_values, seven_values);
    for (const std::size_t k : {2U, 5U, 20U, 100U}) {
        category_coverage(k);
    }

    std::printf("\nAnswers: same, drifted, cannot tell yet (1,000 pairs); n/m 100/100, 400/700, 3000/3000\n");
    for (const double shift : {0.0, 0.05, 0.1, 0.15, 0.2, 0.3}) {
        verdicts(shift);
    }
    return 0;
}
