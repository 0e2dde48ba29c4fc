// SPDX-License-Identifier: MIT
// tests/drift/merged_run.test.cpp
#include <lastro/drift/merged_run.hpp>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/baumgartner_weiss_schindler.hpp>
#include <lastro/drift/cramer_von_mises.hpp>
#include <lastro/drift/gap_sum.hpp>
#include <lastro/drift/mann_whitney.hpp>
#include <lastro/drift/step_sums.hpp>
#include <lastro/drift/tail_weighted_sum.hpp>

#include "by_definition.hpp"

namespace drift = lastro::drift;
namespace num = lastro::num;
using by_definition::column;
using drift::sorted_sample;
using drift::detail::merged_run;

namespace {

/// Whatever is added up over two samples, as bits.
std::vector<std::uint64_t> everything(const sorted_sample& a, const sorted_sample& b, bool by_runs) {
    const auto n = static_cast<std::uint64_t>(a.size()), m = static_cast<std::uint64_t>(b.size());
    const auto real_n = static_cast<double>(n), real_m = static_cast<double>(m);
    drift::detail::gap_sum gaps{.n = static_cast<std::int64_t>(n), .m = static_cast<std::int64_t>(m)};
    drift::detail::rank_gap_sum squares{.n = n, .m = m};
    drift::detail::superiority_sum pairs{.n = n, .m = m};
    drift::detail::tail_weighted_sum tails{.n = real_n, .m = real_m};
    drift::detail::weighted_rank_sum ranks{.n = real_n, .m = real_m};
    drift::detail::step_sums steps{.n = real_n, .m = real_m};
    std::uint64_t seen = 0;
    const auto take = [&](const auto& part) {
        REQUIRE(part.before() == seen);
        seen += part.first() + part.second();
        gaps.take(part), squares.take(part), pairs.take(part), tails.take(part), ranks.take(part), steps.take(part);
    };
    struct both {
        decltype(take)& run;
        void operator()(const merged_run& part) const { run(part); }
        void operator()(const drift::merged_block& part) const {
            struct block : drift::merged_block {
                [[nodiscard]] std::uint64_t first() const { return merged_block::first; }
                [[nodiscard]] std::uint64_t second() const { return merged_block::second; }
            };
            run(block{part});
        }
    };
    if (by_runs) {
        drift::detail::merge_runs(a.values(), b.values(), both{take});
    } else {
        drift::merge_blocks(a.values(), b.values(), both{take});
    }
    CHECK(seen == n + m);
    std::vector<std::uint64_t> bits{pairs.two_u,
                                    static_cast<std::uint64_t>(pairs.ties),
                                    static_cast<std::uint64_t>(squares.four_u >> 64U),
                                    static_cast<std::uint64_t>(squares.four_u),
                                    static_cast<std::uint64_t>(ranks.ties.cubes),
                                    static_cast<std::uint64_t>(gaps.scan.above),
                                    static_cast<std::uint64_t>(gaps.scan.below),
                                    gaps.scan.ties ? 1U : 0U,
                                    tails.blocks};
    for (const double x : {gaps.scan.above_at, gaps.scan.below_at, tails.a2(), ranks.sums[0], ranks.sums[1],
                           steps.absolute(), steps.squared(), steps.previous}) {
        bits.push_back(std::bit_cast<std::uint64_t>(x));
    }
    return bits;
}

}  // namespace

TEST_SUITE("drift/merged_run") {
    TEST_CASE("runs: every sum has the bits that blocks give, with and without ties, at every level") {
        std::mt19937_64 engine{1};
        const auto some = [&](std::size_t n) { return by_definition::uniform(engine, n); };
        const auto with = [](column x, auto change) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] = change(x[i], i);
            }
            return x;
        };
        constexpr double infinity = by_definition::infinity;
        const auto ends = [](double x, std::size_t i) { return i == 0 ? -infinity : i == 1 ? infinity : x; };
        const auto few_ties = [](double x, std::size_t i) {
            return i % 700 == 0 ? 0.25 * static_cast<double>(i % 4) : x;
        };
        const auto rounded = [](double x, std::size_t) { return num::floor(x * 4000.0) / 4000.0; };
        const auto above = [](double x, std::size_t) { return x + 3.0; };
        const auto shifted = [](double x, std::size_t) { return 0.9 * x + 0.01; };
        const column pairs[][2] = {
            {some(3000), some(2500)},
            {some(3000), with(some(4000), shifted)},
            {some(700), some(40)},
            {some(20), some(2000)},
            {some(1), some(1500)},
            {some(2000), with(some(2000), above)},
            {with(some(1700), above), some(1300)},
            {with(some(3000), ends), some(2000)},
            {with(some(3000), ends), with(some(2000), ends)},
            {with(some(6000), few_ties), some(5000)},
            {with(some(6000), few_ties), with(some(5000), few_ties)},
            {with(some(3000), rounded), with(some(3000), rounded)},
            {some(256), some(256)},
            {column(1500, 1.0), column(1200, 1.0)},
        };
        for (const auto& pair : pairs) {
            const sorted_sample a{pair[0]}, b{pair[1]};
            CAPTURE(a.size());
            CAPTURE(b.size());
            const std::vector<std::uint64_t> expected = everything(a, b, false);
            for (const num::level level :
                 {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
                if (num::is_available(level)) {
                    num::force_level(level);
                    CHECK(everything(a, b, true) == expected);
                }
            }
            num::force_level(num::detected_level());
        }
    }

    TEST_CASE("runs: where all values differ, nearly all of them are in runs") {
        if (num::active_level() == num::level::portable) {
            return;
        }
        std::mt19937_64 engine{2};
        const sorted_sample a{by_definition::uniform(engine, 3000)}, b{by_definition::uniform(engine, 2000)};
        std::size_t in_runs = 0;
        double last = -1.0;
        drift::detail::merge_runs(a.values(), b.values(), [&](const auto& part) {
            if constexpr (requires { part.counted; }) {
                for (std::size_t k = 1; k <= part.size; ++k) {
                    REQUIRE(part.value[k] > last);
                    last = part.value[k];
                }
                in_runs += part.size;
            }
        });
        CHECK(in_runs >= 5000 - merged_run::size);
    }

    TEST_CASE("quotients of whole numbers: those of the division, up to 2^27") {
        using pack = num::detail::scalar_pack<double>;
        const auto quotient = [](std::uint64_t a, std::uint64_t d) {
            const auto x = static_cast<double>(a), y = static_cast<double>(d);
            return drift::detail::whole_quotient(pack::all(x), pack::all(-y), pack::all(1.0 / y)).v == x / y;
        };
        bool equal = true;
        for (std::uint64_t d = 1; d <= 300; ++d) {
            for (std::uint64_t a = 0; a <= 400; ++a) {
                equal = equal && quotient(a, d);
            }
        }
        std::mt19937_64 engine{3};
        for (int i = 0; i < 200'000; ++i) {
            const std::uint64_t d = 1 + engine() % (std::uint64_t{1} << (1 + i % 27)), a = engine() % (d + 1);
            equal = equal && quotient(a, d) && quotient(d, a + 1);
        }
        CHECK(equal);
    }
}  // TEST_SUITE
