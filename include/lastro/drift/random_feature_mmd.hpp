// SPDX-License-Identifier: MIT
// lastro/drift/random_feature_mmd.hpp
//
// Have the rows of an endless stream moved together? MMD from a state of fixed size that any number of machines add up.
//
//   drift::random_feature_mmd reference{3, {.sigma = 1.0}}, live = reference;    // the same features on both sides
//   for (const auto& row : past) reference.update(row);
//   live.update(drift::points{now, 3});
//   drift::mmd_between(reference, live).p_bound;
//   saved = live.state();  drift::random_feature_mmd::from_state(saved).merge(of_another_machine);
//
// cos(w x) and sin(w x) with normal w of standard deviation 1 / sigma: the mean over many w of their products is the
// Gaussian kernel [1]. Every w is an address of the seed. Sums are whole numbers of 2^-30, so rows may come in any order
// and be split in any way: merged states are equal to the bit.
//
// References
//   [1] A. Rahimi and B. Recht, Random features for large-scale kernel machines, NIPS 2007.
//   [2] A. Gretton, K. M. Borgwardt, M. J. Rasch, B. Schoelkopf, A. Smola, A kernel two-sample test,
//       J. Mach. Learn. Res. 13, 2012.
//   [3] C. McDiarmid, On the method of bounded differences, Surveys in Combinatorics, 1989.
#pragma once

#include <bit>        // bit_cast
#include <cstddef>    // byte, size_t
#include <cstdint>    // int64_t, uint32_t, uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/drift/points.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/num/trigonometric.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace lastro::inline v0::drift {

struct random_feature_settings {
    std::size_t features = 256;  ///< Frequencies, up to 4096: the kernel's error is about 1 / sqrt(features).
    double sigma = 1.0;          ///< Of the Gaussian kernel, in the unit of the columns.
    std::uint64_t seed = 0;      ///< Equal seeds, equal frequencies.

    friend bool operator==(const random_feature_settings&, const random_feature_settings&) = default;
};

/// The mean of the features of all rows so far.
class random_feature_mmd {
public:
    static constexpr std::size_t most_features = 4096;
    static constexpr std::size_t most_columns = 4096;
    static constexpr std::size_t most_frequencies = std::size_t{1} << 20U;  ///< Columns times features: 8 MB.
    static constexpr std::uint64_t most_rows = std::uint64_t{1} << 32U;     ///< A sum stays below 2^62.
    static constexpr double least_sigma = 0x1p-1000;  ///< Normal numbers stay below 2^4: every frequency is finite.

    /// @throws std::invalid_argument if columns or features are 0 or above 4096, there are more than 2^20 of both
    /// together, or sigma is below 2^-1000 or not finite.
    explicit random_feature_mmd(std::size_t columns, const random_feature_settings& settings = {})
        : columns_{columns}, settings_{settings} {
        core::require<std::invalid_argument>(columns > 0 && columns <= most_columns,
                                             "drift::random_feature_mmd: columns", "1 to 4096", columns);
        core::require<std::invalid_argument>(settings.features > 0 && settings.features <= most_features,
                                             "drift::random_feature_mmd: features", "1 to 4096", settings.features);
        core::require<std::invalid_argument>(usable(settings.sigma), "drift::random_feature_mmd: sigma",
                                             "a finite number from 2^-1000 up", settings.sigma);
        core::require<std::invalid_argument>(columns * settings.features <= most_frequencies,
                                             "drift::random_feature_mmd: columns * features", "up to 2^20",
                                             columns * settings.features);
        const random::stream draws = random::stream{settings.seed}["random_feature_mmd"];
        frequencies_.resize(columns * settings.features);
        for (std::size_t k = 0; k < columns; ++k) {  // column by column: the features of one are neighbours
            for (std::size_t j = 0; j < settings.features; ++j) {
                frequencies_[k * settings.features + j] = random::normal(draws[k], j) / settings.sigma;
            }
        }
        sums_.assign(2 * settings.features, 0);
    }

    /// Takes one row. One that is not finite, or its product with a frequency, or after 2^32, is counted in `ignored()`.
    ///
    /// @throws std::invalid_argument if the row has another number of columns. Cost: O(columns * features).
    void update(std::span<const double> row) {
        core::require<std::invalid_argument>(row.size() == columns_, "drift::random_feature_mmd: row",
                                             "a number for every column", row.size());
        if (!all_finite(row) || count_ == most_rows) {
            ++ignored_;
            return;
        }
        const std::size_t features = settings_.features;
        scratch_.assign(2 * features, 0.0);
        const std::span<double> angles = std::span{scratch_}.first(features);
        num::detail::run_fused([&] {
            for (std::size_t k = 0; k < columns_; ++k) {
                const double* const w = frequencies_.data() + k * features;
                for (std::size_t j = 0; j < features; ++j) {
                    angles[j] = num::fma(row[k], w[j], angles[j]);
                }
            }
        });
        if (!all_finite(angles)) {
            ++ignored_;
            return;
        }
        num::sin(std::span<const double>{angles}, std::span{scratch_}.last(features));
        num::cos(std::span<const double>{angles}, angles);
        for (std::size_t j = 0; j < 2 * features; ++j) {
            sums_[j] += in_units(scratch_[j]);
        }
        ++count_;
    }

