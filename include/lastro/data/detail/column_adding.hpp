// SPDX-License-Identifier: MIT
// lastro/data/detail/column_adding.hpp
//
// How do the values of a column get into the parts of its profile, each where it costs least?
//
//   column.visit([&](const auto& values) { add_values(parts, values, column, first, count); });    // of at most 65,536 rows
//
// Whole numbers of a small range are counted, others and texts tallied, so that what occurs often goes into a sketch once. Which
// way values take depends on them alone.
#pragma once

#include <bit>          // bit_cast
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t, uint64_t
#include <span>         // span
#include <string_view>  // string_view
#include <type_traits>  // is_same_v
#include <vector>       // vector

#include <lastro/data/column.hpp>
#include <lastro/data/detail/column_parts.hpp>
#include <lastro/data/detail/counted_wholes.hpp>
#include <lastro/data/detail/text_keys.hpp>
#include <lastro/data/detail/value_tally.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/stats/detail/heap_array.hpp>
#include <lastro/stats/detail/sketch_hash.hpp>

namespace lastro::inline v0::data::detail {

inline constexpr std::size_t most_rows = std::size_t{1} << 16U;  ///< For one call of `add_values`.
inline constexpr std::size_t block_rows = 8192;                  ///< Numbers are handed on so many at a time.

/// Where a tally puts numbers, T being double or std::int64_t: what occurs once is gathered apart from what occurs often.
template <class T>
class number_sink {
public:
    explicit number_sink(column_parts& parts) noexcept : to_(parts) {}

    void operator()(std::uint64_t bits, std::size_t, std::uint32_t times) {
        constexpr bool real = std::is_same_v<T, double>;
        const T value = std::bit_cast<T>(bits);
        const std::uint64_t hash = stats::detail::sketch_hash(real ? ~bits : bits);
        to_.distinct.add_hash(hash);
        to_.numbers.add(bits, hash, times);
        to_.zeros += value == T{} ? times : 0U;
        to_.negatives += value < T{} ? times : 0U;
        const auto x = static_cast<double>(value);
        if (real && !num::is_finite(x)) {
            to_.nans += num::is_nan(x) ? times : 0U;
            for (; !num::is_nan(x) && times > 0; --times) {
                ++to_.infinities;
                to_.quantiles.add(x);
            }
        } else if (times == 1) {
            single_[singles_++] = x;
            if (!real && num::magnitude(x) >= exact) {
                to_.moments.add(value);  // x may be rounded
                ++large_singles_;
            }
            if (singles_ == block_rows) {
                flush_singles();
            }
        } else {
            often_[oftens_++] = {x, times};
            if (!real && num::magnitude(x) >= exact) {
                to_.moments.add(value, times);
                ++large_oftens_;
            }
            if (oftens_ == most_often) {
                flush_oftens();
            }
        }
    }

    void finish() {
        flush_singles();
        flush_oftens();
    }

private:
    static constexpr std::size_t most_often = 2048;
    static constexpr double exact = 0x1p53;
    struct counted {
        double value;
        std::uint32_t times;
    };

    void flush_singles() {
        const std::span<const double> values{static_cast<const double*>(single_), singles_};
        if (large_singles_ == 0) {
            to_.moments.add(values);
        } else {
            for (const double x : values) {
                if (num::magnitude(x) < exact) {
                    to_.moments.add(x);
                }
            }
        }
        to_.take(values);
        singles_ = 0;
        large_singles_ = 0;
    }
    void flush_oftens() {
        bool ascending = true;  // as runs of a sorted column do
        for (std::size_t i = 1; i < oftens_; ++i) {
            ascending = ascending && often_[i - 1].value <= often_[i].value;
        }
        if (!ascending) {
            stats::detail::heap_sort(static_cast<counted*>(often_), oftens_,
                                     [](const counted& a, const counted& b) { return a.value < b.value; });
        }
        double values[most_often];
        std::uint32_t times[most_often];
        for (std::size_t i = 0; i < oftens_; ++i) {
            values[i] = often_[i].value;
            times[i] = often_[i].times;
        }
        const std::span<const double> all{static_cast<const double*>(values), oftens_};
        const std::span<const std::uint32_t> counts{static_cast<const std::uint32_t*>(times), oftens_};
        if (large_oftens_ == 0) {
            to_.moments.add(all, counts);
        } else {
            for (std::size_t i = 0; i < oftens_; ++i) {
                if (num::magnitude(values[i]) < exact) {
                    to_.moments.add(values[i], times[i]);
                }
            }
        }
        to_.take_counted(all, counts);
        oftens_ = 0;
        large_oftens_ = 0;
    }

