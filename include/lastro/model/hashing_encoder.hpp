// SPDX-License-Identifier: MIT
// lastro/model/hashing_encoder.hpp
//
// How do words become numbers where there are too many to list? Each falls into one of a few columns by its hash.
//
//   const model::hashing_encoder street{{.width = 32}};
//   std::array<double, 32> row{};
//   street.encode("Rua Augusta", row);                     // 1 or -1 in one place, 0 elsewhere
//
// Nothing is learned, so no word is unseen and the file stays small; words that fall together cannot be told apart. The
// sign, a bit of the hash, makes their sums right on average [1]. Places and signs are those of FeatureHasher of
// scikit-learn with input_type="string".
//
// References
//   [1] K. Weinberger et al., Feature hashing for large scale multitask learning, ICML 2009.
//   [2] A. Appleby, MurmurHash3 (2011), placed in the public domain.
#pragma once

#include <algorithm>    // fill
#include <bit>          // rotl
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::model {

namespace detail {

/// MurmurHash3_x86_32 of the bytes of `text` [2], on machines of either byte order. For bins, not for identity: whoever
/// chooses the words can choose where they fall.
[[nodiscard]] constexpr std::uint32_t murmur3(std::string_view text, std::uint32_t seed = 0) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const auto scrambled = [](std::uint32_t word) { return std::rotl(word * 0xcc9e2d51U, 15) * 0x1b873593U; };
    std::uint32_t state = seed;
    std::size_t at = 0;
    for (; text.size() - at >= 4; at += 4) {
        const std::uint32_t word = byte(at) | byte(at + 1) << 8 | byte(at + 2) << 16 | byte(at + 3) << 24;
        state = std::rotl(state ^ scrambled(word), 13) * 5 + 0xe6546b64U;
    }
    std::uint32_t rest = 0;
    for (std::size_t i = text.size(); i > at; --i) {
        rest = rest << 8 | byte(i - 1);
    }
    state ^= scrambled(rest);  // 0 where nothing is left
    state ^= static_cast<std::uint32_t>(text.size());
    state = (state ^ state >> 16) * 0x85ebca6bU;
    state = (state ^ state >> 13) * 0xc2b2ae35U;
    return state ^ state >> 16;
}

}  // namespace detail

struct hashing_settings {
    std::size_t width = 16;      ///< How many columns; 1 to 1,000,000.
    bool alternate_sign = true;  ///< Whether half of the words count as -1.

    friend bool operator==(const hashing_settings&, const hashing_settings&) = default;
};

/// Texts by their hash.
class hashing_encoder {
public:
    static constexpr schema_id schema{"lastro.hashing_encoder", 1};

    static constexpr std::size_t most_columns = 1'000'000;

    hashing_encoder() = default;

    /// @throws std::invalid_argument unless there are 1 to 1,000,000 columns.
    explicit hashing_encoder(const hashing_settings& settings) : settings_(settings) {
        core::require<std::invalid_argument>(in_range(), "model::hashing_encoder: width", "1 to 1000000",
                                             settings.width);
    }

    [[nodiscard]] const hashing_settings& settings() const noexcept { return settings_; }

    void fit(const std::vector<std::string_view>&) const noexcept {}

    [[nodiscard]] std::size_t width() const noexcept { return settings_.width; }

    /// 1 or -1 in the place of `value`, 0 elsewhere; refuses none. Precondition: row.size() == width().
    bool encode(std::string_view value, std::span<double> row) const noexcept {
        encode_missing(row);
        const std::uint32_t hash = detail::murmur3(value);
        const bool negative = hash >= 0x8000'0000U;  // as a signed number, whose size tells the place
        row[(negative ? 0U - hash : hash) % settings_.width] = negative && settings_.alternate_sign ? -1.0 : 1.0;
        return true;
    }

    /// 0 everywhere.
    void encode_missing(std::span<double> row) const noexcept { std::fill(row.begin(), row.end(), 0.0); }

    /// "street#0", "street#1", ...
    void append_names(const std::string& column, std::vector<std::string>& names) const {
        for (std::size_t i = 0; i < settings_.width; ++i) {
            names.push_back(column + '#' + std::to_string(i));
        }
    }

    /// @throws format_error unless there are 1 to 1,000,000 columns.
    void check() const {
        core::require<format_error>(in_range(), "lastro.hashing_encoder: width", "1 to 1000000", settings_.width);
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("width", self.settings_.width);
        visit("alternate_sign", self.settings_.alternate_sign);
    }

    friend bool operator==(const hashing_encoder&, const hashing_encoder&) = default;

private:
    [[nodiscard]] bool in_range() const noexcept { return settings_.width >= 1 && settings_.width <= most_columns; }

    hashing_settings settings_;
};

static_assert(reflectable<hashing_encoder>);

}  // namespace lastro::inline v0::model
