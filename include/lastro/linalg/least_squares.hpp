// SPDX-License-Identifier: MIT
// lastro/linalg/least_squares.hpp
//
// How is a linear model fitted so that ill-conditioned columns do not cost the digits?
//
//   const auto fit = linalg::least_squares(num::row_major(a.data(), m, n), b);     // min |A x - b|
//   fit.coefficients, fit.residuals, fit.rank;
//
// Columns are scaled by powers of two, which rounds nothing; A is factored by linalg::qr with pivoting; then solution and
// residuals are refined together: the errors of r + A x = b and A' r = 0 are computed as if in twice the precision [1]
// and solved for by the same factor [2]. Where the scaled condition number is below about 1 / epsilon, nearly all
// digits of the solution come out right. What was rounded away when A was made can be handed in as a second matrix;
// linalg/polynomial_fit.hpp does that for its powers.
//
// References
//   [1] T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26(6), 2005.
//   [2] A. Bjorck, Iterative refinement of linear least squares solutions I, BIT 7, 1967.
#pragma once

#include <cstddef>      // size_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // to_string
#include <type_traits>  // remove_const_t, type_identity_t
#include <utility>      // move
#include <vector>       // vector

#include <lastro/linalg/qr.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::linalg {

template <class T>
struct least_squares_settings {
    num::matrix_view<const T> low = {};  ///< The exact matrix is a + low; of the shape of a, or empty.
    std::size_t refinements = 10;        ///< At most so many; it stops as soon as one does not halve the correction.
};

template <class T>
struct least_squares_result {
    std::vector<T> coefficients;     ///< [n]; 0 for columns that depend on others.
    std::vector<T> residuals;        ///< [m], b - A x.
    std::vector<T> unscaled_errors;  ///< [n], the roots of the diagonal of (A' A)^-1: times the deviation of the
                                     ///< residuals, standard errors. Empty where columns are dependent.
    std::size_t rank = 0;            ///< Independent columns; n where the fit is unique.
};

namespace detail {

/// high + low += x, the rounding error of the sum kept (Knuth, volume 2, 4.2.2, theorem B).
template <class Pack>
[[gnu::always_inline]] inline void add_kept(Pack& high, Pack& low, const Pack& x) {
    const Pack sum = high + x;
    const Pack part = sum - high;
    low = low + ((high - (sum - part)) + (x - part));
    high = sum;
}

/// high + low += a b, the rounding errors of product and sum kept. (The product is an fma: nothing may fuse it.)
template <class Pack>
[[gnu::always_inline]] inline void add_product_kept(Pack& high, Pack& low, const Pack& a, const Pack& b) {
    const Pack zero = Pack::all(0);
    const Pack product = fma(a, b, zero);
    low = low + fma(a, b, zero - product);
    add_kept(high, low, product);
}

/// f[i] = b[i] - r[i] - sum over j of (A + low)(i, j) x[j], j ascending. A and low are column-major without gaps.
struct residual_text {
    template <class P, class T>
    [[gnu::always_inline]] static void row(const T* a, const T* a_low, std::size_t m, std::size_t n, const T* x,
                                           const T* b, const T* r, T* f, std::size_t i) {
        P high = P::load(b + i);
        P low = P::all(0);
        add_kept(high, low, P::all(0) - P::load(r + i));
        for (std::size_t j = 0; j < n; ++j) {
            const P minus_x = P::all(-x[j]);
            add_product_kept(high, low, P::load(a + j * m + i), minus_x);
            low = fma(P::load(a_low + j * m + i), minus_x, low);
        }
        (high + low).store(f + i);
    }

    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* a, const T* a_low, std::size_t m, std::size_t n, const T* x,
                                           const T* b, const T* r, T* f) {
        std::size_t i = 0;
        for (; m - i >= Pack::size; i += Pack::size) {
            row<Pack>(a, a_low, m, n, x, b, r, f, i);
        }
        for (; i < m; ++i) {
            row<Single>(a, a_low, m, n, x, b, r, f, i);
        }
    }
};

/// g[j] = -sum over i of (A + low)(i, j) r[i], i ascending.
struct transposed_residual_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static void run(const T* a, const T* a_low, std::size_t m, std::size_t n, const T* r, T* g) {
        for (std::size_t j = 0; j < n; ++j) {
            Single high = Single::all(0);
            Single low = Single::all(0);
            for (std::size_t i = 0; i < m; ++i) {
                const Single minus_r = Single::all(-r[i]);
                add_product_kept(high, low, Single::all(a[j * m + i]), minus_r);
                low = fma(Single::all(a_low[j * m + i]), minus_r, low);
            }
            g[j] = (high + low).v;
        }
    }
};

/// A scaled by powers of two, column after column, and what refining a solution needs.
template <class T>
class least_squares_problem {
public:
    least_squares_problem(const num::matrix_view<const T>& a, const num::matrix_view<const T>& low,
                          std::span<const T> b)
        : m_(a.rows), n_(a.cols), high_(m_ * n_), low_(m_ * n_), scales_(n_), b_(b) {
        for (std::size_t j = 0; j < n_; ++j) {
            T* column = high_.data() + j * m_;
            for (std::size_t i = 0; i < m_; ++i) {
                column[i] = a(i, j);
                low_[j * m_ + i] = low.empty() ? T{0} : low(i, j);
            }
            const T length = num::norm(std::span<const T>{column, m_});
            constexpr T least = (std::numeric_limits<T>::min)() / std::numeric_limits<T>::epsilon();
            scales_[j] = length > least && length < T{1} / least ? T{1} / num::detail::binade(length) : T{1};
            num::scale(scales_[j], std::span<T>{column, m_});
            num::scale(scales_[j], std::span<T>{low_}.subspan(j * m_, m_));
        }
    }

