// SPDX-License-Identifier: MIT
// tests/data/table_profile.test.cpp
#include <lastro/data/table_profile.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace core = lastro::core;
using data::table_profile;

namespace {

data::table some(std::size_t rows, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    std::vector<std::int64_t> numbers;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < rows; ++i) {
        numbers.push_back(static_cast<std::int64_t>(engine() % 100'000));
        words.push_back("word " + std::to_string(engine() % 50));
    }
    return {{"n", "word"}, {data::column{numbers}, data::column{words}}, "t.csv"};
}

}  // namespace

TEST_SUITE("data/table_profile") {
    TEST_CASE("threads: one and seven give the same bytes") {
        const data::table rows = some(300'000, 1);
        const table_profile one{rows};
        CHECK(one.rows() == 300'000);
        for (const std::size_t threads : {2U, 7U}) {
            CHECK(table_profile{rows, {.threads = threads}}.bytes() == one.bytes());
        }
        CHECK(std::abs(one.column("n").quantiles().quantile(0.5) - 50'000.0) < 1000.0);
        CHECK(std::abs(one.column("word").distinct().count() - 50.0) < 3.0);
        CHECK(one.column("word").frequent_texts().uncertainty() == 0);
    }

    TEST_CASE("batches and days: put together, they count what the whole counts") {
        const data::table rows = some(150'000, 2);
        const table_profile whole{rows};
        table_profile batches{rows.slice(0, 70'000)};
        batches.add(rows.slice(70'000, 80'000));
        table_profile days{rows.slice(0, 10)};
        days.merge(table_profile{rows.slice(10, 149'990)});
        for (const table_profile* const p : {&batches, &days}) {
            CHECK(p->rows() == whole.rows());
            CHECK(p->column("n").distinct() == whole.column("n").distinct());
            CHECK(p->column("n").maximum() == whole.column("n").maximum());
            CHECK(p->column("word").moments().mean() == doctest::Approx(whole.column("word").moments().mean()));
        }
        CHECK_THROWS_AS(days.merge(table_profile{rows.select({"n"})}), std::invalid_argument);
        CHECK_THROWS_AS((void)days.column("m"), lastro::schema_error);
    }

    TEST_CASE("bits: the ones that every compiler and every set of instructions gives") {
        std::mt19937_64 engine{1};
        std::vector<double> numbers;
        std::vector<std::string> words;
        for (int i = 0; i < 100'000; ++i) {
            numbers.push_back(static_cast<double>(engine() >> 11) * 0x1p-50);
            words.push_back(std::to_string(engine() % 900));
        }
        std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
        for (const std::byte b :
             table_profile{data::table{{"v", "w"}, {data::column{numbers}, data::column{words}}}}.bytes()) {
            hash = (hash ^ static_cast<std::uint64_t>(b)) * 0x100000001B3;
        }
        CHECK(hash == 5762173513837837790U);
    }

    TEST_CASE("bytes: few of them do not ask for much memory, unless one allows it") {
        const table_profile wide{some(10, 6), {.columns = {.counters = std::size_t{1} << 20U}}};
        const std::vector<std::byte> bytes = wide.bytes();
        CHECK(bytes.size() < 20'000);
        try {
            (void)table_profile::of_bytes(bytes, "week.profile");
            FAIL("read");
        } catch (const lastro::format_error& e) {
            const std::string text = e.what();
            CHECK(text.find("week.profile: expected no more memory to be asked for (") == 0);
            CHECK(text.find(" bytes), found 50331648") != std::string::npos);  // 48 bytes for each counter of numbers
        }
        CHECK(table_profile::of_bytes(bytes, "week.profile", {.memory = 300'000'000}) == wide);
        const table_profile many{data::table{{"a", "b"}, {data::column{std::vector<double>{}}, data::column{}}},
                                 {.columns = {.precision = 4}}};
        CHECK(table_profile::of_bytes(many.bytes(), "empty") == many);
    }

    TEST_CASE("bytes: read back as the same profile, anything else is refused") {
        const table_profile p{some(5000, 3)};
        const auto bytes = p.bytes();
        CHECK(table_profile::of_bytes(bytes, "x") == p);
        CHECK(table_profile{data::table{}}.bytes().size() == 20);
        auto other = bytes;
        other[8] = std::byte{1};
        CHECK_THROWS_WITH_AS((void)table_profile::of_bytes(other, "x"),
                             "x: expected version 2 of the profile format, found 1", lastro::format_error);
        other[0] = std::byte{'l'};
        CHECK_THROWS_WITH_AS((void)table_profile::of_bytes(other, "x"), "x: expected a profile, found \"lASTPROF\"",
                             lastro::format_error);
        for (std::size_t size = 0; size < bytes.size(); size += 97) {
            CHECK_THROWS_AS((void)table_profile::of_bytes(core::byte_span{bytes}.first(size), "x"),
                            lastro::format_error);
        }
    }
}
