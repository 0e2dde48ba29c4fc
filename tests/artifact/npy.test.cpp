// SPDX-License-Identifier: MIT
// tests/artifact/npy.test.cpp
#include <lastro/artifact/npy.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using artifact::npy_array;
using artifact::npy_file;

namespace {

/// A file with the numbers 0, 1, 2, ... in the order of its memory.
std::vector<std::byte> counted(const std::string& descr, const std::string& order, const std::string& shape,
                               std::size_t count) {
    const std::string text = "{'descr': '" + descr + "', 'fortran_order': " + order + ", 'shape': " + shape + "}";
    std::vector<std::byte> bytes;
    for (const char c : std::string{"\x93NUMPY\x01\0", 8}) {
        bytes.push_back(static_cast<std::byte>(c));
    }
    core::append_le(bytes, static_cast<std::uint16_t>(text.size()));
    bytes.insert(bytes.end(), core::as_bytes(text).begin(), core::as_bytes(text).end());
    for (std::size_t i = 0; i < count; ++i) {
        const auto value = static_cast<std::uint16_t>(i);
        if (descr[0] == '>') {
            bytes.push_back(static_cast<std::byte>(value >> 8U));
            bytes.push_back(static_cast<std::byte>(value & 0xFFU));
        } else {
            core::append_le(bytes, value);
        }
    }
    return bytes;
}

using list = std::vector<std::uint16_t>;

}  // namespace

TEST_SUITE("artifact/npy") {
    TEST_CASE("round trip: matrices of either order, vectors, views in place") {
        const temporary_directory here;
        const Eigen::MatrixXd by_columns{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
        const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = by_columns;
        artifact::write_npy(here / "a", by_columns);
        artifact::write_npy(here / "b", by_rows);
        CHECK(core::read_file(here / "a") == core::read_file(here / "b"));
        npy_file opened{here / "a"};
        const npy_file file = std::move(opened);
        CHECK(file.shape() == std::vector<std::uint64_t>{2, 3});
        CHECK(file.type() == artifact::dtype::f64);
        CHECK(file.matrix<double>() == by_columns);
        CHECK(file.copy<double>() == std::vector<double>{1, 2, 3, 4, 5, 6});
        if constexpr (std::endian::native == std::endian::little) {
            CHECK(file.values<double>()[2] == 3.0);
        }
        artifact::write_npy(here / "v", Eigen::RowVectorXf{{0.5F, 1.5F}});
        CHECK(npy_file{here / "v"}.shape() == std::vector<std::uint64_t>{2});
        CHECK(npy_file{here / "v"}.matrix<float>() == Eigen::MatrixXf{{0.5F}, {1.5F}});
        artifact::write_npy(here / "t",
                            {.name = "", .type = artifact::dtype::f64, .shape = {3, 1, 2}, .bytes = file.bytes()});
        CHECK(npy_file{here / "t"}.copy<double>() == file.copy<double>());
        CHECK_THROWS_AS(
            artifact::write_npy(here / "t",
                                {.name = "", .type = artifact::dtype::f64, .shape = {3}, .bytes = file.bytes()}),
            std::invalid_argument);
    }

    TEST_CASE("order: whatever order of memory and of bytes a file has, the same numbers are read") {
        CHECK(npy_array{counted("<u2", "False", "(2,3)", 6), "x"}.copy<std::uint16_t>() == list{0, 1, 2, 3, 4, 5});
        const std::vector<std::byte> turned = counted("<u2", "True", "(2,3)", 6);
        CHECK(npy_array{turned, "x"}.copy<std::uint16_t>() == list{0, 2, 4, 1, 3, 5});
        CHECK(npy_array{turned, "x"}.matrix<std::uint16_t>()(1, 2) == 5);
        CHECK(npy_array{turned, "x"}.matrix<std::uint16_t>()(1, 0) == 1);
        CHECK(npy_array{counted(">u2", "True", "(2,3)", 6), "x"}.copy<std::uint16_t>() == list{0, 2, 4, 1, 3, 5});
        CHECK(npy_array{counted(">u2", "False", "(3,)", 3), "x"}.copy<std::uint16_t>() == list{0, 1, 2});
        // [2, 3, 2] by columns: element (i, j, k) is at i + 2 j + 6 k.
        CHECK(npy_array{counted("<u2", "True", "(2,3,2)", 12), "x"}.copy<std::uint16_t>() ==
              list{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11});
        CHECK(npy_array{counted("<u2", "True", "()", 1), "x"}.copy<std::uint16_t>() == list{0});
        CHECK(npy_array{counted("<u2", "True", "(0,3)", 0), "x"}.copy<std::uint16_t>().empty());
    }

    TEST_CASE("refusals: another type or rank, and views of what does not lie as memory does") {
        const std::vector<std::byte> turned = counted("<u2", "True", "(2,3)", 6);
        const npy_array array{turned, "x"};
        CHECK_THROWS_WITH_AS(static_cast<void>(array.copy<float>()), "x: expected F32, found U16",
                             lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(array.values<std::uint16_t>()), lastro::schema_error);
        const std::vector<std::byte> swapped = counted(">u2", "False", "(3,)", 3);
        if constexpr (std::endian::native == std::endian::little) {
            CHECK_THROWS_AS(static_cast<void>(npy_array(swapped, "x").values<std::uint16_t>()), lastro::schema_error);
        }
        const std::vector<std::byte> cube = counted("<u2", "False", "(1,1,1)", 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(npy_array(cube, "x").matrix<std::uint16_t>()),
                             "x: expected 1 or 2 dimensions, found 3", lastro::schema_error);
        const std::vector<std::byte> wide = counted("<u2", "False", "(0,9223372036854775808)", 0);
        CHECK_THROWS_AS(static_cast<void>(npy_array(wide, "x").matrix<std::uint16_t>()), lastro::schema_error);
    }
}
