// SPDX-License-Identifier: MIT
// lastro/model/classifier.hpp
//
// Which class does a row of a table belong to? Features, a network and the classes' names in one value.
//
//   model::classifier rain{model::features{{"temp_max", "wind"}}, model::mlp{}, {.target = "wet"}};
//   train::fit(rain, past, {.epochs = 60, .seed = 42});
//   const data::column wet = rain.predict(later);                       // of the target's type
//   const std::vector<double> p = rain.predict_probability(later);      // of the second class: true, 1, "yes"
//
// The target is a boolean, int64, float64 (whole numbers) or string column with 2 to 1,000 classes; class numbers
// follow their ascending order. A regular value; predicting is const, draws nothing, and may be shared by threads.
#pragma once

#include <algorithm>    // find, max_element, min, sort, unique
#include <cmath>        // isfinite, trunc
#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move
#include <variant>      // variant, visit
#include <vector>       // vector

#include <Eigen/Core>  // MatrixXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/features.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/elementary.hpp>
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

    /// The classes as text in ascending order; none before training.
    [[nodiscard]] const std::vector<std::string>& classes() const noexcept { return classes_; }

    /// The type of the target column, and of what `predict` returns.
    [[nodiscard]] data::type target_type() const noexcept { return target_type_; }
    [[nodiscard]] bool trained() const noexcept { return !classes_.empty(); }

    /// The class of every row, as a column of the target's type. With two classes the second one where its
    /// probability is at least 1/2; with more the one with the highest score, the first of equals.
    ///
    /// @throws schema_error if the features find something wrong; std::invalid_argument before training.
    [[nodiscard]] data::column predict(const data::table& rows) const;

    /// The probability of the second class of two, for every row. @throws as `predict`, and for more than two classes.
    [[nodiscard]] std::vector<double> predict_probability(const data::table& rows) const;

    /// The probability of every class for every row: [rows, classes], each row summing to 1. @throws as `predict`.
    [[nodiscard]] Eigen::MatrixXd predict_probabilities(const data::table& rows) const;

    /// The class number of every row of the target column.
    ///
    /// @throws schema_error if the column is unknown, of another type, or holds a missing value or an unknown class.
    [[nodiscard]] std::vector<double> targets(const data::table& rows) const;

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
        std::string type{data::name_of(self.target_type_)};
        visit("target_type", type);
        if constexpr (!std::is_const_v<Self>) {
            const auto named = data::type_named(type);
            core::require<format_error>(named.has_value(), "lastro.classifier: target_type", "a column type",
                                        core::quoted(type));
            self.target_type_ = *named;
        }
        visit("classes", self.classes_);
        visit("features", self.features_);
        visit("network", self.network_);
    }

private:
    /// More classes than this are a measured quantity, not a class.
    static constexpr std::size_t most_classes = 1000;

    // Calls use(first row, scores) for a few hundred rows at a time.
    template <class Use>
    void for_each_block(const data::table& rows, Use&& use) const;

    [[nodiscard]] std::vector<double> inputs(const data::table& rows) const {
        core::require<std::invalid_argument>(trained(), "model::classifier", "a trained model",
                                             "one that was never trained");
        return features_.transform(rows);
    }

    // The classes of `rows` in ascending order. @throws as `targets`.
    [[nodiscard]] std::vector<std::string> classes_of(const data::table& rows) const;

    // Throws unless every row holds a value that can be a class.
    void require_classes(const data::table& rows) const;

    model::features features_;
    model::network network_;
    std::string target_;
    data::type target_type_ = data::type::boolean;
    std::vector<std::string> classes_;
};

template <>
inline constexpr bool bit_exact<classifier> = true;

static_assert(reflectable<classifier> && trainable<classifier>);

inline void classifier::require_classes(const data::table& rows) const {
    const data::column& column = rows.column(target_);
    core::require<schema_error>(column.type() != data::type::date, rows.place(target_),
                                "a boolean, int64, float64 or string column as target", "date");
    const bool real = column.type() == data::type::float64;
    for (std::size_t i = 0; i < column.size(); ++i) {
        core::require<schema_error>(!column.is_null(i), rows.place(target_), "a class in every row",
                                    "a missing value in row " + std::to_string(i));
        const double x = real ? column.as<double>()[i] : 0.0;
        core::require<schema_error>(!real || (std::isfinite(x) && x == std::trunc(x)), rows.place(target_),
                                    "a class (a whole number) in every row",
                                    core::to_text(x) + " in row " + std::to_string(i));
    }
}

