// SPDX-License-Identifier: MIT
// tests/store/detail/copy_file.test.cpp
#include <lastro/store/detail/copy_file.hpp>

#include <fcntl.h>

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
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, detail::copy_piece - 1, detail::copy_piece,
                                       detail::copy_piece + 1, 3 * detail::copy_piece, detail::mapped_piece + 5}) {
            const std::string content = lastro_test::noise(size, size);
            lastro_test::write(d / "from", content);
            const auto expected = blake3::of(core::as_bytes(content));
            for (const std::size_t threads : {1U, 2U}) {
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
