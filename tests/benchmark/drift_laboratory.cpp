// SPDX-License-Identifier: MIT
// tests/benchmark/drift_laboratory.cpp
//
// How soon do detectors that alarm equally seldom find changes of every kind, ours beside those of river and frouros? Prints the table of docs/drift.md;
// exit code 1 unless ours are on the frontier in at least four of the six families, and one of ours is behind no peer in as many, for changes
// after 1,000 values. The last table is of changes that come sooner or later, where that is not so.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_laboratory.cpp -o drift_laboratory && ./drift_laboratory    # three minutes
//   ./drift_laboratory alarms KIND FILE      # where each port of a peer alarms on the doubles in FILE: for peers/drift_laboratory.py
//
// Every detector has its default settings or those named, and its threshold from `calibrate`: 5,000 values between false alarms, on
// independent normal values, and anew on an autoregression for the last family (KSWIN, whose p-values are few: the step below). 1,000 streams change after 1,000 values by one standard deviation; those with an
// alarm before are left out (Pollak's conditional delay); what is not found within 2,000 values counts as 2,001.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/drift.hpp>

using namespace lastro;

namespace {

constexpr double promised = 5000.0;
constexpr std::uint64_t streams = 1000;
constexpr std::uint64_t at = 1000;
constexpr std::uint64_t watched = 2000;

struct river_settings {
    double delta = 0.005;
    double threshold = 50.0;
    bool both = true;
    [[maybe_unused]] friend bool operator==(const river_settings&, const river_settings&) = default;
};

/// river 0.21.2's Page-Hinkley test, from its definition: two sums that forget, each compared with its own extreme so far. (frouros' has no
/// extreme, and cannot be calibrated for a delta of half a deviation: its sum sinks for ever. Its CUSUM and GMA are those of
/// lastro::drift; river's ADWIN passes over some buckets and alarms later than `drift::adwin`, which stands for it here.)
struct river_page_hinkley {
    river_settings set{};
    std::uint64_t seen = 0;
    double mean = 0.0, up = 0.0, down = 0.0;
    double lowest = std::numeric_limits<double>::infinity(), highest = -1.0;

