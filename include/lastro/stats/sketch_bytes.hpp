// SPDX-License-Identifier: MIT
// lastro/stats/sketch_bytes.hpp
//
// How is a sketch kept in a file, and taken up again as if nothing had happened?
//
//   core::byte_writer out;
//   stats::put(out, sketch);
//   core::byte_reader in{out.bytes(), "yesterday.profile"};
//   auto same = stats::get<stats::quantile_sketch>(in);      // goes on with the same bits
//
// The bytes are specified in docs/formats/profile.md. Nothing that is read is trusted: format_error for what no sketch writes.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int32_t, uint32_t, uint64_t, uint8_t
#include <string>       // to_string
#include <string_view>  // string_view

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/central_moments.hpp>
#include <lastro/stats/detail/word_bytes.hpp>
#include <lastro/stats/distinct.hpp>
#include <lastro/stats/dyadic_histogram.hpp>
#include <lastro/stats/exact_moments.hpp>
#include <lastro/stats/frequent.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/tdigest.hpp>

namespace lastro::inline v0::stats {

namespace detail {

/// What may look into a sketch: reads and writes its members.
struct sketch_bytes {
    static void check(bool condition, std::string_view expected, std::uint64_t found) {
        core::require<format_error>(condition, "stats: saved sketch", expected, found);
    }

    static void put(core::byte_writer& out, const exact_moments& m) {
        out.put(m.count_);
        out.put(static_cast<std::uint8_t>(m.unbounded_ ? 1 : 0));
        for (std::size_t power = 1; power <= 4; ++power) {
            const std::size_t first = exact_moments::first_of(power);
            put_words(out, m.limbs_ + first, exact_moments::first_of(power + 1) - first);
        }
    }
    static void get(core::byte_reader& in, exact_moments& m) {
        m.count_ = in.get<std::uint64_t>();
        const auto unbounded = in.get<std::uint8_t>();
        check(unbounded <= 1, "0 or 1", unbounded);
        m.unbounded_ = unbounded == 1;
        for (std::size_t power = 1; power <= 4; ++power) {
            const std::size_t first = exact_moments::first_of(power);
            get_words(in, m.limbs_ + first, exact_moments::first_of(power + 1) - first);
        }
    }

    static void put(core::byte_writer& out, const dyadic_histogram& h) {
        out.put(static_cast<std::uint32_t>(h.settings_.bins));
        out.put(static_cast<std::int32_t>(h.settings_.narrowest));
        out.put(h.minimum_);
        out.put(h.maximum_);
        out.put(h.total_);
        for (std::size_t i = 0; i < h.size(); ++i) {
            out.put(h.counts_[i]);
        }
    }
    static void get(core::byte_reader& in, dyadic_histogram& h) {
        const std::size_t bins = in.get<std::uint32_t>();
        const int narrowest = in.get<std::int32_t>();
        check(bins >= 4 && bins <= dyadic_histogram::most, "4 to 128 bins", bins);
        check(narrowest >= -1000 && narrowest <= 1000, "a narrowest bin of 2^-1000 to 2^1000",
              static_cast<std::uint64_t>(narrowest));
        h = dyadic_histogram{{.bins = bins, .narrowest = narrowest}};
        const auto low = in.get<double>();
        const auto high = in.get<double>();
        const auto total = in.get<std::uint64_t>();
        if (total == 0) {
            return;
        }
        check(num::is_finite(low) && num::is_finite(high) && low <= high, "finite numbers in their order", total);
        h.cover(low, high);
        h.total_ = total;
        std::uint64_t sum = 0;
        for (std::size_t i = 0, size = h.size(); i < size; ++i) {
            h.counts_[i] = in.get<std::uint64_t>();
            check(h.counts_[i] <= total - sum, "counts up to their total", h.counts_[i]);
            sum += h.counts_[i];
        }
        check(sum == total, "counts that make up their total", sum);
    }

