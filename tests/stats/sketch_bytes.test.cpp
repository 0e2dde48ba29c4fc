// SPDX-License-Identifier: MIT
// tests/stats/sketch_bytes.test.cpp
#include <lastro/stats/sketch_bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace stats = lastro::stats;

namespace {

template <class Sketch>
Sketch through_bytes(const Sketch& sketch) {
    core::byte_writer out;
    stats::put(out, sketch);
    core::byte_reader in{out.bytes(), "test"};
    Sketch same = stats::get<Sketch>(in);
    in.finish();
    return same;
}

// Saved and loaded after every 700 values, a sketch ends as the one that never was.
template <class Sketch, class Add>
void check_resume(Sketch sketch, const Add& add) {
    Sketch resumed = sketch;
    for (int i = 0; i < 9000; ++i) {
        add(sketch, i);
        add(resumed, i);
        if (i % 700 == 0) {
            resumed = through_bytes(resumed);
        }
    }
    CHECK(resumed == sketch);
}

}  // namespace

TEST_SUITE("stats/sketch_bytes") {
    TEST_CASE("sketches: saved and loaded in the middle, they go on with the same bits") {
        check_resume(stats::central_moments{}, [](auto& s, int i) { s.add(i * 0.37); });
        check_resume(stats::exact_moments{}, [](auto& s, int i) { s.add((i - 4000) * 0.37); });
        check_resume(stats::exact_moments{}, [](auto& s, int i) { s.add(-1e300 / (i + 1)); });
        check_resume(stats::dyadic_histogram{}, [](auto& s, int i) { s.add((i % 100 - 50) * 0.37 * i); });
        check_resume(stats::tdigest{{.compression = 20}}, [](auto& s, int i) { s.add(i * 7919 % 9001); });
        check_resume(stats::distinct_sketch{}, [](auto& s, int i) { s.add(i * 0.37); });
        check_resume(stats::frequent_items<std::uint64_t>{{.counters = 32}},
                     [](auto& s, int i) { s.add(static_cast<std::uint64_t>(i) * 2654435761U % 100); });
        check_resume(stats::frequent_items<stats::short_text>{{.counters = 16}}, [](auto& s, int i) {
            const std::string text = "item " + std::to_string(i % 40);
            s.add(stats::short_text{text}, stats::detail::sketch_hash(text));
        });
        check_resume(stats::quantile_sketch{{.k = 50}}, [](auto& s, int i) { s.add(i * 7919 % 9001); });
    }

    TEST_CASE("damage: refused or harmless, wherever a byte changes or is missing") {
        stats::quantile_sketch quantiles{{.k = 8}};
        stats::frequent_items<std::uint64_t> frequent{{.counters = 16}};
        stats::exact_moments moments;
        stats::dyadic_histogram histogram;
        stats::tdigest digest{{.compression = 10}};
        for (int i = 0; i < 300; ++i) {
            quantiles.add(i);
            moments.add(i * 0.1);
            histogram.add(i * 0.1);
            digest.add(i);
            frequent.add(static_cast<std::uint64_t>(i % 23));
        }
        core::byte_writer out;
        stats::put(out, quantiles);
        stats::put(out, frequent);
        stats::put(out, stats::distinct_sketch{{.precision = 4}});
        stats::put(out, moments);
        stats::put(out, histogram);
        stats::put(out, digest);
        std::size_t refused = 0;
        for (std::size_t i = 0; i < out.bytes().size(); ++i) {
            for (const int change : {0x01, 0x80, -1}) {
                std::vector<std::byte> bytes = out.bytes();
                if (change < 0) {
                    bytes.resize(i);
                } else {
                    bytes[i] ^= static_cast<std::byte>(change);
                }
                try {
                    core::byte_reader in{bytes, "test"};
                    auto a = stats::get<stats::quantile_sketch>(in);
                    auto b = stats::get<stats::frequent_items<std::uint64_t>>(in);
                    auto c = stats::get<stats::distinct_sketch>(in);
                    auto d = stats::get<stats::exact_moments>(in);
                    auto e = stats::get<stats::dyadic_histogram>(in);
                    auto f = stats::get<stats::tdigest>(in);
                    for (int more = 0; more < 100; ++more) {
                        a.add(more);
                        b.add(static_cast<std::uint64_t>(more));
                        c.add(1.0 * more);
                        d.add(-1.0 * more);
                        e.add(1e3 * more);
                        f.add(1.0 * more);
                    }
                    f.merge(f);
                    (void)d.excess_kurtosis();
                    (void)f.quantile(0.5);
                } catch (const lastro::format_error&) {
                    ++refused;
                }
            }
        }
        CHECK(refused > out.bytes().size());  // every shortening, and many changes
    }

    TEST_CASE("what would break its reader later is refused now") {
        core::byte_writer full;  // a digest without room for the next value
        full.put(std::uint32_t{10});
        full.put(std::uint64_t{306});
        full.put(std::uint32_t{306});
        full.put(std::uint32_t{306});
        for (int i = 0; i < 306; ++i) {
            full.put(static_cast<double>(i));
            full.put(1.0);
        }
        core::byte_reader in{full.bytes(), "test"};
        CHECK_THROWS_AS(static_cast<void>(stats::get<stats::tdigest>(in)), lastro::format_error);

        core::byte_writer tall;  // values that weigh more than 2^60, modulo 2^64 what the count says
        tall.put(std::uint32_t{8});
        for (const std::uint64_t x :
             {std::uint64_t{1}, std::uint64_t{31} << 59U, std::uint64_t{0}, std::uint64_t{0}, std::uint64_t{0}}) {
            tall.put(x);
        }
        tall.put(1.0);
        tall.put(1.0);
        tall.put(std::uint32_t{60});
        for (int h = 0; h < 60; ++h) {
            tall.put(std::uint32_t{h == 59 ? 479U : 0U});
        }
        for (int i = 0; i < 479; ++i) {
            tall.put(1.0);
        }
        core::byte_reader high{tall.bytes(), "test"};
        CHECK_THROWS_AS(static_cast<void>(stats::get<stats::quantile_sketch>(high)), lastro::format_error);
    }

    TEST_CASE("sums of the largest numbers, and weights beyond 2^53, come back") {
        stats::exact_moments m;
        m.add((std::numeric_limits<double>::max)(), 40'000);
        CHECK(through_bytes(m) == m);
        m.add(-(std::numeric_limits<double>::max)(), 90'000);
        CHECK(through_bytes(m) == m);
        stats::tdigest d;
        for (int i = 0; i < 4; ++i) {
            d.add(1.0, std::uint64_t{1} << 52U);
        }
        for (int i = 0; i < 100; ++i) {
            d.add(2.0);
        }
        CHECK(through_bytes(d) == d);
    }
}
