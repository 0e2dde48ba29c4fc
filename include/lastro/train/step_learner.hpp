// SPDX-License-Identifier: MIT
// lastro/train/step_learner.hpp
//
// What does train::fit do in one step of a model that steps by itself? It gathers the rows.
//
//   detail::step_learner<torch_net, float> learner{net, rows, validation, 32};
//   const double loss = learner.step({.epoch = 1, .step = 1, .ids = ids}, draws);
//
// The state of such a model is bytes that only the model understands.
#pragma once

#include <algorithm>  // copy_n, min
#include <cmath>      // fma, isfinite
#include <concepts>   // convertible_to, floating_point
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/chain_recorder.hpp>
#include <lastro/train/checkpoint.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/metric.hpp>

namespace lastro::inline v0::train::detail {

/// A model that tells its mean loss without learning from it.
template <class Model, class T>
concept tells_loss = requires(const Model& m, const batch<T>& rows) {
    { m.loss(rows) } -> std::convertible_to<double>;
};

/// Takes the steps of a run by letting the model take them.
template <class Model, std::floating_point T>
class step_learner {
public:
    step_learner(Model& model, const examples<T>& rows, const examples<T>& validation, std::size_t batch_size)
        : model_(model),
          rows_(rows),
          validation_(validation),
          inputs_(batch_size * rows.columns),
          targets_(batch_size),
          weights_(rows.weights.empty() ? 0 : batch_size) {}

    /// @throws lastro::error if the loss is not finite; what the model throws.
    double step(const step_place& place, const random::stream& draws) {
        const std::size_t count = place.ids.size(), d = rows_.columns;
        for (std::size_t i = 0; i < count; ++i) {
            const auto row = static_cast<std::size_t>(place.ids[i]);
            std::copy_n(rows_.inputs.data() + row * d, d, inputs_.data() + i * d);
            targets_[i] = rows_.targets[row];
            if (!weights_.empty()) {
                weights_[i] = rows_.weights[row];
            }
        }
        const std::span<const T> weights = weights_;
        const batch<T> taken{std::span<const T>{inputs_}.first(count * d), std::span<const T>{targets_}.first(count),
                             place.ids, d, weights.empty() ? weights : weights.first(count)};
        const double loss = model_.step(taken, draws[place.step]);
        if (!std::isfinite(loss)) {
            core::fail<error>(to_string(place), "a finite loss", loss);
        }
        return loss;
    }

    /// For the record, if the model tells it; else 0.
    [[nodiscard]] double learning_rate() const {
        if constexpr (requires {
                          { model_.learning_rate() } -> std::convertible_to<double>;
                      }) {
            return model_.learning_rate();
        } else {
            return 0.0;
        }
    }

    void require_finite(std::uint64_t) const noexcept {}

    [[nodiscard]] std::vector<metric_value> validate(const random::stream&) {
        constexpr std::size_t block = 256;
        if constexpr (tells_loss<Model, T>) {
            if (validation_.rows() > 0) {
                double sum = 0.0;
                for (std::size_t first = 0; first < validation_.rows(); first += block) {
                    const auto some = validation_.all().slice(first, (std::min)(block, validation_.rows() - first));
                    sum = std::fma(model_.loss(some), static_cast<double>(some.rows()), sum);
                }
                return {{"loss", sum / static_cast<double>(validation_.rows())}};
            }
        }
        return {};
    }

    void check_metrics(const std::vector<std::string>&) const noexcept {}
    void epoch_end(const epoch_report&) noexcept {}

    void keep() { kept_ = model_.state(), has_kept_ = true; }
    [[nodiscard]] bool has_kept() const noexcept { return has_kept_; }
    void restore_kept() { model_.restore(kept_); }

    /// BLAKE3 of the model's state.
    [[nodiscard]] hash::digest parameters_digest() const { return hash::blake3::of(model_.state()); }

    [[nodiscard]] std::vector<std::string> tensor_names() const { return {"state"}; }
    void link(chain_recorder& recorder, bool) {
        const std::vector<std::byte> state = model_.state();
        const std::span bytes{reinterpret_cast<const unsigned char*>(state.data()), state.size()};
        recorder.tensor<unsigned char>({}, bytes);
    }

    void save(checkpoint& to) const {
        to.states.push_back({"model", model_.state()});
        if (has_kept_) {
            to.states.push_back({"kept", kept_});
        }
    }
    void load(const checkpoint& from) {
        has_kept_ = from.kept_epoch > 0;
        if (has_kept_) {
            kept_ = from.state("kept");
        }
        model_.restore(from.state("model"));
    }

private:
    Model& model_;
    const examples<T>& rows_;
    const examples<T>& validation_;
    std::vector<T> inputs_, targets_, weights_;
    std::vector<std::byte> kept_;
    bool has_kept_ = false;
};

}  // namespace lastro::inline v0::train::detail
