// SPDX-License-Identifier: MIT
// lastro/train/sharded_gradient.hpp
//
// How do several threads compute one gradient without the result showing how many they were?
//
//   train::sharded_gradient<net> work{model, {.columns = 3, .batch_size = 32, .shards = 8, .threads = 2}};
//   const double loss = work.compute(model, rows, ids, draws);          // mean of the batch
//   optimizer.step(model.parameters(), work.gradient());
//
// A batch of n rows is cut by position into min(shards, n) slices [s*n/shards, (s+1)*n/shards). One thread computes a
// slice whole; its mean loss and gradient are weighted by its share of the rows; then slice 2j+1 is added to slice 2j,
// and so on up a binary tree. Who computed a slice, and when, cannot be seen. After the first step nothing is
// allocated here; a model, and num::gemm for products that do not fit its stack, may.
//
// Memory: one gradient and one workspace per shard, and the batch once.
#pragma once

#include <algorithm>    // copy_n, min
#include <cmath>        // fma
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <span>         // span
#include <type_traits>  // conditional_t
#include <vector>       // vector

#include <lastro/core/parallel.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/batch.hpp>

namespace lastro::inline v0::train {

/// How the work of a step is cut.
struct sharding {
    std::size_t columns = 0;     ///< Inputs per row.
    std::size_t batch_size = 0;  ///< Rows per step, at most.
    std::size_t shards = 8;
    std::size_t threads = 1;
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

    /// Takes the memory. Precondition: batch_size and shards are at least 1.
    sharded_gradient(const model::parameter_list<scalar>& parameters, const sharding& how)
        : how_(how), inputs_(how.batch_size * how.columns), targets_(how.batch_size) {
        const std::size_t count = (std::min)(how.shards, how.batch_size);
        shards_.reserve(count);
        for (std::size_t s = 0; s < count; ++s) {
            shards_.push_back({.gradient = model::gradients<scalar>{parameters}});
        }
    }

    /// Mean loss of the rows `ids` of `rows`; `gradient()` is its gradient.
    ///
    /// Precondition: 1 <= ids.size() <= batch_size, every id below rows.rows().
    double compute(const Model& model, const examples<scalar>& rows, std::span<const std::uint64_t> ids,
                   const random::stream& draws) {
        const std::size_t n = ids.size();
        const std::size_t count = (std::min)(how_.shards, n);
        core::parallel_for(count, how_.threads, [&](std::size_t s) {
            const std::size_t first = s * n / count;
            compute_slice(shards_[s], model, gathered(rows, ids, first, (s + 1) * n / count - first), draws, n);
        });
        for (std::size_t stride = 1; stride < count; stride *= 2) {
            for (std::size_t s = 0; s + stride < count; s += 2 * stride) {
                num::add(shards_[s + stride].gradient.values(), shards_[s].gradient.values());
                shards_[s].loss += shards_[s + stride].loss;
            }
        }
        return shards_.front().loss;
    }

    /// The gradient of the batch computed last.
    [[nodiscard]] const model::gradients<scalar>& gradient() const noexcept { return shards_.front().gradient; }

private:
    struct shard {
        model::gradients<scalar> gradient;
        typename detail::workspace_of<Model>::type workspace = {};
        double loss = 0.0;
    };

    // Copies the rows ids[first], ... side by side.
    batch<scalar> gathered(const examples<scalar>& rows, std::span<const std::uint64_t> ids, std::size_t first,
                           std::size_t count) {
        const std::size_t d = how_.columns;
        for (std::size_t i = first; i < first + count; ++i) {
            const auto row = static_cast<std::size_t>(ids[i]);
            std::copy_n(rows.inputs.data() + row * d, d, inputs_.data() + i * d);
            targets_[i] = rows.targets[row];
        }
        return {std::span<const scalar>{inputs_}.subspan(first * d, count * d),
                std::span<const scalar>{targets_}.subspan(first, count), ids.subspan(first, count), d};
    }

    static void compute_slice(shard& s, const Model& model, const batch<scalar>& slice, const random::stream& draws,
                              std::size_t batch_rows) {
        s.gradient.set_zero();
        double mean = 0.0;
        if constexpr (model::has_workspace<Model>) {
            mean = model.loss_and_gradient(slice, s.gradient, draws, s.workspace);
        } else {
            mean = model.loss_and_gradient(slice, s.gradient, draws);
        }
        const double share = static_cast<double>(slice.rows()) / static_cast<double>(batch_rows);
        s.loss = std::fma(share, mean, 0.0);  // an fma, so that no compiler fuses the product into the tree's sum
        num::scale(static_cast<scalar>(share), s.gradient.values());
    }

    sharding how_;
    std::vector<scalar> inputs_;
    std::vector<scalar> targets_;
    std::vector<shard> shards_;
};

}  // namespace lastro::inline v0::train
