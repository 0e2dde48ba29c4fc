// SPDX-License-Identifier: MIT
// tests/drift/sequential.hpp
//
// What the tests of sequential tests share: what holds for all of them.
#pragma once

#include <lastro/core/bytes.hpp>
#include <lastro/core/text.hpp>
#include <lastro/random/stream.hpp>

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

/// Since when the streams differ, and that they do, are known together: a state with one of both is refused. Its last
/// `after` numbers are the bets, and before them the values since the change and the largest capital so far.
template <class Watch, class Step>
void knows_its_change(Watch watch, std::size_t after, Step&& step) {
    for (int i = 0; i < 100; ++i) {
        step(watch);
    }
    const auto altered = [&](std::size_t back, auto number) {
        std::vector<std::byte> bytes = watch.state();
        const std::size_t end = bytes.size() - 8;
        lastro::core::store_le(number, bytes.data() + end - 8 * (after + back));
        const lastro::core::byte_span body{bytes.data(), end};
        lastro::core::store_le(lastro::random::detail::fnv1a(lastro::core::as_text(body)), bytes.data() + end);
        return streams::refusal([&] { return Watch::from_state(bytes); });
    };
    CHECK(altered(1, watch.since_change()).empty());
    CHECK_FALSE(altered(1, std::uint64_t{watch.since_change() == 0 ? 5U : 0U}).empty());
    CHECK_FALSE(
        altered(2, watch.since_change() == 0 ? std::uint64_t{0x41F0000000000000U} : std::uint64_t{0x3FF8000000000000U})
            .empty());
}

}  // namespace sequential
