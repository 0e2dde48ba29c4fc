// SPDX-License-Identifier: MIT
// tests/artifact/onnx_tensor_parser.test.cpp
#include <lastro/artifact/onnx_tensor_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro::artifact;
namespace core = lastro::core;

namespace {

protobuf_writer tensor_of(std::int64_t type, std::vector<std::int64_t> shape) {
    protobuf_writer m;
    for (const std::int64_t size : shape) {
        m.integer(1, size);
    }
    m.integer(2, type);
    m.text(8, "w");
    return m;
}

onnx_tensor parsed(core::byte_span message) {
    std::size_t parts = 0;
    return parse_onnx_tensor(message, "m", parts);
}

void refused(const protobuf_writer& m, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(parsed(m.bytes())), message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/onnx_tensor_parser") {
    TEST_CASE("elements: raw, or in the field of their type") {
        std::vector<std::byte> two;
        core::append_le(two, 0.5);
        core::append_le(two, -1.0);
        for (const std::uint32_t field : {9U, 10U}) {
            protobuf_writer m = tensor_of(11, {2});
            m.content(field, two);
            const onnx_tensor t = parsed(m.bytes());
            CHECK(t == onnx_tensor{.name = "w", .type = onnx_type::float64, .shape = {2}, .bytes = two});
        }
        protobuf_writer whole = tensor_of(7, {1, 2});
        whole.integer(7, -3);
        whole.integer(7, 4);
        CHECK(core::to_hex(parsed(whole.bytes()).bytes) == "fdffffffffffffff0400000000000000");
        protobuf_writer truths = tensor_of(9, {2});
        truths.content(5, core::from_hex("0001").value());
        CHECK(core::to_hex(parsed(truths.bytes()).bytes) == "0001");
        protobuf_writer pieces = tensor_of(11, {2});  // a packed field may come in several
        pieces.content(10, core::byte_span{two}.first(8));
        pieces.content(10, core::byte_span{two}.last(8));
        CHECK(parsed(pieces.bytes()).bytes == two);
        protobuf_writer texts = tensor_of(8, {2});
        texts.text(6, "");
        texts.text(6, "b");
        CHECK(parsed(texts.bytes()).texts == std::vector<std::string>{"", "b"});
    }

    TEST_CASE("refusals: other sizes, other types, data elsewhere") {
        protobuf_writer m = tensor_of(11, {3});
        m.content(9, core::from_hex("0000000000000000").value());
        refused(m, R"(m: constant "w": expected 3 elements, as its shape says, found 1)");
        m = tensor_of(11, {1});
        m.content(4, core::from_hex("0000000000000000").value());
        refused(m, R"(m: constant "w": expected elements of type float64, found others)");
        m = tensor_of(1, {1});
        m.content(9, core::from_hex("000000000000").value());
        refused(m, R"(m: constant "w": expected 1 elements, as its shape says, found 1)");
        refused(tensor_of(1, {-1}), R"(m: constant "w": expected sizes from 0 to 2^31 - 1, found -1)");
        refused(tensor_of(1, {1 << 30, 1 << 30, 1 << 30, 0}),
                R"(m: constant "w": expected a shape of at most 2^32 - 1 elements, found 1152921504606846976)");
        refused(tensor_of(1, {65536, 65536, 5}),
                R"(m: constant "w": expected a shape of at most 2^32 - 1 elements, found 4294967296)");
        refused(tensor_of(10, {1}),
                "m: field 2: expected an element type of float32, float64, int64, boolean or string, found 10");
        m = tensor_of(1, {1});
        m.text(13, "elsewhere.bin");
        refused(m, "m: field 13: expected no other fields of the message than Lastro reads, found one");
        m = tensor_of(1, {1});
        m.integer(2, 1);
        refused(m, "m: field 2: expected to be there once, found a second one");
        m = tensor_of(9, {2});
        m.content(9, core::from_hex("00").value());
        m.content(9, core::from_hex("01").value());
        refused(m, "m: field 9: expected to be there once, found a second one");
        m = tensor_of(9, {1});
        m.integer(5, 2);
        refused(m, "m: field 5: expected 0 or 1, found 2");
        m = protobuf_writer{};
        m.text(8, "w");
        refused(m, R"(m: constant "w": expected an element type, found none)");
    }

    TEST_CASE("parts: integers that take a byte each are counted before they take memory") {
        const std::vector<std::byte> ones(most_onnx_parts, std::byte{1});
        for (const std::uint32_t field : {1U, 5U, 7U}) {  // sizes, int32s, int64s
            protobuf_writer m;
            m.content(field, ones);
            std::size_t parts = 1;
            CHECK_THROWS_WITH_AS(
                static_cast<void>(parse_onnx_tensor(m.bytes(), "m", parts)),
                ("m: field " + std::to_string(field) + ": expected at most 1000000 parts of a file, found more")
                    .c_str(),
                lastro::format_error);
            CHECK(parts == most_onnx_parts);
        }
        std::size_t parts = 7;
        static_cast<void>(parse_onnx_tensor(tensor_of(1, {0, 2, 3}).bytes(), "m", parts));
        CHECK(parts == 10);
    }
}
