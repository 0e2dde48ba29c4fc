// SPDX-License-Identifier: MIT
// tests/num/reduce.test.cpp
#include <lastro/num/reduce.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace num = lastro::num;
using num::level;

namespace {

template <class T>
std::vector<T> normals(std::size_t n) {
    const auto draws = lastro::random::stream{11}["reduce"];
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(lastro::random::normal(draws, i));
    }
    return x;
}

/// The definition: lanes, fold, neighbouring pairs of blocks; written as documentation, with no care for speed.
template <class T, class Term>
T by_definition(std::size_t n, Term term) {
    std::vector<T> sums;
    for (std::size_t begin = 0; begin < n; begin += 4096) {
        T lane[16] = {};
        for (std::size_t i = begin; i < n && i < begin + 4096; ++i) {
            lane[i % 16] = term(lane[i % 16], i);
        }
        for (const std::size_t width : {8U, 4U, 2U, 1U}) {
            for (std::size_t l = 0; l < width; ++l) {
                lane[l] = lane[l] + lane[l + width];
            }
        }
        sums.push_back(lane[0]);
    }
    while (sums.size() > 1) {
        std::vector<T> pairs;
        for (std::size_t i = 0; i + 1 < sums.size(); i += 2) {
            pairs.push_back(sums[i] + sums[i + 1]);
        }
        if (sums.size() % 2 == 1) {
            pairs.push_back(sums.back());
        }
        sums = pairs;
    }
    return sums.empty() ? T{0} : sums[0];
}

template <class Body>
void on_every_level(Body body) {
    for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
        if (num::is_available(l)) {
            num::force_level(l);
            body();
        }
    }
    num::force_level(num::detected_level());
}

}  // namespace

TEST_SUITE("num/reduce") {
    TEST_CASE_TEMPLATE("order: sum, dot, norm and variance are their definitions, to the bit, on every level", T, float,
                       double) {
        const std::vector<T> all = normals<T>(4096 * 7 + 77);
        const std::vector<std::size_t> sizes{0,    1,    2,    15,   16,    17,    31,        33,           100,
                                             4095, 4096, 4097, 8192, 12289, 20481, 4096 * 7U, 4096 * 7 + 1U};
        on_every_level([&] {
            for (const std::size_t n : sizes) {
                for (const std::size_t offset : {0U, 3U}) {  // alignment does not matter
                    CAPTURE(n);
                    const std::span<const T> x = std::span{all}.subspan(offset, n);
                    const std::span<const T> y = std::span{all}.subspan(76 - offset, n);
                    const T sum = by_definition<T>(n, [&](T acc, std::size_t i) { return acc + x[i]; });
                    REQUIRE(num::sum(x) == sum);
                    REQUIRE(num::dot(x, y) ==
                            by_definition<T>(n, [&](T acc, std::size_t i) { return std::fma(x[i], y[i], acc); }));
                    REQUIRE(num::squared_norm(x) == num::dot(x, x));
                    if (n > 1) {
                        const T mean = sum / static_cast<T>(n);
                        REQUIRE(num::mean(x) == mean);
                        const T squares = by_definition<T>(n, [&](T acc, std::size_t i) {
                            const T d = x[i] - mean;
                            return std::fma(d, d, acc);
                        });
                        REQUIRE(num::variance(x) == squares / static_cast<T>(n));
                        REQUIRE(num::variance(x, 1) == squares / static_cast<T>(n - 1));
                    }
                }
            }
        });
    }

    TEST_CASE("bits: frozen") {
        const std::vector<double> x = normals<double>(20'011);
        const std::vector<float> y(normals<float>(20'011));
        CHECK(std::bit_cast<std::uint64_t>(num::sum(x)) == 0x406A49335A260826U);
        CHECK(std::bit_cast<std::uint64_t>(num::dot(x, x)) == 0x40D37364FBCF5219U);
        CHECK(std::bit_cast<std::uint32_t>(num::sum(y)) == 0x4352499BU);
        CHECK(std::bit_cast<std::uint32_t>(num::variance(y)) == 0x3F7EC6CDU);
    }

    TEST_CASE("values: small enough to check by hand, and sums that a plain loop gets wrong") {
        CHECK(num::sum(std::vector<double>{1, 2, 3, 4.5}) == 10.5);
        CHECK(num::dot(std::vector<double>{1, 2, 3}, std::vector<double>{4, 5, 6}) == 32.0);
        CHECK(num::mean(std::vector<double>{1, 2, 6}) == 3.0);
        CHECK(num::variance(std::vector<double>{2, 4, 4, 4, 5, 5, 7, 9}) == 4.0);
        CHECK(num::variance(std::vector<float>{5}) == 0.0F);
        const std::vector<float> tenths(1'000'000, 0.1F);  // a loop gives 100958.34
        CHECK(std::abs(num::sum(tenths) - 100'000.0F) < 0.5F);
        const std::vector<double> far{1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
        CHECK(num::variance(far, 1) == 30.0);
    }

    TEST_CASE("special values: NaN and infinities come through, on every level") {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        on_every_level([&] {
            std::vector<double> x(40, 1.0);
            CHECK(!std::signbit(num::sum(std::vector<double>{-0.0})));  // lanes start at +0
            x[33] = infinity;
            CHECK(num::sum(x) == infinity);
            x[34] = -infinity;
            CHECK(std::isnan(num::sum(x)));
            x[33] = 0;
            CHECK(num::sum(x) == -infinity);
            x[2] = std::nan("");
            CHECK(std::isnan(num::sum(x)));
            CHECK(std::isnan(num::dot(x, x)));
        });
    }

    TEST_CASE("refusals: no values, too few values, two lengths") {
        const std::vector<double> none;
        const std::vector<double> one{1};
        CHECK(num::sum(none) == 0.0);
        CHECK(num::dot(none, none) == 0.0);
        CHECK_THROWS_WITH_AS((void)num::mean(none), "num::mean: expected at least one value, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::variance(none), "num::variance: expected more than 0 values, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::variance(one, 1), "num::variance: expected more than 1 values, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::dot(none, one),
                             "num::dot: expected two sequences of one length, found 0 and 1 values",
                             std::invalid_argument);
    }

}  // TEST_SUITE
