// SPDX-License-Identifier: MIT
// tests/store/detail/copy_file.test.cpp
#include <lastro/store/detail/copy_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"
#include "../directory_fixture.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
namespace detail = lastro::store::detail;

TEST_SUITE("store/detail/copy_file") {
    TEST_CASE("copy and hash: every size around the pieces, with one thread and two, says what arrived") {
        const temporary_directory d;
        for (const std::size_t size :
             {std::size_t{0}, std::size_t{1}, detail::copy_piece - 1, detail::copy_piece, detail::copy_piece + 1,
              3 * detail::copy_piece, detail::direct_copy, 35 * detail::copy_piece + 4099}) {
            const std::string content = lastro_test::noise(size, size);
            lastro_test::write(d / "from", content);
            const auto expected = blake3::of(core::as_bytes(content));
            for (const std::size_t threads : {1U, 2U, 5U}) {
                const auto from = core::detail::descriptor::open(d / "from", O_RDONLY);
                const auto to = core::detail::descriptor::open(d / "to", O_RDWR | O_CREAT | O_TRUNC, 0666);
                std::uint64_t heard = 0;
                const auto listen = [&](std::uint64_t bytes) { heard += bytes; };
                const detail::copied_file copy =
                    detail::copy_descriptor(from.number(), to.number(), size, threads, d / "from", d / "to", listen);
                CHECK(copy.digest == expected);
                CHECK(copy.bytes == size);
                CHECK(heard == size);
                CHECK(core::read_text(d / "to") == content);
                blake3 hasher;
                CHECK(detail::hash_descriptor(hasher, from.number(), size + 100, threads, d / "from", listen) == size);
                CHECK(hasher.finalize() == expected);
            }
        }
    }

    TEST_CASE(
        "copy: a file that is cut while it is read ends there, and has the name of what was read; one that grows does "
        "not") {
        const temporary_directory d;
        const std::string content = lastro_test::noise(40 * detail::copy_piece, 7);
        for (const std::size_t left : {std::size_t{0}, 20 * detail::copy_piece, 20 * detail::copy_piece + 77}) {
            lastro_test::write(d / "from", content);
            const auto from = core::detail::descriptor::open(d / "from", O_RDWR);
            const auto to = core::detail::descriptor::open(d / "to", O_RDWR | O_CREAT | O_TRUNC, 0666);
            const auto cut = [&](std::uint64_t) {
                REQUIRE(::ftruncate(from.number(), static_cast<::off_t>(left)) == 0);
            };
            const detail::copied_file copy =
                detail::copy_descriptor(from.number(), to.number(), content.size(), 1, d / "from", d / "to", cut);
            const std::size_t known = left == 0 ? copy.bytes : left;  // pieces before the cut may have been read or not
            CHECK(copy.bytes == known);
            CHECK(copy.bytes % detail::copy_piece == left % detail::copy_piece);
            CHECK(copy.digest == blake3::of(core::as_bytes(content).first(copy.bytes)));
            CHECK((core::read_text(d / "to") == content.substr(0, copy.bytes)));
        }
        lastro_test::write(d / "from", content);
        const auto from = core::detail::descriptor::open(d / "from", O_RDWR);
        const auto to = core::detail::descriptor::open(d / "to", O_RDWR | O_CREAT | O_TRUNC, 0666);
        const auto grow = [&](std::uint64_t) {
            REQUIRE(::ftruncate(from.number(), static_cast<::off_t>(content.size() + 5)) == 0);
        };
        const detail::copied_file copy =
            detail::copy_descriptor(from.number(), to.number(), content.size(), 2, d / "from", d / "to", grow);
        CHECK(copy.digest == blake3::of(core::as_bytes(content)));
    }

    TEST_CASE("hash: the first bytes of a longer file; a directory is an io_error") {
        const temporary_directory d;
        lastro_test::write(d / "from", "hello, world");
        const auto from = core::detail::descriptor::open(d / "from", O_RDONLY);
        blake3 hasher;
        const auto ignore = [](std::uint64_t) {};
        CHECK(detail::hash_descriptor(hasher, from.number(), 5, 1, d / "from", ignore) == 5);
        CHECK(hasher.finalize() == blake3::of(core::as_bytes("hello")));
        const auto directory = core::detail::descriptor::open(d.path(), O_RDONLY);
        CHECK_THROWS_AS(detail::hash_descriptor(hasher, directory.number(), 5, 1, d.path(), ignore), lastro::io_error);
    }
}
