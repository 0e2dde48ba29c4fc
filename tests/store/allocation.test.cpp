// SPDX-License-Identifier: MIT
// tests/store/allocation.test.cpp
//
// What must not take memory in this room.
#include <lastro/store/chunker.hpp>

#include <cstddef>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/xet.hpp>

#include <doctest/doctest.h>

#include "../allocation_counter.hpp"

TEST_SUITE("store/allocation") {
    TEST_CASE("chunks: cost no allocation, in memory and from a stream") {
        std::string data(2'000'000, '\0');
        for (std::size_t i = 0; i < data.size(); ++i) {
            data[i] = static_cast<char>(i * i % 251 % 128);
        }
        const auto bytes = lastro::core::as_bytes(data);
        const auto allocations = [&](const auto& rule) {
            lastro::store::chunk_stream stream{rule};
            std::size_t count = 0;
            const auto keep = [&](lastro::core::byte_span) { ++count; };
            const auto before = lastro_test::allocations.load();
            lastro::store::for_each_chunk(rule, bytes, keep);
            for (std::size_t begin = 0; begin < bytes.size(); begin += 1000) {
                stream.update(bytes.subspan(begin, 1000), keep);
            }
            stream.finish(keep);
            const auto after = lastro_test::allocations.load();
            CHECK(count >= 30);
            return after - before;
        };
        const lastro::store::fastcdc small{{.minimum = 64, .average = 256, .maximum = 1024}};
        CHECK(allocations(small) == 0);
        CHECK(allocations(lastro::store::xet_chunker{}) == 0);
        CHECK(lastro_test::allocations.load() > 0);  // the counter counts
    }
}
