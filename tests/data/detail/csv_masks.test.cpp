// SPDX-License-Identifier: MIT
// tests/data/detail/csv_masks.test.cpp
#include <lastro/data/detail/csv_masks.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <lastro/num/dispatch.hpp>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;
namespace num = lastro::num;

namespace {

struct one_block {
    template <class Block>
    [[gnu::always_inline]] static detail::csv_masks run(const char* at, std::size_t size, detail::csv_characters c) {
        return size >= 64 ? Block::masks(at, c) : detail::masks_of_rest<Block>(at, size, c);
    }
};

}  // namespace

TEST_SUITE("data/detail/csv_masks") {
    TEST_CASE("masks: a bit for every byte, the same on every level") {
        std::mt19937_64 engine{5};
        constexpr std::string_view alphabet{"a,\"\n\r;\0\x80\xFF,", 10};
        for (int round = 0; round < 2000; ++round) {
            const std::size_t size = round % 2 == 0 ? 64 : engine() % 64;
            std::string text;
            while (text.size() < size) {
                text += alphabet[engine() % alphabet.size()];
            }
            const detail::csv_characters c{round % 3 == 0 ? '\0' : ',', '"'};
            detail::csv_masks wanted{};
            for (std::size_t i = 0; i < size; ++i) {
                const std::uint64_t bit = std::uint64_t{1} << i;
                wanted.delimiter |= text[i] == c.delimiter ? bit : 0;
                wanted.quote |= text[i] == c.quote ? bit : 0;
                wanted.line_feed |= text[i] == '\n' ? bit : 0;
                wanted.carriage_return |= text[i] == '\r' ? bit : 0;
                wanted.not_ascii |= static_cast<unsigned char>(text[i]) >= 0x80 ? bit : 0;
            }
            for (const num::level level :
                 {num::level::portable, num::level::neon, num::level::avx2, num::level::avx512}) {
                if (num::is_available(level)) {
                    num::force_level(level);
                    REQUIRE(detail::run_on_blocks<one_block>(text.data(), size, c) == wanted);
                }
            }
            num::force_level(num::detected_level());
        }
    }

    TEST_CASE("parity_up_to: odd numbers of bits") {
        CHECK(detail::parity_up_to(0) == 0);
        CHECK(detail::parity_up_to(0b10010) == 0b01110);
        CHECK(detail::parity_up_to(1) == ~std::uint64_t{0});
    }
}
