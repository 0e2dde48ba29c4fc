// SPDX-License-Identifier: MIT
// tests/drift/reference.test.cpp
#include <lastro/drift/reference.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>

namespace data = lastro::data;
namespace drift = lastro::drift;
using drift::answer;
using drift::column_kind;
using drift::column_report;

namespace {

using names = std::vector<std::string>;

const std::string weather_file = LASTRO_SOURCE_DIR "/examples/data/weather.csv";
const std::string shared = LASTRO_SOURCE_DIR "/../shared/data/";

const column_report& find(const drift::report& r, const std::string& name) {
    for (const column_report& c : r.columns) {
        if (c.column == name) {
            return c;
        }
    }
    throw std::runtime_error{"no column " + name};
}

data::table table_of(std::mt19937_64& engine, std::size_t rows, double shift, std::uint64_t categories) {
    std::vector<double> x(rows);
    std::vector<std::string> kind(rows);
    std::vector<bool> flag(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        x[i] = static_cast<double>(engine() >> 11) * 0x1p-53 + shift;
        kind[i] = "kind " + std::to_string(engine() % categories);
        flag[i] = engine() % 3 == 0;
    }
    data::table t{"made.csv"};
    t.add("x", data::column{x});
    t.add("kind", data::column{kind});
    t.add("flag", data::column{flag});
    return t;
}

/// The shares floored at 1e-4 and no smoothing: how the facts of the shared data were measured.
double psi_of_facts(const data::table& reference, const data::table& live, const std::string& name) {
    const drift::sorted_sample a = *drift::prepared(reference, name).sample, b = *drift::prepared(live, name).sample;
    const drift::quantile_bins bins{a};
    return drift::population_stability_index(bins.counts(a), bins.counts(b),
                                             {.zero_rule = drift::zero_rule::replace, .amount = 1e-4})
        .index;
}

}  // namespace

