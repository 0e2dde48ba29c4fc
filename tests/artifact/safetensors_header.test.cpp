// SPDX-License-Identifier: MIT
// tests/artifact/safetensors_header.test.cpp
//
// The independent cases of tests/conformance/safetensors.cpp cover the rules one by one; here: messages, limits, and
// what no list of cases covers.
#include <lastro/artifact/safetensors_header.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::artifact::dtype;
using lastro::artifact::parse_safetensors;
using lastro::artifact::safetensors_header;
using lastro::artifact::safetensors_limits;

namespace {

std::vector<std::byte> file_of(std::string_view header, std::size_t data) {
    std::vector<std::byte> bytes;
    lastro::core::append_le(bytes, static_cast<std::uint64_t>(header.size()));
    const auto text = lastro::core::as_bytes(header);
    bytes.insert(bytes.end(), text.begin(), text.end());
    bytes.resize(bytes.size() + data);
    return bytes;
}

void refused(std::string_view header, std::size_t data, const char* message, const safetensors_limits& limits = {}) {
    const std::vector<std::byte> bytes = file_of(header, data);
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_safetensors(bytes, "m", limits)), message, lastro::format_error);
}

constexpr std::string_view two = R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"a":{"dtype":"I64",)"
                                 R"("shape":[],"data_offsets":[0,8]},"__metadata__":{"k":"v"}})";

}  // namespace

