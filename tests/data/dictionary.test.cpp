// SPDX-License-Identifier: MIT
// tests/data/dictionary.test.cpp
#include <lastro/data/dictionary.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/data/fingerprint.hpp>
#include <lastro/data/row_multiset.hpp>
#include <lastro/data/value_codes.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

namespace {

using texts = std::vector<std::optional<std::string>>;

// Few different texts, some of them empty, some rows missing.
texts random_texts(std::mt19937_64& engine, std::size_t rows) {
    texts result(rows);
    for (auto& text : result) {
        if (engine() % 5 != 0) {
            text = std::string(engine() % 12, static_cast<char>('a' + engine() % 3));
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("data/dictionary") {
    TEST_CASE("with_dictionary: each text once, in ascending order; the same column in every other way") {
        const texts rows{"rain", "sun", {}, "rain", "fog", "sun"};
        const column plain{rows};
        const column coded = data::with_dictionary(plain);
        CHECK_FALSE(data::has_dictionary(plain));
        REQUIRE(data::has_dictionary(coded));
        const auto view = coded.as<std::string_view>();
        REQUIRE(view.entries() == 4);
        CHECK(view.entry(0).empty());  // what lies under the missing row
        CHECK(view.entry(1) == "fog");
        CHECK(view.entry(3) == "sun");
        CHECK(std::vector<std::uint32_t>(view.codes().begin(), view.codes().end()) ==
              std::vector<std::uint32_t>{2, 3, 0, 2, 1, 3});
        CHECK(coded == plain);
        CHECK(plain == coded);
        CHECK(coded.type() == data::type::string);
        CHECK(coded.null_count() == 1);
        CHECK(coded.is_null(2));
        CHECK(coded.to_text(4) == "fog");
        CHECK(data::fingerprint(coded) == data::fingerprint(plain));
        CHECK_FALSE(data::has_dictionary(data::without_dictionary(coded)));
        CHECK(data::without_dictionary(coded) == plain);
    }

    TEST_CASE("texts chosen to have one hash are left without a dictionary, and cost no quadratic time") {
        using lastro::stats::detail::golden;
        const auto step = [](std::uint64_t x) {
            x *= golden;
            return x ^ (x >> 32U);
        };
        lastro::data::detail::text_numbers numbers{65'536};
        std::uint32_t last = 0;
        std::uint64_t i = 0;
        for (; i < 5'000 && last < 65'536; ++i) {
            const std::uint64_t words[2] = {i, step((golden + 16) ^ i) ^ 42};
            std::string text(16, ' ');
            for (std::size_t k = 0; k < text.size(); ++k) {
                text[k] = static_cast<char>(words[k / 8] >> (8 * (k % 8)) & 0xFFU);
            }
            last = numbers(text);
        }
        CHECK(last == 65'536);
        CHECK(i < 1'000);
    }

    TEST_CASE("with_dictionary: not for other types, for too many texts, and for no rows") {
        const column numbers{std::vector<std::int64_t>{1, 1}};
        CHECK(data::with_dictionary(numbers) == numbers);
        CHECK_FALSE(data::has_dictionary(numbers));
        const column many{texts{"a", "b", "c", "a"}};
        CHECK(data::has_dictionary(data::with_dictionary(many, 3)));
        CHECK_FALSE(data::has_dictionary(data::with_dictionary(many, 2)));
        CHECK_FALSE(data::has_dictionary(data::with_dictionary(many, 0)));
        CHECK_FALSE(data::has_dictionary(data::with_dictionary(column{texts{}})));
        column noted = many;
        noted.why_not_numeric("line 2 holds \"a\"");
        CHECK(data::with_dictionary(noted).why_not_numeric() == noted.why_not_numeric());
    }

    TEST_CASE("every function: the same answer with a dictionary as without, for 100 random columns") {
        std::mt19937_64 engine{5};
        for (int round = 0; round < 100; ++round) {
            const std::size_t rows = round == 0 ? 20'000 : 1 + engine() % 90;  // the first is fed in several pieces
            const data::table plain{{"t"}, {column{random_texts(engine, rows)}}};
            const data::table coded = data::with_dictionary(plain);
            REQUIRE(data::has_dictionary(coded.column("t")));
            REQUIRE(coded == plain);
            REQUIRE(data::canonical_bytes(coded.column("t")) == data::canonical_bytes(plain.column("t")));
            REQUIRE(data::row_multiset{coded} == data::row_multiset{plain});
            const auto a = coded.column<std::string_view>("t");
            const auto b = plain.column<std::string_view>("t");
            REQUIRE((a == "aaa") == (b == "aaa"));
            REQUIRE((a < "bb") == (b < "bb"));
            const data::value_codes x = data::codes_of(coded.column("t"));
            const data::value_codes y = data::codes_of(plain.column("t"));
            REQUIRE(x.codes == y.codes);
            REQUIRE(x.texts == y.texts);
            std::vector<std::uint64_t> some(engine() % 40);
            for (std::uint64_t& i : some) {
                i = engine() % rows;
            }
            REQUIRE(coded.gather(some) == plain.gather(some));
            REQUIRE(data::has_dictionary(coded.gather(some).column("t")) == !some.empty());
            const data::table tail = coded.slice(rows / 2, rows - rows / 2);
            REQUIRE(tail == plain.slice(rows / 2, rows - rows / 2));
            REQUIRE(data::with_dictionary(tail) == tail);
            REQUIRE(data::codes_of(tail.column("t")).texts ==
                    data::codes_of(plain.column("t").slice(rows / 2, rows - rows / 2)).texts);
        }
    }

    TEST_CASE("equality: different texts differ, with one dictionary or two") {
        const column a = data::with_dictionary(column{texts{"x", "y"}});
        CHECK(a != data::with_dictionary(column{texts{"y", "x"}}));
        CHECK(a != data::with_dictionary(column{texts{"x", "z"}}));
        CHECK(a != data::with_dictionary(column{texts{"x", "y", "x"}}));
        CHECK(a != column{texts{"x", "z"}});
        CHECK(a.gather(std::vector<std::uint64_t>{0, 0}) == column{texts{"x", "x"}});
    }

    TEST_CASE("column: a dictionary from elsewhere is checked") {
        const auto of = [](std::vector<std::uint32_t> codes, std::string characters) {
            data::detail::text_values v;
            v.push_back(characters);
            v.codes = std::move(codes);
            return v;
        };
        CHECK(column{of({0, 0}, "a"), data::validity{2}} == column{texts{"a", "a"}});
        CHECK_THROWS_WITH_AS((column{of({0, 1}, "a"), data::validity{2}}),
                             "column: dictionary: expected codes below 1, found 1", std::invalid_argument);
        CHECK_THROWS_AS((column{of({0}, "\xFF"), data::validity{1}}), std::invalid_argument);
        data::validity gap;
        gap.push_back(true), gap.push_back(false);
        const column hidden{of({0, 0}, "a"), gap};  // the text under the missing row goes
        CHECK(hidden == column{texts{"a", {}}});
        CHECK(data::fingerprint(hidden) == data::fingerprint(column{texts{"a", {}}}));
    }

    TEST_CASE("with_dictionary: twenty thousand different texts") {
        std::vector<std::string> many;
        for (int i = 0; i < 20'000; ++i) {
            many.push_back(std::to_string(i * 7919 % 20'000));
        }
        const column coded = data::with_dictionary(column{many});
        CHECK(coded.as<std::string_view>().entries() == 20'000);
        CHECK(coded == column{many});
    }
}
