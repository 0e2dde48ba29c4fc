// SPDX-License-Identifier: MIT
// lastro/model/factorization.hpp
//
// How would this user rate that item? Matrix factorisation with biases [1], for explicit ratings.
//
//   model::factorization taste{{.user = "userid", .item = "movieid", .target = "rating", .factors = 10, .l2 = 0.05}};
//   train::fit(taste, past, {.epochs = 20, .batch_size = 64, .optimizer = train::sgd{.learning_rate = 0.32}});
//   const std::vector<double> stars = taste.predict(later);
//
// Rating = mean + bias of the user + bias of the item + p(user) . q(item), the mean being that of the rows learned from.
// Mean over the rows of (rating - target)^2 + l2 * (both biases^2 + |p|^2 + |q|^2). A user or an item never seen has the
// bias 0, and no product. Equal bits on every compiler, instruction set and number of threads.
//
// References
//   [1] Y. Koren, R. Bell, C. Volinsky, Matrix factorization techniques for recommender systems, Computer 42(8), 2009.
#pragma once

#include <algorithm>  // lower_bound, sort
#include <cmath>      // fma, isfinite
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <Eigen/Core>  // MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/ids.hpp>
#include <lastro/model/numeric_target.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>

namespace lastro::inline v0::model {

/// Which columns hold what, and how much is to be learned.
struct factorization_settings {
    std::string user = "user";      ///< An int64 or string column.
    std::string item = "item";      ///< An int64 or string column.
    std::string target = "rating";  ///< An int64 or float64 column.
    std::uint64_t factors = 10;     ///< Numbers per user, and per item; 0: biases only.
    double l2 = 0.02;               ///< Strength of the penalty on a rating's biases and factors.

    friend bool operator==(const factorization_settings&, const factorization_settings&) = default;
};

/// A model of ratings. The inputs of a row are the numbers of its user and of its item.
class factorization {
public:
    static constexpr schema_id schema{"lastro.factorization", 1};

    /// Intermediate results of one shard, kept from step to step.
    struct workspace {
        std::vector<double> ratings, losses;
    };

    factorization() = default;

    /// @throws std::invalid_argument if the columns are not three different ones, or l2 is negative or not finite.
    explicit factorization(factorization_settings settings) : settings_(std::move(settings)) {
        const auto& [user, item, target, factors, l2] = settings_;
        core::require<std::invalid_argument>(!user.empty() && !item.empty() && !target.empty(), "model::factorization",
                                             "a column for user, item and target", "none");
        core::require<std::invalid_argument>(user != item && user != target && item != target, "model::factorization",
                                             "three different columns", core::quoted(item == target ? item : user));
        detail::require_penalty("model::factorization: l2", l2);
    }

