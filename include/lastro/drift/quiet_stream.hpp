// SPDX-License-Identifier: MIT
// lastro/drift/quiet_stream.hpp
//
// What does a stream look like while nothing changes? Any number of such streams, from one sample of a quiet time.
//
//   const drift::quiet_stream quiet{last_months_readings};           // their distribution, their memory of one step
//   auto life = quiet.begin(random::stream{42}[7]);
//   life.next();                                                     // the first value of life 7, and the next, ...
//
// Values are drawn from the sample by a normal autoregression of order one: z = r z + sqrt(1 - r^2) e, and the value of the
// sample whose rank is that of z (a Gaussian copula). So the distribution is that of the sample, and the correlation of
// neighbours about r: as measured, or as stated. Without a sample z itself: normal, mean 0, variance 1. Values that are few and
// different (0 and 1) are less correlated than their z. Randomness is addressed: life and value, nothing else, decide.
//
// References
//   [1] M. C. Cario, B. L. Nelson, Autoregressive to anything, Oper. Res. Lett. 19(2), 1996.
#pragma once

#include <array>      // array
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/random/fill.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/autocorrelation.hpp>

namespace lastro::inline v0::drift {

/// A stream that does not change.
class quiet_stream {
public:
    /// Normal values of mean 0 and variance 1; `autocorrelation` is that of neighbours.
    /// @throws std::invalid_argument unless -1 < autocorrelation < 1.
    explicit quiet_stream(double autocorrelation = 0.0)
        : memory_{checked(autocorrelation)}, news_{num::square_root(num::fma(-memory_, memory_, 1.0))} {}

    /// Values like these, with the correlation of neighbours that they have.
    /// @throws std::invalid_argument if there are fewer than 2, or one is no number of at most 2^480.
    explicit quiet_stream(std::span<const double> values) : quiet_stream{values, measured(values)} {}

    /// Values like these, with a correlation of neighbours that is known.
    quiet_stream(std::span<const double> values, double autocorrelation) : quiet_stream{autocorrelation} {
        require_values(values);
        sorted_.assign(values.begin(), values.end());
        core::sort(std::span{sorted_});
        const auto n = static_cast<double>(sorted_.size());
        for (std::size_t k = 1; k < sorted_.size(); ++k) {
            ends_.push_back(random::normal_quantile(static_cast<double>(k) / n));
        }
    }

    [[nodiscard]] double autocorrelation() const noexcept { return memory_; }

    [[nodiscard]] double mean() const noexcept {
        return sorted_.empty() ? 0.0 : num::mean(std::span<const double>{sorted_});
    }

    /// The standard deviation of its values.
    [[nodiscard]] double deviation() const {
        if (sorted_.empty()) {
            return 1.0;
        }
        const double centre = mean();
        std::vector<double> gaps = sorted_;
        for (double& x : gaps) {
            x -= centre;
        }
        return num::square_root(num::squared_norm(std::span<const double>{gaps}) / static_cast<double>(gaps.size()));
    }

    /// One course of it. Must not outlive the stream.
    class life {
    public:
        [[nodiscard]] double next() {
            if (at_ == innovations_.size()) {
                random::fill_normal(draws_, taken_, innovations_);
                at_ = 0;
            }
            const double e = innovations_[at_++];
            z_ = taken_++ == 0 ? e : num::rounded(of_->memory_ * z_) + num::rounded(of_->news_ * e);
            return of_->value_of(z_);
        }

    private:
        friend class quiet_stream;
        life(const quiet_stream& of, const random::stream& draws) : of_{&of}, draws_{draws} {}

        const quiet_stream* of_;
        random::stream draws_;
        std::array<double, 128> innovations_{};
        std::size_t at_ = 128;
        std::uint64_t taken_ = 0;
        double z_ = 0.0;
    };

    [[nodiscard]] life begin(const random::stream& draws) const { return {*this, draws}; }

private:
    static void require_values(std::span<const double> values) {
        core::require<std::invalid_argument>(values.size() >= 2, "drift::quiet_stream: values", "at least 2",
                                             values.size());
        for (const double x : values) {
            core::require<std::invalid_argument>(detail::measurable(x), "drift::quiet_stream: values",
                                                 "numbers of at most 2^480", x);
        }
    }

    static double checked(double autocorrelation) {
        core::require<std::invalid_argument>(autocorrelation > -1.0 && autocorrelation < 1.0,
                                             "drift::quiet_stream: autocorrelation", "above -1 and below 1",
                                             autocorrelation);
        return autocorrelation;
    }

    static double measured(std::span<const double> values) {
        require_values(values);
        const double r = stats::autocorrelation(values, 1);
        return num::is_nan(r) ? 0.0 : r > 0.999 ? 0.999 : r < -0.999 ? -0.999 : r;  // NaN: all values are equal
    }

    [[nodiscard]] double value_of(double z) const noexcept {
        if (sorted_.empty()) {
            return z;
        }
        std::size_t low = 0;
        for (std::size_t size = ends_.size(); size > 0;) {  // ends up to z
            const std::size_t half = size / 2;
            const bool up = ends_[low + half] <= z;
            low = up ? low + half + 1 : low;
            size = up ? size - half - 1 : half;
        }
        return sorted_[low];
    }

    double memory_ = 0.0;
    double news_ = 1.0;  ///< sqrt(1 - memory^2).
    std::vector<double> sorted_;
    std::vector<double> ends_;  ///< Of the z that stand for value k, for all but the last.
};

}  // namespace lastro::inline v0::drift
