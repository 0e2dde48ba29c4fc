// SPDX-License-Identifier: MIT
// tests/with/blake3.test.cpp
//
// Compiled where the official library is installed (BLAKE3::blake3).
#include <lastro/with/blake3.hpp>

#include <cstddef>
#include <random>
#include <vector>

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace with = lastro::with;

static_assert(hash::byte_sink<with::blake3>);

TEST_SUITE("with/blake3") {
    TEST_CASE("blake3: the official library and ours agree on 500 random inputs, in every mode and piece by piece") {
        std::mt19937_64 engine{1};
        std::vector<std::byte> data(200'000);
        for (std::byte& b : data) {
            b = static_cast<std::byte>(engine());
        }
        const auto key = core::byte_span{data}.first<32>();
        for (int round = 0; round < 500; ++round) {
            const std::size_t size = engine() % (std::size_t{1} << (engine() % 18));
            const auto input = core::byte_span{data}.subspan(engine() % (data.size() - size), size);
            const std::size_t cut = engine() % (size + 1);
            CAPTURE(size);
            REQUIRE(with::blake3::of(input) == hash::blake3::of(input));
            REQUIRE(with::blake3{}.update(input.first(cut)).update(input.subspan(cut)).finalize() ==
                    hash::blake3{}.update(input.first(cut)).update(input.subspan(cut)).finalize());
            REQUIRE(with::blake3::keyed(key).update(input).finalize() ==
                    hash::blake3::keyed(key).update(input).finalize());
            REQUIRE(with::blake3::derive_key("lastro 2026").update(input).finalize() ==
                    hash::blake3::derive_key("lastro 2026").update(input).finalize());
            std::vector<std::byte> theirs(engine() % 300);
            std::vector<std::byte> ours(theirs.size());
            const std::uint64_t offset = engine() >> 8U;
            with::blake3{}.update(input).finalize(theirs, offset);
            hash::blake3{}.update(input).finalize(ours, offset);
            REQUIRE(theirs == ours);
        }
    }

    TEST_CASE("blake3: a hasher like any other") {
        with::blake3 theirs;
        hash::blake3 ours;
        hash::append(theirs, "lastro.example/1");
        hash::append(ours, "lastro.example/1");
        CHECK(theirs.finalize() == ours.finalize());
    }
}