    column_parts& to_;
    double single_[block_rows];
    counted often_[most_often];
    std::size_t singles_ = 0;
    std::size_t oftens_ = 0;
    std::size_t large_singles_ = 0;
    std::size_t large_oftens_ = 0;
};

/// How many of `count` rows are missing.
[[nodiscard]] inline std::uint64_t missing_in(const column& values, std::size_t first, std::size_t count) noexcept {
    std::uint64_t missing = 0;
    for (std::size_t i = first; values.null_count() > 0 && i < first + count; ++i) {
        missing += values.is_null(i) ? 1U : 0U;
    }
    return missing;
}

// Texts: by what of them is different, which `keys` tell.
template <class Keys>
void add_texts(column_parts& parts, const Keys& keys, const text_values& values, const column& all, std::size_t first,
               std::size_t count) {
    constexpr std::size_t short_ones = 256;
    std::uint32_t lengths[short_ones] = {};
    double longer[block_rows];
    std::size_t used = 0;
    const auto flush = [&] {
        const std::span<const double> sizes{static_cast<const double*>(longer), used};
        parts.moments.add(sizes);
        parts.take(sizes);
        used = 0;
    };
    const bool missing = all.null_count() > 0;
    const auto sink = [&](std::uint64_t key, std::size_t row, std::uint32_t times) {
        const std::string_view text = values[first + row];
        const std::uint64_t hash = text.size() < 8 ? stats::detail::sketch_hash(text) : key;
        parts.distinct.add_hash(hash);
        parts.texts.add(text, hash, times);
        if (text.size() < short_ones) {
            lengths[text.size()] += times;
            return;
        }
        for (; times > 0; --times) {
            longer[used++] = static_cast<double>(text.size());
            if (used == block_rows) {
                flush();
            }
        }
    };
    constexpr std::size_t long_run = 4;
    value_tally tally;
    for (std::size_t i = 0; i < count;) {
        if (missing && all.is_null(first + i)) {
            ++i;
            continue;
        }
        if (keys.is_short(i)) {
            tally.add(keys.of_short(i), i, sink);
            ++i;
            continue;
        }
        const std::size_t run = missing ? 1 : keys.run_length(i, count - i);
        const std::uint64_t hash = stats::detail::sketch_hash(values[first + i]);
        if (run < long_run) {
            tally.add(hash, i, sink, static_cast<std::uint32_t>(run));
        } else {  // counted already
            sink(hash, i, static_cast<std::uint32_t>(run));
        }
        i += run;
    }
    tally.finish(sink);
    parts.zeros += lengths[0];
    flush();
    parts.take_counted(0, lengths);
}

// The same bytes, however texts are kept.
inline void add_values(column_parts& parts, const text_values& values, const column& all, std::size_t first,
                       std::size_t count) {
    if (values.has_dictionary()) {
        return add_texts(parts, dictionary_keys{values, first}, values, all, first, count);
    }
    add_texts(parts, text_keys{values, first}, values, all, first, count);
}

// Numbers, T being double or std::int64_t, by the bits `bits_of` row first + i. What stands next to its like, as the times of events
// often do, is counted there; everything else in a tally.
template <class T, class Bits>
void add_numbers(column_parts& parts, const Bits& bits_of, const column& all, std::size_t first, std::size_t count) {
    constexpr std::size_t long_run = 4;
    number_sink<T> sink{parts};
    value_tally tally;
    const bool missing = all.null_count() > 0;
    const auto same = [&](std::size_t i, std::uint64_t bits) { return bits_of(i) == bits; };
    for (std::size_t i = 0; i < count; ++i) {
        if (missing && all.is_null(first + i)) {
            continue;
        }
        const std::uint64_t bits = bits_of(i);
        if (!missing && i + long_run <= count && same(i + 1, bits) && same(i + 2, bits) && same(i + 3, bits)) {
            std::size_t run = long_run;
            while (i + run < count && same(i + run, bits)) {
                ++run;
            }
            sink(bits, i, static_cast<std::uint32_t>(run));
            i += run - 1;
        } else {
            tally.add(bits, i, sink);
        }
    }
    tally.finish(sink);
    sink.finish();
}

inline void add_values(column_parts& parts, const std::vector<double>& values, const column& all, std::size_t first,
                       std::size_t count) {
    const double* const x = values.data() + first;
    add_numbers<double>(
        parts, [x](std::size_t i) { return std::bit_cast<std::uint64_t>(x[i] + 0.0); }, all, first,  // -0.0 as 0.0
        count);
}

// Whole numbers of a small range are counted first; then each different one is seen once.
template <class T>
void add_values(column_parts& parts, const std::vector<T>& values, const column& all, std::size_t first,
                std::size_t count) {
    const std::span<const T> x{values.data() + first, count};
    const std::uint64_t missing = missing_in(all, first, count);
    const whole_range range = range_of(x);
    if (range.size() <= counted_wholes::most && range.size() / 4 <= count) {
        counted_wholes counted{x, range};
        if (missing > 0) {  // which are 0 in memory
            counted.take_off(0, missing);
        }
        for (std::size_t i = 0; i < range.size(); ++i) {
            if (const std::uint32_t times = counted.counts()[i]; times > 0) {
                const std::int64_t whole = range.low + static_cast<std::int64_t>(i);
                const auto bits = static_cast<std::uint64_t>(whole);
                const std::uint64_t hash = stats::detail::sketch_hash(bits);
                parts.distinct.add_hash(hash);
                parts.numbers.add(bits, hash, times);
                parts.zeros += whole == 0 ? times : 0U;
                parts.negatives += whole < 0 ? times : 0U;
            }
        }
        return parts.take_counted(range.low, std::span{counted.counts()}.first(range.size()));
    }
    add_numbers<std::int64_t>(
        parts, [x](std::size_t i) { return static_cast<std::uint64_t>(whole(x[i])); }, all, first, count);
}

}  // namespace lastro::inline v0::data::detail