    explicit river_page_hinkley(const river_settings& s = {}) : set{s} {}
    drift::signal update(double x) noexcept {
        constexpr double alpha = 1.0 - 0.0001;
        mean += (x - mean) / static_cast<double>(++seen);
        up = alpha * up + (x - mean) - set.delta;
        down = alpha * down + (x - mean) + set.delta;
        lowest = up < lowest ? up : lowest;
        highest = down > highest ? down : highest;
        if (seen < 30 || !(up - lowest > set.threshold || (set.both && highest - down > set.threshold))) {
            return drift::signal::none;
        }
        reset();
        return drift::signal::drift;
    }
    void reset() noexcept { *this = river_page_hinkley{set}; }
    std::uint64_t count() const noexcept { return seen; }
    std::uint64_t ignored() const noexcept { return 0; }
    std::uint64_t since_change() const noexcept { return 0; }
    std::optional<std::uint64_t> change_point() const noexcept { return std::nullopt; }
    const river_settings& settings() const noexcept { return set; }
    static constexpr const char* kind = "river_page_hinkley";
    std::vector<std::byte> state() const { return {}; }
    static river_page_hinkley from_state(core::byte_span) { return river_page_hinkley{}; }
    static double threshold(const river_settings& s) noexcept { return s.threshold; }
    static river_settings with_threshold(river_settings s, double value) noexcept {
        s.threshold = value;
        return s;
    }
    static constexpr bool larger_is_surer = true, below_one = false;
    [[maybe_unused]] friend bool operator==(const river_page_hinkley&, const river_page_hinkley&) = default;
};

struct family {
    const char* name;
    drift::change kind;
    double memory;
};
constexpr family families[] = {
    {"abrupt", drift::change::abrupt, 0.0},           {"gradual", drift::change::gradual, 0.0},
    {"incremental", drift::change::incremental, 0.0}, {"recurring", drift::change::recurring, 0.0},
    {"spread", drift::change::spread, 0.0},           {"AR(1), 0.5", drift::change::abrupt, 0.5}};
constexpr std::size_t count = std::size(families);

struct delay {
    double mean = std::numeric_limits<double>::infinity();  ///< Infinite: no threshold has that time.
    double error = 0.0;
    double missed = 0.0;  ///< A share.
    double early = 0.0;   ///< Of the streams: left out, as they had an alarm before.
};

struct line {
    std::string what;
    bool ours;
    double apart = 0.0;  ///< Values between false alarms, of lives that had no say in the threshold.
    delay found[count];
};

template <drift::detector Detector>
delay measured(const Detector& fresh, const family& f, const drift::quiet_stream& quiet, std::uint64_t change = at) {
    const drift::changing_stream stream{quiet, {.kind = f.kind, .size = 1.0, .at = change, .width = 500}};
    double sum = 0.0, squares = 0.0, missed = 0.0, n = 0.0;
    for (std::uint64_t k = 0; k < streams; ++k) {
        Detector watch = fresh;
        auto values = stream.begin(random::stream{2}["drift.laboratory"][k]);
        bool early = false;
        for (std::uint64_t i = 0; i < change && !early; ++i) {
            early = watch.update(values.next()) == drift::signal::drift;
        }
        if (early) {
            continue;
        }
        std::uint64_t d = 1;
        while (d <= watched && watch.update(values.next()) != drift::signal::drift) {
            ++d;
        }
        const auto real = static_cast<double>(d);
        sum += real;
        squares += real * real;
        missed += d > watched ? 1.0 : 0.0;
        n += 1.0;
    }
    const double mean = sum / n;
    return {mean, std::sqrt((squares / n - mean * mean) / n), missed / n, 1.0 - n / static_cast<double>(streams)};
}

template <drift::calibratable Detector>
line measure(const char* what, bool ours, const Detector& like, std::uint64_t lives = 400, double time = promised) {
    line result{.what = what, .ours = ours, .found = {}};
    double calibrated_for = -1.0;
    std::optional<Detector> found;
    for (std::size_t i = 0; i < count; ++i) {
        const drift::quiet_stream quiet{families[i].memory};
        if (families[i].memory != calibrated_for) {
            calibrated_for = families[i].memory;
            found.reset();
            try {
                const auto calibrated =
                    drift::calibrate(like, {.mean_time_between_false_alarms = time, .lives = lives, .seed = 1}, quiet);
                found = calibrated.detector;
                result.apart = i == 0 ? calibrated.time.mean : result.apart;
            } catch (const std::invalid_argument& e) {
                std::fprintf(stderr, "%s: %s\n", what, e.what());
            }
        }
        if (found) {
            result.found[i] = measured(*found, families[i], quiet);
        }
    }
    std::fprintf(stderr, "%s\n", what);
    return result;
}

/// Is `a` behind `b`, by more than chance?
bool behind(const delay& a, const delay& b) {
    return a.mean - b.mean > 2.0 * std::sqrt(a.error * a.error + b.error * b.error);
}

/// In which families is `of` behind none of the lines that `where` picks, and in how many?
template <class Where>
std::size_t ahead(const line& of, const std::vector<line>& lines, Where&& where, bool (&families_of)[count]) {
    std::size_t result = 0;
    for (std::size_t i = 0; i < count; ++i) {
        bool kept = std::isfinite(of.found[i].mean);
        for (const line& other : lines) {
            kept = kept && !(where(other) && behind(of.found[i], other.found[i]));
        }
        families_of[i] = kept;
        result += kept ? 1U : 0U;
    }
    return result;
}

/// Prints a part of the table, with the frontier in bold; in how many families is one of ours on it, and in how many is the best of ours not behind any peer?
void print(const char* title, const std::vector<line>& lines, std::size_t& ours_on_it, std::size_t& one_of_ours) {
    std::printf("| *%s* | | | | | | | |\n", title);
    bool any[count] = {};
    ours_on_it = one_of_ours = 0;
    for (const line& x : lines) {
        bool on[count];
        ahead(
            x, lines, [](const line&) { return true; }, on);
        std::printf("| %s | %.0f |", x.what.c_str(), x.apart);
        for (std::size_t i = 0; i < count; ++i) {
            any[i] = any[i] || (x.ours && on[i]);
            if (!std::isfinite(x.found[i].mean)) {
                std::printf(" no threshold |");
                continue;
            }
            const char* const bold = on[i] ? "**" : "";
            std::printf(" %s%.0f%s", bold, x.found[i].mean, bold);
            if (x.found[i].missed > 0.0005) {
                std::printf(", %.1f %% missed", 100.0 * x.found[i].missed);
            }
            std::printf(" |");
        }
        std::puts("");
        bool beside[count];
        const std::size_t good = ahead(
            x, lines, [](const line& other) { return !other.ours; }, beside);
        one_of_ours = x.ours && good > one_of_ours ? good : one_of_ours;
    }
    for (const bool one : any) {
        ours_on_it += one ? 1U : 0U;
    }
    std::fflush(stdout);
}

/// The same for changes that come sooner or later, on independent values: a mean time says nothing about when false alarms come.
template <drift::calibratable Detector>
void over_time(const char* what, const Detector& like) {
    const drift::quiet_stream quiet;
    const auto found =
        drift::calibrate(like, {.mean_time_between_false_alarms = promised, .lives = 400, .seed = 1}, quiet);
    for (const std::uint64_t change : {200U, 1000U, 3000U, 8000U}) {
        std::printf("| %s | %llu |", what, static_cast<unsigned long long>(change));
        for (const std::size_t i : {0U, 1U, 2U, 4U}) {
            const delay d = measured(found.detector, families[i], quiet, change);
            if (i == 0) {
                std::printf(" %.0f %% |", 100.0 * d.early);
            }
            std::printf(" %.0f ± %.0f |", d.mean, d.error);
        }
        std::puts("");
    }
    std::fflush(stdout);
}

template <drift::detector Detector>
void alarms(Detector watch, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (watch.update(values[i]) == drift::signal::drift) {
            std::printf("%zu\n", i);
        }
    }
}

