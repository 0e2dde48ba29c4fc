// SPDX-License-Identifier: MIT
// lastro/train/clip.hpp
//
// How is a step kept from being too long? By a limit on the gradient: its length, that of each tensor, or each number.
//
//   train::fit(net, rows, {.clip = train::clip_by_global_norm{.most = 1.0}});
//   const double before = train::clip(gradients, train::clip_by_global_norm{.most = 1.0});   // by hand
//
// Lengths are sums in the fixed order of num::squared_norm, so they have the same bits everywhere, and do not overflow.
//
// References
//   [1] R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013.
//   [2] PyTorch 2 documentation and source, torch.nn.utils.clip_grad_norm_: the coefficient most / (norm + 1e-6).
#pragma once

#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <span>         // span
#include <type_traits>  // is_same_v
#include <variant>      // variant, visit

#include <lastro/model/parameters.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/pack_root.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/train/kernel.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// Gradients as they are.
struct no_clipping {
    void check() const {}
    [[nodiscard]] named_settings settings() const { return {}; }

    friend bool operator==(const no_clipping&, const no_clipping&) = default;
};

/// All gradients times most / (norm + epsilon) where that is below 1, norm being that of all of them together [1, 2].
struct clip_by_global_norm {
    double most = 1.0;
    double epsilon = 1e-6;

    /// @throws std::invalid_argument naming the setting that is out of range; so do all that follow.
    void check() const {
        detail::require_positive("train::clip_by_global_norm", "most", most);
        detail::require_not_negative("train::clip_by_global_norm", "epsilon", epsilon);
    }
    [[nodiscard]] named_settings settings() const {
        return {"clip_by_global_norm", {{"most", most}, {"epsilon", epsilon}}};
    }

    friend bool operator==(const clip_by_global_norm&, const clip_by_global_norm&) = default;
};

/// The gradient of each tensor times most / max(norm, most), norm being its own.
struct clip_by_norm {
    double most = 1.0;

    void check() const { detail::require_positive("train::clip_by_norm", "most", most); }
    [[nodiscard]] named_settings settings() const { return {"clip_by_norm", {{"most", most}}}; }

    friend bool operator==(const clip_by_norm&, const clip_by_norm&) = default;
};

/// Each number into [-most, most].
struct clip_by_value {
    double most = 1.0;

    void check() const { detail::require_positive("train::clip_by_value", "most", most); }
    [[nodiscard]] named_settings settings() const { return {"clip_by_value", {{"most", most}}}; }

    friend bool operator==(const clip_by_value&, const clip_by_value&) = default;
};

/// Any of the limits.
using clipping = std::variant<no_clipping, clip_by_global_norm, clip_by_norm, clip_by_value>;

namespace detail {

struct limit_kernel {
    template <class Pack, class T>
    [[gnu::always_inline]] void apply(std::size_t i, T* x, T most) const noexcept {
        const Pack below = num::detail::smaller(Pack::load(x + i), Pack::all(most));
        num::detail::larger(below, Pack::all(-most)).store(x + i);
    }
};

}  // namespace detail

/// Limits `gradients` and returns their norm before that, all together. Allocates nothing.
template <std::floating_point T>
double clip(model::gradients<T>& gradients, const clip_by_global_norm& limit) noexcept {
    const double length = static_cast<double>(num::norm(gradients.values()));
    const double share = limit.most / (length + limit.epsilon);
    if (share < 1.0) {
        num::scale(static_cast<T>(share), gradients.values());
    }
    return length;
}
template <std::floating_point T>
double clip(model::gradients<T>& gradients, const clip_by_norm& limit) noexcept {
    const double all = static_cast<double>(num::norm(gradients.values()));
    for (const model::tensor<T>& t : gradients.tensors()) {
        const double length = static_cast<double>(num::norm(t.values));
        if (length > limit.most) {
            num::scale(static_cast<T>(limit.most / length), t.values);
        }
    }
    return all;
}
template <std::floating_point T>
double clip(model::gradients<T>& gradients, const clip_by_value& limit) noexcept {
    const double length = static_cast<double>(num::norm(gradients.values()));
    const std::span<T> values = gradients.values();
    run_kernel(detail::limit_kernel{}, values.size(), values.data(), static_cast<T>(limit.most));
    return length;
}

/// Does what is chosen; without clipping nothing.
template <std::floating_point T>
void clip(model::gradients<T>& gradients, const clipping& limit) noexcept {
    std::visit(
        [&](const auto& chosen) {
            if constexpr (!std::is_same_v<decltype(chosen), const no_clipping&>) {
                static_cast<void>(clip(gradients, chosen));
            }
        },
        limit);
}

}  // namespace lastro::inline v0::train
