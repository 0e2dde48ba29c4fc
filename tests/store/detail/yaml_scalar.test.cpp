// SPDX-License-Identifier: MIT
// tests/store/detail/yaml_scalar.test.cpp
#include <lastro/store/detail/yaml_scalar.hpp>

#include <string_view>

#include <doctest/doctest.h>

namespace yaml = lastro::store::detail;

TEST_SUITE("store/detail/yaml_scalar") {
    TEST_CASE("integers: every notation of YAML 1.1 and 1.2, and nothing near it") {
        for (const std::string_view text : {"0", "12", "-1", "+1", "1_000", "0b11", "017", "0o17", "0xfF", "08"}) {
            CAPTURE(text);
            CHECK(yaml::is_yaml_integer(text));
        }
        for (const std::string_view text : {"", "-", "_1", "1a", "0b", "0b2", "0o8", "0xg", "1.0", "1e3"}) {
            CAPTURE(text);
            CHECK_FALSE(yaml::is_yaml_integer(text));
        }
    }

    TEST_CASE("floats: a point or an exponent, infinities and NaN") {
        for (const std::string_view text :
             {"1.", "1.5", "-1_0.5", "1e3", "1E-3", "+.5", ".5e+3", ".inf", "-.INF", ".nan", "1.5e10"}) {
            CAPTURE(text);
            CHECK(yaml::is_yaml_float(text));
        }
        for (const std::string_view text : {"", ".", "1", ".5e3", "e1", "1e", "1.5.2", "inf", "-.nan", "1e5x"}) {
            CAPTURE(text);
            CHECK_FALSE(yaml::is_yaml_float(text));
        }
    }

    TEST_CASE("timestamps: a day, or a day and a time") {
        for (const std::string_view text : {"2020-01-01", "2020-1-1T1:00:00", "2020-01-01 10:11:12.5 +05:30",
                                            "2020-01-01\t10:11:12Z", "2020-01-01t10:11:12-5"}) {
            CAPTURE(text);
            CHECK(yaml::is_yaml_timestamp(text));
        }
        for (const std::string_view text : {"", "2020-1-1", "2020-01", "20200101", "2020-01-01T", "2020-01-01 10:11",
                                            "2020-01-01 10:11:12 ", "2020-01-01 10:11:12+05:3"}) {
            CAPTURE(text);
            CHECK_FALSE(yaml::is_yaml_timestamp(text));
        }
    }

    TEST_CASE("plain: texts that need no quotes") {
        CHECK(yaml::is_yaml_plain("a b:c#d"));
        CHECK_FALSE(yaml::is_yaml_plain(""));
        CHECK_FALSE(yaml::is_yaml_plain("a: b"));
        CHECK_FALSE(yaml::is_yaml_plain("a #b"));
        CHECK_FALSE(yaml::is_yaml_plain("NULL"));
        CHECK(yaml::is_yaml_special(0x85));
        CHECK_FALSE(yaml::is_yaml_special('a'));
    }
}
