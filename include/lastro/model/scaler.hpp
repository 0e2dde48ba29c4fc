// SPDX-License-Identifier: MIT
// lastro/model/scaler.hpp
//
// How do columns of different units become comparable? (x - mean) / sd, with mean and sd of the rows learned from.
//
//   const model::scaler wind{past_wind};                  // mean and population sd; a constant column has sd 1
//   const double z = wind(3.4);                           // 0.12: how many sd above the mean
//
// Equal values in equal order give equal bits everywhere; missing values are the caller's business.
#pragma once

#include <algorithm>  // minmax_element
#include <cmath>      // isfinite, sqrt
#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::model {

/// Mean and standard deviation (divisor n) of a column.
class scaler {
public:
    static constexpr schema_id schema{"lastro.scaler", 1};

    /// Changes nothing: mean 0, sd 1.
    scaler() = default;

    /// Learns from `values`. Where all are equal the mean is that value and the sd counts as 1.
    ///
    /// @throws std::invalid_argument if there is no value, or one is not finite, or they are too large to be squared.
    explicit scaler(std::span<const double> values) { fit(values); }

    /// Learns from `values`, forgetting what was learned before. @throws as the constructor, which calls it.
    void fit(std::span<const double> values) {
        *this = scaler{};
        core::require<std::invalid_argument>(!values.empty(), "model::scaler", "at least one value", "none");
        for (const double x : values) {
            core::require<std::invalid_argument>(std::isfinite(x), "model::scaler", "finite values", x);
        }
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        if (*low == *high) {
            mean_ = *low;
            return;
        }
        const auto [mean, variance] = num::mean_variance(values);
        mean_ = mean;
        sd_ = std::sqrt(variance);
        core::require<std::invalid_argument>(std::isfinite(mean_) && std::isfinite(sd_) && sd_ > 0.0, "model::scaler",
                                             "values whose squares are neither 0 nor infinite", sd_);
    }

    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] double sd() const noexcept { return sd_; }

    /// `x` in standard deviations above the mean.
    [[nodiscard]] double operator()(double x) const noexcept { return (x - mean_) / sd_; }

    [[nodiscard]] static constexpr std::size_t width() noexcept { return 1; }
    bool encode(double x, std::span<double> row) const noexcept {
        row[0] = (*this)(x);
        return true;
    }
    void append_names(const std::string& column, std::vector<std::string>& names) const { names.push_back(column); }

    /// @throws format_error unless mean and sd are finite and sd is above 0.
    void check() const {
        core::require<format_error>(std::isfinite(mean_), "lastro.scaler: mean", "a finite number", mean_);
        core::require<format_error>(std::isfinite(sd_) && sd_ > 0.0, "lastro.scaler: sd", "a finite number above 0",
                                    sd_);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("mean", self.mean_);
        visit("sd", self.sd_);
    }

    friend bool operator==(const scaler&, const scaler&) = default;

private:
    double mean_ = 0.0;
    double sd_ = 1.0;
};

static_assert(reflectable<scaler>);

}  // namespace lastro::inline v0::model
