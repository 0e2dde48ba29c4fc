// SPDX-License-Identifier: MIT
// tests/train/shards.hpp: do rows, shuffled and dealt to shards, give the same state as in order?
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

/// Same bits: -0 is not 0, a NaN is itself.
inline bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// True if value(state) has the same bits for every one of 20 shuffles and cuts; add(state, i) adds row i.
template <class State, class Add, class Value>
bool shards_do_not_show(const State& empty, std::size_t rows, Add&& add, Value&& value) {
    State whole = empty;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rows; ++i) {
        add(whole, i);
        order.push_back(i);
    }
    std::mt19937_64 engine{rows};
    for (int round = 0; round < 20; ++round) {
        for (std::size_t i = rows; i > 1; --i) {
            std::swap(order[i - 1], order[engine() % i]);
        }
        std::vector<State> shards(1 + engine() % 7, empty);
        for (const std::size_t i : order) {
            add(shards[engine() % shards.size()], i);
        }
        State merged = empty;
        for (const State& shard : shards) {
            merged.merge(shard);
        }
        if (!same_bits(value(merged), value(whole))) {
            return false;
        }
    }
    return true;
}
