// SPDX-License-Identifier: MIT
// examples/reproducible_training.cpp: a model of your own, trained to the same bytes with any number of threads.
#include <lastro/data.hpp>
#include <lastro/train.hpp>

#include <Eigen/Core>
#include <cmath>
#include <iostream>

using namespace lastro;

struct line {  // No base class: two members make it trainable.
    Eigen::VectorXd slope = Eigen::VectorXd::Zero(2), level = Eigen::VectorXd::Zero(1);

    auto parameters() { return model::parameters("slope", slope, "level", level); }

    // Mean squared error of the batch; adds its gradient. Explicit fma: no compiler can round it another way.
    double loss_and_gradient(const train::batch<double>& rows, model::gradients<double>& g,
                             const random::stream&) const {
        const double share = 1.0 / static_cast<double>(rows.rows());
        double loss = 0.0;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const double x = rows.inputs()(i, 0), y = rows.inputs()(i, 1);
            const double error = std::fma(slope[0], x, std::fma(slope[1], y, level[0])) - rows.targets[i];
            loss = std::fma(share * error, error, loss);
            g[0].values[0] = std::fma(2.0 * share * error, x, g[0].values[0]);
            g[0].values[1] = std::fma(2.0 * share * error, y, g[0].values[1]);
            g[1].values[0] = std::fma(2.0 * share, error, g[1].values[0]);
        }
        return loss;
    }
};

int main() {
    const data::table seattle = data::read_csv("examples/data/weather.csv").where("location", "Seattle");
    model::features inputs{{"temp_min", "wind"}};
    inputs.fit(seattle);
    const train::examples<double> rows{.inputs = inputs.transform(seattle),
                                       .targets = seattle.column("temp_max").numbers(),
                                       .columns = inputs.width()};
    for (const std::size_t threads : {1, 2, 3}) {
        line model;
        const train::run_result run = train::fit(
            model, rows, {.epochs = 20, .seed = 7, .threads = threads, .optimizer = train::sgd{.learning_rate = 0.05}});
        std::cout << run.parameters_digest() << "  loss " << run.kept("loss") << '\n';
    }
}
