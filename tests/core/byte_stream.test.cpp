// SPDX-License-Identifier: MIT
// tests/core/byte_stream.test.cpp
#include <lastro/core/byte_stream.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using lastro::format_error;
using lastro::core::byte_reader;
using lastro::core::byte_writer;

namespace {

std::vector<std::byte> example() {
    byte_writer out;
    out.put(std::uint32_t{7});
    out.put(-0.5);
    out.put("wind");
    const std::byte raw[] = {std::byte{1}, std::byte{2}};
    out.put_raw(raw);
    return out.take();
}

}  // namespace

TEST_SUITE("core/byte_stream") {
    TEST_CASE("writer: little-endian, the length of a text before it, nothing before raw bytes") {
        CHECK(lastro::core::to_hex(example()) ==
              "07000000"
              "000000000000e0bf"
              "0400000000000000"
              "77696e64"
              "0102");
    }

    TEST_CASE("writer: every NaN is the same one") {
        byte_writer out;
        out.put(-std::numeric_limits<double>::quiet_NaN());
        out.put(std::bit_cast<double>(std::uint64_t{0x7FF8'0000'0000'0001}));
        out.put(-std::numeric_limits<float>::quiet_NaN());
        CHECK(lastro::core::to_hex(out.bytes()) ==
              "000000000000f87f"
              "000000000000f87f"
              "0000c07f");
    }

    TEST_CASE("reader: gives back what was written") {
        const auto bytes = example();
        byte_reader in{bytes, "example"};
        CHECK(in.get<std::uint32_t>() == 7);
        CHECK(in.get<double>() == -0.5);
        CHECK(in.text() == "wind");
        CHECK(in.raw(2)[1] == std::byte{2});
        in.finish();
    }

    TEST_CASE("reader: bytes that end at any place are an error, and no more") {
        const auto bytes = example();
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            byte_reader in{std::span{bytes}.first(size), "example"};
            CAPTURE(size);
            CHECK_THROWS_AS(
                {
                    static_cast<void>(in.get<std::uint32_t>());
                    static_cast<void>(in.get<double>());
                    static_cast<void>(in.text());
                    static_cast<void>(in.raw(2));
                },
                format_error);
        }
    }

    TEST_CASE("reader: memory for what has room to spare is bounded where a limit is set") {
        byte_reader free{{}, "x"};
        CHECK_NOTHROW(free.spend_memory(std::uint64_t{1} << 60U));
        byte_reader in{{}, "x"};
        in.limit_memory(100);
        in.spend_memory(60);
        CHECK_THROWS_WITH_AS(in.spend_memory(41), "x: expected no more memory to be asked for (40 bytes), found 41",
                             lastro::format_error);
        CHECK_NOTHROW(in.spend_memory(40));
    }

    TEST_CASE("reader: a size that cannot be is refused before memory is taken") {
        byte_writer out;
        out.put(std::uint64_t{1} << 62U);
        byte_reader text{out.bytes(), "example"};
        CHECK_THROWS_WITH_AS(static_cast<void>(text.text()),
                             "example: expected 4611686018427387904 bytes, found 0 more bytes", format_error);
        byte_reader list{out.bytes(), "example"};
        CHECK_THROWS_WITH_AS(
            static_cast<void>(list.count(8)),
            "example: expected at most 0 elements in the bytes that are left, found 4611686018427387904", format_error);
        byte_reader rest{out.bytes(), "example"};
        CHECK_THROWS_WITH_AS(rest.finish(), "example: expected the end, found 8 more bytes", format_error);
    }
}  // TEST_SUITE