    static void put(core::byte_writer& out, const tdigest& d) {
        out.put(static_cast<std::uint32_t>(d.settings_.compression));
        out.put(d.count_);
        out.put(static_cast<std::uint32_t>(d.settled_));
        out.put(static_cast<std::uint32_t>(d.held_));
        for (std::size_t i = 0; i < d.held_; ++i) {
            out.put(d.centroids_[i].mean);
            out.put(d.centroids_[i].weight);
        }
    }
    static void get(core::byte_reader& in, tdigest& d) {
        const std::size_t compression = in.get<std::uint32_t>();
        check(compression >= 10 && compression <= 65535, "a compression from 10 to 65535", compression);
        const auto count = in.get<std::uint64_t>();
        const std::size_t settled = in.get<std::uint32_t>();
        const std::size_t held = in.get<std::uint32_t>();
        const std::size_t room = 5 * compression + 256;
        check(settled <= held && held <= room && settled < room, "as many centroids as there is room for", held);
        in.spend_memory(2 * room * sizeof(tdigest::centroid));
        d = tdigest{{.compression = compression}};
        double weight = 0.0;
        for (std::size_t i = 0; i < held; ++i) {
            tdigest::centroid& c = d.centroids_[i];
            c.mean = in.get<double>();
            c.weight = in.get<double>();
            check(num::magnitude(c.mean) <= 0x1p1022 && c.weight >= 1.0 && c.weight <= 0x1p62,
                  "centroids with a weight", i);
            check(i == 0 || i >= settled || d.centroids_[i - 1].mean <= c.mean, "ascending centroids", i);
            weight += c.weight;
        }
        const auto n = static_cast<double>(count);  // sums beyond 2^53 are rounded
        check(num::magnitude(weight - n) <= 0x1p-40 * n, "centroids that weigh as much as the count", count);
        d.count_ = count;
        d.settled_ = settled;
        d.held_ = held;
    }

    static void put(core::byte_writer& out, const central_moments& m) {
        out.put(m.count_);
        for (const double x : {m.mean_, m.second_, m.third_, m.fourth_}) {
            out.put(x);
        }
    }
    static void get(core::byte_reader& in, central_moments& m) {
        m.count_ = in.get<std::uint64_t>();
        for (double* const x : {&m.mean_, &m.second_, &m.third_, &m.fourth_}) {
            *x = in.get<double>();
        }
    }

    static void put(core::byte_writer& out, const distinct_sketch& s) {
        out.put(static_cast<std::uint8_t>(s.settings_.precision));
        for (std::size_t i = 0; i < s.registers_.size(); ++i) {
            out.put(s.registers_[i]);
        }
    }
    static void get(core::byte_reader& in, distinct_sketch& s) {
        const unsigned precision = in.get<std::uint8_t>();
        check(precision >= 4 && precision <= 18, "a precision from 4 to 18", precision);
        const core::byte_span registers = in.raw(std::uint64_t{1} << precision);
        s = distinct_sketch{{.precision = precision}};
        for (std::size_t i = 0; i < registers.size(); ++i) {
            s.registers_[i] = static_cast<std::uint8_t>(registers[i]);
            check(s.registers_[i] <= 65 - precision, "a position of at most " + std::to_string(65 - precision),
                  s.registers_[i]);
        }
    }

    template <class Item>
    static void put(core::byte_writer& out, const frequent_items<Item>& s) {
        out.put(static_cast<std::uint32_t>(s.settings_.counters));
        out.put(s.total_);
        out.put(s.uncertainty_);
        out.put(static_cast<std::uint32_t>(s.size_));
        for (std::size_t i = 0; i < s.size_; ++i) {
            put_item(out, s.entries_[i].item);
            out.put(s.entries_[i].hash);
            out.put(s.entries_[i].least);
        }
    }
    template <class Item>
    static void get(core::byte_reader& in, frequent_items<Item>& s) {
        const std::size_t counters = in.get<std::uint32_t>();
        check(counters >= 16 && counters <= std::size_t{1} << 20U && (counters & (counters - 1)) == 0,
              "a power of two from 16 to 2^20", counters);
        using entry = typename frequent_items<Item>::entry;
        in.spend_memory(counters * (sizeof(entry) + 4 * sizeof(std::uint32_t) + sizeof(std::uint64_t)));
        s = frequent_items<Item>{{.counters = counters}};
        s.total_ = in.get<std::uint64_t>();
        s.uncertainty_ = in.get<std::uint64_t>();
        const std::size_t size = in.get<std::uint32_t>();
        check(size <= counters, "at most as many items as counters", size);
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < size; ++i) {
            get_item(in, s.entries_[i].item);
            s.entries_[i].hash = in.get<std::uint64_t>();
            s.entries_[i].least = in.get<std::uint64_t>();
            const std::size_t at = s.find(s.entries_[i].hash);
            check(s.slots_[at] == 0, "different items", i);
            s.slots_[at] = static_cast<std::uint32_t>(i + 1);
            check(s.entries_[i].least > 0 && s.entries_[i].least <= s.total_ - sum, "counts up to their total",
                  s.entries_[i].least);
            sum += s.entries_[i].least;
            s.size_ = i + 1;
        }
    }
    static void put_item(core::byte_writer& out, core::number auto item) { out.put(item); }
    template <core::number Item>
    static void get_item(core::byte_reader& in, Item& item) {
        item = in.get<Item>();
    }

