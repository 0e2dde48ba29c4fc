// SPDX-License-Identifier: MIT
// lastro/drift/stream_monitor.hpp
//
// Many columns, row after row without end: which of them have moved away from the reference?
//
//   drift::stream_monitor watch{past, {"wind", "temp_max", "rain"}, {.false_discovery_rate = 0.05}};
//   if (watch.update({row, 3}) == drift::signal::drift)
//       for (const auto& c : watch.moved()) tell(c.column, c.change_point);
//
// Each column has a test by betting against its reference (conformal_martingale.hpp), whose capital is an e-value whenever one
// looks. The e-BH procedure [1] names columns: the k with the largest e-values if each is m / (k q) or more. Whenever one
// stops, the columns named then are wrong by a share of at most the false discovery rate, on average, however much the columns
// depend on each other [1]. Assumed: a column that has not moved has values that are, given the rows before, as its
// reference's. No allocation by update(); the same bits everywhere.
//
// References
//   [1] R. Wang and A. Ramdas, False discovery rate control with e-values, J. R. Statist. Soc. B 84(3), 2022.
#pragma once

#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/table.hpp>
#include <lastro/drift/conformal_martingale.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/prepared_column.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift {

struct stream_monitor_settings {
    double false_discovery_rate = 0.05;  ///< Of the columns named, on average.
    double reference_share = 0.25;       ///< Of that, for references that are unlike their distributions.
    std::uint64_t seed = 0;              ///< Of the draws that break ties.

    friend bool operator==(const stream_monitor_settings&, const stream_monitor_settings&) = default;
};

/// A column that has moved.
struct moved_column {
    std::string column{};
    double e_value = 0.0;            ///< The evidence: on average at most 1 if it had not.
    std::uint64_t change_point = 0;  ///< About its first value after the change, counted from 0, missing ones not.

    friend bool operator==(const moved_column&, const moved_column&) = default;
};

/// Watches the numbers of many columns at once.
class stream_monitor {
public:
    static constexpr const char* kind = "stream_monitor";

    /// @throws schema_error if a column is unknown, holds no numbers, or none that is not missing, or there is no row;
    /// std::invalid_argument if no column is named, one is named twice, a setting is not above 0 and below 1, or the rate is
    /// so small that a column's share of it is refused by `conformal_martingale`.
    stream_monitor(const data::table& past, std::vector<std::string> columns,
                   const stream_monitor_settings& settings = {})
        : stream_monitor{settings} {
        names_ = std::move(columns);
        core::require<std::invalid_argument>(!names_.empty(), "drift::stream_monitor: columns", "at least one name",
                                             "none");
        static_cast<void>(past.select(names_));  // none twice
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const prepared_column column = prepared(past, names_[i]);
            core::require<schema_error>(column.kind == column_kind::numeric, past.place(names_[i]), "numbers",
                                        "categories");
            tests_.emplace_back(*column.sample, settings_of(i));
        }
        start();
    }

    /// Takes the next row, a value for each column in their order; NaN is a missing one. Drift while any column is named.
    ///
    /// @throws std::invalid_argument if there are more values, or fewer. Cost: some 100 ns per column.
    signal update(std::span<const double> row) {
        core::require<std::invalid_argument>(row.size() == tests_.size(), "drift::stream_monitor: update",
                                             "a value for each column", row.size());
        bool warned = false;
        for (std::size_t i = 0; i < row.size(); ++i) {
            warned = tests_[i].update(row[i]) != signal::none || warned;
        }
        ++rows_;
        find();
        return named_ > 0 ? signal::drift : warned ? signal::warning : signal::none;
    }

    /// Begins to test anew, against the same reference.
    void reset() noexcept {
        for (conformal_martingale& test : tests_) {
            test.reset();
        }
        rows_ = 0;
        find();
    }

    /// The columns named now, the strongest evidence first.
    [[nodiscard]] std::vector<moved_column> moved() const {
        std::vector<moved_column> result;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (is_named(i, named_)) {
                result.push_back({.column = names_[i],
                                  .e_value = e_values_[i],
                                  .change_point = tests_[i].count() - tests_[i].evidence_since()});
            }
        }
        core::stable_sort(std::span<moved_column>{result},
                          [](const moved_column& a, const moved_column& b) { return a.e_value > b.e_value; });
        return result;
    }

    [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return names_; }

    /// The evidence against each column, in their order.
    [[nodiscard]] std::span<const double> e_values() const noexcept { return e_values_; }

    /// The test of a column. @throws std::invalid_argument if there is no such column.
    [[nodiscard]] const conformal_martingale& test(std::size_t column) const {
        core::require<std::invalid_argument>(column < tests_.size(), "drift::stream_monitor: test",
                                             "the number of a column", column);
        return tests_[column];
    }

    [[nodiscard]] std::uint64_t count() const noexcept { return rows_; }  ///< Rows taken.

    /// Missing values, of all columns.
    [[nodiscard]] std::uint64_t ignored() const noexcept {
        std::uint64_t sum = 0;
        for (const conformal_martingale& test : tests_) {
            sum += test.ignored();
        }
        return sum;
    }
    [[nodiscard]] const stream_monitor_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static stream_monitor from_state(core::byte_span bytes) {
        return detail::state_bytes::read<stream_monitor>(bytes);
    }

    friend bool operator==(const stream_monitor&, const stream_monitor&) = default;

