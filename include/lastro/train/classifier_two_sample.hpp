// SPDX-License-Identifier: MIT
// lastro/train/classifier_two_sample.hpp
//
// Can a model tell the new rows from the old ones? If it can, they differ, in whatever way the model can learn.
//
//   const auto c = train::classifier_two_sample_test(model::mlp{{.hidden = {16}}}, reference, live, {.seed = 1});
//   c.auc; c.p_value;                                      // 0.5: it cannot; 1: it always can
//   drift::points{features.transform(rows), features.width()}   // rows of a table, texts and all
//
// The model learns from a part of both sides and scores the rest [1]. If nothing moved, those rows are as likely with any
// other labelling whatever was learned, so relabelling them (not training again) gives a p-value that is valid for every
// model and sample size. Here and not in drift, since it stands on models: drift stays light. Addressed by the seeds;
// equal bits on every compiler, as the model's.
//
// References
//   [1] D. Lopez-Paz and M. Oquab, Revisiting classifier two-sample tests, ICLR 2017.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

struct classifier_two_sample_settings {
    double test_share = 0.5;             ///< Of each side's rows: what the model does not learn from.
    fit_settings fit = {.epochs = 40};   ///< How it learns; batches are cut to the rows that there are.
    std::uint64_t permutations = 9'999;  ///< Random relabellings of the rows that are scored.
    std::uint64_t seed = 0;              ///< Equal seeds, equal parts and relabellings.
};

/// What the test found.
struct classifier_two_sample_result {
    double auc = 0.5;       ///< The chance that a new row scores above an old one, ties counting half.
    double accuracy = 0.5;  ///< The share of scored rows that are put on the right side, each side counting alike.
    double p_value = 1.0;   ///< The share of relabellings whose auc reaches the one observed.
    double log10_p = 0.0;   ///< Its decimal logarithm.
    drift::p_method method = drift::p_method::permutation;  ///< `exact` if all relabellings were looked at.
    std::uint64_t learned_from = 0;                         ///< Rows of both sides.
    std::uint64_t scored = 0;

    friend bool operator==(const classifier_two_sample_result&, const classifier_two_sample_result&) = default;
};

namespace detail {

/// Rows of one side in two parts.
struct parted_rows {
    std::vector<double> learn;
    std::vector<double> score;
};

[[nodiscard]] inline parted_rows parted(const drift::points& rows, double test_share, const random::stream& draws) {
    const auto n = static_cast<double>(rows.rows());
    auto scored = static_cast<std::size_t>(test_share * n);
    scored = scored < 1 ? 1 : scored + 1 > rows.rows() ? rows.rows() - 1 : scored;
    parted_rows result;
    std::size_t place = 0;
    for (const std::uint64_t i : random::permutation(draws, rows.rows())) {
        const std::span<const double> row = rows.row(static_cast<std::size_t>(i));
        std::vector<double>& to = place++ < scored ? result.score : result.learn;
        to.insert(to.end(), row.begin(), row.end());
    }
    return result;
}

/// Each column less its mean over the rows to learn from, over its standard deviation there; one that is constant there
/// keeps its unit.
inline void scale_by(const std::vector<double>& learn, std::size_t columns, std::span<std::vector<double>* const> all) {
    std::vector<double> column(learn.size() / columns);
    for (std::size_t k = 0; k < columns; ++k) {
        bool constant = true;
        for (std::size_t i = 0; i < column.size(); ++i) {
            column[i] = learn[i * columns + k];
            constant = constant && column[i] == column[0];
        }
        const auto [mean, variance] = num::mean_variance(std::span<const double>{column});
        const double spread = num::square_root(variance);
        core::require<std::invalid_argument>(num::is_finite(spread), "train::classifier_two_sample_test",
                                             "columns with a finite spread", spread);
        const double center = constant ? column[0] : mean;
        const double unit = constant || spread == 0.0 ? 1.0 : spread;
        for (std::vector<double>* const rows : all) {
            for (std::size_t i = k; i < rows->size(); i += columns) {
                (*rows)[i] = ((*rows)[i] - center) / unit;
            }
        }
    }
}

/// Twice the midrank of every score: whole numbers, so that sums of them are exact.
[[nodiscard]] inline std::vector<std::uint64_t> doubled_midranks(const std::vector<double>& scores) {
    struct place {
        double score;
        std::size_t row;
    };
    std::vector<place> order;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        core::require<std::invalid_argument>(num::is_finite(scores[i]), "train::classifier_two_sample_test",
                                             "a finite score of every row", scores[i]);
        order.push_back({scores[i], i});
    }
    core::stable_sort(std::span{order}, [](const place& a, const place& b) { return a.score < b.score; });
    std::vector<std::uint64_t> ranks(scores.size());
    for (std::size_t first = 0, end = 0; first < order.size(); first = end) {
        while (end < order.size() && order[end].score == order[first].score) {
            ++end;
        }
        for (std::size_t i = first; i < end; ++i) {
            ranks[order[i].row] = first + end + 1;
        }
    }
    return ranks;
}

}  // namespace detail

