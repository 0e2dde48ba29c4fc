// SPDX-License-Identifier: MIT
// lastro/model/quantile_scaler.hpp
//
// How does a column of any shape become one of a known shape? Every value becomes its rank among those learned from.
//
//   model::quantile_scaler income{{.output = model::quantile_output::normal}};
//   income.fit(past_incomes);                             // keeps at most 1,000 quantiles
//   income(31000.0);                                      // the normal deviate of its rank
//
// Outliers lose their size and ties stay ties. As QuantileTransformer of scikit-learn: the straight line between
// neighbouring quantiles, the middle of the ranks where quantiles tie, the ends for what lies at or beyond them.
//
// References
//   [1] R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, Amer. Statist. 50(4), 1996: type 7.
#pragma once

#include <algorithm>  // lower_bound, max, min, upper_bound
#include <cmath>      // fma, isfinite
#include <cstddef>    // size_t
#include <cstdint>    // uint8_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/scaling.hpp>
#include <lastro/random/normal_quantile.hpp>

namespace lastro::inline v0::model {

/// How ranks are told.
enum class quantile_output : std::uint8_t {
    uniform,  ///< From 0 to 1.
    normal,   ///< The standard normal quantile of that, from -5.2 to 5.2: one in ten million at each end.
};

struct quantile_settings {
    std::size_t quantiles = 1000;  ///< At most so many are kept; fewer where there are fewer rows. 2 to 100,000.
    quantile_output output = quantile_output::uniform;

    friend bool operator==(const quantile_settings&, const quantile_settings&) = default;
};

/// The rank of a value among those learned from.
class quantile_scaler : public detail::one_number<quantile_scaler> {
public:
    static constexpr schema_id schema{"lastro.quantile_scaler", 1};

    static constexpr std::size_t most_quantiles = 100'000;

    quantile_scaler() = default;

    /// @throws std::invalid_argument unless there are 2 to 100,000 quantiles.
    explicit quantile_scaler(const quantile_settings& settings) : settings_(settings) {
        core::require<std::invalid_argument>(in_range(), "model::quantile_scaler: quantiles", "2 to 100000",
                                             settings.quantiles);
    }

    [[nodiscard]] const quantile_settings& settings() const noexcept { return settings_; }

    /// At equal distances of rank, ascending.
    [[nodiscard]] std::span<const double> quantiles() const noexcept { return quantiles_; }

    /// @throws std::invalid_argument if there is no value, one is not finite, or their range is not.
    void fit(std::span<const double> values) {
        const drift::sorted_sample sample = detail::finite_sample("model::quantile_scaler", values);
        const std::span<const double> sorted = sample.values();
        const std::size_t kept = (std::min)(settings_.quantiles, sorted.size());
        quantiles_.assign(kept, sorted[0]);
        for (std::size_t k = 1; k < kept; ++k) {  // at k (n - 1) / (kept - 1) [1], in whole numbers as far as they go
            const std::size_t scaled = k * (sorted.size() - 1);
            const std::size_t below = scaled / (kept - 1);
            const std::size_t rest = scaled % (kept - 1);
            const double part = static_cast<double>(rest) / static_cast<double>(kept - 1);
            const double at =
                rest == 0 ? sorted[below] : std::fma(part, sorted[below + 1] - sorted[below], sorted[below]);
            quantiles_[k] = (std::max)(at, quantiles_[k - 1]);
        }
    }

    /// Precondition: it has learned.
    [[nodiscard]] double operator()(double x) const noexcept {
        constexpr double farthest = 5.199337582605575;  // of a share of 1e-7 less 2^-52, as scikit-learn has it
        const double share = rank(x);
        if (settings_.output == quantile_output::uniform) {
            return share;
        }
        if (share <= 0.0 || share >= 1.0) {
            return share <= 0.0 ? -farthest : farthest;
        }
        const double z = random::detail::normal_quantile(share);
        return z < -farthest ? -farthest : z > farthest ? farthest : z;
    }

    /// @throws format_error unless the settings are in range and the quantiles finite, ascending and not too many.
    void check() const {
        core::require<format_error>(in_range() && settings_.output <= quantile_output::normal, "lastro.quantile_scaler",
                                    "2 to 100000 quantiles and an output of 0 or 1", settings_.quantiles);
        core::require<format_error>(quantiles_.size() <= settings_.quantiles, "lastro.quantile_scaler: values",
                                    "at most as many as there are quantiles", quantiles_.size());
        for (std::size_t k = 0; k < quantiles_.size(); ++k) {
            core::require<format_error>(std::isfinite(quantiles_[k]) && (k == 0 || quantiles_[k - 1] <= quantiles_[k]),
                                        "lastro.quantile_scaler: values", "finite and ascending", quantiles_[k]);
        }
        core::require<format_error>(quantiles_.empty() || std::isfinite(quantiles_.back() - quantiles_.front()),
                                    "lastro.quantile_scaler: values", "a finite range", "an infinite one");
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("quantiles", self.settings_.quantiles);
        visit("output", self.settings_.output);
        visit("values", self.quantiles_);
    }

    friend bool operator==(const quantile_scaler&, const quantile_scaler&) = default;

private:
    [[nodiscard]] bool in_range() const noexcept {
        return settings_.quantiles >= 2 && settings_.quantiles <= most_quantiles;
    }

    /// From 0 to 1; 0 for everything where all values were equal, or none was learned.
    [[nodiscard]] double rank(double x) const noexcept {
        if (quantiles_.empty() || x <= quantiles_.front()) {
            return 0.0;
        }
        if (x >= quantiles_.back()) {
            return quantiles_.back() > quantiles_.front() ? 1.0 : 0.0;
        }
        const auto first = std::lower_bound(quantiles_.begin(), quantiles_.end(), x);  // not below x
        const auto above = std::upper_bound(first, quantiles_.end(), x);
        const auto steps = static_cast<double>(quantiles_.size() - 1);
        const auto place = static_cast<double>(above - quantiles_.begin());
        if (first != above) {  // x is one of them, or several
            return 0.5 * (static_cast<double>(first - quantiles_.begin()) + (place - 1.0)) / steps;
        }
        const double low = *(above - 1);
        return (place - 1.0 + (x - low) / (*above - low)) / steps;
    }

    quantile_settings settings_;
    std::vector<double> quantiles_;
};

static_assert(reflectable<quantile_scaler>);

}  // namespace lastro::inline v0::model
