// SPDX-License-Identifier: MIT
// tests/num/reduce.test.cpp
#include <lastro/num/reduce.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::adversarial;
using lastro_test::by_definition;
using lastro_test::normals;
using lastro_test::on_every_level;
using lastro_test::same;

namespace {

/// The root of the sum of squares; of numbers scaled by a power of two where that sum is not a normal number by far.
template <class T>
T norm_by_definition(std::span<const T> x) {
    const auto squares = [&](int e) {
        return by_definition<T>(
            x.size(), [&](T acc, std::size_t i) { return std::fma(std::ldexp(x[i], -e), std::ldexp(x[i], -e), acc); });
    };
    constexpr int least = std::numeric_limits<T>::min_exponent - 1 + 2 * (std::numeric_limits<T>::digits - 1);
    if (squares(0) >= std::ldexp(T{1}, least) && std::isfinite(squares(0))) {
        return std::sqrt(squares(0));
    }
    T largest = 0;
    for (const T value : x) {
        largest = std::fmax(largest, std::abs(value));
    }
    const int e = largest == 0 ? 0 : (std::max)(std::ilogb(largest), std::numeric_limits<T>::min_exponent - 1);
    return std::ldexp(std::sqrt(squares(e)), e);
}

}  // namespace

TEST_SUITE("num/reduce") {
    TEST_CASE_TEMPLATE("order: every reduction is its definition, to the bit, on every level", T, float, double) {
        constexpr std::size_t most = 4096 * 7 + 77;
        const std::vector<std::size_t> sizes{0,    1,    2,    15,   16,    17,    31,        32,           33,
                                             47,   63,   64,   65,   95,    100,   127,       128,          129,
                                             4095, 4096, 4097, 8192, 12289, 20481, 4096 * 7U, 4096 * 7 + 1U};
        const std::vector<T> weights = [] {
            std::vector<T> w = normals<T>(most, 3);
            for (T& x : w) {
                x = std::abs(x);
            }
            return w;
        }();
        for (const std::vector<T>& all : {normals<T>(most), adversarial<T>(most)}) {
            on_every_level([&] {
                for (const std::size_t n : sizes) {
                    for (const std::size_t offset : {0U, 3U}) {  // alignment does not matter
                        CAPTURE(n);
                        const std::span<const T> x = std::span{all}.subspan(offset, n);
                        const std::span<const T> y = std::span{all}.subspan(76 - offset, n);
                        const std::span<const T> w = std::span{weights}.subspan(offset, n);
                        const T sum = by_definition<T>(n, [&](T acc, std::size_t i) { return acc + x[i]; });
                        const auto product = [&](std::span<const T> a, std::span<const T> b) {
                            return by_definition<T>(n, [&](T acc, std::size_t i) { return std::fma(a[i], b[i], acc); });
                        };
                        REQUIRE(same(num::sum(x), sum));
                        REQUIRE(same(num::dot(x, y), product(x, y)));
                        REQUIRE(same(num::squared_norm(x), product(x, x)));
                        REQUIRE(same(num::norm(x), norm_by_definition(x)));
                        if (n > 1) {
                            const T mean = sum / static_cast<T>(n);
                            REQUIRE(same(num::mean(x), mean));
                            const T squares = by_definition<T>(n, [&](T acc, std::size_t i) {
                                const T d = x[i] - mean;
                                return std::fma(d, d, acc);
                            });
                            REQUIRE(same(num::variance(x), squares / static_cast<T>(n)));
                            REQUIRE(same(num::variance(x, 1), squares / static_cast<T>(n - 1)));
                            REQUIRE(num::mean_variance(x, 1) ==
                                    num::mean_variance_result<T>{mean, squares / static_cast<T>(n - 1)});
                            const T total = num::sum(w);
                            const T center = product(x, w) / total;
                            const T weighted = by_definition<T>(n, [&](T acc, std::size_t i) {
                                const T d = x[i] - center;
                                const volatile T wd = w[i] * d;
                                return std::fma(wd, d, acc);
                            });
                            REQUIRE(num::weighted_mean_variance(x, w) ==
                                    num::mean_variance_result<T>{center, weighted / total});
                        }
                    }
                }
            });
        }
    }

    TEST_CASE_TEMPLATE("threads: any number of them gives the bits of one", T, float, double) {
        const std::vector<T> all = normals<T>(5'300'033);
        for (const std::size_t n : {std::size_t{1000}, std::size_t{1} << 21U, (std::size_t{1} << 21U) + 1,
                                    std::size_t{3'000'003}, std::size_t{1} << 22U, all.size()}) {
            const std::span<const T> x = std::span{all}.first(n);
            const std::span<const T> y = std::span{all}.last(n);
            CAPTURE(n);
            const T sum = by_definition<T>(n, [&](T acc, std::size_t i) { return acc + x[i]; });
            for (const std::size_t threads : {1U, 2U, 3U, 5U}) {
                CAPTURE(threads);
                const num::reduce_settings how{.threads = threads};
                REQUIRE(same(num::sum(x, how), sum));
                REQUIRE(same(num::dot(x, y, how), num::dot(x, y)));
                REQUIRE(same(num::norm(x, how), num::norm(x)));
                REQUIRE(num::mean_variance(x, 1, how) == num::mean_variance(x, 1));
            }
        }
    }

    TEST_CASE_TEMPLATE("norm: neither overflows nor vanishes where its value does neither", T, float, double) {
        using limits = std::numeric_limits<T>;
        constexpr T big = (limits::max)();
        constexpr T tiny = limits::denorm_min();
        on_every_level([&] {
            const auto norm = [](const std::vector<T>& x) { return num::norm(std::span<const T>{x}); };
            CHECK(norm({3, 4}) == T{5});
            CHECK(norm({big / 2, big / 2}) == doctest::Approx(std::sqrt(T{0.5}) * big));
            CHECK(norm({3 * (big / 8), 4 * (big / 8)}) == 5 * (big / 8));
            CHECK(norm({big, big}) == limits::infinity());
            CHECK(norm({3 * tiny, 4 * tiny}) == 5 * tiny);
            CHECK(norm({tiny}) == tiny);
            CHECK(norm({big, tiny}) == big);
            CHECK(norm({-limits::min()}) == limits::min());
            CHECK(same(norm({-T{0}}), T{0}));
            CHECK(same(norm({T{0}, -T{0}}), T{0}));
            CHECK(same(norm({}), T{0}));
            CHECK(norm({big, -limits::infinity(), 1}) == limits::infinity());
            CHECK(std::isnan(norm({limits::infinity(), limits::quiet_NaN()})));
            CHECK(std::isnan(norm({big, big, limits::quiet_NaN()})));
            // Over the whole range, a power of two scales the result.
            const std::vector<T> x = normals<T>(1000);
            for (int e = limits::min_exponent + 10; e < limits::max_exponent - 10; e += 7) {
                std::vector<T> scaled = x;
                for (T& value : scaled) {
                    value = std::ldexp(value, e);
                }
                const T expected = std::ldexp(norm(x), e);
                CAPTURE(e);
                CHECK(same(norm(scaled), norm_by_definition(std::span<const T>{scaled})));
                CHECK(std::abs(norm(scaled) - expected) <= 4 * limits::epsilon() * expected);
            }
        });
    }

    TEST_CASE("weights: whole ones count repetitions, and zeros drop values") {
        const std::vector<double> x{1, 2, 5, 9};
        const std::vector<double> w{2, 1, 1, 0};
        const auto [mean, variance] = num::weighted_mean_variance(x, w);
        CHECK(mean == num::mean(std::vector<double>{1, 1, 2, 5}));
        CHECK(variance == num::variance(std::vector<double>{1, 1, 2, 5}));
    }

    TEST_CASE("bits: frozen") {
        const std::vector<double> x = normals<double>(20'011);
        const std::vector<float> y(normals<float>(20'011));
        CHECK(std::bit_cast<std::uint64_t>(num::sum(x)) == 0x406A49335A260827U);
        CHECK(std::bit_cast<std::uint64_t>(num::dot(x, x)) == 0x40D37364FBCF5219U);
        CHECK(std::bit_cast<std::uint32_t>(num::sum(y)) == 0x4352499DU);
        CHECK(std::bit_cast<std::uint32_t>(num::variance(y)) == 0x3F7EC6CFU);
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
        CHECK_THROWS_WITH_AS((void)num::mean_variance(none), "num::mean_variance: expected more than 0 values, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)num::weighted_mean_variance(one, none),
                             "num::weighted_mean_variance: expected two sequences of one length, found 1 and 0 values",
                             std::invalid_argument);
        const char* weights =
            "num::weighted_mean_variance: expected weights of at least 0 with a finite sum above 0, found others";
        const std::vector<double> two{1, 2};
        for (const std::vector<double>& w :
             {std::vector<double>{0, 0}, std::vector<double>{3, -1},
              std::vector<double>{1, std::numeric_limits<double>::infinity()}, std::vector<double>{1, std::nan("")}}) {
            CHECK_THROWS_WITH_AS((void)num::weighted_mean_variance(two, w), weights, std::invalid_argument);
        }
    }

}  // TEST_SUITE
