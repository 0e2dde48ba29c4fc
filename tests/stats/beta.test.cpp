// SPDX-License-Identifier: MIT
// tests/stats/beta.test.cpp
#include <lastro/stats/beta.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

#include <lastro/stats/normal.hpp>

using lastro::stats::beta_tail;
using lastro::stats::binomial_tail;
using lastro::stats::f_tail;
using lastro::stats::student_t_tail;
using lastro::stats::tail;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

void check_tail(const tail& got, double p, double log10) {
    const double allowed = 1e-13 + 1e-15 * std::abs(log10) * 2.3;
    CHECK(std::abs(got.probability - p) <= allowed * p);
    CHECK(std::abs(got.log10 - log10) <= allowed);
}

}  // namespace

TEST_SUITE("stats/beta") {
    TEST_CASE("beta tail: agrees with 50-digit values") {
        // mpmath.betainc(a, b, x, 1, regularized=True), x the double
        constexpr struct {
            double a, b, x, p, log10;
        } golden[] = {
            {0.5, 0.5, 0.3, 0.63098988043445462, -0.19997760574273895},
            {2, 3, 0.4, 0.47519999999999996, -0.3231235680268629},
            {0.5, 20, 0.001, 0.8424161860163615, -0.07447329729496106},
            {30, 40, 0.6, 0.0019258887975389804, -2.7153687930211697},
            {200, 300, 0.35, 0.98965822974531241, -0.0045147595055714336},
            {200, 300, 0.55, 8.6111599121073489e-12, -11.064938345700887},
            {0.01, 5, 0.2, 0.0021819619229646661, -2.661152832478484},
            {5, 0.5, 0.999, 0.077718007899033239, -1.1094783399500886},
        };
        for (const auto& g : golden) {
            CAPTURE(g.a);
            CAPTURE(g.x);
            check_tail(beta_tail(g.a, g.b, g.x), g.p, g.log10);
        }
    }

    TEST_CASE("beta tail: both tails add up to 1, for shapes from 0.01 to 10 million") {
        for (const double a : {0.01, 0.5, 3.0, 1e4, 1e7}) {
            for (const double b : {0.01, 0.5, 3.0, 1e4, 1e7}) {
                for (const double x : {0x1p-30, 0.125, 0.5, 0.75, 0.9990234375}) {
                    CAPTURE(a);
                    CAPTURE(b);
                    CAPTURE(x);
                    const double sum = beta_tail(a, b, x).probability + beta_tail(b, a, 1.0 - x).probability;
                    CHECK(std::abs(sum - 1.0) < 1e-12);
                }
            }
        }
    }

    TEST_CASE("Student's t: agrees with 50-digit values, also far out and for 100 million degrees") {
        constexpr struct {
            double t, degrees, p, log10;
        } golden[] = {
            {0.1, 1, 0.46827448256944643, -0.32949950734971845},
            {2, 10, 0.036694017385370183, -1.4354047376094083},
            {5, 2.5, 0.011725594985430924, -1.9308651108872113},
            {40, 3, 1.7190340394579264e-5, -4.764715523544257},
            {2, 1e8, 0.022750133297953376, -1.6430160543740774},
            {12, 100, 2.1975438578021891e-21, -20.658062448672207},
            {200, 30, 9.5481355861553009e-49, -48.020081422520229},
        };
        for (const auto& g : golden) {
            CAPTURE(g.t);
            check_tail(student_t_tail(g.t, g.degrees), g.p, g.log10);
            CHECK(std::abs(student_t_tail(-g.t, g.degrees).probability - (1.0 - g.p)) < 1e-15);
        }
    }

    TEST_CASE("Student's t: with one degree of freedom it is Cauchy's, with many the normal distribution") {
        for (const double t : {1e-5, 0.3, 1.0, 7.0, 1e5, 1e15}) {
            CHECK(std::abs(student_t_tail(t, 1.0).probability / (std::atan2(1.0, t) / 3.14159265358979323846) - 1.0) <
                  1e-14);
        }
        CHECK(std::abs(student_t_tail(6.0, 1e14).log10 - lastro::stats::normal_tail(6.0).log10) < 5e-12);
    }

    TEST_CASE("F: agrees with 50-digit values, and is Student's t squared for one degree above") {
        CHECK(std::abs(f_tail(3.0, 4.0, 20.0).probability / 0.043200998334214091 - 1.0) < 1e-13);
        CHECK(std::abs(f_tail(0.2, 1.0, 5.0).probability / 0.67342843553755381 - 1.0) < 1e-13);
        CHECK(std::abs(f_tail(50.0, 10.0, 12.0).probability / 3.2096368979095161e-8 - 1.0) < 1e-13);
        for (const double t : {0.01, 1.0, 5.0, 1e4}) {
            CAPTURE(t);
            CHECK(std::abs(f_tail(t * t, 1.0, 7.0).probability / (2.0 * student_t_tail(t, 7.0).probability) - 1.0) <
                  1e-13);
        }
    }

    TEST_CASE("binomial: agrees with sums of 50 digits, and below the range of double") {
        check_tail(binomial_tail(60, 100, 0.5), 0.028443966820490396, -1.546009836630221);
        check_tail(binomial_tail(3, 5, 0.2), 0.057920000000000009, -1.2371714468109094);
        check_tail(binomial_tail(900, 1000, 0.5), 6.7017177900062963e-162, -161.17381386429895);
        const tail far = binomial_tail(3000, 3000, 0.5);
        CHECK(far.probability == 0.0);
        CHECK(std::abs(far.log10 + 3000.0 * std::log10(2.0)) < 1e-9);
        CHECK(binomial_tail(0, 10, 0.3) == tail{1.0, 0.0});
        CHECK(binomial_tail(11, 10, 0.3) == tail{0.0, -infinity});
    }

    TEST_CASE("ends: certain and impossible") {
        CHECK(beta_tail(2.0, 3.0, 0.0) == tail{1.0, 0.0});
        CHECK(beta_tail(2.0, 3.0, 1.0) == tail{0.0, -infinity});
        CHECK(student_t_tail(0.0, 3.0).probability == 0.5);
        CHECK(student_t_tail(infinity, 3.0).probability == 0.0);
        CHECK(student_t_tail(-infinity, 3.0).probability == 1.0);
        CHECK(f_tail(infinity, 2.0, 3.0).probability == 0.0);
        CHECK(f_tail(-1.0, 2.0, 3.0).probability == 1.0);
        CHECK(student_t_tail(1e200, 2.0).log10 < -399.0);  // t^2 would overflow
    }

    TEST_CASE("refusals: each says what it expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(beta_tail(0.0, 1.0, 0.5)),
                             "stats::beta_tail: a: expected positive and finite, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(beta_tail(1.0, 1.0, not_a_number)),
                             "stats::beta_tail: x: expected a number, found nan", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(student_t_tail(1.0, -1.0)),
                             "stats::student_t_tail: degrees: expected positive and finite, found -1",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(f_tail(1.0, 1.0, infinity)), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(binomial_tail(1, 2, 1.5)),
                             "stats::binomial_tail: p: expected from 0 to 1, found 1.5", std::invalid_argument);
    }
}
