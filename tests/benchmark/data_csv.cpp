// SPDX-License-Identifier: MIT
// tests/benchmark/data_csv.cpp
//
// How fast is CSV cut, read, profiled? Alone, for gigabytes a second, and as what peers/data_csv.py runs in turns with others.
//
//   data_csv RESULTS.json                     # the scan, on a text in memory
//   data_csv read FILE THREADS                # prints seconds, processor seconds, peak MiB, MiB of columns
//   data_csv batches FILE THREADS             # the same, in batches of 8 MiB
//   data_csv profile FILE THREADS             # of the table that was read before
//   data_csv columns FILE                     # what the profile of each column takes, and of columns of other kinds
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lastro/data.hpp>

#include "pairs.hpp"

using namespace lastro;

namespace {

/// A text like that of the flights: 35 characters a row, no quotes.
std::string flights(std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; text.size() < bytes; ++i) {
        text += "2001-01-01T0" + std::to_string(i % 10) + ":" + std::to_string(10 + i % 50) + ":00," +
                std::to_string(i % 90) + ',' + std::to_string(100 + i * 7 % 2000) + ",LAS,PHL\n";
    }
    return text;
}

std::size_t cut_rows(std::string_view text) {
    constexpr std::size_t piece = std::size_t{1} << 18U;
    data::detail::csv_cut cut;
    std::size_t rows = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::string_view part = text.substr(at, piece);
        part = part.substr(0, part.rfind('\n') + 1);
        cut.piece(part, {}, 5);
        rows += cut.rows();
        at += part.size();
    }
    return rows;
}

std::size_t count_lines(std::string_view text) {
    std::size_t lines = 0;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data();
         (at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)))) != nullptr; ++at) {
        ++lines;
        if (at + 1 == end) {
            break;
        }
    }
    return lines;
}

std::size_t column_bytes(const data::table& rows) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        rows.column(i).visit([&](const auto& values) {
            if constexpr (requires { values.characters; }) {
                bytes += values.offsets.size() * 8 + values.characters.size();
            } else {
                bytes += values.size() * sizeof values[0];
            }
        });
    }
    return bytes;
}

// Not ru_maxrss, which begins with what the parent process held.
long peak_mebibytes() {
    long kibibytes = 0;
    if (std::FILE* const status = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, status) != nullptr && std::sscanf(line, "VmHWM: %ld", &kibibytes) != 1) {
        }
        std::fclose(status);
    }
    return kibibytes / 1024;
}

int timed(std::string_view what, const char* path, std::size_t threads) {
    data::table rows;
    if (what == "profile") {
        rows = data::read_csv(path, {.threads = threads});
    }
    std::size_t bytes = 0;
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    if (what == "read") {
        rows = data::read_csv(path, {.threads = threads});
    } else if (what == "batches") {
        data::csv_batches batches{data::file_source{path}, {.threads = threads}};
        while (const auto batch = batches.next()) {
            bytes += batch->rows();
        }
    } else {
        bytes = data::table_profile{rows, {.threads = threads}}.bytes().size();
    }
    const std::clock_t processor_end = std::clock();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - wall;
    std::printf("%.6f %.6f %ld %zu\n", seconds.count(), static_cast<double>(processor_end - processor) / CLOCKS_PER_SEC,
                peak_mebibytes(), (what == "read" ? column_bytes(rows) : bytes) / (what == "read" ? 1'048'576 : 1));
    return 0;
}

/// The shortest processor time of seven profiles of a column.
void print_profile_of(const std::string& name, const data::column& values) {
    std::clock_t shortest = 0;
    for (int round = 0; round < 7; ++round) {
        const std::clock_t start = std::clock();
        data::column_profile profile{values.type()};
        profile.add(values);
        const std::clock_t spent = std::clock() - start;
        shortest = round == 0 || spent < shortest ? spent : shortest;
    }
    const double seconds = static_cast<double>(shortest) / CLOCKS_PER_SEC;
    std::printf("%-28s %8.2f ms %8.2f ns a value\n", name.c_str(), 1e3 * seconds,
                1e9 * seconds / static_cast<double>(values.size()));
}

int print_columns(const char* path) {
    const data::table rows = data::read_csv(path);
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        print_profile_of(rows.names()[i], rows.column(i));
    }
    std::mt19937_64 engine{1};
    std::vector<double> different(1'000'000);
    std::vector<double> thousand(different.size());
    std::vector<std::int64_t> numbers(different.size());
    for (std::size_t i = 0; i < different.size(); ++i) {
        different[i] = static_cast<double>(engine() >> 11) * 0x1p-53;
        thousand[i] = static_cast<double>(engine() % 1000) + 0.25;
        numbers[i] = static_cast<std::int64_t>(engine() >> 20);
    }
    print_profile_of("1,000 different reals", data::column{thousand});
    print_profile_of("reals, all different", data::column{different});
    print_profile_of("whole numbers, the same", data::column{numbers});
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3) {
        return print_columns(argv[2]);
    }
    if (argc == 4) {
        return timed(argv[1], argv[2], std::strtoul(argv[3], nullptr, 10));
    }
    const std::string text = flights(std::size_t{64} << 20U);
    std::size_t seen = 0;
    return benchmarks::run(argc, argv,
                           {{.name = "cut into cells",
                             .peer = "memchr",
                             .items = static_cast<double>(text.size()),
                             .bytes = static_cast<double>(text.size()),
                             .least_gigabytes = 2.0,
                             .ours = [&] { seen += cut_rows(text); },
                             .theirs = [&] { seen += count_lines(text); }}});
}
