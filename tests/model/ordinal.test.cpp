// SPDX-License-Identifier: MIT
// tests/model/ordinal.test.cpp
#include <lastro/model/ordinal.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::ordinal;

namespace {

using texts = std::vector<std::string_view>;
using strings = std::vector<std::string>;

}  // namespace

TEST_SUITE("model/ordinal") {
    TEST_CASE("ordinal: the order of the settings, of sizes, or of bytes") {
        ordinal size{{.categories = {"S", "M", "L"}}};
        size.fit(texts{"L", "S"});
        CHECK(size.categories() == strings{"S", "M", "L"});
        CHECK(size.code("S") == 0.0);
        CHECK(size.code("M") == 1.0);
        CHECK(size.code("L") == 2.0);
        CHECK(size.code("XL") == -1.0);

        ordinal bytes;
        bytes.fit(texts{"b", "a", "B", "a"});
        CHECK(bytes.categories() == strings{"B", "a", "b"});
        ordinal numbers;
        numbers.fit(texts{"10", "9", "-2"});
        CHECK(numbers.categories() == strings{"-2", "9", "10"});
        CHECK(numbers.code("10") == 2.0);
        numbers.fit(texts{"10", "9", "-2", "many"});
        CHECK(numbers.categories() == strings{"-2", "10", "9", "many"});
    }

    TEST_CASE("ordinal: says what OrdinalEncoder of scikit-learn 1.9.1 says, unknown_value=-1") {
        ordinal o{{.unseen = model::unseen::none}};
        o.fit(texts{"b", "a", "c"});
        CHECK(o.code("a") == 0.0);
        CHECK(o.code("c") == 2.0);
        CHECK(o.code("z") == -1.0);
    }

    TEST_CASE("encode: a text never seen is refused, or has a number of its own") {
        std::array<double, 1> row{};
        ordinal strict;
        strict.fit(texts{"a"});
        CHECK(strict.encode("a", row));
        CHECK_FALSE(strict.encode("b", row));
        ordinal lenient{{.unseen = model::unseen::none, .none = 7.0}};
        lenient.fit(texts{"a"});
        CHECK(lenient.encode("b", row));
        CHECK(row[0] == 7.0);
        row[0] = 0.0;
        lenient.encode_missing(row);
        CHECK(row[0] == 7.0);
    }

    TEST_CASE("ordinal: what has no order is refused") {
        CHECK_THROWS_WITH_AS((ordinal{{.categories = {"a", "b", "a"}}}),
                             "model::ordinal: categories: expected every category once, found \"a\" a second time",
                             std::invalid_argument);
        ordinal size{{.categories = {"S", "M"}}};
        CHECK_THROWS_WITH_AS((size.fit(texts{"S", "L"})),
                             "model::ordinal: expected one of the categories of the settings, found \"L\"",
                             std::invalid_argument);
        CHECK_THROWS_AS(ordinal{}.fit(texts{}), std::invalid_argument);
    }

    TEST_CASE("check: a damaged file is refused") {
        ordinal o{{.categories = {"S", "M"}}};
        o.fit(texts{"S"});
        const auto set = [&o](strings categories) {
            ordinal::reflect(o, [&](std::string_view name, auto& value) {
                if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, strings>) {
                    value = name == "categories" ? categories : value;
                }
            });
        };
        set({"S", "S"});
        CHECK_THROWS_WITH_AS(o.check(),
                             "lastro.ordinal: categories: expected every category once, found \"S\" a second time",
                             format_error);
        set({"M", "S"});
        CHECK_THROWS_WITH_AS(o.check(), "lastro.ordinal: categories: expected those that are named, found others",
                             format_error);
        set({"S", "M"});
        CHECK_NOTHROW(o.check());
        CHECK(o.code("M") == 1.0);  // found again after reading
    }

}  // TEST_SUITE
