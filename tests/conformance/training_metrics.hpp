// SPDX-License-Identifier: MIT
// tests/conformance/training_metrics.hpp: folds, metrics and cross-validation against independent cases.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <lastro/data.hpp>
#include <lastro/train.hpp>

#include "case_file.hpp"

namespace conformance::metrics {

using namespace lastro;
using values = std::vector<double>;

/// Labels of any JSON type as numbers in ascending order: numbers by value, texts byte by byte.
class label_numbers {
public:
    explicit label_numbers(std::initializer_list<const json*> lists) {
        for (const json* list : lists) {
            for (const json& label : *list) {
                labels_.push_back(label);
            }
        }
        std::sort(labels_.begin(), labels_.end());
        labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
    }

    [[nodiscard]] std::vector<std::int64_t> operator()(const json& list) const {
        std::vector<std::int64_t> result;
        for (const json& label : list) {
            result.push_back(std::lower_bound(labels_.begin(), labels_.end(), label) - labels_.begin());
        }
        return result;
    }

private:
    std::vector<json> labels_;
};

/// The case's labels as numbers: themselves where all are numbers, else their places in ascending order.
inline std::pair<values, values> labels(const json& in) {
    const auto all_numbers = [](const json& list) {
        return !list.is_array() || std::all_of(list.begin(), list.end(), [](const json& x) { return x.is_number(); });
    };
    if (all_numbers(in.at("y")) && all_numbers(in.at("p"))) {
        return {numbers(in.at("y")), numbers(in.at("p"))};
    }
    const label_numbers number{&in.at("y"), &in.at("p")};
    const auto y = number(in.at("y")), p = number(in.at("p"));
    return {values(y.begin(), y.end()), values(p.begin(), p.end())};
}

inline values weights(const json& in) {
    for (const char* name : {"weights", "sample_weight"}) {
        if (in.contains(name) && !in.at(name).is_null()) {
            return numbers(in.at(name));
        }
    }
    return {};
}

template <class T>
T option(const json& in, const char* name, T otherwise) {
    return in.contains(name) && !in.at(name).is_null() ? in.at(name).get<T>() : otherwise;
}

/// A case whose answer is one number, or an error that the library must see too.
inline check one_value(std::function<double(const json&)> value) {
    return [value](const json& c) {
        const json& expected = c.at("expected");
        if (expected.contains("error")) {
            try {
                return "expected an error, got " + std::to_string(value(c.at("input")));
            } catch (const std::invalid_argument&) {
                return std::string{};
            }
        }
        return compare(value(c.at("input")), number(expected.at("value")), c, "value");
    };
}

/// Truth of two classes as 0 and 1, whatever they are called: the larger label is class 1, as in scikit-learn.
inline values classes_0_and_1(const json& list) {
    if (list.is_array()) {
        const auto number = label_numbers{&list}(list);
        const auto largest = *std::max_element(number.begin(), number.end());
        const bool named = std::any_of(list.begin(), list.end(), [](const json& x) { return x != 0 && x != 1; });
        if (named && largest == 1) {
            return {number.begin(), number.end()};
        }
    }
    return numbers(list);
}

template <class Metric>
check of_two_classes(const char* predicted, Metric metric) {
    return one_value(
        [=](const json& in) { return metric(classes_0_and_1(in.at("y")), numbers(in.at(predicted)), weights(in)); });
}

template <class Metric>
check of_numbers(const char* predicted, Metric metric) {
    return one_value(
        [=](const json& in) { return metric(numbers(in.at("y")), numbers(in.at(predicted)), weights(in)); });
}

template <class Metric>
check of_classes(Metric metric) {
    return one_value([=](const json& in) {
        const auto [y, p] = labels(in);
        return metric(in, train::confusion_matrix_of(y, p, weights(in)));
    });
}

inline train::score_settings scoring(const json& in) {
    const auto name = option<std::string>(in, "average", "binary");
    train::score_settings settings{.positive = option(in, "pos_label", 1.0),
                                   .zero_division = option(in, "zero_division", 0.0)};
    if (name != "binary") {
        settings.average = name == "macro"      ? train::average::macro
                           : name == "micro"    ? train::average::micro
                           : name == "weighted" ? train::average::weighted
                                                : throw std::runtime_error{"unknown average " + name};
    }
    return settings;
}

inline train::kappa_weights disagreement(const json& in) {
    const auto name = option<std::string>(in, "kappa_weights", "none");
    return name == "linear"      ? train::kappa_weights::linear
           : name == "quadratic" ? train::kappa_weights::quadratic
                                 : train::kappa_weights::none;
}

inline check folds(std::function<std::vector<data::fold>(const json&)> make) {
    return [make](const json& c) -> std::string {
        const json& expected = c.at("expected");
        if (expected.contains("error")) {
            try {
                return "expected an error, got " + std::to_string(make(c.at("input")).size()) + " folds";
            } catch (const std::invalid_argument&) {
                return {};
            }
        }
        const std::vector<data::fold> got = make(c.at("input"));
        if (got.size() != expected.at("folds").size()) {
            return "expected " + std::to_string(expected.at("folds").size()) + " folds, got " +
                   std::to_string(got.size());
        }
        for (std::size_t f = 0; f < got.size(); ++f) {
            const json found{{"train", got[f].train}, {"test", got[f].test}};
            const json& wanted = expected.at("folds").at(f);
            if (found.at("train") != wanted.at("train") || found.at("test") != wanted.at("test")) {
                return "fold " + std::to_string(f) + ": got " + found.dump();
            }
        }
        return {};
    };
}

inline std::string stratified_property(const json& c) {
    std::vector<std::int64_t> y;
    std::map<std::int64_t, double> overall;
    const label_numbers number = [&] {
        json all = json::array();
        for (const json& run : c.at("input").at("y_runs")) {
            all.push_back(run.at(0));
        }
        return label_numbers{&all};
    }();
    for (const json& run : c.at("input").at("y_runs")) {
        y.insert(y.end(), run.at(1).get<std::size_t>(), number(json::array({run.at(0)})).front());
    }
    const auto shares = [&](const std::vector<std::uint64_t>& rows) {
        std::map<std::int64_t, double> result;
        for (const std::uint64_t i : rows) {
            result[y[i]] += 1.0 / static_cast<double>(rows.size());
        }
        return result;
    };
    for (const std::int64_t label : y) {
        overall[label] += 1.0 / static_cast<double>(y.size());
    }
    const json& expected = c.at("expected");
    std::size_t least = y.size(), most = 0;
    for (const data::fold& f : data::stratified_k_folds(y, c.at("input").at("k").get<std::uint64_t>())) {
        least = std::min(least, f.test.size());
        most = std::max(most, f.test.size());
        for (const auto* side : {&f.train, &f.test}) {
            auto here = shares(*side);
            for (const auto& [label, share] : overall) {
                if (std::abs(here[label] - share) > conformance::number(expected.at("max_ratio_deviation"))) {
                    return "a class share of " + std::to_string(here[label]) + " for " + std::to_string(share);
                }
            }
        }
    }
    return most - least <= expected.at("max_test_size_difference").get<std::size_t>() ? "" : "sizes differ";
}

/// The library's classifier on every fold, with the penalty of the case as one on the mean loss; full batches with
/// momentum until nothing moves, which is the optimum to more digits than a class needs.
inline std::string cv_logistic_accuracy(const json& c) {
    const json& in = c.at("input");
    const std::size_t columns = in.at("x").at(0).size();
    data::table rows{"case"};
    std::vector<std::string> names;
    for (std::size_t j = 0; j < columns; ++j) {
        values column;
        for (const json& row : in.at("x")) {
            column.push_back(number(row.at(j)));
        }
        names.push_back("x" + std::to_string(j));
        rows.add(names.back(), data::column{column});
    }
    const std::vector<std::int64_t> y = label_numbers{&in.at("y")}(in.at("y"));
    rows.add("y", data::column{y});
    const auto folds = data::stratified_k_folds(y, in.at("k").get<std::uint64_t>());
    values correct, shares;
    for (const data::fold& fold : folds) {
        const double n = static_cast<double>(fold.train.size());
        const model::classifier start{
            model::features{names}, model::logistic{{.l2 = number(in.at("l2")) / n}}, {.target = "y"}};
        const auto result = train::cross_validate(
            start, rows, {fold},
            {.epochs = 6'000,
             .batch_size = fold.train.size(),
             .shards = 1,
             .optimizer =
                 train::sgd{.learning_rate = 4.0 / static_cast<double>(columns), .momentum = 0.97, .nesterov = true}});
        shares.push_back(result.mean("accuracy"));
        correct.push_back(std::round(shares.back() * static_cast<double>(fold.test.size())));
    }
    const json& expected = c.at("expected");
    return compare(correct, numbers(expected.at("correct_per_fold")), c, "correct_per_fold") +
           compare(num::mean(shares), number(expected.at("mean_accuracy")), c, "mean_accuracy");
}

/// The kinds of this file.
inline std::map<std::string, check> kinds() {
    using data::fold;
    using train::confusion_matrix;
    const auto k = [](const json& in) { return in.at("k").get<std::uint64_t>(); };
    return {
        {"split_kfold", folds([=](const json& in) { return data::k_folds(in.at("n").get<std::uint64_t>(), k(in)); })},
        {"split_stratified_kfold", folds([=](const json& in) {
             return data::stratified_k_folds(label_numbers{&in.at("y")}(in.at("y")), k(in));
         })},
        {"split_group_kfold", folds([=](const json& in) {
             return data::group_k_folds(label_numbers{&in.at("groups")}(in.at("groups")), k(in));
         })},
        {"split_time_series", folds([=](const json& in) {
             data::time_series_settings settings{.folds = k(in), .gap = option<std::uint64_t>(in, "gap", 0)};
             if (const auto size = option<std::uint64_t>(in, "test_size", 0); size > 0) {
                 settings.test_size = size;
             }
             if (const auto size = option<std::uint64_t>(in, "max_train_size", 0); size > 0) {
                 settings.max_train_size = size;
             }
             return data::time_series_folds(in.at("n").get<std::uint64_t>(), settings);
         })},
        {"split_stratified_property", stratified_property},
        {"cv_logistic_accuracy", cv_logistic_accuracy},
        {"metric_roc_auc", of_two_classes("score", [](auto y, auto s, auto w) { return train::roc_auc(y, s, w); })},
        {"metric_average_precision",
         of_two_classes("score", [](auto y, auto s, auto w) { return train::average_precision(y, s, w); })},
        {"metric_log_loss", of_two_classes("p", [](const values& y, const values& p,
                                                   const values& w) { return train::log_loss(y, p, w); })},
        {"metric_brier", of_two_classes("p", [](auto y, auto p, auto w) { return train::brier_score(y, p, w); })},
        {"metric_r2", of_numbers("p", [](auto y, auto p, auto w) { return train::r2_score(y, p, w); })},
        {"metric_mse", of_numbers("p", [](auto y, auto p, auto w) { return train::mean_squared_error(y, p, w); })},
        {"metric_mae", of_numbers("p", [](auto y, auto p, auto w) { return train::mean_absolute_error(y, p, w); })},
        {"metric_accuracy", of_classes([](const json&, const confusion_matrix& m) { return m.accuracy(); })},
        {"metric_balanced_accuracy",
         of_classes([](const json&, const confusion_matrix& m) { return m.balanced_accuracy(); })},
        {"metric_matthews", of_classes([](const json&, const confusion_matrix& m) { return m.matthews(); })},
        {"metric_cohen_kappa",
         of_classes([](const json& in, const confusion_matrix& m) { return m.cohen_kappa(disagreement(in)); })},
        {"metric_precision",
         of_classes([](const json& in, const confusion_matrix& m) { return m.precision(scoring(in)); })},
        {"metric_recall", of_classes([](const json& in, const confusion_matrix& m) { return m.recall(scoring(in)); })},
        {"metric_f1",
         of_classes([](const json& in, const confusion_matrix& m) { return m.f_score(1.0, scoring(in)); })}};
}

}  // namespace conformance::metrics
