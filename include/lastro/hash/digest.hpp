// SPDX-License-Identifier: MIT
// lastro/hash/digest.hpp
//
// What is the name of these bytes? A 256-bit digest together with the algorithm that made it.
//
//   const hash::digest d = hash::blake3::of(bytes);
//   out << d;                                               // blake3:af1349b9f5f9a1a6a0404dea36dcc949...
//   hash::digest::parse(d.to_string()) == d;                // true; anything malformed is a format_error
#pragma once

#include <array>        // array
#include <compare>      // strong_ordering
#include <cstddef>      // byte
#include <cstdint>      // uint8_t
#include <iosfwd>       // basic_ostream
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>

namespace lastro::inline v0::hash {

/// Which function made a digest.
enum class algorithm : std::uint8_t { blake3, sha256 };

/// "blake3" or "sha256".
[[nodiscard]] constexpr std::string_view name(algorithm which) noexcept {
    return which == algorithm::sha256 ? "sha256" : "blake3";
}

/// 32 bytes and the algorithm that made them; a regular value, ordered by algorithm, then bytes.
class digest {
public:
    /// How many bytes a digest has.
    static constexpr std::size_t size = 32;

    /// 32 zero bytes named blake3: a place to assign to, the digest of nothing known.
    constexpr digest() noexcept = default;

    constexpr digest(hash::algorithm algorithm, const std::array<std::byte, size>& bytes) noexcept
        : algorithm_(algorithm), bytes_(bytes) {}

    /// The digest that `to_string()` wrote.
    ///
    /// @throws format_error unless it is "blake3:" or "sha256:" and 64 lower-case hexadecimal digits.
    [[nodiscard]] static digest parse(std::string_view text) {
        if (const auto result = read(text)) {
            return *result;
        }
        core::fail<format_error>("digest", "\"blake3:\" or \"sha256:\" and 64 lower-case hexadecimal digits",
                                 core::quoted(text));
    }

    /// The same, or nothing.
    [[nodiscard]] static std::optional<digest> read(std::string_view text) noexcept {
        for (const hash::algorithm which : {hash::algorithm::blake3, hash::algorithm::sha256}) {
            const std::string_view prefix = hash::name(which);
            digest result;
            result.algorithm_ = which;
            if (text.size() == prefix.size() + 1 + 2 * size && text.starts_with(prefix) && text[prefix.size()] == ':' &&
                core::read_hex(text.substr(prefix.size() + 1), result.bytes_)) {
                return result;
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] constexpr hash::algorithm algorithm() const noexcept { return algorithm_; }
    [[nodiscard]] constexpr const std::array<std::byte, size>& bytes() const noexcept { return bytes_; }

    /// 64 lower-case hexadecimal digits, as b3sum and sha256sum print them.
    [[nodiscard]] std::string hex() const { return core::to_hex(bytes_); }

    /// "blake3:" or "sha256:" and `hex()`: the form in which Lastro's files name content.
    [[nodiscard]] std::string to_string() const { return std::string{hash::name(algorithm_)} + ':' + hex(); }

    /// `to_string()` cut after 8 digits, for people; never to be compared.
    [[nodiscard]] std::string short_form() const {
        return std::string{hash::name(algorithm_)} + ':' + hex().substr(0, 8);
    }

    friend constexpr bool operator==(const digest&, const digest&) = default;
    friend constexpr std::strong_ordering operator<=>(const digest&, const digest&) = default;

private:
    hash::algorithm algorithm_ = hash::algorithm::blake3;
    std::array<std::byte, size> bytes_{};
};

/// Writes `to_string()`.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const digest& value) {
    return out << value.to_string().c_str();
}

}  // namespace lastro::inline v0::hash
