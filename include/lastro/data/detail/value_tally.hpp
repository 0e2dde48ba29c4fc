// SPDX-License-Identifier: MIT
// lastro/data/detail/value_tally.hpp
//
// How are the values of a column counted before they go into sketches, so that the same value goes in once and not 1,000 times?
//
//   detail::value_tally tally;                         // 32 kB, for the stack
//   tally.add(key, row, sink);                         // sink(key, row, count): a row that has the value, and how often
//   tally.finish(sink);
//
// Keys are any 64 bits that tell values apart. Four places for each of 512 groups of keys; where a group is full, the rarest
// leaves. Where most values are met once, what comes after goes straight to the sink.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint32_t, uint64_t

namespace lastro::inline v0::data::detail {

class value_tally {
public:
    value_tally() noexcept { clear(); }

    template <class Sink>
    [[gnu::always_inline]] void add(std::uint64_t key, std::size_t row, Sink& sink, std::uint32_t count = 1) {
        if (passes_) {
            return sink(key, row, count);
        }
        entry* const group = entries_ + ((key * spread) >> 55U) * ways;
        // Without branches: which of the four it is, nobody can foresee.
        const std::size_t at = std::size_t{group[1].key == key} + 2 * std::size_t{group[2].key == key} +
                               3 * std::size_t{group[3].key == key};
        if (group[at].key == key) [[likely]] {
            group[at].count += count;
        } else {
            admit(group, key, row, sink, count);
        }
    }

    /// Hands over what is left.
    template <class Sink>
    void finish(Sink& sink) {
        for (entry& e : entries_) {
            if (e.count != 0) {
                sink(e.key, std::size_t{e.row}, e.count);
            }
        }
        clear();
    }

private:
    static constexpr std::size_t groups = 512;
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t patience = 4096;
    static constexpr std::uint64_t spread = 0x9E37'79B9'7F4A'7C15U;  // 2^64 divided by the golden ratio

    struct entry {
        std::uint64_t key;
        std::uint32_t row;
        std::uint32_t count;
    };

    // A vacant place has a key that is never looked for there: 0 belongs to the first group, and 1 does not.
    void clear() noexcept {
        for (std::size_t i = 0; i < groups * ways; ++i) {
            entries_[i] = {i < ways ? std::uint64_t{1} : 0, 0, 0};
        }
    }

    template <class Sink>
    [[gnu::noinline]] void admit(entry* group, std::uint64_t key, std::size_t row, Sink& sink, std::uint32_t count) {
        entry* rarest = group;
        for (std::size_t i = 1; i < ways; ++i) {
            rarest = group[i].count < rarest->count ? group + i : rarest;
        }
        if (rarest->count != 0) {
            sink(rarest->key, std::size_t{rarest->row}, rarest->count);
        }
        *rarest = {key, static_cast<std::uint32_t>(row), count};
        if (++admitted_ == patience) {
            passes_ = row < 2 * patience;
        }
    }

    alignas(64) entry entries_[groups * ways];
    std::size_t admitted_ = 0;
    bool passes_ = false;
};

}  // namespace lastro::inline v0::data::detail
