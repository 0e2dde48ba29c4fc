// SPDX-License-Identifier: MIT
// lastro/stats/frequent.hpp
//
// Which values occur most often in a stream, and how often at least and at most? Misra-Gries counters.
//
//   stats::frequent_items<std::int64_t> codes{{.counters = 256}};
//   codes.add(404);
//   for (std::size_t i = 0; i < codes.size(); ++i) codes.at(i).item, codes.at(i).least, codes.most(i);
//
// Bounds are certain, not likely: a value occurred at least `least` times and at most `least + uncertainty()`; one that is not
// there at most uncertainty() times, which is no more than 2 n / counters. So every value above that share is there. With no
// more different values than counters all counts are exact. Which other values stay depends on the order of the stream and
// of merges; equal calls give equal sketches everywhere. Nothing allocated after construction.
//
// References
//   [1] J. Misra, D. Gries, Finding repeated elements, Sci. Comput. Program. 2(2), 1982.
//   [2] P. K. Agarwal et al., Mergeable summaries, PODS 2012.
//   [3] D. Anderson et al., A high-performance algorithm for identifying frequent items in data streams, IMC 2017 (taking off
//       the median counter, so that half of the counters become free at once).
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <cstring>      // memcpy
#include <stdexcept>    // invalid_argument
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, is_trivially_copyable_v

#include <lastro/core/contract.hpp>
#include <lastro/stats/detail/heap_array.hpp>
#include <lastro/stats/detail/sketch_hash.hpp>

namespace lastro::inline v0::stats {

namespace detail {
struct sketch_bytes;

/// The k-th smallest of values[0, n), which are put in another order (C. A. R. Hoare, Algorithm 65: Find, 1961).
[[nodiscard]] inline std::uint64_t kth_smallest(std::uint64_t* values, std::size_t n, std::size_t k) noexcept {
    std::size_t first = 0;
    std::size_t last = n - 1;
    while (first < last) {
        const std::uint64_t pivot = values[first + (last - first) / 2];
        std::size_t i = first;
        std::size_t j = last;
        for (;;) {
            while (values[i] < pivot) {
                ++i;
            }
            while (pivot < values[j]) {
                --j;
            }
            if (i >= j) {
                break;
            }
            const std::uint64_t swapped = values[i];
            values[i++] = values[j];
            values[j--] = swapped;
        }
        if (k <= j) {
            last = j;
        } else {
            first = j + 1;
        }
    }
    return values[k];
}
}  // namespace detail

/// The beginning of a text, as an item that needs no memory of its own. Items are told apart by the hash of the whole text.
struct short_text {
    static constexpr std::size_t most = 47;
    unsigned char size = 0;
    char characters[most] = {};

    short_text() = default;
    explicit short_text(std::string_view text) noexcept
        : size{static_cast<unsigned char>(text.size() < most ? text.size() : most)} {
        constexpr std::size_t word = 8;
        for (std::size_t i = 0; i < size; i += word) {  // the last word ends where the text does
            const std::size_t at = size < word ? 0 : i + word <= size ? i : size - word;
            std::memcpy(characters + at, text.data() + at, size < word ? size : word);
        }
    }
    [[nodiscard]] std::string_view text() const noexcept { return {static_cast<const char*>(characters), size}; }
};

struct frequent_items_settings {
    std::size_t counters = 256;  ///< A power of two from 16 to 2^20.

    friend bool operator==(const frequent_items_settings&, const frequent_items_settings&) = default;
};

/// Counters for the most frequent of items that are copied byte by byte and told apart by 64 bits of hash.
template <class Item>
class frequent_items {
    static_assert(std::is_trivially_copyable_v<Item>);

public:
    /// An item and how often it occurred at least.
    struct entry {
        Item item{};
        std::uint64_t hash = 0;
        std::uint64_t least = 0;
    };

    /// @throws std::invalid_argument unless the number of counters is a power of two from 16 to 2^20.
    explicit frequent_items(const frequent_items_settings& settings = {})
        : settings_{checked(settings)},
          slots_{4 * settings.counters},
          entries_{settings.counters},
          scratch_{settings.counters} {}

    /// Counts a number: an item that is one.
    void add(const Item& item) noexcept requires requires { static_cast<std::uint64_t>(item); }
    { add(item, detail::sketch_hash(static_cast<std::uint64_t>(item))); }

    /// Counts an item `weight` times; items with the same hash are the same.
    void add(const Item& item, std::uint64_t hash, std::uint64_t weight = 1) noexcept {
        total_ += weight;
        count(item, hash, weight);
    }

