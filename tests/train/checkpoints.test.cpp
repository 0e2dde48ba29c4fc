// SPDX-License-Identifier: MIT
// tests/train/checkpoints.test.cpp
#include <lastro/train/checkpoints.hpp>

#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using lastro::train::checkpoints;

TEST_SUITE("train/checkpoints") {
    TEST_CASE("check: a directory, a rhythm, something to keep") {
        checkpoints{.directory = "run"}.check();
        checkpoints{.directory = "run", .every_epochs = 0, .every_steps = 7}.check();
        CHECK_THROWS_WITH_AS(checkpoints{}.check(), "train::checkpoints: directory: expected a name, found none",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((checkpoints{.directory = "run", .every_epochs = 0}.check()),
                             "train::checkpoints: every_epochs: expected at least 1 where every_steps is 0, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((checkpoints{.directory = "run", .keep_last = 0}.check()),
                             "train::checkpoints: keep_last: expected at least 1, found 0", std::invalid_argument);
    }
}  // TEST_SUITE
