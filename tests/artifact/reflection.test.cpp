// SPDX-License-Identifier: MIT
// tests/artifact/reflection.test.cpp
#include <lastro/artifact/reflection.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "reflected.hpp"

namespace artifact = lastro::artifact;

// Members, functions beside the type, another type: which is which the compiler says.
static_assert(artifact::reflectable<reflected::square> && artifact::reflectable<reflected::ring>);
static_assert(!artifact::reflectable<reflected::even> && !artifact::reflectable<int>);
static_assert(artifact::schema_for<reflected::square>() == artifact::schema{"test.square", 1});
static_assert(artifact::schema_for<reflected::ring>() == artifact::schema{"test.ring", 2});
static_assert(artifact::detail::saved_otherwise<reflected::even> && !artifact::detail::saved_otherwise<int>);
enum old { one };
static_assert(artifact::detail::enumeration<reflected::colour> && !artifact::detail::enumeration<old>,
              "an enumeration without a type of its own may not hold every number");

TEST_SUITE("artifact/reflection") {
    TEST_CASE("visit: the fields of both ways to describe a type, in order, to read and to change") {
        reflected::ring ring{.inner = 0.5, .outer = 1.5};
        std::string names;
        artifact::visit_fields(ring, [&](std::string_view name, double& field) {
            names += name;
            field += 1.0;
        });
        CHECK(names == "innerouter");
        const reflected::ring fixed = ring;
        double sum = 0.0;
        artifact::visit_fields(fixed, [&](std::string_view, const double& field) { sum += field; });
        CHECK(sum == 4.0);
        const reflected::square square{.side = 3.0};
        artifact::visit_fields(square, [&](std::string_view name, const double& field) {
            CHECK(name == "side");
            CHECK(field == 3.0);
        });
    }
}
