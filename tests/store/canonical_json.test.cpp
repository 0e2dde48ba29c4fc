// SPDX-License-Identifier: MIT
// tests/store/canonical_json.test.cpp
#include <lastro/store/canonical_json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/schema_json.hpp>

#include <doctest/doctest.h>

using lastro::store::canonical_json;
using lastro::store::json;
using lastro::store::parse_canonical_json;
using lastro::store::parse_json;

namespace {

std::string canonical(std::string_view text) { return canonical_json(parse_json(text, "t")); }

// UTF-16 by definition, to judge the order of keys.
std::u16string utf16(std::string_view text) {
    std::u16string units;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            code = code << 6U | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        }
        if (code >= 0x10000) {
            units += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10U));
            units += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FFU));
        } else {
            units += static_cast<char16_t>(code);
        }
        i += length;
    }
    return units;
}

}  // namespace

TEST_SUITE("store/canonical_json") {
    TEST_CASE("writing: no space, keys sorted, shortest numbers, fewest escapes") {
        CHECK(canonical(R"( { "b" : [ 1.0 , 1e2, -0, 0.10 ] , "a" : { "z" : true , "y" : null } } )") ==
              R"({"a":{"y":null,"z":true},"b":[1,100,0,0.1]})");
        CHECK(canonical(R"("\u00e9\/\u0001\u001F\u007f\"\\")") == "\"\xC3\xA9/\\u0001\\u001f\x7F\\\"\\\\\"");
        CHECK(canonical("[1e21,1e20,1e-6,1e-7,333333333.33333329]") ==
              "[1e+21,100000000000000000000,0.000001,1e-7,333333333.3333333]");
        CHECK(canonical("{}") == "{}");
        CHECK(canonical("[]") == "[]");
    }

    TEST_CASE("keys: sorted by UTF-16 code units, which is not the order of UTF-8") {
        std::vector<std::string> keys{
            "\xF0\x90\x80\x80", "\xEE\x80\x80", "\xEF\xBF\xBF",      "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF", "a", "", "ab",
            "\xC3\xA9",         "\xE2\x82\xAC", "a\xF0\x90\x80\x80", "a\xEE\x80\x80"};
        json object = json::object();
        for (const std::string& key : keys) {
            object[key] = nullptr;
        }
        std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return utf16(a) < utf16(b); });
        std::string expected = "{";
        for (const std::string& key : keys) {
            expected += (expected.size() > 1 ? ",\"" : "\"") + key + "\":null";
        }
        CHECK(canonical_json(object) == expected + "}");
    }

    TEST_CASE("order: the comparison agrees with the definition on random texts") {
        std::mt19937 engine{7};
        const std::vector<std::string> letters{"a",
                                               "\x7F",
                                               "\xC2\x80",
                                               "\xED\x9F\xBF",
                                               "\xEE\x80\x80",
                                               "\xEF\xBF\xBF",
                                               "\xF0\x90\x80\x80",
                                               "\xF4\x8F\xBF\xBF"};
        const auto word = [&] {
            std::string text;
            for (std::size_t n = engine() % 4; n > 0; --n) {
                text += letters[engine() % letters.size()];
            }
            return text;
        };
        for (int round = 0; round < 5000; ++round) {
            const std::string a = word();
            const std::string b = word();
            REQUIRE(lastro::store::detail::utf16_less(a, b) == (utf16(a) < utf16(b)));
        }
    }

    TEST_CASE("integers: exact up to 2^53, refused beyond") {
        CHECK(canonical_json(json(9007199254740992)) == "9007199254740992");
        CHECK(canonical_json(json(-9007199254740992)) == "-9007199254740992");
        CHECK(canonical_json(json(std::uint64_t{9007199254740992})) == "9007199254740992");
        CHECK_THROWS_WITH_AS(
            static_cast<void>(canonical_json(json(9007199254740993))),
            "store::canonical_json: expected integers up to 2^53, others as text, found 9007199254740993",
            std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(canonical_json(json(std::numeric_limits<std::uint64_t>::max()))),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(canonical_json(json(std::numeric_limits<std::int64_t>::min()))),
                        std::invalid_argument);
    }

    TEST_CASE("values: what JSON cannot say is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(canonical_json(json(std::nan("")))),
                             "core::jcs_number: expected a finite number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(canonical_json(json("\xFF"))),
                             R"(core::append_json_string: expected UTF-8 text, found "\xff")", std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(canonical_json(json{{"\xFF", 1}})), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(canonical_json(json::binary({1, 2}))),
                             "store::canonical_json: expected a value that JSON has, found binary",
                             std::invalid_argument);
    }

    TEST_CASE("reading: repeated keys, overflow and bytes that are not UTF-8 are errors") {
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_json(R"({"a":1,"\u0061":1})", "card.json")),
                             R"(card.json: byte 16: expected every key once, not "a" again, found "1}")",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_json("[1e400]", "t")),
                             R"(t: byte 6: expected after "1e400" no number beyond the range of double, found "]")",
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_json("\"\xFF\"", "t")),
                             "t: expected UTF-8 text, found other bytes", lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_json("", "t")), "t: byte 0: expected a value, found the end",
                             lastro::format_error);
    }

    TEST_CASE("numbers: integers stay integers up to 2^53 and become doubles beyond") {
        CHECK(parse_json("9007199254740992", "t").is_number_unsigned());
        CHECK(parse_json("-5", "t").is_number_integer());
        CHECK(parse_json("9007199254740993", "t").is_number_float());
        CHECK(parse_json("1.0", "t").is_number_float());
        CHECK(canonical("123456789012345678901234567890") == "1.2345678901234568e+29");
        CHECK(canonical("-0.0") == "0");
        CHECK(canonical("1e-400") == "0");
    }

    TEST_CASE("canonical text: is its own canonical form, and the only one accepted") {
        const std::string good = R"({"a":[1,0.5,"x"],"b":null})";
        CHECK(canonical_json(parse_canonical_json(good, "t")) == good);
        for (const char* other :
             {R"({"b":null,"a":[1,0.5,"x"]})", R"({"a":[1,0.5,"x"],"b":null} )", R"({"a":[1.0,0.5,"x"],"b":null})",
              R"({"a":[1,5e-1,"x"],"b":null})", R"({"a":[1,0.5,"\u0078"],"b":null})"}) {
            CAPTURE(other);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_canonical_json(other, "t")),
                                 "t: expected canonical JSON (RFC 8785), found another spelling of the same value",
                                 lastro::format_error);
        }
    }

    TEST_CASE("flipped bits: canonical text with one changed bit never reads as the same value") {
        const std::string good = R"({"a":[1,0.5,"x\u001f"],"b":{"c":true,"d":null}})";
        const json value = parse_canonical_json(good, "t");
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::string bad = good;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            bool same = false;
            try {
                same = parse_canonical_json(bad, "t") == value;
            } catch (const lastro::format_error&) {
            }
            CAPTURE(bad);
            CHECK_FALSE(same);
        }
    }

    TEST_CASE("canonical_json: a schema, which is written without a JSON library, is in canonical form") {
        const std::string path = LASTRO_SOURCE_DIR "/tests/golden/schema/v1/weather.json";
        lastro::data::schema s = lastro::data::parse_schema(lastro::core::read_text(path), path);
        s.at("wind").unit = "\xC2\xB5m/s \"gusts\"\n";
        s.at("wind").minimum = -1e-7;
        s.at("weather").allowed = {"\xF0\x9F\x8C\xA7", "\xEF\xBF\xBD", "z", "a"};
        s.at("weather").pattern = ".*";
        const std::string text = lastro::data::to_json(s);
        CHECK(canonical_json(parse_canonical_json(text, "schema")) == text);
    }
}