int ports(const char* kind, const char* path) {
    std::ifstream file{path, std::ios::binary | std::ios::ate};
    std::vector<double> values(static_cast<std::size_t>(file.tellg()) / sizeof(double));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(double)));
    const auto is = [&](const char* name) { return std::strcmp(kind, name) == 0; };
    is("river_both") ? alarms(river_page_hinkley{{.delta = 0.5, .threshold = 8.0}}, values)
    : is("river_up") ? alarms(river_page_hinkley{{.delta = 0.005, .threshold = 50.0, .both = false}}, values)
    : is("adwin")    ? alarms(drift::adwin{}, values)
    : is("cusum")    ? alarms(drift::cusum{{.delta = 0.5, .threshold = 6.0}}, values)
                     : alarms(drift::gma{{.alpha = 0.95, .threshold = 0.5}}, values);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 4) {
        return ports(argv[2], argv[3]);
    }
    std::printf("| detector | alarms apart |");
    for (const family& f : families) {
        std::printf(" %s |", f.name);
    }
    std::puts("\n|---|---|---|---|---|---|---|---|");
    std::size_t both = 0, one = 0, told = 0, one_told = 0;
    using drift::bocpd, drift::cusum, drift::ewma, drift::gma, drift::page_hinkley;
    print("rises and falls",
          {measure("river `ADWIN`, repaired", false, drift::adwin{}),
           measure("river `PageHinkley`, delta 0.005 (default)", false, river_page_hinkley{}),
           measure("river `PageHinkley`, delta 0.25", false, river_page_hinkley{{.delta = 0.25, .threshold = 17.0}}),
           measure("river `PageHinkley`, delta 0.5", false, river_page_hinkley{{.delta = 0.5, .threshold = 10.0}}),
           measure("`KSWIN`, as here, the step below 5,000", false, drift::kswin{}, 100, 2000.0),
           measure("`page_hinkley`, two_sided, delta 0.25", true,
                   page_hinkley{{.delta = 0.25, .threshold = 13.0, .two_sided = true}}),
           measure("`page_hinkley`, two_sided, delta 0.5", true,
                   page_hinkley{{.delta = 0.5, .threshold = 7.0, .two_sided = true}}),
           measure("`ewma`", true, ewma{}),
           measure("`gma`, two_sided, alpha 0.95", true, gma{{.alpha = 0.95, .threshold = 0.5, .two_sided = true}}),
           measure("`incremental_ks`, window 200", true, drift::incremental_ks{{.window = 200}}),
           measure("`bocpd`, mean_run_length 1,000, prior_count 0.1, most 20", true,
                   bocpd{{.mean_run_length = 1000.0, .prior_count = 0.1, .most = 20}}, 200)},
          both, one);
    print("rises only",
          {measure("river `PageHinkley`, up, delta 0.005 (default)", false, river_page_hinkley{{.both = false}}),
           measure("river `PageHinkley`, up, delta 0.5", false,
                   river_page_hinkley{{.delta = 0.5, .threshold = 10.0, .both = false}}),
           measure("frouros `CUSUM`, delta 0.005 (default)", false, cusum{}),
           measure("frouros `GeometricMovingAverage`, alpha 0.99 (default)", false, gma{}),
           measure("`cusum`, delta 0.5, frouros' is the same", true, cusum{{.delta = 0.5, .threshold = 6.0}}),
           measure("`gma`, alpha 0.95, frouros' is the same", true, gma{{.alpha = 0.95, .threshold = 0.5}}),
           measure("`ewma`, two_sided no", true, ewma{{.two_sided = false}})},
          told, one_told);
    std::puts(
        "\n| detector | change after | an alarm before | abrupt | gradual | incremental | spread "
        "|\n|---|---|---|---|---|---|---|");
    over_time("river `PageHinkley`, delta 0.25", river_page_hinkley{{.delta = 0.25, .threshold = 17.0}});
    over_time("river `PageHinkley`, delta 0.5", river_page_hinkley{{.delta = 0.5, .threshold = 10.0}});
    over_time("`page_hinkley`, two_sided, delta 0.25",
              page_hinkley{{.delta = 0.25, .threshold = 13.0, .two_sided = true}});
    over_time("`page_hinkley`, two_sided, delta 0.5",
              page_hinkley{{.delta = 0.5, .threshold = 7.0, .two_sided = true}});
    std::printf(
        "\nrises and falls, changes after 1,000 values: ours on the frontier in %zu of %zu families; one of ours "
        "behind no peer in %zu\n",
        both, count, one);
    std::printf("rises only: %zu and %zu\n", told, one_told);
    return both >= 4 && one >= 4 ? 0 : 1;
}
