// SPDX-License-Identifier: MIT
// tests/data/detail/row_bytes.test.cpp
#include <lastro/data/detail/row_bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/hash/canonical.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace data = lastro::data;
namespace hash = lastro::hash;
using data::column;

namespace {

struct collector {
    std::vector<std::byte> bytes;
    void update(core::byte_span more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
};

}  // namespace

TEST_SUITE("data/detail/row_bytes") {
    TEST_CASE("row_bytes: each row as the canonical feed writes its cells, in the order of the names") {
        std::vector<std::optional<std::string>> texts;
        std::vector<std::optional<double>> reals;
        std::vector<std::int64_t> integers;
        std::vector<bool> flags;
        std::vector<data::date> days;
        std::vector<data::timestamp> moments;
        for (int i = 0; i < 700; ++i) {
            texts.push_back(i % 5 == 0 ? std::nullopt
                                       : std::optional{std::string(static_cast<std::size_t>(i % 9), 't')});
            reals.push_back(i % 3 == 0 ? std::nullopt : std::optional{i / 4.0});
            integers.push_back(i * 100'000'000'000);
            flags.push_back(i % 2 == 0);
            days.push_back(data::date{i});
            moments.push_back(data::timestamp{i * 3'000'000'000'007 - 1});
        }
        data::table rows;
        rows.add("text", column{texts});
        rows.add("day", column{days});
        rows.add("flag", column{flags});
        rows.add("zenith", column{moments});
        rows.add("real", column{reals});
        rows.add("integer", column{integers});
        data::detail::row_bytes blocks{rows};
        std::size_t row = 0;
        while (blocks.next()) {
            for (const core::byte_span bytes : blocks.rows()) {
                collector expected;
                hash::append(expected, std::optional{days[row].days});
                hash::append(expected, std::optional<bool>{flags[row]});
                hash::append(expected, std::optional{integers[row]});
                hash::append(expected, reals[row]);
                hash::append(expected, texts[row]);
                hash::append(expected, std::optional{moments[row].microseconds});
                REQUIRE(core::to_hex(bytes) == core::to_hex(expected.bytes));
                ++row;
            }
        }
        CHECK(row == 700);
        data::table none;
        CHECK_FALSE(data::detail::row_bytes{none}.next());
    }
}
