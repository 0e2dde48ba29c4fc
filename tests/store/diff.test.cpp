// SPDX-License-Identifier: MIT
// tests/store/diff.test.cpp
#include <lastro/store/diff.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/stored_table.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "columns.hpp"

namespace data = lastro::data;
using namespace lastro::store;

namespace {

manifest stored(const object_store& objects, const data::table& t) {
    object_store::batch group = begin_table(objects);
    manifest m = write_table(group, t);
    group.commit();
    return m;
}

std::vector<std::string> shown(const std::vector<change>& changes) {
    std::vector<std::string> lines;
    for (const change& c : changes) {
        lines.push_back(to_string(c));
    }
    return lines;
}

using lines = std::vector<std::string>;
constexpr std::size_t rows = 60'000;

}  // namespace

TEST_SUITE("store/diff") {
    TEST_CASE("schema: columns added, removed and retyped; equal data has no changes") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        data::table a;
        a.add("x", data::column{std::vector<std::int64_t>{1, 2}});
        a.add("y", data::column{std::vector<std::int64_t>{1, 2}});
        data::table b;
        b.add("z", data::column{std::vector<std::int64_t>{1, 2, 3}});
        b.add("x", data::column{std::vector<double>{1, 2, 3}});
        const manifest older = stored(objects, a);
        const manifest newer = stored(objects, b);
        CHECK(shown(diff(objects, older, newer)) ==
              lines{"column_removed y rows 0..2", "column_added z rows 0..3", "column_retyped x rows 0..3"});
        CHECK(diff(objects, older, older).empty());
        std::ostringstream out;
        out << change_kind::rows_added << ' ' << change{.column = "x", .rows = {1, 2}, .key = "k"};
        CHECK(out.str() == "rows_added rows_changed x key k rows 1..2");
    }

    TEST_CASE("rows: appended, inserted, removed, changed; exactly, and within blocks from the lists alone") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        const data::table t = every_kind_of_table(rows).select({"wind", "note", "count"});
        const data::table shorter = t.slice(0, rows - 1000);
        std::vector<std::uint64_t> order;
        for (std::uint64_t i = 0; i < rows; ++i) {
            if (i != 30'000) {
                order.push_back(i);
            }
        }
        const data::table without = t.gather(order);
        std::vector<double> values;
        for (const double x : t.column<double>("wind").values()) {
            values.push_back(values.size() == 100 || values.size() == 50'000 ? -x - 1000.0 : x);
        }
        data::table changed = t.select({"note", "count"});
        changed.add("wind", data::column{values});
        const manifest m = stored(objects, t);
        const manifest m_shorter = stored(objects, shorter);
        const manifest m_without = stored(objects, without);
        const manifest m_changed = stored(objects, changed);
        const auto exact = [&](const manifest& a, const manifest& b) { return shown(diff(objects, a, b, true)); };
        CHECK(exact(m_shorter, m) == lines{"rows_added wind rows 59000..60000", "rows_added note rows 59000..60000",
                                           "rows_added count rows 59000..60000"});
        CHECK(exact(m, m_shorter) == lines{"rows_removed wind rows 59000..60000", "rows_removed note rows 59000..60000",
                                           "rows_removed count rows 59000..60000"});
        CHECK(exact(m_without, m).back() == "rows_added count rows 30000..30001");
        CHECK(exact(m, m_without).back() == "rows_removed count rows 30000..30001");
        CHECK(exact(m, m_changed) == lines{"rows_changed wind rows 100..101", "rows_changed wind rows 50000..50001"});

        const object_store others{directory / "others"};  // where the lists are, and no data
        for (const manifest* m_of : {&m, &m_changed, &m_without}) {
            for (const stored_column& c : m_of->columns) {
                others.put(objects.get(c.blocks).bytes());
            }
        }
        const std::vector<change> coarse = diff(others, m, m_changed);
        REQUIRE(coarse.size() == 2);
        CHECK(coarse[0].rows.first <= 100);
        CHECK(coarse[0].rows.last > 100);
        CHECK(coarse[0].rows.last <= 20'000);
        CHECK(coarse[1].rows.first <= 50'000);
        CHECK(coarse[1].rows.last > 50'000);
        for (const change& c : diff(others, m_without, m)) {
            CHECK(c.rows.first <= 30'000);
            CHECK(c.rows.last > 30'000);
            CHECK(c.rows.last - c.rows.first <= 4 * 16'384);
        }
    }

    TEST_CASE("missing rows: 64 rows one of which is missing have the bytes of 65, and are not the same") {
        const temporary_directory directory;
        const object_store objects{directory / "objects"};
        std::vector<std::optional<std::int64_t>> some(64, 7);
        some[5] = std::nullopt;
        std::vector<std::int64_t> more(65, 7);
        more[5] = 0;
        more[64] = ~(std::int64_t{1} << 5);  // as the validity bits are
        data::table a;
        data::table b;
        a.add("n", data::column{some});
        b.add("n", data::column{more});
        const manifest older = stored(objects, a);
        const manifest newer = stored(objects, b);
        CHECK(older.columns[0].digest == newer.columns[0].digest);
        CHECK(shown(diff(objects, older, newer)) == lines{"rows_changed n rows 0..65"});
        CHECK(shown(diff(objects, older, newer, true)) == lines{"rows_changed n rows 5..65"});
        CHECK(shown(diff(objects, newer, older, true)) == lines{"rows_changed n rows 5..64"});
    }
}
