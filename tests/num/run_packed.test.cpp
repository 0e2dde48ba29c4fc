// SPDX-License-Identifier: MIT
// tests/num/run_packed.test.cpp
#include <lastro/num/run_packed.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>

#include "oracle.hpp"

namespace num = lastro::num;
using lastro_test::on_every_level;

namespace {

/// Multiplies, and tells with how many numbers at once.
struct scaled {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static std::size_t run(T* x, std::size_t n, T factor) {
        std::size_t i = 0;
        for (; n - i >= Pack::size; i += Pack::size) {
            (Pack::load(x + i) * Pack::all(factor)).store(x + i);
        }
        for (; i < n; ++i) {
            (Single::load(x + i) * Single::all(factor)).store(x + i);
        }
        return Pack::size;
    }
};

}  // namespace

TEST_SUITE("num/run_packed") {
    TEST_CASE_TEMPLATE("run_packed: the pack of the active level, the same bits, and the result comes back", T, float,
                       double) {
        const std::vector<T> before = lastro_test::normals<T>(37);
        on_every_level([&] {
            std::vector<T> x = before;
            const std::size_t at_once = num::detail::run_packed<scaled, T>(x.data(), x.size(), T{3});
            const num::level active = num::active_level();
            if (active == num::level::portable) {
                CHECK(at_once == 1);
            }
            if (active == num::level::avx2) {
                CHECK(at_once == 32 / sizeof(T));
            }
            if (active == num::level::avx512) {
                CHECK(at_once == 64 / sizeof(T));
            }
            for (std::size_t i = 0; i < x.size(); ++i) {
                CHECK(x[i] == before[i] * T{3});
            }
        });
    }

}  // TEST_SUITE
