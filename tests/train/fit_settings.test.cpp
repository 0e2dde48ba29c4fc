// SPDX-License-Identifier: MIT
// tests/train/fit_settings.test.cpp
#include <lastro/train/fit_settings.hpp>

#include <cmath>
#include <concepts>
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
    TEST_CASE("check: settings that cannot be right are refused, by name") {
        CHECK_NOTHROW(fit_settings{.batch_size = 20}.check(20));
        refused({.epochs = 0}, "train::fit: epochs: expected at least 1, found 0");
        refused({.batch_size = 0}, "train::fit: batch_size: expected at least 1, found 0");
        refused({.batch_size = 21}, "train::fit: batch_size: expected at most the 20 rows to learn from, found 21");
        refused({.batch_size = 5, .threads = 0}, "train::fit: threads: expected at least 1, found 0");
        refused({.batch_size = 5, .shards = 0}, "train::fit: shards: expected at least 1, found 0");
        refused({.batch_size = 5, .optimizer = train::sgd{.learning_rate = std::nan("")}},
                "train::sgd: learning_rate: expected a finite number above 0, found nan");
    }

}  // TEST_SUITE
