// SPDX-License-Identifier: MIT
// tests/data/pattern.test.cpp
#include <lastro/data/pattern.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::data::pattern;

namespace {

bool fits(const char* expression, std::string_view text) { return pattern{expression}.matches(text); }

std::string refusal(const char* expression) {
    try {
        (void)pattern{expression};
    } catch (const lastro::format_error& e) {
        return e.what();
    }
    return "accepted";
}

// The definition, by backtracking over a tree that is the expression: shares nothing with the automaton.
struct node {
    char kind;  // 'a' 'b' themselves, '.', '|' one of two, '&' one after the other, '*' '+' '?'
    std::vector<node> parts = {};
};

std::string spelled(const node& n) {
    switch (n.kind) {
        case '|':
            return "(" + spelled(n.parts[0]) + "|" + spelled(n.parts[1]) + ")";
        case '&':
            return spelled(n.parts[0]) + spelled(n.parts[1]);
        case '*':
        case '+':
        case '?':
            return "(" + spelled(n.parts[0]) + ")" + n.kind;
        default:
            return {n.kind};
    }
}

// Every length that a match at the start of `text` can have, as bits.
std::uint32_t lengths(const node& n, std::string_view text) {
    const auto then = [&](std::uint32_t starts, const node& next) {
        std::uint32_t ends = 0;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            ends |= (starts >> i & 1U) != 0 ? lengths(next, text.substr(i)) << i : 0U;
        }
        return ends;
    };
    switch (n.kind) {
        case '|':
            return lengths(n.parts[0], text) | lengths(n.parts[1], text);
        case '&':
            return then(lengths(n.parts[0], text), n.parts[1]);
        case '?':
            return 1U | lengths(n.parts[0], text);
        case '*':
        case '+': {
            std::uint32_t all = n.kind == '*' ? 1U : lengths(n.parts[0], text);
            for (std::uint32_t before = 0; before != all;) {
                before = all;
                all |= then(all, n.parts[0]);
            }
            return all;
        }
        default:
            return !text.empty() && (n.kind == '.' || text[0] == n.kind) ? 2U : 0U;
    }
}

node random_node(std::uint64_t& state, int depth) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t choice = (state >> 40U) % (depth > 0 ? 8 : 3);
    if (choice < 3) {
        return {"ab."[choice]};
    }
    if (choice < 5) {
        node left = random_node(state, depth - 1);
        return {"|&" [choice - 3], { std::move(left), random_node(state, depth - 1) }};
    }
    return {"*+?" [choice - 5], { random_node(state, depth - 1) }};
}

}  // namespace

