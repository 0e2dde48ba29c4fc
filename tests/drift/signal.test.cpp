// SPDX-License-Identifier: MIT
// tests/drift/signal.test.cpp
#include <lastro/drift/signal.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/drift/adwin.hpp>
#include <lastro/drift/conformal_martingale.hpp>
#include <lastro/drift/ewma.hpp>
#include <lastro/drift/incremental_ks.hpp>
#include <lastro/drift/kswin.hpp>
#include <lastro/drift/page_hinkley.hpp>

#include "streams.hpp"

using namespace lastro;
using streams::infinity;
using streams::not_a_number;

namespace {

/// The smallest detector: the value 7 is a drift.
struct seven {
    std::uint64_t seen = 0;
    drift::signal update(double x) noexcept {
        ++seen;
        return x == 7.0 ? drift::signal::drift : drift::signal::none;
    }
    void reset() noexcept { seen = 0; }
    std::uint64_t count() const noexcept { return seen; }
    std::uint64_t ignored() const noexcept { return 0; }
    std::uint64_t since_change() const noexcept { return 0; }
    std::optional<std::uint64_t> change_point() const noexcept { return std::nullopt; }
    int settings() const noexcept { return 7; }
    static constexpr const char* kind = "seven";
    std::vector<std::byte> state() const { return {}; }
    static seven from_state(core::byte_span) { return {}; }
    friend bool operator==(const seven&, const seven&) = default;
};

struct may_throw : seven {
    drift::signal update(double x) { return seven::update(x); }
};

static_assert(drift::detector<seven>);
static_assert(!drift::detector<may_throw>, "an update must not throw");
static_assert(!drift::detector<double>);

}  // namespace

TEST_SUITE("drift/signal") {
    TEST_CASE("signal: has words") {
        CHECK(std::string_view{to_string(drift::signal::none)} == "none");
        CHECK(std::string_view{to_string(drift::signal::warning)} == "warning");
        CHECK(std::string_view{to_string(drift::signal::drift)} == "drift");
    }

    TEST_CASE("detector: any type with the shape is one") {
        seven watch;
        CHECK(watch.update(6.0) == drift::signal::none);
        CHECK_FALSE(watch == seven{});
        CHECK(watch.update(7.0) == drift::signal::drift);
        watch.reset();
        CHECK(watch == seven{});
    }

    TEST_CASE("position: a change point counts from the beginning, over drifts") {
        drift::detail::stream_position at;
        CHECK_FALSE(at.change_point().has_value());
        at.drifted(10, 3);
        CHECK(at.change_point() == 7);
        at.drifted(20, 1);
        CHECK(at.change_point() == 29);
        CHECK(at.consistent());
        at.since_change = 31;
        CHECK_FALSE(at.consistent());
    }

    TEST_CASE("real streams: nothing before trade with Victoria opened, and then its row is found") {
        const std::string file = LASTRO_SOURCE_DIR "/../shared/data/elec2/elec2.csv";
        if (!core::file_exists(file)) {
            MESSAGE("SKIPPED: ../shared/data/elec2/elec2.csv not present");
            return;
        }
        constexpr std::uint64_t opened = 17'424;
        const data::table market = data::read_csv(file);
        const std::span<const double> transfer = market.column("transfer").as<double>().values();
        const auto first = [&](auto watch) {
            std::uint64_t i = 0;
            while (watch.update(transfer[i]) != drift::signal::drift) {
                ++i;
            }
            return std::pair{i, *watch.change_point()};
        };
        using found = std::pair<std::uint64_t, std::uint64_t>;
        CHECK(first(drift::ewma{}) == found{opened, opened});
        CHECK(first(drift::page_hinkley{}) == found{opened + 638, opened});
        CHECK(first(drift::kswin{}).first == opened + 16);
        CHECK(first(drift::adwin{}).first == opened + 79);
        CHECK(first(drift::incremental_ks{{.window = 336, .threshold = 0.5}}).first == opened + 167);
    }

    TEST_CASE("real streams: another year of bicycles, another city's wind, each against the days before") {
        using column = std::vector<double>;
        // drift and change point as rows; 0: never
        const auto found = [](const column& x, std::size_t before) {
            drift::conformal_martingale watch{drift::sorted_sample{std::span{x}.first(before)}};
            std::size_t i = before;
            while (i < x.size() && watch.update(x[i]) != drift::signal::drift) {
                ++i;
            }
            return i == x.size() ? std::pair{std::size_t{0}, std::size_t{0}}
                                 : std::pair{i, before + static_cast<std::size_t>(*watch.change_point())};
        };
        using rows = std::pair<std::size_t, std::size_t>;
        const data::table weather = data::read_csv(LASTRO_SOURCE_DIR "/examples/data/weather.csv");
        const auto wind = weather.column("wind").as<double>().values();
        CHECK(found({wind.begin(), wind.end()}, 1461) == rows{1461 + 17, 1461});  // New York, from its first day

        const std::string file = LASTRO_SOURCE_DIR "/../shared/data/bike/day.csv";
        if (!core::file_exists(file)) {
            MESSAGE("SKIPPED: ../shared/data/bike/day.csv not present");
            return;
        }
        const data::table days = data::read_csv(file);
        const auto counts = days.column("cnt").as<std::int64_t>().values();
        CHECK(found({counts.begin(), counts.end()}, 365) == rows{435 + 20, 435 - 5});  // least squares: 435
        for (const char* same : {"windspeed", "hum"}) {
            const auto values = days.column(same).as<double>().values();
            CHECK(found({values.begin(), values.end()}, 365) == rows{0, 0});
        }
    }

    TEST_CASE("what is a value") {
        CHECK(drift::detail::measurable(-0x1p480));
        CHECK_FALSE(drift::detail::measurable(0x1p481));
        CHECK_FALSE(drift::detail::measurable(infinity));
        CHECK_FALSE(drift::detail::measurable(not_a_number));
        CHECK(drift::detail::in_unit_interval(0.0));
        CHECK(drift::detail::in_unit_interval(1.0));
        CHECK_FALSE(drift::detail::in_unit_interval(-0.01));
        CHECK_FALSE(drift::detail::in_unit_interval(not_a_number));
        CHECK(drift::detail::is_bit(-0.0));
        CHECK_FALSE(drift::detail::is_bit(0.5));
        CHECK_FALSE(drift::detail::is_bit(not_a_number));
    }
}
