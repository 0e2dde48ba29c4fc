// SPDX-License-Identifier: MIT
// tests/store/column_blocks.test.cpp
#include <lastro/store/column_blocks.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using lastro::store::block;
using lastro::store::column_blocks;
using lastro::store::column_blocks_bytes;
using lastro::store::parse_column_blocks;

namespace {

lastro::hash::digest of(char digit) { return lastro::hash::digest::parse("blake3:" + std::string(64, digit)); }

column_blocks example() {
    return {
        .type = data::type::string,
        .state = {std::byte{1}, std::byte{2}},
        .blocks = {{.rows = 3, .nulls = 1, .characters = 7, .values = of('1'), .texts = of('2'), .present = of('3')},
                   {.rows = 2, .nulls = 0, .characters = 0, .values = of('4'), .texts = of('5')}}};
}

}  // namespace

TEST_SUITE("store/column_blocks") {
    TEST_CASE("record: written and read back, for every type") {
        CHECK(parse_column_blocks(column_blocks_bytes(example()), "c") == example());
        const column_blocks numbers{.type = data::type::date, .blocks = {{.rows = 9, .values = of('1')}}};
        CHECK(parse_column_blocks(column_blocks_bytes(numbers), "c") == numbers);
        CHECK(column_blocks_bytes(numbers).size() == 32 + 24 + 32);
        CHECK(column_blocks_bytes(example()).size() == 32 + 2 + 24 + 96 + 24 + 64);
        CHECK(parse_column_blocks(column_blocks_bytes({}), "c") == column_blocks{});
    }

    TEST_CASE("sizes: of values and bits") {
        CHECK(lastro::store::values_size(data::type::boolean, 9) == 9);
        CHECK(lastro::store::values_size(data::type::int64, 9) == 72);
        CHECK(lastro::store::values_size(data::type::float64, 9) == 72);
        CHECK(lastro::store::values_size(data::type::date, 9) == 36);
        CHECK(lastro::store::values_size(data::type::string, 9) == 80);
        CHECK(lastro::store::values_size(data::type::timestamp, 9) == 72);
        CHECK(lastro::store::bits_size(8) == 1);
        CHECK(lastro::store::bits_size(9) == 2);
    }

    TEST_CASE("refusals: every cut, and counts that cannot be, are format_errors before memory is taken") {
        const std::vector<std::byte> good = column_blocks_bytes(example());
        for (std::size_t size = 0; size < good.size(); ++size) {
            CHECK_THROWS_AS(static_cast<void>(parse_column_blocks(lastro::core::byte_span{good}.first(size), "c")),
                            lastro::format_error);
        }
        std::vector<std::byte> longer = good;
        longer.push_back(std::byte{0});
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_column_blocks(longer, "c")),
                             "c: expected the end after 242 bytes, found 243", lastro::format_error);
        const auto refused = [](auto change) {
            column_blocks list = example();
            change(list.blocks[0]);
            CHECK_THROWS_AS(static_cast<void>(parse_column_blocks(column_blocks_bytes(list), "c")),
                            lastro::format_error);
        };
        refused([](block& b) { b.rows = 0; });
        refused([](block& b) { b.nulls = 4; });
        refused([](block& b) { b.rows = std::uint64_t{1} << 53U; });  // and two more in the next
        refused([](block& b) { b.characters = UINT64_MAX; });
        for (const std::size_t at : {0U, 8U, 12U, 16U, 24U}) {  // magic, version, type, size of the state, blocks
            std::vector<std::byte> bad = good;
            lastro::core::store_le(std::uint32_t{0x7FFFFFFF}, bad.data() + at);
            CHECK_THROWS_AS(static_cast<void>(parse_column_blocks(bad, "c")), lastro::format_error);
        }
    }
}
