// SPDX-License-Identifier: MIT
// tests/train/search.test.cpp
#include <lastro/train/search.hpp>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::trial;

namespace {

const train::search_space space{{"x", train::uniform{-1.0, 1.0}}, {"kind", train::choices{"a", "b"}}};
const train::search_space grid{{"x", train::choices{3, 1, 2, 1}}, {"flag", train::choices{false, true}}};

double bowl(const trial& t) { return t["x"] * t["x"] + (t.text("kind") == "a" ? 0.0 : 1.0); }

std::vector<std::uint64_t> numbers(const train::search_result& r) {
    std::vector<std::uint64_t> result;
    for (const auto& one : r.ranked) {
        result.push_back(one.trial.number);
    }
    return result;
}

}  // namespace

TEST_SUITE("train/search") {
    TEST_CASE("grid_search: every combination, ranked by score, equal ones by number") {
        const auto score = [](const trial& t) { return t["x"]; };
        const auto r = train::grid_search(grid, {.epochs = 5}, score);
        CHECK(numbers(r) == std::vector<std::uint64_t>{2, 3, 6, 7, 4, 5, 0, 1});
        CHECK(r.best().score == 1.0);
        CHECK(r.best().trial.epochs == 5);
        CHECK(r.epochs == 40);
        const auto largest = train::grid_search(grid, {.goal = train::goal::larger}, score);
        CHECK(numbers(largest) == std::vector<std::uint64_t>{0, 1, 4, 5, 2, 3, 6, 7});
    }

    TEST_CASE("random_search: addressed trials; the best of them is the least") {
        const auto r = train::random_search(space, {.trials = 40, .seed = 7}, bowl);
        REQUIRE(r.ranked.size() == 40);
        for (std::size_t i = 1; i < 40; ++i) {
            REQUIRE(r.ranked[i - 1].score <= r.ranked[i].score);
        }
        for (const auto& one : r.ranked) {
            trial expected = space.drawn(random::stream{7}["search"], one.trial.number);
            expected.epochs = 10;
            REQUIRE(one.trial == expected);
        }
        CHECK(std::abs(r.best().trial["x"]) < 0.2);
        CHECK(r.best().trial.text("kind") == "a");
    }

    TEST_CASE("threads do not show") {
        const auto with = [&](std::size_t threads) {
            return train::successive_halving(space, {.trials = 30, .epochs = 1, .threads = threads},
                                             {.factor = 2, .max_epochs = 16}, bowl);
        };
        const auto one = with(1);
        for (const std::size_t threads : {2U, 7U}) {
            const auto other = with(threads);
            REQUIRE(numbers(other) == numbers(one));
            CHECK(other.epochs == one.epochs);
            CHECK(other.table() == one.table());
        }
    }

    TEST_CASE("successive_halving: one in three goes on, for three times the epochs") {
        const auto r =
            train::successive_halving(space, {.trials = 20, .epochs = 2}, {.factor = 3, .max_epochs = 54}, bowl);
        std::vector<int> count(55);
        for (const auto& one : r.ranked) {
            ++count[one.trial.epochs];
        }
        CHECK(count[2] == 13);  // 20, then 7, then 3, then 1
        CHECK(count[6] == 4);
        CHECK(count[18] == 2);
        CHECK(count[54] == 1);
        CHECK(r.epochs == 20 * 2 + 7 * 6 + 3 * 18 + 54);
        CHECK(r.best().trial.epochs == 54);
        // the objective does not depend on the epochs here, so the order is that of random_search
        CHECK(r.best().trial.number == train::random_search(space, {.trials = 20}, bowl).best().trial.number);
    }

    TEST_CASE("successive_halving: stops at max_epochs and at the budget") {
        const auto capped = train::successive_halving(space, {.trials = 20, .epochs = 2}, {.max_epochs = 17}, bowl);
        CHECK(capped.best().trial.epochs == 6);
        const auto poor = train::successive_halving(space, {.trials = 20, .epochs = 2, .epoch_budget = 90}, {}, bowl);
        CHECK(poor.epochs == 40 + 42);  // the third round would need 54 more
        const auto few = train::random_search(space, {.trials = 20, .epochs = 2, .epoch_budget = 9}, bowl);
        CHECK(few.ranked.size() == 4);
        CHECK(few.epochs == 8);
    }

    TEST_CASE("a trial that fails ranks last and says why; other exceptions end the search") {
        const auto r = train::random_search(space, {.trials = 10, .threads = 2}, [](const trial& t) {
            if (t.number % 2 == 0) {
                throw lastro::error{"train::fit: the loss is not finite"};
            }
            return t.number == 3 ? std::nan("") : static_cast<double>(t.number);
        });
        CHECK(numbers(r) == std::vector<std::uint64_t>{1, 5, 7, 9, 0, 2, 3, 4, 6, 8});
        CHECK(r.ranked[4].failed == "train::fit: the loss is not finite");
        CHECK(r.ranked[6].failed == "the score is NaN");
        CHECK_THROWS_AS(static_cast<void>(train::random_search(
                            space, {.trials = 3}, [](const trial&) -> double { throw std::invalid_argument{"no"}; })),
                        std::invalid_argument);
    }

    TEST_CASE("a trial that fails in a later round does not win, nor is its place taken by one that was out") {
        std::atomic<int> second_round{0};
        const auto r = train::successive_halving(space, {.trials = 8, .epochs = 1}, {.factor = 2, .max_epochs = 8},
                                                 [&](const trial& t) {
                                                     if (t.epochs == 2) {
                                                         ++second_round;
                                                         if (bowl(t) > 0.01) {
                                                             throw lastro::error{"diverged"};
                                                         }
                                                     }
                                                     return bowl(t);
                                                 });
        CHECK(second_round == 4);
        CHECK(r.ranked.back().failed == "diverged");
        for (const auto& one : r.ranked) {
            REQUIRE((one.failed.empty() || one.trial.epochs == 2));
        }
    }

    TEST_CASE("watch: sees every trial of every round, one at a time") {
        std::vector<int> seen(20);
        std::uint64_t epochs = 0;
        const auto watch = [&](const train::trial_result& t) {
            ++seen[t.trial.number];
            epochs += t.trial.epochs;
        };
        const auto r = train::successive_halving(space, {.trials = 20, .epochs = 2, .threads = 3, .watch = watch},
                                                 {.factor = 3, .max_epochs = 54}, bowl);
        CHECK(epochs == r.epochs);
        CHECK(seen[r.best().trial.number] == 4);
        CHECK(seen[r.ranked.back().trial.number] == 1);
    }

    TEST_CASE("best: all failed is an error with the first one's reason") {
        const auto r =
            train::random_search(space, {.trials = 2}, [](const trial&) -> double { throw lastro::error{"too hot"}; });
        CHECK_THROWS_WITH_AS(static_cast<void>(r.best()),
                             "train::search: expected a trial with a score, found only failed ones: too hot",
                             lastro::error);
    }

    TEST_CASE("table: a row per trial and a column per setting") {
        const data::table t = train::grid_search(grid, {.epochs = 3}, [](const trial& one) {
                                  if (one["x"] == 2.0) {
                                      throw lastro::error{"no"};
                                  }
                                  return one["x"];
                              }).table();
        CHECK(t.names() == std::vector<std::string>{"rank", "trial", "epochs", "score", "x", "flag"});
        CHECK(t.rows() == 8);
        CHECK(t.column<double>("x")[0] == 1.0);
        CHECK(t.column<std::string_view>("flag")[1] == "true");
        CHECK(t.column<double>("score").null_count() == 2);
        CHECK(t.column("score").is_null(7));
        CHECK(t.column<std::int64_t>("trial")[7] == 5);
    }

    TEST_CASE("refusals: settings out of range") {
        CHECK_THROWS_AS(static_cast<void>(train::random_search(space, {.trials = 0}, bowl)), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::random_search(space, {.epochs = 0}, bowl)), std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::random_search(space, {.epochs = 5, .epoch_budget = 4}, bowl)),
                             "train::search: epoch_budget: expected 0, or enough for one trial, found 4",
                             std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::grid_search(space, {}, bowl)), std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::successive_halving(space, {}, {.factor = 1}, bowl)),
                        std::invalid_argument);
        CHECK_THROWS_AS(static_cast<void>(train::successive_halving(space, {.epochs = 10}, {.max_epochs = 9}, bowl)),
                        std::invalid_argument);
    }

}  // TEST_SUITE
