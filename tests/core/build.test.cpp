// SPDX-License-Identifier: MIT
// tests/core/build.test.cpp
#include <lastro/core/build.hpp>

#include <string>

#include <doctest/doctest.h>

using lastro::core::build;
using lastro::core::this_build;

TEST_SUITE("core/build") {
    TEST_CASE("this_build: says what the compiler says, the same each time") {
        const build here = this_build();
        CHECK(here.library == lastro::version);
        CHECK((here.compiler.starts_with("gcc ") || here.compiler.starts_with("clang ")));
        CHECK((here.standard_library.starts_with("libstdc++ ") || here.standard_library.starts_with("libc++ ")));
        CHECK((here.byte_order == "little" || here.byte_order == "big"));
        CHECK_FALSE(here.target.empty());
        CHECK(this_build() == here);
    }

    TEST_CASE("to_string: one line") {
        CHECK(to_string(build{"0.1.0", "gcc 12.2.0", "libstdc++ 12", "little", "avx2", true, false}) ==
              "lastro 0.1.0, gcc 12.2.0, libstdc++ 12, optimised, avx2");
        CHECK(to_string(build{"0.1.0", "clang 14.0.6", "libc++ 14000", "big", "unknown", false, true}) ==
              "lastro 0.1.0, clang 14.0.6, libc++ 14000, not optimised, unknown");
    }
}  // TEST_SUITE
