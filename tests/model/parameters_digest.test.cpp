// SPDX-License-Identifier: MIT
// tests/model/parameters_digest.test.cpp
#include <lastro/model/parameters_digest.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

// docs/formats/parameters.md, written out by hand: shares nothing with the library but the hash.
struct by_hand {
    std::vector<std::byte> bytes;
    void u64(std::uint64_t x) {
        for (int i = 0; i < 8; ++i) {
            bytes.push_back(static_cast<std::byte>(x >> (8 * i) & 0xFFU));
        }
    }
    void tagged(char tag, std::uint64_t x) {
        bytes.push_back(static_cast<std::byte>(tag));
        u64(x);
    }
    void text(std::string_view s) {
        tagged('t', s.size());
        for (const char c : s) {
            bytes.push_back(static_cast<std::byte>(c));
        }
    }
};

}  // namespace

TEST_SUITE("model/parameters_digest") {
    TEST_CASE("parameters_digest: the hash of the bytes that the format page lists") {
        Eigen::MatrixXd w(2, 2);
        w << 1.0, 2.0, 3.0, 4.0;
        Eigen::VectorXd b = Eigen::VectorXd::Constant(1, -0.5);
        by_hand expected;
        expected.text("lastro.parameters/1");
        expected.tagged('i', 2);
        expected.text("w");
        expected.text("F64");
        expected.tagged('i', 2);
        expected.tagged('i', 2);
        expected.tagged('y', 32);
        for (const double x : {1.0, 3.0, 2.0, 4.0}) {  // column after column
            expected.u64(std::bit_cast<std::uint64_t>(x));
        }
        expected.text("b");
        expected.text("F64");
        expected.tagged('i', 1);
        expected.tagged('i', 1);
        expected.tagged('y', 8);
        expected.u64(std::bit_cast<std::uint64_t>(-0.5));
        CHECK(model::parameters_digest(model::parameters("w", w, "b", b)) == hash::blake3::of(expected.bytes));
    }

    TEST_CASE("parameters_digest: names, shapes, types and every bit count") {
        Eigen::MatrixXd w = Eigen::MatrixXd::Zero(2, 3);
        const auto digest = model::parameters_digest(model::parameters("w", w));
        CHECK(model::parameters_digest(model::parameters("w", w)) == digest);
        CHECK(model::parameters_digest(model::parameters("v", w)) != digest);

        Eigen::MatrixXd turned = Eigen::MatrixXd::Zero(3, 2);
        CHECK(model::parameters_digest(model::parameters("w", turned)) != digest);
        Eigen::MatrixXf single = Eigen::MatrixXf::Zero(2, 3);
        CHECK(model::parameters_digest(model::parameters("w", single)) != digest);

        w(0, 0) = -0.0;
        CHECK(model::parameters_digest(model::parameters("w", w)) != digest);
    }

}  // TEST_SUITE
