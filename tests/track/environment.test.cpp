// SPDX-License-Identifier: MIT
// tests/track/environment.test.cpp
#include <lastro/track/environment.hpp>

#include <sstream>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/version.hpp>

#include <doctest/doctest.h>

using lastro::store::json;
using lastro::track::capture_environment;
using lastro::track::environment;
using lastro::track::parse_environment;
using lastro::track::to_json;

namespace {

environment example() {
    environment e;
    e.library = "0.1.0";
    e.compiler = "gcc 12.2.0";
    e.standard_library = "libstdc++ 12";
    e.operating_system = "Linux";
    e.architecture = "x86_64";
    e.instructions = "avx2";
    e.byte_order = "little";
    e.optimised = true;
    e.threads = 2;
    return e;
}

}  // namespace

TEST_SUITE("track/environment") {
    TEST_CASE("capture: says what this program can know, the same each time") {
        const environment here = capture_environment();
        CHECK(here.library == lastro::version);
        CHECK((here.compiler.starts_with("gcc ") || here.compiler.starts_with("clang ")));
        CHECK((here.standard_library.starts_with("libstdc++ ") || here.standard_library.starts_with("libc++ ")));
        CHECK_FALSE(here.operating_system.empty());
        CHECK_FALSE(here.architecture.empty());
        CHECK(here.instructions == to_string(lastro::num::active_level()));
        CHECK((here.byte_order == "little" || here.byte_order == "big"));
        CHECK(here.threads >= 1);
        CHECK(capture_environment() == here);
    }

    TEST_CASE("record: one field for each member, and back") {
        CHECK(lastro::store::canonical_json(to_json(example())) ==
              R"({"architecture":"x86_64","assertions":false,"byte_order":"little","compiler":"gcc 12.2.0",)"
              R"("instructions":"avx2","library":"0.1.0","operating_system":"Linux","optimised":true,)"
              R"("standard_library":"libstdc++ 12","threads":2})");
        CHECK(parse_environment(to_json(example()), "e") == example());
        const environment here = capture_environment();
        CHECK(parse_environment(to_json(here), "e") == here);
    }

    TEST_CASE("refusals: a missing, mistyped or unknown field is named") {
        json missing = to_json(example());
        missing.erase("compiler");
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_environment(missing, "e")),
                             R"(e: "compiler": expected a value, found none)", lastro::format_error);
        json mistyped = to_json(example());
        mistyped["threads"] = "2";
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_environment(mistyped, "e")),
                             R"(e: "threads": expected a whole number from 0 to 2^53, found string)",
                             lastro::format_error);
        json unknown = to_json(example());
        unknown["host"] = "ship";
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_environment(unknown, "e")),
                             R"(e: expected no other fields, found "host")", lastro::format_error);
    }

    TEST_CASE("printing: one line") {
        std::ostringstream text;
        text << example();
        CHECK(text.str() == "lastro 0.1.0, gcc 12.2.0 (optimised), libstdc++ 12, Linux x86_64, avx2, 2 threads");
    }
}
