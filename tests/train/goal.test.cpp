// SPDX-License-Identifier: MIT
// tests/train/goal.test.cpp
#include <lastro/train/goal.hpp>

#include <doctest/doctest.h>

#include <lastro/train/early_stopping.hpp>
#include <lastro/train/plateau.hpp>

using namespace lastro;

TEST_SUITE("train/goal") {
    TEST_CASE("goal: losses are small by default, for everything that watches a metric") {
        CHECK(train::goal{} == train::goal::smaller);
        CHECK(train::early_stopping{}.goal == train::goal::smaller);
        CHECK(train::reduce_on_plateau{}.goal == train::goal::smaller);
    }
}  // TEST_SUITE
