// SPDX-License-Identifier: MIT
// tests/benchmark/data_rows.cpp
//
// How long does it take to check one row at serving time, to match a text with a pattern, to find a row's side by its key?
//
//   data_rows RESULTS.json     # fails unless a row of ten columns takes less than a microsecond
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include <lastro/data.hpp>

#include "pairs.hpp"

using namespace lastro;

namespace {

/// The weather as it might be served: ten columns, every kind of rule.
data::schema agreed() {
    using data::type;
    data::schema s;
    for (const char* const name : {"temp_max", "temp_min", "precipitation", "wind", "pressure"}) {
        s.fields.push_back(
            {.name = name, .type = type::float64, .nullable = false, .minimum = -60.0, .maximum = 1100.0});
    }
    s.fields.push_back({.name = "station", .nullable = false, .pattern = "[A-Z]{2}[0-9]{6}"});
    s.fields.push_back({.name = "sky", .nullable = false, .allowed = {"drizzle", "fog", "rain", "snow", "sun"}});
    s.fields.push_back({.name = "day", .type = type::date, .nullable = false, .earliest = data::date{0}});
    s.fields.push_back({.name = "gusts", .type = type::int64, .minimum = 0.0});
    s.fields.push_back({.name = "manual", .type = type::boolean});
    s.relations = {{"temp_min", data::comparison::less_equal, "temp_max"}};
    return s;
}

using row = std::array<data::row_value, 10>;

/// The same rules, written by hand for this schema alone.
bool by_hand(const row& r, const std::unordered_set<std::string_view>& skies) {
    for (std::size_t i = 0; i < 5; ++i) {
        if (r[i].is_missing() || r[i].type() != data::type::float64 || r[i].as<double>() < -60.0 ||
            r[i].as<double>() > 1100.0) {
            return false;
        }
    }
    const auto station = r[5].as<std::string_view>();
    bool well_formed = station.size() == 8;
    for (std::size_t i = 0; well_formed && i < 8; ++i) {
        well_formed = i < 2 ? station[i] >= 'A' && station[i] <= 'Z' : station[i] >= '0' && station[i] <= '9';
    }
    return well_formed && skies.count(r[6].as<std::string_view>()) != 0 && r[7].as<data::date>().days >= 0 &&
           (r[8].is_missing() || r[8].as<std::int64_t>() >= 0) && r[1].as<double>() <= r[0].as<double>();
}

}  // namespace

int main(int argc, char** argv) {
    const data::row_check check{agreed()};
    std::vector<row> rows;
    const std::array<std::string_view, 5> words{"drizzle", "fog", "rain", "snow", "sun"};
    std::vector<std::string> stations;
    for (int i = 0; i < 1000; ++i) {
        stations.push_back("US" + std::to_string(100000 + i));
    }
    for (int i = 0; i < 1000; ++i) {
        rows.push_back({20.0 + i % 7, 10.0 + i % 5, i * 0.1, 5.5, 1013.25, stations[static_cast<std::size_t>(i)],
                        words[static_cast<std::size_t>(i % 5)], data::date{15000 + i}, i, i % 2 == 0});
    }
    const std::unordered_set<std::string_view> skies{words.begin(), words.end()};
    const data::pattern form{"[A-Z]{2}[0-9]{6}"};
    const std::regex standard{"[A-Z]{2}[0-9]{6}"};
    const data::table keys{{"station"}, {data::column{stations}}};
    std::size_t seen = 0;
    return benchmarks::run(
        argc, argv,
        {{.name = "check a row of ten",
          .peer = "by hand",
          .items = 1000,
          .most_nanoseconds = 1000,
          .ours =
              [&] {
                  for (const row& r : rows) {
                      seen += check(r).ok() ? 1U : 0U;
                  }
              },
          .theirs =
              [&] {
                  for (const row& r : rows) {
                      seen += by_hand(r, skies) ? 1U : 0U;
                  }
              }},
         {.name = "match a pattern",
          .peer = "std::regex",
          .items = 1000,
          .least_ratio = 3.0,
          .ours =
              [&] {
                  for (const std::string& text : stations) {
                      seen += form.matches(text) ? 1U : 0U;
                  }
              },
          .theirs =
              [&] {
                  for (const std::string& text : stations) {
                      seen += std::regex_match(text, standard) ? 1U : 0U;
                  }
              }},
         {.name = "side of a key",
          .peer = "one BLAKE3",
          .items = 1000,
          .ours = [&] { seen += data::hash_points(keys, {"station"}, 42).back(); },
          .theirs =
              [&] {
                  for (const std::string& text : stations) {
                      seen += static_cast<std::size_t>(hash::blake3::of(core::as_bytes(text)).bytes()[0]);
                  }
              }}});
}
