// SPDX-License-Identifier: MIT
// tests/drift/calibrate.test.cpp
#include <lastro/drift/calibrate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/drift/cusum.hpp>
#include <lastro/drift/ddm.hpp>
#include <lastro/drift/eddm.hpp>
#include <lastro/drift/hddm_a.hpp>
#include <lastro/drift/hddm_w.hpp>
#include <lastro/drift/rddm.hpp>

using namespace lastro;
using drift::calibrate;
using drift::quiet_stream;

namespace {

struct above_settings {
    double limit = 1.0;
    friend bool operator==(const above_settings&, const above_settings&) = default;
};

/// Shewhart's chart: a value above the limit is a drift, so lives are geometric and their mean is 1 / P(x > limit). It takes no
/// limit above `Most` tenths.
template <int Most>
struct chart {
    above_settings set{};
    std::uint64_t seen = 0;

    drift::signal update(double x) noexcept {
        ++seen;
        return x > set.limit ? drift::signal::drift : drift::signal::none;
    }
    void reset() noexcept { seen = 0; }
    std::uint64_t count() const noexcept { return seen; }
    std::uint64_t ignored() const noexcept { return 0; }
    std::uint64_t since_change() const noexcept { return 1; }
    std::optional<std::uint64_t> change_point() const noexcept { return seen; }
    const above_settings& settings() const noexcept { return set; }
    static constexpr const char* kind = "above";
    std::vector<std::byte> state() const { return {}; }
    static chart from_state(core::byte_span) { return chart{}; }
    explicit chart(const above_settings& s = {}) : set{s} {
        if (10.0 * s.limit > Most) {
            throw std::invalid_argument{"too high"};
        }
    }

    static double threshold(const above_settings& s) noexcept { return s.limit; }
    static above_settings with_threshold(above_settings, double value) noexcept { return {value}; }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;

    friend bool operator==(const chart&, const chart&) = default;
};

using above = chart<1'000'000'000>;

static_assert(drift::calibratable<above>);
static_assert(drift::calibratable<drift::hddm_w>);

/// Its lives have no mean, but a probability to end within a time.
template <class T>
constexpr bool grows_deaf = drift::adjustable<T> && !drift::calibratable<T>;
static_assert(grows_deaf<drift::ddm> && grows_deaf<drift::rddm> && grows_deaf<drift::eddm> &&
              grows_deaf<drift::hddm_a>);

const quiet_stream one_in_five{std::vector<double>{0.0, 0.0, 1.0, 0.0, 0.0}, 0.0};

}  // namespace

