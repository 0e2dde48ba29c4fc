// SPDX-License-Identifier: MIT
// tests/benchmark/peers/eigen_training.cpp
//
// The loop that one writes by hand with Eigen: a perceptron with relu, log loss and Adam. Nothing is allocated in a step.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace {

using matrix = Eigen::MatrixXd;  // a column per row of the data: what Eigen is fastest with
using vector = Eigen::VectorXd;

struct layer {
    matrix w, gw, mw, vw;  // [out, in]
    vector b, gb, mb, vb;
    matrix y, delta;  // [out, batch]

    layer(Eigen::Index in, Eigen::Index out, Eigen::Index batch)
        : w(out, in),
          gw(out, in),
          mw(matrix::Zero(out, in)),
          vw(matrix::Zero(out, in)),
          b(out),
          gb(out),
          mb(vector::Zero(out)),
          vb(vector::Zero(out)),
          y(out, batch),
          delta(out, batch) {}
};

template <class Array>
void adam(Array& p, const Array& g, Array& m, Array& v, double rate, double correction) {
    m.array() += 0.1 * (g.array() - m.array());
    v.array() = 0.999 * v.array() + 0.001 * g.array().square();
    p.array() -= rate * m.array() / (v.array().sqrt() / correction + 1e-8);
}

// One score: logistic. Several: softmax.
void derivative_of_loss(matrix& scores, const double* targets, matrix& delta) {
    const double share = 1.0 / static_cast<double>(scores.cols());
    if (scores.rows() == 1) {
        delta.array() = (1.0 + (-scores.array()).exp()).inverse();
        for (Eigen::Index i = 0; i < scores.cols(); ++i) {
            delta(0, i) = (delta(0, i) - targets[i]) * share;
        }
        return;
    }
    for (Eigen::Index i = 0; i < scores.cols(); ++i) {
        delta.col(i).array() = (scores.col(i).array() - scores.col(i).maxCoeff()).exp();
        delta.col(i) *= share / delta.col(i).sum();
        delta(static_cast<Eigen::Index>(targets[i]), i) -= share;
    }
}

}  // namespace

/// Trains on `rows` rows of `x`, whole batches in the order of `order` (as many numbers as epochs * rows). `parameters`
/// are weights [in, out] by columns and biases, layer by layer; they are replaced by what was learned.
extern "C" void eigen_train(double* parameters, const std::size_t* units, std::size_t layers, const double* x,
                            const double* y, std::size_t rows, std::size_t batch, const std::uint64_t* order,
                            std::size_t epochs, int threads) {
    Eigen::setNbThreads(threads);
    const auto n = static_cast<Eigen::Index>(batch);
    const auto columns = static_cast<Eigen::Index>(units[0]);
    std::vector<layer> net;
    double* p = parameters;
    for (std::size_t l = 0; l < layers; ++l) {
        const auto in = static_cast<Eigen::Index>(units[l]);
        const auto out = static_cast<Eigen::Index>(units[l + 1]);
        layer next{in, out, n};
        next.w = Eigen::Map<const matrix>(p, in, out).transpose();
        next.b = Eigen::Map<const vector>(p + in * out, out);
        p += in * out + out;
        net.push_back(std::move(next));
    }
    matrix input(columns, n);
    std::vector<double> targets(batch);
    double power1 = 1.0, power2 = 1.0;
    for (std::size_t first = 0; first + batch <= epochs * rows; first += batch) {
        for (std::size_t i = 0; i < batch; ++i) {
            const std::uint64_t row = order[first + i];
            std::copy_n(x + row * units[0], units[0], input.data() + i * units[0]);
            targets[i] = y[row];
        }
        for (std::size_t l = 0; l < layers; ++l) {
            net[l].y.noalias() = net[l].w * (l == 0 ? input : net[l - 1].y);
            net[l].y.colwise() += net[l].b;
            if (l + 1 < layers) {
                net[l].y = net[l].y.cwiseMax(0.0);
            }
        }
        derivative_of_loss(net.back().y, targets.data(), net.back().delta);
        for (std::size_t l = layers; l-- > 0;) {
            net[l].gw.noalias() = net[l].delta * (l == 0 ? input : net[l - 1].y).transpose();
            net[l].gb = net[l].delta.rowwise().sum();
            if (l > 0) {
                net[l - 1].delta.noalias() = net[l].w.transpose() * net[l].delta;
                net[l - 1].delta.array() *= (net[l - 1].y.array() > 0.0).cast<double>();
            }
        }
        power1 *= 0.9;
        power2 *= 0.999;
        for (layer& l : net) {
            adam(l.w, l.gw, l.mw, l.vw, 1e-3 / (1.0 - power1), std::sqrt(1.0 - power2));
            adam(l.b, l.gb, l.mb, l.vb, 1e-3 / (1.0 - power1), std::sqrt(1.0 - power2));
        }
    }
    p = parameters;
    for (const layer& l : net) {
        Eigen::Map<matrix>(p, l.w.cols(), l.w.rows()) = l.w.transpose();
        Eigen::Map<vector>(p + l.w.size(), l.b.size()) = l.b;
        p += l.w.size() + l.b.size();
    }
}
