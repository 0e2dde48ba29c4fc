// SPDX-License-Identifier: MIT
// lastro/train/sharded_gradient.hpp
//
// How do several threads compute one gradient without the result showing how many they were?
//
//   core::thread_team team{2};
//   train::sharded_gradient<net> work{model.parameters(), {.columns = 3, .batch_size = 32, .shards = 8}, team};
//   const double loss = work.compute(model, rows, ids, draws);          // mean of the batch
//   optimizer.step(model.parameters(), work.gradient());
//
// A batch of n rows is cut by position into min(shards, n) slices [s*n/shards, (s+1)*n/shards). One thread computes a
// slice whole; its mean loss and gradient are weighted by its share of the rows; then slice 2j+1 is added to slice 2j,
// and so on up a binary tree. Who computed a slice, and when, cannot be seen. After the first step nothing is
// allocated here; a model, and num::gemm for products that do not fit its stack, may.
//
// More rows than batch_size are computed in batches whose gradients are added along the same kind of tree: where shards
// is a power of two and every batch is full, the bits are those of one batch of all the rows with as many times the
// shards.
//
// Memory: one gradient and one workspace per shard, the batch once, and a gradient per level of the tree over batches.
#pragma once

#include <algorithm>  // min
#include <cmath>      // fma
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <utility>    // swap
#include <vector>     // vector

#include <lastro/core/thread_team.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/gather.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>

namespace lastro::inline v0::train {

/// How the work of a step is cut.
struct sharding {
    std::size_t columns = 0;     ///< Inputs per row.
    std::size_t batch_size = 0;  ///< Rows per step, at most.
    std::size_t shards = 8;
    double label_smoothing = 0.0;  ///< What models of classes find in their batches.
};

namespace detail {

struct no_workspace {};

template <class Model>
struct workspace_of {
    using type = no_workspace;
};
template <model::has_workspace Model>
struct workspace_of<Model> {
    using type = typename Model::workspace;
};

}  // namespace detail

/// Computes mean loss and gradient of batches.
template <model::trainable Model>
class sharded_gradient {
public:
    using scalar = model::scalar_of<Model>;

    /// Takes the memory; `team` must live as long. Precondition: batch_size and shards are at least 1.
    sharded_gradient(const model::parameter_list<scalar>& parameters, const sharding& how, core::thread_team& team)
        : how_(how), team_(&team), inputs_(how.batch_size * how.columns), targets_(how.batch_size) {
        const std::size_t count = (std::min)(how.shards, how.batch_size);
        shards_.reserve(count);
        for (std::size_t s = 0; s < count; ++s) {
            shards_.push_back({.gradient = model::gradients<scalar>{parameters}});
        }
    }

    /// Mean loss of the rows `ids` of `rows`; `gradient()` is its gradient.
    ///
    /// `next`, the rows that will come after these where that is known, is fetched into the cache.
    /// Precondition: at least one id, every id below rows.rows(); rows with weights in every call or in none.
    double compute(const Model& model, const examples<scalar>& rows, std::span<const std::uint64_t> ids,
                   const random::stream& draws, std::span<const std::uint64_t> next = {}) {
        weights_.resize(rows.weights.empty() ? 0 : how_.batch_size);
        next_ = next;
        if (ids.size() <= how_.batch_size) {
            compute_batch(model, rows, ids, draws, ids.size());
            return shards_.front().loss;
        }
        std::size_t batches = 0;
        for (std::size_t first = 0; first < ids.size(); first += how_.batch_size, ++batches) {
            const std::size_t count = (std::min)(how_.batch_size, ids.size() - first);
            compute_batch(model, rows, ids.subspan(first, count), draws, ids.size());
            keep(batches);
        }
        fold(batches);
        return shards_.front().loss;
    }

    /// The gradient of the rows computed last.
    [[nodiscard]] const model::gradients<scalar>& gradient() const noexcept { return shards_.front().gradient; }
    [[nodiscard]] model::gradients<scalar>& gradient() noexcept { return shards_.front().gradient; }

private:
    struct shard {
        model::gradients<scalar> gradient;
        typename detail::workspace_of<Model>::type workspace = {};
        double loss = 0.0;
        scalar share = 1;  // of the rows: what the gradient is still to be multiplied by
    };

    struct sum {
        model::gradients<scalar> gradient;
        double loss = 0.0;
    };

    static constexpr std::size_t block = 8192;  // numbers of a gradient that one thread adds at a time

