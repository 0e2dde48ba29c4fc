// SPDX-License-Identifier: MIT
// lastro/drift/online_discovery.hpp
//
// A test every hour, without end: at which level each, so that the false discovery rate stays bounded forever?
//
//   drift::lord guard{{.alpha = 0.05}};
//   if (guard.test(p_value_of_this_hour)) raise_alarm();      // guard.level() was the level of this test
//
// Deterministic; a value that can be copied and compared. Valid for independent p-values, so of new rows on both
// sides each time: those against one reference depend on each other. A level depends only on earlier answers. The state grows by 8 bytes per finding. Bit-equal everywhere.
//
// References
//   [1] A. Ramdas, F. Yang, M. J. Wainwright, M. I. Jordan, Online control of the false discovery rate with decaying
//       memory, NeurIPS 2017 (LORD++).
//   [2] A. Ramdas, T. Zrnic, M. J. Wainwright, M. I. Jordan, SAFFRON: an adaptive algorithm for online control of the
//       false discovery rate, ICML 2018.
//   [3] A. Javanmard and A. Montanari, Online rules for control of false discovery rate and false discovery exceedance,
//       Ann. Statist. 46(2), 2018 (the weights of LORD).
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct lord_settings {
    double alpha = 0.05;         ///< The false discovery rate to keep, at all times.
    double initial_share = 0.5;  ///< Of alpha, spent before the first finding.

    friend bool operator==(const lord_settings&, const lord_settings&) = default;
};

struct saffron_settings {
    double alpha = 0.05;         ///< The false discovery rate to keep, at all times.
    double initial_share = 0.5;  ///< Of alpha, spent before the first finding.
    double lambda = 0.5;         ///< p-values up to this are candidates, and cost nothing.

    friend bool operator==(const saffron_settings&, const saffron_settings&) = default;
};

namespace detail {

/// ln(max(t, 2)) / (t exp(sqrt(ln t))) [3], divided by its sum over t = 1, 2, ..., which is 12.645107...
[[nodiscard]] inline double lord_weight(std::uint64_t t) noexcept {
    constexpr double total = 12.64511;  // rounded up, so that the weights sum to just below 1
    const auto x = static_cast<double>(t);
    const double log = num::log(x);
    return num::log(x < 2.0 ? 2.0 : x) / (x * num::exp(num::square_root(log))) / total;
}

/// t^-1.6 [2], divided by its sum, zeta(1.6) = 2.28576565...
[[nodiscard]] inline double saffron_weight(std::uint64_t t) noexcept {
    constexpr double total = 2.2857657;  // rounded up
    return num::exp(-1.6 * num::log(static_cast<double>(t))) / total;
}

inline void require_online(double alpha, double initial_share, const char* where) {
    core::require<std::invalid_argument>(alpha > 0.0 && alpha < 1.0, where, "an alpha above 0 and below 1", alpha);
    core::require<std::invalid_argument>(initial_share > 0.0 && initial_share <= 1.0, where,
                                         "an initial share above 0, up to 1", initial_share);
}

inline void require_online_p(double p, const char* where) {
    core::require<std::invalid_argument>(p >= 0.0 && p <= 1.0, where, "a p-value from 0 to 1", p);
}

}  // namespace detail

/// LORD++ [1]: every finding earns new budget, which is spent on the tests that follow with falling weights.
class lord {
public:
    /// @throws std::invalid_argument unless 0 < alpha < 1 and 0 < initial_share <= 1.
    explicit lord(const lord_settings& settings = {}) : settings_{settings} {
        detail::require_online(settings.alpha, settings.initial_share, "drift::lord");
    }

    /// The level of the next test. Cost: O(findings).
    [[nodiscard]] double level() const noexcept {
        const double first = num::rounded(settings_.alpha * settings_.initial_share);
        const std::uint64_t now = tests_ + 1;
        double sum = num::rounded(detail::lord_weight(now) * first);
        for (std::size_t i = 0; i < findings_.size(); ++i) {
            const double earned = i == 0 ? settings_.alpha - first : settings_.alpha;
            sum = num::fma(earned, detail::lord_weight(now - findings_[i]), sum);
        }
        return sum;
    }

    /// Takes the next p-value: is it a finding?
    ///
    /// @throws std::invalid_argument if p is not a number from 0 to 1.
    bool test(double p) {
        detail::require_online_p(p, "drift::lord: test");
        const bool finding = p <= level();
        ++tests_;
        if (finding) {
            findings_.push_back(tests_);
        }
        return finding;
    }

    [[nodiscard]] std::uint64_t tests() const noexcept { return tests_; }
    [[nodiscard]] std::uint64_t findings() const noexcept { return findings_.size(); }

    friend bool operator==(const lord&, const lord&) = default;

private:
    lord_settings settings_;
    std::uint64_t tests_ = 0;
    std::vector<std::uint64_t> findings_;  ///< Which tests found something, from 1.
};

/// SAFFRON [2]: as LORD++, but p-values up to lambda cost nothing: more power where there is much to find.
class saffron {
public:
    /// @throws std::invalid_argument unless 0 < alpha < 1, 0 < initial_share <= 1 and 0 < lambda < 1.
    explicit saffron(const saffron_settings& settings = {}) : settings_{settings} {
        detail::require_online(settings.alpha, settings.initial_share, "drift::saffron");
        core::require<std::invalid_argument>(settings.lambda > 0.0 && settings.lambda < 1.0, "drift::saffron",
                                             "a lambda above 0 and below 1", settings.lambda);
    }

    /// The level of the next test, at most lambda. Cost: O(findings).
    [[nodiscard]] double level() const noexcept {
        const double first = num::rounded(settings_.alpha * settings_.initial_share);
        // costly tests since the start, or since a finding: all of them less the candidates
        double sum = num::rounded(detail::saffron_weight(costly_ + 1) * first);
        for (std::size_t i = 0; i < costly_before_.size(); ++i) {
            const double earned = i == 0 ? settings_.alpha - first : settings_.alpha;
            sum = num::fma(earned, detail::saffron_weight(costly_ - costly_before_[i] + 1), sum);
        }
        const double level = num::rounded((1.0 - settings_.lambda) * sum);
        return level < settings_.lambda ? level : settings_.lambda;
    }

    /// Takes the next p-value: is it a finding?
    ///
    /// @throws std::invalid_argument if p is not a number from 0 to 1.
    bool test(double p) {
        detail::require_online_p(p, "drift::saffron: test");
        const bool finding = p <= level();
        ++tests_;
        costly_ += p <= settings_.lambda ? 0U : 1U;
        if (finding) {
            costly_before_.push_back(costly_);
        }
        return finding;
    }

    [[nodiscard]] std::uint64_t tests() const noexcept { return tests_; }
    [[nodiscard]] std::uint64_t findings() const noexcept { return costly_before_.size(); }

    friend bool operator==(const saffron&, const saffron&) = default;

private:
    saffron_settings settings_;
    std::uint64_t tests_ = 0;
    std::uint64_t costly_ = 0;                  ///< Tests whose p-value was above lambda.
    std::vector<std::uint64_t> costly_before_;  ///< Those up to each finding.
};

}  // namespace lastro::inline v0::drift
