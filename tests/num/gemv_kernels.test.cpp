// SPDX-License-Identifier: MIT
// tests/num/gemv_kernels.test.cpp
#include <lastro/num/gemv_kernels.hpp>

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/dispatch.hpp>
#include <lastro/num/run_packed.hpp>

namespace num = lastro::num;
namespace detail = lastro::num::detail;

namespace {

/// Element (i, k) lies at i * row + k * column.
template <class T, class Add>
void check(std::size_t row, std::size_t column, Add add) {
    std::vector<T> a(80 * 80);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<T>(i % 41) / T{9} - T{2};
    }
    for (const std::size_t rows : {1U, 3U, 4U, 8U, 31U, 33U, 70U}) {
        for (const std::size_t depth : {1U, 2U, 7U, 8U, 17U, 70U}) {
            std::vector<T> y(80, T{3});
            add(y.data(), rows, a.data() + 1, row == 1 ? column : row, a.data() + 7, depth);
            for (std::size_t i = 0; i < 80; ++i) {
                T acc = 3;
                for (std::size_t k = 0; i < rows && k < depth; ++k) {
                    acc = std::fma(a[1 + i * row + k * column], a[7 + k], acc);
                }
                REQUIRE(y[i] == acc);
            }
        }
    }
}

}  // namespace

TEST_SUITE("num/gemv_kernels") {
    TEST_CASE_TEMPLATE("add_columns, add_rows: every form is the definition", T, float, double) {
        for (const num::level l : {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
            if (num::is_available(l)) {
                num::force_level(l);
                check<T>(1, 78, [](auto... arguments) { detail::run_packed<detail::column_adder, T>(arguments...); });
            }
        }
        num::force_level(num::detected_level());
        check<T>(78, 1, detail::add_rows_portable<T>);
#if defined(__x86_64__)
        if (num::is_available(num::level::avx2)) {
            check<T>(78, 1, detail::add_rows_avx2<T>);
        }
#endif
    }

}  // TEST_SUITE
