// SPDX-License-Identifier: MIT
// tests/random/fill_kernels.test.cpp
#include <lastro/random/fill_kernels.hpp>

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using lastro::random::stream;

TEST_SUITE("random/fill_kernels") {
    TEST_CASE("blocks: the draws of the stream, on every level of the processor, for every count") {
        namespace num = lastro::num;
        const stream s = stream{77}["blocks"];
        for (const num::level level : {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
            if (!num::is_available(level)) {
                continue;
            }
            num::force_level(level);
            CAPTURE(num::to_string(level));
            for (const std::uint64_t first :
                 {std::uint64_t{0}, std::uint64_t{5}, std::uint64_t{0xFFFFFFFDU}, std::uint64_t{0x7FFFFFFFFFFFFF00U}}) {
                for (std::size_t count = 0; count <= 40; ++count) {
                    std::vector<std::uint64_t> words(2 * count + 1, 0xABCDU);
                    lastro::random::detail::blocks(s, first, words.data(), count);
                    for (std::size_t k = 0; k < 2 * count; ++k) {
                        REQUIRE(words[k] == s.bits(2 * first + k));
                    }
                    REQUIRE(words.back() == 0xABCDU);  // and nothing behind them
                }
            }
        }
        num::force_level(num::detected_level());
    }

}  // TEST_SUITE