/// Trains a copy of `model` on a part of both sides, and tests whether it tells the rest apart.
///
/// `model` is an untrained model of two classes with `initialise` and `scores`: model::logistic, model::mlp, or yours.
/// @throws std::invalid_argument if columns differ, a side has fewer than 4 rows, the share is not above 0 and below 1, or
/// no relabelling is asked for, or a score is not finite; and as `fit`. Cost: a training, and O(rows) per relabelling.
template <model::trainable Model>
[[nodiscard]] classifier_two_sample_result classifier_two_sample_test(
    const Model& model, const drift::points& reference, const drift::points& live,
    const classifier_two_sample_settings& settings = {}) {
    const std::size_t columns = reference.columns();
    constexpr const char* where = "train::classifier_two_sample_test";
    core::require<std::invalid_argument>(live.columns() == columns, where, "as many columns on both sides",
                                         live.columns());
    const std::size_t fewer = reference.rows() < live.rows() ? reference.rows() : live.rows();
    core::require<std::invalid_argument>(fewer >= 4, where, "at least 4 rows on each side", fewer);
    core::require<std::invalid_argument>(settings.test_share > 0.0 && settings.test_share < 1.0,
                                         "train::classifier_two_sample_test: test_share", "above 0 and below 1",
                                         settings.test_share);
    const random::stream draws = random::stream{settings.seed}["classifier_two_sample"];
    detail::parted_rows old_rows = detail::parted(reference, settings.test_share, draws["reference"]);
    detail::parted_rows new_rows = detail::parted(live, settings.test_share, draws["live"]);

    examples<double> rows{.inputs = old_rows.learn, .columns = columns};
    rows.inputs.insert(rows.inputs.end(), new_rows.learn.begin(), new_rows.learn.end());
    rows.targets.assign(old_rows.learn.size() / columns, 0.0);
    rows.targets.resize(rows.inputs.size() / columns, 1.0);
    std::vector<double> test = old_rows.score;
    test.insert(test.end(), new_rows.score.begin(), new_rows.score.end());
    const std::vector<double> learn = rows.inputs;
    std::vector<double>* const both[] = {&rows.inputs, &test};
    detail::scale_by(learn, columns, both);

    Model learner = model;
    learner.initialise(columns, 1, draws["init"]);
    fit_settings how = settings.fit;
    how.batch_size = how.batch_size < rows.rows() ? how.batch_size : rows.rows();
    fit(learner, rows, how);

    const std::size_t total = test.size() / columns;
    const std::size_t old_count = old_rows.score.size() / columns;
    typename Model::workspace space;
    const auto y = learner.scores(num::row_major(static_cast<const double*>(test.data()), total, columns), space);
    std::vector<double> scores(total);
    classifier_two_sample_result result{.accuracy = 0.0, .learned_from = rows.rows(), .scored = total};
    const auto n = static_cast<double>(old_count);
    const auto m = static_cast<double>(total - old_count);
    for (std::size_t i = 0; i < total; ++i) {
        scores[i] = y(i, 0);
        const bool called_new = scores[i] >= 0.0;
        result.accuracy += called_new == (i >= old_count) ? 0.5 / (i < old_count ? n : m) : 0.0;
    }
    const std::vector<std::uint64_t> ranks = detail::doubled_midranks(scores);
    const auto rank_sum = [&](const drift::detail::labelling& chosen) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < total; ++i) {
            sum += chosen[i] != 0 ? ranks[i] : 0U;
        }
        return static_cast<double>(sum);
    };
    drift::detail::labelling observed(total, 0);
    for (std::size_t i = old_count; i < total; ++i) {
        observed[i] = 1;
    }
    const double sum = rank_sum(observed);
    result.auc = (sum - m * (m + 1.0)) / (2.0 * n * m);  // whole numbers up to the division
    const drift::permutation_result p = drift::detail::relabel(
        total, total - old_count, sum, {.permutations = settings.permutations}, draws["relabelling"], rank_sum);
    result.p_value = p.p_value;
    result.log10_p = p.log10_p;
    result.method = p.method;
    return result;
}

}  // namespace lastro::inline v0::train