    /// Takes several rows.
    void update(const points& rows) {
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            update(rows.row(i));
        }
    }

    /// Takes in all that `other` has seen.
    ///
    /// @throws std::invalid_argument, changing nothing, if it has other columns or settings, or the two hold more than
    /// 2^32 rows.
    void merge(const random_feature_mmd& other) {
        require_alike(other, "drift::random_feature_mmd::merge");
        core::require<std::invalid_argument>(other.count_ <= most_rows - count_, "drift::random_feature_mmd::merge",
                                             "up to 2^32 rows in all", other.count_);
        for (std::size_t j = 0; j < sums_.size(); ++j) {
            sums_[j] += other.sums_[j];
        }
        count_ += other.count_;
        ignored_ += other.ignored_;
    }

    [[nodiscard]] const random_feature_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return ignored_; }

    /// The means of cos(w_j x), then of sin(w_j x), over all rows; all 0 before the first.
    [[nodiscard]] std::vector<double> means() const {
        std::vector<double> result(sums_.size(), 0.0);
        for (std::size_t j = 0; j < sums_.size() && count_ > 0; ++j) {
            result[j] = static_cast<double>(sums_[j]) / static_cast<double>(count_) * unit;
        }
        return result;
    }

    /// @throws std::invalid_argument if `other` has other columns or settings: its means are of other features.
    void require_alike(const random_feature_mmd& other, const char* where) const {
        core::require<std::invalid_argument>(columns_ == other.columns_ && settings_ == other.settings_, where,
                                             "a state of the same columns, features, sigma and seed", "another");
    }

    /// Everything, in a fixed number of bytes: a name with a version, little-endian numbers.
    [[nodiscard]] std::vector<std::byte> state() const {
        core::byte_writer out;
        out.put(name);
        out.put(static_cast<std::uint32_t>(columns_));
        out.put(static_cast<std::uint32_t>(settings_.features));
        out.put(settings_.sigma);
        for (const std::uint64_t x : {settings_.seed, count_, ignored_}) {
            out.put(x);
        }
        for (const std::int64_t sum : sums_) {
            out.put(sum);
        }
        return out.take();
    }

    /// The one that wrote these bytes. @throws format_error for anything else.
    [[nodiscard]] static random_feature_mmd from_state(core::byte_span bytes) {
        core::byte_reader in{bytes, "drift::random_feature_mmd"};
        core::require<format_error>(core::as_text(in.bytes()) == name, "drift::random_feature_mmd", name,
                                    "another kind of state");
        const auto in_range = [](std::uint64_t value, std::uint64_t most, const char* what) {
            core::require<format_error>(value > 0 && value <= most, "drift::random_feature_mmd", what, value);
            return static_cast<std::size_t>(value);
        };
        const std::size_t columns = in_range(in.get<std::uint32_t>(), most_columns, "1 to 4096 columns");
        random_feature_settings settings;
        settings.features = in_range(in.get<std::uint32_t>(), most_features, "1 to 4096 features");
        settings.sigma = in.get<double>();
        core::require<format_error>(columns * settings.features <= most_frequencies, "drift::random_feature_mmd",
                                    "up to 2^20 columns * features", columns * settings.features);
        core::require<format_error>(usable(settings.sigma), "drift::random_feature_mmd",
                                    "a finite sigma from 2^-1000 up", settings.sigma);
        settings.seed = in.get<std::uint64_t>();
        const auto count = in.get<std::uint64_t>();
        core::require<format_error>(count <= most_rows, "drift::random_feature_mmd", "up to 2^32 rows", count);
        const auto ignored = in.get<std::uint64_t>();
        core::byte_reader sums{in.raw(2 * settings.features * sizeof(std::int64_t)), "drift::random_feature_mmd"};
        in.finish();
        random_feature_mmd result{columns, settings};
        result.count_ = count;
        result.ignored_ = ignored;
        const auto most = static_cast<std::int64_t>(count) * in_units(1.0);
        for (std::int64_t& sum : result.sums_) {
            sum = sums.get<std::int64_t>();
            core::require<format_error>(sum >= -most && sum <= most, "drift::random_feature_mmd",
                                        "sums of cosines and sines", sum);
        }
        return result;
    }

    friend bool operator==(const random_feature_mmd& a, const random_feature_mmd& b) {
        return a.columns_ == b.columns_ && a.settings_ == b.settings_ && a.count_ == b.count_ &&
               a.ignored_ == b.ignored_ && a.sums_ == b.sums_;
    }

