// SPDX-License-Identifier: MIT
// tests/store/column_writer.test.cpp
#include <lastro/store/column_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace data = lastro::data;
using lastro::store::object_store;
using lastro::store::stored_column;

TEST_SUITE("store/column_writer") {
    TEST_CASE("digest: that of the column, whatever the blocks; and what is read is what was written") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{50'000}}) {
            for (const data::column& c : every_kind_of_column(rows)) {
                object_store::batch group = objects.begin({.pack_below = UINT64_MAX});
                const stored_column stored = write_column(group, "c", c);
                group.commit();
                CHECK(stored.digest == data::fingerprint(c));
                CHECK(stored.bytes == data::canonical_bytes(c).size());
                CHECK(stored.nulls == c.null_count());
                CHECK(read_column(objects, stored, rows, "c") == c);
                object_store::batch same = objects.begin({.pack_below = UINT64_MAX});
                CHECK(write_column(same, "c", data::with_dictionary(c)) == stored);
                CHECK(same.objects() == 0);
            }
        }
    }

    TEST_CASE("appending: gives what writing everything at once gives, and writes little") {
        const temporary_directory directory;
        constexpr std::size_t all = 60'000;
        for (const data::column& c : every_kind_of_column(all)) {
            const object_store objects{directory / "objects"};
            object_store::batch whole = objects.begin({.pack_below = UINT64_MAX});
            const stored_column expected = write_column(whole, "c", c);
            whole.commit();
            const object_store other{directory / "other"};
            stored_column stored;
            std::size_t before = 0;
            for (const std::size_t rows :
                 {std::size_t{0}, std::size_t{7}, std::size_t{30'001}, std::size_t{59'999}, all}) {
                object_store::batch group = other.begin({.pack_below = UINT64_MAX});
                stored = rows == 0 ? write_column(group, "c", c.slice(0, 0))
                                   : append_column(other, group, stored, before,
                                                   data::with_dictionary(c.slice(before, rows - before)));
                if (rows == all) {  // a row more: one block, its neighbour, the list
                    CHECK(group.bytes() < 2 * 16'384 * 20 + 8192);
                    CHECK(group.objects() <= 5);
                }
                group.commit();
                before = rows;
            }
            CHECK(stored == expected);
            CHECK(read_column(other, stored, all, "c") == c);
        }
    }

    TEST_CASE("appending: another type is refused, and so is a hash state that is not the column's") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        object_store::batch group = objects.begin();
        const data::column numbers{std::vector<std::int64_t>{1, 2, 3}};
        stored_column stored = write_column(group, "c", numbers);
        const stored_column others = write_column(group, "c", data::column{std::vector<std::int64_t>{1, 2, 4}});
        group.commit();
        CHECK_THROWS_WITH_AS(
            static_cast<void>(append_column(objects, group, stored, 3, data::column{std::vector<double>{1.0}})),
            "store::append_column: \"c\": expected int64, found float64", lastro::schema_error);
        stored.digest = others.digest;
        CHECK_THROWS_AS(static_cast<void>(append_column(objects, group, stored, 3, numbers)), lastro::integrity_error);

        const auto texts = [](const char* last) {  // the state is known to be the column's where rows are missing, too
            return data::column{std::vector<std::optional<std::string>>{"a", std::nullopt, last}};
        };
        object_store::batch more = objects.begin();
        stored_column names = write_column(more, "c", texts("b"));
        const stored_column other_names = write_column(more, "c", texts("c"));
        more.commit();
        object_store::batch again = objects.begin();
        CHECK(append_column(objects, again, names, 3, texts("d")).nulls == 2);
        names.blocks = other_names.blocks;
        CHECK_THROWS_WITH_AS(static_cast<void>(append_column(objects, again, names, 3, texts("d"))),
                             "store::append_column: \"c\": expected a state of the column's hash, found another one",
                             lastro::integrity_error);
    }
}
