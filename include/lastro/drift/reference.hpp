// SPDX-License-Identifier: MIT
// lastro/drift/reference.hpp
//
// The world as it was at training time: is a new table still from it, column by column?
//
//   const drift::reference reference{past, {"temp_max", "temp_min", "wind"}, {.name = "Seattle 2012-13"}};
//   const drift::report abroad = reference.compare(new_york, {.name = "New York"});
//   if (abroad.count(drift::answer::drifted) > 0) std::cout << abroad;
//
// Numbers are compared by Kolmogorov-Smirnov, texts and booleans by total variation. Missing values are counted, never
// silently ignored; a table without rows or a column without values is an error, never "no drift". Immutable: a const
// reference may be shared between threads. Equal tables give equal reports, on every machine.
//
// References
//   [1] Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Statist. Soc. B 57(1), 1995.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/gap_sum.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/merged_run.hpp>
#include <lastro/drift/multiplicity.hpp>
#include <lastro/drift/picture.hpp>
#include <lastro/drift/population_stability_index.hpp>
#include <lastro/drift/prepared_column.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/step_sums.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::drift {

struct reference_settings {
    std::string name = "reference";      ///< What a report calls it.
    double tolerate = 0.10;              ///< The effect that one can live with.
    double confidence = 0.95;            ///< Of each column's interval.
    double false_discovery_rate = 0.05;  ///< Of the columns called drifted, at most this share is so by chance [1].
    std::string target{};                ///< A column to compare as well, as the target; empty: none.
    std::string prediction{};            ///< A column to compare as well, as what the model said; empty: none.
    std::size_t threads = 1;             ///< That share the columns; never shows in the result.

    friend bool operator==(const reference_settings&, const reference_settings&) = default;
};

struct live_settings {
    std::string name = "live";    ///< What the report calls it.
    bool without_target = false;  ///< Leaves the target out: labels come later.
    std::size_t threads = 1;      ///< That share the columns; never shows in the result.
};

namespace detail {

[[nodiscard]] inline compare_settings effect_settings(const reference_settings& settings) noexcept {
    return {.tolerate = settings.tolerate, .confidence = settings.confidence};
}

/// What a reference compares: the columns that are named, then prediction and target, if there are.
///
/// @throws std::invalid_argument if no column is named, or a setting is out of its range.
[[nodiscard]] inline std::vector<std::string> compared_columns(std::vector<std::string> columns,
                                                               const reference_settings& settings) {
    core::require<std::invalid_argument>(!columns.empty(), "drift::reference: columns", "at least one name", "none");
    for (const std::string* const more : {&settings.prediction, &settings.target}) {
        if (!more->empty()) {
            columns.push_back(*more);
        }
    }
    core::require<std::invalid_argument>(settings.false_discovery_rate > 0.0 && settings.false_discovery_rate < 1.0,
                                         "drift::reference: false_discovery_rate", "above 0 and below 1",
                                         settings.false_discovery_rate);
    check(effect_settings(settings));
    return columns;
}

inline void take_psi(column_report& c, std::vector<std::uint64_t> reference, std::vector<std::uint64_t> live,
                     std::uint64_t reference_missing, std::uint64_t live_missing) {
    reference.push_back(reference_missing);  // a bin of its own; left out where neither side misses anything
    live.push_back(live_missing);
    const psi_result psi = population_stability_index(reference, live);
    c.psi = psi.index;
    c.psi_expected = psi.expected;
    c.psi_p_value = psi.p_value;
}

[[nodiscard]] inline column_report compared_numbers(const prepared_column& reference, const prepared_column& live,
                                                    const compare_settings& settings) {
    const sorted_sample& a = *reference.sample;
    const sorted_sample& b = *live.sample;
    require_countable(a, b, "drift::reference");
    gap_sum gaps{.n = static_cast<std::int64_t>(a.size()), .m = static_cast<std::int64_t>(b.size())};
    step_sums steps{.n = static_cast<double>(a.size()), .m = static_cast<double>(b.size())};
    distinct_values distinct{a, b};
    merge_runs(a.values(), b.values(), [&](const auto& part) {  // one pass for all three
        gaps.take(part);
        steps.take(part);
        distinct.take(part);
    });
    const ks_result ks = ks_from(a.size(), b.size(), gaps.scan, {}, [&] { return block_sizes(a, b); });
    column_report c{
        .result = detail::compare(a, b, ks, settings), .wasserstein = steps.absolute(), .gap_at = ks.gap_at};
    const quantile_bins bins{a};
    take_psi(c, bins.counts(a), bins.counts(b), reference.missing, live.missing);
    describe(c, a, b, distinct);
    return c;
}

[[nodiscard]] inline column_report compared_categories(const prepared_column& reference, const prepared_column& live,
                                                       const compare_settings& settings) {
    struct both {
        std::string name;
        std::uint64_t reference = 0;
        std::uint64_t live = 0;
    };
    std::vector<both> categories;
    for (std::size_t i = 0, j = 0; i < reference.counts.size() || j < live.counts.size();) {  // both are in order
        const category* const a = i < reference.counts.size() ? &reference.counts[i] : nullptr;
        const category* const b = j < live.counts.size() ? &live.counts[j] : nullptr;
        const bool from_a = b == nullptr || (a != nullptr && a->name <= b->name);
        const bool from_b = a == nullptr || (b != nullptr && b->name <= a->name);
        categories.push_back(
            {.name = from_a ? a->name : b->name, .reference = from_a ? a->count : 0, .live = from_b ? b->count : 0});
        i += from_a ? 1U : 0U;
        j += from_b ? 1U : 0U;
    }
    core::stable_sort(std::span<both>{categories}, [](const both& a, const both& b) {
        return a.reference != b.reference ? a.reference > b.reference : a.live > b.live;
    });
    std::vector<std::uint64_t> before;
    std::vector<std::uint64_t> after;
    for (const both& k : categories) {
        before.push_back(k.reference);
        after.push_back(k.live);
    }
    column_report c{.kind = column_kind::categorical};
    take_psi(c, before, after, reference.missing, live.missing);

    constexpr std::size_t most = 20;
    c.has_other = categories.size() > most;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const double reference_share = static_cast<double>(before[i]) / static_cast<double>(reference.present);
        const double live_share = static_cast<double>(after[i]) / static_cast<double>(live.present);
        if (c.has_other && i >= most) {
            c.categories.back() = "other (" + std::to_string(categories.size() - most + 1) + ")";
            c.reference_shares.back() += reference_share;
            c.live_shares.back() += live_share;
        } else {
            c.categories.push_back(categories[i].name);
            c.reference_shares.push_back(reference_share);
            c.live_shares.push_back(live_share);
        }
    }
    if (!reference.boolean) {  // one more for all values that neither side has shown
        before.push_back(0);
        after.push_back(0);
    }
    c.result = compare_counts(before, after, settings);
    return c;
}

