// SPDX-License-Identifier: MIT
// lastro/linalg/symmetric_eigen.hpp
//
// Along which directions does a symmetric matrix only stretch? Eigenvalues and eigenvectors by Jacobi's rotations [1].
//
//   const linalg::symmetric_eigen e{num::row_major(covariance.data(), n, n)};
//   e.values()[0];                           // the largest
//   e.vector(0);                             // its direction, of length 1
//
// Small eigenvalues of positive definite matrices come out with nearly full relative accuracy. The order: sweeps over the
// elements above the diagonal, row by row; a rotation makes one of them 0. Eigenvalues descend, equal ones in the order of
// their columns; of each vector the element of largest magnitude, the first of equals, is positive.
//
// References
//   [1] G. H. Golub, C. F. Van Loan, Matrix Computations, 4th edition, section 8.5.
#pragma once

#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <vector>     // vector

#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>

namespace lastro::inline v0::linalg {

/// A = V D V' of a symmetric matrix [n, n].
class symmetric_eigen {
public:
    /// Only the elements on and above the diagonal are read.
    ///
    /// An eigenvalue above the largest double comes out infinite.
    /// @throws std::invalid_argument if `a` is not square or a number of it is not finite.
    /// Cost: some 10 sweeps of 4 n^3 multiply-adds: for n up to a few hundred.
    explicit symmetric_eigen(const num::matrix_view<const double>& a) : n_{a.rows} {
        if (a.rows != a.cols) {
            throw std::invalid_argument{"linalg::symmetric_eigen: expected a square matrix, found another shape"};
        }
        std::vector<double> m(n_ * n_);
        double largest = 0.0;
        vectors_.assign(n_ * n_, 0.0);
        for (std::size_t i = 0; i < n_; ++i) {
            vectors_[i * n_ + i] = 1.0;
            for (std::size_t j = i; j < n_; ++j) {
                m[i * n_ + j] = m[j * n_ + i] = a(i, j);
                if (!num::is_finite(a(i, j))) {
                    throw std::invalid_argument{"linalg::symmetric_eigen: expected finite numbers, found others"};
                }
                largest = num::magnitude(a(i, j)) > largest ? num::magnitude(a(i, j)) : largest;
            }
        }
        // A power of two keeps every bit: sums of the largest numbers stay finite, and products of the smallest above 0.
        const double scale = largest > 0x1p900 ? 0x1p-200 : largest < 0x1p-700 ? 0x1p300 : 1.0;
        for (double& x : m) {
            x *= scale;
        }
        constexpr int most_sweeps = 60;  // convergence is quadratic; six to ten are usual
        for (int sweep = 0; sweep < most_sweeps && rotate_all(m); ++sweep) {
        }
        order(m);
        for (double& value : values_) {
            value /= scale;
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return n_; }

    /// Descending.
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

    /// The direction of values()[i]. Precondition: i < size().
    [[nodiscard]] std::span<const double> vector(std::size_t i) const noexcept {
        return std::span<const double>{vectors_}.subspan(i * n_, n_);
    }

private:
    /// One sweep; false if nothing was left to do.
    [[nodiscard]] bool rotate_all(std::vector<double>& m) {
        bool rotated = false;
        for (std::size_t p = 0; p + 1 < n_; ++p) {
            for (std::size_t q = p + 1; q < n_; ++q) {
                const double off = num::magnitude(m[p * n_ + q]);
                const double both =
                    num::square_root(num::magnitude(m[p * n_ + p])) * num::square_root(num::magnitude(m[q * n_ + q]));
                if (off > 0x1p-53 * both) {
                    rotate(m, p, q);
                    rotated = true;
                }
            }
        }
        return rotated;
    }

    /// Makes element (p, q) 0, by the smaller of the two angles.
    void rotate(std::vector<double>& m, std::size_t p, std::size_t q) {
        const double apq = m[p * n_ + q];
        const double theta = (m[q * n_ + q] - m[p * n_ + p]) / (2.0 * apq);
        const double size = num::magnitude(theta);
        const double root = size > 0x1p500 ? size : num::square_root(num::fma(theta, theta, 1.0));
        const double t = (theta < 0.0 ? -1.0 : 1.0) / (size + root);
        const double c = 1.0 / num::square_root(num::fma(t, t, 1.0));
        const double s = t * c;
        m[p * n_ + p] = num::fma(-t, apq, m[p * n_ + p]);
        m[q * n_ + q] = num::fma(t, apq, m[q * n_ + q]);
        m[p * n_ + q] = m[q * n_ + p] = 0.0;
        for (std::size_t k = 0; k < n_; ++k) {
            if (k != p && k != q) {
                turn(m[p * n_ + k], m[q * n_ + k], c, s);
                m[k * n_ + p] = m[p * n_ + k];
                m[k * n_ + q] = m[q * n_ + k];
            }
            turn(vectors_[p * n_ + k], vectors_[q * n_ + k], c, s);  // vectors are rows
        }
    }

    static void turn(double& x, double& y, double c, double s) noexcept {
        const double u = num::fma(c, x, -num::rounded(s * y));
        y = num::fma(s, x, num::rounded(c * y));
        x = u;
    }

    void order(const std::vector<double>& m) {
        std::vector<std::size_t> by_size;
        for (std::size_t i = 0; i < n_; ++i) {
            std::size_t at = by_size.size();
            by_size.push_back(i);
            for (; at > 0 && m[i * n_ + i] > m[by_size[at - 1] * n_ + by_size[at - 1]]; --at) {
                by_size[at] = by_size[at - 1];
            }
            by_size[at] = i;
        }
        std::vector<double> ordered;
        for (const std::size_t i : by_size) {
            values_.push_back(m[i * n_ + i]);
            double largest = 0.0;
            for (std::size_t k = 0; k < n_; ++k) {
                const double x = vectors_[i * n_ + k];
                largest = num::magnitude(x) > num::magnitude(largest) ? x : largest;
            }
            for (std::size_t k = 0; k < n_; ++k) {
                ordered.push_back(largest < 0.0 ? 0.0 - vectors_[i * n_ + k] : vectors_[i * n_ + k]);
            }
        }
        vectors_ = ordered;
    }

    std::size_t n_;
    std::vector<double> values_;
    std::vector<double> vectors_;
};

}  // namespace lastro::inline v0::linalg
