// SPDX-License-Identifier: MIT
// lastro/data/column_profile.hpp
//
// What is in a column, told in one pass and a fixed number of kilobytes, so that days and machines can be put together?
//
//   data::column_profile wind{data::type::float64};
//   wind.add(table.column("wind"));
//   week.merge(wind);
//   week.null_count(), week.moments().mean(), week.quantiles().quantile(0.99), week.distinct().count();
//
// Equal calls give equal bits. Merged in any order, counts, extremes and distinct() are the same to the bit; moments() agree
// up to rounding, quantiles() and frequent items within the bounds that they state.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <limits>       // numeric_limits
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/types.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/central_moments.hpp>
#include <lastro/stats/distinct.hpp>
#include <lastro/stats/frequent.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/sketch_bytes.hpp>

namespace lastro::inline v0::data {

struct column_profile_settings {
    std::size_t k = 200;      ///< Of the quantile sketch: ranks are off by at most 2 / k in 99 of 100.
    unsigned precision = 12;  ///< Of the distinct count: 1.6 %.
    std::size_t counters =
        256;  ///< Values that make up 1 / 128 of the rows or more are sure to be among the frequent ones.
    random::stream coins = random::stream{0}["column_profile"];  ///< Of the quantile sketch.
};

/// A summary of the values of one column. Booleans count as 0 and 1, dates as days and timestamps as
/// microseconds since 1970-01-01, texts by their length.
class column_profile {
public:
    explicit column_profile(data::type t, const column_profile_settings& settings = {})
        : type_(t),
          quantiles_{{.k = t == type::string ? 8 : settings.k, .coins = settings.coins}},
          distinct_{{.precision = settings.precision}},
          numbers_{{.counters = t == type::string ? 16 : settings.counters}},
          texts_{{.counters = t == type::string ? settings.counters : 16}} {}

    /// Takes in `count` rows from row `first` on. @throws std::invalid_argument for a column of another type.
    void add(const column& values, std::size_t first, std::size_t count) {
        core::require<std::invalid_argument>(values.type() == type_, "data::column_profile: add", name_of(type_),
                                             name_of(values.type()));
        values.visit([&](const auto& v) { add_values(v, values, first, count); });
    }
    void add(const column& values) { add(values, 0, values.size()); }

    /// Takes in all that `other` has seen. @throws std::invalid_argument unless types and settings are the same.
    void merge(const column_profile& other) {
        core::require<std::invalid_argument>(type_ == other.type_, "data::column_profile: merge", name_of(type_),
                                             name_of(other.type_));
        quantiles_.merge(other.quantiles_);
        distinct_.merge(other.distinct_);
        numbers_.merge(other.numbers_);
        texts_.merge(other.texts_);
        moments_.merge(other.moments_);
        rows_ += other.rows_;
        nulls_ += other.nulls_;
        nans_ += other.nans_;
        infinities_ += other.infinities_;
        zeros_ += other.zeros_;
        negatives_ += other.negatives_;
        minimum_ = other.minimum_ < minimum_ ? other.minimum_ : minimum_;
        maximum_ = other.maximum_ > maximum_ ? other.maximum_ : maximum_;
    }