private:
    static constexpr const char* name = "lastro.random_feature_mmd/1";
    static constexpr double unit = 0x1p-30;

    [[nodiscard]] static constexpr bool usable(double sigma) noexcept {
        return sigma >= least_sigma && !num::is_infinite(sigma);
    }

    [[nodiscard]] static constexpr bool all_finite(std::span<const double> values) noexcept {
        bool finite = true;
        for (const double x : values) {
            finite = finite && num::is_finite(x);
        }
        return finite;
    }

    /// x / unit to the nearest whole number, for |x| <= 1: its last bits as a double beside 1.5 * 2^52.
    [[nodiscard]] static std::int64_t in_units(double x) noexcept {
        constexpr double shifter = 0x1.8p52;
        return std::bit_cast<std::int64_t>(num::fma(x, 1.0 / unit, shifter)) - std::bit_cast<std::int64_t>(shifter);
    }

    std::size_t columns_;
    random_feature_settings settings_;
    std::uint64_t count_ = 0;
    std::uint64_t ignored_ = 0;
    std::vector<std::int64_t> sums_;
    std::vector<double> frequencies_;
    std::vector<double> scratch_;
};

/// How far two states are apart.
struct random_feature_result {
    double mmd2 = 0.0;           ///< The unbiased estimate, for the kernel of these features; may be negative.
    double distance = 0.0;       ///< The distance of the two means, in [0, 2].
    double expected = 0.0;       ///< The root of the mean square of `distance` if nothing had moved.
    double p_bound = 1.0;        ///< A bound on P(a distance this large) if nothing moved: never too small.
    double log10_p_bound = 0.0;  ///< The same, where a double would underflow.
    std::uint64_t reference_count = 0;
    std::uint64_t live_count = 0;

    friend bool operator==(const random_feature_result&, const random_feature_result&) = default;
};

/// Compares two states that share columns and settings.
///
/// A row's features have length 1. So, if nothing moved, the mean square of the distance is at most s = 1 / n + 1 / m,
/// one row changes the distance by at most 2 / n (2 / m), and McDiarmid's inequality [3] gives
/// P(distance >= sqrt(s) + t) <= exp(-t^2 / (2 s)), for every n, m and distribution, as in [2].
/// @throws std::invalid_argument if columns or settings differ, or a side has fewer than 2 rows.
[[nodiscard]] inline random_feature_result mmd_between(const random_feature_mmd& reference,
                                                       const random_feature_mmd& live) {
    reference.require_alike(live, "drift::mmd_between");
    const std::uint64_t fewer = reference.count() < live.count() ? reference.count() : live.count();
    core::require<std::invalid_argument>(fewer >= 2, "drift::mmd_between", "at least 2 rows on each side", fewer);
    const std::vector<double> a = reference.means();
    const std::vector<double> b = live.means();
    std::vector<double> gap(a.size());
    for (std::size_t j = 0; j < gap.size(); ++j) {
        gap[j] = a[j] - b[j];
    }
    const auto features = static_cast<double>(reference.settings().features);
    const auto n = static_cast<double>(reference.count());
    const auto m = static_cast<double>(live.count());
    const auto square = [&](const std::vector<double>& x) {
        return num::dot(std::span<const double>{x}, std::span<const double>{x}) / features;
    };
    const double squared = square(gap);
    const double spread_a = 1.0 - square(a);  // the mean square of a row's distance from the mean
    const double spread_b = 1.0 - square(b);
    const double scale = 1.0 / n + 1.0 / m;
    random_feature_result result{.mmd2 = squared - spread_a / (n - 1.0) - spread_b / (m - 1.0),
                                 .distance = num::square_root(squared),
                                 .reference_count = reference.count(),
                                 .live_count = live.count()};
    const double spread = spread_a / (1.0 + m / n) + spread_b / (1.0 + n / m);  // weights n / N, m / N
    result.expected = num::square_root(spread > 0.0 ? spread * scale : 0.0);
    const double beyond = result.distance - num::square_root(scale);
    const stats::tail tail = stats::tail_from_log(beyond > 0.0 ? -beyond * beyond / (2.0 * scale) : 0.0);
    result.p_bound = tail.probability;
    result.log10_p_bound = tail.log10;
    return result;
}

}  // namespace lastro::inline v0::drift
