// SPDX-License-Identifier: MIT
// tests/benchmark/drift.cpp
//
// What do the two-sample tests cost, from samples in any order to the p-value?
//
//   tests/benchmark/run.sh drift               # with peers/drift.py: beside scipy; writes build/benchmark/drift.json
//   build/benchmark/drift RESULTS.json         # the tests beside each other
//   build/benchmark/drift --serve              # for peers/drift.py: reads "task n" lines, answers each with the
//                                              # nanoseconds of processor time, the least of three
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <lastro/data/dictionary.hpp>
#include <lastro/drift.hpp>
#include <lastro/random/fill.hpp>

namespace {

using namespace lastro;

double nanoseconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

std::vector<double> normal(const char* name, std::size_t n) {
    std::vector<double> x(n);
    random::fill_normal(random::stream{1}[name], 0, x);
    return x;
}

volatile double result = 0.0;  // what is found is wanted

template <class Work>
double least_of_three(const Work& work) {
    double least = 0.0;
    for (int turn = 0; turn < 3; ++turn) {
        const double start = nanoseconds();
        result = work();
        const double took = nanoseconds() - start;
        least = turn == 0 ? took : std::min(least, took);
    }
    return least;
}

// The tasks, in the order of peers/drift.py.
enum : std::size_t {
    ks,
    ks_frozen,
    mann_whitney,
    anderson_darling,
    energy,
    wasserstein,
    chi_squared,
    labels,
    all,
    one,
    all_unsorted,
    dearest,
    cheapest
};

double measured(std::size_t task, std::size_t n) {
    const std::vector<double> a = normal("a", n), b = normal("b", n);
    const std::span<const double> in_any_order{a}, live{b};
    const auto sorted = [](const std::vector<double>& x) { return drift::sorted_sample{x}; };
    switch (task) {
        case ks:
            return least_of_three([&] { return drift::kolmogorov_smirnov(in_any_order, live).p_value; });
        case ks_frozen: {
            const drift::sorted_sample reference{a};
            return least_of_three([&] { return drift::kolmogorov_smirnov(reference, live).p_value; });
        }
        case mann_whitney:
            return least_of_three([&] { return drift::mann_whitney(sorted(a), sorted(b)).p_value; });
        case anderson_darling:
            return least_of_three([&] { return drift::anderson_darling(sorted(a), sorted(b)).p_value; });
        case energy:
            return least_of_three([&] { return drift::energy_distance(sorted(a), sorted(b)); });
        case wasserstein:
            return least_of_three([&] { return drift::wasserstein_distance(sorted(a), sorted(b)); });
        case chi_squared: {
            std::vector<std::uint64_t> counts(2 * n);
            for (std::size_t i = 0; i < counts.size(); ++i) {
                counts[i] = 500 + (i * 7919) % 101;
            }
            const std::span<const std::uint64_t> both{counts};
            return least_of_three([&] { return drift::chi_squared(both.first(n), both.last(n)).p_value; });
        }
        case labels: {  // rows of twenty texts with a dictionary: counted and compared
            data::table rows{"labels"};
            for (const char* const side : {"a", "b"}) {
                std::vector<std::string> texts(n);
                for (std::size_t i = 0; i < n; ++i) {
                    texts[i] = "label " + std::to_string(random::stream{1}[side].bits(i) % 20);
                }
                rows.add(side, data::with_dictionary(data::column{texts}));
            }
            return least_of_three([&] {
                const drift::prepared_column before = drift::prepared(rows, "a"), after = drift::prepared(rows, "b");
                std::vector<std::uint64_t> x, y;
                for (std::size_t k = 0; k < before.counts.size(); ++k) {
                    x.push_back(before.counts[k].count);
                    y.push_back(after.counts[k].count);
                }
                return drift::chi_squared(x, y).p_value;
            });
        }
        case all_unsorted:
            return least_of_three([&] { return drift::all_of(sorted(a), sorted(b)).energy_distance; });
        default: {
            const drift::sorted_sample x{a}, y{b};
            return least_of_three([&] {
                return task == all        ? drift::all_of(x, y).kolmogorov_smirnov.p_value
                       : task == dearest  ? drift::anderson_darling(x, y).p_value
                       : task == cheapest ? drift::mann_whitney(x, y).p_value
                                          : drift::energy_distance(x, y);
            });
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json | --serve\n", argv[0]);
        return 2;
    }
    if (argv[1] == std::string{"--serve"}) {
        std::size_t task = 0, n = 0;
        while (std::scanf("%zu %zu", &task, &n) == 2) {
            std::printf("%.0f\n", measured(task, n));
            std::fflush(stdout);
        }
        return 0;
    }
    // All of the order-statistics tests beside one: from values in any order, and of samples that are sorted.
    const struct {
        const char* name;
        const char* peer;
        std::size_t ours, peers;
    } pairs[] = {
        {"all order-statistics tests, 10^6, any order", "Wasserstein distance", all_unsorted, wasserstein},
        {"the same", "Anderson-Darling", all_unsorted, anderson_darling},
        {"all order-statistics tests, 10^6, sorted", "energy distance", all, one},
        {"the same, sorted", "Anderson-Darling, the dearest", all, dearest},
        {"the same, sorted", "Mann-Whitney, the cheapest", all, cheapest},
    };
    std::FILE* const file = std::fopen(argv[1], "w");
    if (file == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    std::fputs("[", file);
    for (const auto& pair : pairs) {
        std::array<std::array<double, 3>, 5> rounds{};  // ours, theirs, ratio
        for (auto& [ours, theirs, ratio] : rounds) {
            ours = measured(pair.ours, 1'000'000);
            theirs = measured(pair.peers, 1'000'000);
            ratio = theirs / ours;
        }
        const auto median = [&](std::size_t k) {
            std::array<double, 5> values{};
            std::transform(rounds.begin(), rounds.end(), values.begin(), [k](const auto& r) { return r[k]; });
            std::sort(values.begin(), values.end());
            return values[2];
        };
        std::printf("%-46s %12.2f %12.2f ms  %-30s %8.2f\n", pair.name, median(0) / 1e6, median(1) / 1e6, pair.peer,
                    median(2));
        std::fprintf(file,
                     "%s\n{\"name\": \"%s\", \"ours\": %.0f, \"peer\": \"%s\", \"peer_value\": %.0f, \"unit\": \"ns\", "
                     "\"ratio\": %.3f}",
                     &pair == &pairs[0] ? "" : ",", pair.name, median(0), pair.peer, median(1), median(2));
    }
    std::fputs("\n]\n", file);
    std::fclose(file);
    return 0;
}