    [[nodiscard]] least_squares_result<T> solve(std::size_t refinements) const {
        const qr<T> factor{num::column_major<const T>(high_.data(), m_, n_), {.pivoting = true}};
        std::vector<T> x = factor.solve(b_);
        std::vector<T> r(m_);
        std::vector<T> f(m_);
        std::vector<T> g(n_);
        miss(x, r, f);
        r = f;
        T previous = std::numeric_limits<T>::infinity();
        for (std::size_t round = 0; round < refinements && factor.rank() == n_ && n_ > 0; ++round) {
            miss(x, r, f);
            num::detail::run_packed<transposed_residual_text, T>(high_.data(), low_.data(), m_, n_,
                                                                 static_cast<const T*>(r.data()), g.data());
            const std::vector<T> dx = correct(factor, f, g);
            const T size = num::norm(std::span<const T>{dx});
            if (size == T{0} || !(size <= previous / T{2})) {
                break;
            }
            previous = size;
            num::add(std::span<const T>{dx}, std::span<T>{x});
            num::add(std::span<const T>{f}, std::span<T>{r});
        }
        std::vector<T> errors = factor.rank() == n_ ? inverse_norms(factor) : std::vector<T>{};
        for (std::size_t j = 0; j < n_; ++j) {
            x[j] = x[j] * scales_[j];
            if (!errors.empty()) {
                errors[j] = errors[j] * scales_[j];
            }
        }
        return {std::move(x), std::move(r), std::move(errors), factor.rank()};
    }

private:
    /// The norms of the rows of R^-1, each at the place of its column.
    static std::vector<T> inverse_norms(const qr<T>& factor) {
        const std::size_t n = factor.cols();
        std::vector<T> squares(n);
        std::vector<T> column(n);
        for (std::size_t k = 0; k < n; ++k) {
            column.assign(n, T{0});
            column[k] = T{1};
            factor.solve_upper(column);
            for (std::size_t i = 0; i <= k; ++i) {
                T& sum = squares[factor.order()[i]];
                sum = num::fma(column[i], column[i], sum);
            }
        }
        for (T& x : squares) {
            x = num::square_root(x);
        }
        return squares;
    }

    /// f = b - r - A x.
    void miss(std::span<const T> x, std::span<const T> r, std::span<T> f) const {
        num::detail::run_packed<residual_text, T>(high_.data(), low_.data(), m_, n_, x.data(), b_.data(), r.data(),
                                                  f.data());
    }

    /// dr + A dx = f and A' dr = g: with Q' f = (c, d), dr = Q (R'^-1 g, d) and R dx = c - R'^-1 g. Returns dx and
    /// leaves dr in f.
    static std::vector<T> correct(const qr<T>& factor, std::vector<T>& f, const std::vector<T>& g) {
        const std::size_t n = g.size();
        std::vector<T> z(n);
        for (std::size_t k = 0; k < n; ++k) {
            z[k] = g[factor.order()[k]];
        }
        factor.solve_upper_transposed(z);
        factor.apply_q_transposed(f);
        std::vector<T> y(n);
        for (std::size_t k = 0; k < n; ++k) {
            y[k] = f[k] - z[k];
            f[k] = z[k];
        }
        factor.apply_q(f);
        factor.solve_upper(y);
        std::vector<T> dx(n);
        for (std::size_t k = 0; k < n; ++k) {
            dx[factor.order()[k]] = y[k];
        }
        return dx;
    }

    std::size_t m_;
    std::size_t n_;
    std::vector<T> high_;
    std::vector<T> low_;
    std::vector<T> scales_;
    std::span<const T> b_;
};

}  // namespace detail

/// The x with the smallest |A x - b| for A [m, n], b [m].
///
/// @throws std::invalid_argument if lengths or shapes do not fit, or `a` holds a number that is not finite.
/// Cost: 2.5 m n^2 multiply-adds, and about 20 m n for each of a few refinements.
template <class T>
[[nodiscard]] least_squares_result<std::remove_const_t<T>> least_squares(
    const num::matrix_view<T>& a, std::type_identity_t<std::span<const T>> b,
    const least_squares_settings<std::remove_const_t<T>>& how = {}) {
    if (b.size() != a.rows) {
        throw std::invalid_argument{"linalg::least_squares: expected a right-hand side of " + std::to_string(a.rows) +
                                    " numbers, one per equation, found " + std::to_string(b.size())};
    }
    if (!how.low.empty() && (how.low.rows != a.rows || how.low.cols != a.cols)) {
        throw std::invalid_argument{"linalg::least_squares: low: expected the shape of the matrix, " +
                                    num::detail::shape_text(a) + ", found " + num::detail::shape_text(how.low)};
    }
    return detail::least_squares_problem<std::remove_const_t<T>>{a, how.low, b}.solve(how.refinements);
}

}  // namespace lastro::inline v0::linalg