TEST_SUITE("drift/reference") {
    TEST_CASE("report: same for the same world, drifted for another, the drifted column first") {
        std::mt19937_64 engine{1};
        const drift::reference reference{table_of(engine, 4000, 0.0, 4), {"flag", "kind", "x"}, {.name = "made"}};
        const drift::report same = reference.compare(table_of(engine, 4000, 0.0, 4), {.name = "again"});
        CHECK(same.count(answer::same) == 3);
        CHECK(same.reference_name == "made");
        CHECK(same.live_name == "again");
        CHECK(same.reference_rows == 4000);
        const drift::report moved = reference.compare(table_of(engine, 3000, 0.3, 4));
        CHECK(moved.count(answer::drifted) == 1);
        CHECK(moved.columns[0].column == "x");
        CHECK(moved.columns[0].adjusted_p <= 0.05);
        CHECK(moved.columns[0].kind == column_kind::numeric);
        CHECK(moved.columns[0].wasserstein == doctest::Approx(0.3).epsilon(0.05));
        CHECK(moved.columns[1].result.effect >= moved.columns[2].result.effect);
    }

    TEST_CASE("target and prediction: compared beside the columns, named as what they are, the target later") {
        std::mt19937_64 engine{11};
        const data::table past = table_of(engine, 3000, 0.0, 4), now = table_of(engine, 3000, 0.3, 4);
        const drift::reference reference{past, {"kind"}, {.target = "flag", .prediction = "x"}};
        CHECK(reference.columns() == names{"kind", "x", "flag"});
        const drift::report r = reference.compare(now);
        CHECK(reference.compare(now, {.threads = 2}) == r);
        CHECK(drift::reference{past, {"kind"}, {.target = "flag", .prediction = "x", .threads = 3}}.compare(now) == r);
        CHECK(find(r, "x").role == drift::column_role::prediction);
        CHECK(find(r, "x").result.answer == answer::drifted);
        CHECK(find(r, "flag").role == drift::column_role::target);
        CHECK(find(r, "kind").role == drift::column_role::feature);
        CHECK(to_string(r).find("  x drifted           x (prediction) ") != std::string::npos);
        CHECK(to_string(r).find(" flag (target) ") != std::string::npos);
        const drift::report early = reference.compare(now.select({"x", "kind"}), {.without_target = true});
        CHECK(early.columns.size() == 2);
        CHECK(find(early, "x") == [&] {
            const drift::reference without{past, {"kind"}, {.prediction = "x"}};
            return find(without.compare(now), "x");
        }());
        CHECK_THROWS_AS(static_cast<void>(reference.compare(now.select({"x", "kind"}))), lastro::schema_error);
        CHECK_THROWS_AS((drift::reference{past, {"x"}, {.prediction = "x"}}), std::invalid_argument);
    }

    TEST_CASE("report: a table against itself has no effect at all, and its digests agree") {
        std::mt19937_64 engine{2};
        const data::table t = table_of(engine, 500, 0.0, 6);
        const drift::reference reference{t, {"x", "kind", "flag"}};
        const drift::report r = reference.compare(t);
        CHECK(r.reference_digest == r.live_digest);
        CHECK(r.reference_digest == reference.digest());
        CHECK(r.reference_digest == data::fingerprint(t.select({"x", "kind", "flag"})));
        for (const column_report& c : r.columns) {
            CHECK(c.result.effect == 0.0);
            CHECK(c.result.p_value == 1.0);
            CHECK(c.psi == 0.0);
            CHECK(c.result.answer != answer::drifted);
        }
        CHECK(reference.compare(t) == r);  // equal inputs, equal reports
    }

    TEST_CASE("report: the order of rows is irrelevant") {
        std::mt19937_64 engine{3};
        const data::table t = table_of(engine, 50, 0.0, 3), u = table_of(engine, 40, 0.1, 3);
        std::vector<std::uint64_t> backwards;
        for (std::uint64_t i = 40; i > 0; --i) {
            backwards.push_back(i - 1);
        }
        const drift::reference reference{t, {"x", "kind"}};
        drift::report r = reference.compare(u);
        const drift::report turned = reference.compare(u.gather(backwards));
        CHECK(r.live_digest != turned.live_digest);
        r.live_digest = turned.live_digest;
        CHECK(r == turned);
    }

    TEST_CASE("categories: commonest first, a new one counts, many are summed up as other") {
        data::table before{"a"}, after{"b"};
        before.add("k", data::column{names{"x", "y", "y"}});
        after.add("k", data::column{names{"z", "y", "x", "x"}});
        const drift::report r = drift::reference{before, {"k"}}.compare(after);
        CHECK(r.columns[0].categories == names{"y", "x", "z"});
        CHECK(std::abs(r.columns[0].reference_shares[0] - 2.0 / 3.0) < 1e-15);
        CHECK(r.columns[0].live_shares == std::vector<double>{0.25, 0.5, 0.25});
        CHECK(std::abs(r.columns[0].result.effect - 5.0 / 12.0) < 1e-15);
        CHECK_FALSE(r.columns[0].has_other);

        std::mt19937_64 engine{4};
        const drift::report many =
            drift::reference{table_of(engine, 500, 0, 50), {"kind"}}.compare(table_of(engine, 500, 0, 50));
        CHECK(many.columns[0].has_other);
        CHECK(many.columns[0].categories.size() == 20);
        CHECK(many.columns[0].categories.back() == "other (31)");
        double sum = 0.0;
        for (const double share : many.columns[0].live_shares) {
            sum += share;
        }
        CHECK(std::abs(sum - 1.0) < 1e-12);
    }

    TEST_CASE("missing values: counted on both sides, and part of the stability index") {
        data::table before{"a"}, after{"b"};
        std::vector<std::optional<double>> full, holed;
        for (int i = 0; i < 400; ++i) {
            full.emplace_back(i % 97);
            holed.emplace_back(i % 4 == 0 ? std::nullopt : std::optional<double>{i % 97});
        }
        before.add("x", data::column{full});
        after.add("x", data::column{holed});
        const drift::report r = drift::reference{before, {"x"}}.compare(after);
        CHECK(r.columns[0].result.live_missing == 100);
        CHECK(r.columns[0].result.reference_missing == 0);
        CHECK(r.columns[0].result.live_count == 300);
        CHECK(r.columns[0].psi > 0.5);  // the bin of missing values went from 0 to a quarter
        CHECK(r.columns[0].psi_p_value < 1e-6);
    }

    TEST_CASE("false discoveries: a hundred unmoved columns, and hardly one report that calls any drifted") {
        std::mt19937_64 engine{5};
        data::table before{"a"}, after{"b"};
        names columns;
        for (int i = 0; i < 100; ++i) {
            columns.push_back("c" + std::to_string(i));
            before.add(columns.back(), table_of(engine, 100, 0.0, 2).column("x"));
            after.add(columns.back(), table_of(engine, 100, 0.0, 2).column("x"));
        }
        CHECK(drift::reference{before, columns, {.tolerate = 0.0}}.compare(after).count(answer::drifted) == 0);
    }

    TEST_CASE("refusals: what, where, expected and found") {
        std::mt19937_64 engine{6};
        const data::table t = table_of(engine, 10, 0.0, 2);
        CHECK_THROWS_WITH_AS(
            (drift::reference{t, {"wind"}}),
            "made.csv: column \"wind\": expected one of \"x\", \"kind\", \"flag\", found none of that name",
            lastro::schema_error);
        CHECK_THROWS_WITH_AS((drift::reference{t, names{}}),
                             "drift::reference: columns: expected at least one name, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((drift::reference{t.slice(0, 0), {"x"}}),
                             "made.csv: expected at least one row, found none", lastro::schema_error);
        CHECK_THROWS_WITH_AS((drift::reference{t, {"x"}, {.false_discovery_rate = 0.0}}),
                             "drift::reference: false_discovery_rate: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS((drift::reference{t, {"x"}, {.tolerate = -0.1}}), std::invalid_argument);
        CHECK_THROWS_AS((drift::reference{t, {"x", "x"}}), std::invalid_argument);
        data::table other{"live.csv"};
        other.add("x", data::column{names{"a", "b"}});
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::reference{t, {"x"}}.compare(other)),
                             "live.csv: column \"x\": expected numbers, as in the reference, found string",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(drift::reference{t, {"x"}}.compare(t.slice(0, 0))), lastro::schema_error);
    }

    TEST_CASE("weather: New York drifts in wind and lowest temperature, Seattle 2014-15 does not in wind") {
        const data::table weather = data::read_csv(weather_file);
        const auto [past, later] = data::split_at(weather.where("location", "Seattle"), "date", "2014-01-01");
        const data::table new_york = weather.where("location", "New York");
        const drift::reference reference{past, {"temp_max", "temp_min", "wind", "precipitation", "weather"}};
        const drift::report at_home = reference.compare(later), abroad = reference.compare(new_york);

        CHECK(find(abroad, "wind").result.answer == answer::drifted);
        CHECK(find(abroad, "temp_min").result.answer == answer::drifted);
        CHECK(find(abroad, "temp_max").result.answer == answer::cannot_tell);
        CHECK(abroad.columns[0].column == "wind");
        CHECK(find(at_home, "wind").result.answer != answer::drifted);
        CHECK(find(at_home, "temp_max").result.answer == answer::cannot_tell);
        CHECK(find(at_home, "temp_max").result.p_value < 0.001);  // p says drift, the interval says: not yet known

        struct {
            const drift::report* report;
            const data::table* live;
            const char* column;
            double d, psi;
        } const facts[] = {
            // measured by others: D to four digits, stability index without smoothing
            {&abroad, &new_york, "precipitation", 0.1284, 0.0730}, {&abroad, &new_york, "temp_max", 0.1507, 0.3003},
            {&abroad, &new_york, "temp_min", 0.2649, 0.6187},      {&abroad, &new_york, "wind", 0.4363, 1.2312},
            {&at_home, &later, "precipitation", 0.0473, 0.0251},   {&at_home, &later, "temp_max", 0.1105, 0.0809},
            {&at_home, &later, "temp_min", 0.1009, 0.0491},        {&at_home, &later, "wind", 0.0613, 0.0570},
        };
        for (const auto& f : facts) {
            CAPTURE(f.column);
            CHECK(std::abs(find(*f.report, f.column).result.effect - f.d) <= 0.00005);
            CHECK(std::abs(psi_of_facts(past, *f.live, f.column) - f.psi) <= 0.00005);
        }
        CHECK(std::abs(find(at_home, "weather").result.log10_p - std::log10(4.7e-19)) < 0.01);  // chi-squared
    }

    TEST_CASE("bike sharing: rentals move from 2011 to 2012, temperature and wind speed do not") {
        const std::string file = shared + "bike/day.csv";
        if (!lastro::core::file_exists(file)) {
            MESSAGE("SKIPPED: " << file << " is not present");
            return;
        }
        const data::table days = data::read_csv(file);
        const auto [first, second] = data::split_at(days, "yr", "1");
        struct {
            const char* column;
            double d, psi;
        } const facts[] = {{"temp", 0.0715, 0.0949},      {"atemp", 0.0718, 0.0818},  {"hum", 0.1194, 0.1492},
                           {"windspeed", 0.0834, 0.0446}, {"casual", 0.2836, 0.4543}, {"registered", 0.6147, 1.8766},
                           {"cnt", 0.5982, 1.8602}};
        names columns;
        for (const auto& f : facts) {
            columns.emplace_back(f.column);
        }
        const drift::report r = drift::reference{first, columns}.compare(second);
        for (const auto& f : facts) {
            CAPTURE(f.column);
            CHECK(std::abs(find(r, f.column).result.effect - f.d) <= 0.00005);
            CHECK(std::abs(psi_of_facts(first, second, f.column) - f.psi) <= 0.00005);
        }
        for (const char* const name : {"cnt", "registered", "casual"}) {
            CHECK(find(r, name).result.answer == answer::drifted);
        }
        for (const char* const name : {"temp", "atemp", "windspeed", "hum"}) {
            CHECK(find(r, name).result.answer != answer::drifted);
        }
        CHECK(to_string(find(r, "casual").result) == "drifted  KS 0.284 [0.158, 0.410]  p 1e-13  n 365/366  exact");
    }
}
