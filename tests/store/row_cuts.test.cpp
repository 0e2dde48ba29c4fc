// SPDX-License-Identifier: MIT
// tests/store/row_cuts.test.cpp
#include <lastro/store/row_cuts.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <lastro/data/column.hpp>
#include <lastro/data/types.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using lastro::store::largest_block;
using lastro::store::row_cuts;
using lastro::store::smallest_block;

namespace {

constexpr std::size_t rows = 200'000;

// Columns as they come: noise, few values, rising, constant, long runs, texts, missing rows.
template <class Make>
data::column made(std::size_t n, const Make& make) {
    std::mt19937_64 engine{7};
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < n; ++i) {
        values.push_back(make(engine, i));
    }
    return data::column{std::move(values)};
}

std::vector<data::column> examples() {
    std::vector<data::column> all;
    all.push_back(made(rows, [](auto& e, std::size_t) { return static_cast<std::int64_t>(e()); }));
    all.push_back(made(rows, [](auto& e, std::size_t) { return static_cast<std::int64_t>(e() % 2); }));
    all.push_back(made(rows, [](auto&, std::size_t i) { return static_cast<std::int64_t>(i); }));
    all.push_back(made(rows, [](auto&, std::size_t i) { return static_cast<std::int64_t>(i / 700); }));
    std::mt19937_64 engine{8};
    std::vector<std::string> texts;
    std::vector<std::optional<double>> holes;
    for (std::size_t i = 0; i < rows; ++i) {
        texts.push_back("airport " + std::to_string(engine() % 40));
        holes.push_back(engine() % 10 == 0 ? std::nullopt : std::optional{static_cast<double>(engine() % 1000)});
    }
    all.emplace_back(texts);
    all.emplace_back(holes);
    return all;
}

// Ends of blocks that two columns of nearly the same rows do not share, `shift` rows apart.
std::size_t moved(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b, std::uint64_t shift) {
    std::set<std::uint64_t> known(a.begin(), a.end());
    std::size_t count = 0;
    for (const std::uint64_t end : b) {
        count += known.contains(end - shift) ? 0U : 1U;
    }
    return count;
}

}  // namespace

TEST_SUITE("store/row_cuts") {
    TEST_CASE("sizes: within the limits, and some 9,000 rows on average where there is something to choose by") {
        CHECK(row_cuts(data::column{std::vector<double>{}}).empty());
        CHECK(row_cuts(data::column{std::vector<double>(largest_block)}) == std::vector<std::uint64_t>{largest_block});
        for (const data::column& c : examples()) {
            const std::vector<std::uint64_t> cuts = row_cuts(c);
            std::uint64_t begin = 0;
            for (std::size_t i = 0; i < cuts.size(); ++i) {
                CHECK(cuts[i] - begin <= largest_block);
                CHECK((cuts[i] - begin >= smallest_block || i + 1 == cuts.size()));
                begin = cuts[i];
            }
            CHECK(begin == rows);
            CHECK(rows / cuts.size() > 6000);
            CHECK(rows / cuts.size() < 13'000);
        }
    }

    TEST_CASE("constant: blocks are as large as they may be, and equal") {
        CHECK(row_cuts(data::column{std::vector<double>(40'000, 1.5)}) ==
              std::vector<std::uint64_t>{16'384, 32'768, 40'000});
    }

    TEST_CASE("insertion: a row at the front or in the middle moves a few cuts and no others") {
        for (const data::column& c : examples()) {
            const std::vector<std::uint64_t> before = row_cuts(c);
            for (const std::size_t place : {std::size_t{0}, rows / 2}) {
                std::vector<std::uint64_t> order;
                for (std::uint64_t i = 0; i < rows; ++i) {
                    if (i == place) {
                        order.push_back(rows / 3);  // some row once more
                    }
                    order.push_back(i);
                }
                const std::vector<std::uint64_t> after = row_cuts(c.gather(order));
                std::vector<std::uint64_t> later;
                for (const std::uint64_t end : after) {
                    if (end > place + 3 * largest_block) {
                        later.push_back(end);
                    }
                }
                CHECK(moved(before, later, 1) == 0);
                CHECK(after.size() + 3 >= before.size());
            }
        }
    }

    TEST_CASE("appending: only the end of the last block moves") {
        for (const data::column& c : examples()) {
            const std::vector<std::uint64_t> all = row_cuts(c);
            for (const std::size_t shorter : {rows - 1, rows - 5000, rows - 60'000}) {
                std::vector<std::uint64_t> part = row_cuts(c.slice(0, shorter));
                part.pop_back();
                CHECK(std::vector<std::uint64_t>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(part.size())) ==
                      part);
            }
        }
    }

    TEST_CASE("golden: the cuts of the specification's examples") {
        std::vector<std::int64_t> numbers;
        std::vector<std::string> texts;
        for (int i = 0; i < 20'000; ++i) {
            numbers.push_back(i);
            texts.push_back(std::to_string(i));
        }
        CHECK(row_cuts(data::column{numbers}) == std::vector<std::uint64_t>{9329, 20'000});  // from a program in Python
        CHECK(row_cuts(data::column{texts}) == std::vector<std::uint64_t>{8542, 20'000});    // that follows the page
    }
}
