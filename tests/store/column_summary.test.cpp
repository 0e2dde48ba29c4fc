// SPDX-License-Identifier: MIT
// tests/store/column_summary.test.cpp
#include <lastro/store/column_summary.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/store/row_cuts.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using lastro::store::column_summary;
using lastro::store::row_cuts;

namespace {

column_summary of(const data::column& rows) {
    column_summary s;
    s.add(rows, row_cuts(rows));
    return s;
}

}  // namespace

TEST_SUITE("store/column_summary") {
    TEST_CASE("moments: those of the values that are there; NaN and missing rows are counted apart") {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        const column_summary s = of(data::column{std::vector<std::optional<double>>{4.0, std::nullopt, 1.0, nan, 7.0}});
        REQUIRE(s.parts().size() == 1);
        CHECK(s.parts()[0].count == 3);
        CHECK(s.parts()[0].nans == 1);
        CHECK(s.moments().count() == 3);
        CHECK(s.moments().mean() == 4.0);
        CHECK(s.moments().variance() == 9.0);
        CHECK(s.moments().minimum() == 1.0);
        CHECK(s.moments().maximum() == 7.0);
        CHECK(of(data::column{std::vector<data::date>{{5}, {7}}}).moments().mean() == 6.0);
        CHECK(of(data::column{std::vector<bool>{true, false}}).moments().mean() == 0.5);
    }

    TEST_CASE("rank: the share of values up to x lies between the bounds, which are close") {
        std::mt19937_64 engine{4};
        for (const std::size_t rows : {1U, 2U, 7U, 40U, 50'000U}) {
            std::vector<std::int64_t> values;
            for (std::size_t i = 0; i < rows; ++i) {
                values.push_back(static_cast<std::int64_t>(engine() % (i % 2 == 0 ? 50 : 5000)));  // ties and few
            }
            const column_summary s = of(data::column{values});
            for (int x = -1; x<5002; x += rows> 100 ? 97 : 1) {
                std::size_t count = 0;
                for (const std::int64_t v : values) {
                    count += v <= x ? 1U : 0U;
                }
                const double share = static_cast<double>(count) / static_cast<double>(rows);
                const auto bounds = s.rank(x);
                REQUIRE(bounds.least <= share);
                REQUIRE(bounds.most >= share);
                REQUIRE(bounds.most - bounds.least <= 1.0 / 32 + 1.0 / static_cast<double>(rows));
            }
        }
        CHECK(of(data::column{std::vector<double>{}}).rank(0.0) == lastro::store::interval{0.0, 1.0});
    }

    TEST_CASE("texts: counted in classes of their hash") {
        const column_summary s =
            of(data::column{std::vector<std::optional<std::string>>{"a", "b", "a", std::nullopt, ""}});
        REQUIRE(s.counts().size() == 256);
        std::uint64_t all = 0;
        std::uint64_t most = 0;
        for (const std::uint64_t n : s.counts()) {
            all += n;
            most = n > most ? n : most;
        }
        CHECK(all == 4);
        CHECK(most == 2);
    }

    TEST_CASE("record: written and read back; every cut, values out of order and huge counts are refused") {
        for (const column_summary& s : {of(data::column{std::vector<double>{3, 1, 2}}), column_summary{},
                                        of(data::column{std::vector<std::string>{"a"}})}) {
            CHECK(column_summary::parse(s.bytes(), "s") == s);
        }
        const std::vector<std::byte> good = of(data::column{std::vector<double>{3, 1, 2}}).bytes();
        for (std::size_t size = 0; size < good.size(); ++size) {
            CHECK_THROWS_AS(static_cast<void>(column_summary::parse(lastro::core::byte_span{good}.first(size), "s")),
                            lastro::format_error);
        }
        const auto refused = [&good](std::size_t at, auto value) {
            std::vector<std::byte> bad = good;
            lastro::core::store_le(value, bad.data() + at);
            CHECK_THROWS_AS(static_cast<void>(column_summary::parse(bad, "s")), lastro::format_error);
        };
        refused(16, std::uint64_t{1} << 60U);  // parts
        refused(24, UINT64_MAX);               // values in the first
        refused(56, 100.0);                    // the smallest
        refused(64, std::numeric_limits<double>::quiet_NaN());
    }
}
