// SPDX-License-Identifier: MIT
// tests/data/column_profile.test.cpp
#include <lastro/data/column_profile.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace core = lastro::core;
using data::column;
using data::column_profile;
using data::type;

namespace {

column_profile of(const column& values, const data::column_profile_settings& settings = {}) {
    column_profile p{values.type(), settings};
    p.add(values);
    return p;
}

}  // namespace

TEST_SUITE("data/column_profile") {
    TEST_CASE("numbers: everything is counted as what it is") {
        constexpr double inf = std::numeric_limits<double>::infinity();
        const column values{
            std::vector<std::optional<double>>{2.0, {}, -1.0, 0.0, -0.0, 0.0 / 0.0, inf, -inf, 2.0, {}}};
        const column_profile p = of(values);
        CHECK(p.rows() == 10);
        CHECK(p.null_count() == 2);
        CHECK(p.nan_count() == 1);
        CHECK(p.infinite_count() == 2);
        CHECK(p.zero_count() == 2);
        CHECK(p.negative_count() == 2);
        CHECK(p.minimum() == -1.0);
        CHECK(p.maximum() == 2.0);
        CHECK(p.moments().count() == 5);
        CHECK(p.moments().mean() == doctest::Approx(0.6));
        CHECK(p.quantiles().count() == 7);
        CHECK(p.quantiles().maximum() == inf);
        CHECK(std::round(p.distinct().count()) == 6.0);  // 2, -1, 0, NaN, +inf, -inf
        CHECK(p.frequent_numbers().total() == 8);
        CHECK(std::isnan(column_profile{type::int64}.minimum()));
    }

    TEST_CASE("other types: booleans and dates as numbers, texts by their length") {
        const column_profile truth = of(column{std::vector<bool>{true, false, true}});
        CHECK(truth.zero_count() == 1);
        CHECK(truth.moments().mean() == doctest::Approx(2.0 / 3.0));
        const column_profile day = of(column{std::vector<data::date>{{-5}, {16071}}});
        CHECK(day.minimum() == -5.0);
        CHECK(day.negative_count() == 1);
        const column_profile moment = of(column{std::vector<data::timestamp>{{-5}, {1'388'534'400'000'001}}});
        CHECK(moment.minimum() == -5.0);
        CHECK(moment.maximum() == 1'388'534'400'000'001.0);
        const column_profile text =
            of(column{std::vector<std::optional<std::string>>{"sun", "", "sun", {}, "drizzle"}});
        CHECK(text.zero_count() == 1);
        CHECK(text.maximum() == 7.0);
        CHECK(text.quantiles().count() == 0);
        auto frequent = text.frequent_texts();
        frequent.sort();
        CHECK(frequent.at(0).item.text() == "sun");
        CHECK(frequent.at(0).least == 2);
        CHECK(std::round(text.distinct().count()) == 3.0);
    }

    TEST_CASE("merge: counts, extremes and distinct values exactly, the rest within its bounds") {
        std::mt19937_64 engine{9};
        std::vector<std::int64_t> numbers(40'000);
        for (auto& x : numbers) {
            x = static_cast<std::int64_t>(engine() % 1000) - 100;
        }
        const column values{numbers};
        const column_profile whole = of(values);
        column_profile merged{type::int64};
        for (std::size_t i = 0; i < 8; ++i) {
            column_profile part{type::int64, {.coins = lastro::random::stream{i + 1}}};
            part.add(values, i * 5000, 5000);
            merged.merge(part);
        }
        CHECK(merged.rows() == whole.rows());
        CHECK(merged.zero_count() == whole.zero_count());
        CHECK(merged.negative_count() == whole.negative_count());
        CHECK(merged.minimum() == whole.minimum());
        CHECK(merged.maximum() == whole.maximum());
        CHECK(merged.distinct() == whole.distinct());
        CHECK(merged.moments().mean() == doctest::Approx(whole.moments().mean()).epsilon(1e-12));
        CHECK(merged.moments().skewness() == doctest::Approx(whole.moments().skewness()).epsilon(1e-10));
        for (const double x : {-50.0, 200.0, 640.0}) {
            const double truth = (x + 101.0) / 1000.0;
            CHECK(std::abs(merged.quantiles().rank(x) - truth) < whole.quantiles().rank_error() + 0.01);
        }
    }

    TEST_CASE("bytes: saved and loaded in the middle, it goes on with the same bits; damage is refused") {
        std::mt19937_64 engine{10};
        std::vector<double> numbers(20'000);
        for (auto& x : numbers) {
            x = static_cast<double>(engine() % 5000) / 8.0;
        }
        const column values{numbers};
        column_profile straight{type::float64};
        straight.add(values, 0, 9000);
        core::byte_writer out;
        straight.save(out);
        core::byte_reader in{out.bytes(), "p"};
        column_profile resumed = column_profile::load(in);
        in.finish();
        CHECK(resumed == straight);
        straight.add(values, 9000, 11'000);
        resumed.add(values, 9000, 11'000);
        CHECK(resumed == straight);
        core::byte_reader cut{core::byte_span{out.bytes()}.first(200), "p"};
        CHECK_THROWS_AS((void)column_profile::load(cut), lastro::format_error);
    }

    TEST_CASE("refusals: another type") {
        column_profile p{type::int64};
        CHECK_THROWS_WITH_AS(p.add(column{std::vector<double>{1.0}}),
                             "data::column_profile: add: expected int64, found float64", std::invalid_argument);
        CHECK_THROWS_AS(p.merge(column_profile{type::date}), std::invalid_argument);
    }
}
