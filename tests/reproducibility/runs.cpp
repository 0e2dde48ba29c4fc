// SPDX-License-Identifier: MIT
// tests/reproducibility/runs.cpp
//
// Whole runs of training as one digest each: every number that a run reports, and the parameters that it leaves.
// Each is small; run.sh builds them with a few compilers and for every machine. To add one, add a line to the list of main.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lastro/data/fold.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/factorization.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/train/cross_validation.hpp>
#include <lastro/train/full_batch.hpp>
#include <lastro/train/search.hpp>
#include <lastro/train/trainer.hpp>

#include "digests.hpp"

namespace reproducibility {

namespace data = lastro::data;
namespace model = lastro::model;
namespace train = lastro::train;

namespace {

constexpr std::size_t columns = 5;

/// Rows of three classes that overlap: a class is where the sum of three numbers falls.
template <class T = double>
train::examples<T> rows_of_classes(std::size_t count) {
    train::examples<T> rows{.inputs = small_numbers<T>("rows", count * columns), .columns = columns};
    for (std::size_t i = 0; i < count; ++i) {
        const T* const x = rows.inputs.data() + i * columns;
        const T sum = x[0] + x[1] + x[4];
        rows.targets.push_back(sum < T(-0.4) ? T{0} : sum < T(0.5) ? T{1} : T{2});
    }
    return rows;
}

void add(record& r, const train::run_result& run) {
    r.add(run.data);
    for (const train::epoch_record& epoch : run.history) {
        for (const auto& metric : epoch.metrics) {
            r.add(metric.value);
        }
        r.add(epoch.learning_rate);
    }
    r.add(run.kept_epoch);
    r.add(run.final_parameters);
}

/// Dropout, AdamW with a group of its own, cosine, clipping, accumulation, weights of classes, a last batch that is smaller.
template <class T>
void perceptron(record& r) {
    for (const model::activation bend : {model::activation::tanh, model::activation::relu, model::activation::gelu}) {
        model::basic_mlp<T> net{{.hidden = {12, 8}, .activation = bend, .l2 = 1e-3, .dropout = 0.2}};
        net.initialise(columns, 3, inputs["init"]);
        add(r, train::fit(net, rows_of_classes<T>(101),
                          {.epochs = 3,
                           .batch_size = 16,
                           .seed = 7,
                           .threads = r.threads(),
                           .shards = 5,
                           .optimizer = train::adamw{.learning_rate = 1e-2},
                           .groups = {{.pattern = "*/bias", .optimizer = train::adamw{.weight_decay = 0.0}}},
                           .schedule = train::cosine_decay{.steps = 12},
                           .clip = train::clip_by_global_norm{.most = 0.5},
                           .accumulate = 2,
                           .class_weights = train::class_weighting::balanced,
                           .label_smoothing = 0.05},
                          rows_of_classes<T>(37)));
    }
}

/// Every rule, for a few steps.
void optimizers(record& r) {
    const std::array<train::optimizer, 11> rules{
        train::sgd{},      train::sgd{.momentum = 0.9, .nesterov = true},
        train::adam{},     train::adagrad{},
        train::rmsprop{},  train::rmsprop{.momentum = 0.5, .centered = true},
        train::adadelta{}, train::adamax{},
        train::nadam{},    train::radam{},
        train::lion{},
    };
    const train::examples<double> rows = rows_of_classes(60);
    for (const train::optimizer& rule : rules) {
        model::logistic m{{.l2 = 1e-3}};
        m.initialise(columns, 3, inputs);
        add(r, train::fit(m, rows, {.epochs = 2, .batch_size = 8, .optimizer = rule}));
    }
}

void logistic_by_lbfgs(record& r) {
    model::logistic m{{.l2 = 1e-2}};
    m.initialise(columns, 3, inputs);
    add(r, train::fit_full_batch(m, rows_of_classes(150), {.gradient_tolerance = 1e-8},
                                 {.threads = r.threads(), .block_rows = 64}));
}

void factorization(record& r) {
    std::vector<std::int64_t> users, items;
    std::vector<double> ratings;
    for (std::uint64_t i = 0; i < 240; ++i) {
        users.push_back(static_cast<std::int64_t>(random::bounded(inputs["users"], i, 19)));
        items.push_back(static_cast<std::int64_t>(random::bounded(inputs["items"], i, 13)));
        ratings.push_back(0.5 * static_cast<double>(1 + random::bounded(inputs["ratings"], i, 10)));
    }
    data::table rows;
    rows.add("user", data::column{users});
    rows.add("item", data::column{items});
    rows.add("rating", data::column{ratings});
    model::factorization taste{{.factors = 4, .l2 = 0.05}};
    add(r, train::fit(taste, rows,
                      {.epochs = 4,
                       .seed = 7,
                       .threads = r.threads(),
                       .shards = 8,
                       .optimizer = train::sgd{.learning_rate = 0.2}}));
    r.add(taste.predict(rows));
}

void cross_validation(record& r) {
    const train::examples<double> rows = rows_of_classes(90);
    model::mlp net{{.hidden = {6}}};
    net.initialise(columns, 3, inputs["init"]);
    const auto found = train::cross_validate(net, rows, data::k_folds(rows.rows(), 4, inputs["folds"]),
                                             {.epochs = 3, .seed = 7, .threads = r.threads(), .shards = 2});
    r.add(found.digest());
    r.add(found.mean("loss"));
    r.add(found.standard_deviation("accuracy"));
}

void search(record& r) {
    const train::examples<double> rows = rows_of_classes(80);
    const train::search_space space{{"learning_rate", train::log_uniform{1e-3, 1.0}},
                                    {"batch_size", train::integers{4, 20}}};
    const auto score = [&](const train::trial& t) {
        model::logistic m;
        m.initialise(columns, 3, inputs);
        return train::fit(m, rows,
                          {.epochs = t.epochs,
                           .batch_size = static_cast<std::uint64_t>(t.integer("batch_size")),
                           .optimizer = train::sgd{.learning_rate = t["learning_rate"]}})
            .kept("loss");
    };
    const train::search_result found = train::successive_halving(
        space, {.trials = 9, .epochs = 1, .seed = 7, .threads = r.threads()}, {.max_epochs = 9}, score);
    for (const train::trial_result& trial : found.ranked) {
        r.add(trial.trial.number);
        r.add(trial.trial["learning_rate"]);
        r.add(trial.score);
    }
}

}  // namespace

}  // namespace reproducibility

int main() {
    using namespace reproducibility;
    return report({{"train.perceptron", perceptron<double>},
                   {"train.perceptron_in_float", perceptron<float>},
                   {"train.optimizers", optimizers},
                   {"train.logistic_by_lbfgs", logistic_by_lbfgs},
                   {"train.factorization", factorization},
                   {"train.cross_validation", cross_validation},
                   {"train.search", search}});
}
