// SPDX-License-Identifier: MIT
// lastro/random/sampling.hpp
//
// Which rows are in the sample? Indices drawn with and without replacement, and the rows of a bootstrap.
//
//   const auto rows = random::sample_without_replacement(random::stream{42}["rows"], 1'000'000, 100);
//   const auto again = random::bootstrap_indices(random::stream{42}["bootstrap"][round], rows_of_the_table);
//
// Exactly uniform, and addressed: a longer sample of the same stream begins with the shorter one. Bit-equal everywhere.
//
// References
//   [1] D. E. Knuth, The Art of Computer Programming, volume 2, section 3.4.2, algorithm P, stopped after k exchanges.
#pragma once

#include <bit>        // bit_ceil
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // to_string
#include <utility>    // swap
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/fill.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

namespace detail {

/// The array 0, 1, 2, ... of which only the changed places are kept: open addressing, at most half full.
class sparse_identity {
public:
    explicit sparse_identity(std::size_t changes) : slots_(std::bit_ceil(2 * changes + 2)) {}

    /// What is at place `at`.
    [[nodiscard]] std::uint64_t operator[](std::uint64_t at) noexcept {
        const slot& found = slot_of(at);
        return found.used ? found.value : at;
    }

    /// Sets place `at` to `value` and returns what was there.
    std::uint64_t exchange(std::uint64_t at, std::uint64_t value) {
        slot& found = slot_of(at);
        const std::uint64_t before = found.used ? found.value : at;
        found = {.place = at, .value = value, .used = true};
        return before;
    }

private:
    struct slot {
        std::uint64_t place = 0;
        std::uint64_t value = 0;
        bool used = false;
    };

    [[nodiscard]] slot& slot_of(std::uint64_t at) noexcept {
        const std::size_t mask = slots_.size() - 1;
        std::size_t where = static_cast<std::size_t>((at * 0x9E3779B97F4A7C15U) >> 20U) & mask;
        while (slots_[where].used && slots_[where].place != at) {
            where = (where + 1) & mask;
        }
        return slots_[where];
    }

    std::vector<slot> slots_;
};

}  // namespace detail

/// `count` indices below `population`, each independent of the others: draw i is `bounded(draws, i, population)`.
///
/// @throws std::invalid_argument if the population is 0 and the count is not.
[[nodiscard]] inline std::vector<std::uint64_t> sample_with_replacement(const stream& draws, std::uint64_t population,
                                                                        std::size_t count) {
    core::require<std::invalid_argument>(population > 0 || count == 0, "random::sample_with_replacement: population",
                                         "at least 1", population);
    std::vector<std::uint64_t> sample(count);
    if (count > 0) {
        fill_bounded(draws, 0, population, sample);
    }
    return sample;
}

/// As many indices below `n` as there are, with replacement: the rows of one bootstrap sample.
///
/// @throws std::invalid_argument if n is 0.
[[nodiscard]] inline std::vector<std::uint64_t> bootstrap_indices(const stream& draws, std::uint64_t n) {
    core::require<std::invalid_argument>(n > 0, "random::bootstrap_indices: n", "at least 1", n);
    return sample_with_replacement(draws, n, n);
}

/// `count` different indices below `population`, in random order: every ordered choice is equally likely.
///
/// The first `count` steps of an exchange shuffle from the front [1]: step i exchanges place i with place
/// i + `bounded(draws, i, population - i)`. Cost: O(count) time and memory, whatever the population.
///
/// @throws std::invalid_argument if count > population.
[[nodiscard]] inline std::vector<std::uint64_t> sample_without_replacement(const stream& draws,
                                                                           std::uint64_t population,
                                                                           std::uint64_t count) {
    core::require<std::invalid_argument>(count <= population, "random::sample_without_replacement: count",
                                         "at most the population (" + std::to_string(population) + ")", count);
    if (count > population / 8) {  // the array itself is smaller than a table of its changes
        std::vector<std::uint64_t> places(population);
        for (std::uint64_t i = 0; i < population; ++i) {
            places[i] = i;
        }
        for (std::uint64_t i = 0; i < count; ++i) {
            std::swap(places[i], places[i + bounded(draws, i, population - i)]);
        }
        places.resize(count);
        return places;
    }
    detail::sparse_identity places{count};
    std::vector<std::uint64_t> sample(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t other = i + bounded(draws, i, population - i);
        // place i is never looked at again: its value moves to `other`, whose value is the sample's
        const std::uint64_t mine = places[i];
        sample[i] = other == i ? mine : places.exchange(other, mine);
    }
    return sample;
}

}  // namespace lastro::inline v0::random
