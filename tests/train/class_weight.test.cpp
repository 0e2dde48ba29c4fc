// SPDX-License-Identifier: MIT
// tests/train/class_weight.test.cpp
#include <lastro/train/class_weight.hpp>

#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using values = std::vector<double>;

TEST_SUITE("train/class_weight") {
    TEST_CASE("balanced: n / (classes * count), so that every class weighs n / classes in all") {
        CHECK(train::balanced_class_weights<double>(values{1, 1, 1, 0}) == values{2, 4.0 / 6});
        CHECK(train::balanced_class_weights<double>(values{0, 1, 2, 3, 3, 3}) == values{1.5, 1.5, 1.5, 0.5});
        CHECK(train::balanced_class_weights<double>(values{2, 2}) == values{0, 0, 1});  // classes that do not occur
        CHECK(train::balanced_class_weights<double>(values{}).empty());
        CHECK(train::balanced_class_weights<float>(std::vector<float>{0, 1, 1, 1}) == std::vector<float>{2, 2.0F / 3});
    }

    TEST_CASE("weights_of_rows: that of each row's class") {
        CHECK(train::weights_of_rows<double>(values{1, 0, 1}, values{3, 5}) == values{5, 3, 5});
    }
}  // TEST_SUITE
