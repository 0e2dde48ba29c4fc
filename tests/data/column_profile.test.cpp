// SPDX-License-Identifier: MIT
// tests/data/column_profile.test.cpp
#include <lastro/data/column_profile.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/data/dictionary.hpp>

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
        CHECK(text.quantiles().quantile(0.5) == 3.0);
        CHECK(text.histogram().count(7) == 1);
        auto frequent = text.frequent_texts();
        frequent.sort();
        CHECK(frequent.at(0).item.text() == "sun");
        CHECK(frequent.at(0).least == 2);
        CHECK(std::round(text.distinct().count()) == 3.0);
    }

    // Every way that values take: counted, tallied, straight through; whole numbers small and large, reals, texts.
    TEST_CASE("columns: each part as it is of the values one by one, on six kinds, with and without missing rows") {
        std::mt19937_64 engine{31};
        for (int kind = 0; kind < 6; ++kind) {
            for (const bool gaps : {false, true}) {
                CAPTURE(kind);
                CAPTURE(gaps);
                constexpr std::size_t n = 100'000;
                std::vector<std::optional<std::int64_t>> wholes;
                std::vector<std::optional<double>> reals;
                std::vector<std::optional<std::string>> texts;
                lastro::stats::exact_moments moments;
                lastro::stats::dyadic_histogram histogram{{.narrowest = kind == 3 ? -1000 : 0}};
                std::map<std::string, std::uint64_t> truth;
                std::vector<double> sorted;
                std::uint64_t nulls = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    if (gaps && engine() % 5 == 0) {
                        ++nulls;
                        kind < 3 ? wholes.push_back({}) : kind == 3 ? reals.push_back({}) : texts.push_back({});
                        continue;
                    }
                    const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
                    double x = 0.0;
                    if (kind < 3) {
                        const auto whole = kind == 0   ? static_cast<std::int64_t>(1000.0 * u * u) - 50
                                           : kind == 1 ? static_cast<std::int64_t>(u < 0.6 ? 7.0 : 1e12 * u)
                                                       : static_cast<std::int64_t>(engine() | 1U) / 3;
                        wholes.push_back(whole);
                        moments.add(whole);
                        x = static_cast<double>(whole);
                        ++truth[std::to_string(whole)];
                    } else if (kind == 3) {
                        x = u < 0.3 ? 0.25 : 1.0 / (u - 0.29);
                        reals.push_back(x);
                        moments.add(x);
                        ++truth[std::to_string(std::bit_cast<std::uint64_t>(x))];
                    } else {
                        const std::string text = kind == 4
                                                     ? "t" + std::to_string(engine() % 300)
                                                     : std::string(engine() % 300, 'x') + std::to_string(i / 20 % 9);
                        texts.push_back(text);
                        x = static_cast<double>(text.size());
                        moments.add(x);
                        ++truth[text.substr(0, 47) + std::to_string(text.size()) + text.back()];
                    }
                    histogram.add(x);
                    sorted.push_back(x);
                }
                const column values = kind < 3 ? column{wholes} : kind == 3 ? column{reals} : column{texts};
                column_profile p{values.type(), {.compression = 100}};
                p.add(values);
                std::sort(sorted.begin(), sorted.end());
                CHECK(p.null_count() == nulls);
                CHECK(p.moments() == moments);
                CHECK(p.histogram() == histogram);
                CHECK(p.minimum() == sorted.front());
                CHECK(p.maximum() == sorted.back());
                CHECK(p.zero_count() == static_cast<std::uint64_t>(std::count(sorted.begin(), sorted.end(), 0.0)));
                CHECK(p.negative_count() ==
                      static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), 0.0) - sorted.begin()));
                const auto different = static_cast<double>(truth.size());
                CHECK(std::abs(p.distinct().count() - different) < 5.0 * p.distinct().standard_error() * different);
                const std::uint64_t total = kind < 4 ? p.frequent_numbers().total() : p.frequent_texts().total();
                CHECK(total == n - nulls);
                if (kind < 4) {
                    for (std::size_t i = 0; i < p.frequent_numbers().size(); ++i) {
                        const auto item = p.frequent_numbers().at(i).item;
                        const std::string name =
                            kind < 3 ? std::to_string(static_cast<std::int64_t>(item)) : std::to_string(item);
                        REQUIRE(p.frequent_numbers().at(i).least <= truth.at(name));
                        REQUIRE(p.frequent_numbers().most(i) >= truth.at(name));
                    }
                    CHECK(p.frequent_numbers().uncertainty() <= 2 * total / 256);
                } else {
                    CHECK(p.frequent_texts().uncertainty() <= 2 * total / 256);
                }
                CHECK(p.quantiles().count() == n - nulls);
                CHECK(p.tails()->count() == n - nulls);
                for (std::size_t i = 0; i < sorted.size(); i += 997) {
                    const auto up_to = std::upper_bound(sorted.begin(), sorted.end(), sorted[i]) - sorted.begin();
                    const double rank = static_cast<double>(up_to) / static_cast<double>(sorted.size());
                    REQUIRE(std::abs(p.quantiles().rank(sorted[i]) - rank) <= p.quantiles().rank_error());
                }
            }
        }
    }

    TEST_CASE("texts: the same bytes with and without a dictionary; timestamps by their microseconds") {
        std::vector<std::string> texts;
        for (int i = 0; i < 5000; ++i) {
            texts.push_back(i % 7 == 0 ? "a text of more than eight characters" : std::to_string(i * i % 90));
        }
        const data::column plain{texts};
        const data::column coded = data::with_dictionary(plain);
        REQUIRE(data::has_dictionary(coded));
        data::column_profile a{data::type::string};
        data::column_profile b{data::type::string};
        a.add(plain, 3, 4000);
        b.add(coded, 3, 4000);
        core::byte_writer of_plain;
        core::byte_writer of_coded;
        a.save(of_plain);
        b.save(of_coded);
        CHECK(of_plain.bytes() == of_coded.bytes());
        data::column_profile times{data::type::timestamp};
        times.add(data::column{std::vector<data::timestamp>{{5}, {-1}, {1'700'000'000'000'000}}});
        CHECK(times.minimum() == -1.0);
        CHECK(times.maximum() == 1.7e15);
        CHECK(times.negative_count() == 1);
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
        CHECK(merged.moments() == whole.moments());
        CHECK(merged.histogram() == whole.histogram());
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
        column_profile straight{type::float64, {.compression = 50}};
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

    TEST_CASE("merge: a refusal changes nothing") {
        column_profile a = of(column{std::vector<double>{1.0, 2.0}});
        const column_profile before = a;
        const column_profile other = of(column{std::vector<double>{3.0}}, {.k = 100});
        CHECK_THROWS_AS(a.merge(other), std::invalid_argument);
        CHECK(a == before);
    }
}
