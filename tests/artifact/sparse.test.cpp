// SPDX-License-Identifier: MIT
// tests/artifact/sparse.test.cpp
#include <lastro/artifact/sparse.hpp>

#include <cstdint>
#include <vector>

#include <Eigen/SparseCore>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::artifact::saved_as;
using lastro::artifact::sparse_rows;

using by_columns = Eigen::SparseMatrix<double>;
using by_rows = Eigen::SparseMatrix<double, Eigen::RowMajor, std::int64_t>;

static_assert(lastro::artifact::reflectable<sparse_rows<float>>);
static_assert(lastro::artifact::detail::saved_otherwise<by_columns>);

TEST_SUITE("artifact/sparse") {
    TEST_CASE("lists: row by row, whatever the order in memory, with zeros that are stored") {
        by_columns m(3, 4);
        m.insert(2, 0) = 5.0;
        m.insert(0, 1) = 1.0;
        m.insert(0, 3) = 0.0;
        m.insert(2, 3) = -2.5;  // never compressed
        const sparse_rows<double> lists = saved_as<by_columns>::to(m);
        CHECK(lists.rows == 3);
        CHECK(lists.columns == 4);
        CHECK(lists.begins == std::vector<std::int64_t>{0, 2, 2, 4});
        CHECK(lists.indices == std::vector<std::int64_t>{1, 3, 0, 3});
        CHECK(lists.values == std::vector<double>{1.0, 0.0, 5.0, -2.5});
        const by_columns again = saved_as<by_columns>::from(lists);
        CHECK(again.nonZeros() == 4);
        CHECK(Eigen::MatrixXd(again) == Eigen::MatrixXd(m));
        CHECK(Eigen::MatrixXd(saved_as<by_rows>::from(lists)) == Eigen::MatrixXd(m));
        CHECK(saved_as<by_rows>::from(saved_as<by_columns>::to(by_columns{})).rows() == 0);
    }

    TEST_CASE("refusals: lists that are no matrix") {
        const sparse_rows<double> good{
            .rows = 2, .columns = 2, .begins = {0, 1, 2}, .indices = {0, 1}, .values = {1, 2}};
        good.check();
        const auto refused = [&](auto change) {
            sparse_rows<double> bad = good;
            change(bad);
            CHECK_THROWS_AS(static_cast<void>(saved_as<by_columns>::from(bad)), lastro::format_error);
        };
        refused([](auto& m) { m.rows = -1; });
        refused([](auto& m) { m.rows = 3; });
        refused([](auto& m) { m.columns = 1; });
        refused([](auto& m) { m.begins = {}; });
        refused([](auto& m) { m.begins = {1, 1, 2}; });
        refused([](auto& m) { m.begins = {0, 3, 2}; });
        refused([](auto& m) { m.begins = {0, -1, 2}; });
        refused([](auto& m) { m.begins = {0, 1, 3}; });
        refused([](auto& m) { m.indices = {0, -1}; });
        refused([](auto& m) { m.indices = {0}; });
        refused([](auto& m) { m.begins = {0, 0, 2}, m.indices = {1, 1}; });
        refused([](auto& m) { m.begins = {0, 0, 2}, m.indices = {1, 0}; });
        refused([](auto& m) { m.columns = std::int64_t{1} << 40U; });
    }
}
