// SPDX-License-Identifier: MIT
// tests/drift/compat_evidently.test.cpp
#include <lastro/drift/compat_evidently.hpp>

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "compat_data.hpp"

using namespace compat_data;
namespace evidently = lastro::drift::compat::evidently;

// Every number below is what evidently 0.4.40 (numpy 2.0.2, scipy 1.17.1) returned.
TEST_SUITE("drift/compat_evidently") {
    TEST_CASE("numbers: its psi, divergence and distances, bins and categories of few values") {
        CHECK(close(evidently::psi(x, y), 0.8529459935581838));
        CHECK(close(evidently::psi(y, x), 0.8529459935581838));
        CHECK(close(evidently::psi(few, more), 7.837942038703887));
        CHECK(close(evidently::kl_div(x, y), 0.27506203077552993));
        CHECK(close(evidently::kl_div(y, x), 0.5778564465800763));
        CHECK(close(evidently::kl_div(few, more), 4.642912719848734));
        CHECK(close(evidently::jensenshannon(x, y), 0.27263946698492764));
        CHECK(close(evidently::jensenshannon(few, more), 0.6300465638552032));
        CHECK(close(evidently::hellinger(x, y), 0.29187851682824456));
        CHECK(close(evidently::hellinger(few, more), 0.3259453298528337));
        CHECK(close(evidently::wasserstein_norm(x, y), 0.4448088200656209));
        CHECK(close(evidently::wasserstein_norm(y, x), 0.35407093585719684));
        CHECK(close(evidently::wasserstein_norm(few, more), 0.8344539909864651));
    }

    TEST_CASE("counts: zeros filled by 0.0001, or by a millionth of the smallest share") {
        const std::vector<std::uint64_t> before{50, 30, 20, 0}, after{30, 28, 0, 2};
        CHECK(close(evidently::psi(before, after), 1.7861163790870718));
        CHECK(close(evidently::kl_div(before, after), 1.3869110608195914));
        CHECK(close(evidently::jensenshannon(before, after), 0.29999645167533545));
        const std::vector<std::uint64_t> many{30000, 2, 9998}, none{300, 0, 100};
        CHECK(close(evidently::psi(many, none), 3.466736002813062e-05));
    }

    TEST_CASE("chi-squared: too small, since the reference is taken as known; 0 for a new category") {
        const std::vector<std::uint64_t> before{50, 30, 20}, after{30, 20, 3};
        CHECK(close(evidently::chi_square_p(before, after), 0.030675937406292486));
        CHECK(evidently::chi_square_p(std::vector<std::uint64_t>{50, 0}, std::vector<std::uint64_t>{50, 1}) == 0.0);
        CHECK(evidently::chi_square_p(std::vector<std::uint64_t>{50, 0}, std::vector<std::uint64_t>{50, 0}) == 1.0);
    }
}
