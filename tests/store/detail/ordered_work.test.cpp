// SPDX-License-Identifier: MIT
// tests/store/detail/ordered_work.test.cpp
#include <lastro/store/detail/ordered_work.hpp>

#include <pthread.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using lastro::store::detail::ordered_work;

TEST_SUITE("store/detail/ordered_work") {
    TEST_CASE(
        "work: all is made once and taken in order by the caller, with no more on the way than there are places") {
        for (const std::size_t threads : {0U, 1U, 2U, 5U}) {
            for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
                for (const std::size_t places : {1U, 2U, 7U}) {
                    std::vector<std::size_t> made(places, count);  // `count`: the place is free
                    std::vector<std::size_t> taken;
                    std::vector<char> busy(count);
                    const auto caller = ::pthread_self();
                    std::size_t wrong = 0;
                    ordered_work(
                        count, places, threads,
                        [&](std::size_t i, std::size_t place) {
                            ++busy[i];
                            made[place] = place == i % places && made[place] == count ? i : count + 1;
                        },
                        [&](std::size_t i, std::size_t place) {
                            wrong += made[place] == i && ::pthread_equal(caller, ::pthread_self()) != 0 ? 0U : 1U;
                            made[place] = count;
                            taken.push_back(i);
                        });
                    CHECK(wrong == 0);
                    REQUIRE(taken.size() == count);
                    for (std::size_t i = 0; i < count; ++i) {
                        REQUIRE(taken[i] == i);
                        REQUIRE(busy[i] == 1);
                    }
                }
            }
        }
    }

    TEST_CASE("failure: the lowest one comes out, for any number of threads, and all before it were taken") {
        for (const std::size_t threads : {1U, 2U, 5U}) {
            for (const std::size_t making : {0U, 13U, 99U}) {
                for (const std::size_t taking : {0U, 12U, 13U, 50U}) {
                    std::size_t taken = 0;
                    const auto fail = [](const char* what, std::size_t i) {
                        throw std::runtime_error{what + std::to_string(i)};
                    };
                    std::string said = "nothing";
                    try {
                        ordered_work(
                            100, 4, threads,
                            [&](std::size_t i, std::size_t) {
                                if (i >= making) {
                                    fail("made ", i);
                                }
                            },
                            [&](std::size_t i, std::size_t) {
                                if (i == taking) {
                                    fail("taken ", i);
                                }
                                ++taken;
                            });
                    } catch (const std::runtime_error& e) {
                        said = e.what();
                    }
                    const std::size_t first = making <= taking ? making : taking;
                    CHECK(said == (making <= taking ? "made " : "taken ") + std::to_string(first));
                    CHECK(taken == first);
                }
            }
        }
    }
}
