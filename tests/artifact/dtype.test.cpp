// SPDX-License-Identifier: MIT
// tests/artifact/dtype.test.cpp
#include <lastro/artifact/dtype.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <doctest/doctest.h>

using lastro::artifact::dtype;
using lastro::artifact::dtype_of;
using lastro::artifact::element;
using lastro::artifact::parse_dtype;

namespace {

static_assert(dtype_of<double> == dtype::f64);
static_assert(dtype_of<float> == dtype::f32);
static_assert(dtype_of<std::int64_t> == dtype::i64);
static_assert(dtype_of<std::uint8_t> == dtype::u8);
static_assert(!element<bool>, "BOOL bytes may be anything: no bool can stand for them");
static_assert(!element<char> && !element<long double>);

}  // namespace

TEST_SUITE("artifact/dtype") {
    TEST_CASE("names and sizes: the 22 types of the format, in its order") {
        constexpr struct {
            std::string_view name;
            unsigned bits;
        } golden[] = {{"BOOL", 8},        {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"U8", 8},
                      {"I8", 8},          {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8},
                      {"F8_E5M2FNUZ", 8}, {"I16", 16},    {"U16", 16},    {"F16", 16},    {"BF16", 16},
                      {"I32", 32},        {"U32", 32},    {"F32", 32},    {"C64", 64},    {"F64", 64},
                      {"I64", 64},        {"U64", 64}};
        std::size_t index = 0;
        for (const auto& g : golden) {
            const auto type = static_cast<dtype>(index++);
            CHECK(to_string(type) == g.name);
            CHECK(bits(type) == g.bits);
            CHECK(parse_dtype(g.name) == type);
        }
        CHECK(index == 22);
        CHECK_FALSE(parse_dtype("f64"));
        CHECK_FALSE(parse_dtype(""));
        CHECK_FALSE(parse_dtype("F8"));
    }
}