inline std::vector<std::string> classifier::classes_of(const data::table& rows) const {
    require_classes(rows);
    const data::column& column = rows.column(target_);
    std::vector<std::string> classes;
    const auto too_many = [&](std::size_t count) {
        core::require<schema_error>(count <= most_classes, rows.place(target_), "at most 1000 classes", count);
    };
    const auto distinct = [&](auto values, auto&& text) {
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        too_many(values.size());
        for (const auto& value : values) {
            classes.push_back(text(value));
        }
    };
    if (column.type() == data::type::string) {
        std::vector<std::string> values;
        for (std::size_t i = 0; i < column.size(); ++i) {
            values.push_back(column.to_text(i));
        }
        distinct(std::move(values), [](const std::string& s) { return s; });
    } else if (column.type() == data::type::int64) {
        const auto values = column.as<std::int64_t>().values();
        distinct(std::vector<std::int64_t>(values.begin(), values.end()),
                 [](std::int64_t x) { return std::to_string(x); });
    } else {
        const bool boolean = column.type() == data::type::boolean;
        distinct(column.numbers(),
                 [boolean](double x) { return boolean ? std::string{x == 1.0 ? "true" : "false"} : core::to_text(x); });
    }
    return classes;
}

inline std::vector<double> classifier::targets(const data::table& rows) const {
    core::require<std::invalid_argument>(trained(), "model::classifier", "a trained model",
                                         "one that was never trained");
    const data::column& column = rows.column(target_);
    core::require<schema_error>(column.type() == target_type_, rows.place(target_),
                                "type " + std::string{data::name_of(target_type_)} + " as in training",
                                data::name_of(column.type()));
    require_classes(rows);
    std::vector<double> result(rows.rows());
    for (std::size_t i = 0; i < result.size(); ++i) {
        const std::string text = column.to_text(i);
        const auto at = std::find(classes_.begin(), classes_.end(), text);
        if (at == classes_.end()) {
            std::string known;
            for (std::size_t k = 0; k < (std::min)(classes_.size(), std::size_t{20}); ++k) {
                known += (k == 0 ? "" : ", ") + core::quoted(classes_[k]);
            }
            core::fail<schema_error>(rows.place(target_),
                                     "one of the classes " + known + (classes_.size() > 20 ? ", ..." : ""),
                                     core::quoted(text) + " in row " + std::to_string(i));
        }
        result[i] = static_cast<double>(at - classes_.begin());
    }
    return result;
}

inline void classifier::prepare(const data::table& rows, const random::stream& draws) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::classifier" : rows.source(),
                                "at least one row to learn from", "none");
    std::vector<std::string> classes = classes_of(rows);
    core::require<schema_error>(
        classes.size() > 1, rows.place(target_), "at least two classes",
        "only " + core::quoted(classes.front()) + " in all " + std::to_string(rows.rows()) + " rows");
    features_.fit(rows);
    classes_ = std::move(classes);
    target_type_ = rows.column(target_).type();
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

inline data::column classifier::predict(const data::table& rows) const {
    const std::vector<double> predicted = predicted_classes(rows);
    const auto column_of = [&](auto value_of) {
        std::vector<decltype(value_of(std::string{}))> values;
        values.reserve(predicted.size());
        for (const double k : predicted) {
            values.push_back(value_of(classes_[static_cast<std::size_t>(k)]));
        }
        return data::column{std::move(values)};
    };
    switch (target_type_) {
        case data::type::boolean:
            return column_of([](const std::string& text) { return text == "true"; });
        case data::type::int64:
            return column_of([](const std::string& text) { return core::parse_int64(text).value(); });
        case data::type::float64:
            return column_of([](const std::string& text) { return core::parse_double(text).value(); });
        default:
            return column_of([](const std::string& text) { return text; });
    }
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
            const std::span<double> row{&y(i, 0), y.cols};
            if (y.cols == 1) {
                out(first + i, 1) = num::sigmoid(row[0]);
                out(first + i, 0) = num::sigmoid(-row[0]);
                continue;
            }
            const double top = *std::max_element(row.begin(), row.end());
            for (double& z : row) {
                z -= top;
            }
            num::exp(row, row);
            const double sum = num::sum(row);
            for (std::size_t k = 0; k < y.cols; ++k) {
                out(first + i, k) = row[k] / sum;
            }
        }
    });
    return result;
}

inline void classifier::check() const {
    const std::string where = "lastro.classifier";
    features_.check();
    std::visit([](const auto& n) { n.check(); }, network_);
    if (!trained()) {
        return;
    }
    core::require<format_error>(classes_.size() > 1 && classes_.size() <= most_classes, where + ": classes",
                                "2 to 1000 classes", classes_.size());
    for (const std::string& text : classes_) {
        const bool fits = target_type_ == data::type::string ||
                          (target_type_ == data::type::boolean && (text == "false" || text == "true")) ||
                          (target_type_ == data::type::int64 && core::parse_int64(text)) ||
                          (target_type_ == data::type::float64 && core::parse_double(text));
        core::require<format_error>(fits, where + ": classes",
                                    "values of type " + std::string{data::name_of(target_type_)}, core::quoted(text));
    }
    const std::size_t inputs = std::visit([](const auto& n) { return n.inputs(); }, network_);
    const std::size_t outputs = std::visit([](const auto& n) { return n.outputs(); }, network_);
    core::require<format_error>(inputs == features_.width(), where + ": network",
                                std::to_string(features_.width()) + " inputs, as many as the features give", inputs);
    core::require<format_error>(outputs == (classes_.size() == 2 ? 1 : classes_.size()), where + ": network",
                                "a score per class (one for two classes)", outputs);
}

}  // namespace lastro::inline v0::model
