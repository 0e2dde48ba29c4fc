// SPDX-License-Identifier: MIT
// tests/benchmark/peers/data_sketches.cpp
//
// The sketches of Apache DataSketches C++ behind plain functions, for tests/benchmark/data_sketches.cpp.
#include <cstddef>
#include <cstdint>

// The crate's own addition to frequent items: told of what is dropped. Nobody listens.
inline void remove_from_hashset(std::size_t, std::int64_t) {}

#include <frequent_items_sketch.hpp>
#include <hll.hpp>
#include <kll_sketch.hpp>

extern "C" void peer_kll(const double* values, std::size_t n, unsigned k, const double* at, std::size_t many,
                         double* ranks) {
    datasketches::kll_sketch<double> sketch(static_cast<std::uint16_t>(k));
    for (std::size_t i = 0; i < n; ++i) {
        sketch.update(values[i]);
    }
    for (std::size_t i = 0; i < many; ++i) {
        ranks[i] = sketch.get_rank(at[i]);
    }
}

extern "C" double peer_distinct(const double* values, std::size_t n, unsigned precision) {
    datasketches::hll_sketch sketch(static_cast<std::uint8_t>(precision), datasketches::HLL_8);
    for (std::size_t i = 0; i < n; ++i) {
        sketch.update(values[i]);
    }
    return sketch.get_estimate();
}

extern "C" std::uint64_t peer_frequent(const std::int64_t* values, std::size_t n, unsigned binary_counters) {
    datasketches::frequent_items_sketch<std::int64_t> sketch(static_cast<std::uint8_t>(binary_counters), 0);
    for (std::size_t i = 0; i < n; ++i) {
        sketch.update(values[i]);
    }
    return sketch.get_maximum_error();
}
