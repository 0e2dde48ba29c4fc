// SPDX-License-Identifier: MIT
// tests/store/detail/mutex.test.cpp
#include <lastro/store/detail/mutex.hpp>

#include <thread>
#include <vector>

#include <doctest/doctest.h>

TEST_SUITE("store/detail/mutex") {
    TEST_CASE("turns: nothing is lost between four threads") {
        lastro::store::detail::mutex mutex;
        long count = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int k = 0; k < 20'000; ++k) {
                    const lastro::store::detail::turn mine{mutex};
                    ++count;
                }
            });
        }
        for (std::thread& t : threads) {
            t.join();
        }
        CHECK(count == 80'000);
    }
}
