// SPDX-License-Identifier: MIT
// tests/data/detail/arrow_texts.test.cpp
#include <lastro/data/detail/arrow_texts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/data/dictionary.hpp>

#include "../hand_made_arrow.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

TEST_SUITE("data/detail/arrow_texts") {
    TEST_CASE("texts: offsets of 4 and of 8 bytes, from anywhere in the characters") {
        const std::int32_t small[] = {2, 3, 3, 6};
        CHECK(hand_made{"u", 3, small, "zza\u00e9b"}.taken() == column{std::vector<std::string>{"a", "", "\u00e9b"}});
        const std::int64_t large[] = {2, 3, 3, 6};
        CHECK(hand_made{"U", 3, large, "zza\u00e9b"}.taken() == column{std::vector<std::string>{"a", "", "\u00e9b"}});
        const std::uint8_t bits = 0b101;
        const std::int64_t hidden[] = {0, 1, 2, 3};
        CHECK(hand_made{"U", 3, hidden,
                        "a\xFF"
                        "b",
                        &bits}
                  .taken() == column{std::vector<std::optional<std::string>>{"a", {}, "b"}});
    }

    TEST_CASE("dictionaries: codes of every width; what a missing row has for a code does not matter") {
        const std::int64_t offsets[] = {0, 2, 3};
        const auto with_words = [&](hand_made& codes, hand_made& words) {
            codes.array.dictionary = &words.array;
            codes.schema.dictionary = &words.schema;
        };
        const column wanted{std::vector<std::optional<std::string>>{"c", "ab", {}, "ab"}};
        const std::uint8_t bits = 0b1011;
        const auto check = [&](const char* format, const auto& codes) {
            hand_made words{"U", 2, offsets, "abc"};
            hand_made array{format, 4, codes, "", &bits};
            array.array.n_buffers = 2;
            with_words(array, words);
            const column found = array.taken();
            CHECK(found == wanted);
            CHECK(data::has_dictionary(found));
        };
        const std::int8_t bytes[] = {1, 0, 77, 0};
        const std::int16_t shorts[] = {1, 0, -7, 0};
        const std::int32_t ints[] = {1, 0, 1000, 0};
        const std::int64_t longs[] = {1, 0, -1, 0};
        check("c", bytes), check("C", bytes), check("s", shorts), check("S", shorts);
        check("i", ints), check("I", ints), check("l", longs), check("L", longs);

        const auto refusal = [&](const std::int32_t* codes, std::int64_t rows, hand_made& words, const char* format) {
            hand_made array{format, rows, codes};
            with_words(array, words);
            return array.refusal();
        };
        const std::int32_t negative[] = {0, -1};
        hand_made words{"U", 2, offsets, "abc"};
        CHECK(refusal(ints, 4, words, "i") == "a: column \"x\": expected codes below 2, found 1000 in row 2");
        CHECK(refusal(negative, 2, words, "i") == "a: column \"x\": expected codes below 2, found 4294967295 in row 1");
        CHECK(refusal(ints, 2, words, "g") ==
              "a: column \"x\": expected integers as codes of a dictionary, found \"g\"");
        hand_made numbers{"l", 2, offsets};
        CHECK(refusal(ints, 2, numbers, "i") ==
              "a: column \"x\": expected a dictionary of texts, none of them missing, found int64");
        words.array.length = -1;
        CHECK(refusal(ints, 2, words, "i").starts_with("a: column \"x\": dictionary: expected a length"));
        words.array.length = 0;
        CHECK(refusal(ints, 2, words, "i") == "a: column \"x\": expected codes below 0, found 1 in row 0");
        words.array.release = nullptr;
        CHECK(refusal(ints, 2, words, "i") ==
              "a: column \"x\": expected a dictionary that was not released, found another one");
        hand_made lonely{"i", 2, ints};
        lonely.schema.dictionary = &numbers.schema;
        CHECK(lonely.refusal() ==
              "a: column \"x\": expected a dictionary in array and schema, or in neither, found one");
    }
}
