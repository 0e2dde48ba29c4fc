// SPDX-License-Identifier: MIT
// tests/train/clip.test.cpp
#include <lastro/train/clip.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using values = std::vector<double>;

namespace {

// Two tensors: the first two numbers, and the rest.
struct two {
    Eigen::VectorXd a, b;
    model::gradients<double> g;
    explicit two(const values& v)
        : a(Eigen::VectorXd::Zero(2)),
          b(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(v.size()) - 2)),
          g(model::parameters("a", a, "b", b)) {
        std::copy(v.begin(), v.end(), g.values().begin());
    }
    values now() const { return {g.values().begin(), g.values().end()}; }
};

}  // namespace

TEST_SUITE("train/clip") {
    TEST_CASE("clip_by_global_norm: one length for all tensors, with PyTorch's 1e-6") {
        two t{{3, 0, 0, 4}};
        CHECK(train::clip(t.g, train::clip_by_global_norm{.most = 2.5}) == 5.0);
        CHECK(std::abs(t.now()[0] - 3 * 2.5 / (5 + 1e-6)) < 1e-15);
        two exact{{3, 0, 0, 4}};
        train::clip(exact.g, train::clip_by_global_norm{.most = 2.5, .epsilon = 0.0});
        CHECK(exact.now() == values{1.5, 0, 0, 2});
        two below{{0.3, -0.0, 0, 0.4}};
        CHECK(train::clip(below.g, train::clip_by_global_norm{.most = 1.0}) == 0.5);
        CHECK(below.now() == values{0.3, -0.0, 0, 0.4});  // untouched, to the sign of zero
        CHECK(std::signbit(below.now()[1]));
    }

    TEST_CASE("clip_by_norm: a length for each tensor") {
        two t{{3, 4, 0.3, 0.4}};
        train::clip(t.g, train::clip_by_norm{.most = 2.5});
        CHECK(t.now() == values{1.5, 2, 0.3, 0.4});
    }

    TEST_CASE("clip_by_value: each number by itself") {
        two t{{3, -4, 0.3, -0.4, 7, 8, 9, 10, -11, 0.5, -0.5}};
        train::clip(t.g, train::clip_by_value{.most = 0.5});
        CHECK(t.now() == values{0.5, -0.5, 0.3, -0.4, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, -0.5});
    }

    TEST_CASE("clipping: any of them, or none") {
        two t{{3, 4, 0, 0}};
        train::clip(t.g, train::clipping{});
        CHECK(t.now() == values{3, 4, 0, 0});
        train::clip(t.g, train::clipping{train::clip_by_value{.most = 1}});
        CHECK(t.now() == values{1, 1, 0, 0});
    }

    TEST_CASE("clip_by_global_norm: squares that overflow do not") {
        two huge{{3e200, 0, 0, 4e200}};
        train::clip(huge.g, train::clip_by_global_norm{.most = 1.0});
        CHECK(std::abs(huge.now()[0] - 0.6) < 1e-15);
    }

    TEST_CASE("check: a limit that cannot be is refused") {
        const auto refused = [](const auto& limit, const char* message) {
            CHECK_THROWS_WITH_AS(limit.check(), message, std::invalid_argument);
        };
        refused(train::clip_by_global_norm{.most = 0.0},
                "train::clip_by_global_norm: most: expected a finite number above 0, found 0");
        refused(train::clip_by_global_norm{.epsilon = -1.0},
                "train::clip_by_global_norm: epsilon: expected a finite number of at least 0, found -1");
        refused(train::clip_by_norm{.most = -1.0},
                "train::clip_by_norm: most: expected a finite number above 0, found -1");
        refused(train::clip_by_value{.most = std::nan("")},
                "train::clip_by_value: most: expected a finite number above 0, found nan");
        CHECK(to_string(train::clip_by_norm{}.settings()) == "clip_by_norm(most 1)");
    }
}  // TEST_SUITE
