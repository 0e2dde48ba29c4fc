// SPDX-License-Identifier: MIT
// tests/train/kernel.test.cpp
#include <lastro/train/kernel.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

template <class T>
std::vector<T> noise(std::mt19937_64& engine, std::size_t n) {
    std::vector<T> v(n);
    for (T& x : v) {
        x = static_cast<T>(static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0);
    }
    return v;
}

template <class T>
void check_against_scalar_fma() {
    std::mt19937_64 engine{4};
    for (std::size_t n = 0; n < 70; ++n) {
        const auto x = noise<T>(engine, n), y = noise<T>(engine, n);
        const T factor = static_cast<T>(0.3);
        auto added = x, scaled = x, chained = x;
        train::add<T>(added, y);
        train::scale<T>(scaled, factor);
        train::add_scaled<T>(chained, factor, y);
        for (std::size_t i = 0; i < n; ++i) {
            REQUIRE(added[i] == x[i] + y[i]);
            REQUIRE(scaled[i] == x[i] * factor);
            REQUIRE(chained[i] == std::fma(factor, y[i], x[i]));
        }
    }
}

}  // namespace

TEST_SUITE("train/kernel") {
    TEST_CASE("add, scale, add_scaled: the scalar definition to the last bit, on every level") {
        for (const num::level level : {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
            if (num::is_available(level)) {
                CAPTURE(num::to_string(level));
                num::force_level(level);
                check_against_scalar_fma<double>();
                check_against_scalar_fma<float>();
            }
        }
        num::force_level(num::detected_level());
    }

}  // TEST_SUITE
