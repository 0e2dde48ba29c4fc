// SPDX-License-Identifier: MIT
// lastro/train/optimizer.hpp
//
// How does a gradient change the parameters? By any of ten rules, as PyTorch has them; settings only.
//
//   train::fit(net, rows, {.optimizer = train::adam{.learning_rate = 1e-2},
//                          .groups = {{.pattern = "*/bias", .optimizer = train::adam{.learning_rate = 1e-1}}}});
//   std::cout << train::describe(train::adam{});            // adam(learning_rate 0.001, beta1 0.9, ...)
//
// What an optimizer remembers between steps is in optimizer_state.hpp.
#pragma once

#include <cstddef>      // size_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <variant>      // variant, visit
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/train/adam.hpp>
#include <lastro/train/adam_variants.hpp>
#include <lastro/train/adaptive_gradient.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/sgd.hpp>

namespace lastro::inline v0::train {

/// Any of the rules.
using optimizer = std::variant<sgd, adam, adamw, adagrad, rmsprop, adadelta, adamax, nadam, radam, lion>;

/// The rule's name and every one of its settings, for the record of a run.
[[nodiscard]] inline named_settings describe(const optimizer& rule) {
    return std::visit([](const auto& r) { return r.settings(); }, rule);
}

/// The rate that schedules multiply.
[[nodiscard]] inline double learning_rate(const optimizer& rule) noexcept {
    return std::visit([](const auto& r) { return r.learning_rate; }, rule);
}

/// Parameters with a rule of their own: those whose name matches the pattern and that of no group before.
struct parameter_group {
    std::string pattern;         ///< The name; `*` stands for any text, `?` for any one character.
    train::optimizer optimizer;  ///< The whole rule, not a change to another one.

    /// @throws std::invalid_argument if there is no pattern, or a setting of the rule is out of range.
    void check() const {
        core::require<std::invalid_argument>(!pattern.empty(), "train::parameter_group: pattern",
                                             "a name, or a part of one with *", "none");
        std::visit([](const auto& r) { r.check(); }, optimizer);
    }

    [[nodiscard]] named_settings settings() const {
        named_settings s = describe(optimizer);
        s.values.emplace(s.values.begin(), "pattern", pattern);
        s.name.insert(0, "group ");
        return s;
    }

    friend bool operator==(const parameter_group&, const parameter_group&) = default;
};

/// True if `name` is what `pattern` says: `*` stands for any text, `?` for any one character.
[[nodiscard]] constexpr bool matches(std::string_view pattern, std::string_view name) noexcept {
    std::size_t p = 0, n = 0;
    std::size_t star = std::string_view::npos, resume = 0;  // the last star, and where in the name to go on from it
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {  // the star takes one more
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

}  // namespace lastro::inline v0::train
