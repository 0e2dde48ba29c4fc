// SPDX-License-Identifier: MIT
// tests/num/run_fused.test.cpp
#include <lastro/num/run_fused.hpp>

#include <vector>

#include <doctest/doctest.h>

#include <lastro/num/ieee.hpp>

#include "oracle.hpp"

namespace num = lastro::num;

TEST_SUITE("num/run_fused") {
    TEST_CASE("run_fused: calls the work once, with the same bits on every level") {
        const std::vector<double> values = lastro_test::normals<double>(1000);
        double expected = 0.0;
        for (const double x : values) {
            expected = __builtin_fma(x, x, expected);
        }
        lastro_test::on_every_level([&] {
            int calls = 0;
            double sum = 0.0;
            num::detail::run_fused([&] {
                ++calls;
                for (const double x : values) {
                    sum = num::fma(x, x, sum);
                }
            });
            CHECK(calls == 1);
            CHECK(sum == expected);
        });
    }
}  // TEST_SUITE
