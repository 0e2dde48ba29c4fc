// SPDX-License-Identifier: MIT
// lastro/model/scaling.hpp
//
// Which other rules bring columns to one scale? By their ends, by their middle half, or not at all.
//
//   model::min_max_scaler age{{.low = -1.0, .high = 1.0}};    // smallest value learned from: -1, largest: 1
//   model::robust_scaler fare{};                              // (x - median) / interquartile range
//   age.fit(past_ages);
//   age(42.0);
//
// One outlier decides what min_max_scaler does, a quarter of all rows may be outliers before robust_scaler minds. The
// standard rule, (x - mean) / sd, is lastro/model/scaler.hpp.
//
// References
//   [1] R. J. Hyndman and Y. Fan, Sample quantiles in statistical packages, Amer. Statist. 50(4), 1996: type 7.
#pragma once

#include <cmath>      // fma, isfinite
#include <cstddef>    // size_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::model {

namespace detail {

/// What encoders that make one number of one number have in common.
template <class Scaling>
struct one_number {
    [[nodiscard]] static constexpr std::size_t width() noexcept { return 1; }

    /// Writes what `x` becomes; never refuses a finite number. Precondition: row.size() == 1.
    bool encode(double x, std::span<double> row) const noexcept {
        row[0] = static_cast<const Scaling&>(*this)(x);
        return true;
    }

    void append_names(const std::string& column, std::vector<std::string>& names) const { names.push_back(column); }

    friend bool operator==(const one_number&, const one_number&) = default;
};

/// The values in order. @throws std::invalid_argument if there is none, one is not finite, or their range is not.
[[nodiscard]] inline drift::sorted_sample finite_sample(const char* where, std::span<const double> values) {
    core::require<std::invalid_argument>(!values.empty(), where, "at least one value", "none");
    for (const double x : values) {
        core::require<std::invalid_argument>(std::isfinite(x), where, "finite values", x);
    }
    drift::sorted_sample sorted{values};
    const double range = sorted.values().back() - sorted.values().front();
    core::require<std::invalid_argument>(std::isfinite(range), where, "values of a finite range", range);
    return sorted;
}

}  // namespace detail

/// Numbers stay what they are.
struct unscaled : detail::one_number<unscaled> {
    static constexpr schema_id schema{"lastro.unscaled", 1};

    void fit(std::span<const double>) const noexcept {}
    [[nodiscard]] double operator()(double x) const noexcept { return x; }
    void check() const noexcept {}

    template <class Self, class Visitor>
    static void reflect(Self&, Visitor&&) {}

    friend bool operator==(const unscaled&, const unscaled&) = default;
};

/// Where the smallest and the largest value go.
struct min_max_settings {
    double low = 0.0;
    double high = 1.0;
    bool clip = false;  ///< Whether values beyond those learned from stay at the ends, instead of going on beyond them.

    friend bool operator==(const min_max_settings&, const min_max_settings&) = default;
};

/// low + (x - smallest) / (largest - smallest) * (high - low); `low` for a column that was constant.
class min_max_scaler : public detail::one_number<min_max_scaler> {
public:
    static constexpr schema_id schema{"lastro.min_max_scaler", 1};

    min_max_scaler() = default;

    /// @throws std::invalid_argument unless low < high, both finite, and their difference too.
    explicit min_max_scaler(const min_max_settings& settings) : settings_(settings) {
        core::require<std::invalid_argument>(in_order(), "model::min_max_scaler", "low < high, finite",
                                             core::to_text(settings.low) + " and " + core::to_text(settings.high));
    }

