// SPDX-License-Identifier: MIT
// tests/data/detail/name_index.test.cpp
#include <lastro/data/detail/name_index.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using lastro::data::detail::name_index;

TEST_SUITE("data/detail/name_index") {
    TEST_CASE("name_index: finds every name and no other, however it was built") {
        std::mt19937_64 engine{5};
        std::vector<std::string> names;
        name_index grown;
        for (int i = 0; i < 200; ++i) {
            names.push_back("c" + std::to_string(engine()));
            grown.add_last(names);
        }
        const name_index built{names};
        for (std::size_t i = 0; i < names.size(); ++i) {
            REQUIRE(built.find(names, names[i]) == i);
            REQUIRE(grown.find(names, names[i]) == i);
        }
        for (const char* other : {"", "c", "zzz", "C1"}) {
            CHECK(built.find(names, other) == names.size());
        }
        for (std::size_t i = 1; i < names.size(); ++i) {
            REQUIRE(names[built.order()[i - 1]] < names[built.order()[i]]);
            REQUIRE(built.order()[i] == grown.order()[i]);
        }
        CHECK_FALSE(built.repeated(names));
        CHECK(name_index{}.find({}, "x") == 0);
    }

    TEST_CASE("name_index: names the earliest repetition") {
        const std::vector<std::string> names{"b", "a", "c", "a", "b"};
        CHECK(name_index{names}.repeated(names) == 3);
    }
}
