// SPDX-License-Identifier: MIT
// tests/num/gather.test.cpp
#include <lastro/num/gather.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

template <class T>
void check_rows(std::size_t columns, const std::vector<std::uint64_t>& ids) {
    std::vector<T> inputs(10 * columns);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        inputs[i] = static_cast<T>(i);
    }
    std::vector<T> batch(ids.size() * columns + 1, T{-1});
    num::gather_rows(inputs, columns, ids, batch.data(), std::vector<std::uint64_t>{9, 0});
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            CAPTURE(columns);
            CHECK(batch[i * columns + j] == inputs[ids[i] * columns + j]);
        }
    }
    CHECK(batch.back() == T{-1});
}

}  // namespace

TEST_SUITE("num/gather") {
    TEST_CASE("rows of every width are copied whole, and nothing beyond them") {
        for (std::size_t columns = 1; columns <= 40; ++columns) {
            check_rows<double>(columns, {3, 9, 0, 0, 7, 1, 2});
            check_rows<float>(columns, {9});
            check_rows<double>(columns, {});
        }
    }
}
