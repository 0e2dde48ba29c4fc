// SPDX-License-Identifier: MIT
// tests/artifact/tensor_shape.test.cpp
#include <lastro/artifact/tensor_shape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using lastro::artifact::tensor_shape;

static_assert(std::is_nothrow_move_constructible_v<tensor_shape> && std::is_nothrow_move_assignable_v<tensor_shape>);
static_assert(!std::is_convertible_v<std::uint64_t, tensor_shape>);

TEST_SUITE("artifact/tensor_shape") {
    TEST_CASE("shape: of any number of dimensions, it is the list of its sizes, also as a copy and after a move") {
        for (std::size_t rank = 0; rank < 12; ++rank) {
            std::vector<std::uint64_t> sizes;
            for (std::size_t i = 0; i < rank; ++i) {
                sizes.push_back(UINT64_MAX - i);
            }
            CAPTURE(rank);
            tensor_shape shape = sizes;
            CHECK(std::vector<std::uint64_t>{shape.begin(), shape.end()} == sizes);
            CHECK(shape.size() == rank);
            CHECK(shape.empty() == (rank == 0));
            CHECK((rank == 0 || (shape.back() == sizes.back() && shape[0] == sizes[0])));
            const std::span<const std::uint64_t> view = shape;
            CHECK(view.size() == rank);

            const tensor_shape copy = shape;
            CHECK(copy == shape);
            CHECK(copy.data() != shape.data());
            tensor_shape other{1, 2, 3, 4, 5, 6};
            other = std::move(shape);
            CHECK(other == copy);
            shape = {7};  // what was moved from can be used again
            CHECK(shape == tensor_shape{7});
            const tensor_shape moved = std::move(other);
            CHECK(moved == sizes);
            CHECK(other.size() == 0);
            shape.assign(moved);
            CHECK(shape == copy);
        }
    }

    TEST_CASE("shape: equal where rank and every size are") {
        CHECK(tensor_shape{2, 3} == std::vector<std::uint64_t>{2, 3});
        CHECK(tensor_shape{2, 3} != tensor_shape{3, 2});
        CHECK(tensor_shape{2, 3} != tensor_shape{2, 3, 1});
        CHECK(tensor_shape{1, 1, 1, 1, 1} != tensor_shape{1, 1, 1, 1, 2});
        CHECK(tensor_shape{} == std::vector<std::uint64_t>{});
    }
}
