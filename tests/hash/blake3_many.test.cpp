// SPDX-License-Identifier: MIT
// tests/hash/blake3_many.test.cpp
#include <lastro/hash/blake3_many.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
using hash::blake3;

namespace {

using bytes = std::vector<std::byte>;

bytes noise(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 engine{seed};
    bytes result(size);
    for (std::byte& b : result) {
        b = static_cast<std::byte>(engine());
    }
    return result;
}

void check_each(const std::vector<core::byte_span>& inputs, const blake3& fresh) {
    std::vector<hash::digest> out(inputs.size());
    hash::blake3_many(inputs, out, fresh);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        CAPTURE(inputs[i].size());
        REQUIRE(out[i] == blake3{fresh}.update(inputs[i]).finalize());
    }
}

}  // namespace

TEST_SUITE("hash/blake3_many") {
    TEST_CASE("blake3_many: each digest is that of its input alone, at every level, in every mode, for any mixture") {
        const bytes data = noise(200'000, 1);
        const auto key = core::byte_span{data}.first<32>();
        for (const hash::level l : hash::all_levels) {
            if (!hash::is_available(l)) {
                continue;
            }
            CAPTURE(hash::name(l));
            std::mt19937_64 engine{2};
            for (const std::size_t longest : {0U, 1U, 64U, 65U, 1024U, 1025U, 5000U, 16'384U, 16'385U, 100'000U}) {
                for (const std::size_t count : {0U, 1U, 2U, 9U, 40U, 300U}) {
                    std::vector<core::byte_span> inputs(longest > 20'000 ? count / 10 : count);
                    for (auto& input : inputs) {
                        const std::size_t size = engine() % 2 == 0 ? longest : engine() % (longest + 1);
                        input = core::byte_span{data}.subspan(engine() % (data.size() - size), size);
                    }
                    check_each(inputs, blake3{l});
                    check_each(inputs, blake3::keyed(key, l));
                    check_each(inputs, blake3::derive_key("lastro tests 2026", l));
                }
            }
        }
    }

    TEST_CASE("blake3_many: lengths around every edge of blocks, chunks and portions, one after the other") {
        const bytes data = noise(20'000, 3);
        std::vector<core::byte_span> inputs;
        for (std::size_t size = 0; size < data.size(); size += size < 300 ? 1
                                                               : size % 1024 == 0 || size % 1024 == 1023
                                                                   ? 1
                                                                   : 1023 - size % 1024) {
            inputs.push_back(core::byte_span{data}.first(size));
        }
        check_each(inputs, blake3{});
    }

    TEST_CASE("blake3_records: records end to end, of any size") {
        const bytes data = noise(1000 * 77, 4);
        for (const std::size_t size : {1U, 7U, 64U, 77U, 1000U, 1925U, 77'000U}) {
            std::vector<hash::digest> out(data.size() / size);
            hash::blake3_records(core::byte_span{data}.first(out.size() * size), size, out);
            for (std::size_t i = 0; i < out.size(); ++i) {
                REQUIRE(out[i] == blake3::of(core::byte_span{data}.subspan(i * size, size)));
            }
        }
        std::vector<hash::digest> empty_records(3);
        hash::blake3_records({}, 0, empty_records);
        CHECK(empty_records[2] == blake3::of({}));
    }

    TEST_CASE("blake3_many, blake3_records: refuse what does not fit") {
        std::vector<hash::digest> out(2);
        const std::vector<core::byte_span> one(1);
        CHECK_THROWS_WITH_AS(hash::blake3_many(one, out), "blake3_many: expected a place for each input, found 2",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(hash::blake3_records(bytes(7), 3, out),
                             "blake3_records: expected a place for each record of 3 bytes, found 2",
                             std::invalid_argument);
        CHECK_THROWS_AS(hash::blake3_records(bytes(9), 3, out), std::invalid_argument);
        CHECK_THROWS_AS(hash::blake3_records(bytes(1), 0, out), std::invalid_argument);
        blake3 used;
        used.update(bytes(5));
        CHECK_THROWS_WITH_AS(hash::blake3_many(std::vector<core::byte_span>(2), out, used),
                             "blake3_many: expected a hasher that was fed nothing, found 5", std::invalid_argument);
    }
}
