// SPDX-License-Identifier: MIT
// tests/artifact/tensor_info.test.cpp
#include <lastro/artifact/tensor_info.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

using lastro::artifact::tensor_index;
using lastro::artifact::tensor_info;

TEST_SUITE("artifact/tensor_info") {
    TEST_CASE("index: every name is found, and no other, for 0 to 300 names of every length") {
        for (std::size_t count = 0; count <= 300; count += count < 10 ? 1 : 29) {
            std::vector<tensor_info> tensors(count);
            for (std::size_t i = 0; i < count; ++i) {
                tensors[i].name = std::string(i % 23, 'x') + std::to_string(i);
            }
            const tensor_index index{tensors};
            CHECK(index.repeated(tensors) == nullptr);
            for (const tensor_info& t : tensors) {
                REQUIRE(index.find(tensors, t.name) == &t);
                REQUIRE(index.find(tensors, t.name + "y") == nullptr);
            }
            CHECK(index.find(tensors, "") == nullptr);
        }
        const std::vector<tensor_info> none;
        CHECK(tensor_index{}.find(none, "a") == nullptr);
    }

    TEST_CASE("index: a repeated name is found, wherever it stands, and names that differ in a NUL are two") {
        for (std::size_t second = 1; second < 40; ++second) {
            std::vector<tensor_info> tensors(40);
            for (std::size_t i = 0; i < tensors.size(); ++i) {
                tensors[i].name = "layer." + std::to_string(i);
            }
            tensors[second].name = "layer.0";
            const tensor_index index{tensors};
            const tensor_info* const twice = index.repeated(tensors);
            REQUIRE(twice != nullptr);
            CHECK(twice->name == "layer.0");
        }
        std::vector<tensor_info> tensors(2);
        tensors[0].name = std::string(1, '\0');
        const tensor_index index{tensors};
        CHECK(index.repeated(tensors) == nullptr);
        CHECK(index.find(tensors, "") == &tensors[1]);
    }
}
