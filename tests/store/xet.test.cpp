// SPDX-License-Identifier: MIT
// tests/store/xet.test.cpp
#include <lastro/store/xet.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/gear_tables.hpp>

#include <doctest/doctest.h>

using lastro::core::as_bytes;
using lastro::core::byte_span;
using lastro::hash::digest;
using lastro::store::parse_xet_hex;
using lastro::store::xet_chunker;
using lastro::store::xet_file_hash;
using lastro::store::xet_hex;
using lastro::store::xet_node;
using lastro::store::xet_root;

namespace {

/// docs/formats/chunking.md, word for word: one byte after the other.
std::size_t cut_by_definition(byte_span data) {
    std::uint64_t hash = 0;
    for (std::size_t i = 8192 - 64 - 1; i < data.size(); ++i) {
        hash = 2 * hash + lastro::store::detail::xet_gear[std::to_integer<std::size_t>(data[i])];
        if (i + 1 == 131'072 || (i + 1 >= 8192 && hash >> 48U == 0)) {
            return i + 1;
        }
    }
    return data.size();
}

// Of xet-core's own tests (merklehash, aggregated_hashes).
const std::string leaf = "cfc5d07f6f03c29bbf424132963fe08d19a37d5757aaf520bf08119f05cd56d6";

}  // namespace

TEST_SUITE("store/xet") {
    TEST_CASE("cut: constant bytes are cut at the largest size (xet-core's chunking tests), short content not at all") {
        const xet_chunker rule;
        const std::string constant(1'000'000, '\x3B');
        CHECK(rule.cut(as_bytes(constant)) == 131'072);
        CHECK(rule.cut(as_bytes(constant).first(8000)) == 8000);
        CHECK(rule.cut({}) == 0);
        CHECK(rule.maximum() == 131'072);
    }

    TEST_CASE("cut: agrees with the definition, at every end around the smallest and the largest size") {
        std::mt19937_64 engine{1};
        std::string data(3'000'000, '\0');
        for (char& b : data) {
            b = static_cast<char>(static_cast<unsigned char>(engine() & 0xFFU));
        }
        std::size_t count = 0;
        for (byte_span rest = as_bytes(data); !rest.empty(); ++count) {
            const std::size_t length = xet_chunker{}.cut(rest);
            REQUIRE(length == cut_by_definition(rest));
            rest = rest.subspan(length);
        }
        CHECK(count > 25);
        for (const std::size_t around : {8192U, 131'072U}) {
            for (std::size_t size = around - 70; size < around + 70; ++size) {
                REQUIRE(xet_chunker{}.cut(as_bytes(data).first(size)) == cut_by_definition(as_bytes(data).first(size)));
            }
        }
    }

    TEST_CASE("hash: four words, each with its highest digit first") {
        std::string spelled;
        for (std::size_t i = 0; i < 32; ++i) {
            spelled += std::string{"0123456789abcdef"[i / 16]} + "0123456789abcdef"[i % 16];
        }
        const digest value = digest::parse("blake3:" + spelled);  // 00 01 02 ... 1f
        CHECK(xet_hex(value) == "07060504030201000f0e0d0c0b0a090817161514131211101f1e1d1c1b1a1918");
        CHECK(parse_xet_hex(xet_hex(value)) == value);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_xet_hex("0G")),
                             "store::parse_xet_hex: expected 64 lower-case hexadecimal digits, found \"0G\"",
                             lastro::format_error);
    }

    TEST_CASE("tree: no chunks, one chunk and several, as xet-core has them") {
        CHECK(xet_root({}) == xet_node{});
        CHECK(xet_file_hash({}) == digest{});
        const xet_node one{.hash = parse_xet_hex(leaf), .size = 100};
        CHECK(xet_root({one}) == one);
        const xet_node root = xet_root({one, one, one, one});
        CHECK(root.size == 400);
        CHECK(xet_hex(root.hash) == "89f2ada89ff8c96763c6b25010e6dd76a4c05b1466207633ea559acf2093211b");
        CHECK(xet_file_hash({one}) != xet_file_hash({one}, one.hash.bytes()));
    }

    TEST_CASE("chunk: its name is keyed, so that it is no plain BLAKE3") {
        const xet_node node = lastro::store::xet_chunk(as_bytes("hello"));
        CHECK(node.size == 5);
        // Python: blake3(b"hello", key=DATA_KEY).digest(), its words turned
        CHECK(xet_hex(node.hash) == "9076ba12d998050b9c95c8bf770f943e6cad55c7490a82b76cf1582a2a05c2c2");
    }
}
