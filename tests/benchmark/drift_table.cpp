// SPDX-License-Identifier: MIT
// tests/benchmark/drift_table.cpp
//
// What does it cost to compare two whole tables, column by column, from values to a report?
//
//   tests/benchmark/run.sh drift_table               # with peers/drift_table.py: beside Evidently
//   build/benchmark/drift_table RESULTS.json         # one thread beside two
//   build/benchmark/drift_table --once ROWS COLUMNS THREADS    # processor and wall seconds, and the most memory in MB
#include <sys/resource.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

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
    const double one = compared(past, now, columns, 1).wall, two = compared(past, now, columns, 2).wall;
    std::printf("%-46s %12.2f %12.2f %-20s %8.2f\n", "two tables of 10^6 x 20, two threads, s", two, one, "one thread",
                one / two);
    if (std::FILE* const file = std::fopen(argv[1], "w")) {
        std::fprintf(
            file,
            "[\n{\"name\": \"two tables of 10^6 x 20, two threads\", \"ours\": %.4f, \"peer\": \"one thread\", "
            "\"peer_value\": %.4f, \"unit\": \"s\", \"ratio\": %.3f}\n]\n",
            two, one, one / two);
        std::fclose(file);
    }
    return 0;
}
