// SPDX-License-Identifier: MIT
// lastro/drift/compat_evidently.hpp
//
// What would Evidently have said? Its numbers, for those who move a dashboard over.
//
//   drift::compat::evidently::psi(reference, live);                 // of drift::sorted_sample
//   drift::compat::evidently::chi_square_p(reference_counts, live_counts);
//
// As evidently 0.4.40 with numpy 2, faults included: for comparison only, see docs/drift.md, "Coming from another tool".
// Missing values and infinities are dropped beforehand, as there.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <numbers>  // ln2
#include <span>     // span
#include <vector>   // vector

#include <lastro/drift/compat_shares.hpp>
#include <lastro/drift/divergence.hpp>
#include <lastro/drift/histogram.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/wasserstein.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/stats/gamma.hpp>

namespace lastro::inline v0::drift::compat {

namespace evidently {

namespace detail {

using namespace compat::detail;

/// Both sides counted over values that are all different.
[[nodiscard]] inline paired_histogram value_counts(const sorted_sample& reference, const sorted_sample& live) {
    paired_histogram h;
    merge_blocks(reference.values(), live.values(), [&](const merged_block& block) {
        h.reference.push_back(block.first);
        h.live.push_back(block.second);
    });
    return h;
}

[[nodiscard]] inline std::size_t different_values(const sorted_sample& sample) {
    std::size_t different = 1;
    for (std::size_t i = 1; i < sample.size(); ++i) {
        different += sample.values()[i] != sample.values()[i - 1] ? 1U : 0U;
    }
    return different;
}

/// More than 20 different reference values: Sturges' bins over both sides; else each value is a category.
[[nodiscard]] inline paired_histogram binned(const sorted_sample& reference, const sorted_sample& live) {
    constexpr std::size_t few = 20;
    if (different_values(reference) <= few) {
        return value_counts(reference, live);
    }
    const double low =
        reference.values().front() < live.values().front() ? reference.values().front() : live.values().front();
    const double high =
        reference.values().back() > live.values().back() ? reference.values().back() : live.values().back();
    return equal_width_histogram(reference, live, sturges_bins(high - low, reference.size() + live.size()));
}

/// The shares, with 0.0001 where they are 0, or a millionth of the smallest other one if that is not above 0.0001.
[[nodiscard]] inline std::vector<double> filled(std::span<const std::uint64_t> of, const char* where) {
    constexpr double usual = 0.0001;
    std::vector<double> result = shares(of, where);
    double smallest = 1.0;
    for (const double p : result) {
        smallest = p > 0.0 && p < smallest ? p : smallest;
    }
    for (double& p : result) {
        p = p > 0.0 ? p : smallest <= usual ? smallest / 1e6 : usual;
    }
    return result;
}

}  // namespace detail

/// Stability index of categories; they no longer sum to 1 where a 0 was filled.
/// @throws std::invalid_argument if the sizes differ or a side holds no count; so do all functions of counts.
[[nodiscard]] inline double psi(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    detail::require_paired(reference, live, "compat::evidently::psi");
    return detail::stability_index(detail::filled(reference, "compat::evidently::psi"),
                                   detail::filled(live, "compat::evidently::psi"));
}
[[nodiscard]] inline double psi(const sorted_sample& reference, const sorted_sample& live) {
    const paired_histogram h = detail::binned(reference, live);
    return psi(h.reference, h.live);
}

/// Kullback and Leibler's divergence of the reference from `live`, in nats, filled and brought back to a sum of 1.
[[nodiscard]] inline double kl_div(std::span<const std::uint64_t> reference, std::span<const std::uint64_t> live) {
    detail::require_paired(reference, live, "compat::evidently::kl_div");
    const std::vector<double> p = detail::filled(reference, "compat::evidently::kl_div");
    const std::vector<double> q = detail::filled(live, "compat::evidently::kl_div");
    const double all_p = num::sum(std::span<const double>{p});
    const double all_q = num::sum(std::span<const double>{q});
    double sum = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum = num::fma(p[i] / all_p, num::log(p[i] / all_p / (q[i] / all_q)), sum);
    }
    return sum;
}
[[nodiscard]] inline double kl_div(const sorted_sample& reference, const sorted_sample& live) {
    const paired_histogram h = detail::binned(reference, live);
    return kl_div(h.reference, h.live);
}

/// Jensen-Shannon distance with natural logarithms: at most sqrt(ln 2), not 1.
[[nodiscard]] inline double jensenshannon(std::span<const std::uint64_t> reference,
                                          std::span<const std::uint64_t> live) {
    return jensen_shannon(reference, live) * num::square_root(std::numbers::ln2);
}
[[nodiscard]] inline double jensenshannon(const sorted_sample& reference, const sorted_sample& live) {
    const paired_histogram h = detail::binned(reference, live);
    return jensenshannon(h.reference, h.live);
}

/// Hellinger distance over bins whose number follows from how many different values there are.
[[nodiscard]] inline double hellinger(const sorted_sample& reference, const sorted_sample& live) {
    const std::size_t different = detail::value_counts(reference, live).live.size();
    const double low =
        reference.values().front() < live.values().front() ? reference.values().front() : live.values().front();
    const double high =
        reference.values().back() > live.values().back() ? reference.values().back() : live.values().back();
    const paired_histogram h = equal_width_histogram(reference, live, detail::sturges_bins(high - low, different));
    return drift::hellinger(h.reference, h.live);
}

/// The p-value of a chi-squared test that takes the reference's shares as known: too small, see `chi_squared`. 0 where
/// `live` has a category that the reference lacks.
[[nodiscard]] inline double chi_square_p(std::span<const std::uint64_t> reference,
                                         std::span<const std::uint64_t> live) {
    detail::require_paired(reference, live, "compat::evidently::chi_square_p");
    const std::vector<double> p = detail::shares(reference, "compat::evidently::chi_square_p");
    const std::vector<double> q = detail::shares(live, "compat::evidently::chi_square_p");
    double m = 0.0;
    for (const std::uint64_t count : live) {
        m += static_cast<double>(count);
    }
    double statistic = 0.0;
    double categories = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] == 0.0 && q[i] > 0.0) {
            return 0.0;
        }
        if (p[i] > 0.0) {
            categories += 1.0;
            const double gap = q[i] - p[i];
            statistic = num::fma(m * gap / p[i], gap, statistic);
        }
    }
    return categories > 1.0 ? stats::chi_squared_tail(statistic, categories - 1.0).probability : 1.0;
}

/// Wasserstein distance over the reference's standard deviation (divisor n), that being at least 0.001.
[[nodiscard]] inline double wasserstein_norm(const sorted_sample& reference, const sorted_sample& live) {
    const double spread = num::square_root(num::mean_variance(reference.values()).variance);
    return wasserstein_distance(reference, live) / (spread > 0.001 ? spread : 0.001);
}

}  // namespace evidently

}  // namespace lastro::inline v0::drift::compat
