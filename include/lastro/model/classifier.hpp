// SPDX-License-Identifier: MIT
// lastro/model/classifier.hpp
//
// Which class does a row of a table belong to? Features, a network and the classes' names in one value.
//
//   model::classifier rain{model::features{{"temp_max", "wind"}}, model::mlp{}, {.target = "wet"}};
//   train::fit(rain, past, {.epochs = 60, .seed = 42});
//   const data::column wet = rain.predict(later);                       // of the target's type
//   const std::vector<double> p = rain.predict_probability(later);      // of the second class: true, 1, "yes"
//   rain.predict_probabilities(std::array<data::row_value, 2>{11.5, 3.2});        // of each class, for one row
//
// A regular value. Predicting is const, draws nothing, and may be done by several threads at once.
#pragma once

#include <algorithm>  // find, min
#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <variant>    // variant, visit
#include <vector>     // vector

#include <Eigen/Core>  // MatrixXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/class_labels.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/features.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/softmax.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>

namespace lastro::inline v0::model {

/// What turns inputs into scores.
using network = std::variant<mlp, logistic>;

/// What a classifier is to tell.
struct classifier_settings {
    std::string target;  ///< The column that holds the class.

    friend bool operator==(const classifier_settings&, const classifier_settings&) = default;
};

/// A model from the rows of a table to classes.
class classifier {
public:
    static constexpr schema_id schema{"lastro.classifier", 1};

    /// Intermediate results of one shard, of whichever network it is.
    struct workspace {
        mlp::workspace perceptron;
        logistic::workspace linear;
    };

    classifier() = default;

    /// @throws std::invalid_argument if no target is named, or the target is one of the features' columns.
    classifier(model::features features, model::network network, classifier_settings settings)
        : features_(std::move(features)), network_(std::move(network)), target_(std::move(settings.target)) {
        core::require<std::invalid_argument>(!target_.empty(), "model::classifier: target", "a column", "none");
        const auto& columns = features_.columns();
        core::require<std::invalid_argument>(std::find(columns.begin(), columns.end(), target_) == columns.end(),
                                             "model::classifier: target", "a column that is no feature",
                                             core::quoted(target_));
    }

    [[nodiscard]] const model::features& features() const noexcept { return features_; }
    [[nodiscard]] const model::network& network() const noexcept { return network_; }
    [[nodiscard]] const std::string& target() const noexcept { return target_; }

    /// The classes; none before training.
    [[nodiscard]] const class_labels& classes() const noexcept { return classes_; }
    [[nodiscard]] bool trained() const noexcept { return !classes_.empty(); }

    /// The class of every row, as a column of the target's type. With two classes the second one where its
    /// probability is at least 1/2; with more the one with the highest score, the first of equals.
    ///
    /// @throws schema_error if the features find something wrong; std::invalid_argument before training.
    [[nodiscard]] data::column predict(const data::table& rows) const {
        return classes_.column(predicted_classes(rows));
    }

    /// The probability of the second class of two, for every row. @throws as `predict`, and for more than two classes.
    [[nodiscard]] std::vector<double> predict_probability(const data::table& rows) const;

    /// The probability of every class for every row: [rows, classes], each row summing to 1. @throws as `predict`.
    [[nodiscard]] Eigen::MatrixXd predict_probabilities(const data::table& rows) const;

    /// The probability of every class for one row, whose values are those of the features' columns in their order: the bits
    /// that a table of this row would give. @throws as features::transform of a row; std::invalid_argument before training.
    [[nodiscard]] std::vector<double> predict_probabilities(std::span<const data::row_value> row) const;

    /// The class number of every row of the target column. @throws as `predict`, and class_labels::numbers.
    [[nodiscard]] std::vector<double> targets(const data::table& rows) const {
        require_trained();
        return classes_.numbers(rows, target_);
    }

    /// The class number that `predict` tells for every row. @throws as `predict`.
    [[nodiscard]] std::vector<double> predicted_classes(const data::table& rows) const;

    // What train::fit needs.

    /// Learns features and classes from `rows` and gives the network its shape and first weights from `draws`.
    ///
    /// @throws schema_error if there are no rows, or features or target are not as they should be.
    void prepare(const data::table& rows, const random::stream& draws);

    /// Inputs and class numbers of `rows`. @throws as `predict` and `targets`.
    [[nodiscard]] train::examples<double> examples(const data::table& rows) const {
        return {.inputs = inputs(rows), .targets = targets(rows), .columns = features_.width()};
    }

    [[nodiscard]] parameter_list<double> parameters() {
        return std::visit([](auto& n) -> parameter_list<double> { return n.parameters(); }, network_);
    }

    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream& draws,
                             workspace& space) const {
        if (const auto* net = std::get_if<mlp>(&network_)) {
            return net->loss_and_gradient(batch, g, draws, space.perceptron);
        }
        return std::get<logistic>(network_).loss_and_gradient(batch, g, draws, space.linear);
    }

    /// The network's scores of some inputs, valid until `space` is used again. Precondition: trained().
    num::matrix_view<double> scores(const num::matrix_view<const double>& x, workspace& space) const {
        if (const auto* net = std::get_if<mlp>(&network_)) {
            return net->scores(x, space.perceptron);
        }
        return std::get<logistic>(network_).scores(x, space.linear);
    }

