// SPDX-License-Identifier: MIT
// lastro/drift/correlation_change.hpp
//
// Do the columns still go together as they did, whatever happened to each of them alone?
//
//   const auto c = drift::correlation_change(reference, live, {.permutations = 499});
//   c.p_value; c.first; c.second;                            // the two columns whose correlation changed most
//   c.reference[c.first * columns + c.second];               // ... and from what to what
//
// Spearman's (or Pearson's) correlations of all pairs of columns on each side, and how far the two matrices are apart: the
// Frobenius norm of the difference (many small changes) or its largest element (one large change). Each side's columns are
// brought to its own ranks (its own mean and spread) before the rows are relabelled, so a column that has moved or
// stretched by itself is no finding; relabelled rows are ranked anew. That makes relabellings equally likely for large
// samples only; measured in docs/drift.md. Relabellings are addressed by the seed. Bit-equal everywhere.
//
// References
//   [1] C. Spearman, The proof and measurement of association between two things, Amer. J. Psychol. 15(1), 1904.
//   [2] R. I. Jennrich, An asymptotic chi-square test for the equality of two correlation matrices,
//       J. Amer. Statist. Assoc. 65(330), 1970: the same question for normal data, and the norm that is used here.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint8_t, uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/shared_ranks.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

/// How far two matrices of correlations are apart.
enum class correlation_distance : std::uint8_t {
    frobenius,  ///< The root of the sum of squared differences: sees many small changes.
    largest     ///< The largest absolute difference: sees one large change among many columns.
};

struct correlation_change_settings {
    bool ranks = true;  ///< Spearman's correlation [1]; false: Pearson's, which one far outlier can make or break.
    correlation_distance distance = correlation_distance::frobenius;
    std::uint64_t permutations = 499;    ///< Random relabellings.
    std::uint64_t seed = 0;              ///< Equal seeds, equal relabellings.
    std::uint64_t exact_until = 20'000;  ///< Up to so many possible relabellings all of them are looked at.
};

/// What the test found.
struct correlation_change_result {
    double statistic = 0.0;                   ///< The distance that was asked for.
    double p_value = 1.0;                     ///< The share of relabellings that reach it.
    double log10_p = 0.0;                     ///< Its decimal logarithm.
    p_method method = p_method::permutation;  ///< `exact` if all relabellings were looked at.
    std::size_t first = 0;                    ///< The two columns whose correlation changed most,
    std::size_t second = 1;                   ///< first < second.
    std::vector<double> reference{};          ///< Correlations, [columns, columns] row by row; 0 beside constants.
    std::vector<double> live{};

    friend bool operator==(const correlation_change_result&, const correlation_change_result&) = default;
};

namespace detail {

/// Row by row: each column less its mean, over its standard deviation; all 0 if it is constant.
inline void standardise(std::span<double> values, std::size_t columns) {
    std::vector<double> column(values.size() / columns);
    for (std::size_t k = 0; k < columns; ++k) {
        bool constant = true;
        for (std::size_t i = 0; i < column.size(); ++i) {
            column[i] = values[i * columns + k];
            constant = constant && column[i] == column[0];
        }
        const auto [mean, variance] = num::mean_variance(std::span<const double>{column});
        const double spread = num::square_root(variance);
        core::require<std::invalid_argument>(num::is_finite(spread), "correlation_change",
                                             "columns with a finite spread, or ranks", spread);
        for (std::size_t i = 0; i < column.size(); ++i) {
            values[i * columns + k] = constant || spread == 0.0 ? 0.0 : (column[i] - mean) / spread;
        }
    }
}

/// What correlations are made of: sums over rows of each value, and of each product of two columns, k <= l.
class product_sums {
public:
    explicit product_sums(std::size_t columns)
        : columns_{columns}, sums_(columns, 0.0), products_(columns * columns, 0.0) {}

    /// The sums over the rows with this mark.
    void take(std::span<const double> rows, std::span<const unsigned char> marks, unsigned char mark) {
        sums_.assign(columns_, 0.0);
        products_.assign(columns_ * columns_, 0.0);
        num::detail::run_fused([&] {
            for (std::size_t i = 0; i < marks.size(); ++i) {
                if (marks[i] != mark) {
                    continue;
                }
                const double* const x = rows.data() + i * columns_;
                for (std::size_t k = 0; k < columns_; ++k) {
                    sums_[k] += x[k];
                    double* const to = products_.data() + k * columns_;
                    for (std::size_t l = k; l < columns_; ++l) {
                        to[l] = num::fma(x[k], x[l], to[l]);
                    }
                }
            }
        });
    }

