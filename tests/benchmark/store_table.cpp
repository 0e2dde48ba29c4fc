// SPDX-License-Identifier: MIT
// tests/benchmark/store_table.cpp
//
// What does a new version of 3,000,000 flights cost, beside committing all of them? Prints the table of docs/store.md.
//
//   tests/benchmark/run.sh store, or: zcat flights-3m.csv.gz >flights.csv && store_table RESULTS.json flights.csv
//
// Times are wall-clock, of one run each on the page cache, syncs included; bytes are what the repository's directory grew by.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <time.h>

#include <lastro/data.hpp>
#include <lastro/store.hpp>

using namespace lastro;
namespace fs = std::filesystem;

namespace {

double now(::clockid_t clock = CLOCK_MONOTONIC) {
    ::timespec t{};
    ::clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::uint64_t size_of(const fs::path& directory) {
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator{directory}) {
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    }
    return bytes;
}

struct timed {
    double seconds;
    std::uint64_t bytes;
};

int missed = 0;
std::FILE* results = nullptr;

void line(const char* what, double value, const char* unit, double limit, double seconds) {
    const bool kept = limit == 0.0 || value < limit;
    missed += kept ? 0 : 1;
    std::printf("%-46s %10.3f %-10s %8.1f ms", what, value, unit, 1e3 * seconds);
    if (limit > 0.0) {
        std::printf("   promised below %g%s", limit, kept ? "" : "  MISSED");
    }
    std::printf("\n");
    std::fprintf(results,
                 "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"promise\", \"peer_value\": %.4g, \"unit\": "
                 "\"%s\", \"ratio\": %.4g}",
                 std::ftell(results) == 1 ? "" : ",", what, value, limit, unit, limit > 0.0 ? limit / value : 1.0);
}

/// The median of processor seconds that each of two takes, in turns.
std::pair<double, double> in_turns(const auto& one, const auto& other) {
    constexpr std::size_t rounds = 9;
    std::array<double, rounds> a;
    std::array<double, rounds> b;
    for (std::size_t i = 0; i < rounds; ++i) {
        double begin = now(CLOCK_PROCESS_CPUTIME_ID);
        one();
        a[i] = now(CLOCK_PROCESS_CPUTIME_ID) - begin;
        begin = now(CLOCK_PROCESS_CPUTIME_ID);
        other();
        b[i] = now(CLOCK_PROCESS_CPUTIME_ID) - begin;
    }
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return {a[rounds / 2], b[rounds / 2]};
}

void measure_fingerprint(const data::table& all, const std::string& csv) {
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i < all.columns(); ++i) {
        const std::vector<std::byte> column = data::canonical_bytes(all.column(i));
        bytes.insert(bytes.end(), column.begin(), column.end());
    }
    hash::digest whole;
    hash::digest plain;
    const auto [ours, official] =
        in_turns([&] { whole = data::fingerprint(all); }, [&] { plain = hash::blake3::of(bytes); });
    line("fingerprint: time, in % of BLAKE3 of its bytes", 100.0 * ours / official, "%", 200, ours);
    hash::digest name;
    const auto [with, without] = in_turns([&] { static_cast<void>(data::read_csv(csv, {.fingerprint = &name})); },
                                          [&] { static_cast<void>(data::read_csv(csv)); });
    line("fingerprint while the CSV is read: time added", 1e3 * (with - without), "ms", 0, with);
    if (name != whole || plain == whole) {
        std::printf("another fingerprint  MISSED\n");
        ++missed;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const char* shared = "../shared/data/flights/flights-3m.csv.gz";
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json [FLIGHTS.csv]\n", argv[0]);
        return 2;
    }
    const fs::path scratch = fs::temp_directory_path() / ("lastro-store-table-" + std::to_string(::getpid()));
    fs::create_directories(scratch);
    std::string csv = argc > 2 ? argv[2] : (scratch / "flights.csv").string();
    if (argc <= 2 && std::system(("gzip -dc " + std::string{shared} + " >" + csv + " 2>/dev/null").c_str()) != 0) {
        std::printf("SKIPPED: %s not present\n", shared);
        fs::remove_all(scratch);
        return 0;
    }
    results = std::fopen(argv[1], "w");
    std::fputs("[", results);
    const data::table all = data::read_csv(csv);
    measure_fingerprint(all, csv);
    const std::size_t rows = all.rows();
    const std::size_t hundredth = rows / 100;
    const data::table part = all.slice(0, rows - hundredth);
    const data::table more = all.slice(rows - hundredth, hundredth);
    std::printf("%zu rows, %zu columns\n", rows, all.columns());

