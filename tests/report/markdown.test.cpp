// SPDX-License-Identifier: MIT
// tests/report/markdown.test.cpp
#include <lastro/report/markdown.hpp>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include "samples.hpp"

using lastro::report::markdown;
using lastro::report::write_markdown;

TEST_SUITE("report/markdown") {
    TEST_CASE("markdown: the whole text") {
        auto r = samples::mixed();
        r.live_digest = lastro::hash::digest::parse("blake3:" + std::string(64, 'a'));
        CHECK(
            markdown(r) ==
            "## New York against Seattle 2012-13\n"
            "\n"
            "**1 of 3 columns moved** further than tolerated (an effect of 0.10); 1 cannot be told yet. False "
            "discoveries "
            "held at 5\xC2\xA0% by Benjamini\xE2\x80\x93Hochberg.\n"
            "\n"
            "- Reference: Seattle 2012-13, 731 rows\n"
            "- Live: New York, 1,461 rows, `blake3:"
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`\n"
            "- Method: Kolmogorov\xE2\x80\x93Smirnov, asymptotic; interval by "
            "Dvoretzky\xE2\x80\x93Kiefer\xE2\x80\x93Wolfowitz; counts by chi-squared; interval by Hoeffding and "
            "McDiarmid\n"
            "\n"
            "| column | verdict | effect | 95 % interval | p | PSI | missing |\n"
            "|---|---|---:|---|---:|---:|---:|\n"
            "| `wind` | \xE2\x96\xB2 drifted | 0.436 | 0.351 to 0.522 | 8e-85 | 1.21 | 0 / 0 |\n"
            "| `weather` | ? cannot tell yet | 0.151 | 0.065 to 0.236 | 4e-10 | 0.31 | 12 / 0 |\n"
            "| `temp_max` | \xE2\x97\x8F same | 0.020 | 0.000 to 0.090 | 0.12 | 1.21 | 0 / 0 |\n"
            "\n"
            "The effect is the Kolmogorov\xE2\x80\x93Smirnov distance for numbers and the total variation distance for "
            "values that are no numbers: 0, the same; 1, nothing in common. A small p says that a difference exists; "
            "the "
            "interval says whether it matters.\n");
    }

    TEST_CASE("markdown: title and level of the heading") {
        const auto r = samples::mixed();
        CHECK(markdown(r, {.title = "*Drift*", .heading_level = 4}).starts_with("#### &#42;Drift&#42;\n\n"));
        CHECK_THROWS_WITH_AS((void)markdown(r, {.title = "", .heading_level = 7}),
                             "report::markdown: heading_level: expected 1 to 6, found 7", std::invalid_argument);
    }

    TEST_CASE("markdown: hostile names stay in their cell") {
        constexpr char bytes[] = "| x |\n\n# h\n<img src=x onerror=y> `a` [l](j:k) \\| \0\xFF";
        const std::string hostile(bytes, sizeof bytes - 1);
        auto r = samples::report({samples::numeric(hostile), samples::numeric("plain")});
        r.live_name = hostile;
        const std::string text = markdown(r);
        std::istringstream lines{text};
        std::size_t rows = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with('|')) {
                ++rows;
                CHECK(std::count(line.begin(), line.end(), '|') == 8);  // seven cells, whatever the names are
            }
            CHECK_FALSE(line.starts_with("# h"));
        }
        CHECK(rows == 4);
        CHECK(text.find("<img") == std::string::npos);
        CHECK(text.find("](") == std::string::npos);
        CHECK(lastro::core::is_utf8(text));
    }

    TEST_CASE("markdown: no columns, no table") {
        const std::string text = markdown(samples::report({}));
        CHECK(text.find("**No column was compared.**") != std::string::npos);
        CHECK(text.find('|') == std::string::npos);
    }

    TEST_CASE("write_markdown: the same text in a file, or an error that names it") {
        const auto directory =
            std::filesystem::temp_directory_path() / ("lastro_report_markdown_" + std::to_string(::getpid()));
        std::filesystem::create_directory(directory);
        const std::string path = (directory / "drift.md").string();
        write_markdown(path, samples::mixed());
        CHECK(lastro::core::read_text(path) == markdown(samples::mixed()));
        const std::string nowhere = (directory / "none" / "drift.md").string();
        CHECK_THROWS_AS(write_markdown(nowhere, samples::mixed()), lastro::io_error);
        std::filesystem::remove_all(directory);
    }
}
