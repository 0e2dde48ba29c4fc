// SPDX-License-Identifier: MIT
// tests/drift/any_detector.test.cpp
#include <lastro/drift/any_detector.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

#include "streams.hpp"

using lastro::drift::any_detector;
using lastro::drift::detector_setting;
using streams::column;
using streams::signal;

namespace {

template <class Detector>
void says_the_same(const Detector& plain, const any_detector& any, const column& values) {
    CHECK(std::string{any.name()} == Detector::kind);
    Detector a = plain;
    any_detector b = any;
    std::size_t alarms = 0;
    for (const double x : values) {
        const signal s = a.update(x);
        REQUIRE(b.update(x) == s);
        alarms += s == signal::drift ? 1U : 0U;
    }
    CHECK(alarms > 0);
    CHECK(b.count() == a.count());
    CHECK(b.since_change() == a.since_change());
    CHECK(b.change_point() == a.change_point());
    CHECK(b.state() == a.state());
    CHECK_FALSE(b == any);
    CHECK(any_detector::from_state(a.state()) == b);
    b.reset();
    CHECK(b == any);
}

}  // namespace

TEST_SUITE("drift/any_detector") {
    TEST_CASE("says what the type says, with the settings by name") {
        std::mt19937_64 engine{1};
        column values;
        streams::append_bits(values, engine, 400, 0.1);
        streams::append_bits(values, engine, 230, 0.8);
        using namespace lastro::drift;
        says_the_same(adwin{}, any_detector{"adwin"}, values);
        says_the_same(page_hinkley{{.delta = 0.1, .threshold = 5.0, .clamped = false}},
                      any_detector{"page_hinkley", {{"threshold", 5.0}, {"delta", 0.1}, {"clamped", 0.0}}}, values);
        says_the_same(kswin{{.window = 90, .seed = 7}}, any_detector{"kswin", {{"seed", 7.0}, {"window", 90.0}}},
                      values);
        says_the_same(incremental_ks{{.window = 100}}, any_detector{"incremental_ks", {{"window", 100.0}}}, values);
    }

    TEST_CASE("every kind: made by name, lists its settings, is made from them again, keeps the promises") {
        std::mt19937_64 engine{2};
        const std::vector<std::string> kinds = any_detector::kinds();
        CHECK(kinds.size() == 17);
        for (const std::string& kind : kinds) {
            CAPTURE(kind);
            const any_detector one{kind};
            const std::vector<detector_setting> settings = one.settings();
            CHECK_FALSE(settings.empty());
            any_detector same{kind, settings};
            REQUIRE(same == one);
            REQUIRE(any_detector::from_state(one.state()) == one);
            for (int i = 0; i < 300; ++i) {
                same.update(static_cast<double>(engine() % 2));
            }
            REQUIRE(same.count() > 0);
            same.update(streams::not_a_number);
            REQUIRE(same.ignored() == 1);
        }
    }

    TEST_CASE("the same bits everywhere: states after 4000 values of a stream that changes") {
        const lastro::random::stream draws = lastro::random::stream{9}["states"];
        std::uint64_t all = 0;
        for (const std::string& kind : any_detector::kinds()) {
            any_detector watch{kind};
            std::uint64_t alarms = 0;
            for (std::uint64_t i = 0; i < 2000; ++i) {
                const double moved = i < 1200 ? 0.0 : 1.0;
                for (const double x : {lastro::random::normal(draws, i) + moved,
                                       lastro::random::uniform(draws["bits"], i) < 0.2 + 0.4 * moved ? 1.0 : 0.0}) {
                    alarms += watch.update(x) == signal::drift ? 1U : 0U;
                }
            }
            const std::vector<std::byte> bytes = watch.state();
            all = (all ^ lastro::random::detail::fnv1a(lastro::core::as_text(bytes)) ^ alarms) * 0x100000001B3U;
        }
        CHECK(all == 4128557625062823549U);
    }

    TEST_CASE("one for each feature, each of its own kind") {
        std::vector<any_detector> all;
        for (const std::string& kind : any_detector::kinds()) {
            all.emplace_back(kind);
        }
        const std::vector<any_detector> copy = all;
        for (any_detector& one : all) {
            one.update(1.0);
        }
        CHECK_FALSE(copy == all);
        for (any_detector& one : all) {
            one.reset();
        }
        CHECK(copy == all);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(
            any_detector{"adwim"},
            "drift::any_detector: kind: expected adwin, bocpd, cusum, ddm, e_detector, ecdd, eddm, ewma, fhddm, "
            "gma, hddm_a, hddm_w, incremental_ks, kswin, page_hinkley, rddm, stepd, found \"adwim\"",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            (any_detector{"cusum", {{"drift", 1.0}}}),
            "drift::cusum: setting: expected min_instances, delta, threshold, two_sided, found \"drift\"",
            std::invalid_argument);
        CHECK_THROWS_WITH_AS((any_detector{"cusum", {{"delta", 1.0}, {"delta", 1.0}}}),
                             "drift::cusum: delta: expected one value, found another", std::invalid_argument);
        CHECK_THROWS_WITH_AS((any_detector{"cusum", {{"min_instances", 1.5}}}),
                             "drift::cusum: min_instances: expected a whole number from 0 to 2^53, found 1.5",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((any_detector{"page_hinkley", {{"clamped", 2.0}}}),
                             "drift::page_hinkley: clamped: expected 0 or 1, found 2", std::invalid_argument);
        CHECK_THROWS_WITH_AS((any_detector{"cusum", {{"threshold", 0.0}}}),
                             "drift::cusum: threshold: expected a finite number above 0, found 0",
                             std::invalid_argument);
        std::vector<std::byte> bytes = any_detector{"cusum"}.state();
        bytes[20] = std::byte{'X'};
        CHECK(streams::refusal([&] { return any_detector::from_state(bytes); }) ==
              "drift::any_detector: saved state: expected a kind that is known, found \"Xusum\"");
        CHECK_FALSE(streams::refusal([&] { return any_detector::from_state({bytes.data(), 30}); }).empty());
    }
}
