// SPDX-License-Identifier: MIT
// lastro/num/qr.hpp
//
// Which coefficients fit many equations best, and do the equations determine them? Householder's A = Q R [1].
//
//   const num::qr factor{num::row_major(a.data(), m, n), {.pivoting = true}};
//   factor.rank();                                             // columns that are independent of those before
//   const std::vector<double> x = factor.solve(b);             // min |A x - b|
//
// The order: reflection k is made from num::norm of what is left of column k, and applied to a column by one num::dot
// and one num::axpy; triangles are solved column by column with fma, their transposes by num::dot. With pivoting,
// column k is the one with the largest norm left, the first of equals.
//
// References
//   [1] G. H. Golub, C. F. Van Loan, Matrix Computations, 4th edition, sections 5.1, 5.2 and 5.4.
#pragma once

#include <cstddef>      // size_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <type_traits>  // remove_const_t, type_identity_t
#include <utility>      // swap
#include <vector>       // vector

#include <lastro/num/axpy.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::num {

struct qr_settings {
    bool pivoting = false;   ///< Take the columns in the order of what is left of them.
    double tolerance = 0.0;  ///< A column with less left than this share of the largest counts as dependent; 0 stands
                             ///< for max(m, n) epsilon.
};

/// A = Q R, or A P = Q R with pivoting, of a matrix [m, n]. T is float or double.
template <class T>
class qr {
public:
    /// @throws std::invalid_argument if a number of `a` is not finite, or the norm of a column overflows.
    /// Cost: 2 m n^2 multiply-adds (with pivoting 5/2 of that), one m x n copy.
    explicit qr(const matrix_view<const T>& a, const qr_settings& how = {})
        : m_(a.rows), n_(a.cols), pivoting_(how.pivoting) {
        factor_.resize(m_ * n_);
        order_.resize(n_);
        for (std::size_t j = 0; j < n_; ++j) {
            order_[j] = j;
            for (std::size_t i = 0; i < m_; ++i) {
                at(i, j) = a(i, j);
            }
        }
        const std::size_t steps = m_ < n_ ? m_ : n_;
        for (std::size_t k = 0; k < steps; ++k) {
            if (pivoting_) {
                bring_largest(k);
            }
            reflect(k);
        }
        find_rank(how.tolerance);
    }

    [[nodiscard]] std::size_t rows() const noexcept { return m_; }
    [[nodiscard]] std::size_t cols() const noexcept { return n_; }

    /// How many diagonal elements of R are above the tolerance; reliable with pivoting.
    [[nodiscard]] std::size_t rank() const noexcept { return rank_; }

    /// Column k of Q R is column order()[k] of A.
    [[nodiscard]] std::span<const std::size_t> order() const noexcept { return order_; }

    /// R(i, j); 0 below the diagonal. Precondition: i < min(m, n), j < n.
    [[nodiscard]] T upper(std::size_t i, std::size_t j) const noexcept {
        return i > j ? T{0} : i == j ? diagonal_[i] : at(i, j);
    }

    /// Replaces y, [m], by Q' y.
    /// @throws std::invalid_argument if y has another length.
    void apply_q_transposed(std::span<T> y) const {
        require_length("num::qr::apply_q_transposed", y.size(), m_);
        for (std::size_t k = 0; k < diagonal_.size(); ++k) {
            apply(k, y.data() + k);
        }
    }

    /// Replaces y, [m], by Q y.
    /// @throws std::invalid_argument if y has another length.
    void apply_q(std::span<T> y) const {
        require_length("num::qr::apply_q", y.size(), m_);
        for (std::size_t k = diagonal_.size(); k-- > 0;) {
            apply(k, y.data() + k);
        }
    }

    /// Replaces y by the z of R z = y, with the first y.size() rows and columns of R.
    /// Precondition: y.size() <= rank().
    void solve_upper(std::span<T> y) const noexcept {
        for (std::size_t j = y.size(); j-- > 0;) {
            y[j] = y[j] / diagonal_[j];
            detail::run_packed<detail::axpy_text, T>(-y[j], column(j), y.data(), j);
        }
    }

    /// Replaces y by the z of R' z = y, with the first y.size() rows and columns of R.
    /// Precondition: y.size() <= rank().
    void solve_upper_transposed(std::span<T> y) const noexcept {
        for (std::size_t i = 0; i < y.size(); ++i) {
            const T* z = y.data();
            const T known = detail::reduce<detail::product_term>(column(i), z, i, T{0}, 1);
            y[i] = (y[i] - known) / diagonal_[i];
        }
    }

