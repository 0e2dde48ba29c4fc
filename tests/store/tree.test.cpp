// SPDX-License-Identifier: MIT
// tests/store/tree.test.cpp
#include <lastro/store/tree.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

using lastro::store::entry_kind;
using lastro::store::is_portable_name;
using lastro::store::is_tree_name;
using lastro::store::parse_tree;
using lastro::store::tree_entry;
using lastro::store::tree_text;

namespace {

// b3sum of the five bytes "hello"
const std::string hello = "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f";

std::string line(const std::string& kind, const std::string& bytes, const std::string& name) {
    return kind + ' ' + hello + ' ' + bytes + ' ' + name + '\n';
}

}  // namespace

TEST_SUITE("store/tree") {
    TEST_CASE("text: is what the page about it says, and comes back") {
        const auto digest = lastro::hash::blake3::of(lastro::core::as_bytes("hello"));
        const std::vector<tree_entry> entries{
            {.name = "a.txt", .kind = entry_kind::file, .bytes = 5, .digest = digest},
            {.name = "b", .kind = entry_kind::directory, .bytes = 7, .digest = digest},
            {.name = "run me", .kind = entry_kind::executable, .bytes = 5, .digest = digest},
            {.name = "\xC3\xA9", .kind = entry_kind::link, .bytes = 5, .digest = digest},
        };
        const std::string text = "lastro.tree/1\n" + line("f", "5", "a.txt") + line("d", "7", "b") +
                                 line("x", "5", "run me") + line("l", "5", "\xC3\xA9");
        CHECK(tree_text(entries) == text);
        CHECK(parse_tree(text, "x") == entries);
        CHECK(tree_text({}) == "lastro.tree/1\n");
        CHECK(parse_tree("lastro.tree/1\n", "x").empty());
    }

    TEST_CASE("reading: every other spelling is refused, with its line") {
        const std::string head = "lastro.tree/1\n";
        for (const std::string& bad : {
                 line("f", "5", "../up"),
                 line("f", "5", "/etc/passwd"),
                 line("f", "5", "a/b"),
                 line("f", "5", ".."),
                 line("f", "5", "."),
                 line("f", "5", "a\\b"),
                 line("f", "5", "a\tb"),
                 line("f", "5", "\xFF"),
                 line("f", "5", ""),
                 line("g", "5", "a"),
                 line("f", "05", "a"),
                 line("f", "-5", "a"),
                 line("f", "+5", "a"),
                 line("f", "", "a"),
                 line("f", "5x", "a"),
                 line("f", "9007199254740993", "a"),
                 line("f", "99999999999999999999", "a"),
                 line("f", "5", "b") + line("f", "5", "a"),
                 line("f", "5", "a") + line("f", "5", "a"),
                 std::string{"\n"},
                 std::string{"f\n"},
                 "f " + std::string(64, 'A') + " 5 a\n",
                 line("f", "5", "a").substr(0, 70),
             }) {
            CAPTURE(bad);
            CHECK_THROWS_AS(static_cast<void>(parse_tree(head + bad, "x")), lastro::format_error);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_tree(head + line("f", "5", "a") + line("f", "5", "../b"), "o")),
                             ("o:3: expected kind, digest, size and a safe name, in ascending order, found \"f "
                              "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a\"..."),
                             lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_tree("lastro.tree/2\n", "o")),
                             "o: expected a directory (\"lastro.tree/1\"), found \"lastro.tree/2\\x0a\"",
                             lastro::format_error);
    }

    TEST_CASE("reading: no flipped bit and no cut gives the same entries") {
        const std::string text = "lastro.tree/1\n" + line("f", "5", "a.txt") + line("d", "7", "b");
        const auto entries = parse_tree(text, "x");
        std::size_t refused = 0;
        std::size_t believed = 0;
        const auto judge = [&](const std::string& bad) {
            try {
                believed += parse_tree(bad, "x") == entries ? 1U : 0U;
            } catch (const lastro::format_error&) {
                ++refused;
            }
        };
        for (std::size_t i = 0; i < text.size() * 8; ++i) {
            std::string bad = text;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            judge(bad);
        }
        for (std::size_t length = 0; length < text.size(); ++length) {
            judge(text.substr(0, length));
        }
        CHECK(refused > 500);
        CHECK(believed == 0);
    }

    TEST_CASE("writing: refuses what nobody could read") {
        CHECK_THROWS_WITH_AS(static_cast<void>(tree_text({{.name = "../x"}})),
                             "store::tree_text: expected safe names in ascending order, and BLAKE3, found \"../x\"",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(tree_text({{.name = "b"}, {.name = "a"}})), std::invalid_argument);
    }

    TEST_CASE("names: safe ones, and those that every system can create") {
        for (const char* const name :
             {"a", "a.txt", ".hidden", "a b", "conx", "com0", "com", "lpt10", "\xE6\x97\xA5"}) {
            CAPTURE(name);
            CHECK(is_portable_name(name));
        }
        for (const char* const name : {"a:b", "a*", "what?", "\"a\"", "<a>", "a|b", "a.", "a ", "con", "NUL.txt",
                                       "Com1", "lpt9.tar.gz", "aux"}) {
            CAPTURE(name);
            CHECK(is_tree_name(name));
            CHECK_FALSE(is_portable_name(name));
        }
        CHECK_FALSE(is_portable_name(std::string(256, 'n')));
        for (const char* const name : {"", ".", "..", "a/b", "a\\b", "a\nb", "\xC0\x80"}) {
            CHECK_FALSE(is_tree_name(name));
        }
    }
}
