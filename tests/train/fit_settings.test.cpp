// SPDX-License-Identifier: MIT
// tests/train/fit_settings.test.cpp
#include <lastro/train/fit_settings.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <type_traits>

#include <doctest/doctest.h>

using namespace lastro;
using train::fit_settings;

namespace {

static_assert(std::is_aggregate_v<fit_settings> && std::copyable<fit_settings>);

void refused(const fit_settings& settings, const char* message) {
    CHECK_THROWS_WITH_AS(settings.check(20), message, std::invalid_argument);
}

}  // namespace

TEST_SUITE("train/fit_settings") {
    TEST_CASE("slices: small batches stay whole, large ones are cut in up to 8, or as one says") {
        CHECK(fit_settings{.batch_size = 1}.slices() == 1);
        CHECK(fit_settings{.batch_size = 127}.slices() == 1);
        CHECK(fit_settings{.batch_size = 128}.slices() == 2);
        CHECK(fit_settings{.batch_size = 1'000'000}.slices() == 8);
        CHECK(fit_settings{.batch_size = 8, .shards = 3}.slices() == 3);
    }

    TEST_CASE("check: settings that cannot be right are refused, by name") {
        CHECK_NOTHROW(fit_settings{.batch_size = 20}.check(20));
        refused({.epochs = 0}, "train::fit: epochs: expected at least 1, found 0");
        refused({.batch_size = 0}, "train::fit: batch_size: expected at least 1, found 0");
        refused({.batch_size = 21}, "train::fit: batch_size: expected at most the 20 rows to learn from, found 21");
        refused({.batch_size = 5, .threads = 0}, "train::fit: threads: expected at least 1, found 0");
        refused({.batch_size = 5, .shards = 0}, "train::fit: shards: expected at least 1, found 0");
        refused({.batch_size = 5, .optimizer = train::sgd{.learning_rate = std::nan("")}},
                "train::sgd: learning_rate: expected a finite number above 0, found nan");
        refused({.batch_size = 5, .groups = {{.pattern = "*", .optimizer = train::adam{.learning_rate = 0.0}}}},
                "train::adam: learning_rate: expected a finite number above 0, found 0");
        refused({.batch_size = 5, .schedule = train::warm_up{.steps = 0}},
                "train::warm_up: steps: expected a finite number above 0, found 0");
        refused({.batch_size = 5, .plateau = train::reduce_on_plateau{.factor = 2.0}},
                "train::reduce_on_plateau: factor: expected 0 < factor < 1, found 2");
        refused({.batch_size = 5, .clip = train::clip_by_norm{.most = 0.0}},
                "train::clip_by_norm: most: expected a finite number above 0, found 0");
        refused({.batch_size = 5, .accumulate = 0}, "train::fit: accumulate: expected at least 1, found 0");
        refused({.batch_size = 5, .label_smoothing = 1.0},
                "train::fit: label_smoothing: expected 0 <= label_smoothing < 1, found 1");
    }

    TEST_CASE("adjustments: what is not default, and nothing else") {
        CHECK(fit_settings{.epochs = 3, .optimizer = train::sgd{}}.adjustments().empty());
        const fit_settings all{.groups = {{.pattern = "*/bias", .optimizer = train::sgd{}}},
                               .schedule = train::warm_up{.steps = 5},
                               .schedule_unit = train::schedule_unit::epoch,
                               .plateau = train::reduce_on_plateau{},
                               .clip = train::clip_by_value{.most = 2},
                               .accumulate = 4,
                               .class_weights = train::class_weighting::balanced,
                               .label_smoothing = 0.25};
        const char* const expected[] = {
            "group sgd(pattern */bias, learning_rate 0.01, momentum 0, dampening 0, weight_decay 0, nesterov false)",
            "warm_up(steps 5, unit epoch)",
            ("reduce_on_plateau(monitor validation/loss, goal smaller, factor 0.1, patience 10, threshold 0.0001, "
             "relative true, cooldown 0, smallest 0)"),
            "clip_by_value(most 2)",
            "accumulate(batches 4)",
            "class_weights(weighting balanced)",
            "label_smoothing(share 0.25)"};
        const auto list = all.adjustments();
        REQUIRE(list.size() == 7);
        for (std::size_t i = 0; i < 7; ++i) {
            CHECK(to_string(list[i]) == expected[i]);
        }
    }

}  // TEST_SUITE
