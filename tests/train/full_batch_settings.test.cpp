// SPDX-License-Identifier: MIT
// tests/train/full_batch_settings.test.cpp
#include <lastro/train/full_batch_settings.hpp>

#include <stdexcept>

#include <doctest/doctest.h>

using lastro::train::checkpoints;
using lastro::train::full_batch_settings;

TEST_SUITE("train/full_batch_settings") {
    TEST_CASE("check: names what is out of range") {
        full_batch_settings{}.check();
        CHECK_THROWS_WITH_AS((full_batch_settings{.threads = 0}.check()),
                             "train::fit_full_batch: threads: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS((full_batch_settings{.shards = 0}.check()),
                             "train::fit_full_batch: shards: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS((full_batch_settings{.block_rows = 0}.check()),
                             "train::fit_full_batch: block_rows: expected at least 1, found 0", std::invalid_argument);
        CHECK_THROWS_WITH_AS((full_batch_settings{.checkpoints = checkpoints{}}.check()),
                             "train::checkpoints: directory: expected a name, found none", std::invalid_argument);
    }

    TEST_CASE("rows_at_a_time: a block, or all rows where there are fewer") {
        CHECK(full_batch_settings{.block_rows = 100}.rows_at_a_time(30) == 30);
        CHECK(full_batch_settings{.block_rows = 100}.rows_at_a_time(300) == 100);
    }
}  // TEST_SUITE
