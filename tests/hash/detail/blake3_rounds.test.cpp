// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_rounds.test.cpp
#include <lastro/hash/detail/blake3_rounds.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include <lastro/hash/level.hpp>

#include <doctest/doctest.h>

namespace b3 = lastro::hash::detail::blake3_core;
namespace hash = lastro::hash;

namespace {

// Random states and blocks: after `mix`, every lane holds what the portable compression gives.
template <class Vector, class Mix>
void check_rounds(const Mix& mix) {
    constexpr std::size_t n = b3::lane_count<Vector>;
    constexpr std::size_t blocks = 5;
    std::mt19937_64 engine{11};
    std::vector<std::byte> memory(n * 400 + 7);
    for (std::byte& b : memory) {
        b = static_cast<std::byte>(engine());
    }
    const std::byte* rows[n];
    b3::lanes<Vector> l;
    std::vector<b3::words> values(n);
    const std::uint64_t counter = engine();
    for (std::size_t i = 0; i < 8; ++i) {
        for (std::size_t lane = 0; lane < n; ++lane) {
            l.v[i][lane] = values[lane][i] = static_cast<std::uint32_t>(engine());
        }
    }
    for (std::size_t lane = 0; lane < n; ++lane) {
        rows[lane] = memory.data() + 400 * (n - 1 - lane) + 7;  // neither in order nor aligned
        for (std::size_t i = 0; i < 4; ++i) {
            l.v[8 + i][lane] = b3::initial_value[i];
        }
        l.v[12][lane] = static_cast<std::uint32_t>(counter + lane);
        l.v[13][lane] = static_cast<std::uint32_t>((counter + lane) >> 32U);
        l.v[14][lane] = static_cast<std::uint32_t>(lane);
        l.v[15][lane] = static_cast<std::uint32_t>(3 * lane);
    }
    mix(l, rows, 64, blocks);
    for (std::size_t lane = 0; lane < n; ++lane) {
        for (std::size_t block = 1; block <= blocks; ++block) {
            const auto mixed = b3::compressed(values[lane], rows[lane] + 64 * block, counter + lane,
                                              static_cast<std::uint32_t>(lane), static_cast<std::uint32_t>(3 * lane));
            std::memcpy(values[lane].data(), mixed.data(), 32);
        }
        for (std::size_t i = 0; i < 8; ++i) {
            REQUIRE((l.v[i][lane] == values[lane][i]));
        }
    }
}

}  // namespace

TEST_SUITE("hash/detail/blake3_rounds") {
    TEST_CASE("mix: every kernel that this machine can run compresses as the portable code does, lane by lane") {
        int run = 0;
#if defined(__x86_64__)
        if (hash::is_available(hash::level::sse41)) {
            check_rounds<b3::words4>(b3::mix_sse41);
            ++run;
        }
        if (hash::is_available(hash::level::avx2)) {
            check_rounds<b3::words8>(b3::mix_avx2);
            ++run;
        }
        if (hash::is_available(hash::level::avx512)) {
            check_rounds<b3::words8>(b3::mix_avx512_8);
            check_rounds<b3::words16>(b3::mix_avx512_16);
            run += 2;
        }
#endif
        MESSAGE(run << " kernels were run");
        CHECK((run > 0 || hash::detected_level() == hash::level::portable ||
               hash::detected_level() == hash::level::neon));
    }
}