TEST_SUITE("artifact/safetensors_header") {
    TEST_CASE("reading: tensors in the order of their data, texts by key") {
        const safetensors_header header = parse_safetensors(file_of(two, 16), "m");
        REQUIRE(header.tensors.size() == 2);
        CHECK(header.tensors[0].name == "a");
        CHECK(header.tensors[0].type == dtype::i64);
        CHECK(header.tensors[0].shape.empty());
        CHECK(header.tensors[1].name == "b");
        CHECK(header.tensors[1].shape == std::vector<std::uint64_t>{2});
        CHECK(header.tensors[1].begin == 8);
        CHECK(header.tensors[1].end == 16);
        CHECK(header.metadata.value().at("k") == "v");
        CHECK(header.data_begin == 8 + two.size());
        CHECK_FALSE(parse_safetensors(file_of("{}", 0), "m").metadata);
        CHECK_FALSE(parse_safetensors(file_of(R"({"__metadata__":null})", 0), "m").metadata);
        CHECK(parse_safetensors(file_of(R"({"__metadata__":{}})", 0), "m").metadata.value().empty());
    }

    TEST_CASE("spelling: with and without white space, in any order of the fields, the same is read and refused") {
        const auto read = [](const std::string& shape, const std::string& offsets, int spelling) {
            const std::string entry =
                spelling == 0   ? R"({"dtype":"U8","shape":[)" + shape + R"(],"data_offsets":[)" + offsets + "]}"
                : spelling == 1 ? R"({"dtype": "U8", "shape": [)" + shape + R"(], "data_offsets": [)" + offsets + "]}"
                                : R"({"data_offsets":[)" + offsets + R"(],"shape":[)" + shape + R"(],"dtype":"U8"})";
            return parse_safetensors(file_of("{\"a\":" + entry + "}", 1), "m").tensors;
        };
        for (const char* const shape :
             {"", "1", "1,1", "1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1", "1,1,1,1,1,1,1,1,1,1,1,1"}) {
            const auto plain = read(shape, "0,1", 0);
            CHECK(plain[0].shape.size() == (std::string_view{shape}.size() + 1) / 2);
            CHECK(read(shape, "0,1", 1) == plain);
            CHECK(read(shape, "0,1", 2) == plain);
        }
        for (const char* const offsets :
             {"0,01", "0", "", "0,1,", "0,1,2", "0,-1", "0,1.0", "0,1e0", "0,18446744073709551616",
              "0,18446744073709551615", "0,10000000000000000000", "00,1", "0,\"1\""}) {
            for (const int spelling : {0, 1, 2}) {
                CAPTURE(offsets);
                CHECK_THROWS_AS(static_cast<void>(read("1", offsets, spelling)), lastro::format_error);
            }
        }
        for (const char* const shape : {"01", "1,", ",1", "1 1", "1,,1", "-1", "1.0", "[1]"}) {
            for (const int spelling : {0, 1, 2}) {
                CHECK_THROWS_AS(static_cast<void>(read(shape, "0,1", spelling)), lastro::format_error);
            }
        }
    }

    TEST_CASE("refusals: the reference's name of the error, where, expected, found") {
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_safetensors({}, "m")),
                             "m: HeaderTooSmall: expected at least 8 bytes, found 0", lastro::format_error);
        std::vector<std::byte> huge(8);
        lastro::core::store_le(std::uint64_t{100'000'001}, huge.data());
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_safetensors(huge, "m")),
                             "m: HeaderTooLarge: expected a header of at most 100000000 bytes, found 100000001",
                             lastro::format_error);
        lastro::core::store_le(std::uint64_t{5}, huge.data());
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_safetensors(huge, "m")),
                             "m: InvalidHeaderLength: expected a header within the 8 bytes of the file, found 5",
                             lastro::format_error);
        refused("\xFF", 0, "m: InvalidHeader: expected UTF-8, found other bytes");
        refused("[]", 0, R"(m: InvalidHeaderDeserialization: header: byte 0: expected an object, found "[]")");
        refused(two, 15, "m: MetadataIncompleteBuffer: expected 16 bytes of data, as the tensors say, found 15");
        refused(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2,
                R"(m: InvalidOffset: tensor "a": expected data from byte 0 on, found bytes 1 to 2)");
        refused(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,2]}})", 2,
                R"(m: TensorInvalidInfo: tensor "a": expected 3 bytes, as its shape says, found 2)");
        refused(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}})", 2,
                R"(m: MisalignedSlice: tensor "a": expected whole bytes, found 12 bits)");
        refused(R"({"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0,
                R"(m: ValidationOverflow: tensor "a": expected a size below 2^64 bits, found more)");
        refused(
            R"({"a":{"dtype":"F128","shape":[],"data_offsets":[0,0]}})", 0,
            R"(m: InvalidHeaderDeserialization: header: byte 20: expected after "F128" one of the 22 dtypes, found )"
            R"(",\"shape\"")");
        refused(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],)"
                R"("data_offsets":[0,0]}})",
                0, R"(m: InvalidHeaderDeserialization: header: expected every tensor name once, found "a" twice)");
    }

    TEST_CASE("limits: checked before memory is taken") {
        refused(two, 16, "m: LimitExceeded: header: expected at most 1 tensors, found more", {.tensors = 1});
        refused(two, 16, "m: LimitExceeded: header: expected at most 1 bytes of metadata, found more",
                {.metadata_bytes = 1});
        refused(R"({"a":{"dtype":"U8","shape":[1,1,1],"data_offsets":[0,1]}})", 1,
                "m: LimitExceeded: header: expected at most 2 dimensions, found more", {.rank = 2});
        refused(two, 16, "m: HeaderTooLarge: expected a header of at most 10 bytes, found 132", {.header_bytes = 10});
        std::string dimensions = R"({"a":{"dtype":"U8","shape":[1)";
        for (int i = 0; i < 2000; ++i) {
            dimensions += ",1";
        }
        refused(dimensions + R"(],"data_offsets":[0,1]}})", 1,
                "m: LimitExceeded: header: expected at most 1024 dimensions, found more");
    }

    TEST_CASE("limits: a million tensors are read, and one more is refused") {
        constexpr std::size_t million = 1'000'000;
        std::string header = "{";
        for (std::size_t i = 0; i < million; ++i) {
            header += "\"" + std::to_string(i) + R"(":{"dtype":"U8","shape":[],"data_offsets":[)" + std::to_string(i) +
                      ',' + std::to_string(i + 1) + "]},";
        }
        header.back() = '}';
        const safetensors_header read = parse_safetensors(file_of(header, million), "m");
        REQUIRE(read.tensors.size() == million);
        CHECK(read.tensors[million - 1].name == "999999");
        CHECK(read.tensors[million - 1].begin == million - 1);
        header.back() = ',';
        header += R"("more":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})";
        refused(header, million, "m: LimitExceeded: header: expected at most 1000000 tensors, found more");
    }

    TEST_CASE("damage: every cut of a file is an error; a flipped bit never makes tensors leave the data") {
        const std::vector<std::byte> good = file_of(two, 16);
        for (std::size_t length = 0; length < good.size(); ++length) {
            CAPTURE(length);
            CHECK_THROWS_AS(static_cast<void>(parse_safetensors({good.data(), length}, "m")), lastro::format_error);
        }
        std::size_t accepted = 0;
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::vector<std::byte> bad = good;
            bad[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
            try {
                const safetensors_header header = parse_safetensors(bad, "m");
                ++accepted;
                for (const auto& t : header.tensors) {
                    REQUIRE((t.begin <= t.end && header.data_begin + t.end <= bad.size()));
                }
            } catch (const lastro::format_error&) {
            }
        }
        CHECK(accepted >= 16 * 8);  // flips in the data are not the header's business: digests find them
        CHECK(accepted < good.size() * 4);
    }
}
