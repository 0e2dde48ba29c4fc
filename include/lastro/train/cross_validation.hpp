// SPDX-License-Identifier: MIT
// lastro/train/cross_validation.hpp
//
// How good is a model on rows it has not seen, and how sure is that? Train and check it once for every fold.
//
//   const auto folds = data::stratified_k_folds(data::complete_codes(rows, "wet"), 5);
//   const train::cross_validation_result r = train::cross_validate(rain, rows, folds, {.epochs = 60, .threads = 2});
//   r.mean("accuracy"), r.standard_deviation("accuracy"), r.folds[2].run.history;
//   train::cross_validate(rain, rows, folds, settings, [](const auto& model, const data::table& test) {
//       return train::roc_auc(model.targets(test), model.predict_probability(test)); });       // any metric
//
// A fold is train::fit on a copy of the model and the fold's rows, with these settings and this seed: it can be
// repeated alone. `threads` folds are trained at once, each by one thread: the results are the same for any number.
#pragma once

#include <concepts>     // copyable, floating_point
#include <cstddef>      // ptrdiff_t, size_t
#include <cstdint>      // uint64_t
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/path.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/trainer.hpp>

namespace lastro::inline v0::train {

/// One fold: how the model was trained, and how good it was on the rows checked on.
struct fold_result {
    run_result run = {};
    std::vector<metric_value> scores = {};
    hash::digest digest = {};  ///< Over the fold's row numbers, data, parameters and scores.

    /// @throws std::out_of_range if there is no such score.
    [[nodiscard]] double operator[](std::string_view name) const { return value_of(scores, name); }
};

/// All folds, in their order.
struct cross_validation_result {
    std::vector<fold_result> folds;

    /// The score called `name` of every fold. @throws std::out_of_range if there is no such score; so do those below.
    [[nodiscard]] std::vector<double> scores(std::string_view name) const {
        std::vector<double> values;
        for (const fold_result& fold : folds) {
            values.push_back(fold[name]);
        }
        return values;
    }

    [[nodiscard]] double mean(std::string_view name) const { return num::mean(scores(name)); }

    /// Over the folds, with divisor n - 1. Folds share rows to learn from, so divided by the root of n this is no
    /// standard error of the mean; bootstrap.hpp has intervals. @throws std::invalid_argument for one fold.
    [[nodiscard]] double standard_deviation(std::string_view name) const {
        return num::square_root(num::variance(scores(name), 1));
    }

    /// One digest for all: equal where every fold is.
    [[nodiscard]] hash::digest digest() const {
        hash::blake3 hasher;
        hash::append(hasher, std::string_view{"lastro.cross_validation/1"});
        for (const fold_result& fold : folds) {
            hash::append(hasher, fold.digest);
        }
        return hasher.finalize();
    }
};

namespace detail {

/// Judges by `evaluate`: loss, and accuracy where there are classes.
struct evaluated {
    template <class Model, class Rows>
    [[nodiscard]] std::vector<metric_value> operator()(Model& model, const Rows& rows) const {
        if constexpr (requires { evaluate(model, rows); }) {
            return evaluate(model, rows);
        } else {
            return evaluate(model, rows, random::stream{0}["validation"]);
        }
    }
};

/// A number becomes the one score called "score".
[[nodiscard]] inline std::vector<metric_value> as_scores(std::vector<metric_value> scores) { return scores; }
[[nodiscard]] inline std::vector<metric_value> as_scores(double score) { return {{"score", score}}; }

template <std::floating_point T>
[[nodiscard]] examples<T> gathered(const examples<T>& rows, const std::vector<std::uint64_t>& chosen) {
    examples<T> result;
    result.columns = rows.columns;
    for (const std::uint64_t i : chosen) {
        const auto from = rows.inputs.begin() + static_cast<std::ptrdiff_t>(i * rows.columns);
        result.inputs.insert(result.inputs.end(), from, from + static_cast<std::ptrdiff_t>(rows.columns));
        result.targets.push_back(rows.targets[i]);
    }
    return result;
}
[[nodiscard]] inline data::table gathered(const data::table& rows, const std::vector<std::uint64_t>& chosen) {
    return rows.gather(chosen);
}

[[nodiscard]] inline hash::digest fold_digest(const data::fold& fold, const fold_result& result) {
    hash::blake3 hasher;
    hash::append(hasher, std::string_view{"lastro.fold/1"});
    hash::append(hasher, fold.train);
    hash::append(hasher, fold.test);
    hash::append(hasher, result.run.data);
    hash::append(hasher, result.run.final_parameters);
    for (const metric_value& score : result.scores) {
        hash::append(hasher, std::string_view{score.name});
        hash::append(hasher, score.value);
    }
    return hasher.finalize();
}

template <class Model, class Rows, class Score>
[[nodiscard]] cross_validation_result cross_validated(const Model& model, const Rows& rows,
                                                      const std::vector<data::fold>& folds,
                                                      const fit_settings& settings, const Score& score) {
    core::require<std::invalid_argument>(!folds.empty(), "train::cross_validate: folds", "at least one", "none");
    for (const data::fold& fold : folds) {
        fold.check(rows.rows());
        settings.check(fold.train.size());
    }
    cross_validation_result result;
    result.folds.resize(folds.size());
    core::parallel_for(folds.size(), settings.threads, [&](std::size_t f) {
        Model trained = model;
        fold_result& mine = result.folds[f];
        fit_settings of_fold = settings;
        of_fold.threads = 1;
        if (of_fold.checkpoints) {
            of_fold.checkpoints->directory =
                core::join_path(of_fold.checkpoints->directory, "fold-" + std::to_string(f + 1));
        }
        mine.run = fit(trained, gathered(rows, folds[f].train), of_fold);
        mine.scores = as_scores(score(trained, gathered(rows, folds[f].test)));
        mine.digest = fold_digest(folds[f], mine);
    });
    return result;
}

}  // namespace detail

/// Trains a copy of `model` from the beginning on each fold's rows, and judges it on the others.
///
/// `score(trained, test)` returns a number, or named ones as a std::vector<metric_value>; it and the settings'
/// callbacks must bear several threads where `threads` is above 1. Without it the scores are those of `evaluate`.
/// Checkpoints of fold f (from 1) are in "<directory>/fold-<f>".
///
/// @throws std::invalid_argument if there are no folds, or one is none of these rows; and as `fit`, of the first fold
///         that fails.
template <table_trainable Model, class Score = detail::evaluated>
[[nodiscard]] cross_validation_result cross_validate(const Model& model, const data::table& rows,
                                                     const std::vector<data::fold>& folds, const fit_settings& settings,
                                                     const Score& score = {}) {
    return detail::cross_validated(model, rows, folds, settings, score);
}

/// The same on examples: each fold continues from the parameters that `model` has.
template <model::trainable Model, class Score = detail::evaluated>
requires std::copyable<Model>
[[nodiscard]] cross_validation_result cross_validate(const Model& model, const examples<model::scalar_of<Model>>& rows,
                                                     const std::vector<data::fold>& folds, const fit_settings& settings,
                                                     const Score& score = {}) {
    rows.check("train::cross_validate: rows");
    return detail::cross_validated(model, rows, folds, settings, score);
}

}  // namespace lastro::inline v0::train
