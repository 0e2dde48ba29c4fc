// SPDX-License-Identifier: MIT
// tests/benchmark/peers/eigen_products.cpp
//
// Eigen's products behind two plain functions each. Compiled once per set of flags into a library of its own whose other
// symbols stay hidden, so that the builds cannot mix.
#include <Eigen/Core>

#define LASTRO_PEER extern "C" __attribute__((visibility("default"))) void

namespace {

template <class T>
using matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using column = Eigen::Matrix<T, Eigen::Dynamic, 1>;

template <class T>
void product(T* c, const T* a, const T* b, long m, long n, long k) {
    Eigen::Map<matrix<T>>(c, m, n).noalias() =
        Eigen::Map<const matrix<T>>(a, m, k) * Eigen::Map<const matrix<T>>(b, k, n);
}

template <class T>
void row_product(T* y, const T* a, const T* x, long m, long, long k) {
    Eigen::Map<column<T>>(y, m).noalias() = Eigen::Map<const matrix<T>>(a, m, k) * Eigen::Map<const column<T>>(x, k);
}

template <class T>
void column_product(T* y, const T* a, const T* x, long m, long, long k) {
    Eigen::Map<column<T>>(y, m).noalias() =
        Eigen::Map<const matrix<T>>(a, k, m).transpose() * Eigen::Map<const column<T>>(x, k);
}

}  // namespace

LASTRO_PEER gemm_float(float* c, const float* a, const float* b, long m, long n, long k) { product(c, a, b, m, n, k); }
LASTRO_PEER gemm_double(double* c, const double* a, const double* b, long m, long n, long k) {
    product(c, a, b, m, n, k);
}
LASTRO_PEER gemv_float(float* y, const float* a, const float* x, long m, long n, long k) {
    row_product(y, a, x, m, n, k);
}
LASTRO_PEER gemv_double(double* y, const double* a, const double* x, long m, long n, long k) {
    row_product(y, a, x, m, n, k);
}
LASTRO_PEER gemvt_float(float* y, const float* a, const float* x, long m, long n, long k) {
    column_product(y, a, x, m, n, k);
}
LASTRO_PEER gemvt_double(double* y, const double* a, const double* x, long m, long n, long k) {
    column_product(y, a, x, m, n, k);
}
