// SPDX-License-Identifier: MIT
// tests/artifact/tensor_view.test.cpp: messages are tested with the fields that they belong to, in archive_reader.test.cpp
#include <lastro/artifact/tensor_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::artifact::dtype;
using lastro::artifact::read_list;
using lastro::artifact::read_matrix;
using lastro::artifact::tensor_view;

TEST_SUITE("artifact/tensor_view") {
    TEST_CASE("numbers: into what is there, whatever its order; converted where one asks") {
        std::vector<std::byte> bytes;
        for (const double x : {1.0, 2.0, 3.0, 4.0, 5.0, 0.1}) {
            lastro::core::append_le(bytes, x);
        }
        const tensor_view flat{.type = dtype::f64, .shape = {6}, .bytes = bytes};
        const tensor_view table{.type = dtype::f64, .shape = {2, 3}, .bytes = bytes};
        Eigen::MatrixXd by_columns(1, 1);
        read_matrix(table, false, "w", by_columns);
        CHECK(by_columns == Eigen::MatrixXd{{1.0, 2.0, 3.0}, {4.0, 5.0, 0.1}});
        Eigen::Matrix<double, 2, Eigen::Dynamic, Eigen::RowMajor> by_rows;
        read_matrix(table, false, "w", by_rows);
        CHECK(by_rows == by_columns);
        Eigen::RowVectorXf row;
        CHECK_THROWS_AS(read_matrix(flat, false, "w", row), lastro::format_error);
        read_matrix(flat, true, "w", row);
        CHECK(row(5) == 0.1F);
        std::array<float, 6> list{};
        read_list(flat, true, "w", list);
        CHECK(list[4] == 5.0F);
        std::array<float, 5> short_list{};
        CHECK_THROWS_AS(read_list(flat, true, "w", short_list), lastro::format_error);
        std::vector<int> whole;
        CHECK_THROWS_AS(read_list(flat, true, "w", whole), lastro::format_error);
        Eigen::Matrix<double, 3, 2> other;
        CHECK_THROWS_AS(read_matrix(table, false, "w", other), lastro::format_error);
    }

    TEST_CASE("shapes: of one number, of none, and beyond what a type can hold") {
        std::vector<std::byte> bytes;
        for (int i = 0; i < 12; ++i) {
            lastro::core::append_le(bytes, 1.0 * i);
        }
        Eigen::Matrix<double, 1, 1> one;
        const tensor_view empty{.type = dtype::f64, .shape = {0}, .bytes = {}};
        CHECK_THROWS_AS(read_matrix(empty, false, "w", one), lastro::format_error);
        const tensor_view many{.type = dtype::f64, .shape = {12}, .bytes = bytes};
        CHECK_THROWS_AS(read_matrix(many, false, "w", one), lastro::format_error);
        const tensor_view single{
            .type = dtype::f64, .shape = {1}, .bytes = lastro::core::byte_span{bytes}.subspan(8, 8)};
        read_matrix(single, false, "w", one);
        CHECK(one(0) == 1.0);
        Eigen::Matrix<double, Eigen::Dynamic, 1, 0, 8, 1> bounded;
        CHECK_THROWS_AS(read_matrix(many, false, "w", bounded), lastro::format_error);
        const tensor_view huge{.type = dtype::f32, .shape = {std::uint64_t{1} << 62U, 0}, .bytes = {}};
        Eigen::MatrixXd nothing;
        read_matrix(huge, true, "w", nothing);
        CHECK(nothing.size() == 0);
    }
}