    static void put_item(core::byte_writer& out, const short_text& item) { out.put(item.text()); }
    static void get_item(core::byte_reader& in, short_text& item) {
        const core::byte_span text = in.bytes();
        check(text.size() <= short_text::most, "a text of at most 47 bytes", text.size());
        item = short_text{core::as_text(text)};
    }

    static void put(core::byte_writer& out, const quantile_sketch& s) {
        out.put(static_cast<std::uint32_t>(s.settings_.k));
        for (const std::uint64_t x :
             {s.settings_.coins.key(), s.count_, s.held_.tossed_, s.held_.upper_, s.held_.opposite_}) {
            out.put(x);
        }
        out.put(s.minimum_);
        out.put(s.maximum_);
        out.put(static_cast<std::uint32_t>(s.held_.levels_));
        for (std::size_t h = 0; h < s.held_.levels_; ++h) {
            out.put(static_cast<std::uint32_t>(s.held_.sizes_[h]));
        }
        for (std::size_t i = 0; i < s.held_.used_; ++i) {
            out.put(s.held_.values_[i]);
        }
    }
    static void get(core::byte_reader& in, quantile_sketch& s) {
        const std::size_t k = in.get<std::uint32_t>();
        check(k >= 8 && k <= 65535, "k from 8 to 65535", k);
        constexpr std::size_t values = 3;  // per k, in all levels together: 1 + 2/3 + 4/9 + ...
        in.spend_memory(2 * sizeof(double) * (values * k + 9 * kll_values::most_levels));
        s = quantile_sketch{{.k = k, .coins = random::stream{in.get<std::uint64_t>()}}};
        for (std::uint64_t* const x : {&s.count_, &s.held_.tossed_, &s.held_.upper_, &s.held_.opposite_}) {
            *x = in.get<std::uint64_t>();
        }
        s.minimum_ = in.get<double>();
        s.maximum_ = in.get<double>();
        s.held_.levels_ = in.get<std::uint32_t>();
        check(s.held_.levels_ >= 1 && s.held_.levels_ <= kll_values::most_levels, "1 to 60 levels", s.held_.levels_);
        s.held_.room_ = s.held_.shape_.room(s.held_.levels_);
        std::uint64_t weight = 0;
        for (std::size_t h = 0; h < s.held_.levels_; ++h) {
            s.held_.sizes_[h] = in.get<std::uint32_t>();
            check(s.held_.sizes_[h] < s.held_.room_ - s.held_.used_, "fewer values than there is room for",
                  s.held_.sizes_[h]);
            s.held_.used_ += s.held_.sizes_[h];
            check(s.held_.sizes_[h] <= (quantile_sketch::most_values - weight) >> h, "at most 2^60 values in all",
                  s.held_.sizes_[h]);
            weight += static_cast<std::uint64_t>(s.held_.sizes_[h]) << h;
        }
        check(weight == s.count_, "values that stand for " + std::to_string(s.count_), weight);
        for (std::size_t i = 0; i < s.held_.used_; ++i) {
            s.held_.values_[i] = in.get<double>();
            check(s.held_.values_[i] >= s.minimum_ && s.held_.values_[i] <= s.maximum_, "values within the extremes",
                  i);
        }
    }
};

}  // namespace detail

/// Writes a sketch.
template <class Sketch>
void put(core::byte_writer& out, const Sketch& sketch) {
    detail::sketch_bytes::put(out, sketch);
}

/// Reads what `put` wrote. @throws format_error for anything else.
template <class Sketch>
[[nodiscard]] Sketch get(core::byte_reader& in) {
    Sketch sketch{};
    detail::sketch_bytes::get(in, sketch);
    return sketch;
}

}  // namespace lastro::inline v0::stats
