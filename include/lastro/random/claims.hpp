// SPDX-License-Identifier: MIT
// lastro/random/claims.hpp
//
// Do two parts of a program draw from the same stream without knowing? Not if each claims its own.
//
//   random::claims streams{random::stream{42}};
//   const random::stream noise = streams.claim("noise", "augmentation");
//   streams.claim("noise", "dropout");                      // throws: two consumers would draw the same numbers
//   streams.owners();                                       // for a record: what the seed was used for
//
// A value: claims are known to who holds it, and to nobody else. Streams themselves stay plain addresses.
#pragma once

#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // pair
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::random {

/// The children of a stream that somebody draws from.
class claims {
public:
    explicit claims(stream root) noexcept : root_(root) {}

    /// The child called `name`, for `consumer` alone.
    ///
    /// @throws std::invalid_argument naming both, if it (or one with the same key) belongs to another one.
    stream claim(std::string_view name, std::string_view consumer) {
        const stream child = root_[name];
        for (const auto& [other, owner] : owners_) {
            core::require<std::invalid_argument>(!(root_[other] == child),
                                                 "random::claims: stream " + core::quoted(name),
                                                 "one consumer, " + owner, consumer);
        }
        owners_.emplace_back(name, consumer);
        return child;
    }

    /// Names and consumers, in the order of their claims.
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& owners() const noexcept { return owners_; }

private:
    stream root_;
    std::vector<std::pair<std::string, std::string>> owners_;
};

}  // namespace lastro::inline v0::random