    /// The correlations of `n` rows, [columns, columns]. A column whose spread is lost to rounding counts as constant.
    void correlations(double n, std::vector<double>& to) const {
        constexpr double nothing = 1e-12;
        std::vector<double> spread(columns_);
        const auto covariance = [&](std::size_t k, std::size_t l) {
            return num::fma(-sums_[k] / n, sums_[l] / n, products_[k * columns_ + l] / n);
        };
        for (std::size_t k = 0; k < columns_; ++k) {
            const double variance = covariance(k, k);
            spread[k] = variance > nothing ? num::square_root(variance) : 0.0;
        }
        to.assign(columns_ * columns_, 0.0);
        for (std::size_t k = 0; k < columns_; ++k) {
            for (std::size_t l = k; l < columns_; ++l) {
                const bool known = spread[k] > 0.0 && spread[l] > 0.0;
                const double r = k == l ? 1.0 : known ? covariance(k, l) / spread[k] / spread[l] : 0.0;
                const double cut = r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : r;
                to[k * columns_ + l] = cut;
                to[l * columns_ + k] = cut;
            }
        }
    }

private:
    std::size_t columns_;
    std::vector<double> sums_;
    std::vector<double> products_;
};

[[nodiscard]] inline double distance_between(std::span<const double> a, std::span<const double> b,
                                             correlation_distance kind) noexcept {
    double squares = 0.0;
    double largest = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double d = num::magnitude(a[k] - b[k]);
        squares = num::fma(d, d, squares);
        largest = d > largest ? d : largest;
    }
    return kind == correlation_distance::largest ? largest : num::square_root(squares);
}

}  // namespace detail

/// Compares the correlations between the columns of `live` with those of `reference`.
///
/// @throws std::invalid_argument if columns differ, there is only one, a side has fewer than 3 rows, a spread is not finite
/// without ranks, or no relabelling is asked for. Cost: O(N columns^2) per relabelling.
[[nodiscard]] inline correlation_change_result correlation_change(const points& reference, const points& live,
                                                                  const correlation_change_settings& settings = {}) {
    const std::size_t columns = reference.columns();
    core::require<std::invalid_argument>(columns == live.columns() && columns > 1, "correlation_change",
                                         "as many columns on both sides, at least 2", live.columns());
    const std::size_t fewer = reference.rows() < live.rows() ? reference.rows() : live.rows();
    core::require<std::invalid_argument>(fewer >= 3, "correlation_change", "at least 3 rows on each side", fewer);
    const bool swap = reference.rows() > live.rows();  // swapping the sides shall change nothing
    const points& smaller = swap ? live : reference;
    const points& larger = swap ? reference : live;
    const std::size_t total = smaller.rows() + larger.rows();
    std::vector<detail::shared_ranks> ranks;
    std::vector<double> rows;
    if (settings.ranks) {
        for (std::size_t k = 0; k < columns; ++k) {
            ranks.emplace_back(smaller, larger, k);
        }
        rows.resize(total * columns);
    } else {
        for (const points* const side : {&smaller, &larger}) {
            const std::size_t start = rows.size();
            for (std::size_t i = 0; i < side->rows(); ++i) {
                rows.insert(rows.end(), side->row(i).begin(), side->row(i).end());
            }
            detail::standardise(std::span{rows}.subspan(start), columns);
        }
    }
    const auto n = static_cast<double>(fewer);
    const auto m = static_cast<double>(total - fewer);
    detail::product_sums sums{columns};
    std::vector<double> a;
    std::vector<double> b;
    const auto evaluate = [&](const detail::labelling& chosen) {
        for (std::size_t k = 0; k < ranks.size(); ++k) {
            ranks[k].take(chosen, std::span{rows}.subspan(k), columns);
        }
        sums.take(rows, chosen, 1);
        sums.correlations(n, a);
        sums.take(rows, chosen, 0);
        sums.correlations(m, b);
        return detail::distance_between(a, b, settings.distance);
    };
    detail::labelling marks(fewer, 1);
    marks.resize(total, 0);
    correlation_change_result result{.statistic = evaluate(marks)};
    result.reference = swap ? b : a;
    result.live = swap ? a : b;
    double largest = -1.0;
    for (std::size_t k = 0; k < columns; ++k) {
        for (std::size_t l = k + 1; l < columns; ++l) {
            const double d = num::magnitude(a[k * columns + l] - b[k * columns + l]);
            if (d > largest) {
                largest = d;
                result.first = k;
                result.second = l;
            }
        }
    }
    const permutation_result p = detail::relabel(
        total, fewer, result.statistic,
        {.permutations = settings.permutations, .seed = settings.seed, .exact_until = settings.exact_until},
        random::stream{settings.seed}["correlation_change"], evaluate);
    result.p_value = p.p_value;
    result.log10_p = p.log10_p;
    result.method = p.method;
    return result;
}

}  // namespace lastro::inline v0::drift
