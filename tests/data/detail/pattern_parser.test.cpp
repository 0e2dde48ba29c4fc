// SPDX-License-Identifier: MIT
// tests/data/detail/pattern_parser.test.cpp
#include <lastro/data/detail/pattern_parser.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;

namespace {

std::vector<std::size_t> listed(const detail::place_set& set) {
    std::vector<std::size_t> all;
    set.each([&](std::size_t i) { all.push_back(i); });
    return all;
}

using places = std::vector<std::size_t>;

}  // namespace

TEST_SUITE("data/detail/pattern_parser") {
    TEST_CASE("automaton: that of Glushkov for (a|b)*ab") {
        detail::automaton to;
        const detail::fragment all = detail::pattern_parser{"(a|b)*ab", to}.whole();
        CHECK(to.places.size() == 4);
        CHECK(listed(all.first) == places{0, 1, 2});
        CHECK(listed(all.last) == places{3});
        CHECK_FALSE(all.empty);
        CHECK(listed(to.follow[0]) == places{0, 1, 2});
        CHECK(listed(to.follow[1]) == places{0, 1, 2});
        CHECK(listed(to.follow[2]) == places{3});
        CHECK(listed(to.follow[3]).empty());
    }

    TEST_CASE("automaton: a repetition by number is written out") {
        detail::automaton to;
        const detail::fragment all = detail::pattern_parser{"(ab){1,2}", to}.whole();
        CHECK(to.places.size() == 4);
        CHECK(listed(all.first) == places{0});
        CHECK(listed(all.last) == places{1, 3});
        CHECK(listed(to.follow[1]) == places{2});
    }

    TEST_CASE("place_set: holds places beyond the first word") {
        detail::place_set set;
        CHECK(listed(set).empty());
        set.add(255);
        set.add(64);
        CHECK(listed(set) == places{64, 255});
    }
}
