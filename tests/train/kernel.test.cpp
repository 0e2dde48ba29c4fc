// SPDX-License-Identifier: MIT
// tests/train/kernel.test.cpp
#include <lastro/train/kernel.hpp>

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

struct chain {
    template <class T>
    [[gnu::always_inline]] void operator()(T* x, T factor, const T* y, std::size_t count) const noexcept {
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = std::fma(factor, y[i], x[i]);
        }
    }
};

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
        auto chained = x;
        train::run_kernel(chain{}, chained.data(), T(0.3), y.data(), n);
        for (std::size_t i = 0; i < n; ++i) {
            REQUIRE(chained[i] == std::fma(T(0.3), y[i], x[i]));
        }
    }
}

}  // namespace

TEST_SUITE("train/kernel") {
    TEST_CASE("run_kernel: the loop as it is written to the last bit, on every level") {
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