    [[nodiscard]] data::type type() const noexcept { return type_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::uint64_t null_count() const noexcept { return nulls_; }
    [[nodiscard]] std::uint64_t nan_count() const noexcept { return nans_; }
    [[nodiscard]] std::uint64_t infinite_count() const noexcept { return infinities_; }
    [[nodiscard]] std::uint64_t zero_count() const noexcept { return zeros_; }  ///< Of texts: empty ones.
    [[nodiscard]] std::uint64_t negative_count() const noexcept { return negatives_; }

    /// Of the finite numbers, or of the texts' lengths in bytes. NaN where there are none.
    [[nodiscard]] double minimum() const noexcept { return moments_.count() == 0 ? nothing : minimum_; }
    [[nodiscard]] double maximum() const noexcept { return moments_.count() == 0 ? nothing : maximum_; }
    [[nodiscard]] const stats::central_moments& moments() const noexcept { return moments_; }

    /// Of the numbers that are no NaN; empty for texts.
    [[nodiscard]] const stats::quantile_sketch& quantiles() const noexcept { return quantiles_; }

    /// Of the values that are not missing.
    [[nodiscard]] const stats::distinct_sketch& distinct() const noexcept { return distinct_; }

    /// Of numbers: an int64, a day, 0 or 1, or the bits of a double; empty for texts.
    [[nodiscard]] const stats::frequent_items<std::uint64_t>& frequent_numbers() const noexcept { return numbers_; }
    [[nodiscard]] const stats::frequent_items<stats::short_text>& frequent_texts() const noexcept { return texts_; }

    friend bool operator==(const column_profile&, const column_profile&) = default;

    /// Writes the profile as docs/formats/profile.md says.
    void save(core::byte_writer& out) const {
        out.put(static_cast<std::uint8_t>(type_));
        for (const std::uint64_t n : {rows_, nulls_, nans_, infinities_, zeros_, negatives_}) {
            out.put(n);
        }
        out.put(minimum_);
        out.put(maximum_);
        stats::put(out, moments_);
        stats::put(out, quantiles_);
        stats::put(out, distinct_);
        stats::put(out, numbers_);
        stats::put(out, texts_);
    }

    /// @throws format_error for what `save` did not write.
    [[nodiscard]] static column_profile load(core::byte_reader& in) {
        const auto number = in.get<std::uint8_t>();
        core::require<format_error>(number < all_types.size(), "data::column_profile", "a type from 0 to 5", number);
        column_profile p{static_cast<data::type>(number), {.k = 8, .precision = 4, .counters = 16}};
        for (std::uint64_t* const n : {&p.rows_, &p.nulls_, &p.nans_, &p.infinities_, &p.zeros_, &p.negatives_}) {
            *n = in.get<std::uint64_t>();
        }
        p.minimum_ = in.get<double>();
        p.maximum_ = in.get<double>();
        p.moments_ = stats::get<stats::central_moments>(in);
        p.quantiles_ = stats::get<stats::quantile_sketch>(in);
        p.distinct_ = stats::get<stats::distinct_sketch>(in);
        p.numbers_ = stats::get<stats::frequent_items<std::uint64_t>>(in);
        p.texts_ = stats::get<stats::frequent_items<stats::short_text>>(in);
        return p;
    }

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    static constexpr std::size_t block = 4096;

    template <class Values>
    void add_values(const Values& values, const column& all, std::size_t first, std::size_t count) {
        double finite[block];  // those, and the lengths of texts
        std::size_t used = 0;
        const bool missing = all.null_count() > 0;
        rows_ += count;
        for (std::size_t i = first; i < first + count; ++i) {
            if (missing && all.is_null(i)) {
                ++nulls_;
                continue;
            }
            const double x = see(values[i]);
            if (num::is_finite(x)) {
                finite[used++] = x;
                if (used == block) {
                    take(std::span<const double>{static_cast<const double*>(finite), used});
                    used = 0;
                }
            }
        }
        take(std::span<const double>{static_cast<const double*>(finite), used});
    }

    // Counts a value as what it is; the number that stands for it.
    template <class T>
    double see(const T& value) {
        if constexpr (std::is_same_v<T, std::string_view>) {
            const std::uint64_t hash = stats::detail::sketch_hash(value);
            distinct_.add_hash(hash);
            texts_.add(value, hash);
            zeros_ += value.empty() ? 1U : 0U;
            return static_cast<double>(value.size());
        } else if constexpr (std::is_same_v<T, double>) {
            const double x = value == 0.0 ? 0.0 : value;
            const auto bits = std::bit_cast<std::uint64_t>(x);
            const std::uint64_t hash = stats::detail::sketch_hash(~bits);
            distinct_.add_hash(hash);
            numbers_.add(bits, hash);
            if (!num::is_finite(x)) {
                nans_ += num::is_nan(x) ? 1U : 0U;
                infinities_ += num::is_nan(x) ? 0U : 1U;
                if (!num::is_nan(x)) {
                    quantiles_.add(x);
                }
            }
            zeros_ += x == 0.0 ? 1U : 0U;
            negatives_ += x < 0.0 ? 1U : 0U;
            return x;
        } else {
            std::int64_t whole = 0;
            if constexpr (std::is_same_v<T, date>) {
                whole = value.days;
            } else if constexpr (std::is_same_v<T, timestamp>) {
                whole = value.microseconds;
            } else {
                whole = static_cast<std::int64_t>(value);
            }
            const auto bits = static_cast<std::uint64_t>(whole);
            const std::uint64_t hash = stats::detail::sketch_hash(bits);
            distinct_.add_hash(hash);
            numbers_.add(bits, hash);
            zeros_ += whole == 0 ? 1U : 0U;
            negatives_ += whole < 0 ? 1U : 0U;
            return static_cast<double>(whole);
        }
    }

    void take(std::span<const double> finite) {
        for (const double x : finite) {
            minimum_ = x < minimum_ ? x : minimum_;
            maximum_ = x > maximum_ ? x : maximum_;
        }
        moments_.add(finite);
        if (type_ != type::string) {
            quantiles_.add(finite);
        }
    }

    data::type type_;
    std::uint64_t rows_ = 0;
    std::uint64_t nulls_ = 0;
    std::uint64_t nans_ = 0;
    std::uint64_t infinities_ = 0;
    std::uint64_t zeros_ = 0;
    std::uint64_t negatives_ = 0;
    double minimum_ = std::numeric_limits<double>::infinity();
    double maximum_ = -std::numeric_limits<double>::infinity();
    stats::central_moments moments_;
    stats::quantile_sketch quantiles_;
    stats::distinct_sketch distinct_;
    stats::frequent_items<std::uint64_t> numbers_;
    stats::frequent_items<stats::short_text> texts_;
};

}  // namespace lastro::inline v0::data
