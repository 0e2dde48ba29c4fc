// SPDX-License-Identifier: MIT
// tests/data/records.test.cpp
#include <lastro/data/records.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/data/fingerprint.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::table;

namespace {

struct day {
    data::date date;
    double wind = 0.0;
    bool wet = false;
    std::optional<std::string> note = {};
    std::optional<std::uint8_t> stars = {};
    data::timestamp at = {};
    float cloud = 0.0F;

    static void reflect(auto& self, auto&& visit) {
        visit("date", self.date);
        visit("wind", self.wind);
        visit("wet", self.wet);
        visit("note", self.note);
        visit("stars", self.stars);
        visit("at", self.at);
        visit("cloud", self.cloud);
    }
    friend bool operator==(const day&, const day&) = default;
};

struct large {
    std::uint64_t id = 0;
    static void reflect(auto& self, auto&& visit) { visit("id", self.id); }
};

struct twice {
    int a = 0;
    static void reflect(auto& self, auto&& visit) {
        visit("a", self.a);
        visit("a", self.a);
    }
};

const std::vector<day> days{{.date = {1}, .wind = 2.5, .wet = true, .note = "n", .stars = 5, .at = {7}, .cloud = 0.5F},
                            {.date = {2}, .wind = -1.0}};

}  // namespace

TEST_SUITE("data/records") {
    TEST_CASE("round trip: structures, a table, the same structures; one fingerprint for all") {
        const table t = data::table_of(days);
        CHECK(t.names() == std::vector<std::string>{"date", "wind", "wet", "note", "stars", "at", "cloud"});
        CHECK(t.rows() == 2);
        CHECK(t.column("note") == column{std::vector<std::optional<std::string>>{"n", {}}});
        CHECK(t.column("stars") == column{std::vector<std::optional<std::int64_t>>{5, {}}});
        CHECK(data::records_of<day>(t) == days);
        CHECK(data::fingerprint(t) == data::fingerprint(days));
        CHECK(data::table_of(std::vector<day>{}).columns() == 7);
        CHECK(data::records_of<day>(data::table_of(std::vector<day>{})).empty());
    }

    TEST_CASE("refusals: what a field or a column cannot hold") {
        table t = data::table_of(days);
        t.source("t.csv");
        const auto refusal = [&](const std::string& name, column values) -> std::string {
            std::vector<std::string> others;
            for (const std::string& other : t.names()) {
                if (other != name) {
                    others.push_back(other);
                }
            }
            table changed = t.select(others);
            if (values.size() > 0) {
                changed.add(name, std::move(values));
            }
            try {
                (void)data::records_of<day>(changed);
            } catch (const lastro::schema_error& e) {
                return e.what();
            }
            return "accepted";
        };
        CHECK(refusal("stars", column{std::vector<std::int64_t>{255, 256}}) ==
              "t.csv: column \"stars\": row 1: expected an integer that the field can hold, found 256");
        CHECK(refusal("cloud", column{std::vector<double>{0.5, 0.1}}) ==
              "t.csv: column \"cloud\": row 1: expected a number that the field can hold, found 0.1");
        CHECK(refusal("cloud", column{std::vector<double>{1e300, 0.5}}).ends_with("can hold, found 1e+300"));
        CHECK(refusal("cloud", column{std::vector<double>{std::numeric_limits<double>::infinity(), 0.5}}) ==
              "accepted");
        CHECK(refusal("wind", column{std::vector<std::optional<double>>{1.0, {}}}) ==
              "t.csv: column \"wind\": row 1: expected a value, as the field is not optional, found a missing one");
        CHECK(refusal("wind", column{std::vector<std::int64_t>{1, 2}}) ==
              "t.csv: column \"wind\": expected float64, found int64");
        CHECK(refusal("wind", column{}).starts_with("t.csv: column \"wind\": expected one of"));
        CHECK_THROWS_WITH_AS((void)data::table_of(std::vector<large>{{std::uint64_t{1} << 63U}}),
                             "table_of: id: expected an integer below 2^63, found 9223372036854775808",
                             std::out_of_range);
        CHECK_THROWS_AS((void)data::table_of(std::vector<twice>{{}}), std::invalid_argument);
    }
}
