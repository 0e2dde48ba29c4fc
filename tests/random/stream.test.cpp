// SPDX-License-Identifier: MIT
// tests/random/stream.test.cpp
#include <lastro/random/stream.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using lastro::random::stream;
namespace detail = lastro::random::detail;

namespace {

static_assert(!std::is_convertible_v<std::uint64_t, stream>, "a seed must stay visible at the call");
static_assert(std::is_trivially_copyable_v<stream> && sizeof(stream) == 8);
static_assert(std::string_view{stream::specification} == "lastro.random/1");
static_assert(detail::fnv1a("") == 0xCBF29CE484222325U && detail::fnv1a("foobar") == 0x85944171F73967E8U);

}  // namespace

TEST_SUITE("random/stream") {
    TEST_CASE("names: keys as an independent program in Python computes them from the specification") {
        CHECK(stream{42}.key() == 42);
        CHECK(stream{42}["shuffle"].key() == 0xF1D10356E0CBD78DU);
        CHECK(stream{42}["shuffle"][3].key() == 0x1ECB2B2AAA2E8452U);
        CHECK(stream{42}["shuffle"][std::uint64_t{0}].key() == 0x842747DB865FE80BU);
        CHECK(stream{42}[""].key() == 0x3CFAA20DBF26FACAU);
        CHECK(stream{7}["gr\xC3\xB6\xC3\x9F"
                        "e"]
                  .key() == 0x8BF547C0F83C73FCU);
    }

    TEST_CASE("draws: bits as an independent program in Python computes them from the specification") {
        const stream s = stream{42}["shuffle"];
        CHECK(s.bits(0) == 0xF02C61275B5D5353U);
        CHECK(s.bits(1) == 0xC9A0080127C12ECAU);
        CHECK(s.bits(2) == 0xFAA92516543DF017U);
        CHECK(s.bits((1ULL << 33U) + 1) == 0x6557AA24D040079BU);
        CHECK(s.bits(1, 5) == 0x7347771E279B70A2U);
    }

    TEST_CASE("draws: 32-bit draws are the same bits, low half first") {
        const stream s{9};
        for (std::uint64_t i = 0; i < 50; ++i) {
            CHECK(s.bits(i) == (s.bits32(2 * i) | std::uint64_t{s.bits32(2 * i + 1)} << 32U));
        }
    }

    TEST_CASE("draws: a stream is a value; asking changes nothing") {
        const stream s = stream{1}["a"];
        const std::uint64_t later = s.bits(1000);
        for (std::uint64_t i = 0; i < 1000; ++i) {
            (void)s.bits(i);
        }
        CHECK(s.bits(1000) == later);
        CHECK(stream{s.key()} == s);
        CHECK(stream{1}["a"] == s);
        CHECK(stream{1}["b"] != s);
        CHECK(stream{2}["a"] != s);
    }

    TEST_CASE("names: 40,000 different paths have different keys, numbers and names never meet") {
        std::vector<std::uint64_t> keys;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            keys.push_back(seed);
            for (std::uint64_t i = 0; i < 500; ++i) {
                keys.push_back(stream{seed}[i].key());
                keys.push_back(stream{seed}[std::to_string(i)].key());
                keys.push_back(stream{seed}["x"][i].key());
                keys.push_back(stream{seed}["x"][std::to_string(i)].key());
            }
        }
        std::sort(keys.begin(), keys.end());
        CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    }

    TEST_CASE("draws: bytes of a stream and of its children are evenly spread") {
        for (const stream s : {stream{0}, stream{0}["a"], stream{0}["a"][1]}) {
            std::vector<int> counts(256);
            for (std::uint64_t i = 0; i < 32'000; ++i) {
                for (unsigned shift = 0; shift < 64; shift += 8) {
                    ++counts[(s.bits(i) >> shift) & 0xFFU];
                }
            }
            double chi_squared = 0.0;  // 255 degrees of freedom, 1000 expected in each cell
            for (const int count : counts) {
                chi_squared += (count - 1000.0) * (count - 1000.0) / 1000.0;
            }
            CHECK(chi_squared > 167);  // probability of less 3e-6, of more than 361 1e-5: and the draws are fixed
            CHECK(chi_squared < 361);
        }
    }

    TEST_CASE("draws: streams next to each other are not correlated") {
        const std::size_t n = 20'000;
        const auto centred = [](stream s, std::uint64_t i) {
            return static_cast<double>(s.bits(i) >> 11U) * 0x1p-53 - 0.5;
        };
        for (const auto& [a, b] :
             {std::pair{stream{1}, stream{2}}, std::pair{stream{1}["a"], stream{1}["b"]},
              std::pair{stream{1}["a"][0ULL], stream{1}["a"][1ULL]}, std::pair{stream{1}, stream{1}["a"]}}) {
            double products = 0.0;
            for (std::uint64_t i = 0; i < n; ++i) {
                products += centred(a, i) * centred(b, i) * 12.0;
            }
            const double deviation = products / std::sqrt(static_cast<double>(n));  // standard normal
            CHECK(deviation > -4.0);
            CHECK(deviation < 4.0);
        }
    }

}  // TEST_SUITE
