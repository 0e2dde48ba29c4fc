// SPDX-License-Identifier: MIT
// tests/store/yaml.test.cpp
#include <lastro/store/yaml.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

#include <lastro/core/error.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

using lastro::store::json;
using lastro::store::parse_yaml;
using lastro::store::yaml_scalar;

namespace {

std::string read(std::string_view text) { return parse_yaml(text, "f.yaml").dump(); }

void refuses(const std::string& text, const std::string& message) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_yaml(text, "f.yaml")), ("f.yaml: " + message).c_str(),
                         lastro::format_error);
}

}  // namespace

TEST_SUITE("store/yaml") {
    TEST_CASE("reading: what DVC writes") {
        CHECK(read("outs:\n"
                   "- md5: a0d8b7d20874628b49c477b7059580d1.dir\n"
                   "  size: 4\n"
                   "  isexec: true\n"
                   "  path: 'a: b'\n"
                   "- md5: b1946ac92492d2347c6235b4d2611184\n") ==
              R"({"outs":[{"isexec":true,"md5":"a0d8b7d20874628b49c477b7059580d1.dir","path":"a: b","size":4},)"
              R"({"md5":"b1946ac92492d2347c6235b4d2611184"}]})");
    }

    TEST_CASE("reading: lists and mappings nest, with any indentation, comments and blank lines") {
        CHECK(read("--- \n# all of it\na:\n    - 1\n\n    -   - x\n        - y  # a comment\n    -\n      b: c\nd:\n"
                   "  e: \"f\"\r\n  g:\nh: x#y\n") ==
              R"({"a":[1,["x","y"],{"b":"c"}],"d":{"e":"f","g":null},"h":"x#y"})");
        CHECK(read("a:\n- b:\n  - c\n  d: e\n") == R"({"a":[{"b":["c"],"d":"e"}]})");
        CHECK(read("-\n- ~\n- null\n") == "[null,null,null]");
        CHECK(read("text") == "\"text\"");
    }

    TEST_CASE("reading: plain scalars mean what YAML 1.2 says, or are refused") {
        CHECK(read("- true\n- False\n- yes\n- 0\n- 9007199254740992\n- 12:30\n- a b\n- -x\n- ?x\n- :x\n- 1.2.3\n") ==
              R"([true,false,"yes",0,9007199254740992,"12:30","a b","-x","?x",":x","1.2.3"])");
        for (const std::string text : {"1.5", "1e3", "0x1F", "007", "-1", "+1", "1_000", ".inf", ".nan", "2020-01-01",
                                       "=", "<<", "9007199254740993", "18446744073709551616"}) {
            refuses("a: " + text + "\n",
                    "line 1: expected a whole number from 0 to 2^53, or quotes around a text, found \"" + text + '"');
        }
    }

    TEST_CASE("reading: quotes, their escapes, and scalars over several lines") {
        CHECK(read(R"(- 'it''s'
- "tab\t\x41\u00e9\U0001F600\N"
- ""
- '# "no" comment'   # but this
)") == "[\"it's\",\"tab\\tA\xC3\xA9\xF0\x9F\x98\x80\xC2\x85\",\"\",\"# \\\"no\\\" comment\"]");
        CHECK(
            read("a: one\n  two\n   three\nb: 'four\n  five\n\n  six'\nc: \"se\\\n  ven  \n  eight\\\n  \\ nine\"\n") ==
            R"({"a":"one two three","b":"four five\nsix","c":"seven eight nine"})");
    }

    TEST_CASE("reading: what is no such file is refused, with the line, what was expected and what was found") {
        refuses("", "line 1: expected a value, found the end");
        refuses("# nothing\n", "line 2: expected a value, found the end");
        refuses("\xFF", "expected UTF-8 text, found other bytes");
        refuses("a: \x01\n", "expected escapes for control characters, found \"\\x01\"");
        refuses("a: b\rc: d\n", "expected escapes for control characters, found \"\\x0d\"");
        refuses("a: b\nc\n", "line 2: expected a plain key and ':', found \"c\"");
        refuses("a: b\n'c': d\n", "line 2: expected a plain key and ':', found \"'c': d\"");
        refuses("a: b\n--- a: b\n", "line 2: expected a plain key and ':', found \"--- a: b\"");
        refuses("a: b\ntrue: d\n", "line 2: expected a plain key and ':', found \"true: d\"");
        refuses("a: b\na: c\n", "line 2: expected keys that differ, found \"a\"");
        refuses("a: b\n  c: d\n", "line 2: expected quotes around a text that holds ': ', found \"c: d\"");
        refuses("a: 'b'\n  c: d\n", "line 2: expected the end, or as much indentation as before, found \"c: d\"");
        refuses("- a\nb: c\n", "line 2: expected the end, or as much indentation as before, found \"b: c\"");
        refuses("a:\n    b: 1\n  c: 2\n", "line 3: expected the end, or as much indentation as before, found \"c: 2\"");
        refuses("a:\n\tb: c\n", "line 2: expected indentation by spaces, found a tab");
        refuses("a: b: c\n", "line 1: expected quotes around a text that holds ': ', found \"b: c\"");
        refuses("a: 'b' c\n", "line 1: expected the end of the line after a quoted text, found \" c\"");
        refuses("a: 'b\nc: d\n", "line 1: expected a quote that closes this text, found the end of it");
        refuses("a: \"b\\\nc: d\n", "line 1: expected a quote that closes this text, found the end of it");
        refuses("a: \"\\q\"\n", "line 1: expected an escape that YAML has, found \"q\"");
        refuses("a: \"\\ud800\"\n", "line 1: expected an escape that YAML has, found \"ud800\"");
        refuses("a: \"\\U00110000\"\n", "line 1: expected an escape that YAML has, found \"U00110000\"");
        refuses("a: \"\\x4\"\n", "line 1: expected an escape that YAML has, found \"x4\\\"\"");
        for (const std::string value :
             {"[1]", "{x: 1}", "&a b", "*a", "!tag b", "|", ">", "%a", "@a", "`a", "- b", "? b", ",", "---", "..."}) {
            CHECK_THROWS_AS(static_cast<void>(parse_yaml("a: " + value + "\n", "f.yaml")), lastro::format_error);
        }
        refuses("a: [1]\n", "line 1: expected a plain or quoted scalar, found \"[1]\"");
        std::string deep;
        for (int i = 0; i < 40; ++i) {
            deep += "- ";
        }
        refuses(deep + "x\n", "line 1: expected at most 32 levels of nesting, found more");
    }

    TEST_CASE("writing: scalars stand as ruamel.yaml 0.18 writes them, and read as the same text") {
        constexpr struct {
            std::string_view text, scalar;
        } golden[] = {{"a.txt", "a.txt"},
                      {"", "''"},
                      {"a: b", "'a: b'"},
                      {"a:b", "a:b"},
                      {"x:", "'x:'"},
                      {"sp #x", "'sp #x'"},
                      {"x#y", "x#y"},
                      {"#c", "'#c'"},
                      {"- a", "'- a'"},
                      {"-x", "-x"},
                      {"? x", "'? x'"},
                      {"?x", "?x"},
                      {"--- x", "'--- x'"},
                      {"...", "'...'"},
                      {"it's \"q\"", "it's \"q\""},
                      {"'q", "\"'q\""},
                      {"\"q", "'\"q'"},
                      {"it's: \"q\"", "\"it's: \\\"q\\\"\""},
                      {"a\tb", "\"a\\tb\""},
                      {"\x01\x7F", "\"\\x01\\x7F\""},
                      {" a", "' a'"},
                      {"a ", "'a '"},
                      {"a  b", "a  b"},
                      {"[x]", "'[x]'"},
                      {"{x}", "'{x}'"},
                      {"%x", "'%x'"},
                      {"@x", "'@x'"},
                      {"`a", "'`a'"},
                      {"|a", "'|a'"},
                      {"123", "'123'"},
                      {"1e3", "'1e3'"},
                      {"0x1F", "'0x1F'"},
                      {"0o7", "'0o7'"},
                      {"1_000", "'1_000'"},
                      {"+1", "'+1'"},
                      {"1.5", "'1.5'"},
                      {"12:30", "12:30"},
                      {"2020-01-01", "'2020-01-01'"},
                      {"2020-1-1", "2020-1-1"},
                      {"2020-1-1 1:00:00Z", "'2020-1-1 1:00:00Z'"},
                      {"inf", "inf"},
                      {"true", "'true'"},
                      {"yes", "yes"},
                      {"null", "'null'"},
                      {"~", "'~'"},
                      {"<<", "'<<'"},
                      {"=", "'='"},
                      {"\xC3\xBC \xE2\x98\x83.txt", "\xC3\xBC \xE2\x98\x83.txt"},
                      {"\xF0\x9F\x98\x80.bin", "\xF0\x9F\x98\x80.bin"},
                      {"\xEF\xBB\xBF", "\"\\uFEFF\""},
                      // ruamel.yaml loses these two, which are line breaks in YAML 1.1 only: escaped here
                      {"a\xC2\x85", "\"a\\N\""},
                      {"a\xE2\x80\xA8", "\"a\\L\""}};
        for (const auto& g : golden) {
            CAPTURE(std::string{g.text});
            CHECK(yaml_scalar(g.text) == g.scalar);
            CHECK(parse_yaml("k: " + yaml_scalar(g.text) + "\nz: 1\n", "f.yaml").at("k") == json(std::string{g.text}));
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(yaml_scalar("\xFF")),
                             "store::yaml_scalar: expected UTF-8 text, found \"\\xff\"", std::invalid_argument);
    }
}
