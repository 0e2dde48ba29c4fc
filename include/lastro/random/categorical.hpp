// SPDX-License-Identifier: MIT
// lastro/random/categorical.hpp
//
// Which of several categories comes up? Draw i by an alias table, in the same time for 3 or 3 million categories.
//
//   const random::categorical weather{std::vector{0.5, 0.3, 0.2}};
//   const std::uint64_t k = weather(random::stream{42}["weather"], i);          // 0, 1 or 2
//   const auto by_weight = random::categorical::of_weights(std::vector{5.0, 3.0, 2.0});
//
// One draw a number. Each column of the table holds its own category and one alias [1]; the draw's high bits choose the
// column, the 64 bits behind them which of the two. Built in O(n), in a fixed order. Bit-equal on every compiler.
//
// References
//   [1] M. D. Vose, A linear algorithm for generating random numbers with a given distribution, IEEE Trans. Softw. Eng.
//       17(9), 1991.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// P(k) = probabilities[k] for k = 0, ..., n - 1, to about 2^-52 of the whole.
class categorical {
public:
    using value_type = std::uint64_t;

    /// How far from 1 a sum of probabilities may be: rounding, not a forgotten category.
    static constexpr double tolerance = 1e-9;

    /// @throws std::invalid_argument if there is none, one is negative or no number, or they do not sum to 1.
    explicit categorical(std::span<const double> probabilities)
        : categorical{probabilities, "random::categorical: probabilities"} {
        const double sum = total(probabilities);
        core::require<std::invalid_argument>(sum >= 1.0 - tolerance && sum <= 1.0 + tolerance,
                                             "random::categorical: probabilities", "a sum of 1", sum);
    }

    /// Categories in proportion to `weights`, whatever their sum.
    ///
    /// @throws std::invalid_argument if there is none, one is negative or no number, or their sum is not in reach.
    [[nodiscard]] static categorical of_weights(std::span<const double> weights) {
        return categorical{weights, "random::categorical: weights"};
    }

    /// How many categories there are.
    [[nodiscard]] std::size_t size() const noexcept { return columns_.size(); }

    /// Draw `i` of `draws`.
    [[nodiscard]] std::uint64_t operator()(const stream& draws, std::uint64_t i) const noexcept {
        return value_of(draws.bits(i));
    }

    /// The next number from `source`: one word.
    template <bit_source Source>
    [[nodiscard]] std::uint64_t operator()(Source& source) const {
        return value_of(source());
    }

    /// The number that 64 random bits stand for.
    [[nodiscard]] std::uint64_t value_of(std::uint64_t bits) const noexcept {
        const detail::wide_product product = detail::multiply(bits, columns_.size());
        const column& at = columns_[product.high];
        return product.low < at.keep ? product.high : at.alias;
    }

    friend bool operator==(const categorical&, const categorical&) = default;

private:
    struct column {
        std::uint64_t keep;  ///< Of 2^64, how much of the column is its own category's.
        std::uint64_t alias;

        friend bool operator==(const column&, const column&) = default;
    };

    categorical(std::span<const double> weights, const char* where) : columns_(weights.size()) {
        core::require<std::invalid_argument>(!weights.empty(), where, "at least one", "none");
        for (std::size_t k = 0; k < weights.size(); ++k) {
            if (!(weights[k] >= 0.0)) {
                core::fail<std::invalid_argument>(std::string{where} + "[" + std::to_string(k) + "]",
                                                  "0 or a positive number", weights[k]);
            }
        }
        const double sum = total(weights);
        core::require<std::invalid_argument>(sum >= 1e-300 && sum <= 1e300, where, "a sum from 1e-300 to 1e+300", sum);
        build(weights, sum);
    }

    /// In order: the sum that every compiler finds.
    [[nodiscard]] static double total(std::span<const double> weights) noexcept {
        double sum = 0.0;
        for (const double w : weights) {
            sum += w;
        }
        return sum;
    }

    /// Pairs a column that is too low with one that is too high until none is left: the last of each list first.
    void build(std::span<const double> weights, double sum) {
        const auto n = static_cast<double>(weights.size());
        std::vector<double> height(weights.size());
        std::vector<std::uint64_t> low;
        std::vector<std::uint64_t> high;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            height[k] = num::rounded(weights[k] / sum * n);
            (height[k] < 1.0 ? low : high).push_back(k);
        }
        while (!low.empty() && !high.empty()) {
            const std::uint64_t small = low.back();
            const std::uint64_t large = high.back();
            low.pop_back();
            columns_[small] = {.keep = fraction(height[small]), .alias = large};
            height[large] = (height[large] + height[small]) - 1.0;
            if (height[large] < 1.0) {
                high.pop_back();
                low.push_back(large);
            }
        }
        for (const auto* rest : {&low, &high}) {  // full, up to rounding
            for (const std::uint64_t k : *rest) {
                columns_[k] = {.keep = 0, .alias = k};
            }
        }
        for (std::size_t k = 0; k < weights.size(); ++k) {  // rounding must not let the impossible happen
            if (weights[k] == 0.0 && columns_[k].alias == k) {
                columns_[k].alias = most_probable(weights);
            }
        }
    }

    [[nodiscard]] static std::uint64_t most_probable(std::span<const double> weights) noexcept {
        std::size_t best = 0;
        for (std::size_t k = 1; k < weights.size(); ++k) {
            best = weights[k] > weights[best] ? k : best;
        }
        return best;
    }

    /// x * 2^64 for 0 <= x < 1.
    [[nodiscard]] static std::uint64_t fraction(double x) noexcept { return static_cast<std::uint64_t>(x * 0x1p64); }

    std::vector<column> columns_;
};

}  // namespace lastro::inline v0::random