    const std::string directory = (scratch / "data.lastro").string();
    const store::repository r{directory};
    const auto run = [&](const auto& work) {
        const std::uint64_t before = size_of(directory);
        const double begin = now();
        work();
        const double seconds = now() - begin;
        return timed{seconds, size_of(directory) - before};
    };
    const timed full = run([&] { r.commit("flights", part); });
    line("commit of 99 %", 1e-6 * static_cast<double>(full.bytes), "MB", 0, full.seconds);
    const auto share = [&](const timed& t) {
        return 100.0 * static_cast<double>(t.bytes) / static_cast<double>(full.bytes);
    };
    const timed appended = run([&] { r.append("flights", more); });
    line("append 1 %: bytes, in % of the full commit", share(appended), "%", 3, appended.seconds);
    line("append 1 %: time", 100.0 * appended.seconds / full.seconds, "% of it", 3, appended.seconds);
    const timed numbers = run([&] { r.commit("numbers", part.select({"delay", "distance"})); });
    line("the two columns of numbers alone: commit", 1e-6 * static_cast<double>(numbers.bytes), "MB", 0,
         numbers.seconds);
    const timed behind = run([&] { r.append("numbers", more.select({"delay", "distance"})); });
    line("append 1 % to them: time", 100.0 * behind.seconds / numbers.seconds, "% of it", 0, behind.seconds);

    std::vector<std::uint64_t> order{rows / 2};
    for (std::uint64_t i = 0; i < rows; ++i) {
        order.push_back(i);
    }
    const data::table inserted = all.gather(order);
    const timed front = run([&] { r.commit("flights", inserted); });
    line("insert a row at the front: bytes", share(front), "%", 2, front.seconds);

    std::vector<std::int64_t> longer;
    for (const std::int64_t x : inserted.column<std::int64_t>("distance").values()) {
        longer.push_back(x + 1);
    }
    data::table changed;
    for (const std::string& name : inserted.names()) {
        changed.add(name, name == "distance" ? data::column{longer} : inserted.column(name));
    }
    const timed column = run([&] { r.commit("flights", changed); });
    line("change a column: bytes, in % of that column",
         100.0 * static_cast<double>(column.bytes) / (8.0 * static_cast<double>(rows)), "%", 103, column.seconds);

    const store::commit v1 = r.resolve("flights@1");
    for (const char* spec : {"flights@2", "flights@3", "flights@4"}) {
        const store::commit v = r.resolve(spec);
        std::vector<store::change> changes;
        const timed t = run([&] { changes = r.diff(v1, v); });
        line((std::string{"diff of flights@1 and "} + spec).c_str(), 1e3 * t.seconds, "ms", 10, t.seconds);
        std::printf("    %zu changes, first: %s\n", changes.size(), to_string(changes.at(0)).c_str());
    }
    const timed exact = run([&] { static_cast<void>(r.diff(v1, r.resolve("flights@2"), {.exact = true})); });
    line("exact diff of flights@1 and flights@2", 1e3 * exact.seconds, "ms", 0, exact.seconds);
    std::int64_t sum = 0;
    const timed viewed =
        run([&] { sum = r.checkout(v1, {.columns = {"distance"}}).map<std::int64_t>("distance").sum(); });
    line("map, verify and add up a column", 8e-9 * static_cast<double>(part.rows()) / viewed.seconds, "GB/s", 0,
         viewed.seconds);
    const timed loaded = run([&] { static_cast<void>(r.checkout(v1)); });
    line("check out as a table", 1e-9 * static_cast<double>(full.bytes) / loaded.seconds, "GB/s", 0, loaded.seconds);
    const timed verified = run([&] { r.verify().throw_if_failed(); });
    line("verify 4 versions", 1e-9 * static_cast<double>(size_of(directory)) / verified.seconds, "GB/s", 0,
         verified.seconds);

    // Many small objects, as a directory of files makes them.
    std::vector<std::byte> bytes(7000);
    std::uint64_t state = 1;
    std::uint64_t total = 0;
    store::object_store objects{(scratch / "objects").string()};
    double generating = 0.0;
    const double begin = now();
    store::object_store::batch group = objects.begin();
    for (int i = 0; i < 50'000; ++i) {
        const double before = now();
        for (std::size_t k = 0; k < bytes.size(); k += 8) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            core::store_le(state, bytes.data() + k);
        }
        generating += now() - before;
        const std::size_t size = 1000 + static_cast<std::size_t>(state >> 40U) % 6000;
        total += size;
        group.put(core::byte_span{bytes}.first(size));
    }
    group.commit();
    const double packed = now() - begin - generating;
    line("50,000 objects of 1-7 KB into a pack", packed, "s", 1.5, packed);
    std::printf("    %.0f MB, synced\n%lld\n", 1e-6 * static_cast<double>(total), static_cast<long long>(sum));
    fs::remove_all(scratch);
    std::fputs("\n]\n", results);
    return std::fclose(results) == 0 && missed == 0 ? 0 : 1;
}
