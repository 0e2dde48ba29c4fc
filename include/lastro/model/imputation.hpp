// SPDX-License-Identifier: MIT
// lastro/model/imputation.hpp
//
// What stands for a value that is missing? A value learned from the rows that have one, and a note that it was missing.
//
//   model::features{{"age"}, {.missing = model::missing::median, .indicator = true}};        // "age", "age=missing"
//   model::imputation deck{.missing = model::missing::constant, .text = "unknown"};          // of one column
//   model::number_for_missing({.missing = model::missing::mean}, past_ages);
//
// Imputation goes before encoding, so that a value put in and the same value found become the same numbers.
#pragma once

#include <algorithm>    // sort
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/scaling.hpp>
#include <lastro/num/reduce.hpp>

namespace lastro::inline v0::model {

/// What becomes of a missing value. A text has no mean and no median: with these it is none of the categories, and a
/// point on a circle is always its middle.
enum class missing : std::uint8_t {
    error,          ///< A schema_error that names the column and the row.
    mean,           ///< The mean of its column in the rows learned from.
    median,         ///< The median of these.
    most_frequent,  ///< What occurs most often in these; of equals the smallest, or first by its bytes.
    constant,       ///< A value that the settings tell.
};

/// How one column is imputed.
struct imputation {
    static constexpr schema_id schema{"lastro.imputation", 1};

    model::missing missing = model::missing::error;
    bool indicator = false;  ///< Whether a number more says that the value was missing: 1, else 0.
    double number = 0.0;     ///< The constant of a column of numbers ...
    std::string text = {};   ///< ... and of one of texts.

    /// @throws format_error unless `missing` is one of the five and `number` finite.
    void check() const {
        core::require<format_error>(missing <= model::missing::constant, "lastro.imputation: missing", "0 to 4",
                                    static_cast<int>(missing));
        core::require<format_error>(std::isfinite(number), "lastro.imputation: number", "a finite number", number);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("missing", self.missing);
        visit("indicator", self.indicator);
        visit("number", self.number);
        visit("text", self.text);
    }

    friend bool operator==(const imputation&, const imputation&) = default;
};

static_assert(reflectable<imputation>);

namespace detail {

/// What occurs most often, the first of equals. Precondition: sorted, not empty.
template <class T>
[[nodiscard]] T most_frequent(std::span<const T> sorted) {
    std::size_t best = 0;
    std::size_t most = 0;
    for (std::size_t first = 0, i = 0; i < sorted.size(); ++i) {
        first = sorted[i] == sorted[first] ? first : i;
        if (i - first + 1 > most) {
            most = i - first + 1;
            best = first;
        }
    }
    return sorted[best];
}

}  // namespace detail

/// The number that stands for a missing one; nothing where that is an error. `present`: those that are there.
///
/// @throws std::invalid_argument if one is to be learned and there is none, or one is not finite.
[[nodiscard]] inline std::optional<double> number_for_missing(const imputation& how, std::span<const double> present) {
    if (how.missing == missing::error) {
        return std::nullopt;
    }
    if (how.missing == missing::constant) {
        return how.number;
    }
    const drift::sorted_sample sample = detail::finite_sample("model::imputation", present);
    const std::span<const double> sorted = sample.values();
    if (sorted.front() == sorted.back()) {  // whose mean might round
        return sorted.front();
    }
    const double number = how.missing == missing::mean     ? num::mean(present)
                          : how.missing == missing::median ? sample.quantile(0.5)
                                                           : detail::most_frequent(sorted);
    core::require<std::invalid_argument>(std::isfinite(number), "model::imputation", "a finite mean", number);
    return number;
}

/// The same of texts; nothing where a missing one is an error, or none of the categories.
///
/// @throws std::invalid_argument if one is to be learned and there is none.
[[nodiscard]] inline std::optional<std::string> text_for_missing(const imputation& how,
                                                                 const std::vector<std::string_view>& present) {
    if (how.missing == missing::constant) {
        return how.text;
    }
    if (how.missing != missing::most_frequent) {
        return std::nullopt;
    }
    core::require<std::invalid_argument>(!present.empty(), "model::imputation", "at least one text", "none");
    std::vector<std::string_view> sorted = present;
    std::sort(sorted.begin(), sorted.end());
    return std::string{detail::most_frequent(std::span<const std::string_view>{sorted})};
}

}  // namespace lastro::inline v0::model
