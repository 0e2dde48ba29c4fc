// SPDX-License-Identifier: MIT
// tests/benchmark/drift_table.cpp
//
// What does it cost to compare two whole tables, column by column, from values to a report?
//
//   tests/benchmark/run.sh drift_table               # with peers/drift_table.py: beside Evidently
//   build/benchmark/drift_table RESULTS.json         # one thread beside two, elapsed time: on an idle machine
//   build/benchmark/drift_table --once ROWS COLUMNS THREADS    # processor and wall seconds, and the most memory in MB
#include <sys/resource.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <lastro/core/parallel.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/reference.hpp>
#include <lastro/random/fill.hpp>

namespace {

using namespace lastro;

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

data::table normal_table(const char* name, std::size_t rows, const std::vector<std::string>& columns) {
    data::table t{name};
    for (const std::string& column : columns) {
        std::vector<double> x(rows);
        random::fill_normal(random::stream{1}[name][column], 0, x);
        t.add(column, data::column{std::move(x)});
    }
    return t;
}

struct cost {
    double processor;
    double wall;
};

cost compared(const data::table& past, const data::table& now, const std::vector<std::string>& columns,
              std::size_t threads) {
    const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    const drift::reference reference{past, columns, {.threads = threads}};
    const drift::report r = reference.compare(now, {.threads = threads});
    if (r.columns.size() != columns.size()) {
        std::abort();
    }
    return {seconds(CLOCK_PROCESS_CPUTIME_ID) - processor, seconds(CLOCK_MONOTONIC) - wall};
}

}  // namespace

int main(int argc, char** argv) {
    const bool once = argc == 5 && argv[1] == std::string{"--once"};
    if (argc != 2 && !once) {
        std::fprintf(stderr, "usage: %s RESULTS.json | --once ROWS COLUMNS THREADS\n", argv[0]);
        return 2;
    }
    const std::size_t rows = once ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
    const std::size_t count = once ? std::strtoull(argv[3], nullptr, 10) : 20;
    std::vector<std::string> columns;
    for (std::size_t k = 0; k < count; ++k) {
        columns.push_back("column " + std::to_string(k));
    }
    const data::table past = normal_table("past", rows, columns), now = normal_table("now", rows, columns);
    if (once) {
        const cost c = compared(past, now, columns, std::strtoull(argv[4], nullptr, 10));
        rusage used{};
        getrusage(RUSAGE_SELF, &used);
        std::printf("%.4f %.4f %.1f\n", c.processor, c.wall, static_cast<double>(used.ru_maxrss) / 1024.0);
        return 0;
    }
    const struct {
        const char* name;
        std::function<double(std::size_t)> wall;  // of so many threads
    } works[] = {
        {"two tables of 10^6 x 20", [&](std::size_t threads) { return compared(past, now, columns, threads).wall; }},
        {"Kolmogorov-Smirnov, 20 x 10^6 and 10^6",
         [&](std::size_t threads) {
             const double start = seconds(CLOCK_MONOTONIC);
             std::vector<double> p(columns.size());
             core::parallel_for(columns.size(), threads, [&](std::size_t i) {
                 const std::span<const double> x = past.column(i).as<double>().values();
                 p[i] = drift::kolmogorov_smirnov(x, now.column(i).as<double>().values()).p_value;
             });
             return p.front() > 0.0 ? seconds(CLOCK_MONOTONIC) - start : 0.0;
         }},
    };
    std::FILE* const file = std::fopen(argv[1], "w");
    if (file == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    std::fputs("[", file);
    for (const auto& work : works) {
        std::vector<double> ones, twos, ratios;
        for (int round = 0; round < 7; ++round) {
            ones.push_back(work.wall(1));
            twos.push_back(work.wall(2));
            ratios.push_back(ones.back() / twos.back());
        }
        for (std::vector<double>* const values : {&ones, &twos, &ratios}) {
            std::sort(values->begin(), values->end());
        }
        std::printf("%-46s %12.3f %12.3f s  %-20s %8.2f\n", work.name, twos[3], ones[3], "two threads, one", ratios[3]);
        std::fprintf(
            file,
            "%s\n{\"name\": \"%s, two threads\", \"ours\": %.4f, \"peer\": \"one thread\", \"peer_value\": %.4f, "
            "\"unit\": \"s\", \"ratio\": %.3f}",
            &work == &works[0] ? "" : ",", work.name, twos[3], ones[3], ratios[3]);
    }
    std::fputs("\n]\n", file);
    std::fclose(file);
    return 0;
}
