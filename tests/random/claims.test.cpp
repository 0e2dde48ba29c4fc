// SPDX-License-Identifier: MIT
// tests/random/claims.test.cpp
#include <lastro/random/claims.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using lastro::random::claims;
using lastro::random::stream;

TEST_SUITE("random/claims") {
    TEST_CASE("claim: the stream of that name") {
        claims streams{stream{42}};
        CHECK(streams.claim("noise", "augmentation") == stream{42}["noise"]);
        CHECK(streams.claim("order", "shuffling") == stream{42}["order"]);
        CHECK(streams.owners() ==
              std::vector<std::pair<std::string, std::string>>{{"noise", "augmentation"}, {"order", "shuffling"}});
    }

    TEST_CASE("claim: a second consumer of one stream is an error that names both") {
        claims streams{stream{42}};
        static_cast<void>(streams.claim("noise", "augmentation"));
        CHECK_THROWS_WITH_AS(static_cast<void>(streams.claim("noise", "dropout")),
                             R"(random::claims: stream "noise": expected one consumer, augmentation, found dropout)",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(streams.claim("noise", "augmentation")), std::invalid_argument);
        CHECK(streams.owners().size() == 1);
        claims others{stream{42}};  // another part of the program, which did not ask
        CHECK(others.claim("noise", "dropout") == stream{42}["noise"]);
    }
}  // TEST_SUITE
