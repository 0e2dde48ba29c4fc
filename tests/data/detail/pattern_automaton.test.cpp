// SPDX-License-Identifier: MIT
// tests/data/detail/pattern_automaton.test.cpp: what is made of these parts is in pattern.test.cpp
#include <lastro/data/detail/pattern_automaton.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

using lastro::data::detail::character_class;
using lastro::data::detail::place_set;

TEST_SUITE("data/detail/pattern_automaton") {
    TEST_CASE("places: each once, in ascending order, over all words") {
        place_set a;
        for (const std::size_t i : {200U, 0U, 63U, 64U, 63U}) {
            a.add(i);
        }
        place_set b;
        b.add(255);
        a |= b;
        std::vector<std::size_t> found;
        a.each([&found](std::size_t i) { found.push_back(i); });
        CHECK(found == std::vector<std::size_t>{0, 63, 64, 200, 255});
    }

    TEST_CASE("classes: both ends of a range belong to it; a negated class holds all others") {
        character_class some{.ranges = {{'a', 'c'}, {0x20AC, 0x20AC}}};
        for (const char32_t c : {U'a', U'c', U'\u20ac'}) {
            CHECK(some.holds(c));
        }
        CHECK_FALSE(some.holds('d'));
        some.negated = true;
        CHECK_FALSE(some.holds('b'));
        CHECK(some.holds('d'));
    }
}
