// SPDX-License-Identifier: MIT
// lastro/store/column_summary.hpp
//
// How are the values of a stored column distributed, without reading it? Moments, and 33 order statistics of each block.
//
//   const store::column_summary s = repository.summary(v1, "wind");
//   s.moments().mean();
//   s.rank(12.5);                                           // between which shares of the values are up to 12.5: a proof
//   store::gap(s, repository.summary(v2, "wind"));          // between which values their Kolmogorov-Smirnov distance is
//
// What is known of a block is exact: how many values there are, and which of them stand at 33 places of their order. So the
// share of values up to x is known to about 1/32, never guessed, and summaries of blocks put together lose nothing. Texts
// are counted in 256 classes of their hash. docs/formats/repository.md specifies the record.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint32_t, uint64_t
#include <span>         // span
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/sort.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/types.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/moments.hpp>
#include <lastro/store/row_cuts.hpp>

namespace lastro::inline v0::store {

/// What a number lies between; both ends belong to it.
struct interval {
    double least = 0.0;
    double most = 0.0;

    friend bool operator==(const interval&, const interval&) = default;
};

/// The values of a column in short; a regular value.
class column_summary {
public:
    static constexpr std::size_t steps = 32;     ///< Order statistics of a block, less one.
    static constexpr std::size_t classes = 256;  ///< Of texts.

    /// Some rows of a column of numbers; dates count as their days, booleans as 0 and 1.
    struct part {
        std::uint64_t count = 0;  ///< Values that are there and are not NaN.
        std::uint64_t nans = 0;
        double mean = 0.0;
        double squares = 0.0;
        std::array<double, steps + 1> order =
            {};  ///< Value number k (count - 1) / 32, rounded down, in ascending order.

        friend bool operator==(const part&, const part&) = default;
    };

