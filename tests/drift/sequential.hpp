// SPDX-License-Identifier: MIT
// tests/drift/sequential.hpp
//
// What the tests of sequential tests share: what holds for all of them.
#pragma once

#include <lastro/core/bytes.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

namespace sequential {

/// Saved at any step it goes on as if nothing had happened; bytes cut or altered anywhere, of another version or kind, are
/// refused. `feed(watch, t)` gives it value t.
template <class Watch, class Feed>
void is_saved(const Watch& fresh, std::uint64_t steps, Feed&& feed) {
    static_assert(sizeof(Watch) <= 16 * 1024);
    Watch plain = fresh;
    Watch resumed = fresh;
    for (std::uint64_t t = 0; t < steps; ++t) {
        resumed = Watch::from_state(resumed.state());
        feed(plain, t);
        feed(resumed, t);
        REQUIRE(resumed == plain);
    }
    std::vector<std::byte> bytes = plain.state();
    CHECK(bytes.size() < 16 * 1024);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        REQUIRE_FALSE(streams::refusal([&] { return Watch::from_state({bytes.data(), at}); }).empty());
        bytes[at] ^= std::byte{1};
        REQUIRE_FALSE(streams::refusal([&] { return Watch::from_state(bytes); }).empty());
        bytes[at] ^= std::byte{1};
    }
    CHECK(Watch::from_state(bytes) == plain);
    const std::string where = std::string{"drift::"} + Watch::kind + ": saved state: expected ";
    lastro::core::store_le(std::uint32_t{2}, bytes.data() + 8);
    CHECK(streams::refusal([&] { return Watch::from_state(bytes); }) == where + "version 1, found 2");
    bytes = plain.state();
    bytes[20] = std::byte{'X'};
    CHECK(streams::refusal([&] { return Watch::from_state(bytes); }).starts_with(where + "a detector of that kind"));
    plain.reset();
    CHECK(plain.ignored() == 0);
    CHECK(plain.count() == 0);
}

}  // namespace sequential
