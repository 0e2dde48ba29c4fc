// SPDX-License-Identifier: MIT
// tests/report/number.test.cpp
#include <lastro/report/number.hpp>

#include <clocale>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro::report;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
const std::string dash = "\xE2\x80\x93";
const std::string minus = "\xE2\x88\x92";

}  // namespace

TEST_SUITE("report/number") {
    TEST_CASE("fixed: so many decimals, and no minus zero") {
        CHECK(fixed(0.4363, 3) == "0.436");
        CHECK(fixed(-1.25, 1) == "-1.2");  // exactly half way: to even
        CHECK(fixed(-0.0001, 2) == "0.00");
        CHECK(fixed(-0.0, 0) == "0");
        CHECK(fixed(2.0, 0) == "2");
        CHECK(fixed(1e15, 1) == "1.000e15");
        CHECK(fixed(999999999999999.0, 1) == "999999999999999.0");
        CHECK(fixed(std::numeric_limits<double>::max(), 3) == "1.798e308");
    }

    TEST_CASE("fixed: what is no number is a dash, and infinity a sign") {
        CHECK(fixed(not_a_number, 2) == dash);
        CHECK(fixed(infinity, 2) == "\xE2\x88\x9E");
        CHECK(fixed(-infinity, 2) == "-\xE2\x88\x9E");
    }

    TEST_CASE("percent: as many digits as a share needs") {
        CHECK(percent(0.05) == "5");
        CHECK(percent(0.95) == "95");
        CHECK(percent(0.975) == "97.5");
        CHECK(percent(0.07) == "7");  // 0.07 * 100 is not quite 7
        CHECK(percent(0.0005) == "0.050");
        CHECK(percent(0.0) == "0");
        CHECK(percent(1.0) == "100");
        CHECK(percent(not_a_number) == dash);
    }

    TEST_CASE("threshold: two decimals, or as many as were given") {
        CHECK(threshold(0.1) == "0.10");
        CHECK(threshold(0.125) == "0.125");
        CHECK(threshold(0.0) == "0.00");
        CHECK(threshold(1.0) == "1.00");
        CHECK(threshold(infinity) == "\xE2\x88\x9E");
    }

    TEST_CASE("p_value: two digits, or one and an exponent") {
        CHECK(p_value(0.12, -0.92) == "0.12");
        CHECK(p_value(1.0, 0.0) == "1.0");
        CHECK(p_value(0.00456, -2.34) == "0.0046");
        CHECK(p_value(2e-10, -9.7) == "2e-10");
        CHECK(p_value(8.1e-85, -84.09) == "8e-85");
    }

    TEST_CASE("p_value: the logarithm speaks where a double underflows") {
        CHECK(p_value(0.0, -4020.5) == "3e-4021");  // 10^-4020.5 = 3.16e-4021
        CHECK(p_value(0.0, -400.0) == "1e-400");
        CHECK(p_value(0.0, -399.0000001) == "1e-399");  // 9.9999998e-400 rounds up
        CHECK(p_value(0.0, -infinity) == "0");
        CHECK(p_value(0.0, not_a_number) == "0");
        CHECK(p_value(0.0, 0.0) == "0");  // a report put together by hand may not know the logarithm
        CHECK(p_value(not_a_number, 0.0) == dash);
        CHECK(p_value(-1.0, 0.0) == dash);
        CHECK(p_value(infinity, 0.0) == dash);
    }

    TEST_CASE("layout: three digits of the range, and no zeros that all share") {
        const layout wind{std::vector<double>{1.3, 2.2, 2.9, 4.0, 6.0, 8.5}};
        CHECK(wind.text(4.0) == "4.0");
        CHECK(wind.text(1.3) == "1.3");
        const layout halves{std::vector<double>{1.3, 2.15, 8.5}};
        CHECK(halves.text(1.3) == "1.30");
        const layout whole{std::vector<double>{1.0, 2.0, 90.0}};
        CHECK(whole.text(2.0) == "2");
        const layout rent{std::vector<double>{1000.4, 250000.6}};
        CHECK(rent.text(1000.4) == "1000");
        const layout small{std::vector<double>{0.00012345, 0.00098765}};
        CHECK(small.text(0.00012345) == "0.000123");
        CHECK(small.text(-0.0000001) == "0.000000");
    }

    TEST_CASE("layout: where decimals do not help, significant digits") {
        CHECK(layout{std::vector<double>{3.1, 3.1}}.text(3.1) == "3.1");
        CHECK(layout{std::vector<double>{}}.text(2.0) == "2");
        CHECK(layout{std::vector<double>{1e-12, 3e-12}}.text(1e-12) == "1.000e-12");
        CHECK(layout{std::vector<double>{1e20, 3e20}}.text(1e20) == "1.000e20");
        CHECK(layout{std::vector<double>{0.0, 0.0}}.text(0.0) == "0");
    }

    TEST_CASE("layout: infinities and NaN neither set it nor break it") {
        const layout some{std::vector<double>{not_a_number, 1.25, infinity, 3.5, -infinity}};
        CHECK(some.text(1.25) == "1.25");
        CHECK(some.text(not_a_number) == dash);
        CHECK(layout{std::vector<double>{not_a_number}}.text(1.0) == "1");
    }

    TEST_CASE("with_sign: a plus where something was added") {
        CHECK(with_sign("1.2") == "+1.2");
        CHECK(with_sign("-0.8") == "-0.8");
        CHECK(with_sign("0.0") == "0.0");
        CHECK(with_sign(dash) == dash);
    }

    TEST_CASE("typeset: a real minus sign and a raised exponent") {
        CHECK(plain("-1.5") == minus + "1.5");
        CHECK(typeset("0.12") == "0.12");
        CHECK(typeset("-6.6") == minus + "6.6");
        CHECK(typeset("8e-85") == "8 \xC3\x97 10<sup>" + minus + "85</sup>");
        CHECK(typeset("1e+21") == "1 \xC3\x97 10<sup>21</sup>");
    }

    TEST_CASE("numbers: no locale is asked") {
        const std::string before = std::setlocale(LC_ALL, nullptr);
        for (const char* locale : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
            if (std::setlocale(LC_ALL, locale) != nullptr) {
                CHECK(fixed(1234.5, 1) == "1234.5");
                CHECK(percent(0.975) == "97.5");
            }
        }
        std::setlocale(LC_ALL, before.c_str());
        CHECK(fixed(1234.5, 1) == "1234.5");
    }
}