    [[nodiscard]] const factorization_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] const ids& users() const noexcept { return users_; }
    [[nodiscard]] const ids& items() const noexcept { return items_; }
    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] const Eigen::MatrixXd& user_factors() const noexcept { return user_factors_; }  ///< [factors, users]
    [[nodiscard]] const Eigen::MatrixXd& item_factors() const noexcept { return item_factors_; }  ///< [factors, items]
    [[nodiscard]] bool trained() const noexcept { return !users_.empty(); }

    /// The rating of every row.
    ///
    /// @throws schema_error if a column is unknown, of another kind, or holds a missing value; std::invalid_argument
    ///         before training.
    [[nodiscard]] std::vector<double> predict(const data::table& rows) const {
        const std::vector<double> x = inputs(rows);
        workspace space;
        static_cast<void>(predict(num::row_major(x.data(), rows.rows(), 2), space));
        space.ratings.resize(rows.rows());
        return std::move(space.ratings);
    }

    // What train::fit needs.

    /// Learns users, items and the mean from `rows`; biases 0, factor i (in memory order) uniform in [-0.1, 0.1) by
    /// draw i of draws["users"] or draws["items"].
    ///
    /// @throws schema_error if there are no rows, or a column is not as it should be.
    void prepare(const data::table& rows, const random::stream& draws);

    /// Numbers of user and item (their count where never seen), and ratings. @throws as `predict`.
    [[nodiscard]] train::examples<double> examples(const data::table& rows) const {
        return {.inputs = inputs(rows), .targets = numeric_target(rows, settings_.target), .columns = 2};
    }

    [[nodiscard]] auto parameters() {
        return model::parameters("user_bias", user_bias_, "item_bias", item_bias_, "user_factors", user_factors_,
                                 "item_factors", item_factors_);
    }

    /// The rating of every row of some inputs, valid until `space` is used again.
    std::span<const double> predict(const num::matrix_view<const double>& x, workspace& space) const {
        const std::span<double> y = detail::flat(detail::scratch(space.ratings, x.rows, 1));
        for (std::size_t i = 0; i < x.rows; ++i) {
            y[i] = rating(static_cast<std::size_t>(x(i, 0)), static_cast<std::size_t>(x(i, 1)));
        }
        return y;
    }

    /// Mean squared error of the batch, without penalty.
    double loss(const train::batch<double>& batch, workspace& space) const {
        return mean_of(batch, space, [](std::size_t, double e) { return std::fma(e, e, 0.0); });
    }

    /// Mean loss of the batch and penalty; adds the gradient, row by row.
    double loss_and_gradient(const train::batch<double>& batch, gradients<double>& g, const random::stream&,
                             workspace& space) const;

    /// @throws format_error unless the sizes fit together, ids ascend, and every number is finite.
    void check() const;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("user", self.settings_.user);
        visit("item", self.settings_.item);
        visit("target", self.settings_.target);
        visit("factors", self.settings_.factors);
        visit("l2", self.settings_.l2);
        visit("users", self.users_);
        visit("items", self.items_);
        visit("mean", self.mean_);
        visit("user_bias", self.user_bias_);
        visit("item_bias", self.item_bias_);
        visit("user_factors", self.user_factors_);
        visit("item_factors", self.item_factors_);
    }

private:
    /// mean + biases, then p . q as one ascending chain.
    [[nodiscard]] double rating(std::size_t user, std::size_t item) const noexcept {
        const bool known_user = user < users_.size();
        const bool known_item = item < items_.size();
        double y = mean_;
        y += known_user ? user_bias_.data()[user] : 0.0;
        y += known_item ? item_bias_.data()[item] : 0.0;
        if (known_user && known_item) {
            const std::size_t k = factors();
            for (std::size_t f = 0; f < k; ++f) {
                y = std::fma(user_factors_.data()[user * k + f], item_factors_.data()[item * k + f], y);
            }
        }
        return y;
    }

    [[nodiscard]] std::size_t factors() const noexcept { return static_cast<std::size_t>(settings_.factors); }

    // The mean of weight * of_row(row, error).
    template <class OfRow>
    double mean_of(const train::batch<double>& batch, workspace& space, OfRow&& of_row) const {
        const std::size_t n = batch.rows();
        const std::span<const double> y = predict(batch.inputs(), space);
        const std::span<double> losses = detail::flat(detail::scratch(space.losses, n, 1));
        for (std::size_t i = 0; i < n; ++i) {
            const double of = of_row(i, y[i] - batch.targets[i]);
            losses[i] = batch.weights.empty() ? of : std::fma(batch.weights[i], of, 0.0);
        }
        return num::sum(std::span<const double>{losses}) / static_cast<double>(n);
    }

    [[nodiscard]] std::vector<double> inputs(const data::table& rows) const;

    factorization_settings settings_;
    ids users_;
    ids items_;
    double mean_ = 0.0;
    Eigen::VectorXd user_bias_;
    Eigen::VectorXd item_bias_;
    Eigen::MatrixXd user_factors_;
    Eigen::MatrixXd item_factors_;
};

template <>
inline constexpr bool bit_exact<factorization> = true;

static_assert(reflectable<factorization> && trainable<factorization>);

inline std::vector<double> factorization::inputs(const data::table& rows) const {
    core::require<std::invalid_argument>(trained(), "model::factorization", "a trained model",
                                         "one that was never trained");
    const std::vector<double> users = users_.numbers(rows, settings_.user);
    const std::vector<double> items = items_.numbers(rows, settings_.item);
    std::vector<double> result(2 * rows.rows());
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        result[2 * i] = users[i];
        result[2 * i + 1] = items[i];
    }
    return result;
}

