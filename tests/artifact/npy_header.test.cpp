// SPDX-License-Identifier: MIT
// tests/artifact/npy_header.test.cpp
//
// tests/interop compares whole files with NumPy's own; here: its spelling, frozen, and what is refused.
#include <lastro/artifact/npy_header.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::artifact::dtype;
using lastro::artifact::npy_header;
using lastro::artifact::npy_header_bytes;
using lastro::artifact::parse_npy;

namespace {

std::vector<std::byte> file_of(std::string_view dictionary, std::size_t data, unsigned major = 1, unsigned minor = 0) {
    std::vector<std::byte> bytes;
    const auto put = [&](std::string_view text) {
        bytes.insert(bytes.end(), core::as_bytes(text).begin(), core::as_bytes(text).end());
    };
    put("\x93NUMPY");
    bytes.push_back(static_cast<std::byte>(major));
    bytes.push_back(static_cast<std::byte>(minor));
    if (major == 1) {
        core::append_le(bytes, static_cast<std::uint16_t>(dictionary.size()));
    } else {
        core::append_le(bytes, static_cast<std::uint32_t>(dictionary.size()));
    }
    put(dictionary);
    bytes.resize(bytes.size() + data);
    return bytes;
}

void refused(std::string_view dictionary, std::size_t data, const char* message) {
    const std::vector<std::byte> bytes = file_of(dictionary, data);
    CHECK_THROWS_WITH_AS(static_cast<void>(parse_npy(bytes, "x")), message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/npy_header") {
    TEST_CASE("writing: NumPy's spelling, and the data at a multiple of 64") {
        const std::vector<std::byte> bytes = npy_header_bytes(dtype::f64, std::vector<std::uint64_t>{2, 3});
        CHECK(bytes.size() == 128);
        CHECK(core::as_text(bytes).substr(10) ==  // numpy.save of NumPy 2.4.6
              "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }" + std::string(58, ' ') + "\n");
        CHECK(core::as_text(npy_header_bytes(dtype::boolean, std::vector<std::uint64_t>{7})).substr(10, 60) ==
              "{'descr': '|b1', 'fortran_order': False, 'shape': (7,), }   ");
        CHECK(core::as_text(npy_header_bytes(dtype::u8, {})).substr(10, 55) ==
              "{'descr': '|u1', 'fortran_order': False, 'shape': (), }");
        for (std::size_t rank = 0; rank <= 64; ++rank) {
            const std::vector<std::uint64_t> shape(rank, 1);
            std::vector<std::byte> file = npy_header_bytes(dtype::i16, shape);
            CHECK(file.size() % 64 == 0);
            file.resize(file.size() + 2);
            CHECK(parse_npy(file, "x").shape == shape);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(npy_header_bytes(dtype::bf16, {})),
                             "artifact::npy_header_bytes: expected an element type that NumPy has, found BF16",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(npy_header_bytes(dtype::u8, std::vector<std::uint64_t>(65, 1))),
                        std::invalid_argument);
    }

    TEST_CASE("reading: any order, quotes and white space, all three versions") {
        for (const unsigned major : {1U, 2U, 3U}) {
            const npy_header header =
                parse_npy(file_of(R"({"shape" : ( 2 ,3 ) , 'fortran_order':True,'descr':'>i2'})", 12, major), "x");
            CHECK(header.type == dtype::i16);
            CHECK(header.big_endian);
            CHECK(header.by_columns);
            CHECK(header.shape == std::vector<std::uint64_t>{2, 3});
            CHECK(header.data_size == 12);
        }
        CHECK_FALSE(parse_npy(file_of("{'descr':'>u1','fortran_order':False,'shape':()}", 1), "x").big_endian);
    }

    TEST_CASE("refusals: what is no array of plain numbers, or does not fit") {
        CHECK_THROWS_AS(static_cast<void>(parse_npy(core::as_bytes("PK"), "x")), lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_npy(file_of("{}", 0, 4), "x")),
                             "x: expected version 1.0, 2.0 or 3.0, found 4.0", lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(parse_npy(file_of("{}", 0, 1, 1), "x")), lastro::format_error);
        refused("{}", 0, "x: header: expected descr, fortran_order and shape before this, found the end");
        refused("{'descr': '|O', 'fortran_order': False, 'shape': (), }", 8,
                R"(x: header: expected an array of plain numbers of at most 8 bytes, found "|O")");
        refused("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (), }", 8,
                R"(x: header: expected an array of plain numbers, found "[('a', '<f8')], ")");
        refused("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 8,
                "x: expected 16 bytes of data, as the shape says, found 8");
        refused("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", 8,
                "x: expected a size below 2^64 bits, found more");
        for (const char* const text :
             {"{'descr': '<f8', 'fortran_order': False, 'shape': (1), }",
              "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (01,)}",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)",
              "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x",
              "{'descr': '|f8', 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f\\x38', 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "__import__('os')", "",
              "{'descr': '<f8', 'fortran_order': False, 'shape': (1,2 3)}"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(static_cast<void>(parse_npy(file_of(text, 8), "x")), lastro::format_error);
        }
    }

    TEST_CASE("damage: every cut is an error, and no flipped bit makes the data larger than the file") {
        std::vector<std::byte> good = npy_header_bytes(dtype::f64, std::vector<std::uint64_t>{2, 3});
        good.resize(good.size() + 48);
        for (std::size_t length = 0; length < good.size(); ++length) {
            REQUIRE_THROWS_AS(static_cast<void>(parse_npy({good.data(), length}, "x")), lastro::format_error);
        }
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::vector<std::byte> bad = good;
            bad[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
            try {
                const npy_header header = parse_npy(bad, "x");
                REQUIRE(header.data_begin + header.data_size == bad.size());
            } catch (const lastro::format_error&) {
            }
        }
    }

    TEST_CASE("writing: NumPy's 64 spaces where none would be missing") {
        std::vector<std::uint64_t> shape(12, 1);
        shape.insert(shape.end(), {10, 10});
        CHECK(lastro::artifact::npy_header_bytes(lastro::artifact::dtype::f64, shape).size() == 192);
    }
}
