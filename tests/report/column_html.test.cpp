// SPDX-License-Identifier: MIT
// tests/report/column_html.test.cpp
#include <lastro/report/column_html.hpp>

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

#include "markup.hpp"
#include "samples.hpp"

using lastro::drift::answer;
using lastro::report::column_row;
using lastro::report::column_section;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_SUITE("report/column_html") {
    TEST_CASE("column_row: word for word") {
        CHECK(
            column_row(samples::numeric("temp_max", answer::same), {"", ""}, "temp_max") ==
            R"(<tr><th scope="row"><a href="#temp_max"><bdi>temp_max</bdi></a></th><td><span class="mark same">● same</span></td><td class="num">0.020</td><td>)"
            R"(<svg class="ci" viewBox="0 0 160 18" role="img" aria-label="effect 0.02, interval 0.00 to 0.09, tolerated 0.10"><line x1="6" y1="9" x2="154" y2="9" class="axis"/>)"
            R"(<line x1="20.8" y1="2" x2="20.8" y2="16" class="tol"/><line x1="6" y1="9" x2="19.3" y2="9" class="span same"/><circle cx="9" cy="9" r="3.6" class="dot same"/></svg>)"
            "</td><td class=\"num\">0.12</td><td class=\"num\">1.21</td><td class=\"num\">0 / 0</td></tr>\n");
    }

    TEST_CASE("column_section: word for word") {
        auto c = samples::numeric("wind");
        c.histogram_edges.clear();
        c.cdf_x = {4.0};
        c.cdf_reference = {0.75};
        c.cdf_live = {0.125};
        const std::string page = column_section(c, {"Wind speed", "m/s"}, "wind", 2);
        const std::string section =
            R"(<section id="wind" aria-labelledby="h:wind">
<h2 id="h:wind"><bdi>Wind speed</bdi> <code><bdi>wind</bdi></code> <span class="unit">m/s</span></h2>
<p class="say"><span class="mark drifted">▲ drifted</span> Largest gap between the two distribution curves <b>0.436</b> (95 % between 0.351 and 0.522), at 4 m/s; tolerated 0.10.</p>
<p class="more">p 8 × 10<sup>−85</sup> if nothing had moved (asymptotic); at most 2 × 10<sup>−84</sup> if it had moved no further than tolerated (adjusted for 2 columns). Population stability index 1.21, of which 0.018 is to be expected by chance. Wasserstein distance 1.725 m/s. 731 and 1,461 values compared.</p>
<div class="pair">
<figure>
<svg viewBox="0 0 640 112" role="img" aria-label="Wind speed: cumulative share; the bar is the largest gap"><title>Wind speed: cumulative share; the bar is the largest gap</title>
)";
        CHECK(contains(page, section));
        CHECK(contains(
            page, R"(<path d="M56 104H342V36.5H628" class="refline"/><path d="M56 104H342V92.8H628" class="live"/>)"
                  R"(<line x1="342" y1="36.5" x2="342" y2="92.8" class="gap"/>)"));
        CHECK(contains(
            page,
            R"(<table class="q"><caption>Quantiles, m/s</caption><thead><tr><td></td><th scope="col">reference</th>)"
            R"(<th scope="col">live</th><th scope="col">shift</th></tr></thead><tbody>)"
            R"(<tr><th scope="row">5 %</th><td>1.3</td><td>2.5</td><td>+1.2</td></tr>)"));
    }

    TEST_CASE("column_section: categories get bars and their shares") {
        auto c = samples::categorical("weather", {"rain", "sun", "fog", "snow"});
        c.result.live_missing = 1234;
        const std::string page = column_section(c, {"", ""}, "weather", 1);
        const auto document = markup::read(page);
        REQUIRE_MESSAGE(document.problem.empty(), document.problem);
        CHECK(document.all("svg").size() == 1);
        CHECK(contains(page, "Share of rows that moved to another value <b>0.151</b>"));
        CHECK(contains(page, "aria-label=\"weather: share of rows by value, reference (filled) and live (line)\""));
        CHECK(
            contains(page, "<tr><th scope=\"row\"><bdi>rain</bdi></th><td>25.0</td><td>37.5</td><td>+12.5</td></tr>"));
        CHECK(contains(page, "missing and not compared 0 and 1,234."));
        CHECK_FALSE(contains(page, "Wasserstein"));
        CHECK_FALSE(contains(page, "adjusted for"));  // one column is not many
    }

    TEST_CASE("column_section: without pictures, still the facts") {
        lastro::drift::column_report c;
        c.column = "bare";
        CHECK(contains(column_section(c, {"", ""}, "bare", 1), "<table class=\"q\">"));
        c.kind = lastro::drift::column_kind::categorical;
        const std::string page = column_section(c, {"", ""}, "bare", 1);
        CHECK(markup::read(page).problem.empty());
        CHECK_FALSE(contains(page, "<figure"));
        CHECK_FALSE(contains(page, "most in"));
    }

    TEST_CASE("column_section: an underflowed bound is still a bound") {
        auto c = samples::numeric("wind");
        c.adjusted_p = 0.0;
        CHECK(contains(column_section(c, {"", ""}, "wind", 1), "at most 1 × 10<sup>−300</sup> if it had moved"));
    }

    TEST_CASE("column_section: refuses categories and shares that do not fit") {
        auto c = samples::categorical("weather", {"rain", "sun"});
        c.reference_shares.push_back(0.0);
        CHECK_THROWS_WITH_AS((void)column_section(c, {"", ""}, "weather", 1),
                             "report: shares of categories: expected one for each of 2, found 3",
                             std::invalid_argument);
    }
}
