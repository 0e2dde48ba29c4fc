// SPDX-License-Identifier: MIT
// tests/reproducibility/plain.cpp
//
// What the same work gives without Lastro's arithmetic: Eigen, the C library and std:: distributions. The experiment
// behind docs/reproducibility.md; nothing here is asserted, the point is that it differs. One line "work digest" each.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include <Eigen/Core>

#include <lastro/hash.hpp>
#include <lastro/random/distribution.hpp>

namespace {

/// Numbers in [-1, 1), the same in every build.
template <class T>
std::vector<T> numbers(const char* name, std::size_t n) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(lastro::random::uniform(lastro::random::stream{1}[name], i) * 2.0 - 1.0);
    }
    return x;
}

template <class Values>
void print(const std::string& work, const Values& values) {
    lastro::hash::blake3 hasher;
    for (const auto x : values) {
        lastro::hash::append(hasher, x);
    }
    std::printf("%s %s\n", work.c_str(), hasher.finalize().hex().substr(0, 16).c_str());
}

template <class T>
void arithmetic(const std::string& type) {
    constexpr Eigen::Index n = 10'007;
    std::vector<T> a = numbers<T>("a", n);
    std::vector<T> b = numbers<T>("b", n);
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> x{a.data(), n};
    const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> y{b.data(), n};
    print("Eigen.sum." + type, std::vector<T>{x.sum()});
    print("Eigen.dot." + type, std::vector<T>{x.matrix().dot(y.matrix())});
    print("loop.dot." + type, [&] {
        T sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i) {
            sum += a[i] * b[i];
        }
        return std::vector<T>{sum};
    }());
    using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    const Eigen::Map<const matrix> left{a.data(), 70, 90};
    const Eigen::Map<const matrix> right{b.data(), 90, 50};
    const matrix product = left * right;
    print("Eigen.product." + type, std::vector<T>(product.data(), product.data() + product.size()));
    const auto map = [&](const char* name, const auto& values) {
        const Eigen::Array<T, Eigen::Dynamic, 1> result = values;
        print(name + type, std::vector<T>(result.data(), result.data() + result.size()));
    };
    map("Eigen.exp.", (x * T{10}).exp());
    map("Eigen.tanh.", (x * T{3}).tanh());
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = std::exp(a[i] * 10);
        b[i] = std::tanh(b[i] * 3);
    }
    print("std::exp." + type, a);
    print("std::tanh." + type, b);
}

}  // namespace

int main() {
    arithmetic<double>("double");
    arithmetic<float>("float");
    std::mt19937_64 engine{42};  // the same words everywhere: the standard says which
    std::normal_distribution<double> normal;
    std::vector<double> noise(1'001);
    for (double& x : noise) {
        x = normal(engine);
    }
    print("std::normal_distribution", noise);
    std::gamma_distribution<double> gamma{2.5};
    for (double& x : noise) {
        x = gamma(engine);
    }
    print("std::gamma_distribution", noise);
    std::uniform_int_distribution<int> die{1, 6};
    std::vector<int> rolls(1'001);
    for (int& x : rolls) {
        x = die(engine);
    }
    print("std::uniform_int_distribution", rolls);
    std::vector<int> order(1'001);
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = static_cast<int>(i);
    }
    std::mt19937_64 fresh{43};
    std::shuffle(order.begin(), order.end(), fresh);
    print("std::shuffle", order);
}
