// SPDX-License-Identifier: MIT
// tests/store/detail/viewed_column.test.cpp
#include <lastro/store/detail/viewed_column.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/column.hpp>
#include <lastro/store/column_writer.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
using namespace lastro::store;
using lastro::store::detail::viewed_column;

TEST_SUITE("store/detail/viewed_column") {
    TEST_CASE("viewed_column: parts of a range, in place; damage is met where it is touched") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        std::vector<std::int64_t> values;
        for (std::int64_t i = 0; i < 40'000; ++i) {
            values.push_back(i * i);
        }
        object_store::batch group = begin_table(objects);
        const stored_column stored = write_column(group, "c", data::column{values});
        group.commit();

        viewed_column some{objects, stored, 40'000, {.first = 100, .last = 30'100}};
        REQUIRE(some.parts() > 1);
        CHECK(some.is_adjacent());
        std::uint64_t rows = 0;
        for (std::size_t i = 0; i < some.parts(); ++i) {
            CHECK(some.part(i).size() == 8 * some.part_rows(i));
            CHECK(core::load_le<std::int64_t>(some.part(i).data()) == values[100 + static_cast<std::size_t>(rows)]);
            rows += some.part_rows(i);
        }
        CHECK(rows == 30'000);
        CHECK(some.whole<std::int64_t>().size() == 30'000);
        CHECK(some.whole<std::int64_t>()[29'999] == values[30'099]);
        CHECK(viewed_column{objects, stored, 40'000, {.first = 5, .last = 5}}.parts() == 0);

        const std::string pack = objects.list().packs.at(0);
        std::string bytes = core::read_text(pack);
        bytes[64 + 8 * 39'999] = static_cast<char>(bytes[64 + 8 * 39'999] ^ 1);
        core::write_file(pack, core::as_bytes(bytes));
        const object_store damaged{directory / "objects"};
        viewed_column all{damaged, stored, 40'000, {}};
        CHECK(all.part(0).size() > 0);
        CHECK_THROWS_AS(static_cast<void>(all.part(all.parts() - 1)), lastro::integrity_error);
        CHECK_THROWS_AS(static_cast<void>(all.whole<std::int64_t>()), lastro::integrity_error);
    }
}
