// SPDX-License-Identifier: MIT
// tests/store/detail/hash_mapped.test.cpp
#include <lastro/store/detail/hash_mapped.hpp>

#include <fcntl.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"
#include "../directory_fixture.hpp"

namespace core = lastro::core;
using lastro::hash::blake3;
using lastro::store::detail::hash_mapped;
using lastro::store::detail::mapped_piece;

TEST_SUITE("store/detail/hash_mapped") {
    TEST_CASE("hash: every size around the pieces, by any number of threads, of all or of the first bytes") {
        const temporary_directory d;
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4097}, mapped_piece - 1,
                                       mapped_piece, mapped_piece + 1, 5 * mapped_piece + 77}) {
            const std::string content = lastro_test::noise(size, size);
            lastro_test::write(d / "f", content);
            const auto file = core::detail::descriptor::open(d / "f", O_RDONLY);
            for (const std::size_t threads : {1U, 2U, 5U}) {
                for (const std::size_t wanted : {size + 100, size / 2}) {
                    const std::size_t expected = wanted < size ? wanted : size;
                    std::uint64_t heard = 0;
                    blake3 hasher;
                    CHECK(hash_mapped(hasher, file.number(), wanted, threads, d / "f",
                                      [&](std::uint64_t bytes) { heard += bytes; }) == expected);
                    CHECK(heard == expected);
                    CHECK(hasher.finalize() == blake3::of(core::as_bytes(content).first(expected)));
                }
            }
        }
        blake3 hasher;
        const auto directory = core::detail::descriptor::open(d.path(), O_RDONLY);
        CHECK_THROWS_AS(hash_mapped(hasher, directory.number(), 5, 1, d.path(), [](std::uint64_t) {}),
                        lastro::io_error);
    }
}
