// SPDX-License-Identifier: MIT
// tests/report/style.test.cpp
#include <lastro/report/style.hpp>

#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using lastro::report::style_sheet;

namespace {

using colours = std::map<std::string, int, std::less<>>;

/// The colours that the n-th ":root{...}" names.
colours scheme(int n) {
    std::size_t at = 0;
    for (int i = 0; i <= n; ++i) {
        at = style_sheet.find(":root{", at) + 1;
    }
    const std::string_view block = style_sheet.substr(at, style_sheet.find('}', at) - at);
    colours found;
    for (std::size_t i = block.find("--"); i != std::string_view::npos; i = block.find("--", i + 2)) {
        const std::size_t colon = block.find(':', i);
        std::string digits;
        for (const char c : block.substr(colon + 2, block.find_first_of(";}", colon) - colon - 2)) {
            digits += c;
        }
        if (digits.size() == 3) {
            digits = {digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]};
        }
        found[std::string{block.substr(i + 2, colon - i - 2)}] = std::stoi(digits, nullptr, 16);
    }
    return found;
}

/// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(int colour) {
    const auto linear = [](int channel) {
        const double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour >> 16) + 0.7152 * linear((colour >> 8) & 255) + 0.0722 * linear(colour & 255);
}

double contrast(int a, int b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::fmax(la, lb) + 0.05) / (std::fmin(la, lb) + 0.05);
}

}  // namespace

TEST_SUITE("report/style") {
    TEST_CASE("contrast: the oracle knows black on white") {
        CHECK(contrast(0x000000, 0xFFFFFF) == doctest::Approx(21.0));
        CHECK(contrast(0x777777, 0xFFFFFF) == doctest::Approx(4.478).epsilon(0.001));
    }

    TEST_CASE("style_sheet: light, dark and paper name the same colours") {
        const colours light = scheme(0);
        const colours dark = scheme(1);
        const colours paper = scheme(2);
        CHECK(light.size() == 11);
        REQUIRE(dark.size() == light.size());
        REQUIRE(paper.size() == light.size());
        for (const auto& [name, colour] : light) {
            CHECK(dark.contains(name));
            CHECK(paper.contains(name));
        }
    }

    TEST_CASE("style_sheet: text reaches 4.5 : 1, figures reach 3 : 1, in every scheme") {
        for (int n = 0; n < 3; ++n) {
            const colours scheme_colours = scheme(n);
            const int page = scheme_colours.at("page");
            for (const char* text : {"ink", "soft", "ok", "bad", "wait"}) {
                INFO(n << " " << text);
                CHECK(contrast(scheme_colours.at(text), page) >= 4.5);
            }
            for (const char* drawn : {"edge", "live", "gap"}) {
                INFO(n << " " << drawn);
                CHECK(contrast(scheme_colours.at(drawn), page) >= 3.0);
            }
        }
    }

    TEST_CASE("style_sheet: loads nothing and cannot end its element") {
        for (const char* forbidden : {"url(", "@import", "@font-face", "http", "<", "expression("}) {
            CHECK(style_sheet.find(forbidden) == std::string_view::npos);
        }
    }

    TEST_CASE("style_sheet: knows phones, paper and the reader's scheme, and its braces match") {
        for (const char* query : {"(max-width:40rem)", "@media print", "(prefers-color-scheme:dark)"}) {
            CHECK(style_sheet.find(query) != std::string_view::npos);
        }
        int depth = 0;
        for (const char c : style_sheet) {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            REQUIRE(depth >= 0);
        }
        CHECK(depth == 0);
    }
}
