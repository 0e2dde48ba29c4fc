// SPDX-License-Identifier: MIT
// tests/report/html.test.cpp
#include <lastro/report/html.hpp>

#include <algorithm>
#include <clocale>
#include <filesystem>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>
#include <lastro/drift/reference.hpp>

#include "markup.hpp"
#include "samples.hpp"

using lastro::drift::answer;
using lastro::report::html;
using lastro::report::html_settings;
using lastro::report::write_html;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

/// Everything that a page promises whatever it shows: structure, safety, labels.
markup::document check_page(const std::string& page) {
    static const std::set<std::string> elements = {
        "!doctype", "html", "head",   "meta",    "title", "style",   "body",   "main",  "p",    "h1",
        "h2",       "b",    "bdi",    "dl",      "div",   "dt",      "dd",     "br",    "code", "table",
        "tr",       "th",   "td",     "caption", "thead", "span",    "tbody",  "a",     "svg",  "line",
        "text",     "path", "circle", "i",       "sup",   "section", "figure", "footer"};
    static const std::set<std::string> attributes = {"lang",     "charset",    "name",
                                                     "content",  "class",      "id",
                                                     "role",     "aria-label", "aria-labelledby",
                                                     "tabindex", "scope",      "href",
                                                     "viewBox",  "d",          "text-anchor",
                                                     "x",        "y",          "x1",
                                                     "x2",       "y1",         "y2",
                                                     "cx",       "cy",         "r"};
    markup::document document = markup::read(page);
    REQUIRE_MESSAGE(document.problem.empty(), document.problem);
    CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    CHECK(lastro::core::is_utf8(page));

    std::set<std::string> ids;
    for (const markup::element& e : document.elements) {
        REQUIRE_MESSAGE(elements.contains(e.name), e.name);
        for (const auto& attribute : e.attributes) {
            const std::string& name = attribute.first;
            REQUIRE_MESSAGE(attributes.contains(name), name);  // no src, no style, nothing that begins with "on"
            if (name == "id") {
                ids.insert(attribute.second);
            }
        }
    }
    for (const markup::element& e : document.elements) {
        INFO(e.name);
        if (e.attributes.contains("href")) {  // within the page only
            CHECK(e.attributes.at("href").starts_with("#"));
            CHECK(ids.contains(e.attributes.at("href").substr(1)));
        }
        if (e.attributes.contains("aria-labelledby")) {
            CHECK(ids.contains(e.attributes.at("aria-labelledby")));
        }
        if (e.name == "svg") {
            CHECK(e.attributes.at("role") == "img");
            CHECK_FALSE(e.attributes.at("aria-label").empty());
        }
        if (e.name == "th") {
            CHECK((e.attributes.at("scope") == "col" || e.attributes.at("scope") == "row"));
        }
    }
    CHECK(document.all("h1").size() == 1);
    CHECK(document.all("main").size() == 1);
    CHECK(document.all("table").size() == document.all("caption").size());
    for (const markup::element& figure : document.all("figure")) {
        CHECK(std::find(figure.parents.begin(), figure.parents.end(), "section") != figure.parents.end());
    }
    return document;
}

lastro::data::table weather() { return lastro::data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv"); }

}  // namespace

