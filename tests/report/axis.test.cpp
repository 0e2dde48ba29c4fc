// SPDX-License-Identifier: MIT
// tests/report/axis.test.cpp
#include <lastro/report/axis.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using lastro::report::axis;
using lastro::report::tick;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> texts(const std::vector<tick>& ticks) {
    std::vector<std::string> result;
    for (const tick& t : ticks) {
        result.push_back(t.text);
    }
    return result;
}

using words = std::vector<std::string>;

}  // namespace

TEST_SUITE("report/axis") {
    TEST_CASE("axis: linear, upwards or downwards") {
        const axis x{0.0, 16.2, 56.0, 628.0};
        CHECK(x.at(0.0) == 56.0);
        CHECK(x.at(16.2) == 628.0);
        CHECK(x.at(8.1) == 342.0);
        const axis y{0.0, 1.0, 172.0, 12.0};
        CHECK(y.at(0.25) == 132.0);
    }

    TEST_CASE("axis: what lies outside is drawn on the border, and NaN at the lower end") {
        const axis x{1.0, 2.0, 0.0, 100.0};
        CHECK(x.at(-5.0) == 0.0);
        CHECK(x.at(7.0) == 100.0);
        CHECK(x.at(infinity) == 100.0);
        CHECK(x.at(-infinity) == 0.0);
        CHECK(x.at(not_a_number) == 0.0);
    }

    TEST_CASE("axis: a constant stands in the middle") {
        for (const double constant : {0.0, 5.0, -5.0, 1e-300, 1e300}) {
            const axis x{constant, constant, 0.0, 100.0};
            CHECK(x.at(constant) == doctest::Approx(50.0).epsilon(1e-9));
        }
        CHECK(axis{3.0, 1.0, 0.0, 100.0}.low() < 3.0);  // an empty range is a constant at its lower end
    }

    TEST_CASE("axis: huge, infinite and missing ends give finite places") {
        const double most = std::numeric_limits<double>::max();
        for (const axis& x : {axis{-most, most, 0.0, 100.0}, axis{-infinity, infinity, 0.0, 100.0},
                              axis{not_a_number, not_a_number, 0.0, 100.0}, axis{0.0, infinity, 0.0, 100.0}}) {
            for (const double value : {-most, -1.0, 0.0, 1e-310, 1.0, most}) {
                const double at = x.at(value);
                CHECK((at >= 0.0 && at <= 100.0));
            }
            for (const tick& t : x.ticks(5)) {
                CHECK((t.at >= 0.0 && t.at <= 100.0));
            }
        }
    }

    TEST_CASE("ticks: round numbers, written exactly") {
        CHECK(texts(axis{0.0, 16.2, 0.0, 1.0}.ticks(5)) == words{"0", "5", "10", "15"});
        CHECK(texts(axis{0.0, 1.0, 0.0, 1.0}.ticks(5)) == words{"0", "0.2", "0.4", "0.6", "0.8", "1"});
        CHECK(texts(axis{0.0, 1.0, 0.0, 1.0}.ticks(2)) == words{"0", "0.5", "1"});
        CHECK(texts(axis{0.0, 0.13, 0.0, 1.0}.ticks(3)) == words{"0", "0.05", "0.1"});
        CHECK(texts(axis{-16.0, 26.7, 0.0, 1.0}.ticks(5)) == words{"\xE2\x88\x92"
                                                                   "10",
                                                                   "0", "10", "20"});
        CHECK(texts(axis{1e6, 1e6 + 3.0, 0.0, 1.0}.ticks(3)) == words{"1000000", "1000001", "1000002", "1000003"});
        CHECK(texts(axis{0.0, 3e22, 0.0, 1.0}.ticks(3)) == words{"0", "1e+22", "2e+22", "3e+22"});
    }

    TEST_CASE("ticks: within the axis, ascending, at most one more than asked for") {
        for (const double low : {-1e9, -7.3, 0.0, 1e-9, 0.37, 12345.6}) {
            for (double width = 1e-6; width < 1e7; width *= 3.7) {
                const axis x{low, low + width, 0.0, 640.0};
                for (const int most : {1, 2, 5, 10}) {
                    const auto ticks = x.ticks(most);
                    REQUIRE(ticks.size() <= static_cast<std::size_t>(most) + 1);
                    for (std::size_t i = 0; i < ticks.size(); ++i) {
                        REQUIRE((ticks[i].value >= x.low() && ticks[i].value <= x.high()));
                        REQUIRE((i == 0 || ticks[i - 1].value < ticks[i].value));
                    }
                }
            }
        }
    }

    TEST_CASE("ticks: none where neighbours in type double are no round steps apart") {
        CHECK(axis{1e18, std::nextafter(1e18, infinity), 0.0, 1.0}.ticks(5).empty());
        CHECK(axis{0.0, 5e-324, 0.0, 1.0}.ticks(5).empty());
    }
}
