// SPDX-License-Identifier: MIT
// tests/data/detail/csv_pieces.test.cpp
#include <lastro/data/detail/csv_pieces.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/text.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace detail = lastro::data::detail;

namespace {

detail::csv_pieces pieces_of(std::string_view text, std::size_t size, bool ends = true) {
    return detail::cut_into_pieces(text, ends, {}, size, [](std::size_t n, const auto& task) {
        for (std::size_t i = n; i-- > 0;) {  // in whatever order
            task(i);
        }
    });
}

}  // namespace

TEST_SUITE("data/detail/csv_pieces") {
    TEST_CASE("bounds: at ends of records, quotes or not") {
        CHECK(pieces_of("", 4).bounds == std::vector<std::size_t>{0});
        CHECK(pieces_of("a,b", 4).bounds == std::vector<std::size_t>{0, 3});
        CHECK(pieces_of("a,b\r\nc,d\r\n", 4).bounds == std::vector<std::size_t>{0, 5, 10});
        std::mt19937_64 engine{6};
        for (int round = 0; round < 300; ++round) {
            std::string text;
            std::vector<std::size_t> ends;
            for (int row = 0; row < 40; ++row) {
                text += "\"x\n\r\n" + std::string(engine() % 90, ',') + "\"\"\",y";
                text += row % 3 == 0 ? "\n" : row % 3 == 1 ? "\r\n" : "\r";
                ends.push_back(text.size());
            }
            const auto found = pieces_of(text, 64 + engine() % 64);
            REQUIRE(found.bounds.front() == 0);
            REQUIRE(found.bounds.back() == text.size());
            REQUIRE(found.bounds.size() > 5);
            for (std::size_t i = 1; i < found.bounds.size(); ++i) {
                REQUIRE(found.bounds[i] > found.bounds[i - 1]);
                bool end = false;
                for (const std::size_t e : ends) {
                    end = end || e == found.bounds[i];
                }
                REQUIRE(end);
            }
        }
    }

    TEST_CASE("bounds: of a text that goes on, up to the end of the last record that is whole") {
        CHECK(pieces_of("a,b", 4, false).bounds == std::vector<std::size_t>{0});
        CHECK(pieces_of("a,b\nc,d\ne", 4, false).bounds == std::vector<std::size_t>{0, 8});
        CHECK(pieces_of("a,b\r", 4, false).bounds == std::vector<std::size_t>{0});  // perhaps half of a CRLF
        CHECK(pieces_of("a,b\rc", 64, false).bounds == std::vector<std::size_t>{0, 4});
        CHECK(pieces_of("a,b\n\"c\nd\n", 64, false).bounds == std::vector<std::size_t>{0, 4});
        CHECK(pieces_of("a\n\"c\n\"\"\nd\"\n\"", 5, false).bounds == std::vector<std::size_t>{0, 11});
        const auto pieces = pieces_of("a,b\nc,d\ne,f\n", 5);
        REQUIRE(pieces.count() == 2);
        CHECK(pieces.piece("a,b\nc,d\ne,f\n", 1) == "e,f\n");
    }

    TEST_CASE("lines: counted as count_line_ends does, in the text and in its pieces") {
        std::mt19937_64 engine{8};
        for (int round = 0; round < 2000; ++round) {
            std::string text;
            for (std::size_t n = engine() % 300; n > 0; --n) {
                text += "\n\rab"[engine() % 4];
            }
            REQUIRE(detail::count_lines(text) == data::count_line_ends(text));
            for (const bool ends : {true, false}) {
                const auto pieces = pieces_of(text, 7, ends);
                REQUIRE(pieces.lines == data::count_line_ends(text.substr(0, pieces.bounds.back())));
            }
        }
    }

    TEST_CASE("utf8: as core::is_utf8 says, wherever blocks are cut") {
        std::mt19937_64 engine{7};
        constexpr std::string_view parts[] = {"a", "bc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\n"};
        int broken = 0;
        for (int round = 0; round < 4000; ++round) {
            std::string text;
            for (int i = 0; i < 60; ++i) {
                text += parts[engine() % 6];
            }
            if (round % 2 == 0) {
                text[engine() % text.size()] = static_cast<char>(engine() % 2 == 0 ? 0xA0 : 0xE2);
            }
            broken += lastro::core::is_utf8(text) ? 0 : 1;
            for (const std::size_t size : {7U, 64U, 100U}) {
                REQUIRE(pieces_of(text, size).utf8 == lastro::core::is_utf8(text));
            }
        }
        CHECK(broken > 1000);
    }

    TEST_CASE("utf8: the last character of a text that goes on may be half of one") {
        constexpr std::string_view text = "a\n\xC3\xA9\xF0\x9F\x98\x80";
        for (std::size_t n = 0; n <= text.size(); ++n) {
            CHECK(pieces_of(text.substr(0, n), 3, false).utf8);
            CHECK(pieces_of(text.substr(0, n), 3).utf8 == lastro::core::is_utf8(text.substr(0, n)));
        }
        CHECK(!pieces_of("\xA0\xA0\xA0\xA0\xA0", 64, false).utf8);
        CHECK(!pieces_of("\xC3zz", 64, false).utf8);
    }
}
