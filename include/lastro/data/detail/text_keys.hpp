// SPDX-License-Identifier: MIT
// lastro/data/detail/text_keys.hpp
//
// What tells the texts of a column apart at a few instructions each, where they lie end to end?
//
//   const text_keys keys{texts, first};                // row i is text first + i
//   keys.is_short(i) ? keys.of_short(i) : stats::detail::sketch_hash(texts[first + i]);
//   keys.run_length(i, count);                         // how many of the next `count` rows, from row i on, are the same
#pragma once

#include <bit>          // endian
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcpy
#include <string_view>  // string_view

#include <lastro/data/detail/values.hpp>
#include <lastro/stats/detail/sketch_hash.hpp>

namespace lastro::inline v0::data::detail {

class text_keys {
public:
    text_keys(const text_values& texts, std::size_t first) noexcept
        : characters_(texts.characters.data()),
          offsets_(texts.offsets.data() + first),
          readable_(texts.characters.size() < 8 ? 0 : texts.characters.size() - 7) {}

    [[nodiscard]] bool is_short(std::size_t i) const noexcept { return size_of(i) < 8; }

    /// Its characters and their number: different short texts have different keys.
    [[nodiscard]] std::uint64_t of_short(std::size_t i) const noexcept {
        const std::size_t size = size_of(i);
        std::uint64_t word = 0;
        if (std::endian::native == std::endian::little && offsets_[i] < readable_) [[likely]] {
            std::memcpy(&word, characters_ + offsets_[i], sizeof word);
            word &= (std::uint64_t{1} << (8 * size)) - 1;
        } else {
            word = stats::detail::word_of(characters_ + offsets_[i], size);
        }
        return word | static_cast<std::uint64_t>(size) << 56U;
    }

    /// Equal neighbours repeat their bytes after as many as one of them has: that is looked for, eight at a time.
    /// Precondition: count > 0, and row i is not empty.
    [[nodiscard]] std::size_t run_length(std::size_t i, std::size_t count) const noexcept {
        const std::uint64_t* const offsets = offsets_ + i;
        const std::size_t size = size_of(i);
        constexpr std::size_t step = 32;  // texts: bounds what is compared in vain
        std::size_t run = 1;
        while (run < count) {
            const std::size_t most = count - run < step ? count - run : step;
            const char* const text = characters_ + offsets[run - 1];
            const std::size_t there = static_cast<std::size_t>(offsets[count] - offsets[run]);
            const std::size_t end = there < most * size ? there : most * size;
            std::size_t same = 0;
            std::uint64_t a = 0;
            std::uint64_t b = 0;
            while (same + sizeof a <= end) {
                std::memcpy(&a, text + same, sizeof a);
                std::memcpy(&b, text + size + same, sizeof b);
                if (a != b) {
                    break;
                }
                same += sizeof a;
            }
            while (same < end && text[same] == text[size + same]) {
                ++same;
            }
            const std::size_t last = run + same / size;
            while (run < last && offsets[run + 1] - offsets[run] == size) {
                ++run;
            }
            if (run < last || same < most * size) {
                break;
            }
        }
        return run;
    }

private:
    [[nodiscard]] std::size_t size_of(std::size_t i) const noexcept {
        return static_cast<std::size_t>(offsets_[i + 1] - offsets_[i]);
    }

    const char* characters_;
    const std::uint64_t* offsets_;
    std::size_t readable_;  ///< Where eight characters can be read.
};

/// The same for rows that name entries of a dictionary.
class dictionary_keys {
public:
    dictionary_keys(const text_values& texts, std::size_t first) noexcept : texts_(texts), first_(first) {}

    [[nodiscard]] bool is_short(std::size_t i) const noexcept { return texts_[first_ + i].size() < 8; }
    [[nodiscard]] std::uint64_t of_short(std::size_t i) const noexcept {
        const std::string_view text = texts_[first_ + i];
        return stats::detail::word_of(text.data(), text.size()) | static_cast<std::uint64_t>(text.size()) << 56U;
    }
    [[nodiscard]] std::size_t run_length(std::size_t i, std::size_t count) const noexcept {
        const std::size_t at = first_ + i;
        std::size_t run = 1;
        while (run < count && (texts_.codes[at + run] == texts_.codes[at] || texts_[at + run] == texts_[at])) {
            ++run;
        }
        return run;
    }

private:
    const text_values& texts_;
    std::size_t first_;
};

}  // namespace lastro::inline v0::data::detail
