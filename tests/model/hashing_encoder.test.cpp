// SPDX-License-Identifier: MIT
// tests/model/hashing_encoder.test.cpp
#include <lastro/model/hashing_encoder.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::hashing_encoder;
using model::detail::murmur3;

// Of sklearn.utils.murmurhash3_32, scikit-learn 1.9.1, seeds 0 and 42: every length of the rest, and an empty text.
static_assert(murmur3("") == 0 && murmur3("", 42) == 0x087fcd5c);
static_assert(murmur3("a") == 0x3c2569b2 && murmur3("a", 42) == 0xb2e5a263);
static_assert(murmur3("ab") == 0x9bbfd75f && murmur3("ab", 42) == 0xd72d0e47);
static_assert(murmur3("abc") == 0xb3dd93fa && murmur3("abc", 42) == 0x4e4f1e68);
static_assert(murmur3("abcd") == 0x43ed676a && murmur3("abcd", 42) == 0xe860e5cc);

TEST_SUITE("model/hashing_encoder") {
    TEST_CASE("murmur3: long texts") {
        CHECK(murmur3("Rua Augusta") == 0x697687a1);
        CHECK(murmur3("Rua Augusta", 42) == 0xa85bcde0);
        CHECK(murmur3("The quick brown fox jumps over the lazy dog") == 0x2e4ff723);
        CHECK(murmur3("The quick brown fox jumps over the lazy dog", 42) == 0x347ca102);
    }

    TEST_CASE(
        "hashing_encoder: places and signs of FeatureHasher(n_features=16, input_type=\"string\"), "
        "scikit-learn 1.9.1") {
        struct {
            std::string_view text;
            std::size_t place;
            double sign;
        } const golden[] = {{"sun", 11, 1},
                            {"rain", 4, 1},
                            {"", 0, 1},
                            {"Rua Augusta", 1, 1},
                            {"a", 2, 1},
                            {"hail", 2, -1},
                            {"S\xc3\xa3o Paulo", 1, 1}};
        const hashing_encoder h;
        for (const auto& g : golden) {
            CAPTURE(g.text);
            std::array<double, 16> row{};
            row.fill(9.0);
            CHECK(h.encode(g.text, row));
            std::array<double, 16> expected{};
            expected[g.place] = g.sign;
            CHECK(row == expected);
        }
        std::array<double, 16> row{};
        CHECK(hashing_encoder{{.alternate_sign = false}}.encode("hail", row));
        CHECK(row[2] == 1.0);
        h.encode_missing(row);
        CHECK(row == std::array<double, 16>{});
    }

    TEST_CASE("names: the column and the place") {
        std::vector<std::string> names;
        hashing_encoder{{.width = 2}}.append_names("street", names);
        CHECK(names == std::vector<std::string>{"street#0", "street#1"});
    }

    TEST_CASE("hashing_encoder: no columns, or too many, are refused") {
        CHECK_THROWS_WITH_AS(hashing_encoder{{.width = 0}},
                             "model::hashing_encoder: width: expected 1 to 1000000, found 0", std::invalid_argument);
        hashing_encoder h;
        hashing_encoder::reflect(h, [](std::string_view, auto& value) { value = {}; });
        CHECK_THROWS_WITH_AS(h.check(), "lastro.hashing_encoder: width: expected 1 to 1000000, found 0", format_error);
    }

}  // TEST_SUITE
