// SPDX-License-Identifier: MIT
// tests/store/column_reader.test.cpp
#include <lastro/store/column_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_writer.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
using namespace lastro::store;

TEST_SUITE("store/column_reader") {
    TEST_CASE("rows: any range is the slice of the column, whatever the blocks") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        constexpr std::size_t rows = 40'000;
        std::mt19937_64 engine{3};
        for (const data::column& c : every_kind_of_column(rows)) {
            object_store::batch group = objects.begin();
            const stored_column stored = write_column(group, "c", c);
            group.commit();
            const column_blocks list = read_blocks(objects, stored, rows);
            CHECK(list.blocks.size() > 2);
            for (int i = 0; i < 8; ++i) {
                const std::size_t first = engine() % rows;
                const std::size_t count = i == 0 ? 0 : i == 1 ? rows - first : engine() % (rows - first);
                CHECK(read_rows(objects, list, first, count) == c.slice(first, count));
            }
            CHECK_THROWS_AS(static_cast<void>(read_rows(objects, list, rows - 1, 2)), std::out_of_range);
        }
    }

    TEST_CASE("lies: lists that are well formed and not of this column, and offsets that are none, are refused") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = objects.begin();
        const data::column texts{std::vector<std::string>{"ab", "c"}};
        const stored_column honest = write_column(group, "c", texts);
        group.commit();
        REQUIRE(read_column(objects, honest, 2, "c") == texts);
        const auto refused = [&](stored_column lie, std::uint64_t rows) {
            CHECK_THROWS_AS(static_cast<void>(read_column(objects, lie, rows, "c")), lastro::error);
        };
        refused(honest, 3);
        stored_column lie = honest;
        lie.nulls = 1;
        refused(lie, 2);
        lie = honest;
        lie.bytes += 1;
        refused(lie, 2);
        lie = honest;
        lie.type = data::type::int64;
        refused(lie, 2);
        lie = honest;
        lie.digest = honest.blocks;
        refused(lie, 2);
        const column_blocks list = read_blocks(objects, honest, 2);
        for (const std::vector<std::uint64_t>& offsets :
             std::vector<std::vector<std::uint64_t>>{{0, 2, 2}, {1, 2, 3}, {0, 3, 2}, {0, UINT64_MAX, 3}, {0, 2, 4}}) {
            std::vector<std::byte> bytes;
            for (const std::uint64_t offset : offsets) {
                core::append_le(bytes, offset);
            }
            column_blocks forged = list;
            forged.blocks[0].values = objects.put(bytes);
            lie = honest;
            lie.blocks = objects.put(column_blocks_bytes(forged));
            CHECK_THROWS_AS(static_cast<void>(read_column(objects, lie, 2, "c")), lastro::format_error);
        }
    }
}
