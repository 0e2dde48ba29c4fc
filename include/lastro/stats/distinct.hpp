// SPDX-License-Identifier: MIT
// lastro/stats/distinct.hpp
//
// How many different values has a stream held, in a few kilobytes and from many machines? HyperLogLog.
//
//   stats::distinct_sketch mine{{.precision = 12}};
//   mine.add("Seattle"), mine.add(12.5);
//   all.merge(mine);
//   all.count();   all.standard_error();               // 1.6 % at precision 12
//
// The result depends on the set of values only: not on their order, not on how they were spread over sketches. Merging is
// exact, to the bit. No randomness, nothing allocated after construction.
//
// References
//   [1] P. Flajolet, E. Fusy, O. Gandouet, F. Meunier, HyperLogLog, AofA 2007.
//   [2] O. Ertl, New cardinality estimation algorithms for HyperLogLog sketches, arXiv:1702.01284, 2017 (the improved raw
//       estimator: sigma and tau take the place of tables of bias and of the change to linear counting).
#pragma once

#include <bit>          // bit_cast, countl_zero
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t, uint64_t
#include <limits>       // numeric_limits
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/heap_array.hpp>
#include <lastro/stats/detail/sketch_hash.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;
}

struct distinct_sketch_settings {
    unsigned precision = 12;  ///< 2^precision bytes; the error falls as 1.04 / sqrt(2^precision) [1]; 4 to 18.

    friend bool operator==(const distinct_sketch_settings&, const distinct_sketch_settings&) = default;
};

/// A HyperLogLog sketch: for each of 2^p groups of hashes, the largest position of a first set bit.
class distinct_sketch {
public:
    /// @throws std::invalid_argument unless 4 <= precision <= 18.
    explicit distinct_sketch(const distinct_sketch_settings& settings = {})
        : settings_{checked(settings)}, registers_{std::size_t{1} << settings.precision} {}

    /// Takes a value in; values of different types are different. 0.0 and -0.0 are one number, and so are all NaN.
    void add(std::string_view text) noexcept { add_hash(detail::sketch_hash(text)); }
    void add(std::int64_t x) noexcept { add_hash(detail::sketch_hash(static_cast<std::uint64_t>(x))); }
    void add(double x) noexcept {
        const double canonical = x == 0.0 ? 0.0 : num::is_nan(x) ? std::numeric_limits<double>::quiet_NaN() : x;
        add_hash(detail::sketch_hash(~std::bit_cast<std::uint64_t>(canonical)));
    }

    /// Takes in a value by 64 bits that stand for it and are spread evenly.
    void add_hash(std::uint64_t hash) noexcept {
        const unsigned p = settings_.precision;
        const std::uint64_t rest = hash << p | std::uint64_t{1} << (p - 1);  // ends the count at 64 - p + 1
        const auto position = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
        std::uint8_t& largest = registers_[hash >> (64 - p)];
        largest = position > largest ? position : largest;
    }

    /// Takes in all that `other` has seen. @throws std::invalid_argument unless both have the same precision.
    void merge(const distinct_sketch& other) {
        core::require<std::invalid_argument>(settings_ == other.settings_, "stats::distinct_sketch: merge: precision",
                                             "that of the sketch it goes into", other.settings_.precision);
        for (std::size_t i = 0; i < registers_.size(); ++i) {
            registers_[i] = other.registers_[i] > registers_[i] ? other.registers_[i] : registers_[i];
        }
    }

    /// About the number of different values [2]; 0 for none.
    [[nodiscard]] double count() const noexcept {
        const unsigned q = 64 - settings_.precision;
        std::uint64_t counts[66] = {};
        for (std::size_t i = 0; i < registers_.size(); ++i) {
            ++counts[registers_[i]];
        }
        const auto m = static_cast<double>(registers_.size());
        double z = num::rounded(m * tau(1.0 - static_cast<double>(counts[q + 1]) / m));
        for (unsigned k = q; k >= 1; --k) {
            z = (z + static_cast<double>(counts[k])) / 2.0;
        }
        z += num::rounded(m * sigma(static_cast<double>(counts[0]) / m));
        constexpr double alpha = 0.7213475204444817;  // 1 / (2 ln 2)
        return alpha * m * m / z;
    }

    /// The standard deviation of count(), as a share of the true number: 1.04 / sqrt(2^precision) [1]; for small numbers less.
    [[nodiscard]] double standard_error() const noexcept {
        return 1.04 / num::square_root(static_cast<double>(registers_.size()));
    }

    [[nodiscard]] const distinct_sketch_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const distinct_sketch& a, const distinct_sketch& b) noexcept {
        bool equal = a.settings_ == b.settings_;
        for (std::size_t i = 0; equal && i < a.registers_.size(); ++i) {
            equal = a.registers_[i] == b.registers_[i];
        }
        return equal;
    }

private:
    friend struct detail::sketch_bytes;

    static const distinct_sketch_settings& checked(const distinct_sketch_settings& settings) {
        core::require<std::invalid_argument>(settings.precision >= 4 && settings.precision <= 18,
                                             "stats::distinct_sketch: precision", "from 4 to 18", settings.precision);
        return settings;
    }

    // x + sum of x^(2^k) 2^(k-1), k = 1, 2, ...; infinite at 1.
    [[nodiscard]] static double sigma(double x) noexcept {
        if (x == 1.0) {
            return std::numeric_limits<double>::infinity();
        }
        double sum = x;
        for (double before = -1.0, power = 1.0; sum != before; power *= 2.0) {
            x = num::rounded(x * x);
            before = sum;
            sum += num::rounded(x * power);
        }
        return sum;
    }

    // (1 - x - sum of (1 - x^(2^-k))^2 2^-k) / 3, k = 1, 2, ...
    [[nodiscard]] static double tau(double x) noexcept {
        if (x == 0.0 || x == 1.0) {
            return 0.0;
        }
        double rest = 1.0 - x;
        for (double before = -1.0, power = 0.5; rest != before; power *= 0.5) {
            x = num::square_root(x);
            before = rest;
            rest -= num::rounded(num::rounded((1.0 - x) * (1.0 - x)) * power);
        }
        return rest / 3.0;
    }

    distinct_sketch_settings settings_;
    detail::heap_array<std::uint8_t> registers_;
};

}  // namespace lastro::inline v0::stats
