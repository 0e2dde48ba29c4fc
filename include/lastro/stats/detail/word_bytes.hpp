// SPDX-License-Identifier: MIT
// lastro/stats/detail/word_bytes.hpp
//
// How is a whole number of many words kept in few bytes?
//
//   put_words(out, sum, 34);          // its sign and the words that tell something
//   get_words(in, sum, 34);           // trusts nothing
//
// The bytes are specified in docs/formats/profile.md.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // uint64_t, uint8_t

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::stats::detail {

/// Writes a number in two's complement, without the words at both ends that tell nothing. Precondition: 1 <= size < 256.
inline void put_words(core::byte_writer& out, const std::uint64_t* words, std::size_t size) {
    const std::uint64_t sign = words[size - 1] >> 63U != 0 ? ~std::uint64_t{0} : 0;
    std::size_t end = size;
    while (end > 0 && words[end - 1] == sign) {
        --end;
    }
    std::size_t first = 0;
    while (first < end && words[first] == 0) {
        ++first;
    }
    out.put(static_cast<std::uint8_t>(sign & 1U));
    out.put(static_cast<std::uint8_t>(first));
    out.put(static_cast<std::uint8_t>(end));
    for (std::size_t i = first; i < end; ++i) {
        out.put(words[i]);
    }
}

/// Reads what `put_words` wrote of as many words. @throws format_error where it cannot have.
inline void get_words(core::byte_reader& in, std::uint64_t* words, std::size_t size) {
    constexpr const char* where = "stats: saved sketch";
    const std::uint64_t sign = in.get<std::uint8_t>();
    const std::size_t first = in.get<std::uint8_t>();
    const std::size_t end = in.get<std::uint8_t>();
    core::require<format_error>(sign <= 1, where, "a sign of 0 or 1", sign);
    core::require<format_error>(first <= end && end <= size, where, "words of a sum", end);
    for (std::size_t i = 0; i < size; ++i) {
        words[i] = i < first ? 0 : i < end ? in.get<std::uint64_t>() : 0 - sign;
    }
    core::require<format_error>(words[size - 1] >> 63U == sign, where, "a sum of that sign", sign);
}

}  // namespace lastro::inline v0::stats::detail
