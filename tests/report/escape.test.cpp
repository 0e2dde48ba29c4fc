// SPDX-License-Identifier: MIT
// tests/report/escape.test.cpp
#include <lastro/report/escape.hpp>

#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/text.hpp>

using lastro::report::html_id;
using lastro::report::html_text;
using lastro::report::markdown_code;
using lastro::report::markdown_paragraph;
using lastro::report::markdown_text;
using lastro::report::readable;
using lastro::report::shortened;

namespace {

const std::string unknown = "\xEF\xBF\xBD";

/// All strings of one and two bytes out of a set that holds every kind of trouble.
std::vector<std::string> nasty_texts() {
    constexpr char list[] = "\0\t\n\r\x1B\x7F<>&\"'`|\\*_[]()!#:@.- aZ0\x80\xC2\xA0\xE2\x80\xAE\xED\xF4\xFF";
    const std::string bytes(list, sizeof list - 1);
    std::vector<std::string> texts = {""};
    for (const char a : bytes) {
        texts.emplace_back(1, a);
        for (const char b : bytes) {
            texts.push_back({a, b});
        }
    }
    return texts;
}

}  // namespace

TEST_SUITE("report/escape") {
    TEST_CASE("readable: well-formed text stays as it is") {
        CHECK(readable("wind") == "wind");
        CHECK(readable("") == "");
        CHECK(readable("Wärme \xE2\x82\xAC \xF0\x9F\x8C\xA7") == "Wärme \xE2\x82\xAC \xF0\x9F\x8C\xA7");
        CHECK(readable("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D") == "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D");
    }

    TEST_CASE("readable: what is no text becomes the replacement character") {
        CHECK(readable(std::string(1, '\0')) == unknown);
        CHECK(readable("a\x1B[31mb") == "a" + unknown + "[31mb");
        CHECK(readable("\x7F") == unknown);
        CHECK(readable("\xC2\x85") == unknown);                                        // next line, a C1 control
        CHECK(readable("\xFF\xFE") == unknown + unknown);                              // never valid
        CHECK(readable("\xC0\xAF") == unknown + unknown);                              // overlong '/'
        CHECK(readable("\xED\xA0\x80x") == unknown + unknown + unknown + "x");         // a surrogate
        CHECK(readable("\xE2\x82") == unknown + unknown);                              // cut off
        CHECK(readable("\xF4\x90\x80\x80") == unknown + unknown + unknown + unknown);  // above U+10FFFF
    }

    TEST_CASE("readable: controls of writing direction cannot reorder what stands around them") {
        CHECK(readable("user\xE2\x80\xAEgnp.exe") == "user" + unknown + "gnp.exe");  // right-to-left override
        CHECK(readable("\xE2\x81\xA6x\xE2\x81\xA9") == unknown + "x" + unknown);     // isolates
        CHECK(readable("\xE2\x80\xA9").size() == 3);                                 // a neighbour stays
    }

    TEST_CASE("readable: one line") { CHECK(readable("a\tb\nc\rd") == "a b c d"); }

    TEST_CASE("shortened: cut between characters, with an ellipsis in place of the last") {
        CHECK(shortened("abc", 3) == "abc");
        CHECK(shortened("abcd", 3) == "ab\xE2\x80\xA6");
        CHECK(shortened("äöüß", 3) == "äö\xE2\x80\xA6");
        CHECK(shortened("", 1) == "");
        CHECK(shortened("ab", 1) == "\xE2\x80\xA6");
        CHECK(shortened("\xFF\xFF", 2) == unknown + unknown);
    }

    TEST_CASE("html_text: the five characters that mean something to HTML") {
        CHECK(html_text("<b a=\"1\" c='2'>&amp;") == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;");
    }

    TEST_CASE("html_text: whatever comes in, no markup and no bad byte comes out") {
        for (const std::string& text : nasty_texts()) {
            const std::string escaped = html_text(text);
            INFO(lastro::core::quoted(text));
            REQUIRE(lastro::core::is_utf8(escaped));
            REQUIRE(escaped.find_first_of(std::string("<>\"'\0\n\r\t", 8)) == std::string::npos);
        }
    }

    TEST_CASE("html_id: names that are plain stay, and no two names share an id") {
        CHECK(html_id("temp_max") == "temp_max");
        CHECK(html_id("wind speed") == "wind.20speed");
        CHECK(html_id("") == ".");
        CHECK(html_id("h:x") == "h.3ax");
        CHECK(html_id("\xC3\xA4") == ".c3.a4");
        std::set<std::string> ids;
        const auto texts = nasty_texts();
        for (const std::string& text : texts) {
            ids.insert(html_id(text));
            CHECK(html_id(text).find_first_of(std::string(" :\"'<>&\0", 8)) == std::string::npos);
        }
        CHECK(ids.size() == std::set<std::string>(texts.begin(), texts.end()).size());
    }

    TEST_CASE("markdown_text: nothing in it is markup or a link") {
        CHECK(markdown_text("Seattle 2012-13, (north)") == "Seattle 2012-13, (north)");
        CHECK(markdown_text("*a* | <b> [x](y)") == "&#42;a&#42; &#124; &#60;b&#62; &#91;x&#93;(y)");
        CHECK(markdown_text("www.x.org") == "www&#46;x&#46;org");
        for (const std::string& text : nasty_texts()) {
            const std::string written = markdown_text(text);
            REQUIRE(lastro::core::is_utf8(written));
            REQUIRE(written.find_first_of(std::string("<>|`*_[]\\!:@\n\r\t\0", 16)) == std::string::npos);
        }
    }

    TEST_CASE("markdown_paragraph: what would begin a list, a rule or code begins a paragraph") {
        CHECK(markdown_paragraph("Is this day - really - wet?") == "Is this day - really - wet&#63;");
        CHECK(markdown_paragraph("- x") == "&#45; x");
        CHECK(markdown_paragraph("---") == "&#45;--");
        CHECK(markdown_paragraph("1) x") == "&#49;) x");
        CHECK(markdown_paragraph("    x") == "&#32;   x");
        CHECK(markdown_paragraph("\n\tx") == "&#32; x");
        CHECK(markdown_paragraph("# x") == "&#35; x");
        CHECK(markdown_paragraph("") == "");
        CHECK(markdown_paragraph("\xC3\x89t\xC3\xA9") == "\xC3\x89t\xC3\xA9");
        for (const std::string& text : nasty_texts()) {
            const std::string written = markdown_paragraph(text);
            REQUIRE(written.find_first_of("0123456789 -,()\t\n") != 0);
            REQUIRE(written.size() >= markdown_text(text).size());
        }
    }

    TEST_CASE("markdown_code: a code span where that is safe, an element where it is not") {
        CHECK(markdown_code("temp_max") == "`temp_max`");
        CHECK(markdown_code("<script>") == "`<script>`");
        CHECK(markdown_code("a|b") == "<code>a&#124;b</code>");
        CHECK(markdown_code("`") == "<code>&#96;</code>");
        CHECK(markdown_code("a\\") == "<code>a&#92;</code>");
        CHECK(markdown_code("") == "<code></code>");
        CHECK(markdown_code(" x") == "<code> x</code>");
        for (const std::string& text : nasty_texts()) {
            const std::string written = markdown_code(text);
            REQUIRE(written.find('|') == std::string::npos);
            REQUIRE(written.find('\n') == std::string::npos);
        }
    }
}
