// SPDX-License-Identifier: MIT
// tests/data/schema_json.test.cpp
#include <lastro/data/schema_json.hpp>

#include <cstddef>
#include <limits>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::type;

namespace {

// Every rule, at least once.
data::schema full() {
    return {{{.name = "wind",
              .type = type::float64,
              .minimum = 0.0,
              .maximum = 49.5,
              .most_missing = 0.05,
              .unit = "m/s",
              .out_of_range = data::severity::error},
             {.name = "sky",
              .nullable = false,
              .allowed = {"sun", "rain"},
              .role = data::role::target,
              .unseen = data::severity::warning},
             {.name = "day",
              .type = type::date,
              .nullable = false,
              .earliest = data::date{0},
              .latest = data::date{16071},
              .unique = true,
              .monotonicity = data::monotonicity::strictly_increasing,
              .role = data::role::time},
             {.name = "id \"1\"", .pattern = "[A-Z]\\d+", .role = data::role::id},
             {.name = "gust", .type = type::int64, .role = data::role::segment},
             {.name = "wet", .type = type::boolean}},
            {{"wind", data::comparison::less_equal, "gust"}}};
}

constexpr const char* full_text =
    R"({"fields":[{"maximum":49.5,"minimum":0,"most_missing":0.05,"name":"wind","nullable":true,"out_of_range":"error",)"
    R"("type":"float64","unit":"m/s"},{"allowed":["rain","sun"],"name":"sky","nullable":false,"role":"target",)"
    R"("type":"string","unseen":"warning"},{"earliest":"1970-01-01","latest":"2014-01-01",)"
    R"("monotonicity":"strictly_increasing","name":"day","nullable":false,"role":"time","type":"date","unique":true},)"
    R"({"name":"id \"1\"","nullable":true,"pattern":"[A-Z]\\d+","role":"id","type":"string"},)"
    R"({"name":"gust","nullable":true,"role":"segment","type":"int64"},{"name":"wet","nullable":true,"type":"boolean"}],)"
    R"("format":"lastro.schema","relations":[{"is":"<=","left":"wind","right":"gust"}],"version":1})";

std::string refusal(const std::string& text) {
    try {
        (void)data::parse_schema(text, "s.json");
    } catch (const lastro::error& e) {
        return e.what();
    }
    return "accepted";
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_SUITE("data/schema_json") {
    TEST_CASE("to_json: bounds of moments are days or moments, and come back as what they were") {
        const data::schema s{{{.name = "at",
                               .type = type::timestamp,
                               .earliest = data::timestamp{1'500'000},
                               .latest = data::date{16071}}},
                             {}};
        const std::string text = data::to_json(s);
        CHECK(text == R"({"fields":[{"earliest":"1970-01-01T00:00:01.500000Z","latest":"2014-01-01","name":"at",)"
                      R"("nullable":true,"type":"timestamp"}],"format":"lastro.schema","version":1})");
        CHECK(data::parse_schema(text, "s.json") == s);
        CHECK(refusal(R"({"fields":[{"earliest":"noon","name":"at","nullable":true,"type":"timestamp"}],)"
                      R"("format":"lastro.schema","version":1})")
                  .find("before this a date (YYYY-MM-DD) or timestamp "
                        "(YYYY-MM-DDThh:mm:ssZ)") != std::string::npos);
    }

    TEST_CASE("to_json: one text for each schema, keys and texts in order") {
        CHECK(data::to_json(full()) == full_text);
        CHECK(data::to_json({}) == R"({"fields":[],"format":"lastro.schema","version":1})");
        CHECK_THROWS_AS((void)data::to_json({{{.name = "x", .pattern = "("}}}), lastro::format_error);
    }

    TEST_CASE("parse_schema: the schema that was written, from any spelling") {
        data::schema sorted = full();
        sorted.fields[1].allowed = {"rain", "sun"};
        CHECK(data::parse_schema(full_text, "s.json") == sorted);
        const auto s = data::parse_schema(R"( { "version" : 1, "format": "lastro.schema",
            "fields": [ {"type": "string", "name": "s\u006by", "nullable": true, "allowed": ["b", "a"]} ] } )",
                                          "s.json");
        CHECK(s == data::schema{{{.name = "sky", .allowed = {"a", "b"}}}});
        CHECK(data::parse_schema(data::to_json(s), "s.json") == s);
    }

    TEST_CASE("parse_schema: a file of version 1 that was kept is still read, and written as it was") {
        const std::string path = LASTRO_SOURCE_DIR "/tests/golden/schema/v1/weather.json";
        const std::string text = lastro::core::read_text(path);
        CHECK(data::to_json(data::parse_schema(text, path)) + "\n" == text);
    }

    TEST_CASE("parse_schema: a newer version is told to be one, whatever else it holds") {
        const std::string newer = R"({"format":"lastro.schema","version":2,"groups":[{"of":1e999}]})";
        CHECK(
            refusal(newer) ==
            "s.json: \"version\": expected at most 1, the newest that this program reads, found 2, written by a newer "
            "one");
        CHECK(refusal(replaced(newer, "2", "0")) == "s.json: \"version\": expected at least 1, found 0");
        CHECK(refusal(replaced(newer, ",\"version\":2", "")) ==
              "s.json: \"version\": expected a whole number, found none");
        CHECK(refusal(replaced(newer, "lastro.schema", "schema")) ==
              "s.json: \"format\": expected \"lastro.schema\", found \"schema\"");
    }

    TEST_CASE("parse_schema: what is no schema is refused, with its place") {
        CHECK(refusal(replaced(full_text, "\"unit\"", "\"Unit\"")).starts_with("s.json: byte 1"));
        CHECK(refusal(replaced(full_text, "\"unit\"", "\"Unit\"")).find("not \"Unit\"") != std::string::npos);
        CHECK(refusal(replaced(full_text, "float64", "float")).find("\"float64\", \"date\"") != std::string::npos);
        struct {
            const char *what, *by;
        } const changes[] = {
            {"\"maximum\"", "\"minimum\""},  // twice
            {"\"name\":\"wind\",", ""},      // none
            {"49.5", "1e999"},               // no double
            {"49.5", "-1"},                  // below the minimum
            {"49.5", "\"49.5\""},            // a text
            {"true", "1"},                   // no boolean
            {"1970-01-01", "1970-02-30"},    // no day
            {"\"sun\"", "\"rain\""},         // twice
            {"[\"rain\",\"sun\"]", "[]"},    // nothing allowed
            {"\"<=\"", "\"=<\""},            // no comparison
            {"\"right\":\"gust\"", "\"right\":\"sky\""},
            {"[A-Z]", "[Z-A]"},
            {"\"gust\"", "\"wind\""},
            {"0.05", "5"},
            {"}]", "},]"},
        };
        for (const auto& c : changes) {
            CAPTURE(c.what);
            CHECK(refusal(replaced(full_text, c.what, c.by)).starts_with("s.json: "));
        }
        CHECK(refusal(std::string{full_text} + "x") != "accepted");
        CHECK(refusal("\xFF") == "s.json: expected UTF-8 text, found other bytes");
        std::size_t accepted = 0;
        for (std::size_t i = 0; full_text[i] != '\0'; ++i) {  // cut off anywhere
            accepted += refusal(std::string{full_text, i}) == "accepted" ? 1U : 0U;
        }
        CHECK(accepted == 0);
    }
}
