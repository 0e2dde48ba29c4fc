// SPDX-License-Identifier: MIT
// lastro/num/cholesky.hpp
//
// How is a symmetric positive definite system solved? By its Cholesky factor: A = L L', L lower triangular.
//
//   const num::cholesky factor{num::row_major(a.data(), n, n)};       // throws where A is not positive definite
//   const std::vector<double> x = factor.solve(b);                     // A x = b
//   const double log_likelihood_term = factor.log_determinant();       // log(det A)
//
// The order: L(i, j) starts as a(i, j), takes fma(-L(i, k), L(j, k), .) for k = 0, 1, ..., j - 1 [1], and is divided by
// L(j, j), itself the root of the same chain. Blocks and instruction sets change the pace, not the chain.
// Forward substitution runs the same way, k ascending; backward substitution takes sums in num::dot's order.
//
// References
//   [1] G. H. Golub, C. F. Van Loan, Matrix Computations, 4th edition, section 4.2.
#pragma once

#include <cstddef>      // size_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // to_string
#include <type_traits>  // remove_const_t
#include <vector>       // vector

#include <lastro/num/axpy.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::num {

/// The factor L of a symmetric positive definite matrix, and what can be solved with it. T is float or double.
template <class T>
class cholesky {
public:
    /// Factors `a`, [n, n], of which only the elements on and below the diagonal are read.
    ///
    /// @throws std::invalid_argument if `a` is not square or, naming the pivot, not positive definite.
    /// Cost: n^3 / 3 multiply-adds, one n x n copy.
    explicit cholesky(const matrix_view<const T>& a) : n_(a.rows) {
        if (a.rows != a.cols) {
            throw std::invalid_argument{"num::cholesky: expected a square matrix, found " + detail::shape_text(a)};
        }
        factor_.assign(n_ * n_, T{0});
        for (std::size_t j = 0; j < n_; ++j) {
            for (std::size_t i = j; i < n_; ++i) {
                at(i, j) = a(i, j);
            }
        }
        for (std::size_t first = 0; first < n_; first += panel) {
            const std::size_t end = n_ - first < panel ? n_ : first + panel;
            factor_panel(first, end);
            update_behind(first, end);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return n_; }

    /// L, with zeros above the diagonal; valid as long as this object is.
    [[nodiscard]] matrix_view<const T> lower() const noexcept { return column_major(factor_.data(), n_, n_); }

    /// Replaces `b` by the x of A x = b.
    /// @throws std::invalid_argument unless `b` has as many numbers as A has rows.
    void solve_in_place(std::span<T> b) const {
        if (b.size() != n_) {
            throw std::invalid_argument{"num::cholesky::solve: expected a right-hand side of " + std::to_string(n_) +
                                        " numbers, found " + std::to_string(b.size())};
        }
        for (std::size_t k = 0; k < n_; ++k) {
            b[k] = b[k] / at(k, k);
            detail::run_packed<detail::axpy_text, T>(-b[k], below(k), b.data() + k + 1, n_ - k - 1);
        }
        for (std::size_t i = n_; i-- > 0;) {
            const T* x = b.data() + i + 1;
            const T known = detail::reduce<detail::product_term>(below(i), x, n_ - i - 1, T{0}, 1);
            b[i] = (b[i] - known) / at(i, i);
        }
    }

    /// The x of A x = b.
    /// @throws std::invalid_argument as `solve_in_place`.
    [[nodiscard]] std::vector<T> solve(std::span<const T> b) const {
        std::vector<T> x(b.begin(), b.end());
        solve_in_place(x);
        return x;
    }

    /// log(det A): twice the sum of log L(i, i); 0 for n = 0.
    [[nodiscard]] T log_determinant() const {
        std::vector<T> logs(n_);
        for (std::size_t i = 0; i < n_; ++i) {
            logs[i] = log(at(i, i));
        }
        return T{2} * sum(std::span<const T>{logs});
    }

private:
    static constexpr std::size_t panel = 32;  // columns that are factored before those behind are updated

    [[nodiscard]] T& at(std::size_t i, std::size_t j) noexcept { return factor_[j * n_ + i]; }
    [[nodiscard]] const T& at(std::size_t i, std::size_t j) const noexcept { return factor_[j * n_ + i]; }
    [[nodiscard]] const T* below(std::size_t j) const noexcept { return factor_.data() + j * n_ + j + 1; }

    /// Columns [first, end), to which the columns before `first` have been applied.
    void factor_panel(std::size_t first, std::size_t end) {
        for (std::size_t j = first; j < end; ++j) {
            for (std::size_t i = first; i < j; ++i) {
                at(i, j) = T{0};  // where `update_behind` has written above the diagonal
            }
            for (std::size_t k = first; k < j; ++k) {
                detail::run_packed<detail::axpy_text, T>(-at(j, k), &at(j, k), &at(j, j), n_ - j);
            }
            const T pivot = at(j, j);
            if (!(pivot > T{0} && pivot <= (std::numeric_limits<T>::max)())) {
                throw std::invalid_argument{
                    "num::cholesky: pivot " + std::to_string(j) +
                    ": expected a finite number above 0, as a positive definite matrix has, found " +
                    (pivot < T{0}    ? "a negative number"
                     : pivot == T{0} ? "0"
                     : pivot > T{0}  ? "infinity"
                                     : "NaN")};
            }
            at(j, j) = square_root(pivot);
            detail::run_packed<detail::divide_text, T>(&at(j, j) + 1, at(j, j), n_ - j - 1);
        }
    }

    /// Applies columns [first, end) to those behind, a few columns at a time and on and below the diagonal only (in the square that
    /// holds the diagonal, above it too).
    void update_behind(std::size_t first, std::size_t end) {
        const std::size_t rows = n_ - end;
        const std::size_t width = end - first;
        if (rows == 0) {
            return;
        }
        std::vector<T> plain(rows * width);
        std::vector<T> negated(rows * width);
        for (std::size_t k = 0; k < width; ++k) {
            for (std::size_t i = 0; i < rows; ++i) {
                plain[k * rows + i] = at(end + i, first + k);
                negated[k * rows + i] = -at(end + i, first + k);
            }
        }
        for (std::size_t j = 0; j < rows; j += panel) {
            const std::size_t columns = rows - j < panel ? rows - j : panel;
            gemm(column_major(&at(end + j, end + j), rows - j, columns, n_),
                 column_major<const T>(negated.data() + j, rows - j, width, rows),
                 transposed(column_major<const T>(plain.data() + j, columns, width, rows)), {.accumulate = true});
        }
    }

    std::size_t n_;
    std::vector<T> factor_;  // column after column
};

template <class T>
cholesky(const matrix_view<T>&) -> cholesky<std::remove_const_t<T>>;

}  // namespace lastro::inline v0::num
