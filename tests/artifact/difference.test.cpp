// SPDX-License-Identifier: MIT
// tests/artifact/difference.test.cpp
#include <lastro/artifact/difference.hpp>

#include <string>

#include <doctest/doctest.h>

#include "reflected.hpp"

using lastro::artifact::content_digest;
using lastro::artifact::difference;
using lastro::artifact::outline;

TEST_SUITE("artifact/difference") {
    TEST_CASE("difference: none where all is equal, else the first field, and what is there") {
        const reflected::assortment a = reflected::assorted();
        CHECK_FALSE(difference(a, a));
        CHECK_FALSE(difference(reflected::example(), reflected::example()));
        reflected::assortment b = a;
        b.number = reflected::even{6};
        CHECK(difference(a, b) == "number: 8 and number: 6");
        b = a;
        b.limit.reset();
        CHECK(difference(a, b) == "limit: 0.5 and limit: null");
        b = a;
        b.lists["b"] = {1.0};
        CHECK(difference(a, b) == "lists.b: 0 F64 and 1 F64");
        b = a;
        b.triple[2] = -3.0F;
        CHECK(difference(a, b) == "triple: 3 F32, other numbers");
        b = a;
        b.names[1] = "z";
        CHECK(difference(a, b) == R"(names.1: "y" and names.1: "z")");
        reflected::everything zero;
        zero.reals = {0.0};
        reflected::everything minus = zero;
        minus.reals = {-0.0};
        CHECK(difference(zero, minus) == "reals: 1 F64, other numbers");  // to the last bit
    }

    TEST_CASE("digest: of the content, frozen; different where anything is") {
        const reflected::assortment a = reflected::assorted();
        CHECK(content_digest(a).to_string() ==
              "blake3:6edff87f91e0afa782e8585de7315c40438559760ed2d82633d56ef1322e5aaa");
        reflected::assortment b = a;
        b.triple[0] = 1.5F;
        CHECK(content_digest(b) != content_digest(a));
        b = a;
        b.paint = reflected::colour::green;
        CHECK(content_digest(b) != content_digest(a));
    }

    TEST_CASE("outline: a line for every field") {
        CHECK(outline(reflected::polygon{Eigen::MatrixXd::Ones(3, 2)}) ==
              "test.polygon, version 1\ncorners: 3 x 2 F64\n");
        CHECK(outline(reflected::grown{.side = 2.0, .margin = 0.25}) ==
              "test.grown, version 1\nmargin: 0.25\nside: 2\n");
        const std::string all = outline(reflected::assorted());
        CHECK(all.find("around: test.ring, version 2\naround.inner: 3\n") != std::string::npos);
        CHECK(all.find("pairs.1: 2 I32\n") != std::string::npos);
    }
}
