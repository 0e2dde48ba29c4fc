// SPDX-License-Identifier: MIT
// tests/store/version_drift.test.cpp
#include <lastro/store/version_drift.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <lastro/data/column.hpp>
#include <lastro/store/column_summary.hpp>
#include <lastro/store/row_cuts.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using lastro::store::column_summary;
using lastro::store::gap;
using lastro::store::interval;

namespace {

column_summary of(const data::column& rows) {
    column_summary s;
    s.add(rows, lastro::store::row_cuts(rows));
    return s;
}

// By the definition: the largest difference between the shares of values up to some value of either.
double kolmogorov_smirnov(const std::vector<double>& a, const std::vector<double>& b) {
    const auto share = [](const std::vector<double>& v, double x) {
        return static_cast<double>(std::count_if(v.begin(), v.end(), [x](double y) { return y <= x; })) /
               static_cast<double>(v.size());
    };
    double largest = 0.0;
    for (const auto* side : {&a, &b}) {
        for (const double x : *side) {
            largest = std::max(largest, std::abs(share(a, x) - share(b, x)));
        }
    }
    return largest;
}

}  // namespace

TEST_SUITE("store/version_drift") {
    TEST_CASE("numbers: the Kolmogorov-Smirnov distance lies within the interval, for 200 pairs of samples") {
        std::mt19937_64 engine{6};
        for (int round = 0; round < 200; ++round) {
            std::vector<double> a(1 + engine() % 200);
            std::vector<double> b(1 + engine() % 200);
            const std::uint64_t range = round % 2 == 0 ? 9 : 100'000;  // with many ties, and with few
            for (double& x : a) {
                x = static_cast<double>(engine() % range);
            }
            for (double& x : b) {
                x = static_cast<double>(engine() % range) +
                    static_cast<double>(round % 5) * 0.1 * static_cast<double>(range);
            }
            const double truth = kolmogorov_smirnov(a, b);
            const interval known = gap(of(data::column{a}), of(data::column{b}));
            REQUIRE(known.least <= truth + 1e-12);
            REQUIRE(known.most >= truth - 1e-12);
            if (a.size() <= 33 && b.size() <= 33) {
                REQUIRE(known.most - known.least < 1e-12);  // every value is known
            }
        }
    }

    TEST_CASE("numbers: many blocks, shifted by a fifth of the range") {
        std::mt19937_64 engine{7};
        std::vector<double> a;
        std::vector<double> b;
        for (int i = 0; i < 60'000; ++i) {
            a.push_back(static_cast<double>(engine() >> 11U) * 0x1p-53);
            b.push_back(a.back() + 0.2);
        }
        const interval known = gap(of(data::column{a}), of(data::column{b}));
        CHECK(known.least > 0.15);
        CHECK(known.least < 0.21);
        CHECK(known.most > 0.19);
        CHECK(known.most < 0.27);
        CHECK(gap(of(data::column{a}), of(data::column{a})).least == 0.0);
        CHECK(gap(of(data::column{a}), of(data::column{std::vector<double>{}})) == interval{0.0, 1.0});
    }

    TEST_CASE("texts: at least the distance of their classes") {
        const column_summary a = of(data::column{std::vector<std::string>{"a", "a", "b", "c"}});
        const column_summary b = of(data::column{std::vector<std::string>{"a", "d", "d", "c"}});
        CHECK(gap(a, a).least == 0.0);
        CHECK(gap(a, b).least == 0.5);  // a and b lost a quarter each, d has a half: four classes, as it happens
        CHECK(gap(a, b).most == 1.0);
    }

    TEST_CASE("to_string: the interval, and missing rows where they differ") {
        using lastro::store::column_drift;
        CHECK(to_string(column_drift{.column = "wind", .distance = {0.25, 0.5}}) == "wind: 0.2500 to 0.5000");
        CHECK(to_string(column_drift{.column = "wind", .distance = {0.0, 0.5}, .missing_after = 0.125}) ==
              "wind: 0 to 0.5000, missing 0 -> 0.1250");
    }
}
