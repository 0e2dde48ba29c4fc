// SPDX-License-Identifier: MIT
// lastro/drift/population_stability_index.hpp
//
// The banker's measure of drift, together with what it would be if nothing had moved.
//
//   const drift::quantile_bins bins{reference, 10};                        // the reference's deciles, open at both
//   ends const auto r = drift::population_stability_index(bins.counts(reference), bins.counts(live)); r.index;
//   r.expected; r.p_value;      // 0.169 with 0.18 expected is no drift: the sample is small
//
// The folklore thresholds 0.1 and 0.25 mean nothing without the sample size; `expected` and `p_value` do. Bit-equal on
// every compiler.
//
// References
//   [1] B. Yurdakul, Statistical properties of population stability index, dissertation, Western Michigan U., 2018.
//   [2] H. Jeffreys, An invariant form for the prior probability in estimation problems, Proc. R. Soc. A 186, 1946.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t, uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/gamma.hpp>

namespace lastro::inline v0::drift {

/// Bins that each hold about the same share of a reference sample; the first and the last are open.
class quantile_bins {
public:
    /// Cuts at the distinct values of rank floor(n q / bins), q = 1 ... bins - 1: ties may leave fewer bins.
    ///
    /// @throws std::invalid_argument if bins is 0.
    explicit quantile_bins(const sorted_sample& reference, std::size_t bins = 10) {
        core::require<std::invalid_argument>(bins > 0, "quantile_bins: bins", "at least 1", bins);
        const auto values = reference.values();
        for (std::size_t q = 1; q < bins; ++q) {
            const std::size_t rank = values.size() / bins * q + values.size() % bins * q / bins;
            if (edges_.empty() || values[rank] > edges_.back()) {
                edges_.push_back(values[rank]);
            }
        }
    }

    /// Where the bins meet, ascending; a value on an edge belongs to the bin above it.
    [[nodiscard]] std::span<const double> edges() const noexcept { return edges_; }

    [[nodiscard]] std::size_t size() const noexcept { return edges_.size() + 1; }

    /// How many values fall into each bin.
    [[nodiscard]] std::vector<std::uint64_t> counts(const sorted_sample& sample) const {
        std::vector<std::uint64_t> result;
        std::size_t before = 0;
        for (const double edge : edges_) {
            const std::size_t to = sample.count_below(edge);
            result.push_back(to - before);
            before = to;
        }
        result.push_back(sample.size() - before);
        return result;
    }

    friend bool operator==(const quantile_bins&, const quantile_bins&) = default;

private:
    std::vector<double> edges_;
};

/// What is done about bins that a side leaves empty, where the logarithm has no value.
enum class zero_rule : std::uint8_t {
    add,     ///< An amount is added to every count of both sides; 1/2 is Jeffreys' rule [2].
    replace  ///< A share of zero becomes the amount, and nothing is renormalised: what other tools do.
};

struct psi_settings {
    drift::zero_rule zero_rule = drift::zero_rule::add;
    double amount = 0.5;
};

/// The index and what to hold it against.
struct psi_result {
    double index = 0.0;     ///< sum (q - p) ln(q / p): 0, the same shares.
    double expected = 0.0;  ///< (k - 1)(1/n + 1/m): its mean over samples of these sizes if nothing moved [1].
    double p_value = 1.0;   ///< P(an index this large) if nothing moved: index / (1/n + 1/m) as chi-squared(k - 1) [1].
    double log10_p = 0.0;   ///< The same, where a double would underflow.
    std::size_t bins = 0;   ///< k: bins that at least one side uses.

    friend bool operator==(const psi_result&, const psi_result&) = default;
};

/// Compares two rows of counts, entry i of both standing for the same bin; swapping them changes nothing.
///
/// Bins that neither side uses are left out. `expected` and `p_value` are approximations for large counts and for the
/// rule `add`; measured in docs/drift.md.
/// @throws std::invalid_argument if the sizes differ, a side has no count at all, or the amount is not positive.
[[nodiscard]] inline psi_result population_stability_index(std::span<const std::uint64_t> reference,
                                                           std::span<const std::uint64_t> live,
                                                           const psi_settings& settings = {}) {
    core::require<std::invalid_argument>(reference.size() == live.size(), "population_stability_index: live",
                                         "as many counts as the reference has", live.size());
    core::require<std::invalid_argument>(settings.amount > 0.0 && num::is_finite(settings.amount),
                                         "population_stability_index: amount", "a positive number", settings.amount);
    double n = 0.0;
    double m = 0.0;
    psi_result result;
    for (std::size_t i = 0; i < live.size(); ++i) {
        n += static_cast<double>(reference[i]);
        m += static_cast<double>(live[i]);
        result.bins += reference[i] > 0 || live[i] > 0 ? 1U : 0U;
    }
    core::require<std::invalid_argument>(n > 0.0, "population_stability_index: reference", "at least one count", 0);
    core::require<std::invalid_argument>(m > 0.0, "population_stability_index: live", "at least one count", 0);
    const bool add = settings.zero_rule == zero_rule::add;
    const double extra = add ? settings.amount : 0.0;
    const auto used = static_cast<double>(result.bins);
    for (std::size_t i = 0; i < live.size(); ++i) {
        if (reference[i] == 0 && live[i] == 0) {
            continue;
        }
        double p = (static_cast<double>(reference[i]) + extra) / num::fma(extra, used, n);
        double q = (static_cast<double>(live[i]) + extra) / num::fma(extra, used, m);
        p = p > 0.0 ? p : settings.amount;
        q = q > 0.0 ? q : settings.amount;
        const double larger = core::larger(p, q);
        const double smaller = core::smaller(p, q);
        result.index = num::fma(larger - smaller, num::log(larger / smaller), result.index);
    }
    if (result.bins > 1) {
        const double scale = 1.0 / n + 1.0 / m;
        const auto degrees = static_cast<double>(result.bins - 1);
        result.expected = degrees * scale;
        const stats::tail tail = stats::chi_squared_tail(result.index / scale, degrees);
        result.p_value = tail.probability;
        result.log10_p = tail.log10;
    }
    return result;
}

}  // namespace lastro::inline v0::drift
