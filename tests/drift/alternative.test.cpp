// SPDX-License-Identifier: MIT
// tests/drift/alternative.test.cpp
#include <lastro/drift/alternative.hpp>

#include <doctest/doctest.h>

using lastro::drift::alternative;
using lastro::drift::swapped;

TEST_SUITE("drift/alternative") {
    TEST_CASE("swapped: says the same of the samples in the other order, and undoes itself") {
        static_assert(swapped(alternative::two_sided) == alternative::two_sided);
        static_assert(swapped(alternative::greater) == alternative::less);
        static_assert(swapped(swapped(alternative::less)) == alternative::less);
        CHECK(swapped(alternative::less) == alternative::greater);
    }
}