TEST_SUITE("data/pattern") {
    TEST_CASE("matches: all of the text has to fit") {
        CHECK(fits("[A-Z]{1,3}-\\d{1,4}", "B-1234"));
        CHECK_FALSE(fits("[A-Z]{1,3}-\\d{1,4}", "xB-1234"));
        CHECK_FALSE(fits("[A-Z]{1,3}-\\d{1,4}", "B-12345"));
        CHECK(fits("", ""));
        CHECK_FALSE(fits("", "a"));
        CHECK(fits("a|bc|", "bc"));
        CHECK(fits("a|bc|", ""));
        CHECK_FALSE(fits("a|bc|", "ac"));
    }

    TEST_CASE("matches: repetitions by number") {
        struct {
            const char* expression;
            std::size_t least, most;
        } const cases[] = {
            {"a{3}", 3, 3},
            {"a{0}", 0, 0},
            {"a{0,2}", 0, 2},
            {"a{2,4}", 2, 4},
            {"a{2,}", 2, 99},
            {"a{0,}", 0, 99},
            {"a*", 0, 99},
            {"a+", 1, 99},
            {"a?", 0, 1},
            {"(a?){2,3}", 0, 3},
            {"(a{2}){1,2}|a{3}", 2, 4},
        };
        for (const auto& c : cases) {
            for (std::size_t n = 0; n < 7; ++n) {
                CAPTURE(c.expression);
                CAPTURE(n);
                CHECK(fits(c.expression, std::string(n, 'a')) == (n >= c.least && n <= c.most));
            }
        }
        for (const std::size_t n : {255U, 256U, 257U}) {  // as many places as there may be
            CHECK(fits("(((a{4}){4}){4}){4}", std::string(n, 'a')) == (n == 256));
        }
        CHECK(fits("(ab){2}c", "ababc"));
        CHECK_FALSE(fits("(ab){2}c", "abc"));
    }

    TEST_CASE("matches: classes and escapes") {
        CHECK(fits("[^a-c]", "d"));
        CHECK_FALSE(fits("[^a-c]", "b"));
        CHECK(fits("[a-]+[-a]", "-a-"));
        CHECK(fits("\\w+\\s\\W\\S\\D", "aZ_9 \t-x-") == false);
        CHECK(fits("\\w+\\s\\W\\S\\D", "aZ_9 -x-"));
        CHECK(fits("[\\d.]+", "1.2.3"));
        CHECK(fits("\\[\\]\\\\\\.\\n", "[]\\.\n"));
        CHECK_FALSE(fits(".", "\n"));
        for (int c = 0; c < 128; ++c) {
            const std::string one(1, static_cast<char>(c));
            const bool digit = c >= '0' && c <= '9';
            const bool word = digit || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            const bool space = c == ' ' || (c >= 9 && c <= 13);
            REQUIRE(fits("\\d", one) == digit);
            REQUIRE(fits("\\D", one) != digit);
            REQUIRE(fits("\\w", one) == word);
            REQUIRE(fits("\\W", one) != word);
            REQUIRE(fits("\\s", one) == space);
            REQUIRE(fits("\\S", one) != space);
        }
    }

    TEST_CASE("matches: a character of UTF-8 is one character") {
        CHECK(fits("..", "\xC3\xA9\xF0\x9F\x8C\xA7"));
        CHECK(fits("[\xC3\xA0-\xC3\xBF]+", "\xC3\xA9\xC3\xA8"));
        CHECK_FALSE(fits("[\xC3\xA0-\xC3\xBF]+", "\xC3\xA9\xC3\x80"));
        CHECK_FALSE(fits(".*", "a\xFF"));
        CHECK_FALSE(fits(".", "\xC3"));
    }

    TEST_CASE("matches: agrees with the definition on 2,000 random expressions and all short texts") {
        std::vector<std::string> texts{""};
        for (std::size_t i = 0; texts.back().size() < 5; ++i) {
            texts.push_back(texts[i] + "a");
            texts.push_back(texts[i] + "b");
        }
        std::uint64_t state = 1;
        for (int round = 0; round < 2000; ++round) {
            const node n = random_node(state, 4);
            const pattern p{spelled(n)};
            CAPTURE(p.expression());
            std::size_t wrong = 0;
            for (const std::string& text : texts) {
                wrong += p.matches(text) == ((lengths(n, text) >> text.size() & 1U) != 0) ? 0U : 1U;
            }
            REQUIRE(wrong == 0);
        }
    }

    TEST_CASE("matches: what makes backtracking take for ever takes no longer than any other text") {
        const pattern p{"(a*)*(a|aa)+(a?){60}b"};  // exponential where it is tried in turns
        CHECK_FALSE(p.matches(std::string(100'000, 'a')));
        CHECK(p.matches(std::string(100'000, 'a') + "b"));
    }

    TEST_CASE("pattern: what it does not know is refused, with its place") {
        CHECK(refusal("^a") ==
              "data::pattern \"^a\": byte 0: expected neither ^ nor $, for the whole text has to match (or \\ before "
              "it), found \"^a\"");
        CHECK(refusal("(a") == "data::pattern \"(a\": byte 2: expected ')', found the end");
        for (const char* const expression :
             {"a)",     "[a",     "[]", "[z-a]", "[\\d-z]", "[a[b]", "*a", "a**",   "a+?", "a{2",  "a{,2}",
              "a{3,2}", "a{257}", "a}", "]",     "\\1",     "\\b",   "\\", "(?:a)", "a$",  "\xFF", "(a{20}){20}"}) {
            CAPTURE(expression);
            CHECK(refusal(expression) != "accepted");
        }
        CHECK(refusal("(((a{4}){4}){4}){4}") == "accepted");  // 256 places
        CHECK(refusal("((((){99}){99}){99}){99}") == "accepted");
        CHECK(refusal((std::string(51, '(') + std::string(51, ')')).c_str()) != "accepted");
    }

    TEST_CASE("a class of very many characters is refused before it is copied") {
        CHECK_THROWS_AS(lastro::data::pattern{"[" + std::string(1'000'000, 'a') + "]{256}"}, lastro::format_error);
        CHECK(lastro::data::pattern{"[" + std::string(1000, 'a') + "]"}.matches("a"));
    }
}
