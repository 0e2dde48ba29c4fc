// SPDX-License-Identifier: MIT
// tests/num/reduce_kernels.test.cpp
#include <lastro/num/reduce_kernels.hpp>

#include <cstddef>
#include <vector>

#include <doctest/doctest.h>

#include "oracle.hpp"

namespace detail = lastro::num::detail;
using lastro_test::normals;
using lastro_test::on_every_level;
using lastro_test::same;

TEST_SUITE("num/reduce_kernels") {
    TEST_CASE("pair_tree: neighbouring pairs, pairs of pairs, a last odd one waiting") {
        // 2^53 swallows a single 1: every order of additions rounds differently.
        const auto tree_of = [](const std::vector<double>& x) {
            detail::pair_tree<double> tree;
            for (const double value : x) {
                tree.add(value);
            }
            return tree.total();
        };
        const double a = 0x1p53, b = 1.0, c = 1.0, d = -0x1p53, e = 3.0;
        CHECK(tree_of({}) == 0.0);
        CHECK(tree_of({a}) == a);
        CHECK(tree_of({a, b, c}) == (a + b) + c);
        CHECK(tree_of({a, b, c, d}) == (a + b) + (c + d));
        CHECK(tree_of({a, b, c, d, e}) == ((a + b) + (c + d)) + e);
        CHECK(tree_of({a, b, c, d, e, a, b}) == ((a + b) + (c + d)) + ((e + a) + b));
        CHECK(same(tree_of({-0.0}), -0.0));
    }

    TEST_CASE_TEMPLATE("fold: halves onto halves", T, float, double) {
        const std::vector<T> x = normals<T>(16);
        std::vector<T> lane = x;
        const auto pair = [&](std::size_t l) { return x[l] + x[l + 8]; };
        const auto four = [&](std::size_t l) { return pair(l) + pair(l + 4); };
        CHECK(same(detail::fold<16>(lane.data()), (four(0) + four(2)) + (four(1) + four(3))));
    }

    TEST_CASE_TEMPLATE("reduce: a cut into subtrees is not seen, wherever it falls", T, float, double) {
        const std::vector<T> x = normals<T>(detail::least_shared_terms * 3 + 4095);
        on_every_level([&] {
            for (const std::size_t n : {detail::least_shared_terms - 1, detail::least_shared_terms, x.size()}) {
                const auto sum = [&](std::size_t threads) {
                    return detail::reduce<detail::plain_term>(x.data(), x.data(), n, T{0}, threads);
                };
                CHECK(same(sum(1), sum(2)));
                CHECK(same(sum(1), sum(5)));
            }
        });
    }

}  // TEST_SUITE