    /// The x, [n], with the smallest |A x - b|. Where columns are dependent and pivoting is on, the coefficients of the
    /// dependent ones are 0.
    ///
    /// @throws std::invalid_argument if b has not m numbers, or if columns are dependent and pivoting is off.
    [[nodiscard]] std::vector<T> solve(std::span<const T> b) const {
        require_length("num::qr::solve", b.size(), m_);
        if (!pivoting_ && rank_ < n_) {
            throw std::invalid_argument{"num::qr::solve: expected " + std::to_string(n_) +
                                        " independent columns (or .pivoting, which gives dependent ones 0), found " +
                                        std::to_string(rank_)};
        }
        std::vector<T> y(b.begin(), b.end());
        apply_q_transposed(y);
        solve_upper(std::span<T>{y}.first(rank_));
        std::vector<T> x(n_);
        for (std::size_t k = 0; k < rank_; ++k) {
            x[order_[k]] = y[k];
        }
        return x;
    }

private:
    [[nodiscard]] T& at(std::size_t i, std::size_t j) noexcept { return factor_[j * m_ + i]; }
    [[nodiscard]] const T& at(std::size_t i, std::size_t j) const noexcept { return factor_[j * m_ + i]; }
    [[nodiscard]] const T* column(std::size_t j) const noexcept { return factor_.data() + j * m_; }
    [[nodiscard]] T norm_left(std::size_t k, std::size_t j) const {
        return norm(std::span<const T>{column(j) + k, m_ - k});
    }

    static void require_length(const char* where, std::size_t found, std::size_t expected) {
        if (found != expected) {
            throw std::invalid_argument{std::string{where} + ": expected " + std::to_string(expected) +
                                        " numbers, found " + std::to_string(found)};
        }
    }

    void bring_largest(std::size_t k) {
        std::size_t largest = k;
        T most = norm_left(k, k);
        for (std::size_t j = k + 1; j < n_; ++j) {
            if (const T left = norm_left(k, j); left > most) {
                most = left;
                largest = j;
            }
        }
        if (largest != k) {
            std::swap(order_[k], order_[largest]);
            for (std::size_t i = 0; i < m_; ++i) {
                std::swap(at(i, k), at(i, largest));
            }
        }
    }

    /// Makes H = I - tau v v' with v = (1, ...) that turns what is left of column k into (beta, 0, ...) [1], and
    /// applies it to the columns behind. v stays in the column; its 1 is stored, and beta is kept apart.
    void reflect(std::size_t k) {
        const T length = norm_left(k, k);
        if (!(length <= (std::numeric_limits<T>::max)())) {
            throw std::invalid_argument{"num::qr: column " + std::to_string(order_[k]) +
                                        ": expected finite numbers with a finite norm, found " +
                                        (length > T{0} ? "infinity" : "NaN")};
        }
        const T first = at(k, k);
        const T beta = first < T{0} ? length : -length;
        at(k, k) = T{1};
        diagonal_.push_back(length == T{0} ? T{0} : beta);
        scales_.push_back(length == T{0} ? T{0} : (beta - first) / beta);
        if (length == T{0}) {
            return;
        }
        detail::run_packed<detail::divide_text, T>(&at(k, k) + 1, first - beta, m_ - k - 1);
        for (std::size_t j = k + 1; j < n_; ++j) {
            apply(k, &at(k, j));
        }
    }

    /// Applies reflection k to y, [m - k].
    void apply(std::size_t k, T* y) const {
        const T* v = column(k) + k;
        const T share = detail::reduce<detail::product_term>(v, static_cast<const T*>(y), m_ - k, T{0}, 1);
        detail::run_packed<detail::axpy_text, T>(-(scales_[k] * share), v, y, m_ - k);
    }

    void find_rank(double tolerance) noexcept {
        T largest = 0;
        for (const T d : diagonal_) {
            largest = magnitude(d) > largest ? magnitude(d) : largest;
        }
        const auto longer = static_cast<T>(m_ < n_ ? n_ : m_);
        const T share = tolerance > 0.0 ? static_cast<T>(tolerance) : longer * std::numeric_limits<T>::epsilon();
        const T least = share * largest;
        rank_ = 0;
        for (const T d : diagonal_) {
            rank_ += magnitude(d) > least ? 1U : 0U;
        }
    }

    std::size_t m_;
    std::size_t n_;
    bool pivoting_;
    std::size_t rank_ = 0;
    std::vector<T> factor_;    // column after column: R above the diagonal, the v from the diagonal down
    std::vector<T> diagonal_;  // of R
    std::vector<T> scales_;    // the tau
    std::vector<std::size_t> order_;
};

template <class T>
qr(const matrix_view<T>&, const qr_settings& = {}) -> qr<std::remove_const_t<T>>;

}  // namespace lastro::inline v0::num
