// SPDX-License-Identifier: MIT
// tests/data/schema_diff.test.cpp
#include <lastro/data/schema_diff.hpp>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <lastro/data/expectation.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::compatibility;
using data::field;
using data::type;

namespace {

constexpr auto fits = compatibility::compatible;
constexpr auto risky = compatibility::risky;
constexpr auto breaking = compatibility::breaking;

struct outcome {
    std::string message;
    compatibility model, old_rows;
    bool operator==(const outcome&) const = default;
};

// What the change of one field comes to; the messages of several, and the worst of each side.
outcome changed(field before, field after) {
    before.name = after.name = "x";
    const data::schema_diff d = data::diff({{std::move(before)}}, {{std::move(after)}});
    outcome result{"", d.model(), d.old_rows()};
    for (const auto& c : d.changes) {
        CHECK(c.column == "x");
        result.message += (result.message.empty() ? "" : "; ") + c.message;
    }
    return result;
}

}  // namespace

TEST_SUITE("data/schema_diff") {
    TEST_CASE("diff: equal schemas have none") {
        const data::schema s{{{.name = "a"}, {.name = "b", .type = type::date}}};
        CHECK(data::diff(s, s).empty());
        CHECK(data::diff(s, {{s.fields[1], s.fields[0]}}).empty());  // the order of columns does not count
        CHECK(to_string(data::diff(s, s)) == "no change");
        CHECK(changed({.allowed = {"a", "b"}}, {.allowed = {"b", "a", "b"}}) == outcome{"", fits, fits});
    }

    TEST_CASE("diff: types and missing rows") {
        CHECK(changed({.type = type::int64}, {.type = type::float64}) ==
              outcome{"type: int64, now float64", breaking, risky});
        CHECK(changed({.type = type::float64}, {.type = type::int64}) ==
              outcome{"type: float64, now int64", risky, breaking});
        CHECK(changed({.type = type::date}, {.type = type::string}) ==
              outcome{"type: date, now string", breaking, breaking});
        CHECK(changed({.nullable = false}, {}) == outcome{"missing rows: refused, now borne", breaking, fits});
        CHECK(changed({}, {.nullable = false}) == outcome{"missing rows: borne, now refused", fits, breaking});
        CHECK(changed({.most_missing = 0.1}, {.most_missing = 0.2}) ==
              outcome{"most_missing: 0.1, now 0.2", breaking, fits});
        CHECK(changed({}, {.most_missing = 0.2}) == outcome{"most_missing: 1, now 0.2", fits, breaking});
    }

    TEST_CASE("diff: ranges, as bad as their severity says") {
        const field narrow{.type = type::float64, .minimum = 0.0, .maximum = 5.0};
        field wide = narrow;
        wide.maximum = 9.0;
        CHECK(changed(narrow, wide) == outcome{"maximum: 5, now 9", risky, fits});
        CHECK(changed(wide, narrow) == outcome{"maximum: 9, now 5", fits, risky});
        wide.minimum.reset();
        CHECK(changed(narrow, wide) == outcome{"minimum: 0, now none; maximum: 5, now 9", risky, fits});
        field strict = narrow;
        strict.out_of_range = wide.out_of_range = data::severity::error;
        CHECK(changed(strict, wide).model == breaking);
        CHECK(changed(wide, strict).old_rows == breaking);
        CHECK(changed(narrow, strict) == outcome{"out_of_range: warning, now error", fits, risky});
        CHECK(
            changed({.type = type::date, .earliest = data::date{9}}, {.type = type::date, .earliest = data::date{2}}) ==
            outcome{"earliest: 1970-01-10, now 1970-01-03", risky, fits});
        CHECK(changed({.type = type::timestamp, .latest = data::timestamp{9}},
                      {.type = type::timestamp, .latest = data::date{2}}) ==
              outcome{"latest: 1970-01-01T00:00:00.000009Z, now 1970-01-03", risky, fits});
        CHECK(changed({.type = type::timestamp, .latest = data::date{2}},
                      {.type = type::timestamp, .latest = data::timestamp{9}}) ==
              outcome{"latest: 1970-01-03, now 1970-01-01T00:00:00.000009Z", fits, risky});
    }

    TEST_CASE("diff: a day is wider than a moment of it, by the moments that it holds") {
        const data::time_bound day = data::date{0};
        const data::time_bound eight = *data::timestamp::parse("1970-01-01T08:00Z");
        const auto latest = [](data::time_bound t) { return field{.type = type::timestamp, .latest = t}; };
        const auto earliest = [](data::time_bound t) { return field{.type = type::timestamp, .earliest = t}; };
        CHECK(changed(latest(eight), latest(day)) ==
              outcome{"latest: 1970-01-01T08:00:00Z, now 1970-01-01", risky, fits});
        CHECK(changed(latest(day), latest(eight)) ==
              outcome{"latest: 1970-01-01, now 1970-01-01T08:00:00Z", fits, risky});
        CHECK(changed(earliest(eight), earliest(day)) ==
              outcome{"earliest: 1970-01-01T08:00:00Z, now 1970-01-01", risky, fits});
        CHECK(changed(earliest(day), earliest(eight)) ==
              outcome{"earliest: 1970-01-01, now 1970-01-01T08:00:00Z", fits, risky});
        CHECK(changed(earliest(day), earliest(data::timestamp{0})) ==  // the same moments
              outcome{"earliest: 1970-01-01, now 1970-01-01T00:00:00Z", fits, fits});
        CHECK(changed({.type = type::timestamp}, latest(day)) == outcome{"latest: none, now 1970-01-01", fits, risky});
    }

    TEST_CASE("diff: texts that may occur, and their form") {
        CHECK(changed({.allowed = {"a"}}, {.allowed = {"c", "b", "a"}}) ==
              outcome{"allowed: now also \"b\", \"c\"", breaking, fits});
        CHECK(changed({.allowed = {"a", "b"}}, {.allowed = {"b"}}) ==
              outcome{"allowed: no longer \"a\"", fits, breaking});
        CHECK(changed({.allowed = {"a"}}, {.allowed = {"b"}}).message ==
              "allowed: no longer \"a\"; allowed: now also \"b\"");
        CHECK(changed({.allowed = {"a"}}, {}) == outcome{"allowed: a list, now any text", breaking, fits});
        CHECK(
            changed({.allowed = {"a"}, .unseen = data::severity::warning}, {.unseen = data::severity::warning}).model ==
            risky);
        CHECK(changed({}, {.allowed = {"a"}}) == outcome{"allowed: any text, now a list", fits, breaking});
        CHECK(changed({.pattern = "a"}, {}) == outcome{"pattern: \"a\", now none", breaking, fits});
        CHECK(changed({.pattern = "a"}, {.pattern = "b"}) == outcome{"pattern: \"a\", now \"b\"", breaking, breaking});
    }

    TEST_CASE("diff: uniqueness, order, units and roles") {
        using data::monotonicity;
        CHECK(changed({}, {.unique = true}) == outcome{"unique: no, now yes", fits, breaking});
        CHECK(changed({.unique = true}, {}) == outcome{"unique: yes, now no", fits, fits});
        const auto order = [](monotonicity m) { return field{.monotonicity = m}; };
        CHECK(changed(order(monotonicity::strictly_increasing), order(monotonicity::increasing)) ==
              outcome{"monotonicity: strictly_increasing, now increasing", fits, fits});
        CHECK(changed(order(monotonicity::increasing), order(monotonicity::strictly_increasing)).old_rows == breaking);
        CHECK(changed({.unit = "m/s"}, {.unit = "knots"}) ==
              outcome{"unit: \"m/s\", now \"knots\"", breaking, breaking});
        CHECK(changed({}, {.unit = "knots"}) == outcome{"unit: none, now \"knots\"", risky, risky});
        CHECK(changed({}, {.role = data::role::id}) == outcome{"role: feature, now id", breaking, fits});
        CHECK(changed({.role = data::role::id}, {}) == outcome{"role: id, now feature", fits, fits});
        CHECK(changed({.role = data::role::id}, {.role = data::role::target}).model == breaking);
    }

    TEST_CASE("diff: what a model does not read cannot break it") {
        for (const data::role r : {data::role::id, data::role::time, data::role::segment}) {
            CHECK(changed({.type = type::int64, .role = r}, {.type = type::string, .role = r}).model == fits);
            CHECK(changed({.allowed = {"a"}, .role = r}, {.allowed = {"a", "b"}, .role = r}).model == fits);
        }
        const data::schema s{{{.name = "a"}, {.name = "b", .role = data::role::id}}};
        CHECK(data::diff(s, {{s.fields[0]}}).changes ==
              std::vector<data::schema_change>{{"b", "removed", fits, risky}});
        CHECK(data::diff(s, {{s.fields[1]}}).changes ==
              std::vector<data::schema_change>{{"a", "removed", breaking, risky}});
        CHECK(data::diff({{s.fields[1]}}, s).changes ==
              std::vector<data::schema_change>{{"a", "added", fits, breaking}});
    }

    TEST_CASE("diff: relations, and how it is printed") {
        const data::schema before{
            {{.name = "a", .type = type::int64, .unit = "m"}, {.name = "b", .type = type::int64}}};
        data::schema after = before;
        after.at("a").unit = "ft";
        after.relations = {{"a", data::comparison::less, "b"}};
        std::ostringstream out;
        out << data::diff(before, after);
        CHECK(out.str() ==
              "column \"a\": unit: \"m\", now \"ft\" (model breaking, old rows breaking)\n"
              "relation \"a\" < \"b\": now asked for (model compatible, old rows breaking)");
        after.at("a").unit = "m";
        CHECK(data::diff(after, before).changes ==
              std::vector<data::schema_change>{{"", "relation \"a\" < \"b\": no longer asked for", breaking, fits}});
        after.relations[0].right = "c";
        CHECK_THROWS_AS((void)data::diff(before, after), lastro::schema_error);
    }

    TEST_CASE("diff: many relations, and some that are spelled nearly alike") {
        data::schema before;
        for (int i = 0; i < 60; ++i) {
            before.fields.push_back({.name = "c" + std::to_string(i), .type = type::int64});
            for (int j = 0; j < i; ++j) {
                before.relations.push_back({"c" + std::to_string(i), data::comparison::less, "c" + std::to_string(j)});
            }
        }
        data::schema after = before;
        after.relations.erase(after.relations.begin() + 1000);
        CHECK(data::diff(before, after).changes.size() == 1);
        CHECK(data::diff(after, before).changes.size() == 1);
        const data::schema_change gone = data::diff(before, after).changes[0];
        CHECK(gone.message.find("\"c45\" < \"c10\"") != std::string::npos);  // 45 * 44 / 2 + 10 = 1000

        const data::field a{.name = "a", .type = type::int64}, b{.name = "b", .type = type::int64},
            c{.name = "=b", .type = type::int64};
        const data::schema one{{a, b, c}, {{"a", data::comparison::less_equal, "b"}}};
        const data::schema other{{a, b, c}, {{"a", data::comparison::less, "=b"}}};
        CHECK(data::diff(one, other).changes.size() == 2);
    }

    TEST_CASE("diff: the example of docs/data.md") {
        const data::schema before{{{.name = "wind", .type = type::float64, .unit = "m/s"},
                                   {.name = "sky", .allowed = {"rain", "sun"}},
                                   {.name = "temp_max", .type = type::float64, .maximum = 34.4},
                                   {.name = "station"}}};
        data::schema after = before;
        after.at("wind").unit = "knots";
        after.at("sky").allowed.push_back("hail");
        after.at("temp_max").maximum = 35.6;
        after.at("station").unique = true;
        CHECK(to_string(data::diff(before, after)) ==
              "column \"wind\": unit: \"m/s\", now \"knots\" (model breaking, old rows breaking)\n"
              "column \"sky\": allowed: now also \"hail\" (model breaking, old rows compatible)\n"
              "column \"temp_max\": maximum: 34.4, now 35.6 (model risky, old rows compatible)\n"
              "column \"station\": unique: no, now yes (model compatible, old rows breaking)");
    }

    TEST_CASE("diff: agrees with validate, which checks rows of the one by the other") {
        // A row that only the wider of two schemas keeps: an error of the other makes the change a breaking one.
        struct {
            field narrow, wide;
            data::column row;
        } const cases[] = {
            {{.nullable = false}, {}, data::column{std::vector<std::optional<std::string>>{std::nullopt}}},
            {{.allowed = {"a"}}, {.allowed = {"a", "b"}}, data::column{std::vector<std::string>{"b"}}},
            {{.pattern = "a"}, {}, data::column{std::vector<std::string>{"b"}}},
            {{.type = type::float64, .maximum = 1.0}, {.type = type::float64}, data::column{std::vector<double>{2.0}}},
            {{.type = type::date, .latest = data::date{1}},
             {.type = type::date},
             data::column{std::vector<data::date>{{2}}}},
        };
        for (const auto& c : cases) {
            const auto verdict = [&](field f) {
                f.name = "x";
                const auto found = data::validate(data::table{{"x"}, {c.row}}, {{f}}).findings;
                return found.empty() ? fits : found[0].severity == data::severity::error ? breaking : risky;
            };
            CHECK(verdict(c.wide) == fits);
            CHECK(changed(c.narrow, c.wide).model == verdict(c.narrow));
            CHECK(changed(c.wide, c.narrow).old_rows == verdict(c.narrow));
        }
    }
}
