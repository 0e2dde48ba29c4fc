// SPDX-License-Identifier: MIT
// tests/data/detail/column_collector.test.cpp
#include <lastro/data/detail/column_collector.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace detail = lastro::data::detail;
using data::type;

namespace {

// The column that comes from pieces of one column, read again where the collector asks for that.
data::column collected(const std::vector<std::string_view>& pieces, int* passes = nullptr) {
    const data::csv_settings settings;
    const detail::csv_spelling spelling{settings};
    detail::column_collector collector;
    detail::csv_cut cut;
    int pass = 0;
    do {
        if (++pass > 1) {
            collector.again();
        }
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            cut.piece(pieces[i], {.skip_blank_lines = false}, 1);
            detail::column_part part;
            if (i == 0 && !collector.is_known()) {
                part.read(cut, 0, spelling, {.values = false}, '"');
                collector.learn(part.kinds, pieces.size() == 1);
            }
            part.read(cut, 0, spelling, collector.plan(), '"');
            collector.append(part, cut.rows());
        }
    } while (collector.is_stale());
    if (passes != nullptr) {
        *passes = pass;
    }
    return collector.finish();
}

}  // namespace

TEST_SUITE("data/detail/column_collector") {
    TEST_CASE("a column: the parts end to end, in one pass where the first part tells the type") {
        int passes = 0;
        const std::vector<std::optional<std::int64_t>> wanted{1, 2, {}, 3, {}};
        CHECK(collected({"1\n2\n", "\n3\n", "\n"}, &passes) == data::column{wanted});
        CHECK(passes == 1);
        CHECK(collected({"a\n", "1\n"}, &passes) == data::column{std::vector<std::string>{"a", "1"}});
        CHECK(passes == 1);
    }

    TEST_CASE("a column: once more where a later part changes the type") {
        int passes = 0;
        CHECK(collected({"1\n", "2.5\n", "-0\n"}, &passes) == data::column{std::vector<double>{1.0, 2.5, -0.0}});
        CHECK(passes == 2);
        CHECK(collected({"1\n", "x\n"}, &passes) == data::column{std::vector<std::string>{"1", "x"}});
        CHECK(passes == 2);
        CHECK(collected({"9223372036854775808\n", "0.5\n"}, &passes) == data::column{std::vector<double>{0x1p63, 0.5}});
        const std::vector<std::optional<bool>> truth{{}, true};
        CHECK(collected({"\n", "true\n"}, &passes) == data::column{truth});
        CHECK(collected({"\n", "\"\"\n"}).type() == type::string);
    }
}