    /// Counts the item that `source` becomes, which is made only where it is not held yet.
    template <class Source>
    requires(!std::is_same_v<Source, Item>) void add(const Source& source, std::uint64_t hash,
                                                     std::uint64_t weight = 1) noexcept {
        total_ += weight;
        count(source, hash, weight);
    }

    /// Takes in all that `other` has seen: bounds and uncertainties add up [2].
    /// @throws std::invalid_argument unless both have as many counters.
    void merge(const frequent_items& other) {
        core::require<std::invalid_argument>(settings_ == other.settings_, "stats::frequent_items: merge: counters",
                                             "as many as the sketch it goes into", other.settings_.counters);
        const frequent_items theirs = other;  // which may be this one
        for (std::size_t i = 0; i < theirs.size_; ++i) {
            count(theirs.entries_[i].item, theirs.entries_[i].hash, theirs.entries_[i].least);
        }
        total_ += theirs.total_;
        uncertainty_ += theirs.uncertainty_;
    }

    /// How many items were counted.
    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

    /// How much every count may be too low.
    [[nodiscard]] std::uint64_t uncertainty() const noexcept { return uncertainty_; }

    /// The items held, in no order that means anything. Precondition of at: i < size().
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const entry& at(std::size_t i) const noexcept { return entries_[i]; }
    [[nodiscard]] std::uint64_t most(std::size_t i) const noexcept { return entries_[i].least + uncertainty_; }

    /// Sorts the items held, the most frequent first; among equals by hash.
    void sort() noexcept {
        detail::heap_sort(entries_.data(), size_, [](const entry& a, const entry& b) {
            return a.least != b.least ? a.least > b.least : a.hash < b.hash;
        });
        place_all();
    }

    [[nodiscard]] const frequent_items_settings& settings() const noexcept { return settings_; }

    friend bool operator==(const frequent_items& a, const frequent_items& b) noexcept {
        bool equal = a.settings_ == b.settings_ && a.size_ == b.size_ && a.total_ == b.total_ &&
                     a.uncertainty_ == b.uncertainty_;
        for (std::size_t i = 0; equal && i < a.size_; ++i) {
            equal = a.entries_[i].hash == b.entries_[i].hash && a.entries_[i].least == b.entries_[i].least;
        }
        return equal;
    }

private:
    friend struct detail::sketch_bytes;

    static const frequent_items_settings& checked(const frequent_items_settings& settings) {
        const std::size_t n = settings.counters;
        core::require<std::invalid_argument>(n >= 16 && n <= std::size_t{1} << 20U && (n & (n - 1)) == 0,
                                             "stats::frequent_items: counters", "a power of two from 16 to 2^20", n);
        return settings;
    }

    // Where the hash is, or would be: slots hold numbers of entries, from 1; 0 is free.
    [[nodiscard]] std::size_t find(std::uint64_t hash) const noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = static_cast<std::size_t>(hash) & mask;
        while (slots_[at] != 0 && entries_[slots_[at] - 1].hash != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    template <class Source>
    void count(const Source& item, std::uint64_t hash, std::uint64_t weight) noexcept {
        if (weight == 0) {
            return;
        }
        std::size_t at = find(hash);
        if (slots_[at] != 0) {
            entries_[slots_[at] - 1].least += weight;
            return;
        }
        if (size_ == entries_.size()) {
            take_median_off();
            at = find(hash);
        }
        entries_[size_] = {Item{item}, hash, weight};
        slots_[at] = static_cast<std::uint32_t>(++size_);
    }

    // Half of the counters or more become free [3]; so the medians taken off are at most 2 total / counters in all.
    void take_median_off() noexcept {
        for (std::size_t i = 0; i < size_; ++i) {
            scratch_[i] = entries_[i].least;
        }
        const std::uint64_t median = detail::kth_smallest(scratch_.data(), size_, size_ / 2 - 1);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            if (entries_[i].least > median) {
                entries_[kept] = entries_[i];
                entries_[kept++].least -= median;
            }
        }
        size_ = kept;
        uncertainty_ += median;
        place_all();
    }

    void place_all() noexcept {
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            slots_[i] = 0;
        }
        for (std::size_t i = 0; i < size_; ++i) {
            slots_[find(entries_[i].hash)] = static_cast<std::uint32_t>(i + 1);
        }
    }

    frequent_items_settings settings_;
    detail::heap_array<std::uint32_t> slots_;
    detail::heap_array<entry> entries_;
    detail::heap_array<std::uint64_t> scratch_;
    std::size_t size_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t uncertainty_ = 0;
};

}  // namespace lastro::inline v0::stats
