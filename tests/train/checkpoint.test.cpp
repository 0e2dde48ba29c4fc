// SPDX-License-Identifier: MIT
// tests/train/checkpoint.test.cpp
#include <lastro/train/checkpoint.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::checkpoint;

namespace {

struct two {
    Eigen::MatrixXd w = Eigen::MatrixXd::Constant(2, 3, 0.5);
    Eigen::VectorXd b = Eigen::VectorXd::Constant(3, -1.0);
    auto parameters() { return model::parameters("w", w, "b", b); }
};

}  // namespace

TEST_SUITE("train/checkpoint") {
    TEST_CASE("tensors: saved and put back, column after column, in little-endian bytes") {
        two from;
        from.w(1, 0) = 2.0;
        checkpoint c;
        train::save_tensors(c, "parameters/", from.parameters());
        REQUIRE(c.tensors.size() == 2);
        CHECK(c.tensors[0].name == "parameters/w");
        CHECK(c.tensors[0].type == "F64");
        CHECK(c.tensors[0].rows == 2);
        CHECK(c.tensors[0].columns == 3);
        CHECK(core::to_hex(core::byte_span{c.tensors[0].values}.first(16)) ==
              "000000000000e03f"
              "0000000000000040");
        two to{Eigen::MatrixXd::Zero(2, 3), Eigen::VectorXd::Zero(3)};
        train::load_parameters(c, to.parameters());
        CHECK(to.w == from.w);
        CHECK(to.b == from.b);

        Eigen::VectorXf single = Eigen::VectorXf::Constant(1, 1.0F);
        train::save_tensors(c, "kept/", model::parameters("s", single));
        CHECK(c.tensors[2].type == "F32");
        CHECK(core::to_hex(c.tensors[2].values) == "0000803f");
    }

    TEST_CASE("tensors: another shape, type or name is an error, and nothing is changed") {
        two from, to{Eigen::MatrixXd::Zero(2, 3), Eigen::VectorXd::Zero(2)};
        checkpoint c;
        train::save_tensors(c, "parameters/", from.parameters());
        CHECK_THROWS_WITH_AS(train::load_parameters(c, to.parameters()),
                             R"(train::checkpoint: tensor "parameters/b": expected F64 [2, 1], found F64 [3, 1])",
                             schema_error);
        CHECK(to.w.isZero());
        Eigen::VectorXf single = Eigen::VectorXf::Zero(3);
        CHECK_THROWS_WITH_AS(train::load_parameters(c, model::parameters("b", single)),
                             R"(train::checkpoint: tensor "parameters/b": expected F32 [3, 1], found F64 [3, 1])",
                             schema_error);
        CHECK_THROWS_WITH_AS(train::load_tensors(c, "kept/", from.parameters()),
                             R"(train::checkpoint: tensor "kept/w": expected F64 [2, 3], found none)", schema_error);
        c.tensors[0].values.pop_back();
        CHECK_THROWS_AS(train::load_parameters(c, from.parameters()), schema_error);
    }

    TEST_CASE("numbers and states: by name") {
        checkpoint c;
        c.numbers = {{"steps", 4.0}};
        c.states = {{"callback/0", {std::byte{7}}}};
        CHECK(c.number("steps") == 4.0);
        CHECK(c.state("callback/0").size() == 1);
        CHECK_THROWS_WITH_AS(static_cast<void>(c.number("rate")),
                             R"(train::checkpoint: numbers: expected one called "rate", found none)", format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(c.state("model")),
                             R"(train::checkpoint: states: expected one called "model", found none)", format_error);
    }
}  // TEST_SUITE
