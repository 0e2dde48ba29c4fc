// SPDX-License-Identifier: MIT
// tests/artifact/tensor_layout.test.cpp: messages of check_layout are tested with the header that they belong to
#include <lastro/artifact/tensor_layout.hpp>

#include <cstdint>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::artifact::bits_of;
using lastro::artifact::dtype;
using lastro::artifact::tensor_info;

TEST_SUITE("artifact/tensor_layout") {
    TEST_CASE("size: dimensions are multiplied from the left, and nothing wraps around") {
        using shape = std::vector<std::uint64_t>;
        const std::uint64_t large = std::uint64_t{1} << 32U;
        CHECK(bits_of(dtype::f32, shape{2, 3}) == 192);
        CHECK(bits_of(dtype::f6_e2m3, shape{}) == 6);
        CHECK(bits_of(dtype::u8, shape{UINT64_MAX, 0}) == 0);
        CHECK_FALSE(bits_of(dtype::u8, shape{large, large, 0}));  // as the reference judges
        CHECK_FALSE(bits_of(dtype::u8, shape{UINT64_MAX / 8 + 1}));
        CHECK(bits_of(dtype::u8, shape{UINT64_MAX / 8}));
    }

    TEST_CASE("order: large element types first, then names by their bytes") {
        const tensor_info wide{.name = "z", .type = dtype::f64, .shape = {}};
        const tensor_info narrow{.name = "a", .type = dtype::u8, .shape = {}};
        const tensor_info other{.name = "b", .type = dtype::u8, .shape = {}};
        CHECK(layout_before(wide, narrow));
        CHECK(layout_before(narrow, other));
        CHECK_FALSE(layout_before(narrow, narrow));
    }

    TEST_CASE("check: side by side to the end is accepted, eight sizes that wrap around 2^64 are not") {
        lastro::artifact::check_layout(
            std::vector<tensor_info>{{"a", dtype::u8, {3}, 0, 3}, {"b", dtype::u8, {1}, 3, 4}}, 4, "m");
        std::vector<tensor_info> huge;
        const std::uint64_t each = (std::uint64_t{1} << 61U) - 1;
        for (std::uint64_t i = 0; i < 8; ++i) {
            huge.push_back({"t", dtype::u8, {each}, i * each, i * each + each});
        }
        CHECK_THROWS_AS(lastro::artifact::check_layout(huge, 0, "m"), lastro::format_error);
    }
}
