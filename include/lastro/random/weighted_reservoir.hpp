// SPDX-License-Identifier: MIT
// lastro/random/weighted_reservoir.hpp
//
// Which k of the items that pass by are kept, if some weigh more than others? Nobody knows how many are to come.
//
//   random::weighted_reservoir kept{random::stream{42}["sample"], 100};
//   for (std::uint64_t row = 0; more(); ++row) kept.add(row, weight_of(row));
//   for (const std::uint64_t row : kept.items()) use(row);
//
// Each item gets the key -log(u) / weight with its own draw, and the k smallest keys stay [1]: the same sample as
// drawing k times without replacement in proportion to the weights. The key depends on the item's number only, so
// reservoirs filled by several threads or from several files merge into the one that had seen everything.
//
// References
//   [1] P. S. Efraimidis, P. G. Spirakis, Weighted random sampling with a reservoir, Inf. Process. Lett. 97(5), 2006.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// A sample of at most `capacity` items of a sequence, without replacement, in proportion to their weights.
class weighted_reservoir {
public:
    /// @throws std::invalid_argument if the capacity is 0.
    weighted_reservoir(const stream& draws, std::size_t capacity) : draws_{draws}, capacity_{capacity} {
        core::require<std::invalid_argument>(capacity > 0, "random::weighted_reservoir: capacity", "at least 1",
                                             capacity);
    }

    /// Offers the item with the number `item`; every number may be offered once. Weight 0 means never.
    ///
    /// @throws std::invalid_argument unless the weight is 0 or from 1e-290 to 1e290.
    void add(std::uint64_t item, double weight = 1.0) {
        if (weight == 0.0) {
            return;
        }
        core::require<std::invalid_argument>(weight >= 1e-290 && weight <= 1e290, "random::weighted_reservoir: weight",
                                             "0 or a number from 1e-290 to 1e+290", weight);
        keep({.key = -num::log(uniform_open(draws_, item)) / weight, .item = item});
    }

    /// Takes in what another reservoir has kept of other items.
    ///
    /// @throws std::invalid_argument if it draws from another stream or has another capacity.
    void merge(const weighted_reservoir& other) {
        core::require<std::invalid_argument>(other.draws_ == draws_, "random::weighted_reservoir: merge",
                                             "the same stream", "another one");
        core::require<std::invalid_argument>(other.capacity_ == capacity_, "random::weighted_reservoir: merge",
                                             "the same capacity", other.capacity_);
        const std::vector<entry> theirs = other.heap_;
        for (const entry& e : theirs) {
            keep(e);
        }
    }

    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// How many items are kept now.
    [[nodiscard]] std::size_t size() const noexcept { return heap_.size(); }

    /// The kept items in the order in which drawing one by one would have taken them. Cost: O(k log k).
    [[nodiscard]] std::vector<std::uint64_t> items() const {
        std::vector<entry> heap = heap_;
        std::vector<std::uint64_t> kept(heap.size());
        while (!heap.empty()) {  // the last in the order is always on top
            kept[heap.size() - 1] = heap.front().item;
            const entry last = heap.back();
            heap.pop_back();
            if (!heap.empty()) {
                sink(heap, last);
            }
        }
        return kept;
    }

private:
    struct entry {
        double key;
        std::uint64_t item;
    };

    /// A total order: equal keys are ordered by item.
    [[nodiscard]] static bool before(const entry& a, const entry& b) noexcept {
        return a.key < b.key || (a.key == b.key && a.item < b.item);
    }

    void keep(const entry& e) {
        if (heap_.size() < capacity_) {
            heap_.push_back(e);
            std::size_t at = heap_.size() - 1;
            for (; at > 0 && before(heap_[(at - 1) / 2], e); at = (at - 1) / 2) {
                heap_[at] = heap_[(at - 1) / 2];
            }
            heap_[at] = e;
        } else if (before(e, heap_.front())) {
            sink(heap_, e);
        }
    }

    /// Replaces the top of a heap by `e` and lets it sink to its place.
    static void sink(std::vector<entry>& heap, const entry& e) noexcept {
        std::size_t at = 0;
        for (std::size_t child = 1; child < heap.size(); child = 2 * at + 1) {
            child += static_cast<std::size_t>(child + 1 < heap.size() && before(heap[child], heap[child + 1]));
            if (!before(e, heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = e;
    }

    stream draws_;
    std::size_t capacity_;
    std::vector<entry> heap_;  ///< A heap: the entry that would go first is on top.
};

}  // namespace lastro::inline v0::random
