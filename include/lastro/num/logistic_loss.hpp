// SPDX-License-Identifier: MIT
// lastro/num/logistic_loss.hpp
//
// What do the scores of two classes cost, and which way is less, to the last bit? One pass, one exponential a row.
//
//   const double total = num::logistic_loss<double>(scores, targets, derivative, {.scale = 1.0 / 32});
//
// With w = z for target 0 and -z for target 1, a row costs log(1 + exp(w)) and its derivative is sigmoid(w), with the
// sign of w in z. Both within 2 ulp, from e = exp(-|w|): log(1 + exp(w)) = max(w, 0) + log(1 + e). The derivative of a row that is right beyond doubt
// keeps its digits, which sigmoid(z) - 1 would lose. Losses are added in the order of num::sum.
#pragma once

#include <cstddef>      // size_t
#include <cstring>      // memcpy
#include <span>         // span
#include <type_traits>  // type_identity_t

#include <lastro/num/activation.hpp>
#include <lastro/num/elementary_kernels.hpp>
#include <lastro/num/elementwise.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_pair.hpp>
#include <lastro/num/reduce_kernels.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num {

/// How rows count.
template <class T>
struct logistic_loss_settings {
    std::type_identity_t<std::span<const T>> weights = {};  ///< One per row; none: all 1.
    T spread = 0;  ///< Of each target that goes to the other class: its loss differs by the score.
    T scale = 1;   ///< What derivatives are multiplied by.
};

namespace detail {

struct softplus_and_sigmoid {
    /// sigmoid(x), bit for bit, and log(1 + exp(x)).
    template <class Pack>
    [[gnu::always_inline]] static Pack apply(const Pack& x, Pack& softplus) {
        using T = typename Pack::value_type;
        const Pack zero = Pack::all(0);
        const Pack one = Pack::all(1);
        const Pack e = exp_function::apply(zero - magnitude(x));
        const auto far = less(Pack::all(static_cast<T>(0.4142135623730950488L)), e);  // 1 + e beyond the root of 2
        const Pack f = select(far, (e - one) * Pack::all(T{0.5}), e);                 // exact: a half
        const Pack y = at_least(x, T{0}) + log_of_parts(select(far, one, zero), f, zero);
        softplus = unless_nan(x, y);
        return sigmoid_of(x, e);
    }
};

struct logistic_loss_text {
    /// Pack::size rows: their losses, and their derivatives to `d`.
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack rows(const T* scores, const T* targets, const T* weights, T spread, T scale,
                                            T* d) {
        const Pack z = Pack::load(scores);
        const auto second = equal(Pack::load(targets), Pack::all(0));
        const Pack w = select(second, z, negative(z));
        Pack loss;
        Pack slope = softplus_and_sigmoid::apply(w, loss);
        if (spread > T{0}) {
            loss = fma(Pack::all(spread), negative(w), loss);
            slope = slope - Pack::all(spread);
        }
        slope = slope * Pack::all(scale);
        if (weights != nullptr) {
            loss = fma(loss, Pack::load(weights), Pack::all(0));  // finished: it is added to others
            slope = slope * Pack::load(weights);
        }
        select(second, slope, negative(slope)).store(d);
        return loss;
    }

    template <class Pack, class T>
    [[gnu::always_inline]] static void add_to(T* lanes, const Pack& losses) {
        (Pack::load(lanes) + losses).store(lanes);
    }

    template <class Pack, class T>
    [[gnu::always_inline]] static T block(const T* scores, const T* targets, const T* weights, T spread, T scale, T* d,
                                          std::size_t n) {
        constexpr std::size_t count = reduce_lanes<T>;
        T lanes[count];
        for (std::size_t l = 0; l < count; l += Pack::size) {
            Pack::all(0).store(lanes + l);
        }
        const auto from = [weights](std::size_t i) { return weights == nullptr ? nullptr : weights + i; };
        std::size_t i = 0;
        if constexpr (sizeof(T) * Pack::size == 64) {  // as in map_text
            using pair = pack_pair<Pack>;
            for (; n - i >= 2 * Pack::size; i += 2 * Pack::size) {
                add_to(lanes + i % count, rows<pair>(scores + i, targets + i, from(i), spread, scale, d + i));
            }
        }
        for (; n - i >= Pack::size; i += Pack::size) {
            add_to(lanes + i % count, rows<Pack>(scores + i, targets + i, from(i), spread, scale, d + i));
        }
        if (i < n) {
            T z[Pack::size] = {};
            T t[Pack::size] = {};
            T w[Pack::size] = {};
            T losses[Pack::size];
            std::memcpy(z, scores + i, (n - i) * sizeof(T));
            std::memcpy(t, targets + i, (n - i) * sizeof(T));
            if (weights != nullptr) {
                std::memcpy(w, weights + i, (n - i) * sizeof(T));
            }
            rows<Pack>(z, t, weights == nullptr ? nullptr : static_cast<const T*>(w), spread, scale, z).store(losses);
            std::memcpy(d + i, z, (n - i) * sizeof(T));
            for (std::size_t l = 0; i + l < n; ++l) {
                lanes[(i + l) % count] += losses[l];
            }
        }
        return fold<count>(static_cast<T*>(lanes));
    }

    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static T run(const T* scores, const T* targets, const T* weights, T spread, T scale, T* d,
                                        std::size_t n) {
        if (n <= reduce_block) {
            return block<Pack>(scores, targets, weights, spread, scale, d, n);
        }
        pair_tree<T> tree;
        for (std::size_t i = 0; i < n; i += reduce_block) {
            const std::size_t size = n - i < reduce_block ? n - i : reduce_block;
            tree.add(block<Pack>(scores + i, targets + i, weights == nullptr ? nullptr : weights + i, spread, scale,
                                 d + i, size));
        }
        return tree.total();
    }
};

}  // namespace detail

/// The sum over rows of weight * log(1 + exp(w)), and its derivative by the scores, times `scale`.
///
/// Targets are 0 or 1. With a spread s a row costs (1 - s) of its own class's loss and s of the other's. NaN and
/// infinite scores give what the formulas give. @throws std::invalid_argument if the sizes differ.
template <class T>
T logistic_loss(std::type_identity_t<std::span<const T>> scores, std::type_identity_t<std::span<const T>> targets,
                std::span<T> derivative, const logistic_loss_settings<T>& how = {}) {
    detail::require_same_size("logistic_loss", scores.size(), targets.size(), "targets");
    detail::require_same_size("logistic_loss", scores.size(), derivative.size(), "derivatives");
    if (!how.weights.empty()) {
        detail::require_same_size("logistic_loss", scores.size(), how.weights.size(), "weights");
    }
    return detail::run_packed<detail::logistic_loss_text, T>(scores.data(), targets.data(),
                                                             how.weights.empty() ? nullptr : how.weights.data(),
                                                             how.spread, how.scale, derivative.data(), scores.size());
}

}  // namespace lastro::inline v0::num
