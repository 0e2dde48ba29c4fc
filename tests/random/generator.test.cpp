// SPDX-License-Identifier: MIT
// tests/random/generator.test.cpp
#include <lastro/random/generator.hpp>

#include <cstdint>
#include <random>

#include <doctest/doctest.h>

using lastro::random::generator;
using lastro::random::stream;

namespace {

static_assert(std::uniform_random_bit_generator<generator>);
static_assert((generator::min)() == 0 && (generator::max)() == 0xFFFFFFFFFFFFFFFFU);

}  // namespace

TEST_SUITE("random/generator") {
    TEST_CASE("generator: gives the stream's draws 0, 1, 2, ...") {
        const stream s = stream{3}["noise"];
        generator next{s};
        for (std::uint64_t i = 0; i < 100; ++i) {
            CHECK(next.position() == i);
            CHECK(next() == s.bits(i));
        }
        CHECK(next.source() == s);
    }

    TEST_CASE("generator: a position is all there is to save") {
        const stream s{4};
        generator first{s};
        for (int i = 0; i < 7; ++i) {
            (void)first();
        }
        generator second{s, first.position()};
        CHECK(second == first);
        CHECK(second() == first());
        CHECK(second == first);
        (void)second();
        CHECK(second != first);
        CHECK(generator{stream{5}, 8} != first);
    }

    TEST_CASE("generator: copies go on independently") {
        generator a{stream{6}};
        (void)a();
        generator b = a;
        const std::uint64_t from_a = a();
        (void)a();
        CHECK(b() == from_a);
    }

    TEST_CASE("generator: serves the distributions of the standard library") {
        generator next{stream{7}};
        std::uniform_int_distribution<int> die{1, 6};
        int seen = 0;
        for (int i = 0; i < 200; ++i) {
            const int face = die(next);
            REQUIRE((face >= 1 && face <= 6));
            seen |= 1 << face;
        }
        CHECK(seen == 0b1111110);
    }

}  // TEST_SUITE
