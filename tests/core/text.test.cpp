// SPDX-License-Identifier: MIT
// tests/core/text.test.cpp
#include <lastro/core/text.hpp>

#include <bit>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double from_bits(std::uint64_t bits) { return std::bit_cast<double>(bits); }

// The text after `"key": "` that follows `from`, and where it ends; a reader for one known file, not for JSON.
std::string field(const std::string& text, const std::string& key, std::size_t& from) {
    const std::string start = "\"" + key + "\":";
    from = text.find(start, from);
    if (from == std::string::npos) {
        return {};
    }
    from = text.find_first_not_of(' ', from + start.size());
    if (text[from] != '"') {
        return "null";
    }
    const std::size_t end = text.find('"', from + 1);
    return text.substr(from + 1, end - from - 1);
}

}  // namespace

TEST_SUITE("core/text") {
    TEST_CASE("jcs_number: the samples of RFC 8785, appendix B") {
        const struct {
            std::uint64_t bits;
            const char* text;
        } samples[] = {
            {0x0000000000000000, "0"},
            {0x8000000000000000, "0"},
            {0x0000000000000001, "5e-324"},
            {0x8000000000000001, "-5e-324"},
            {0x7fefffffffffffff, "1.7976931348623157e+308"},
            {0xffefffffffffffff, "-1.7976931348623157e+308"},
            {0x4340000000000000, "9007199254740992"},
            {0xc340000000000000, "-9007199254740992"},
            {0x4430000000000000, "295147905179352830000"},
            {0x44b52d02c7e14af5, "9.999999999999997e+22"},
            {0x44b52d02c7e14af6, "1e+23"},
            {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
            {0x444b1ae4d6e2ef4e, "999999999999999700000"},
            {0x444b1ae4d6e2ef4f, "999999999999999900000"},
            {0x444b1ae4d6e2ef50, "1e+21"},
            {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
            {0x3eb0c6f7a0b5ed8d, "0.000001"},
            {0x41b3de4355555553, "333333333.3333332"},
            {0x41b3de4355555554, "333333333.33333325"},
            {0x41b3de4355555555, "333333333.3333333"},
            {0x41b3de4355555556, "333333333.3333334"},
            {0x41b3de4355555557, "333333333.33333343"},
            {0xbecbf647612f3696, "-0.0000033333333333333333"},
            {0x43143ff3c1cb0959, "1424953923781206.2"},
        };
        for (const auto& sample : samples) {
            CAPTURE(sample.text);
            CHECK(core::jcs_number(from_bits(sample.bits)) == sample.text);
        }
    }

    TEST_CASE("jcs_number: refuses what JSON cannot express") {
        CHECK_THROWS_WITH_AS(static_cast<void>(core::jcs_number(not_a_number)),
                             "core::jcs_number: expected a finite number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::jcs_number(infinity)),
                             "core::jcs_number: expected a finite number, found inf", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::jcs_number(-infinity)),
                             "core::jcs_number: expected a finite number, found -inf", std::invalid_argument);
    }

    TEST_CASE("jcs_number: every number of the shared cases") {
        std::ifstream file{LASTRO_SOURCE_DIR "/../shared/cases/jcs.json", std::ios::binary};
        if (!file) {
            MESSAGE("SKIPPED: ../shared/cases/jcs.json not present");
            return;
        }
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        int checked = 0;
        for (std::size_t at = text.find("ieee754_hex"); at != std::string::npos; at = text.find("ieee754_hex", at)) {
            --at;
            const std::string bits = field(text, "ieee754_hex", at);
            const std::string expected = field(text, "output", at);
            CAPTURE(bits);
            const double value = from_bits(std::strtoull(bits.c_str(), nullptr, 16));
            if (expected == "null") {
                CHECK_THROWS_AS(static_cast<void>(core::jcs_number(value)), std::invalid_argument);
            } else {
                CHECK(core::jcs_number(value) == expected);
            }
            ++checked;
        }
        CHECK(checked == 53);
    }

    TEST_CASE("to_text: reads back as the same bits") {
        std::mt19937_64 engine{20260101};
        for (int round = 0; round < 20000; ++round) {
            const double x = from_bits(engine());
            if (std::isfinite(x)) {
                const std::string text = core::to_text(x);
                const std::optional<double> back = core::parse_double(text);
                CAPTURE(text);
                REQUIRE(back.has_value());
                REQUIRE(std::bit_cast<std::uint64_t>(*back) == std::bit_cast<std::uint64_t>(x));
            }
        }
        CHECK(core::to_text(-0.0) == "-0");
        CHECK(core::to_text(0.1) == "0.1");
        CHECK(core::to_text(100.0) == "100");
        CHECK(core::to_text(not_a_number) == "nan");
        CHECK(core::to_text(-not_a_number) == "nan");
        CHECK(core::to_text(infinity) == "inf");
        CHECK(core::to_text(-infinity) == "-inf");
    }

    TEST_CASE("parse_double: decimal numbers, and all of the text") {
        const struct {
            const char* text;
            double value;
        } good[] = {
            {"0", 0.0},
            {"1.5", 1.5},
            {"-17", -17.0},
            {".5", 0.5},
            {"5.", 5.0},
            {"1e3", 1000.0},
            {"1E+3", 1000.0},
            {"-2.5e-1", -0.25},
            {"007", 7.0},
            {"5e-324", 5e-324},
            {"2.2250738585072011e-308", 2.2250738585072011e-308},
            {"1e-400", 0.0},
            {"0.1", 0.1},
            {"179769313486231570000e288", 1.7976931348623157e308},
        };
        for (const auto& c : good) {
            CAPTURE(c.text);
            CHECK(core::parse_double(c.text) == c.value);
        }
        for (const char* text :
             {"",   "-",   ".",   "-.",  "+1",   " 1",       "1 ",  "1,5",   "1_000", "0x10", "1e",          "1e+",
              "e5", "nan", "NaN", "inf", "-inf", "infinity", "--1", "1.2.3", "1d5",   "1f",   "\xEF\xBC\x91"}) {
            CAPTURE(text);
            CHECK_FALSE(core::parse_double(text).has_value());
        }
    }

    TEST_CASE("parse_double: too small is zero with its sign, too large is nothing") {
        for (const char* text : {"1e-400", "0.0000001e-330", "1000e-400", "12345e-99999999999999999999",
                                 "0.00000000000000000000000000000000000000000000000001e-300"}) {
            CAPTURE(text);
            REQUIRE(core::parse_double(text).has_value());
            CHECK(std::bit_cast<std::uint64_t>(*core::parse_double(text)) == 0);
            CHECK(std::signbit(*core::parse_double("-" + std::string{text})));
        }
        for (const char* text : {"1e309", "-1e309", "1.8e308", "0.0001e400", "123456e99999999999999999999",
                                 "100000000000000000000000000000000e300"}) {
            CAPTURE(text);
            CHECK_FALSE(core::parse_double(text).has_value());
        }
        CHECK(core::parse_double("1" + std::string(400, '0') + "e-400") == 1.0);
        CHECK_FALSE(core::parse_double("1" + std::string(400, '0')).has_value());
        CHECK(core::parse_double("0." + std::string(400, '0') + "1") == 0.0);
        CHECK(core::parse_double("0e999999999") == 0.0);
    }

    TEST_CASE("parse_int64: 64 bits and no more") {
        CHECK(core::parse_int64("0") == 0);
        CHECK(core::parse_int64("-0") == 0);
        CHECK(core::parse_int64("9223372036854775807") == INT64_MAX);
        CHECK(core::parse_int64("-9223372036854775808") == INT64_MIN);
        for (const char* text :
             {"", "-", "+1", "1.0", "1e3", " 1", "1 ", "9223372036854775808", "-9223372036854775809", "0x1", "1'000"}) {
            CAPTURE(text);
            CHECK_FALSE(core::parse_int64(text).has_value());
        }
    }

    TEST_CASE("numbers: a locale with a decimal comma changes nothing") {
        const char* const chosen = std::setlocale(LC_ALL, "de_DE.UTF-8");
        if (chosen == nullptr) {
            MESSAGE("SKIPPED: the locale de_DE.UTF-8 is not present; the functions used take no locale");
        }
        CHECK(core::to_text(1234.5) == "1234.5");
        CHECK(core::parse_double("1234.5") == 1234.5);
        CHECK_FALSE(core::parse_double("1234,5").has_value());
        CHECK(core::significant(0.25, 2) == "0.25");
        std::setlocale(LC_ALL, "C");
    }

    TEST_CASE("significant: what a table shows") {
        const struct {
            double x;
            int digits;
            const char* text;
        } cases[] = {
            {0.436, 4, "0.4360"},
            {0.43604, 4, "0.4360"},
            {8.123e-85, 2, "8.1e-85"},
            {2e-13, 1, "2e-13"},
            {0.0, 4, "0"},
            {-0.0, 4, "0"},
            {1.0, 4, "1.000"},
            {17.249, 4, "17.25"},
            {-17.249, 4, "-17.25"},
            {123456.7, 4, "123457"},
            {9999.6, 4, "10000"},
            {0.99996, 4, "1.000"},
            {0.0001, 3, "0.000100"},
            {0.000099999, 4, "0.0001000"},
            {0.00001, 2, "1.0e-5"},
            {123456789.4, 3, "123456789"},
            {999999999.4, 3, "1.00e9"},
            {1e9, 2, "1.0e9"},
            {1.5e300, 2, "1.5e300"},
            {0.1, 17, "0.10000000000000001"},
            {365, 1, "365"},
            {not_a_number, 3, "nan"},
            {-infinity, 3, "-inf"},
            {5e-324, 3, "4.94e-324"},
        };
        for (const auto& c : cases) {
            CAPTURE(c.text);
            CHECK(core::significant(c.x, c.digits) == c.text);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(core::significant(1.0, 0)),
                             "core::significant: digits: expected 1 to 17, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(core::significant(1.0, 18)),
                             "core::significant: digits: expected 1 to 17, found 18", std::invalid_argument);
    }

    TEST_CASE("grouped: thousands") {
        CHECK(core::grouped(0) == "0");
        CHECK(core::grouped(999) == "999");
        CHECK(core::grouped(1000) == "1,000");
        CHECK(core::grouped(1461) == "1,461");
        CHECK(core::grouped(1234567) == "1,234,567");
        CHECK(core::grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
    }

    TEST_CASE("is_utf8: the table of RFC 3629, section 4, at its edges") {
        for (const char* text :
             {"", "plain", "caf\xC3\xA9", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
              "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "eight ASCII characters and then \xE2\x82\xAC"}) {
            CAPTURE(text);
            CHECK(core::is_utf8(text));
        }
        for (const char* text :
             {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xC3\xC3", "\xE0\x9F\xBF", "\xE2\x82",
              "\xE2\x82\x41", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80",
              "\xF5\x80\x80\x80", "\xFE", "\xFF", "eight ASCII characters and then \xE2\x82"}) {
            CAPTURE(text);
            CHECK_FALSE(core::is_utf8(text));
        }
        CHECK(core::is_utf8(std::string{"a\0b", 3}));
    }

    TEST_CASE("is_utf8: agrees with counting every code point that exists") {
        int well_formed = 0;
        for (unsigned first = 0; first < 256; ++first) {
            for (unsigned second = 0; second < 256; ++second) {
                const std::string two{static_cast<char>(first), static_cast<char>(second)};
                const bool pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
                const bool ascii = first < 0x80 && second < 0x80;
                REQUIRE(core::is_utf8(two) == (pair || ascii));
                for (unsigned third = 0x7F; third <= 0xC0; ++third) {
                    well_formed += first >= 0xE0 && core::is_utf8(two + static_cast<char>(third)) ? 1 : 0;
                }
            }
        }
        CHECK(well_formed == 0x10000 - 0x800 - 0x800);  // three bytes: U+0800 to U+FFFF without the surrogates
    }

    TEST_CASE("quoted: foreign text cannot forge a line of a log") {
        CHECK(core::quoted("") == "\"\"");
        CHECK(core::quoted("wind") == "\"wind\"");
        CHECK(core::quoted("caf\xC3\xA9") == "\"caf\xC3\xA9\"");
        CHECK(core::quoted("a\"b\\c") == R"("a\"b\\c")");
        CHECK(core::quoted("a\nb\t\x7F") == R"("a\x0ab\x09\x7f")");
        CHECK(core::quoted(std::string{"a\0b", 3}) == R"("a\x00b")");
        CHECK(core::quoted("\xFFx\xE2\x82") == R"("\xffx\xe2\x82")");
        CHECK(core::quoted("\xC2\x9B[31m") == R"("\xc2\x9b[31m")");
        CHECK(core::quoted("a\xE2\x80\xAE"
                           "b") == R"("a\xe2\x80\xaeb")");  // right-to-left override
        CHECK(core::quoted("a\xE2\x80\xA8"
                           "b") == R"("a\xe2\x80\xa8b")");  // line separator
        CHECK(core::quoted("a\xE2\x81\xA6"
                           "b") == R"("a\xe2\x81\xa6b")");  // left-to-right isolate
        CHECK(core::quoted("\xE2\x80\x93\xE2\x82\xAC\xC2\xA0") == "\"\xE2\x80\x93\xE2\x82\xAC\xC2\xA0\"");
    }

    TEST_CASE("quoted: cut between characters after at most 60 bytes") {
        CHECK(core::quoted(std::string(60, 'x')) == '"' + std::string(60, 'x') + '"');
        CHECK(core::quoted(std::string(61, 'x')) == '"' + std::string(60, 'x') + "\"...");
        CHECK(core::quoted(std::string(59, 'x') + "\xC3\xA9") == '"' + std::string(59, 'x') + "\"...");
        CHECK(core::quoted(std::string(58, 'x') + "\xC3\xA9") == '"' + std::string(58, 'x') + "\xC3\xA9\"");
    }
}
