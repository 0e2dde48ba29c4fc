// SPDX-License-Identifier: MIT
// tests/drift/detail/shared_ranks.test.cpp
#include <lastro/drift/detail/shared_ranks.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "../by_definition.hpp"

using by_definition::column;
using lastro::drift::points;
using lastro::drift::detail::shared_ranks;

namespace {

struct part {
    double low, high;
};

/// The part of [0, 1] that the rows with the value x fill among `side`.
part part_of(double x, const column& side) {
    double below = 0.0, up_to = 0.0;
    for (const double y : side) {
        below += y < x ? 1.0 : 0.0;
        up_to += y <= x ? 1.0 : 0.0;
    }
    return {below / static_cast<double>(side.size()), up_to / static_cast<double>(side.size())};
}

/// The chance that a uniform number in `other` is below one in `mine`: the integral of a cut line.
double chance_below(const part& other, const part& mine) {
    const auto integral = [&](double u) {
        const double length = other.high - other.low;
        return u <= other.low    ? 0.0
               : u >= other.high ? length / 2.0 + (u - other.high)
                                 : (u - other.low) * (u - other.low) / (2.0 * length);
    };
    return (integral(mine.high) - integral(mine.low)) / (mine.high - mine.low);
}

}  // namespace

TEST_SUITE("drift/detail/shared_ranks") {
    TEST_CASE("ranks: the sum of chances over all pairs; midranks where a mark is a side") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 20; ++round) {
            const column a = by_definition::small_integers(engine, 3 + engine() % 12, 6);
            const column b = round % 2 == 0 ? by_definition::uniform(engine, 2 + engine() % 15)
                                            : by_definition::small_integers(engine, 2 + engine() % 15, 4);
            std::vector<part> parts;
            for (const double x : a) {
                parts.push_back(part_of(x, a));
            }
            for (const double x : b) {
                parts.push_back(part_of(x, b));
            }
            std::vector<unsigned char> sides(a.size(), 1), mixed;
            sides.resize(parts.size(), 0);
            for (std::size_t i = 0; i < parts.size(); ++i) {
                mixed.push_back(static_cast<unsigned char>(engine() % 2));
            }
            shared_ranks ranks{points{a, 1}, points{b, 1}, 0};
            column found(2 * parts.size(), 7.0);
            CAPTURE(round);
            for (const auto& marks : {mixed, sides}) {
                ranks.take(marks, found, 2);
                for (std::size_t i = 0; i < parts.size(); ++i) {
                    double rank = 0.0, rows = 0.0;
                    for (std::size_t j = 0; j < parts.size(); ++j) {
                        rank += marks[i] == marks[j] ? chance_below(parts[j], parts[i]) : 0.0;
                        rows += marks[i] == marks[j] ? 1.0 : 0.0;
                    }
                    REQUIRE(std::abs(found[2 * i] - (rank / rows - 0.5)) < 1e-14);
                    REQUIRE(found[2 * i + 1] == 7.0);
                }
            }
            const column midranks = by_definition::midranks(a, a);
            for (std::size_t i = 0; i < a.size(); ++i) {
                REQUIRE(std::abs(found[2 * i] - ((midranks[i] - 0.5) / static_cast<double>(a.size()) - 0.5)) < 1e-14);
            }
        }
    }
}
