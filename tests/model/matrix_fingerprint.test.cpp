// SPDX-License-Identifier: MIT
// tests/model/matrix_fingerprint.test.cpp
#include <lastro/model/matrix_fingerprint.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using lastro::model::fingerprint;

namespace {

using row_major = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::MatrixXd numbers(Eigen::Index rows, Eigen::Index columns) {
    Eigen::MatrixXd x(rows, columns);
    for (Eigen::Index j = 0; j < columns; ++j) {
        for (Eigen::Index i = 0; i < rows; ++i) {
            x(i, j) = static_cast<double>(i * 1000 + j) / 8.0;
        }
    }
    return x;
}

}  // namespace

TEST_SUITE("model/matrix_fingerprint") {
    TEST_CASE("fingerprint: the digest that docs/formats/table.md gives, computed by another program") {
        Eigen::MatrixXd x(2, 3);
        x << 1.0, 2.0, std::numeric_limits<double>::quiet_NaN(), -0.0, 5.0, 6.5;
        CHECK(fingerprint(x).hex() == "be5d3e41d8760eb8df368a025ca2e6b4089f339846a42df0aa329e3215960f19");
    }

    TEST_CASE("fingerprint: does not depend on how the numbers are stored") {
        for (const Eigen::Index rows : {1, 2, 63, 64, 65, 200}) {
            for (const Eigen::Index columns : {1, 3, 70}) {
                const Eigen::MatrixXd x = numbers(rows, columns);
                const auto expected = fingerprint(x);
                CHECK(fingerprint(row_major{x}) == expected);
                Eigen::MatrixXd framed = Eigen::MatrixXd::Zero(rows + 2, columns + 2);
                framed.block(1, 1, rows, columns) = x;
                CHECK(fingerprint(framed.block(1, 1, rows, columns)) == expected);
                CHECK(fingerprint(Eigen::Map<const Eigen::MatrixXd>(x.data(), rows, columns)) == expected);
                CHECK(fingerprint(x.transpose().transpose()) == expected);
                CHECK(fingerprint((x * 2.0) / 2.0) == expected);
                CHECK(fingerprint(x.array()) == expected);
                CHECK(fingerprint(x.cast<float>()) == expected);  // exact here, and the value counts
            }
        }
    }

    TEST_CASE("fingerprint: type, shape and every number count") {
        const Eigen::MatrixXd x = numbers(3, 4);
        const auto digest = fingerprint(x);
        CHECK(fingerprint(x.transpose()) != digest);
        CHECK(fingerprint(Eigen::MatrixXd{x.reshaped(4, 3)}) != digest);
        CHECK(fingerprint(Eigen::VectorXd{x.reshaped()}) != fingerprint(Eigen::MatrixXd{x.reshaped(12, 1)}));
        CHECK(fingerprint(Eigen::VectorXd::Zero(3)) != fingerprint(Eigen::VectorXi::Zero(3)));
        CHECK(fingerprint(Eigen::VectorXi::Zero(3)) == fingerprint(Eigen::Matrix<std::int64_t, 3, 1>::Zero()));
        CHECK(fingerprint(Eigen::VectorXd::Zero(3)) != fingerprint(Eigen::VectorXd::Zero(4)));
        CHECK(fingerprint(Eigen::MatrixXd(0, 3)) != fingerprint(Eigen::MatrixXd(0, 4)));
        for (Eigen::Index k = 0; k < x.size(); ++k) {
            Eigen::MatrixXd y = x;
            y(k) += 1.0;
            CHECK(fingerprint(y) != digest);
        }
        CHECK(fingerprint(Eigen::Array<bool, 2, 1>{true, false}) != fingerprint(Eigen::Array<bool, 2, 1>{true, true}));
        CHECK_THROWS_AS(static_cast<void>(fingerprint(Eigen::Matrix<std::uint64_t, 1, 1>{UINT64_MAX})),
                        std::out_of_range);
    }
}