    [[nodiscard]] const min_max_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] double smallest() const noexcept { return smallest_; }
    [[nodiscard]] double largest() const noexcept { return largest_; }

    /// @throws std::invalid_argument if there is no value, one is not finite, or their range is not.
    void fit(std::span<const double> values) {
        const drift::sorted_sample sorted = detail::finite_sample("model::min_max_scaler", values);
        smallest_ = sorted.values().front();
        largest_ = sorted.values().back();
    }

    [[nodiscard]] double operator()(double x) const noexcept {
        const double range = largest_ > smallest_ ? largest_ - smallest_ : 1.0;
        double part = (x - smallest_) / range;
        if (settings_.clip) {
            part = part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
        }
        return part == 1.0 ? settings_.high : std::fma(settings_.high - settings_.low, part, settings_.low);
    }

    /// @throws format_error unless low < high and smallest <= largest, all finite.
    void check() const {
        core::require<format_error>(in_order(), "lastro.min_max_scaler: high", "a finite number above low",
                                    settings_.high);
        core::require<format_error>(smallest_ <= largest_ && std::isfinite(largest_ - smallest_),
                                    "lastro.min_max_scaler: largest", "a finite number of at least the smallest",
                                    largest_);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("low", self.settings_.low);
        visit("high", self.settings_.high);
        visit("clip", self.settings_.clip);
        visit("smallest", self.smallest_);
        visit("largest", self.largest_);
    }

    friend bool operator==(const min_max_scaler&, const min_max_scaler&) = default;

private:
    [[nodiscard]] bool in_order() const noexcept {
        return settings_.low < settings_.high && std::isfinite(settings_.high - settings_.low);
    }

    min_max_settings settings_;
    double smallest_ = 0.0;
    double largest_ = 1.0;
};

/// Between which quantiles the middle of a column lies.
struct robust_settings {
    double lower = 0.25;
    double upper = 0.75;

    friend bool operator==(const robust_settings&, const robust_settings&) = default;
};

/// (x - median) / (upper quantile - lower quantile), quantiles of type 7 [1]; a range of 0 counts as 1.
class robust_scaler : public detail::one_number<robust_scaler> {
public:
    static constexpr schema_id schema{"lastro.robust_scaler", 1};

    robust_scaler() = default;

    /// @throws std::invalid_argument unless 0 <= lower < upper <= 1.
    explicit robust_scaler(const robust_settings& settings) : settings_(settings) {
        core::require<std::invalid_argument>(in_order(), "model::robust_scaler", "0 <= lower < upper <= 1",
                                             core::to_text(settings.lower) + " and " + core::to_text(settings.upper));
    }

    [[nodiscard]] const robust_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] double median() const noexcept { return median_; }
    [[nodiscard]] double range() const noexcept { return range_; }

    /// @throws std::invalid_argument if there is no value, one is not finite, or their range is not.
    void fit(std::span<const double> values) {
        const drift::sorted_sample sorted = detail::finite_sample("model::robust_scaler", values);
        const double range = sorted.quantile(settings_.upper) - sorted.quantile(settings_.lower);
        median_ = sorted.quantile(0.5);
        range_ = range > 0.0 ? range : 1.0;
    }

    [[nodiscard]] double operator()(double x) const noexcept { return (x - median_) / range_; }

    /// @throws format_error unless the settings are in range, the median is finite and the range above 0.
    void check() const {
        core::require<format_error>(in_order(), "lastro.robust_scaler: lower, upper", "0 <= lower < upper <= 1",
                                    settings_.upper);
        core::require<format_error>(std::isfinite(median_), "lastro.robust_scaler: median", "a finite number", median_);
        core::require<format_error>(std::isfinite(range_) && range_ > 0.0, "lastro.robust_scaler: range",
                                    "a finite number above 0", range_);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("lower", self.settings_.lower);
        visit("upper", self.settings_.upper);
        visit("median", self.median_);
        visit("range", self.range_);
    }

    friend bool operator==(const robust_scaler&, const robust_scaler&) = default;

private:
    [[nodiscard]] bool in_order() const noexcept {
        return settings_.lower >= 0.0 && settings_.lower < settings_.upper && settings_.upper <= 1.0;
    }

    robust_settings settings_;
    double median_ = 0.0;
    double range_ = 1.0;
};

static_assert(reflectable<unscaled> && reflectable<min_max_scaler> && reflectable<robust_scaler>);

}  // namespace lastro::inline v0::model
