// SPDX-License-Identifier: MIT
// tests/stats/frequent.test.cpp
#include <lastro/stats/frequent.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace stats = lastro::stats;
using counts = std::map<std::int64_t, std::uint64_t>;
using sketch = stats::frequent_items<std::int64_t>;

namespace {

// The bounds that are promised, against the true counts.
void check_bounds(const sketch& s, const counts& truth, std::uint64_t total) {
    REQUIRE(s.total() == total);
    REQUIRE(s.uncertainty() <= 2 * total / s.settings().counters);
    counts held;
    for (std::size_t i = 0; i < s.size(); ++i) {
        held[s.at(i).item] = s.at(i).least;
        REQUIRE(s.at(i).least <= truth.at(s.at(i).item));
        REQUIRE(s.most(i) >= truth.at(s.at(i).item));
    }
    REQUIRE(held.size() == s.size());
    for (const auto& [item, count] : truth) {
        REQUIRE((held.contains(item) || count <= s.uncertainty()));
    }
}

std::int64_t draw(std::mt19937_64& engine, int shape) {
    const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
    switch (shape) {
        case 0:
            return static_cast<std::int64_t>(engine() % 5000);  // uniform
        case 1:
            return static_cast<std::int64_t>(1.0 / (u + 1e-4));  // heavy tail
        case 2:
            return static_cast<std::int64_t>(-40.0 * std::log(u + 1e-12));  // geometric
        case 3:
            return static_cast<std::int64_t>(engine() >> 20);  // all different
        default:
            return static_cast<std::int64_t>(engine() % 3);  // three values
    }
}

}  // namespace

TEST_SUITE("stats/frequent") {
    TEST_CASE("bounds: certain on five distributions, whole and merged from seven") {
        std::mt19937_64 engine{2};
        for (int shape = 0; shape < 5; ++shape) {
            counts truth;
            sketch whole{{.counters = 64}};
            std::vector<sketch> parts(7, sketch{{.counters = 64}});
            for (int i = 0; i < 30'000; ++i) {
                const std::int64_t x = draw(engine, shape);
                ++truth[x];
                whole.add(x);
                parts[engine() % 7].add(x);
            }
            check_bounds(whole, truth, 30'000);
            sketch merged{{.counters = 64}};
            for (const sketch& part : parts) {
                merged.merge(part);
            }
            check_bounds(merged, truth, 30'000);
        }
    }

    TEST_CASE("few values: counts are exact, the most frequent first") {
        sketch s;
        for (int i = 0; i < 600; ++i) {
            s.add(i % 3 == 0 ? 7 : i % 5);
        }
        CHECK(s.uncertainty() == 0);
        s.sort();
        CHECK(s.at(0).item == 7);
        CHECK(s.at(0).least == 200);
        s.add(7);
        CHECK(s.at(0).least == 201);
    }

    TEST_CASE("texts: known by all of their characters, shown by the first 47") {
        stats::frequent_items<stats::short_text> s;
        const std::string one = std::string(50, 'x') + "1";
        const std::string two = std::string(50, 'x') + "2";
        for (const std::string& text : {one, two, one}) {
            s.add(stats::short_text{text}, stats::detail::sketch_hash(text));
        }
        s.sort();
        CHECK(s.size() == 2);
        CHECK(s.at(0).least == 2);
        CHECK(s.at(0).item.text() == std::string(47, 'x'));
    }

    TEST_CASE("kth_smallest: agrees with sorting") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 500; ++round) {
            std::vector<std::uint64_t> values(1 + engine() % 40);
            for (auto& v : values) {
                v = engine() % 10;
            }
            std::vector<std::uint64_t> sorted = values;
            std::sort(sorted.begin(), sorted.end());
            const std::size_t k = engine() % values.size();
            REQUIRE(stats::detail::kth_smallest(values.data(), values.size(), k) == sorted[k]);
        }
    }

    TEST_CASE("refusals") {
        CHECK_THROWS_WITH_AS((sketch{{.counters = 100}}),
                             "stats::frequent_items: counters: expected a power of two from 16 to 2^20, found 100",
                             std::invalid_argument);
        sketch a;
        CHECK_THROWS_AS(a.merge(sketch{{.counters = 16}}), std::invalid_argument);
    }
}
