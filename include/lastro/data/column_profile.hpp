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
// Equal calls give equal bits. Merged in any order, counts, extremes, moments(), histogram() and distinct() are the same to the
// bit; quantiles(), tails() and frequent items agree within the bounds that they state. Adding allocates nothing.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t, uint8_t
#include <limits>     // numeric_limits
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <utility>    // move

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/column_adding.hpp>
#include <lastro/data/detail/column_parts.hpp>
#include <lastro/data/types.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/distinct.hpp>
#include <lastro/stats/dyadic_histogram.hpp>
#include <lastro/stats/exact_moments.hpp>
#include <lastro/stats/frequent.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/sketch_bytes.hpp>
#include <lastro/stats/tdigest.hpp>

namespace lastro::inline v0::data {

/// A summary of the values of one column. Booleans count as 0 and 1, dates as days and timestamps as
/// microseconds since 1970-01-01, texts by their length.
class column_profile {
public:
    explicit column_profile(data::type t, const column_profile_settings& settings = {})
        : type_(t), parts_{t, settings} {}

    /// Takes in `count` rows from row `first` on. @throws std::invalid_argument for a column of another type.
    void add(const column& values, std::size_t first, std::size_t count) {
        core::require<std::invalid_argument>(values.type() == type_, "data::column_profile: add", name_of(type_),
                                             name_of(values.type()));
        for (std::size_t end = first + count; first < end; first += detail::most_rows) {
            const std::size_t left = end - first;
            const std::size_t rows = left < detail::most_rows ? left : detail::most_rows;
            parts_.rows += rows;
            parts_.nulls += detail::missing_in(values, first, rows);
            values.visit([&](const auto& v) { detail::add_values(parts_, v, values, first, rows); });
        }
    }
    void add(const column& values) { add(values, 0, values.size()); }

    /// Takes in all that `other` has seen. @throws std::invalid_argument unless types and settings are the same.
    void merge(const column_profile& other) {
        core::require<std::invalid_argument>(type_ == other.type_, "data::column_profile: merge", name_of(type_),
                                             name_of(other.type_));
        core::require<std::invalid_argument>(parts_.tails.has_value() == other.parts_.tails.has_value(),
                                             "data::column_profile: merge: a t-digest", parts_.tails ? "one" : "none",
                                             other.parts_.tails ? "one" : "none");
        detail::column_parts merged = parts_;  // a refusal leaves everything as it was
        if (merged.tails) {
            merged.tails->merge(*other.parts_.tails);
        }
        merged.histogram.merge(other.parts_.histogram);
        merged.quantiles.merge(other.parts_.quantiles);
        merged.distinct.merge(other.parts_.distinct);
        merged.numbers.merge(other.parts_.numbers);
        merged.texts.merge(other.parts_.texts);
        merged.moments.merge(other.parts_.moments);
        merged.rows += other.parts_.rows;
        merged.nulls += other.parts_.nulls;
        merged.nans += other.parts_.nans;
        merged.infinities += other.parts_.infinities;
        merged.zeros += other.parts_.zeros;
        merged.negatives += other.parts_.negatives;
        merged.minimum = other.parts_.minimum < merged.minimum ? other.parts_.minimum : merged.minimum;
        merged.maximum = other.parts_.maximum > merged.maximum ? other.parts_.maximum : merged.maximum;
        parts_ = std::move(merged);
    }

    [[nodiscard]] data::type type() const noexcept { return type_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return parts_.rows; }
    [[nodiscard]] std::uint64_t null_count() const noexcept { return parts_.nulls; }
    [[nodiscard]] std::uint64_t nan_count() const noexcept { return parts_.nans; }
    [[nodiscard]] std::uint64_t infinite_count() const noexcept { return parts_.infinities; }
    [[nodiscard]] std::uint64_t zero_count() const noexcept { return parts_.zeros; }  ///< Of texts: empty ones.
    [[nodiscard]] std::uint64_t negative_count() const noexcept { return parts_.negatives; }

