// SPDX-License-Identifier: MIT
// lastro/store/fastcdc.hpp
//
// Content-defined chunks of a wanted size: FastCDC, version 2020.
//
//   const store::fastcdc rule{{.minimum = 4096, .average = 16384, .maximum = 65536}};
//   store::for_each_chunk(rule, bytes, [&](core::byte_span chunk) { objects.put(chunk); });
//
// Cuts where the Rust crate fastcdc (v2020) [2] cuts, with the same fingerprints. Standard library only.
//
// References
//   [1] W. Xia et al., The Design of Fast Content-Defined Chunking for Data Deduplication Based Storage Systems, IEEE
//       Transactions on Parallel and Distributed Systems 31(9), 2020.
//   [2] N. Fiedler, fastcdc (Rust crate), module v2020.
#pragma once

#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // invalid_argument
#include <string>     // to_string

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/order.hpp>
#include <lastro/store/detail/gear_scan.hpp>
#include <lastro/store/detail/gear_tables.hpp>

namespace lastro::inline v0::store {

/// Sizes of chunks, in bytes. The limits are those of [2].
struct fastcdc_settings {
    std::size_t minimum = 16'384;   ///< 64 to 2^20; only the last chunk may be shorter.
    std::size_t average = 65'536;   ///< 256 to 2^22: about what chunks are long.
    std::size_t maximum = 262'144;  ///< 1024 to 2^24; no chunk is longer.
    unsigned normalization = 1;     ///< 0 to 3: how much the sizes are drawn towards the average [1, 3.4].

    friend bool operator==(const fastcdc_settings&, const fastcdc_settings&) = default;
};

/// A chunk's length, and the Gear hash where it ends (of little use: the same for many chunks).
struct fastcdc_cut {
    std::size_t length = 0;
    std::uint64_t fingerprint = 0;

    friend bool operator==(const fastcdc_cut&, const fastcdc_cut&) = default;
};

/// The chunker; a regular value.
class fastcdc {
public:
    /// @throws std::invalid_argument for sizes outside their limits or not ascending.
    explicit fastcdc(const fastcdc_settings& settings = {}) : settings_(settings) {
        const auto check = [](std::size_t value, std::size_t least, std::size_t most, const char* where) {
            core::require<std::invalid_argument>(value >= least && value <= most, where,
                                                 std::to_string(least) + " to " + std::to_string(most), value);
        };
        check(settings.minimum, 64, std::size_t{1} << 20U, "store::fastcdc: minimum");
        check(settings.average, 256, std::size_t{1} << 22U, "store::fastcdc: average");
        check(settings.maximum, 1024, std::size_t{1} << 24U, "store::fastcdc: maximum");
        check(settings.normalization, 0, 3, "store::fastcdc: normalization");
        check(settings.average, settings.minimum, settings.maximum, "store::fastcdc: average, between the other two");
        const std::size_t bits = nearest_exponent(settings.average);
        before_average_ = detail::fastcdc_masks[bits + settings.normalization - 5];
        after_average_ = detail::fastcdc_masks[bits - settings.normalization - 5];
    }

    [[nodiscard]] const fastcdc_settings& settings() const noexcept { return settings_; }
    [[nodiscard]] std::size_t maximum() const noexcept { return settings_.maximum; }

    /// How long the first chunk of `data` is; see `store::chunker`.
    [[nodiscard]] std::size_t cut(core::byte_span data) const noexcept { return cut_with_fingerprint(data).length; }

    /// As `cut`; the fingerprint is 0 for content of up to `minimum` bytes, which is not looked at.
    ///
    /// A rarer pattern is asked for before the average and a commoner one after it. The byte that completes the pattern
    /// begins the next chunk. Bytes are judged in pairs [1, 3.5]: the three sizes are rounded down to even numbers
    /// where they bound the search, and a cut in front of the first byte of a pair has twice the hash as fingerprint.
    [[nodiscard]] fastcdc_cut cut_with_fingerprint(core::byte_span data) const noexcept {
        if (data.size() <= settings_.minimum) {
            return {.length = data.size()};
        }
        const auto even = [](std::size_t size) { return size - size % 2; };
        const std::size_t length = core::smaller(data.size(), settings_.maximum);
        const std::size_t middle = even(core::smaller(settings_.average, length));
        const std::size_t end = even(length);
        detail::gear_match found =
            detail::gear_scan(detail::fastcdc_gear, data, even(settings_.minimum), middle, before_average_, 0);
        if (found.at == middle) {
            found = detail::gear_scan(detail::fastcdc_gear, data, middle, end, after_average_, found.hash);
        }
        if (found.at == end) {
            return {.length = length, .fingerprint = found.hash};
        }
        return {.length = found.at, .fingerprint = found.hash << (found.at % 2 == 0 ? 1U : 0U)};
    }

    friend bool operator==(const fastcdc&, const fastcdc&) = default;

private:
    /// log2 of `size`, rounded to the nearest integer: k where 2^(k - 1/2) < size < 2^(k + 1/2).
    [[nodiscard]] static std::size_t nearest_exponent(std::uint64_t size) noexcept {
        std::size_t k = 0;
        while (size * size >= std::uint64_t{1} << (2 * k + 1)) {
            ++k;
        }
        return k;
    }

    fastcdc_settings settings_;
    std::uint64_t before_average_ = 0;
    std::uint64_t after_average_ = 0;
};

}  // namespace lastro::inline v0::store
