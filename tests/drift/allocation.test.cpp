// SPDX-License-Identifier: MIT
// tests/drift/allocation.test.cpp
//
// Counts memory taken by detectors after their construction: none, through updates, drifts, copies and resets. And by the
// sketches of lastro::stats, which stand beside them: none while they take values.
#include <lastro/drift.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include <lastro/data/column_profile.hpp>
#include <lastro/stats.hpp>

#include <doctest/doctest.h>

#include "../allocation_counter.hpp"

using namespace lastro;
using lastro_test::allocations;

namespace {

template <drift::detector Detector>
void takes_no_memory() {
    static_assert(std::is_trivially_copyable_v<Detector>);
    Detector watch;
    const std::uint64_t before = allocations;
    std::uint64_t alarms = 0;
    for (int i = 0; i < 4000; ++i) {
        const double x = (i / 500) % 2 == 0 ? static_cast<double>(i % 10 == 0) : static_cast<double>(i % 10 != 0);
        alarms += watch.update(x) == drift::signal::drift ? 1U : 0U;
    }
    Detector copy = watch;
    copy.reset();
    const std::uint64_t taken = allocations - before;
    CHECK(taken == 0);
    CHECK(alarms > 0);
}

}  // namespace

TEST_SUITE("drift/allocation") {
    TEST_CASE("the counter counts") {
        const std::uint64_t before = allocations;
        const auto number = std::make_unique<int>(1);
        CHECK(*number == 1);
        CHECK(allocations > before);
    }

    TEST_CASE("detectors take no memory after construction") {
        takes_no_memory<drift::ddm>();
        takes_no_memory<drift::hddm_a>();
        takes_no_memory<drift::hddm_w>();
        takes_no_memory<drift::fhddm>();
        takes_no_memory<drift::adwin>();
        takes_no_memory<drift::eddm>();
        takes_no_memory<drift::rddm>();
        takes_no_memory<drift::ecdd>();
        takes_no_memory<drift::ewma>();
        takes_no_memory<drift::stepd>();
        takes_no_memory<drift::kswin>();
        takes_no_memory<drift::incremental_ks>();
        takes_no_memory<drift::bocpd>();
        takes_no_memory<drift::e_detector>();
    }

    TEST_CASE("detectors of the mean take no memory after construction") {
        static_assert(std::is_trivially_copyable_v<drift::cusum> && std::is_trivially_copyable_v<drift::gma> &&
                      std::is_trivially_copyable_v<drift::page_hinkley>);
        drift::page_hinkley a;
        drift::cusum b;
        drift::gma c{{.threshold = 0.1}};
        const std::uint64_t before = allocations;
        std::uint64_t alarms = 0;
        for (int i = 0; i < 4000; ++i) {
            const double x = (i / 500) % 2 == 0 ? 0.0 : 5.0;
            for (const drift::signal s : {a.update(x), b.update(x), c.update(x)}) {
                alarms += s == drift::signal::drift ? 1U : 0U;
            }
        }
        const std::uint64_t taken = allocations - before;
        CHECK(taken == 0);
        CHECK(alarms > 3);
    }

    TEST_CASE("sketches take no memory while they take values") {
        stats::tdigest digest;
        stats::quantile_sketch sketch;
        stats::rolling_mean recent{50};
        const std::uint64_t before = allocations;
        for (int i = 0; i < 20'000; ++i) {
            const auto x = static_cast<double>((i * 7919) % 10'007);
            digest.add(x);
            sketch.add(x);
            recent.add(x);
        }
        const std::uint64_t taken = allocations - before;
        CHECK(taken == 0);
        CHECK(digest.count() + sketch.count() + recent.count() == 60'000);
    }

    TEST_CASE("sequential tests take no memory after construction") {
        drift::conformal_martingale a{drift::sorted_sample{std::vector<double>{1.0, 2.0, 2.0, 5.0, 7.0}}};
        drift::sequential_mean_test b;
        drift::sequential_ks_test c;
        drift::quantile_confidence_sequence d;
        drift::mean_confidence_sequence e;
        drift::risk_monitor f{std::vector<double>{0.0, 0.5, 1.0}};
        data::table past;
        past.add("x", data::column{std::vector<double>{0.0, 1.0, 2.0}});
        past.add("y", data::column{std::vector<double>{5.0, 6.0, 7.0}});
        drift::stream_monitor g{past, {"x", "y"}};
        const std::uint64_t before = allocations;
        for (int i = 0; i < 10'000; ++i) {
            const auto x = static_cast<double>((i * 7919) % 10'007);
            const double row[] = {x, x * 0.1};
            g.update(row);
            a.update(x);
            b.update(x / 10'007.0, 0.25);
            c.update(x, i > 5000 ? 7.0 : x + 1.0);
            d.update(x);
            e.update(x / 10'007.0);
            f.update(x / 10'007.0);
        }
        const auto copies = std::tuple{a, b, c, d, e, f};
        a.reset(), b.reset(), c.reset(), d.reset(), e.reset(), f.reset(), g.reset();
        const std::uint64_t taken = allocations - before;
        CHECK(taken == 0);
        CHECK(std::get<1>(copies).count() == 10'000);
        CHECK(d.interval() == drift::quantile_interval{});
    }

    TEST_CASE("a detector of any kind takes no memory after construction") {
        for (const std::string& kind : drift::any_detector::kinds()) {
            CAPTURE(kind);
            drift::any_detector watch{kind};
            const std::uint64_t before = allocations;
            for (int i = 0; i < 2500; ++i) {
                watch.update(static_cast<double>((i / 500) % 2 == 0 ? i % 10 == 0 : i % 10 != 0));
            }
            watch.reset();
            const std::uint64_t taken = allocations - before;
            CHECK(taken == 0);
        }
    }

    TEST_CASE("profiles take no memory while they take rows, of whatever type; nor do sketches for a span") {
        std::vector<double> reals;
        std::vector<std::int64_t> wholes;
        std::vector<std::string> texts;
        for (int i = 0; i < 70'000; ++i) {
            reals.push_back(i % 3 == 0 ? 0.5 : 1.0 / (i + 1));
            wholes.push_back(i % 2 == 0 ? i % 100 : std::int64_t{i} << 32U);
            texts.push_back(i % 2 == 0 ? "short" : std::string(static_cast<std::size_t>(i % 300), 'x'));
        }
        const data::column columns[] = {data::column{reals}, data::column{wholes}, data::column{texts}};
        std::uint64_t taken = 0;
        for (const data::column& values : columns) {
            data::column_profile profile{values.type(), {.compression = 100}};
            const std::uint64_t before = allocations;
            profile.add(values);
            taken += allocations - before;
            CHECK(profile.moments().count() == 70'000);
        }
        CHECK(taken == 0);
    }
}
