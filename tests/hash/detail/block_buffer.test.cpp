// SPDX-License-Identifier: MIT
// tests/hash/detail/block_buffer.test.cpp
#include <lastro/hash/detail/block_buffer.hpp>

#include <bit>
#include <cstddef>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::hash::detail::block_buffer;

namespace {

// All the blocks that come out, as hexadecimal text.
std::string blocks_of(const std::vector<std::string>& pieces, std::endian order) {
    block_buffer buffer;
    std::string out;
    const auto collect = [&](const std::byte* first, std::size_t count) { out += core::to_hex({first, count * 64}); };
    for (const std::string& piece : pieces) {
        buffer.update(core::as_bytes(piece), collect);
    }
    buffer.finish(order, collect);
    return out;
}

std::string zeros(std::size_t bytes) { return std::string(2 * bytes, '0'); }

}  // namespace

TEST_SUITE("hash/detail/block_buffer") {
    TEST_CASE("finish: a one bit, zeros, and the length in bits in either byte order") {
        CHECK(blocks_of({}, std::endian::big) == "80" + zeros(63));
        CHECK(blocks_of({"abc"}, std::endian::big) == "61626380" + zeros(52) + "0000000000000018");
        CHECK(blocks_of({"abc"}, std::endian::little) == "61626380" + zeros(52) + "1800000000000000");
    }

    TEST_CASE("finish: 55 bytes still fit, 56 need a second block") {
        CHECK(blocks_of({std::string(55, 'x')}, std::endian::big).size() == 128);
        CHECK(blocks_of({std::string(56, 'x')}, std::endian::big).size() == 256);
        CHECK(blocks_of({std::string(64, 'x')}, std::endian::big).substr(128) == "80" + zeros(61) + "0200");
    }

    TEST_CASE("update: the blocks do not depend on the pieces") {
        const std::string input(300, 'y');
        const std::string expected = blocks_of({input}, std::endian::little);
        for (std::size_t first = 0; first <= 300; ++first) {
            for (const std::size_t second : {0U, 1U, 63U, 64U, 65U}) {
                if (first + second <= 300) {
                    REQUIRE(blocks_of(
                                {input.substr(0, first), "", input.substr(first, second), input.substr(first + second)},
                                std::endian::little) == expected);
                }
            }
        }
    }
}
