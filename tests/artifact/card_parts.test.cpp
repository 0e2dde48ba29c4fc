// SPDX-License-Identifier: MIT
// tests/artifact/card_parts.test.cpp
#include <lastro/artifact/card_parts.hpp>

#include <cmath>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro::artifact;
namespace data = lastro::data;
using lastro::store::canonical_json;
using lastro::store::json;

TEST_SUITE("artifact/card_parts") {
    TEST_CASE("signature: names, types and units of a schema, by role") {
        const data::schema agreed{{{.name = "wind", .type = data::type::float64, .unit = "m/s"},
                                   {.name = "day", .type = data::type::date, .role = data::role::time},
                                   {.name = "wet", .type = data::type::boolean, .role = data::role::target}}};
        CHECK(signature(agreed, data::role::feature) ==
              std::vector<signature_field>{{"wind", data::type::float64, "m/s"}});
        CHECK(signature(agreed, data::role::target) == std::vector<signature_field>{{"wet", data::type::boolean, ""}});
        CHECK(signature(agreed, data::role::id).empty());
    }

    TEST_CASE("records: what is empty is left out, every number comes back") {
        const measurement whole{.metric = "auc", .value = -0.0};
        CHECK(canonical_json(to_json(whole)) == R"({"metric":"auc","value":"-0"})");
        const measurement part{.metric = "auc",
                               .value = 0.875,
                               .interval = confidence_interval{0.5, INFINITY, 0.9},
                               .segment = {"city", ""},
                               .rows = 7};
        CHECK(canonical_json(to_json(part)) ==
              R"({"interval":{"confidence":0.9,"lower":0.5,"upper":"inf"},"metric":"auc","rows":7,)"
              R"("segment":{"column":"city","value":""},"value":0.875})");
        const auto read = parse_parts<measurement>(json::array({to_json(whole), to_json(part)}), "c");
        CHECK(std::signbit(read[0].value));
        CHECK(read == std::vector<measurement>{whole, part});
        const signature_field plain{"a", data::type::string, ""};
        const signature_field unit{"b", data::type::int64, "kg"};
        CHECK(canonical_json(to_json(plain)) == R"({"name":"a","type":"string"})");
        CHECK(parse_parts<signature_field>(json::array({to_json(plain), to_json(unit)}), "c") ==
              std::vector<signature_field>{plain, unit});
        const preprocessing_step step{"a", "one-hot"};
        CHECK(parse_parts<preprocessing_step>(json::array({to_json(step)}), "c") ==
              std::vector<preprocessing_step>{step});
    }

    TEST_CASE("refusals: a second spelling of the same, and what is unknown") {
        const auto refused = [](const json& element, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_parts<measurement>(json::array({element}), "c")), message,
                                 lastro::format_error);
        };
        refused({{"metric", "auc"}, {"value", 1}, {"rows", 0}},
                R"(c: element 1: "rows": expected a number above 0, or no field, found 0)");
        refused({{"metric", "auc"}, {"value", 1}, {"segment", {{"column", ""}, {"value", ""}}}},
                R"(c: element 1: "segment": "column": expected a column, found none)");
        const auto interval = [](double lower, double upper, double confidence) {
            return measurement{.metric = "auc", .interval = confidence_interval{lower, upper, confidence}};
        };
        const auto in_file = [](double lower, double upper, double confidence) {
            return json{{"metric", "auc"},
                        {"value", 1},
                        {"interval", {{"lower", lower}, {"upper", upper}, {"confidence", confidence}}}};
        };
        CHECK_NOTHROW(static_cast<void>(to_json(interval(0.5, 0.5, 0.95))));
        refused(in_file(0.9, 0.8, 0.95),
                R"(c: element 1: "interval": expected a lower bound of at most the upper one, found 0.9 to 0.8)");
        CHECK_THROWS_WITH_AS(
            static_cast<void>(to_json(interval(0.9, 0.8, 0.95))),
            R"(artifact::measurement: "auc": expected a lower bound of at most the upper one, found 0.9 to 0.8)",
            std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(to_json(interval(NAN, 0.8, 0.95))), std::invalid_argument);
        for (const double share : {0.0, 1.0, 95.0, -0.95}) {
            refused(in_file(0.8, 0.9, share),
                    (R"(c: element 1: "interval": expected a confidence between 0 and 1, found )" +
                     lastro::core::to_text(share))
                        .c_str());
            CHECK_THROWS_AS(static_cast<void>(to_json(interval(0.8, 0.9, share))), std::invalid_argument);
        }
        refused({{"metric", "auc"}, {"value", 1}, {"p", 1}}, R"(c: element 1: expected no other fields, found "p")");
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_parts<measurement>(json::array(), "c")),
                             "c: expected elements, or no field, found array", lastro::format_error);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(parse_parts<signature_field>(json::array({{{"name", "a"}, {"type", "text"}}}), "c")),
            R"(c: element 1: "type": expected a column type, found "text")", lastro::format_error);
    }
}
