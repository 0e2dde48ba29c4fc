// SPDX-License-Identifier: MIT
// tests/drift/expectation.test.cpp
#include <lastro/drift/expectation.hpp>

#include <string>

#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>
#include <lastro/data/table_expectation.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/reference.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace drift = lastro::drift;

TEST_SUITE("drift/expectation") {
    TEST_CASE("findings: Seattle's later weather is that of before, New York's is not") {
        const data::table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const auto [past, later] = data::split_at(weather.where("location", "Seattle"), "date", "2014-01-01");
        const drift::reference reference{past, {"temp_max", "wind", "weather"}, {.name = "Seattle 2012-13"}};
        const drift::report abroad = reference.compare(weather.where("location", "New York"));
        REQUIRE(abroad.count(drift::answer::drifted) > 0);
        const auto found = drift::findings(abroad);
        CHECK(found.size() + abroad.count(drift::answer::same) == 3);
        data::validation_report report;
        CHECK_FALSE(report.add(found).ok());
        CHECK(report.errors() == abroad.count(drift::answer::drifted));
        CHECK(found[0].column == abroad.columns[0].column);
        CHECK(to_string(found[0]).find("expected the distribution of Seattle 2012-13 (") != std::string::npos);
        CHECK(drift::findings(abroad, {.drifted = data::severity::warning})[0].severity == data::severity::warning);

        const auto few = drift::findings(reference.compare(later.slice(0, 5)));  // 5 rows say little
        REQUIRE(!few.empty());
        CHECK(few.back().severity == data::severity::warning);
        CHECK(few.back().message.ends_with(", too few rows to tell"));
        CHECK(drift::findings(reference.compare(past)).empty());
    }

    TEST_CASE("expect_distance: with a distance of this room as the measure") {
        const data::table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const data::column seattle = weather.where("location", "Seattle").column("temp_max");
        const data::column new_york = weather.where("location", "New York").column("temp_max");
        const auto ks = [](const data::column& a, const data::column& b) {
            return drift::compare(a.numbers(), b.numbers()).effect;
        };
        CHECK_FALSE(data::expect_distance(seattle, seattle, {.most = 0.0}, ks));
        CHECK(data::expect_distance(seattle, new_york, {.most = 0.1, .column = "temp_max"}, ks)
                  ->message.starts_with("expected a distance of at most 0.1 from the reference, found 0."));
    }
}
