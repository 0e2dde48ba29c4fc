// SPDX-License-Identifier: MIT
// tests/random/fill.test.cpp
#include <lastro/random/fill.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/categorical.hpp>
#include <lastro/random/exponential.hpp>
#include <lastro/random/gamma.hpp>
#include <lastro/random/geometric.hpp>

#include "statistics.hpp"

using lastro::random::stream;

TEST_SUITE("random/fill") {
    namespace rnd = lastro::random;
    namespace num = lastro::num;

    namespace {

    /// Calls `check` with every level that this machine has, then goes back to the best.
    template <class Check>
    void on_every_level(Check&& check) {
        for (const num::level level : {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
            if (num::is_available(level)) {
                num::force_level(level);
                CAPTURE(num::to_string(level));
                check();
            }
        }
        num::force_level(num::detected_level());
    }

    /// to[k] == one(first + k) for sizes around the chunk's and odd starts; no element beyond is touched.
    template <class T, class Fill, class One>
    void check_fill(Fill&& fill, One&& one) {
        on_every_level([&] {
            for (const std::size_t size : {0U, 1U, 2U, 3U, 15U, 16U, 17U, 255U, 256U, 257U, 511U, 1000U}) {
                for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2},
                                                  std::uint64_t{3}, std::uint64_t{0x1FFFFFFFFU}}) {
                    std::vector<T> values(size + 1, T{77});
                    fill(first, std::span<T>{values.data(), size});
                    for (std::size_t k = 0; k < size; ++k) {
                        REQUIRE(values[k] == one(first + k));
                    }
                    REQUIRE(values.back() == T{77});
                }
            }
        });
    }

    }  // namespace

    TEST_CASE("fill: the same values as one draw at a time, on every level of the processor") {
        const stream s = stream{41}["fill"];
        check_fill<std::uint64_t>([&](auto first, auto to) { rnd::fill_bits(s, first, to); },
                                  [&](std::uint64_t i) { return s.bits(i); });
        check_fill<double>([&](auto first, auto to) { rnd::fill_uniform(s, first, to); },
                           [&](std::uint64_t i) { return rnd::uniform(s, i); });
        check_fill<float>([&](auto first, auto to) { rnd::fill_uniform(s, first, to); },
                          [&](std::uint64_t i) { return rnd::uniform_float(s, i); });
        check_fill<double>([&](auto first, auto to) { rnd::fill_uniform_open(s, first, to); },
                           [&](std::uint64_t i) { return rnd::uniform_open(s, i); });
        check_fill<double>([&](auto first, auto to) { rnd::fill_normal(s, first, to); },
                           [&](std::uint64_t i) { return rnd::normal(s, i); });
        for (const std::uint64_t bound : {std::uint64_t{1}, std::uint64_t{1000}, std::uint64_t{0xC000000000000001U}}) {
            check_fill<std::uint64_t>([&](auto first, auto to) { rnd::fill_bounded(s, first, bound, to); },
                                      [&](std::uint64_t i) { return rnd::bounded(s, i, bound); });
        }
        const rnd::exponential e{0.7};
        check_fill<double>([&](auto first, auto to) { rnd::fill(e, s, first, to); },
                           [&](std::uint64_t i) { return e(s, i); });
        const rnd::geometric misses{0.03};
        check_fill<std::uint64_t>([&](auto first, auto to) { rnd::fill(misses, s, first, to); },
                                  [&](std::uint64_t i) { return misses(s, i); });
        const rnd::categorical c{std::vector{0.2, 0.5, 0.3}};
        check_fill<std::uint64_t>([&](auto first, auto to) { rnd::fill(c, s, first, to); },
                                  [&](std::uint64_t i) { return c(s, i); });
        const rnd::gamma g{0.7};
        check_fill<double>([&](auto first, auto to) { rnd::fill(g, s, first, to); },
                           [&](std::uint64_t i) { return g(s, i); });
    }

    TEST_CASE("fill: normal numbers of the far tail are those of the quantile") {
        // Words that no stream will show us: the ends of the interval, and the borders of the three functions.
        std::vector<std::uint64_t> words{0,
                                         1,
                                         0xFFFFFFFFFFFFFFFFU,
                                         0xFFFFFFFFFFFFE000U,
                                         0x0000000000FFF000U,
                                         1U << 30U,
                                         std::uint64_t{1} << 40U,
                                         0x8000000000000000U,
                                         0x7FFFFFFFFFFFFFFFU};
        for (const double p : {0.075, 0.925, 1.388794386496402e-11, 0.3}) {
            for (std::int64_t step = -3; step <= 3; ++step) {
                words.push_back((static_cast<std::uint64_t>(p * 0x1p52) + static_cast<std::uint64_t>(step)) << 12U);
            }
        }
        on_every_level([&] {
            std::vector<double> x(words.size());
            rnd::detail::normals(words.data(), x.data(), words.size());
            for (std::size_t k = 0; k < words.size(); ++k) {
                CAPTURE(words[k]);
                CHECK(x[k] == rnd::normal_quantile(rnd::detail::open_interval(words[k])));
            }
        });
    }

    TEST_CASE("fill: uniform and normal numbers follow their distributions") {
        std::vector<double> x(200'000);
        rnd::fill_uniform(stream{42}["u"], 0, std::span<double>{x});
        CHECK(random_test::kolmogorov_p(x, [](double t) { return t; }) > random_test::significance);
        CHECK(std::abs(random_test::mean_error(x, 0.5, 1.0 / 12)) < 4.0);
        CHECK(std::abs(random_test::variance_error(x, 0.5, 1.0 / 12)) < 4.0);
        std::vector<float> f(200'000);
        rnd::fill_uniform(stream{42}["f"], 0, std::span<float>{f});
        CHECK(random_test::kolmogorov_p(std::vector<double>(f.begin(), f.end()), [](double t) { return t; }) >
              random_test::significance);
        rnd::fill_normal(stream{42}["n"], 0, x);
        CHECK(random_test::kolmogorov_p(x, random_test::normal_cdf) > random_test::significance);
        CHECK(std::abs(random_test::mean_error(x, 0.0, 1.0)) < 4.0);
        CHECK(std::abs(random_test::variance_error(x, 0.0, 1.0)) < 4.0);
    }

    TEST_CASE("fill: the bits are frozen") {
        const stream s = stream{20261123}["golden"];
        random_test::fingerprint print;
        std::vector<double> x(4096);
        rnd::fill_uniform(s, 0, std::span<double>{x});
        print.add(x);
        rnd::fill_uniform_open(s, 0, x);
        print.add(x);
        rnd::fill_normal(s, 0, x);
        print.add(x);
        CHECK(print.value() == 0xED38CE7A9F4D667EU);
    }

    TEST_CASE("fill: refuses addresses beyond the last draw and a bound of 0") {
        std::array<double, 4> x{};
        const std::uint64_t last = std::numeric_limits<std::uint64_t>::max();
        CHECK_NOTHROW(rnd::fill_normal(stream{1}, last - 3, x));
        CHECK(x[3] == rnd::normal(stream{1}, last));
        CHECK_THROWS_WITH_AS(
            rnd::fill_normal(stream{1}, last - 2, x),
            "random::fill: first: expected an address that leaves room for every draw below 2^64, found "
            "18446744073709551613",
            std::out_of_range);
        std::array<float, 4> f{};
        CHECK_THROWS_AS(rnd::fill_uniform(stream{1}, last, std::span<float>{f}), std::out_of_range);
        std::array<std::uint64_t, 2> u{};
        CHECK_THROWS_WITH_AS(rnd::fill_bounded(stream{1}, 0, 0, u),
                             "random::bounded: bound: expected at least 1, found 0", std::invalid_argument);
    }

}  // TEST_SUITE