private:
    friend struct detail::state_bytes;

    // Without columns yet.
    explicit stream_monitor(const stream_monitor_settings& settings) : settings_{settings} {
        detail::require_inside_unit_interval(settings.false_discovery_rate,
                                             "drift::stream_monitor: false_discovery_rate");
        detail::require_inside_unit_interval(settings.reference_share, "drift::stream_monitor: reference_share");
    }

    // A reference unlike its distribution is one false finding: so each may be with a share of 1 / m.
    [[nodiscard]] conformal_settings settings_of(std::size_t column) const noexcept {
        return {.alpha = settings_.false_discovery_rate / static_cast<double>(names_.size()),
                .reference_share = settings_.reference_share,
                .seed = random::stream{settings_.seed}["stream_monitor"][std::uint64_t{column}].key()};
    }

    void start() {
        e_values_.assign(tests_.size(), 1.0);
        find();
    }
    [[nodiscard]] bool is_named(std::size_t column, std::size_t count) const noexcept {
        return count > 0 && e_values_[column] * static_cast<double>(count) >= tests_[column].target();
    }
    // The largest k for which k columns are named: from above, each try that fails leaves no more than it found.
    void find() noexcept {
        for (std::size_t i = 0; i < tests_.size(); ++i) {
            e_values_[i] = tests_[i].e_value();
        }
        named_ = tests_.size();
        for (std::size_t found = 0; named_ > 0; named_ = found) {
            found = 0;
            for (std::size_t i = 0; i < tests_.size(); ++i) {
                found += is_named(i, named_) ? 1U : 0U;
            }
            if (found == named_) {
                break;
            }
        }
    }

    static void each_setting(auto& settings, auto&& each) {
        each("false_discovery_rate", settings.false_discovery_rate);
        each("reference_share", settings.reference_share);
        each("seed", settings.seed);
    }
    static void each_number(const stream_monitor& self, detail::state_writer& write) {
        write(self.rows_, std::uint64_t{self.names_.size()});
        for (std::size_t i = 0; i < self.names_.size(); ++i) {
            write.out.put(self.names_[i]);
            write.out.put(core::byte_span{self.tests_[i].state()});
        }
    }
    static void each_number(stream_monitor& self, detail::state_reader& read) {
        read(self.rows_);
        constexpr std::size_t least = 64;  // bytes that a column takes
        for (std::size_t left = read.in.count(least); left > 0; --left) {
            self.names_.push_back(read.in.text());
            self.tests_.push_back(conformal_martingale::from_state(read.in.bytes()));
        }
        self.start();
    }
    [[nodiscard]] bool consistent() const noexcept {
        bool good = !names_.empty();
        for (std::size_t i = 0; i < names_.size(); ++i) {
            good = good && tests_[i].settings() == settings_of(i) && tests_[i].count() + tests_[i].ignored() == rows_;
            for (std::size_t j = 0; j < i; ++j) {
                good = good && names_[i] != names_[j];
            }
        }
        return good;
    }

    stream_monitor_settings settings_;
    std::vector<std::string> names_;
    std::vector<conformal_martingale> tests_;
    std::vector<double> e_values_;
    std::uint64_t rows_ = 0;
    std::size_t named_ = 0;
};

}  // namespace lastro::inline v0::drift
