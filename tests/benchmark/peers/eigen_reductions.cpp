// SPDX-License-Identifier: MIT
// tests/benchmark/peers/eigen_reductions.cpp
//
// Eigen's side of tests/benchmark/num_reduce.cpp, in a file of its own because it needs flags of its own:
// -O3 -march=native -DNDEBUG, which is Eigen at its best.
#include <cstddef>

#include <Eigen/Core>

namespace {

template <class T>
using view = Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>>;

template <class T>
view<T> over(const T* x, std::size_t n) {
    return {x, static_cast<Eigen::Index>(n)};
}

}  // namespace

namespace peer {

double sum(const double* x, std::size_t n) { return over(x, n).sum(); }
float sum(const float* x, std::size_t n) { return over(x, n).sum(); }
double dot(const double* x, const double* y, std::size_t n) { return over(x, n).dot(over(y, n)); }
float dot(const float* x, const float* y, std::size_t n) { return over(x, n).dot(over(y, n)); }
double norm(const double* x, std::size_t n) { return over(x, n).norm(); }
float norm(const float* x, std::size_t n) { return over(x, n).norm(); }
double largest(const double* x, std::size_t n) { return over(x, n).maxCoeff(); }
float largest(const float* x, std::size_t n) { return over(x, n).maxCoeff(); }

}  // namespace peer
