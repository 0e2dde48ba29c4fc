// SPDX-License-Identifier: MIT
// tests/report/delay_svg.test.cpp
#include <lastro/report/delay_svg.hpp>

#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "markup.hpp"

using lastro::drift::evaluation;
using lastro::report::delay_svg;

TEST_SUITE("report/delay_svg") {
    TEST_CASE("curves: steps at the delays, up to the share that was found, and the names") {
        const evaluation some[] = {{.streams = 4, .missed = 2, .delays = {10.0, 20.0}},
                                   {.streams = 2, .delays = {5.0, 40.0}},
                                   {.streams = 3, .missed = 3}};
        const std::vector<std::string> names{"first", "second <", "third"};
        const std::string svg = delay_svg(some, names, "found, missed");
        const markup::document document = markup::read(svg);
        REQUIRE_MESSAGE(document.problem.empty(), document.problem);
        CHECK(document.elements.front().attributes.at("aria-label") == "found, missed");
        // 40 values on 572 units from 56; shares on 158 units from 172 upwards
        CHECK(svg.find("<path d=\"M56 172H199V132.5H342V93H628\" class=\"live\"/>") != std::string::npos);
        CHECK(svg.find("<path d=\"M56 172H127.5V93H628V14\" class=\"refline\"/>") != std::string::npos);
        CHECK(svg.find("<path d=\"M56 172H628\" class=\"refline\"/>") != std::string::npos);
        CHECK(svg.find("second &lt;") != std::string::npos);
        CHECK(delay_svg(some, names, "found, missed") == svg);
    }

    TEST_CASE("refusals: say what they expected") {
        const evaluation one[] = {{.streams = 0}};
        CHECK_THROWS_WITH_AS(static_cast<void>(delay_svg({}, {}, "")),
                             "report::delay_svg: detectors: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(delay_svg(one, {}, "")),
                             "report::delay_svg: names: expected one for each detector, found 0",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(delay_svg(one, std::vector<std::string>{"a"}, "")), std::invalid_argument);
    }
}
