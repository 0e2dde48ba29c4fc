// SPDX-License-Identifier: MIT
// tests/num/interleave.test.cpp
#include <lastro/num/interleave.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

template <class T, std::size_t Width, class Interleave>
void check(Interleave interleave) {
    std::vector<T> numbers(Width * 40);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        numbers[i] = static_cast<T>(i);
    }
    for (std::size_t rows = 1; rows <= Width; ++rows) {
        for (std::size_t count = 0; count < 20; ++count) {
            std::vector<T> found(Width * 20, T{-1});
            interleave(detail::strip<T, Width>{numbers.data(), 39, rows}, count, found.data(), Width);
            for (std::size_t i = 0; i < found.size(); ++i) {
                const std::size_t r = i % Width < rows ? i % Width : rows - 1;
                REQUIRE(found[i] == (i < count * Width ? numbers[r * 39 + i / Width] : T{-1}));
            }
            interleave(detail::strip<T, Width>{numbers.data(), 39, rows}, count, found.data(), rows);
            for (std::size_t i = 0; i < count * rows; ++i) {  // narrow groups: the surplus is overwritten
                REQUIRE(found[i] == numbers[i % rows * 39 + i / rows]);
            }
        }
    }
}

}  // namespace

TEST_SUITE("num/interleave") {
    TEST_CASE_TEMPLATE("interleave_portable: numbers of one column come to lie side by side", T, float, double) {
        check<T, 4>([](const detail::strip<T, 4>& from, std::size_t count, T* to, std::size_t group) {
            detail::interleave_portable(from, 0, count, to, group);
        });
    }

#if defined(__x86_64__)
    TEST_CASE_TEMPLATE("interleave_avx2: the same, with any number of rows and columns", T, float, double) {
        if (num::is_available(num::level::avx2)) {
            check<T, detail::avx2_exchange<T>::width>(detail::interleave_avx2<T>);
        }
    }
#endif

}  // TEST_SUITE
