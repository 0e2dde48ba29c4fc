// SPDX-License-Identifier: MIT
// tests/drift/compat_nannyml.test.cpp
#include <lastro/drift/compat_nannyml.hpp>

#include <vector>

#include <doctest/doctest.h>

#include "compat_data.hpp"

using namespace compat_data;
namespace nannyml = lastro::drift::compat::nannyml;

// Every number below is what the two methods of nannyml 0.13.1 (numpy 2.0.2) returned.
TEST_SUITE("drift/compat_nannyml") {
    TEST_CASE("distances: over Doane's bins of the reference, and one for what lies outside") {
        CHECK(close(nannyml::jensen_shannon(x, y), 0.38340799880687154));
        CHECK(close(nannyml::jensen_shannon(y, x), 0.3676842868562933));
        CHECK(close(nannyml::jensen_shannon(few, more), 0.7567630464253875));
        CHECK(close(nannyml::hellinger(x, y), 0.34879233833859863));
        CHECK(close(nannyml::hellinger(y, x), 0.3346101355998226));
        CHECK(close(nannyml::hellinger(few, more), 0.7381863429593726));
        const lastro::drift::sorted_sample constant{std::vector<double>{5, 5, 5}};
        CHECK(nannyml::hellinger(constant, constant) == 0.0);  // one bin
    }
}
