// SPDX-License-Identifier: MIT
// tests/benchmark/drift_real.cpp
//
// Are the changes of real streams found, and after how many rows? Prints the tables of docs/drift.md; exit code 1 where one is not found or what
// did not change is named, 77 where the data are absent.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/drift_real.cpp -o drift_real && ./drift_real     # from the project's root
//
// What is known of the streams is known from elsewhere: trade with Victoria opened (electricity), the station is another one (weather), and the
// single change of least squares (bicycles).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/drift.hpp>
#include <lastro/random/permutation.hpp>

using namespace lastro;

namespace {

using column = std::vector<double>;

int missed = 0;

void check(bool kept, const char* what) {
    if (!kept) {
        std::printf("MISSED: %s\n", what);
        ++missed;
    }
}

column numbers(const data::table& t, const std::string& name) {
    if (t.column(name).type() == data::type::float64) {
        const auto values = t.column<double>(name).values();
        return {values.begin(), values.end()};
    }
    column result;
    for (const std::int64_t x : t.column<std::int64_t>(name).values()) {
        result.push_back(static_cast<double>(x));
    }
    return result;
}

struct alarm {
    std::uint64_t at = 0;     ///< Row; 0: none.
    std::uint64_t point = 0;  ///< The change point that is reported with it.
};

/// The first alarm at `from` or after it, of a detector that is fed the rows from `from`.
template <class Watch>
alarm first(Watch watch, const column& x, std::size_t from = 0) {
    for (std::size_t i = from; i < x.size(); ++i) {
        if (watch.update(x[i]) == drift::signal::drift) {
            return {i, from + watch.change_point().value_or(0)};
        }
    }
    return {};
}

/// A line of the table; `change` is the row where the stream is known to change.
void row(const char* stream, const char* change_said, std::uint64_t change, const char* detector, const alarm& a) {
    if (a.at == 0) {
        std::printf("| %s | %s | %s | never | | |\n", stream, change_said, detector);
        return;
    }
    std::printf("| %s | %s | %s | %llu | %llu | %lld |\n", stream, change_said, detector,
                static_cast<unsigned long long>(a.at), static_cast<unsigned long long>(a.point),
                static_cast<long long>(a.at) - static_cast<long long>(change));
}

void electricity(const data::table& market) {
    constexpr std::uint64_t opened = 17'424;
    const column x = numbers(market, "transfer");
    const auto line = [&](const char* name, auto watch) {
        const alarm a = first(watch, x);
        row("electricity, `transfer`", "17,424", opened, name, a);
        check(a.at >= opened && a.at <= opened + 700 && a.point <= a.at, name);
        return a;
    };
    check(line("`ewma`", drift::ewma{}).point == opened, "the row itself, by ewma");
    line("`kswin`", drift::kswin{});
    line("`adwin`", drift::adwin{});
    line("`incremental_ks`, window 336", drift::incremental_ks{{.window = 336, .threshold = 0.5}});
    check(line("`page_hinkley`", drift::page_hinkley{}).point == opened, "the row itself, by page_hinkley");
}

drift::conformal_martingale against(const column& x, std::size_t rows) {
    return drift::conformal_martingale{drift::sorted_sample{std::span{x}.first(rows)}};
}

/// 2012, day by day, against all days of 2011. The counts' single change of least squares is row 435.
void bicycles(const data::table& days) {
    constexpr std::size_t year = 365;
    constexpr std::uint64_t change = 435;
    const column cnt = numbers(days, "cnt");
    const alarm found = first(against(cnt, year), cnt, year);
    row("bicycles, `cnt`", "435", change, "`conformal_martingale`", found);
    check(found.at >= change && found.at < change + 60 && found.point + 14 > change && found.point < change + 14,
          "bicycles, within two weeks");
    const drift::quiet_stream quiet{std::span{cnt}.first(year)};
    const auto cusum = drift::calibrate(drift::cusum{{.delta = quiet.deviation() / 2.0}},
                                        {.mean_time_between_false_alarms = 2000.0, .lives = 200}, quiet);
    const alarm by_cusum = first(cusum.detector, cnt, year);
    row("bicycles, `cnt`", "435", change, "`cusum`, calibrated on 2011", by_cusum);
    row("bicycles, `cnt` from 2011 on", "the season", 0, "the same", first(cusum.detector, cnt));
    check(by_cusum.at >= change && by_cusum.at < change + 60, "bicycles, by cusum");
    for (const char* same : {"windspeed", "hum"}) {
        const column x = numbers(days, same);
        const alarm none = first(against(x, year), x, year);
        row(("bicycles, `" + std::string{same} + "`").c_str(), "none", 0, "`conformal_martingale`", none);
        check(none.at == 0, same);
    }
    const column warm = numbers(days, "temp");
    row("bicycles, `temp`", "365: winter", year, "`conformal_martingale`", first(against(warm, year), warm, year));
}

/// New York, day by day, against all days of Seattle.
void stations(const data::table& weather) {
    constexpr std::uint64_t moved = 1461;
    const column wind = numbers(weather, "wind");
    const alarm a = first(against(wind, moved), wind, moved);
    row("weather, `wind`", "1,461", moved, "`conformal_martingale`", a);
    check(a.at > 0 && a.at < moved + 60 && a.point == moved, "weather: the row itself");
    row("weather, Seattle's 2014-15, `wind`", "none", 731, "`conformal_martingale`, 2012-13",
        first(against(wind, 731), wind, 731));
}

using rows = std::vector<column>;

rows shuffled(const data::table& table, const std::vector<std::string>& names) {
    std::vector<column> columns;
    for (const std::string& name : names) {
        columns.push_back(numbers(table, name));
    }
    rows result;
    for (const std::uint64_t i : random::permutation(random::stream{7}["days"], table.rows())) {
        result.emplace_back();
        for (const column& c : columns) {
            result.back().push_back(c[i]);
        }
    }
    return result;
}

/// One half of `before` is the reference, the other is watched, and then `after`; days in random order, so that seasons are no change.
/// `moved` has an x for each column that must be named, a dot for each that must not, a question mark for each that may.
void monitor(const char* what, const data::table& before, const data::table& after,
             const std::vector<std::string>& names, const std::string& moved) {
    const rows past = shuffled(before, names), live = shuffled(after, names);
    const std::size_t half = past.size() / 2;
    data::table reference;
    for (std::size_t c = 0; c < names.size(); ++c) {
        column x;
        for (std::size_t i = 0; i < half; ++i) {
            x.push_back(past[i][c]);
        }
        reference.add(names[c], data::column{x});
    }
    drift::stream_monitor watch{reference, names, {.false_discovery_rate = 0.05}};
    for (std::size_t i = half; i < past.size(); ++i) {
        watch.update(past[i]);
        check(watch.moved().empty(), "nothing has moved yet");
    }
    const std::uint64_t change = watch.count();
    std::vector<std::uint64_t> named(names.size(), 0), point(names.size(), 0);
    for (const column& x : live) {
        watch.update(x);
        for (const drift::moved_column& m : watch.moved()) {
            for (std::size_t c = 0; c < names.size(); ++c) {
                if (names[c] == m.column && named[c] == 0) {
                    named[c] = watch.count();
                    point[c] = m.change_point;
                }
            }
        }
    }
    for (std::size_t c = 0; c < names.size(); ++c) {
        if (named[c] == 0) {
            std::printf("| %s | `%s` | never | |\n", what, names[c].c_str());
        } else {
            std::printf("| %s | `%s` | %llu | %+lld |\n", what, names[c].c_str(),
                        static_cast<unsigned long long>(named[c] - change),
                        static_cast<long long>(point[c]) - static_cast<long long>(change));
        }
        check(moved[c] == '?' || (named[c] != 0) == (moved[c] == 'x'), names[c].c_str());
    }
}

}  // namespace

int main() {
    const std::string bike = "../shared/data/bike/day.csv", elec2 = "../shared/data/elec2/elec2.csv";
    for (const std::string& file : {bike, elec2}) {
        if (!core::file_exists(file)) {
            std::printf("SKIPPED: %s not present\n", file.c_str());
            return 77;
        }
    }
    const data::table days = data::read_csv(bike), weather = data::read_csv("examples/data/weather.csv");
    std::puts(
        "| stream | changes in row | detector | alarm in row | change point | rows later |\n|---|---|---|---|---|---|");
    electricity(data::read_csv(elec2));
    bicycles(days);
    stations(weather);
    std::puts("\n| days in random order | column | named after | change point, from the change |\n|---|---|---|---|");
    monitor("bicycles, 2011, then 2012", days.slice(0, 365), days.slice(365, days.rows() - 365),
            {"cnt", "registered", "casual", "temp", "hum", "windspeed"}, "xx?.?.");
    monitor("weather, Seattle, then New York", weather.where("location", "Seattle"),
            weather.where("location", "New York"), {"wind", "temp_min", "temp_max", "precipitation"}, "xx??");
    return missed == 0 ? 0 : 1;
}
