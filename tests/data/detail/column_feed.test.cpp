// SPDX-License-Identifier: MIT
// tests/data/detail/column_feed.test.cpp
#include <lastro/data/detail/column_feed.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace data = lastro::data;
namespace hash = lastro::hash;
using data::detail::column_feed;
using data::detail::type_holding;

namespace {

static_assert(type_holding<bool>() == data::type::boolean);
static_assert(type_holding<short>() == data::type::int64 && type_holding<std::uint64_t>() == data::type::int64);
static_assert(type_holding<float>() == data::type::float64 && type_holding<data::date>() == data::type::date);
static_assert(type_holding<std::string_view>() == data::type::string);
static_assert(!data::detail::cell_value<char> && !data::detail::cell_value<long double>);

hash::digest of_hex(std::string_view hex) { return hash::blake3::of(*core::from_hex(hex)); }

}  // namespace

TEST_SUITE("data/detail/column_feed") {
    // The bytes are those of the format page's example table.
    TEST_CASE("column_feed: the canonical bytes of every type, values and missing rows") {
        column_feed flag{data::type::boolean};
        flag.add(true), flag.add_missing(), flag.add(false);
        CHECK(flag.null_count() == 1);
        CHECK(flag.finish() == of_hex("01000005"));

        column_feed count{data::type::int64};
        count.add(1), count.add(std::int64_t{-2}), count.add_missing();
        CHECK(count.finish() == of_hex("0100000000000000feffffffffffffff000000000000000003"));

        column_feed value{data::type::float64};
        value.add(0.5F), value.add(-std::numeric_limits<double>::quiet_NaN()), value.add(-0.0);
        CHECK(value.null_count() == 0);
        CHECK(value.finish() == of_hex("000000000000e03f000000000000f87f0000000000000080"));

        column_feed day{data::type::date};
        day.add(data::date{1}), day.add_missing(), day.add(data::date{-1});
        CHECK(day.finish() == of_hex("0100000000000000ffffffff05"));

        column_feed moment{data::type::timestamp};
        moment.add(data::timestamp{1}), moment.add_missing(), moment.add(data::timestamp{-1});
        CHECK(moment.finish() == of_hex("01000000000000000000000000000000ffffffffffffffff05"));

        column_feed name{data::type::string};
        name.add(std::string{"a"}), name.add_missing(), name.add(std::string_view{"\u00e9"});
        CHECK(name.size() == 3);
        CHECK(name.finish() == of_hex("01610002c3a905"));

        CHECK(column_feed{data::type::string}.finish() == of_hex(""));
    }

    TEST_CASE("column_feed: more than its buffer, in values and in one text") {
        column_feed numbers{data::type::int64};
        std::vector<std::byte> bytes;
        for (std::int64_t i = 0; i < 20'000; ++i) {
            numbers.add(i * i);
            core::append_le(bytes, i * i);
        }
        CHECK(numbers.finish() == hash::blake3::of(bytes));

        const std::string text(100'000, 'x');
        column_feed texts{data::type::string};
        texts.add(text), texts.add(std::string{"y"});
        bytes = *core::from_hex("a08d06");  // 100,000 = 32 + 128 (13 + 128 * 6)
        const auto characters = core::as_bytes(text);
        bytes.insert(bytes.end(), characters.begin(), characters.end());
        bytes.push_back(std::byte{1});
        bytes.push_back(std::byte{'y'});
        CHECK(texts.finish() == hash::blake3::of(bytes));
    }

    TEST_CASE("column_feed: refuses what no column holds, and says which row") {
        column_feed numbers{data::type::int64};
        numbers.add(INT64_MAX);
        CHECK_THROWS_WITH_AS(numbers.add(std::uint64_t{1} << 63U),
                             "fingerprint: row 1: expected an integer below 2^63, found 9223372036854775808",
                             std::out_of_range);
        column_feed texts{data::type::string};
        CHECK_THROWS_WITH_AS(texts.add(std::string_view{"\xff"}), "fingerprint: row 0: expected UTF-8, found \"\\xff\"",
                             std::invalid_argument);
    }
}
