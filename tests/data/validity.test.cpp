// SPDX-License-Identifier: MIT
// tests/data/validity.test.cpp
#include <lastro/data/validity.hpp>

#include <cstddef>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using lastro::data::validity;

TEST_SUITE("data/validity") {
    TEST_CASE("validity: takes no bits while nothing is missing") {
        validity v;
        for (int i = 0; i < 100; ++i) {
            v.push_back(true);
        }
        CHECK(v.size() == 100);
        CHECK(v.null_count() == 0);
        CHECK(v.bits().empty());
        CHECK(v == validity{100});
        CHECK(v[99]);
    }

    TEST_CASE("validity: bit i % 8 of byte i / 8, set where there is a value") {
        validity v{10};
        v.push_back(false);
        v.push_back(true);
        REQUIRE(v.bits().size() == 2);
        CHECK(v.bits()[0] == 0xFF);
        CHECK(v.bits()[1] == 0b1011);
        CHECK(v.null_count() == 1);
    }

    TEST_CASE("validity: equal however it was built, and right in every bit") {
        std::mt19937_64 engine{3};
        for (std::size_t size = 0; size < 70; ++size) {
            std::vector<bool> wanted(size);
            validity v;
            std::size_t missing = 0;
            for (std::size_t i = 0; i < size; ++i) {
                wanted[i] = engine() % 4 != 0;
                missing += wanted[i] ? 0U : 1U;
                v.push_back(wanted[i]);
            }
            REQUIRE(v.size() == size);
            REQUIRE(v.null_count() == missing);
            REQUIRE(v.bits().size() == (missing == 0 ? 0 : (size + 7) / 8));
            for (std::size_t i = 0; i < size; ++i) {
                REQUIRE(v[i] == wanted[i]);
            }
            for (std::size_t i = size; i < v.bits().size() * 8; ++i) {  // unused bits are zero
                REQUIRE((v.bits()[i / 8] >> (i % 8) & 1) == 0);
            }
        }
        CHECK(validity{3} != validity{4});
    }
}
