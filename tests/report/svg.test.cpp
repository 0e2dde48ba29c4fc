// SPDX-License-Identifier: MIT
// tests/report/svg.test.cpp
#include <lastro/report/svg.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "markup.hpp"

using namespace lastro::report;

namespace {

using numbers = std::vector<double>;
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The figure is well-formed, carries its label, and draws with finite numbers only.
void check_figure(const std::string& svg) {
    const markup::document document = markup::read(svg);
    REQUIRE_MESSAGE(document.problem.empty(), document.problem);
    REQUIRE(document.elements.front().name == "svg");
    CHECK(document.elements.front().attributes.at("role") == "img");
    CHECK_FALSE(document.elements.front().attributes.at("aria-label").empty());
    for (const markup::element& e : document.elements) {
        for (const auto& attribute : e.attributes) {
            const std::string& name = attribute.first;
            const std::string& value = attribute.second;
            INFO(e.name << " " << name << "=" << value);
            if (name == "d") {
                CHECK(value.find_first_not_of("MVHZ0123456789. -") == std::string::npos);
            } else if (name == "x" || name == "y" || name == "x1" || name == "x2" || name == "y1" || name == "y2" ||
                       name == "cx" || name == "cy" || name == "r") {
                CHECK(value.find_first_not_of("0123456789.") == std::string::npos);
            }
        }
    }
}

template <class Function>
std::string refusal(Function&& function) {
    try {
        function();
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_SUITE("report/svg") {
    TEST_CASE("histogram_svg: the whole figure, checked by hand") {
        // Two bins on 0 to 2: pixels 56, 342, 628; the larger share (0.75) reaches the top at 14, none is at 172, so
        // 0.25 is at 172 - 158 / 3 = 119.3. Ticks at 0, 0.5, 1, 1.5, 2 and at 0, 50 % (172 - 158 * 2 / 3 = 66.7).
        const std::string expected =
            R"(<svg viewBox="0 0 640 200" role="img" aria-label="wind"><title>wind</title>)"
            "\n"
            R"(<text x="50" y="176" class="tick" text-anchor="end">0)"
            "\xE2\x80\xAF"
            R"(%</text>)"
            R"(<line x1="56" y1="66.7" x2="628" y2="66.7" class="grid"/>)"
            R"(<text x="50" y="70.7" class="tick" text-anchor="end">50)"
            "\xE2\x80\xAF"
            R"(%</text>)"
            R"(<path d="M56 172V14H342V119.3H628V172Z" class="ref"/>)"
            R"(<path d="M56 172V119.3H342V14H628V172" class="live"/>)"
            R"(<line x1="56" y1="172" x2="628" y2="172" class="axis"/>)"
            R"(<line x1="56" y1="172" x2="56" y2="176" class="axis"/><text x="56" y="192" class="tick" text-anchor="middle">0</text>)"
            R"(<line x1="199" y1="172" x2="199" y2="176" class="axis"/><text x="199" y="192" class="tick" text-anchor="middle">0.5</text>)"
            R"(<line x1="342" y1="172" x2="342" y2="176" class="axis"/><text x="342" y="192" class="tick" text-anchor="middle">1</text>)"
            R"(<line x1="485" y1="172" x2="485" y2="176" class="axis"/><text x="485" y="192" class="tick" text-anchor="middle">1.5</text>)"
            R"(<line x1="628" y1="172" x2="628" y2="176" class="axis"/><text x="628" y="192" class="tick" text-anchor="middle">2</text>)"
            "</svg>";
        const std::string svg = histogram_svg(numbers{0, 1, 2}, numbers{0.75, 0.25}, numbers{0.25, 0.75}, "wind");
        CHECK(svg == expected);
        check_figure(svg);
    }

    TEST_CASE("cumulative_svg: steps, and a bar over the gap") {
        const axis range{0.0, 2.0, 0.0, 1.0};
        const std::string svg = cumulative_svg(range, numbers{0.5, 1, 2}, numbers{0.5, 0.75, 1}, numbers{0, 0.25, 1},
                                               1.0, "wind: cumulative");
        check_figure(svg);
        const auto document = markup::read(svg);
        const auto paths = document.all("path");
        REQUIRE(paths.size() == 2);
        CHECK(paths[0].attributes.at("d") == "M56 104H199V59H342V36.5H628V14");
        CHECK(paths[1].attributes.at("d") == "M56 104H342V81.5H628V14");
        bool gap = false;
        for (const auto& line : document.all("line")) {
            if (line.attributes.at("class") == "gap") {
                gap = true;
                CHECK(line.attributes.at("x1") == "342");
                CHECK(line.attributes.at("y1") == "36.5");
                CHECK(line.attributes.at("y2") == "81.5");
            }
        }
        CHECK(gap);
    }

    TEST_CASE("cumulative_svg: no bar where there is no gap") {
        const axis range{0.0, 2.0, 0.0, 1.0};
        const numbers same{0.5, 1};
        CHECK(cumulative_svg(range, numbers{1, 2}, same, same, 1.0, "x").find("gap") == std::string::npos);
        // A gap before the first place has nothing to span.
        CHECK(cumulative_svg(range, numbers{1, 2}, same, numbers{0, 1}, 0.5, "x").find("gap") == std::string::npos);
    }

    TEST_CASE("bars_svg: one bar and one outline per category, the largest change marked") {
        const std::vector<std::string> names{"rain", "sun"};
        const std::string svg = bars_svg(names, numbers{0.25, 0.75}, numbers{0.5, 0.5}, "weather");
        check_figure(svg);
        const auto document = markup::read(svg);
        CHECK(document.elements.front().attributes.at("viewBox") == "0 0 640 92");
        const auto paths = document.all("path");
        REQUIRE(paths.size() == 4);
        CHECK(paths[0].attributes.at("d") == "M1 23H210V37H1Z");  // 1 + 627 / 3
        CHECK(paths[0].attributes.at("class") == "ref");
        CHECK(paths[1].attributes.at("d") == "M1 23H419V37H1Z");
        CHECK(paths[1].attributes.at("class") == "live");
        CHECK(document.all("text")[0].text == "rain");
        CHECK(document.all("text")[1].text == "25.0 \xE2\x86\x92 50.0 %");
        std::size_t gaps = 0;
        for (const auto& line : document.all("line")) {
            gaps += line.attributes.at("class") == "gap" ? 1U : 0U;
        }
        CHECK(gaps == 1);
    }

    TEST_CASE("bars_svg: names are escaped and cut") {
        const std::vector<std::string> names{"<script>&\"'", std::string(500, 'w'), "", std::string("\0\xFF", 2)};
        const numbers shares{0.25, 0.25, 0.25, 0.25};
        const std::string svg = bars_svg(names, shares, shares, "<b>");
        check_figure(svg);
        CHECK(svg.find("&lt;script&gt;&amp;&quot;&#39;") != std::string::npos);
        CHECK(svg.find(std::string(48, 'w')) == std::string::npos);
        CHECK(svg.find(std::string(47, 'w') + "\xE2\x80\xA6") != std::string::npos);
        CHECK(svg.find("\xEF\xBF\xBD\xEF\xBF\xBD") != std::string::npos);
    }

    TEST_CASE("interval_svg: the golden form") {
        CHECK(
            interval_svg(0.436, 0.351, 0.522, 0.1, "drifted") ==
            R"(<svg class="ci" viewBox="0 0 160 18" role="img" aria-label="effect 0.44, interval 0.35 to 0.52, tolerated 0.10">)"
            R"(<line x1="6" y1="9" x2="154" y2="9" class="axis"/><line x1="20.8" y1="2" x2="20.8" y2="16" class="tol"/>)"
            R"(<line x1="57.9" y1="9" x2="83.3" y2="9" class="span drifted"/><circle cx="70.5" cy="9" r="3.6" class="dot drifted"/></svg>)");
    }

    TEST_CASE("figures: numbers that are none leave no trace in coordinates") {
        const numbers bad{not_a_number, infinity, -infinity, -1.0, 7.0};
        const numbers edges{-infinity, -1.0, 0.0, 1.0, 2.0, infinity};
        check_figure(histogram_svg(edges, bad, bad, "x"));
        check_figure(histogram_svg(numbers{not_a_number, not_a_number}, numbers{1.0}, numbers{not_a_number}, "x"));
        check_figure(cumulative_svg(axis{not_a_number, infinity, 0.0, 1.0}, bad, bad, bad, not_a_number, "x"));
        check_figure(bars_svg(std::vector<std::string>(5, "a"), bad, bad, "x"));
        check_figure(interval_svg(not_a_number, -infinity, infinity, not_a_number, "cannot"));
    }

    TEST_CASE("figures: constants and single bins can be drawn") {
        check_figure(histogram_svg(numbers{5.0, 5.0}, numbers{1.0}, numbers{1.0}, "x"));
        check_figure(histogram_svg(numbers{0.0, 1.0}, numbers{0.0}, numbers{0.0}, "x"));
        check_figure(cumulative_svg(axis{5.0, 5.0, 0.0, 1.0}, numbers{5.0}, numbers{1.0}, numbers{1.0}, 5.0, "x"));
        check_figure(bars_svg(std::vector<std::string>{"only"}, numbers{1.0}, numbers{1.0}, "x"));
    }

    TEST_CASE("figures: refuse shares that do not fit") {
        CHECK(refusal([] { (void)histogram_svg(numbers{1}, numbers{}, numbers{}, "x"); }) ==
              "report::histogram_svg: edges: expected at least 2, found 1");
        CHECK(refusal([] {
                  (void)histogram_svg(numbers{0, 1, 2}, numbers{1, 0}, numbers{1}, "x");
              }) == "report::histogram_svg: shares: expected 2 numbers on each side, found 1");
        CHECK(refusal([] {
                  (void)cumulative_svg(axis{0, 1, 0, 1}, numbers{}, numbers{}, numbers{}, 0, "x");
              }) == "report::cumulative_svg: x: expected at least 1, found 0");
        CHECK(refusal([] {
                  (void)bars_svg(std::vector<std::string>{"a"}, numbers{1, 0}, numbers{1}, "x");
              }) == "report::bars_svg: shares: expected 1 numbers on each side, found 2");
        CHECK(refusal([] { (void)bars_svg(std::vector<std::string>{}, numbers{}, numbers{}, "x"); }) ==
              "report::bars_svg: categories: expected at least 1, found 0");
    }
}