    /// For a classifier read from a file. @throws format_error unless its parts fit together.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("target", self.target_);
        visit("classes", self.classes_);
        visit("features", self.features_);
        visit("network", self.network_);
    }

private:
    // Calls use(first row, scores) for a few hundred rows at a time.
    template <class Use>
    void for_each_block(const data::table& rows, Use&& use) const;

    // Calls put(class, probability) for every class, from row `i` of some scores, which are used up.
    template <class Put>
    static void put_probabilities(const num::matrix_view<double>& y, std::size_t i, const Put& put) {
        const std::span<double> row{&y(i, 0), y.cols};
        if (y.cols == 1) {
            put(std::size_t{1}, num::sigmoid(row[0]));
            put(std::size_t{0}, num::sigmoid(-row[0]));
            return;
        }
        num::softmax(row, row);
        for (std::size_t k = 0; k < y.cols; ++k) {
            put(k, row[k]);
        }
    }

    void require_trained() const {
        core::require<std::invalid_argument>(trained(), "model::classifier", "a trained model",
                                             "one that was never trained");
    }

    [[nodiscard]] std::vector<double> inputs(const data::table& rows) const {
        require_trained();
        return features_.transform(rows);
    }

    model::features features_;
    model::network network_;
    std::string target_;
    class_labels classes_;
};

template <>
inline constexpr bool bit_exact<classifier> = true;

static_assert(reflectable<classifier> && trainable<classifier>);

inline void classifier::prepare(const data::table& rows, const random::stream& draws) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::classifier" : rows.source(),
                                "at least one row to learn from", "none");
    class_labels classes{rows, target_};
    features_.fit(rows);
    classes_ = std::move(classes);
    const std::size_t outputs = classes_.size() == 2 ? 1 : classes_.size();
    std::visit([&](auto& n) { n.initialise(features_.width(), outputs, draws); }, network_);
}

template <class Use>
void classifier::for_each_block(const data::table& rows, Use&& use) const {
    const std::vector<double> x = inputs(rows);
    constexpr std::size_t block = 256;  // bounds the memory; a row's result does not depend on its neighbours
    const std::size_t width = features_.width();
    workspace space;
    for (std::size_t first = 0; first < rows.rows(); first += block) {
        const std::size_t count = (std::min)(block, rows.rows() - first);
        use(first, scores(num::row_major(x.data() + first * width, count, width), space));
    }
}

inline std::vector<double> classifier::predicted_classes(const data::table& rows) const {
    std::vector<double> result(rows.rows());
    for_each_block(rows, [&](std::size_t first, const num::matrix_view<double>& y) {
        for (std::size_t i = 0; i < y.rows; ++i) {
            std::size_t best = y.cols == 1 && y(i, 0) >= 0.0 ? 1 : 0;  // sigmoid(z) >= 1/2 where z >= 0
            for (std::size_t k = 1; k < y.cols; ++k) {
                best = y(i, k) > y(i, best) ? k : best;
            }
            result[first + i] = static_cast<double>(best);
        }
    });
    return result;
}

inline std::vector<double> classifier::predict_probability(const data::table& rows) const {
    core::require<std::invalid_argument>(classes_.size() <= 2, "model::classifier: predict_probability", "two classes",
                                         std::to_string(classes_.size()) + " (use predict_probabilities)");
    std::vector<double> result(rows.rows());
    for_each_block(rows, [&](std::size_t first, const num::matrix_view<double>& y) {
        num::sigmoid(detail::flat(y), std::span{result}.subspan(first, y.rows));
    });
    return result;
}

inline Eigen::MatrixXd classifier::predict_probabilities(const data::table& rows) const {
    Eigen::MatrixXd result(static_cast<Eigen::Index>(rows.rows()), static_cast<Eigen::Index>(classes_.size()));
    const num::matrix_view<double> out = num::column_major(result.data(), rows.rows(), classes_.size());
    for_each_block(rows, [&](std::size_t first, const num::matrix_view<double>& y) {
        for (std::size_t i = 0; i < y.rows; ++i) {
            put_probabilities(y, i, [&](std::size_t k, double p) { out(first + i, k) = p; });
        }
    });
    return result;
}

inline std::vector<double> classifier::predict_probabilities(std::span<const data::row_value> row) const {
    require_trained();
    const std::vector<double> x = features_.transform(row);
    std::vector<double> result(classes_.size());
    workspace space;
    const num::matrix_view<double> y = scores(num::row_major(x.data(), 1, x.size()), space);
    put_probabilities(y, 0, [&](std::size_t k, double p) { result[k] = p; });
    return result;
}

inline void classifier::check() const {
    const std::string where = "lastro.classifier";
    features_.check();
    classes_.check();
    std::visit([](const auto& n) { n.check(); }, network_);
    if (!trained()) {
        return;
    }
    const std::size_t inputs = std::visit([](const auto& n) { return n.inputs(); }, network_);
    const std::size_t outputs = std::visit([](const auto& n) { return n.outputs(); }, network_);
    core::require<format_error>(inputs == features_.width(), where + ": network",
                                std::to_string(features_.width()) + " inputs, as many as the features give", inputs);
    core::require<format_error>(outputs == (classes_.size() == 2 ? 1 : classes_.size()), where + ": network",
                                "a score per class (one for two classes)", outputs);
}

}  // namespace lastro::inline v0::model