    /// Of the finite numbers, or of the texts' lengths in bytes. NaN where there are none.
    [[nodiscard]] double minimum() const noexcept { return parts_.moments.count() == 0 ? nothing : parts_.minimum; }
    [[nodiscard]] double maximum() const noexcept { return parts_.moments.count() == 0 ? nothing : parts_.maximum; }
    [[nodiscard]] const stats::exact_moments& moments() const noexcept { return parts_.moments; }
    [[nodiscard]] const stats::dyadic_histogram& histogram() const noexcept { return parts_.histogram; }

    /// Of the same, where the settings ask for it. The largest numbers, above 2^1022, are left out.
    [[nodiscard]] const std::optional<stats::tdigest>& tails() const noexcept { return parts_.tails; }

    /// Of the numbers that are no NaN, or of the texts' lengths.
    [[nodiscard]] const stats::quantile_sketch& quantiles() const noexcept { return parts_.quantiles; }

    /// Of the values that are not missing.
    [[nodiscard]] const stats::distinct_sketch& distinct() const noexcept { return parts_.distinct; }

    /// Of numbers: an int64, a day, 0 or 1, or the bits of a double; empty for texts.
    [[nodiscard]] const stats::frequent_items<std::uint64_t>& frequent_numbers() const noexcept {
        return parts_.numbers;
    }
    [[nodiscard]] const stats::frequent_items<stats::short_text>& frequent_texts() const noexcept {
        return parts_.texts;
    }

    friend bool operator==(const column_profile&, const column_profile&) = default;

    /// Writes the profile as docs/formats/profile.md says.
    void save(core::byte_writer& out) const {
        out.put(static_cast<std::uint8_t>(type_));
        for (const std::uint64_t n :
             {parts_.rows, parts_.nulls, parts_.nans, parts_.infinities, parts_.zeros, parts_.negatives}) {
            out.put(n);
        }
        out.put(parts_.minimum);
        out.put(parts_.maximum);
        stats::put(out, parts_.moments);
        stats::put(out, parts_.histogram);
        stats::put(out, parts_.quantiles);
        stats::put(out, parts_.distinct);
        stats::put(out, parts_.numbers);
        stats::put(out, parts_.texts);
        out.put(static_cast<std::uint8_t>(parts_.tails ? 1 : 0));
        if (parts_.tails) {
            stats::put(out, *parts_.tails);
        }
    }

    /// @throws format_error for what `save` did not write.
    [[nodiscard]] static column_profile load(core::byte_reader& in) {
        const auto number = in.get<std::uint8_t>();
        core::require<format_error>(number < all_types.size(), "data::column_profile", "a type from 0 to 5", number);
        column_profile p{static_cast<data::type>(number), {.k = 8, .precision = 4, .counters = 16}};
        for (std::uint64_t* const n : {&p.parts_.rows, &p.parts_.nulls, &p.parts_.nans, &p.parts_.infinities,
                                       &p.parts_.zeros, &p.parts_.negatives}) {
            *n = in.get<std::uint64_t>();
        }
        p.parts_.minimum = in.get<double>();
        p.parts_.maximum = in.get<double>();
        p.parts_.moments = stats::get<stats::exact_moments>(in);
        const bool some = p.parts_.moments.count() > 0;
        const double none = std::numeric_limits<double>::infinity();
        const bool right = some ? num::is_finite(p.parts_.minimum) && num::is_finite(p.parts_.maximum) &&
                                      p.parts_.minimum <= p.parts_.maximum
                                : p.parts_.minimum == none && p.parts_.maximum == -none;
        core::require<format_error>(right, "data::column_profile: extremes", "finite ones in their order, or none",
                                    p.parts_.minimum);
        p.parts_.histogram = stats::get<stats::dyadic_histogram>(in);
        p.parts_.quantiles = stats::get<stats::quantile_sketch>(in);
        p.parts_.distinct = stats::get<stats::distinct_sketch>(in);
        p.parts_.numbers = stats::get<stats::frequent_items<std::uint64_t>>(in);
        p.parts_.texts = stats::get<stats::frequent_items<stats::short_text>>(in);
        const auto tails = in.get<std::uint8_t>();
        core::require<format_error>(tails <= 1, "data::column_profile: t-digest", "0 or 1", tails);
        if (tails == 1) {
            p.parts_.tails = stats::get<stats::tdigest>(in);
        }
        return p;
    }

private:
    static constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

    data::type type_;
    detail::column_parts parts_;
};

}  // namespace lastro::inline v0::data