inline void factorization::prepare(const data::table& rows, const random::stream& draws) {
    core::require<schema_error>(rows.rows() > 0, rows.source().empty() ? "model::factorization" : rows.source(),
                                "at least one row to learn from", "none");
    const std::vector<double> y = numeric_target(rows, settings_.target);
    ids users{rows, settings_.user};
    items_ = ids{rows, settings_.item};
    users_ = std::move(users);
    mean_ = num::mean(std::span<const double>{y});
    const auto start = [&](Eigen::VectorXd& bias, Eigen::MatrixXd& own, std::size_t count, const random::stream& of) {
        bias = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(count));
        own.resize(static_cast<Eigen::Index>(factors()), static_cast<Eigen::Index>(count));
        for (std::size_t i = 0; i < factors() * count; ++i) {
            own.data()[i] = std::fma(0.2, random::uniform(of, i), -0.1);
        }
    };
    start(user_bias_, user_factors_, users_.size(), draws["users"]);
    start(item_bias_, item_factors_, items_.size(), draws["items"]);
}

inline double factorization::loss_and_gradient(const train::batch<double>& batch, gradients<double>& g,
                                               const random::stream&, workspace& space) const {
    const std::size_t k = factors();
    const double l2 = settings_.l2;
    return mean_of(batch, space, [&](std::size_t i, double e) {
        const auto user = static_cast<std::size_t>(batch.values[2 * i]);
        const auto item = static_cast<std::size_t>(batch.values[2 * i + 1]);
        const bool both = user < users_.size() && item < items_.size();
        const double weight = batch.weights.empty() ? 1.0 : batch.weights[i];
        const double share = 2.0 * weight / static_cast<double>(batch.rows());
        double squares = 0.0;
        // One number: its penalty, and share * (error * slope + l2 * number) to its derivative.
        const auto add = [&](double number, double slope, double& derivative) {
            squares = std::fma(number, number, squares);
            derivative = std::fma(share, std::fma(e, slope, std::fma(l2, number, 0.0)), derivative);
        };
        if (user < users_.size()) {
            add(user_bias_.data()[user], 1.0, g[0].values[user]);
        }
        if (item < items_.size()) {
            add(item_bias_.data()[item], 1.0, g[1].values[item]);
        }
        for (std::size_t f = 0; both && f < k; ++f) {
            const double p = user_factors_.data()[user * k + f];
            const double q = item_factors_.data()[item * k + f];
            add(p, q, g[2].values[user * k + f]);
            add(q, p, g[3].values[item * k + f]);
        }
        return std::fma(l2, squares, std::fma(e, e, 0.0));
    });
}

inline void factorization::check() const {
    const std::string where = "lastro.factorization";
    core::require<format_error>(std::isfinite(settings_.l2) && settings_.l2 >= 0.0, where + ": l2",
                                "a finite number of at least 0", settings_.l2);
    core::require<format_error>(std::isfinite(mean_), where + ": mean", "a finite number", mean_);
    core::require<format_error>(users_.empty() == items_.empty(), where, "users and items, or neither", "one of them");
    const auto check_side = [&](const std::string& what, const ids& known, const Eigen::VectorXd& bias,
                                const Eigen::MatrixXd& own) {
        known.check(where + ": " + what);
        const auto count = static_cast<Eigen::Index>(known.size());
        const bool shaped =
            own.cols() == count && (count == 0 || static_cast<std::uint64_t>(own.rows()) == settings_.factors);
        core::require<format_error>(
            bias.size() == count && shaped, where + ": " + what,
            "a bias and " + std::to_string(settings_.factors) + " factors for each of " + std::to_string(count),
            std::to_string(bias.size()) + " and " + std::to_string(own.rows()) + " x " + std::to_string(own.cols()));
        for (const auto numbers : {detail::flat(bias), detail::flat(own)}) {
            for (const double x : numbers) {
                core::require<format_error>(std::isfinite(x), where + ": " + what, "finite parameters", x);
            }
        }
    };
    check_side("users", users_, user_bias_, user_factors_);
    check_side("items", items_, item_bias_, item_factors_);
}

}  // namespace lastro::inline v0::model