    /// Adds the rows of a column, block by block. Precondition: the column's type is that of the rows before.
    void add(const data::column& rows, std::span<const std::uint64_t> cuts) {
        rows.visit([&](const auto& values) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values)>, data::detail::text_values>) {
                counts_.resize(classes);
                for (std::size_t i = 0; i < values.size(); ++i) {
                    counts_[detail::row_number(values[i]) >> 56U] += rows.is_null(i) ? 0U : 1U;
                }
            } else {
                std::size_t first = 0;
                for (const std::uint64_t end : cuts) {
                    parts_.push_back(part_of(rows, values, first, static_cast<std::size_t>(end)));
                    first = static_cast<std::size_t>(end);
                }
            }
        });
    }

    /// Takes the last block away, of a column of numbers.
    void remove_last() { parts_.pop_back(); }

    [[nodiscard]] const std::vector<part>& parts() const noexcept { return parts_; }

    /// How many texts fall into each class; empty for numbers.
    [[nodiscard]] const std::vector<std::uint64_t>& counts() const noexcept { return counts_; }

    /// Of all values that are there and are not NaN.
    [[nodiscard]] stats::moments moments() const noexcept {
        stats::moments all;
        for (const part& p : parts_) {
            all.merge(stats::moments::restored(p.count, p.mean, p.squares, p.order.front(), p.order.back()));
        }
        return all;
    }

    /// Between which shares of the values are up to x. 0 and 1 where there are none.
    [[nodiscard]] interval rank(double x) const noexcept {
        std::uint64_t least = 0;
        std::uint64_t most = 0;
        std::uint64_t count = 0;
        for (const part& p : parts_) {
            std::size_t k = 0;
            while (k <= steps && p.count > 0 && p.order[k] <= x) {
                ++k;
            }
            least += k == 0 ? 0 : place(p, k - 1) + 1;
            most += k == 0 ? 0 : k > steps ? p.count : place(p, k);
            count += p.count;
        }
        const auto share = [count](std::uint64_t n) { return static_cast<double>(n) / static_cast<double>(count); };
        return count == 0 ? interval{0.0, 1.0} : interval{share(least), share(most)};
    }

    /// The place in the order that order statistic `k` has.
    [[nodiscard]] static std::uint64_t place(const part& p, std::size_t k) noexcept {
        return k * (p.count - 1) / steps;
    }

    /// The bytes of the record.
    [[nodiscard]] std::vector<std::byte> bytes() const {
        const core::byte_span name = core::as_bytes(magic);
        std::vector<std::byte> to(name.begin(), name.end());
        core::append_le(to, version);
        core::append_le(to, std::uint32_t{counts_.empty() ? 0U : 1U});
        core::append_le(to, std::uint64_t{parts_.size()});
        for (const std::uint64_t count : counts_) {
            core::append_le(to, count);
        }
        for (const part& p : parts_) {
            core::append_le(to, p.count);
            core::append_le(to, p.nans);
            core::append_le(to, p.mean);
            core::append_le(to, p.squares);
            for (const double x : p.order) {
                core::append_le(to, x);
            }
        }
        return to;
    }

    /// The summary that `bytes()` wrote. @throws format_error, beginning with `where`, for anything else.
    [[nodiscard]] static column_summary parse(core::byte_span from, std::string_view where) {
        core::require<format_error>(from.size() >= 24 && core::as_text(from.first(8)) == magic &&
                                        core::load_le<std::uint32_t>(from.data() + 8) == version &&
                                        core::load_le<std::uint32_t>(from.data() + 12) <= 1,
                                    where, "a summary of a column, version 1", "something else");
        const bool texts = core::load_le<std::uint32_t>(from.data() + 12) == 1;
        const auto count = core::load_le<std::uint64_t>(from.data() + 16);
        const std::size_t room = from.size() - 24;
        core::require<format_error>(
            texts ? count == 0 && room == 8 * classes : count == room / part_size && room % part_size == 0, where,
            "as many bytes as the parts have", from.size());
        column_summary result;
        std::size_t at = 24;
        const auto next = [&]<class Number>(Number& to) {
            to = core::load_le<Number>(from.data() + at);
            at += sizeof(Number);
        };
        result.counts_.resize(texts ? classes : 0);
        for (std::uint64_t& n : result.counts_) {
            next(n);
        }
        result.parts_.resize(static_cast<std::size_t>(count));
        for (part& p : result.parts_) {
            next(p.count);
            next(p.nans);
            next(p.mean);
            next(p.squares);
            bool rising = p.count <= most_rows && p.nans <= most_rows;
            for (std::size_t k = 0; k <= steps; ++k) {
                next(p.order[k]);
                rising = rising && !num::is_nan(p.order[k]) && (k == 0 || p.order[k - 1] <= p.order[k]);
            }
            core::require<format_error>(rising, where, "values in ascending order", "others");
        }
        return result;
    }

    friend bool operator==(const column_summary&, const column_summary&) = default;

private:
    static constexpr std::string_view magic = "lastroCS";
    static constexpr std::uint32_t version = 1;
    static constexpr std::size_t part_size = 8 * (4 + steps + 1);
    static constexpr std::uint64_t most_rows = std::uint64_t{1} << 53U;

    template <class Values>
    [[nodiscard]] static part part_of(const data::column& rows, const Values& values, std::size_t first,
                                      std::size_t end) {
        part p;
        stats::moments all;
        std::vector<double> sorted;
        sorted.reserve(end - first);
        for (std::size_t i = first; i < end; ++i) {
            double x = 0.0;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values[i])>, data::date>) {
                x = static_cast<double>(values[i].days);
            } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values[i])>, data::timestamp>) {
                x = static_cast<double>(values[i].microseconds);
            } else {
                x = static_cast<double>(values[i]);
            }
            if (rows.is_null(i)) {
                continue;
            }
            if (num::is_nan(x)) {
                ++p.nans;
                continue;
            }
            all.add(x);
            sorted.push_back(x);
        }
        core::sort(sorted);
        p.count = sorted.size();
        if (p.count > 0) {
            p.mean = all.mean();
            p.squares = all.squares();
            for (std::size_t k = 0; k <= steps; ++k) {
                p.order[k] = sorted[static_cast<std::size_t>(place(p, k))];
            }
        }
        return p;
    }

    std::vector<part> parts_;
    std::vector<std::uint64_t> counts_;
};

}  // namespace lastro::inline v0::store