    // Leaves the sum of the rows' losses and gradients, each divided by `all`, in the first shard.
    void compute_batch(const Model& model, const examples<scalar>& rows, std::span<const std::uint64_t> ids,
                       const random::stream& draws, std::size_t all) {
        const std::size_t n = ids.size();
        const std::size_t count = (std::min)(how_.shards, n);
        team_->parallel_for(count, [&](std::size_t s) {
            const std::size_t first = s * n / count;
            compute_slice(shards_[s], model, gathered(rows, ids, first, (s + 1) * n / count - first), draws, all);
        });
        const std::size_t size = shards_.front().gradient.values().size();
        team_->parallel_for((size + block - 1) / block, [&](std::size_t b) {
            const std::size_t first = b * block;
            const std::size_t numbers = (std::min)(block, size - first);
            for (std::size_t s = 0; s < count; ++s) {
                if (shards_[s].share != scalar{1}) {
                    num::scale(shards_[s].share, shards_[s].gradient.values().subspan(first, numbers));
                }
            }
            for (std::size_t stride = 1; stride < count; stride *= 2) {
                for (std::size_t s = 0; s + stride < count; s += 2 * stride) {
                    num::add(shards_[s + stride].gradient.values().subspan(first, numbers),
                             shards_[s].gradient.values().subspan(first, numbers));
                }
            }
        });
        for (std::size_t stride = 1; stride < count; stride *= 2) {
            for (std::size_t s = 0; s + stride < count; s += 2 * stride) {
                shards_[s].loss += shards_[s + stride].loss;
            }
        }
    }

    // Adds batch number `index` to its left neighbours as far as they are complete: waiting_[l] holds 2^l batches.
    void keep(std::size_t index) {
        shard& now = shards_.front();
        std::size_t level = 0;
        for (; (index >> level) % 2 == 1; ++level) {
            num::add(waiting_[level].gradient.values(), now.gradient.values());
            now.loss += waiting_[level].loss;
        }
        if (level == waiting_.size()) {
            waiting_.push_back({.gradient = now.gradient});
        }
        std::swap(waiting_[level].gradient, now.gradient);
        waiting_[level].loss = now.loss;
    }

    // Adds what is waiting, the smallest and last part first, into the first shard.
    void fold(std::size_t batches) {
        shard& now = shards_.front();
        bool first = true;
        for (std::size_t level = 0; batches >> level != 0; ++level) {
            if ((batches >> level) % 2 == 0) {
                continue;
            }
            if (first) {
                std::swap(waiting_[level].gradient, now.gradient);
                now.loss = waiting_[level].loss;
                first = false;
            } else {
                num::add(waiting_[level].gradient.values(), now.gradient.values());
                now.loss += waiting_[level].loss;
            }
        }
    }

    // Copies the rows ids[first], ... side by side.
    batch<scalar> gathered(const examples<scalar>& rows, std::span<const std::uint64_t> ids, std::size_t first,
                           std::size_t count) {
        const std::size_t d = how_.columns;
        const std::span<const std::uint64_t> slice = ids.subspan(first, count);
        num::gather_rows(rows.inputs, d, slice, inputs_.data() + first * d,
                         first + count < ids.size() ? ids.subspan(first + count) : next_);
        for (std::size_t i = 0; i < count; ++i) {
            targets_[first + i] = rows.targets[static_cast<std::size_t>(slice[i])];
        }
        if (!weights_.empty()) {
            for (std::size_t i = 0; i < count; ++i) {
                weights_[first + i] = rows.weights[static_cast<std::size_t>(slice[i])];
            }
        }
        const std::span<const scalar> weights = weights_;
        return {std::span<const scalar>{inputs_}.subspan(first * d, count * d),
                std::span<const scalar>{targets_}.subspan(first, count),
                slice,
                d,
                weights.empty() ? weights : weights.subspan(first, count),
                static_cast<scalar>(how_.label_smoothing)};
    }

    static void compute_slice(shard& s, const Model& model, const batch<scalar>& slice, const random::stream& draws,
                              std::size_t all) {
        s.gradient.set_zero();
        double mean = 0.0;
        if constexpr (model::has_workspace<Model>) {
            mean = model.loss_and_gradient(slice, s.gradient, draws, s.workspace);
        } else {
            mean = model.loss_and_gradient(slice, s.gradient, draws);
        }
        const double share = static_cast<double>(slice.rows()) / static_cast<double>(all);
        s.loss = std::fma(share, mean, 0.0);  // an fma, so that no compiler fuses the product into the tree's sum
        s.share = static_cast<scalar>(share);
    }

    sharding how_;
    core::thread_team* team_;
    std::vector<scalar> inputs_;
    std::vector<scalar> targets_;
    std::vector<scalar> weights_;
    std::vector<shard> shards_;
    std::vector<sum> waiting_;
    std::span<const std::uint64_t> next_;
};

}  // namespace lastro::inline v0::train