TEST_SUITE("drift/calibrate") {
    TEST_CASE("lives that are known: one in 200 normal values is above 2.5758") {
        const auto found = calibrate(above{}, {.mean_time_between_false_alarms = 200, .lives = 4000});
        CHECK(std::abs(found.threshold - 2.5758293) < 0.02);  // one in 189 to 212
        CHECK(found.detector.set.limit == found.threshold);
        CHECK(found.time.alarms == 4000);
        CHECK(std::abs(found.time.mean - 200.0) < 12.0);
        CHECK(std::abs(found.time.standard_error - 200.0 / std::sqrt(4000.0)) < 0.3);
        // of lives that had no say in the threshold
        CHECK(found.time == drift::simulate_lives(found.detector, quiet_stream{}, 4000, ~std::uint64_t{0}, 4000));
        CHECK(drift::simulate_lives(found.detector, quiet_stream{}, 4000, 0, 4000).mean != found.time.mean);
        // from elsewhere, the same place
        CHECK(std::abs(calibrate(above{{50.0}}, {.mean_time_between_false_alarms = 200, .lives = 4000}).threshold -
                       found.threshold) < 0.002);
    }

    TEST_CASE("others live as long, independent or not; without the correction they do not") {
        const drift::cusum like{{.delta = 0.5, .threshold = 5.0}};
        const quiet_stream independent, correlated{0.5};
        const auto plain = calibrate(like, {.mean_time_between_false_alarms = 300, .lives = 2000});
        const auto corrected = calibrate(like, {.mean_time_between_false_alarms = 300, .lives = 2000}, correlated);
        CHECK(corrected.autocorrelation == 0.5);
        CHECK(corrected.detector.settings().delta == 0.5);
        const auto mean = [](const drift::cusum& watch, const quiet_stream& quiet) {
            return drift::simulate_lives(watch, quiet, 1000, 7, 100'000).mean;
        };
        CHECK(std::abs(mean(plain.detector, independent) / 300.0 - 1.0) < 0.1);
        CHECK(std::abs(mean(corrected.detector, correlated) / 300.0 - 1.0) < 0.1);
        CHECK(mean(plain.detector, correlated) < 150.0);
    }

    TEST_CASE("a threshold below one; the warning goes with it") {
        std::vector<double> errors(10, 0.0);
        errors[3] = 1.0;
        const auto found = calibrate(drift::hddm_w{{.drift_confidence = 0.1, .warning_confidence = 0.2}},
                                     {.mean_time_between_false_alarms = 300, .lives = 300}, quiet_stream{errors, 0.0});
        CHECK(found.detector.settings().drift_confidence == found.threshold);
        CHECK(found.detector.settings().warning_confidence == 2.0 * found.threshold);
        CHECK(std::abs(found.time.mean / 300.0 - 1.0) < 0.2);
        double threshold = 0.5, warning = 0.9;
        drift::detail::set_with_warning(threshold, warning, 0.8, 1.0);
        CHECK((warning > 0.8 && warning < 1.0));
    }

    TEST_CASE("growing deaf: two of three lives of ddm never end, however long they are followed") {
        const auto shorter = drift::simulate_lives(drift::ddm{}, one_in_five, 150, 3, 2000);
        const auto longer = drift::simulate_lives(drift::ddm{}, one_in_five, 150, 3, 20'000);
        CHECK(shorter.alarms < 50);
        CHECK(longer.alarms >= shorter.alarms);
        CHECK(longer.alarms < shorter.alarms + 15);  // in 18,000 values more
    }

    TEST_CASE("within a horizon: 1 in 10 streams of 100 normal values has one above 3.0755") {
        const drift::horizon_settings settings{.horizon = 100, .probability = 0.1, .lives = 4000};
        const auto found = drift::calibrate_within(above{}, settings);
        CHECK(std::abs(found.threshold - 3.0755) < 0.05);  // 1 - (1 - P(x > 3.0755))^100 = 0.1
        CHECK(found.time == drift::simulate_lives(found.detector, quiet_stream{}, 4000, ~std::uint64_t{0}, 100));
        CHECK(drift::simulate_lives(found.detector, quiet_stream{}, 4000, 0, 100).alarms <= 400);
        CHECK(std::abs(static_cast<double>(found.time.alarms) - 400.0) < 80.0);  // sqrt(2 * 400 * 0.9) = 27
    }

    TEST_CASE("within a horizon: detectors that grow deaf, on lives that had no say") {
        const auto share = [](const auto& like) {
            const auto found = drift::calibrate_within(
                like, {.horizon = 400, .probability = 0.1, .lives = 256, .seed = 1}, one_in_five);
            return static_cast<double>(drift::simulate_lives(found.detector, one_in_five, 1000, 2, 400).alarms) /
                   1000.0;
        };
        for (const double found :
             {share(drift::ddm{}), share(drift::rddm{}), share(drift::eddm{}), share(drift::hddm_a{})}) {
            CHECK(std::abs(found - 0.1) < 0.085);  // four standard errors of a difference
        }
        const auto moved = drift::ddm::with_threshold({}, 6.0);
        CHECK((moved.drift_threshold == 6.0 && moved.warning_threshold == 4.0));
    }

    TEST_CASE("the end of what a detector takes: approached, not stepped over") {
        // steps from 1: 1.65, 4.48; 1 in 150 is above 2.475
        const auto found = calibrate(chart<26>{}, {.mean_time_between_false_alarms = 150, .lives = 1000});
        CHECK(std::abs(found.threshold - 2.475) < 0.04);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(calibrate(chart<20>{}, {.mean_time_between_false_alarms = 150.0, .lives = 16})),
            "drift::calibrate: mean_time_between_false_alarms: expected a time that some threshold has, found 150",
            std::invalid_argument);
    }

    TEST_CASE("lives begin anew, whatever the detector has seen") {
        drift::cusum used{{.delta = 0.5, .threshold = 4.0}};
        for (int i = 0; i < 100; ++i) {
            used.update(0.1 * i);
        }
        CHECK(drift::simulate_lives(used, quiet_stream{}, 50, 1, 1000) ==
              drift::simulate_lives(drift::cusum{used.settings()}, quiet_stream{}, 50, 1, 1000));
        CHECK_THROWS_WITH_AS(static_cast<void>(drift::simulate_lives(used, quiet_stream{}, 0, 1, 1000)),
                             "drift::simulate_lives: lives: expected at least 1, found 0", std::invalid_argument);
    }

    TEST_CASE("the same settings, the same bits; lives that are cut count as they are") {
        const drift::calibration_settings settings{.mean_time_between_false_alarms = 100, .lives = 100, .seed = 3};
        CHECK(calibrate(above{}, settings).detector == calibrate(above{}, settings).detector);
        const drift::mean_life cut = drift::simulate_lives(above{{100.0}}, quiet_stream{}, 20, 1, 50);
        CHECK(cut == drift::mean_life{.mean = 50.0, .standard_error = 0.0, .lives = 20, .alarms = 0});
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(static_cast<void>(calibrate(above{}, {.mean_time_between_false_alarms = 1.0})),
                             "drift::calibrate: mean_time_between_false_alarms: expected from 2 to 2^40, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(calibrate(above{}, {.lives = 15})),
                             "drift::calibrate: lives: expected at least 16, found 15", std::invalid_argument);
        // below 1 a life is five values, from there on it has no end
        CHECK_THROWS_WITH_AS(
            static_cast<void>(calibrate(above{}, {.mean_time_between_false_alarms = 200.0, .lives = 16}, one_in_five)),
            "drift::calibrate: mean_time_between_false_alarms: expected a time that some threshold has, where the next "
            "surer one all but never alarms, found 200",
            std::invalid_argument);
        using drift::calibrate_within;
        CHECK_THROWS_WITH_AS(static_cast<void>(calibrate_within(above{}, {.horizon = 0})),
                             "drift::calibrate_within: horizon: expected from 1 to 2^40, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(calibrate_within(above{}, {.probability = 1.0})),
                             "drift::calibrate_within: probability: expected above 0 and below 1, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(calibrate_within(above{}, {.probability = 0.01, .lives = 99})),
                             "drift::calibrate_within: lives: expected at least 16 and 1 / probability, found 99",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(calibrate_within(chart<20>{}, {.horizon = 1000, .probability = 0.5, .lives = 100})),
            "drift::calibrate_within: probability: expected one that some threshold has, found 0.5",
            std::invalid_argument);
        // the warm-up alone is longer
        CHECK_THROWS_WITH_AS(
            static_cast<void>(calibrate(drift::cusum{}, {.mean_time_between_false_alarms = 20.0, .lives = 16})),
            "drift::calibrate: mean_time_between_false_alarms: expected a time that some threshold has, found 20",
            std::invalid_argument);
    }
}
