// SPDX-License-Identifier: MIT
// lastro/drift/pca_reconstruction.hpp
//
// Do new rows still lie where the old ones lay? How far they are from the plane of the reference's main components.
//
//   const drift::pca_reconstruction usual{reference, {.share_of_variance = 0.8}};
//   const drift::verdict v = usual.compare(live);          // KS of the rows' errors, with interval and p-value
//   usual.error(row); usual.components();
//
// Columns are brought to the reference's means and spreads; the components of largest variance are kept [1]. They are
// found on one half of the reference and the usual errors on the other: errors of rows that made the plane would be too
// small, and the p-value with them. So, given the plane, the errors compared are those of like rows, and every test of
// two samples is valid for them. A change within the plane is not seen. Addressed by the seed; bit-equal everywhere.
//
// References
//   [1] I. T. Jolliffe, Principal Component Analysis, 2nd edition, 2002, sections 6.1 and 10.1.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/linalg/symmetric_eigen.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

struct pca_settings {
    double share_of_variance = 0.8;  ///< As many components are kept as explain this share; never all of them.
    std::uint64_t seed = 0;          ///< Decides which half of the reference the components are found on.
    compare_settings compare = {};   ///< Of the errors.
};

/// The main components of a reference, and how far its rows usually are from them.
class pca_reconstruction {
public:
    /// @throws std::invalid_argument if there are fewer than 2 columns that vary or fewer than 4 rows, a spread is not
    /// finite, or a setting is out of its range. Cost: O(n d^2 + d^3).
    explicit pca_reconstruction(const points& reference, const pca_settings& settings = {})
        : columns_{reference.columns()}, settings_{settings} {
        constexpr const char* where = "drift::pca_reconstruction";
        core::require<std::invalid_argument>(reference.rows() >= 4, where, "at least 4 rows", reference.rows());
        core::require<std::invalid_argument>(settings.share_of_variance > 0.0 && settings.share_of_variance <= 1.0,
                                             "drift::pca_reconstruction: share_of_variance", "above 0 and up to 1",
                                             settings.share_of_variance);
        const std::vector<std::uint64_t> order =
            random::permutation(random::stream{settings.seed}["pca_reconstruction"], reference.rows());
        const std::size_t half = reference.rows() / 2;
        const auto row = [&](std::size_t i) { return reference.row(static_cast<std::size_t>(order[i])); };
        std::vector<std::vector<double>> z(columns_, std::vector<double>(half));
        std::size_t varying = 0;
        for (std::size_t k = 0; k < columns_; ++k) {
            bool constant = true;
            for (std::size_t i = 0; i < half; ++i) {
                z[k][i] = row(i)[k];
                constant = constant && z[k][i] == z[k][0];
            }
            const auto [mean, variance] = num::mean_variance(std::span<const double>{z[k]});
            const double spread = num::square_root(variance);
            core::require<std::invalid_argument>(num::is_finite(spread), where, "columns with a finite spread", spread);
            varying += constant ? 0U : 1U;
            means_.push_back(constant ? z[k][0] : mean);
            scales_.push_back(constant || spread == 0.0 ? 1.0 : spread);
            for (double& x : z[k]) {
                x = (x - means_[k]) / scales_[k];
            }
        }
        core::require<std::invalid_argument>(varying >= 2, where, "at least 2 columns that vary", varying);
        std::vector<double> correlations(columns_ * columns_);
        for (std::size_t k = 0; k < columns_; ++k) {
            for (std::size_t l = k; l < columns_; ++l) {
                correlations[k * columns_ + l] =
                    num::dot(std::span<const double>{z[k]}, std::span<const double>{z[l]}) / static_cast<double>(half);
            }
        }
        const linalg::symmetric_eigen e{
            num::row_major(static_cast<const double*>(correlations.data()), columns_, columns_)};
        const double wanted = num::sum(e.values()) * settings.share_of_variance;
        double explained = 0.0;
        for (std::size_t k = 0; k + 1 < varying && (k == 0 || explained < wanted); ++k) {
            explained += e.values()[k];
            directions_.insert(directions_.end(), e.vector(k).begin(), e.vector(k).end());
        }
        std::vector<double> errors;
        for (std::size_t i = half; i < reference.rows(); ++i) {
            errors.push_back(error(row(i)));
        }
        usual_.emplace(errors);
    }

    /// How many components were kept.
    [[nodiscard]] std::size_t components() const noexcept { return directions_.size() / columns_; }

    /// The errors of the rows that the components were not found on.
    [[nodiscard]] const sorted_sample& usual_errors() const noexcept { return *usual_; }

    /// The distance of a row from the plane of the components, in standard deviations of the reference's columns.
    ///
    /// @throws std::invalid_argument if the row has another number of columns.
    [[nodiscard]] double error(std::span<const double> row) const {
        core::require<std::invalid_argument>(row.size() == columns_, "drift::pca_reconstruction: row",
                                             "a number for every column", row.size());
        std::vector<double> z(columns_);
        for (std::size_t k = 0; k < columns_; ++k) {
            z[k] = (row[k] - means_[k]) / scales_[k];
        }
        for (std::size_t c = 0; c < components(); ++c) {
            const auto direction = std::span<const double>{directions_}.subspan(c * columns_, columns_);
            const double along = num::dot(std::span<const double>{z}, direction);
            for (std::size_t k = 0; k < columns_; ++k) {
                z[k] = num::fma(-along, direction[k], z[k]);
            }
        }
        return num::norm(std::span<const double>{z});
    }

    /// Compares the errors of `live` with the usual ones; `statistic` is KS.
    ///
    /// @throws std::invalid_argument if columns differ.
    [[nodiscard]] verdict compare(const points& live) const {
        std::vector<double> errors;
        for (std::size_t i = 0; i < live.rows(); ++i) {
            errors.push_back(error(live.row(i)));
        }
        return drift::compare(*usual_, sorted_sample{errors}, settings_.compare);
    }

private:
    std::size_t columns_;
    pca_settings settings_;
    std::vector<double> means_;
    std::vector<double> scales_;
    std::vector<double> directions_;  ///< One after the other, each of length 1.
    std::optional<sorted_sample> usual_;
};

}  // namespace lastro::inline v0::drift
