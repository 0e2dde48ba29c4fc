// SPDX-License-Identifier: MIT
// tests/core/detail/read_pieces.test.cpp
#include <lastro/core/detail/read_pieces.hpp>

#include <array>
#include <cstddef>
#include <fstream>
#include <string>

#include "../temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/detail/read_pieces") {
    TEST_CASE("read_pieces: every byte once, in order, never more than the buffer holds") {
        const temporary_directory here;
        for (const std::size_t size : {0U, 1U, 99U, 100U, 101U, 1000U}) {
            std::string content;
            for (std::size_t i = 0; i < size; ++i) {
                content += static_cast<char>('a' + i % 26);
            }
            std::ofstream{here / "file", std::ios::binary} << content;
            std::array<std::byte, 100> buffer;
            std::string seen;
            core::detail::read_pieces(here / "file", buffer, [&](core::byte_span piece) {
                CHECK(piece.size() <= 100);
                CHECK_FALSE(piece.empty());
                seen += core::as_text(piece);
            });
            CHECK(seen == content);
        }
    }

    TEST_CASE("read_pieces: says what it cannot read") {
        const temporary_directory here;
        std::array<std::byte, 8> buffer;
        const auto read = [&](const std::string& path) {
            core::detail::read_pieces(path, buffer, [](core::byte_span) {});
        };
        CHECK_THROWS_WITH_AS(read(here / "nothing"),
                             ((here / "nothing") + ": cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(read(here.path()), (here.path() + ": cannot read: Is a directory").c_str(),
                             lastro::io_error);
    }
}
