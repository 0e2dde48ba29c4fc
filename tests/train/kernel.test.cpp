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

/// x = root(factor y^2 + x^2), the settings of the kernel in the kernel.
template <class T>
struct chain {
    T factor;

    template <class Pack>
    [[gnu::always_inline]] void apply(std::size_t i, T* x, const T* y) const noexcept {
        const Pack a = Pack::load(x + i);
        const Pack b = Pack::load(y + i);
        square_root(fma(Pack::all(factor) * b, b, a * a)).store(x + i);
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
        train::run_kernel(chain<T>{T(0.3)}, n, chained.data(), y.data());
        for (std::size_t i = 0; i < n; ++i) {
            REQUIRE(chained[i] == std::sqrt(std::fma(T(0.3) * y[i], y[i], x[i] * x[i])));
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