TEST_SUITE("report/html") {
    TEST_CASE("html: a page with columns of each kind and answer") {
        const std::string page = html(samples::mixed());
        const auto document = check_page(page);
        CHECK(document.all("section").size() == 3);
        CHECK(document.all("figure").size() == 3);
        CHECK(document.all("svg").size() == 3 + 2 + 1 + 2);  // intervals, then figures
        CHECK(contains(page, "<title>Drift report: New York against Seattle 2012-13</title>"));
        CHECK(contains(page, "<h1><bdi>New York</bdi> against <bdi>Seattle 2012-13</bdi></h1>"));
        CHECK(contains(page, "<p class=\"lead\"><b>1 of 3 columns moved</b> further than tolerated"));
        CHECK(contains(page,
                       "<td class=\"num\">8 \xC3\x97 10<sup>\xE2\x88\x92"
                       "85</sup></td>"));
        CHECK(contains(page, "<td class=\"num\">12 / 0</td>"));
        CHECK(contains(page, "missing and not compared 12 and 0."));
        CHECK(contains(page, ", most in \xE2\x80\x9C<bdi>rain</bdi>\xE2\x80\x9D; tolerated 0.10."));
    }

    TEST_CASE("html: holds no script and loads nothing") {
        const std::string page = html(samples::mixed());
        for (const char* forbidden : {"<script", "http", "src=", "url(", "@import", "javascript:", "<link", "<img",
                                      "<iframe", "<object", "<embed", "<base", "onload", "style="}) {
            INFO(forbidden);
            CHECK_FALSE(contains(page, forbidden));
        }
    }

    TEST_CASE("html: names, units and facts that were given") {
        const html_settings settings{.title = "Autumn",
                                     .labels = {{"wind", {"Wind speed", "m/s"}},
                                                {"temp_max",
                                                 {"",
                                                  "\xC2\xB0"
                                                  "C"}}},
                                     .facts = {{"Model", "rain 1", "blake3:c2aa"}, {"Owner", "weather team", ""}}};
        const std::string page = html(samples::mixed(), settings);
        check_page(page);
        CHECK(contains(page, "<h1><bdi>Autumn</bdi></h1>"));
        CHECK(contains(page, "<a href=\"#wind\"><bdi>Wind speed</bdi></a> <code><bdi>wind</bdi></code>"));
        CHECK(contains(page,
                       "<bdi>temp_max</bdi> <span class=\"unit\">\xC2\xB0"
                       "C</span>"));
        CHECK(contains(page, "<dt>Model</dt><dd>rain 1 <code>blake3:c2aa</code></dd>"));
        CHECK(contains(page, "<dt>Owner</dt><dd>weather team</dd>"));
    }

    TEST_CASE("html: digests are shown short, and whole at the end") {
        auto r = samples::mixed();
        CHECK_FALSE(contains(html(r), "blake3:"));  // a report put together by hand has none
        r.reference_digest = lastro::hash::digest::parse("blake3:" + std::string(64, 'a'));
        const std::string page = html(r);
        check_page(page);
        CHECK(contains(page, "731 rows<br><code>blake3:aaaaaaaa\xE2\x80\xA6</code>"));
        CHECK(contains(page, "reference <code>blake3:" + std::string(64, 'a') + "</code>"));
    }

    TEST_CASE("html: hostile text anywhere stays text") {
        std::vector<std::string> hostile = {"<script>alert(1)</script>",
                                            "\" onload=\"alert(1)",
                                            "' onmouseover='alert(1)",
                                            "</title></style></svg><img src=http://x/ onerror=y>",
                                            "&lt;&#0;&amp",
                                            "]]><!-- -->",
                                            std::string("nul\0\x01\x1F\x7F", 7),
                                            "\xFF\xC0\xAF\xED\xA0\x80 invalid",
                                            "\xE2\x80\xAE"
                                            "right to left",
                                            "\r\n\r\nline",
                                            "",
                                            " ",
                                            "javascript:alert(1)",
                                            std::string(3000, 'n')};
        std::vector<lastro::drift::column_report> columns;
        html_settings settings{.title = ""};
        for (const std::string& name : hostile) {
            columns.push_back(samples::numeric(name));
        }
        columns.push_back(samples::categorical("values", hostile));
        for (const std::string& name : hostile) {
            auto r = samples::report(columns);
            r.live_name = name;
            r.reference_name = name;
            settings.title = name;
            settings.facts = {{name, name, name}};
            settings.labels = {{name, {name, name}}, {"values", {name, name}}};
            INFO(lastro::core::quoted(name));
            check_page(html(r));
            check_page(html(r, settings));
        }
    }

    TEST_CASE("html: columns of one name do not share an id") {
        check_page(html(samples::report({samples::numeric("a"), samples::numeric("a"), samples::numeric("a")})));
    }

    TEST_CASE("html: no drift, no columns, one row") {
        auto r = samples::report({samples::numeric("a", answer::same)});
        r.live_rows = 1;
        std::string page = html(r);
        check_page(page);
        CHECK(contains(page, "<b>No column moved</b> further than tolerated"));
        CHECK(contains(page, "New York</bdi>, 1 row</dd>"));
        CHECK_FALSE(contains(page, "adjusted for"));  // one column is not many
        page = html(samples::report({}));
        const auto document = check_page(page);
        CHECK(contains(page, "<b>No column was compared.</b>"));
        CHECK(document.all("table").empty());
    }

    TEST_CASE("html: one column and two hundred") {
        for (const std::size_t columns : {1U, 200U}) {
            std::vector<lastro::drift::column_report> all;
            for (std::size_t i = 0; i < columns; ++i) {
                all.push_back(samples::numeric("c" + std::to_string(i)));
            }
            const std::string page = html(samples::report(std::move(all)));
            const auto document = check_page(page);
            CHECK(document.all("section").size() == columns);
            CHECK(document.all("a").size() == columns);
        }
    }

    TEST_CASE("html: a name of three thousand letters is cut in rows and whole in its heading") {
        const std::string name(3000, 'n');
        const std::string page = html(samples::report({samples::numeric(name)}));
        CHECK(count(page, ">" + name + "<") == 1);
        CHECK(contains(page, ">" + std::string(59, 'n') + "\xE2\x80\xA6<"));
    }

    TEST_CASE("html: numbers that are none are dashes and infinity signs, never letters") {
        constexpr double bad = std::numeric_limits<double>::quiet_NaN();
        constexpr double infinity = std::numeric_limits<double>::infinity();
        auto c = samples::numeric("q");
        c.result.effect = c.result.low = c.result.high = c.result.p_value = c.result.log10_p = bad;
        c.psi = infinity;
        c.psi_expected = c.adjusted_p = c.gap_at = bad;
        c.wasserstein = infinity;
        c.reference_quantiles.fill(-infinity);
        c.live_quantiles.fill(bad);
        std::fill(c.live_shares.begin(), c.live_shares.end(), bad);
        c.histogram_edges.front() = -infinity;
        auto r = samples::report({c});
        r.tolerated = bad;
        const std::string page = html(r);
        const auto document = check_page(page);
        for (const markup::element& e : document.elements) {
            if (e.name != "style") {
                CHECK_FALSE(contains(e.text, "nan"));
                CHECK_FALSE(contains(e.text, "inf "));
            }
        }
        CHECK(contains(page, "<td class=\"num\">\xE2\x88\x9E</td>"));
        CHECK(contains(page, "<td class=\"num\">\xE2\x80\x93</td>"));
    }

    TEST_CASE("html: refuses pictures that do not fit") {
        auto c = samples::numeric("a");
        c.live_shares.pop_back();
        CHECK_THROWS_WITH_AS((void)html(samples::report({c})),
                             "report::histogram_svg: shares: expected 5 numbers on each side, found 4",
                             std::invalid_argument);
    }

    TEST_CASE("html: same inputs, same bytes, under any locale") {
        const std::string page = html(samples::mixed());
        CHECK(html(samples::mixed()) == page);
        const std::string before = std::setlocale(LC_ALL, nullptr);
        for (const char* locale : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C.UTF-8"}) {
            if (std::setlocale(LC_ALL, locale) != nullptr) {
                CHECK(html(samples::mixed()) == page);
            }
        }
        std::setlocale(LC_ALL, before.c_str());
    }

    TEST_CASE("html: real weather, Seattle against New York") {
        const auto all = weather();
        const auto seattle = all.where("location", "Seattle");
        const auto past = lastro::data::split_at(seattle, "date", "2014-01-01").first;
        const lastro::drift::reference reference{
            past, {"wind", "temp_min", "temp_max", "weather"}, {.name = "Seattle 2012-13"}};
        const auto report = reference.compare(all.where("location", "New York"), {.name = "New York"});
        const std::string page = html(report);
        const auto document = check_page(page);
        CHECK(document.all("section").size() == 4);
        CHECK(contains(page, "<section id=\"wind\""));
        CHECK(contains(page, "<td class=\"num\">0.436</td>"));
        CHECK(contains(page, "seattle") == false);  // names as given, nothing invented
        CHECK(contains(page, "<bdi>drizzle</bdi>"));
        CHECK(page.size() < 100'000);
        CHECK(html(reference.compare(all.where("location", "New York"), {.name = "New York"})) == page);
    }

    TEST_CASE("write_html: whole or not at all") {
        const auto directory =
            std::filesystem::temp_directory_path() / ("lastro_report_html_" + std::to_string(::getpid()));
        std::filesystem::create_directory(directory);
        const std::string path = (directory / "drift.html").string();
        write_html(path, samples::mixed());
        CHECK(lastro::core::read_text(path) == html(samples::mixed()));
        write_html(path, samples::report({}));  // replaces
        CHECK(lastro::core::read_text(path) == html(samples::report({})));

        auto broken = samples::mixed();
        broken.columns[0].live_shares.clear();
        CHECK_THROWS_AS(write_html(path, broken), std::invalid_argument);
        CHECK(lastro::core::read_text(path) == html(samples::report({})));  // the old page stands

        const std::string nowhere = (directory / "none" / "drift.html").string();
        CHECK_THROWS_AS(write_html(nowhere, samples::mixed()), lastro::io_error);
        CHECK(std::distance(std::filesystem::directory_iterator{directory}, {}) == 1);  // nothing is left behind
        std::filesystem::remove_all(directory);
    }
}
