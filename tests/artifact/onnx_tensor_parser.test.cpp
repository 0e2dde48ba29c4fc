// SPDX-License-Identifier: MIT
// tests/artifact/onnx_tensor_parser.test.cpp
#include <lastro/artifact/onnx_tensor_parser.hpp>

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

void refused(const protobuf_writer& m, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_onnx_tensor(m.bytes(), "m")), message, lastro::format_error);
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
            const onnx_tensor t = parse_onnx_tensor(m.bytes(), "m");
            CHECK(t == onnx_tensor{.name = "w", .type = onnx_type::float64, .shape = {2}, .bytes = two});
        }
        protobuf_writer whole = tensor_of(7, {1, 2});
        whole.integer(7, -3);
        whole.integer(7, 4);
        CHECK(core::to_hex(parse_onnx_tensor(whole.bytes(), "m").bytes) == "fdffffffffffffff0400000000000000");
        protobuf_writer truths = tensor_of(9, {2});
        truths.content(5, core::from_hex("0001").value());
        CHECK(core::to_hex(parse_onnx_tensor(truths.bytes(), "m").bytes) == "0001");
        protobuf_writer texts = tensor_of(8, {2});
        texts.text(6, "");
        texts.text(6, "b");
        CHECK(parse_onnx_tensor(texts.bytes(), "m").texts == std::vector<std::string>{"", "b"});
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
                R"(m: constant "w": expected sizes from 0 to 2^31 - 1, found 1073741824)");
        refused(tensor_of(10, {1}),
                "m: field 2: expected an element type of float32, float64, int64, boolean or string, found 10");
        m = tensor_of(1, {1});
        m.text(13, "elsewhere.bin");
        refused(m, "m: field 13: expected no other fields of the message than Lastro reads, found one");
        m = tensor_of(1, {1});
        m.integer(2, 1);
        refused(m, "m: field 2: expected to be there once, found a second one");
        m = tensor_of(9, {1});
        m.integer(5, 2);
        refused(m, "m: field 5: expected 0 or 1, found 2");
        m = protobuf_writer{};
        m.text(8, "w");
        refused(m, R"(m: constant "w": expected an element type, found none)");
    }
}
