// SPDX-License-Identifier: MIT
// tests/drift/report.test.cpp
#include <lastro/drift/report.hpp>

#include <concepts>
#include <cstddef>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

using lastro::drift::answer;
using lastro::drift::column_report;
using lastro::drift::report;
using lastro::drift::to_string;

namespace {

static_assert(std::regular<report>);

column_report column(const std::string& name, answer a, double effect, double low, double high, double log10_p) {
    column_report c;
    c.column = name;
    c.result.answer = a;
    c.result.effect = effect;
    c.result.low = low;
    c.result.high = high;
    c.result.log10_p = log10_p;
    c.result.p_value = 0.0;
    c.psi = effect * 3.0;
    return c;
}

report sample() {
    report r;
    r.reference_name = "Seattle 2012-13";
    r.live_name = "New York";
    r.columns = {column("wind", answer::drifted, 0.4363, 0.3598, 0.5127, -84.569),
                 column("temp_max", answer::cannot_tell, 0.1507, 0.0742, 0.2272, -9.78),
                 column("hum", answer::same, 0.01, 0.0, 0.05, -0.5)};
    r.columns[2].result.p_value = 0.3162;
    return r;
}

}  // namespace

TEST_SUITE("drift/report") {
    TEST_CASE("report: an aligned table, marks in ASCII") {
        CHECK(to_string(sample()) ==
              "New York against Seattle 2012-13              effect  95 % interval     p         PSI\n"
              "  x drifted           wind                    0.4363  [0.3598, 0.5127]  2.7e-85   1.3089\n"
              "  ? cannot tell yet   temp_max                0.1507  [0.0742, 0.2272]  1.7e-10   0.4521\n"
              "  o same              hum                     0.0100  [0.0000, 0.0500]  0.32      0.0300\n"
              "  tolerated effect 0.1000; false discoveries 5 % (Benjamini-Hochberg)\n");
    }

    TEST_CASE("report: marks beyond ASCII take the same room") {
        const std::string plain = to_string(sample());
        const std::string marked = to_string(sample(), {.utf8 = true});
        CHECK(marked.find("\xE2\x96\xB2 drifted") != std::string::npos);
        CHECK(marked.find("\xE2\x97\x8F same") != std::string::npos);
        CHECK(lastro::drift::detail::width(marked) == plain.size());
    }

    TEST_CASE("report: long and hostile names neither break the lines nor reach the terminal") {
        report r = sample();
        r.columns[0].column = "a name that is much longer than the room a table usually has";
        r.columns[1].column = "bell\a\nline \x1b[31m";
        r.columns[2].column = "Temp\xC3\xA9rature";
        r.columns[2].result.reference_missing = 1200;
        const std::string text = to_string(r);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find('\a') == std::string::npos);
        CHECK(text.find("\"bell\\x07\\x0aline \\x1b[31m\"") != std::string::npos);
        CHECK(text.find("  missing 1,200/0\n") != std::string::npos);
        std::size_t place = 0;
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) {
            const auto bracket = line.find('[', line.find("31m\"") == std::string::npos ? 0 : line.find("31m\""));
            if (bracket != std::string::npos && line.starts_with("  ")) {
                const auto at = lastro::drift::detail::width(line.substr(0, bracket));
                CHECK((place == 0 || place == at));
                place = at;
            }
        }
        CHECK(place > 0);
    }

    TEST_CASE("report: counts its answers, and prints through a stream") {
        const report r = sample();
        CHECK(r.count(answer::drifted) == 1);
        CHECK(r.count(answer::same) == 1);
        CHECK(report{}.count(answer::cannot_tell) == 0);
        std::ostringstream out;
        out << r;
        CHECK((out.str() == to_string(r) || out.str() == to_string(r, {.utf8 = true})));
    }
}