/// The answer for a column among others, whose bounds were adjusted together.
inline void decide(column_report& c, double adjusted, double false_discovery_rate) noexcept {
    verdict& v = c.result;
    c.adjusted_p = adjusted;
    v.significance = false_discovery_rate;
    v.answer = decide(v.low, v.high, v.tolerated, adjusted <= v.significance);
}

/// Drifted columns first, then by effect, largest first.
inline void put_in_order(report& r) {
    core::stable_sort(std::span<column_report>{r.columns}, [](const column_report& a, const column_report& b) {
        const bool first = a.result.answer == answer::drifted;
        const bool second = b.result.answer == answer::drifted;
        return first != second ? first : a.result.effect > b.result.effect;
    });
}

}  // namespace detail

/// Some columns of a table, sorted and counted once, to be compared with any number of later tables.
class reference {
public:
    /// @throws schema_error if a column is unknown, is a date, or has no value that is not missing, or there is no row;
    /// std::invalid_argument if no column is named, one is named twice (as a column and as target or prediction,
    /// too), or a setting is out of its range.
    /// Cost: O(n log n) time per column and a copy of the columns.
    reference(const data::table& rows, std::vector<std::string> columns, reference_settings settings = {})
        : settings_(std::move(settings)), names_(detail::compared_columns(std::move(columns), settings_)) {
        digest_ = data::fingerprint(rows, names_, settings_.threads);
        rows_ = rows.rows();
        columns_ = prepared(rows, names_, settings_.threads);
    }

    [[nodiscard]] const reference_settings& settings() const noexcept { return settings_; }
    /// Those that were named, then prediction and target, if there are.
    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return names_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }

    /// The fingerprint of the columns that are compared.
    [[nodiscard]] const hash::digest& digest() const noexcept { return digest_; }

    /// Compares each column; drifted ones come first, then by effect, largest first.
    ///
    /// A column is called drifted only if its bound `relevance_p`, adjusted over the columns [1], is at most the false
    /// discovery rate; alone, that is the same as an interval that lies above the tolerated effect.
    /// @throws schema_error if a column is unknown, of another kind than in the reference or without any value, or
    /// there is no row. Cost: O(m log m + n + m) time per column, and O(n m) for exact p-values of small samples.
    [[nodiscard]] report compare(const data::table& rows, const live_settings& live = {}) const {
        std::vector<std::string> names = names_;
        if (live.without_target && !settings_.target.empty()) {
            names.pop_back();  // the last one
        }
        report result{.reference_name = settings_.name,
                      .live_name = live.name,
                      .reference_rows = rows_,
                      .live_rows = rows.rows(),
                      .reference_digest = digest_,
                      .live_digest = data::fingerprint(rows, names, live.threads),
                      .tolerated = settings_.tolerate,
                      .confidence = settings_.confidence,
                      .false_discovery_rate = settings_.false_discovery_rate};
        const std::vector<prepared_column> others = prepared(rows, names, live.threads);
        const compare_settings effect = detail::effect_settings(settings_);
        result.columns.resize(names.size());
        core::parallel_for(names.size(), live.threads, [&](std::size_t i) {
            const bool numeric = columns_[i].kind == column_kind::numeric;
            core::require<schema_error>(others[i].kind == columns_[i].kind, rows.place(names[i]),
                                        numeric ? "numbers, as in the reference" : "categories, as in the reference",
                                        data::name_of(rows.column(names[i]).type()));
            column_report& c = result.columns[i];
            c = numeric ? detail::compared_numbers(columns_[i], others[i], effect)
                        : detail::compared_categories(columns_[i], others[i], effect);
            c.column = names[i];
            c.role = names[i] == settings_.target       ? column_role::target
                     : names[i] == settings_.prediction ? column_role::prediction
                                                        : column_role::feature;
            c.result.reference_missing = columns_[i].missing;
            c.result.live_missing = others[i].missing;
        });
        std::vector<double> p;
        for (const column_report& c : result.columns) {
            p.push_back(c.result.relevance_p);
        }
        const std::vector<double> adjusted = adjusted_benjamini_hochberg(p);
        for (std::size_t i = 0; i < names.size(); ++i) {
            detail::decide(result.columns[i], adjusted[i], settings_.false_discovery_rate);
        }
        detail::put_in_order(result);
        return result;
    }

    friend bool operator==(const reference&, const reference&) = default;

private:
    reference_settings settings_;
    std::vector<std::string> names_;
    std::uint64_t rows_ = 0;
    hash::digest digest_;
    std::vector<prepared_column> columns_;
};

}  // namespace lastro::inline v0::drift
