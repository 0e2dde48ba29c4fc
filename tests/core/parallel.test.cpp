// SPDX-License-Identifier: MIT
// tests/core/parallel.test.cpp
#include <lastro/core/parallel.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/parallel") {
    TEST_CASE("parallel_for: every task once, whatever the number of threads") {
        for (const std::size_t threads : {0U, 1U, 2U, 3U, 7U, 64U}) {
            for (const std::size_t tasks : {0U, 1U, 2U, 5U, 1000U}) {
                CAPTURE(threads);
                CAPTURE(tasks);
                std::vector<std::atomic<int>> calls(tasks);
                core::parallel_for(tasks, threads, [&](std::size_t i) { ++calls[i]; });
                for (const auto& count : calls) {
                    REQUIRE(count == 1);
                }
            }
        }
    }

    TEST_CASE("parallel_for: work is really shared, and the caller takes part") {
        std::mutex mutex;
        std::set<std::thread::id> seen;
        std::atomic<int> arrived{0};
        core::parallel_for(3, 3, [&](std::size_t) {
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

    TEST_CASE("parallel_for: one thread is the caller itself, in order") {
        std::vector<std::size_t> order;
        core::parallel_for(5, 1, [&](std::size_t i) { order.push_back(i); });
        CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});
    }

    TEST_CASE("parallel_for: the failure of the lowest task is the one that is thrown") {
        for (const std::size_t threads : {1U, 2U, 5U}) {
            for (int round = 0; round < 50; ++round) {
                CAPTURE(threads);
                std::atomic<int> calls{0};
                const auto run = [&] {
                    core::parallel_for(100, threads, [&](std::size_t i) {
                        ++calls;
                        if (i >= 20 && i % 3 == 0) {
                            throw std::runtime_error{std::to_string(i)};
                        }
                    });
                };
                REQUIRE_THROWS_WITH_AS(run(), "21", std::runtime_error);
                REQUIRE(calls >= 22);
                REQUIRE(calls <= 22 + 4 * static_cast<int>(threads));  // and no long tail of useless work
            }
        }
    }

    TEST_CASE("parallel_for: a lower task that fails later still counts") {
        std::atomic<bool> second_has_begun{false};
        const auto run = [&] {
            core::parallel_for(2, 2, [&](std::size_t i) {
                if (i == 1) {
                    second_has_begun = true;
                    throw std::runtime_error{"1"};
                }
                while (!second_has_begun) {
                    std::this_thread::yield();
                }
                std::this_thread::sleep_for(std::chrono::milliseconds{50});
                throw std::runtime_error{"0"};
            });
        };
        CHECK_THROWS_WITH_AS(run(), "0", std::runtime_error);
    }

    TEST_CASE("parallel_for: calls may be nested") {
        std::vector<int> sums(4);
        core::parallel_for(4, 2, [&](std::size_t i) {
            std::vector<int> parts(8);
            core::parallel_for(8, 2, [&](std::size_t j) { parts[j] = static_cast<int>(i * j); });
            for (const int part : parts) {
                sums[i] += part;
            }
        });
        CHECK(sums == std::vector<int>{0, 28, 56, 84});
    }
}
