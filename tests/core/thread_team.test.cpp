// SPDX-License-Identifier: MIT
// tests/core/thread_team.test.cpp
#include <lastro/core/thread_team.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

static_assert(!std::is_copy_constructible_v<core::thread_team> && !std::is_move_constructible_v<core::thread_team>);

// The sum of a hundred numbers in each of `tasks` cells: rounding shows any other order.
std::vector<double> cells(core::thread_team& team, std::size_t tasks) {
    std::vector<double> result(tasks);
    team.parallel_for(tasks, [&](std::size_t i) {
        for (std::size_t j = 1; j <= 100; ++j) {
            result[i] += 1.0 / static_cast<double>(i * 100 + j);
        }
    });
    return result;
}

}  // namespace

TEST_SUITE("core/thread_team") {
    TEST_CASE("parallel_for: every task once, list after list") {
        for (const std::size_t threads : {0U, 1U, 2U, 3U, 5U}) {
            core::thread_team team{threads};
            CHECK(team.size() == (threads == 0 ? 1 : threads));
            for (int round = 0; round < 200; ++round) {
                const std::size_t tasks = static_cast<std::size_t>(round) % 17;
                std::vector<std::atomic<int>> calls(tasks);
                team.parallel_for(tasks, [&](std::size_t i) { ++calls[i]; });
                for (const auto& count : calls) {
                    REQUIRE(count == 1);
                }
            }
        }
    }

    TEST_CASE("parallel_for: the same bytes for 1, 2, 3 and 5 threads") {
        core::thread_team alone{1};
        const std::vector<double> expected = cells(alone, 64);
        for (const std::size_t threads : {2U, 3U, 5U}) {
            core::thread_team team{threads};
            for (int round = 0; round < 20; ++round) {
                REQUIRE(cells(team, 64) == expected);
            }
        }
    }

    TEST_CASE("parallel_for: work is really shared, and the caller takes part") {
        core::thread_team team{3};
        for (int round = 0; round < 3; ++round) {
            std::mutex mutex;
            std::set<std::thread::id> seen;
            std::atomic<int> arrived{0};
            team.parallel_for(3, [&](std::size_t) {
                {
                    const std::lock_guard lock{mutex};
                    seen.insert(std::this_thread::get_id());
                }
                ++arrived;
                while (arrived < 3) {  // would hang if fewer than three threads worked
                    std::this_thread::yield();
                }
            });
            CHECK(seen.size() == 3);
            CHECK(seen.contains(std::this_thread::get_id()));
        }
    }

    TEST_CASE("parallel_for: helpers that fell asleep are woken, and a caller that fell asleep too") {
        core::thread_team team{2};
        for (int round = 0; round < 3; ++round) {
            std::this_thread::sleep_for(std::chrono::milliseconds{20});  // much longer than helpers wait awake
            std::atomic<int> arrived{0};
            const auto caller = std::this_thread::get_id();
            team.parallel_for(2, [&](std::size_t) {
                ++arrived;
                while (arrived < 2) {
                    std::this_thread::yield();
                }
                if (std::this_thread::get_id() != caller) {
                    std::this_thread::sleep_for(std::chrono::milliseconds{20});  // the caller has long finished
                    ++arrived;
                }
            });
            CHECK(arrived == 3);
        }
    }

    TEST_CASE("parallel_for: the failure of the lowest task is thrown, and the team goes on") {
        for (const std::size_t threads : {1U, 2U, 5U}) {
            core::thread_team team{threads};
            for (int round = 0; round < 50; ++round) {
                std::atomic<int> calls{0};
                const auto run = [&] {
                    team.parallel_for(100, [&](std::size_t i) {
                        ++calls;
                        if (i >= 20 && i % 3 == 0) {
                            throw std::runtime_error{std::to_string(i)};
                        }
                    });
                };
                CAPTURE(threads);
                REQUIRE_THROWS_WITH_AS(run(), "21", std::runtime_error);
                REQUIRE(calls >= 22);
                REQUIRE(calls <= 22 + 4 * static_cast<int>(threads));
                std::atomic<int> after{0};
                team.parallel_for(10, [&](std::size_t) { ++after; });
                REQUIRE(after == 10);
            }
        }
    }

    TEST_CASE("parallel_for: a lower task that fails later still counts") {
        core::thread_team team{2};
        std::atomic<bool> second_has_begun{false};
        const auto run = [&] {
            team.parallel_for(2, [&](std::size_t i) {
                if (i == 1) {
                    second_has_begun = true;
                    throw std::runtime_error{"1"};
                }
                while (!second_has_begun) {
                    std::this_thread::yield();
                }
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
                throw std::runtime_error{"0"};
            });
        };
        CHECK_THROWS_WITH_AS(run(), "0", std::runtime_error);
    }

    TEST_CASE("parallel_for: calls may be nested, and come from two threads at once") {
        core::thread_team team{3};
        std::vector<int> sums(4);
        team.parallel_for(4, [&](std::size_t i) {
            std::vector<int> parts(8);
            team.parallel_for(8, [&](std::size_t j) { parts[j] = static_cast<int>(i * j); });
            for (const int part : parts) {
                sums[i] += part;
            }
        });
        CHECK(sums == std::vector<int>{0, 28, 56, 84});

        std::atomic<int> calls{0};
        const auto many = [&] {
            for (int round = 0; round < 500; ++round) {
                team.parallel_for(8, [&](std::size_t) { ++calls; });
            }
        };
        std::thread other{many};
        many();
        other.join();
        CHECK(calls == 8000);
    }

    TEST_CASE("parallel_for: a const task, and one that is passed as a temporary") {
        core::thread_team team{2};
        std::vector<int> seen(9);
        const auto task = [&seen](std::size_t i) { seen[i] = 1; };
        team.parallel_for(9, task);
        CHECK(seen == std::vector<int>(9, 1));
    }
}
