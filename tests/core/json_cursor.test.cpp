// SPDX-License-Identifier: MIT
// tests/core/json_cursor.test.cpp
#include <lastro/core/json_cursor.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::core::json_cursor;

namespace {

// The verdict on a whole text: empty if it is JSON, else the message.
std::string verdict(std::string_view text) {
    try {
        json_cursor at{text, "t"};
        at.skip_value();
        at.finish();
        return {};
    } catch (const lastro::format_error& e) {
        return e.what();
    }
}

std::string string_of(std::string_view text) { return json_cursor{text, "t"}.string(); }

}  // namespace

TEST_SUITE("core/json_cursor") {
    TEST_CASE("reading: keys and values in the order of the text") {
        json_cursor at{R"( { "name" : "rain" , "shape" : [ 2 , 18446744073709551615 ] , "x\ty" : null } )", "card"};
        std::vector<std::string> keys;
        std::vector<std::uint64_t> shape;
        std::string name;
        bool null = false;
        at.object([&](std::string_view key) {
            keys.emplace_back(key);
            if (key == "name") {
                name = at.string();
            } else if (key == "shape") {
                at.array([&] { shape.push_back(at.unsigned_integer()); });
            } else {
                null = at.literal("null");
            }
        });
        at.finish();
        CHECK(keys == std::vector<std::string>{"name", "shape", "x\ty"});
        CHECK(name == "rain");
        CHECK(shape == std::vector<std::uint64_t>{2, UINT64_MAX});
        CHECK(null);
    }

    TEST_CASE("values: every form that RFC 8259 has is accepted") {
        for (const char* text : {"{}", "[]", "0", "-0", "10", "-1.5e+10", "1E-2", "0.0", "true", "false", "null",
                                 R"("")", R"("\"\\\/\b\f\n\r\t\u00e9")", "\t[1,\r\n2 ]\n", R"({"a":{"b":[{}]}})"}) {
            CAPTURE(text);
            CHECK(verdict(text) == "");
        }
    }

    TEST_CASE("values: what is no JSON is refused, and the message says where") {
        struct {
            std::string_view text, message;
        } const cases[] = {
            {"", "t: byte 0: expected a value, found the end"},
            {"nul", R"(t: byte 0: expected a value, found "nul")"},
            {"TRUE", R"(t: byte 0: expected a value, found "TRUE")"},
            {"01", R"(t: byte 1: expected nothing more, found "1")"},
            {"1.", "t: byte 2: expected a digit, found the end"},
            {".5", R"(t: byte 0: expected a value, found ".5")"},
            {"1e", "t: byte 2: expected a digit, found the end"},
            {"-", "t: byte 1: expected a digit, found the end"},
            {"+1", R"(t: byte 0: expected a value, found "+1")"},
            {"NaN", R"(t: byte 0: expected a value, found "NaN")"},
            {"[1,]", R"(t: byte 3: expected a value, found "]")"},
            {"[1 2]", R"(t: byte 3: expected ',' or ']', found "2]")"},
            {"[", "t: byte 1: expected a value, found the end"},
            {"{\"a\" 1}", R"(t: byte 5: expected ':', found "1}")"},
            {"{a:1}", R"(t: byte 1: expected a key in quotes, found "a:1}")"},
            {"{\"a\":1,}", R"(t: byte 7: expected a key in quotes, found "}")"},
            {"{\"a\":1", "t: byte 6: expected ',' or '}', found the end"},
            {"{} {}", R"(t: byte 3: expected nothing more, found "{}")"},
            {"\"a", "t: byte 2: expected '\"', found the end"},
            {"\"a\\", "t: byte 3: expected '\"', found the end"},
            {"\"a\nb\"", R"(t: byte 2: expected no raw control character in a string, found "\x0ab\"")"},
            {R"("\x41")", R"(t: byte 1: expected an escape that JSON has, found "\\x41\"")"},
            {R"("\u12g4")", R"(t: byte 1: expected an escape that JSON has, found "\\u12g4\"")"},
            {R"("\u12")", R"(t: byte 1: expected an escape that JSON has, found "\\u12\"")"},
            {R"("\ud800")", R"(t: byte 1: expected a pair of surrogates, found "\\ud800\"")"},
            {R"("\ud800\u0041")", R"(t: byte 1: expected a pair of surrogates, found "\\ud800\\u")"},
            {R"("\udc00\ud800")", R"(t: byte 1: expected a pair of surrogates, found "\\udc00\\u")"},
            {"// x\n1", R"(t: byte 0: expected a value, found "// x\x0a1")"},
            {"\xEF\xBB\xBF{}", "t: byte 0: expected a value, found \"\xEF\xBB\xBF{}\""},
        };
        for (const auto& c : cases) {
            CAPTURE(c.text);
            CHECK(verdict(c.text) == c.message);
        }
        using namespace std::string_view_literals;
        CHECK(verdict("{}\0"sv) == R"(t: byte 2: expected nothing more, found "\x00")");
        CHECK(verdict("{\0"sv) == R"(t: byte 1: expected a key in quotes, found "\x00")");
        CHECK(verdict("\0"sv) == R"(t: byte 0: expected a value, found "\x00")");
    }

    TEST_CASE("text: escapes become the characters that they stand for") {
        CHECK(string_of(R"("a\"b\\c\/d\b\f\n\r\t")") == "a\"b\\c/d\b\f\n\r\t");
        CHECK(string_of(R"("\u0041\u00e9\u20AC\ud834\udd1e")") == "A\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E");
        CHECK(string_of(R"("\u0000x")") == std::string{"\0x", 2});
        CHECK(string_of(R"("\ud7ff\ue000\uffff")") == "\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF");
    }

    TEST_CASE("whole numbers: digits within 64 bits and nothing else") {
        CHECK(json_cursor{"0", "t"}.unsigned_integer() == 0);
        CHECK(json_cursor{" 18446744073709551615 ", "t"}.unsigned_integer() == UINT64_MAX);
        for (const char* text : {"18446744073709551616", "99999999999999999999", "-1", "-0", "1.0", "1e0", "1E2", "01",
                                 "00", "\"1\"", "true", "", "null", "[1]"}) {
            CAPTURE(text);
            const std::string message =
                std::string{"t: byte 0: expected a whole number from 0 to 2^64 - 1, found "} +
                (*text == '\0' ? "the end" : lastro::core::quoted(std::string_view{text}.substr(0, 8)));
            CHECK_THROWS_WITH_AS(static_cast<void>(json_cursor(text, "t").unsigned_integer()), message.c_str(),
                                 lastro::format_error);
        }
    }

    TEST_CASE("numbers: the text is returned as it stands") {
        json_cursor at{"[ -1.50e+3 ,0]", "t"};
        std::vector<std::string> found;
        at.array([&] { found.emplace_back(at.number()); });
        CHECK(found == std::vector<std::string>{"-1.50e+3", "0"});
    }

    TEST_CASE("depth: 127 levels are read, 128 refused, a million does not exhaust the stack") {
        const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
        CHECK(verdict(nested(127)) == "");
        CHECK(verdict(nested(128)) == R"(t: byte 127: expected at most 127 levels of nesting, found "[]]]]]]]")");
        CHECK(verdict(std::string(1'000'000, '[')).starts_with("t: byte 127: expected at most 127 levels of nesting"));
        std::string objects;
        for (int i = 0; i < 128; ++i) {
            objects += "{\"a\":";
        }
        CHECK(verdict(objects).starts_with("t: byte 635: expected at most 127 levels of nesting"));
        CHECK(verdict("[" + std::string("[],") + "[[]],[[]]]") == "");  // depth is what is open, not what was seen
    }

    TEST_CASE("prefixes: no proper beginning of a document is a document") {
        const std::string whole = R"({"a":[1,-2.5e3,"x\u00e9\n",true,null],"b":{"c":"d"}})";
        REQUIRE(verdict(whole) == "");
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            CHECK(verdict(std::string_view{whole}.substr(0, length)) != "");
        }
    }

    TEST_CASE("strings: a quote, an escape or a control character is seen at every place, also eight at a time") {
        for (std::size_t length = 0; length < 40; ++length) {
            const std::string plain(length, 'a');
            const std::string text = '"' + plain + '"';
            CHECK(json_cursor{text, "t"}.string() == plain);
            for (std::size_t at = 0; at < length; ++at) {
                std::string escaped = plain;
                escaped.replace(at, 1, "\\n");
                const std::string quoted = '"' + escaped + "\"   ";
                std::string meant = plain;
                meant[at] = '\n';
                REQUIRE(json_cursor{quoted, "t"}.string() == meant);
                std::string raw = '"' + plain + '"';
                raw[at + 1] = '\x1F';
                REQUIRE_THROWS_AS(static_cast<void>(json_cursor{raw, "t"}.string()), lastro::format_error);
                raw[at + 1] = '\x7F';  // is allowed
                REQUIRE(json_cursor{raw, "t"}.string().size() == length);
                raw[at + 1] = '"';
                REQUIRE(json_cursor{raw, "t"}.string() == plain.substr(0, at));
            }
        }
    }

    TEST_CASE("rest: what the caller reads himself, he steps over") {
        json_cursor at{"[12,3]", "t"};
        std::string seen;
        at.array([&] {
            seen += at.rest()[0];
            at.advance(at.rest().find_first_of(",]"));
        });
        at.finish();
        CHECK(seen == "13");
    }
}
