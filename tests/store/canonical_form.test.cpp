// SPDX-License-Identifier: MIT
// tests/store/canonical_form.test.cpp
#include <lastro/store/canonical_form.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

namespace store = lastro::store;
using store::is_canonical_json;

namespace {

// The definition: what is read and written again comes out as it was.
bool rewritten_the_same(std::string_view text) {
    try {
        return store::canonical_json(store::parse_json(text, "t")) == text;
    } catch (const lastro::format_error&) {
        return false;
    }
}

void agree(std::string_view text) {
    INFO(lastro::core::quoted(text));
    REQUIRE(is_canonical_json(text) == rewritten_the_same(text));
}

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_SUITE("store/canonical_form") {
    TEST_CASE("form: no space, keys ascending, nothing left over") {
        for (const char* text :
             {"{}", "[]", "null", "true", "false", "0", "\"\"", R"({"":[],"a":{"b":{}},"aa":[1,[2]]})"}) {
            CHECK_MESSAGE(is_canonical_json(text), text);
        }
        for (const char* text : {"",
                                 " {}",
                                 "{} ",
                                 "[1, 2]",
                                 R"({"a":1,"a":1})",
                                 R"({"b":1,"a":1})",
                                 R"({"a":1,})",
                                 "[1,]",
                                 "[1",
                                 "{\"a\"}",
                                 "{\"a\":}",
                                 "[}",
                                 "nul",
                                 "nulll",
                                 "tru",
                                 "falsE",
                                 "[]]",
                                 "\"a",
                                 "\"",
                                 "{",
                                 "[",
                                 "\xEF\xBB\xBF{}",
                                 "\"\xFF\""}) {
            CHECK_MESSAGE(!is_canonical_json(text), text);
            agree(text);
        }
        CHECK(!is_canonical_json(std::string_view{"{}\0", 3}));
    }

    TEST_CASE("strings: only escapes that are needed, in the shortest form, at every place of eight") {
        for (std::size_t before = 0; before < 18; ++before) {
            for (const char* piece :
                 {R"(\")", R"(\\)", R"(\b\t\n\f\r)", R"(\u0000)", R"(\u001f)", "\x7F", "/", "\xC3\xA9"}) {
                CHECK_MESSAGE(is_canonical_json('"' + std::string(before, 'x') + piece + "\""), piece);
            }
            for (const char* piece :
                 {R"(\/)", R"(\u000a)", R"(\u001F)", R"(\u0041)", R"(\u00e9)", R"(\u0020)", R"(\u001)", R"(\u00)",
                  R"(\U0000)", R"(\x)", "\\", "\n", "\x1F", R"(\ud83d\ude00)"}) {
                const std::string text = '"' + std::string(before, 'x') + piece + "\"";
                CHECK_MESSAGE(!is_canonical_json(text), piece);
                agree(text);
            }
        }
    }

    TEST_CASE("keys: ordered by the UTF-16 of what they mean, whatever their escapes") {
        const char* const ascending[] = {"",
                                         R"(\u0000)",
                                         R"(\u0007)",
                                         R"(\b)",
                                         R"(\t)",
                                         R"(\n)",
                                         R"(\u000b)",
                                         R"(\f)",
                                         R"(\r)",
                                         R"(\u001f)",
                                         " ",
                                         R"(\")",
                                         "a",
                                         R"(a\u0001)",
                                         "aa",
                                         R"(\\)",
                                         "\x7F",
                                         "\xC3\xA9",
                                         "\xED\x9F\xBF",
                                         "\xF0\x90\x80\x80",
                                         "\xF4\x8F\xBF\xBF",
                                         "\xEE\x80\x80",
                                         "\xEF\xBF\xBF"};
        for (const char* a : ascending) {
            for (const char* b : ascending) {
                agree(std::string{"{\""} + a + "\":1,\"" + b + "\":2}");
            }
        }
        CHECK(is_canonical_json(R"({"\n":1," ":2,"\"":3})"));
        CHECK(is_canonical_json("{\"\xF0\x90\x80\x80\":1,\"\xEE\x80\x80\":2}"));
        CHECK(!is_canonical_json("{\"\xEE\x80\x80\":1,\"\xF0\x90\x80\x80\":2}"));
    }

    TEST_CASE("numbers: the fewest digits in ECMAScript's layout") {
        for (const char* text : {"0", "-1", "10", "0.5", "-0.5", "0.000001", "1e-7", "1.5e-7", "123456789012345",
                                 "1e+21", "100000000000000000000", "9007199254740992", "0.1234567890123456", "5e-324",
                                 "1.7976931348623157e+308", "-2.2250738585072014e-308", "333333333.3333333"}) {
            CHECK_MESSAGE(is_canonical_json(text), text);
            agree(text);
        }
        for (const char* text : {"-0",
                                 "00",
                                 "01",
                                 "-",
                                 "+1",
                                 ".5",
                                 "5.",
                                 "1.0",
                                 "0.10",
                                 "1e2",
                                 "1E+21",
                                 "1e21",
                                 "0.0000001",
                                 "9007199254740993",
                                 "1e400",
                                 "0.12345678901234567",
                                 "1e-400",
                                 "1--1",
                                 "1.2.3",
                                 "0.0",
                                 "-0.0",
                                 "100000000000000000001",
                                 "1000000000000000000000",
                                 "0.30000000000000000"}) {
            CHECK_MESSAGE(!is_canonical_json(text), text);
            agree(text);
        }
    }

    TEST_CASE("depth: as deep as can be read, and no deeper") {
        CHECK(is_canonical_json(nested(127)));
        CHECK(!is_canonical_json(nested(128)));
        CHECK(!is_canonical_json(std::string(1'000'000, '[')));
        std::string objects;
        for (int i = 0; i < 200'000; ++i) {
            objects += "{\"\":";
        }
        CHECK(!is_canonical_json(objects));
        agree(nested(127));
        agree(nested(128));
    }

    TEST_CASE("agreement: random numbers, short and long") {
        std::mt19937_64 engine{11};
        for (int round = 0; round < 4000; ++round) {
            std::string text = engine() % 4 == 0 ? "-" : "";
            for (std::size_t n = engine() % 19; n > 0; --n) {
                text += static_cast<char>('0' + (engine() % 3 == 0 ? 0 : engine() % 10));
            }
            if (engine() % 2 == 0) {
                text += '.';
                for (std::size_t n = engine() % 19; n > 0; --n) {
                    text += static_cast<char>('0' + (engine() % 3 == 0 ? 0 : engine() % 10));
                }
            }
            if (engine() % 5 == 0) {
                text += (engine() % 2 == 0 ? "e+" : "e-") + std::to_string(engine() % 330);
            }
            agree(text);
            double value = 0.0;
            const std::uint64_t bits = engine();
            std::memcpy(&value, &bits, sizeof value);
            if (lastro::core::detail::is_finite(value)) {
                const std::string shortest = lastro::core::jcs_number(value);
                REQUIRE(is_canonical_json(shortest));
                agree(shortest + '0');
            }
        }
    }

    TEST_CASE("agreement: documents with one or two letters changed") {
        const std::string document =
            R"({"":[],"\u0001":{"n":[0,-1,0.5,1e+21,123456789012345680]},"a":"x\n\"\\ \u001f",)"
            "\"b\":{\"\xC3\xA9\":[true,false,null],\"\xF0\x9F\x98\x80\":\"\xF0\x9F\x98\x80\"}}";
        REQUIRE(is_canonical_json(document));
        std::mt19937 engine{5};
        constexpr std::string_view letters = "\"\\{}[]:,0159.eE+-un tfab\n\x01\x7F\xC3\xA9\xF0";
        for (int round = 0; round < 20'000; ++round) {
            std::string text = document;
            for (std::size_t n = engine() % 2 + 1; n > 0; --n) {
                const std::size_t at = engine() % text.size();
                switch (engine() % 3) {
                    case 0:
                        text[at] = letters[engine() % letters.size()];
                        break;
                    case 1:
                        text.insert(at, 1, letters[engine() % letters.size()]);
                        break;
                    default:
                        text.erase(at, 1);
                }
            }
            agree(text);
        }
    }
}
