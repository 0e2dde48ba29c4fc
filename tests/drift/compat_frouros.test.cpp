// SPDX-License-Identifier: MIT
// tests/drift/compat_frouros.test.cpp
#include <lastro/drift/compat_frouros.hpp>

#include <doctest/doctest.h>

#include "compat_data.hpp"

using namespace compat_data;
namespace frouros = lastro::drift::compat::frouros;

// Every number below is what frouros 0.9.0 (numpy 2.0.2) returned.
TEST_SUITE("drift/compat_frouros") {
    TEST_CASE("distances: over ten bins of both sides, with the smallest normal number for 0") {
        CHECK(close(frouros::psi(x, y), 47.466001433261134));
        CHECK(close(frouros::psi(y, x), 47.466001433261134));
        CHECK(close(frouros::psi(few, more), 674.0106328365197));
        CHECK(close(frouros::hellinger(x, y), 0.2918785168282444));
        CHECK(close(frouros::hellinger(few, more), 0.7381863429593726));
        CHECK(close(frouros::bhattacharyya(x, y), 0.08519306858585585));
        CHECK(close(frouros::bhattacharyya(few, more), 0.5449190769317326));
        CHECK(close(frouros::histogram_intersection_complement(x, y), 0.33));
        CHECK(close(frouros::histogram_intersection_complement(few, more), 0.7305555555555556));
    }
}
