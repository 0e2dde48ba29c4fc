// SPDX-License-Identifier: MIT
// tests/store/fastcdc.test.cpp
#include <lastro/store/fastcdc.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/store/detail/gear_tables.hpp>

#include <doctest/doctest.h>

using lastro::core::as_bytes;
using lastro::core::byte_span;
using lastro::store::fastcdc;
using lastro::store::fastcdc_cut;
using lastro::store::fastcdc_settings;

namespace {

/// docs/formats/chunking.md, word for word: one byte after the other.
fastcdc_cut by_definition(const fastcdc_settings& s, byte_span data) {
    if (data.size() <= s.minimum) {
        return {.length = data.size()};
    }
    const std::size_t length = std::min(data.size(), s.maximum);
    const auto exponent = static_cast<std::size_t>(std::lround(std::log2(static_cast<double>(s.average))));
    std::uint64_t hash = 0;
    for (std::size_t i = s.minimum / 2 * 2; i < length / 2 * 2; ++i) {
        const bool early = i < std::min(s.average, length) / 2 * 2;
        const std::size_t ones = early ? exponent + s.normalization : exponent - s.normalization;
        hash = 2 * hash + lastro::store::detail::fastcdc_gear[std::to_integer<std::size_t>(data[i])];
        if ((hash & lastro::store::detail::fastcdc_masks[ones - 5]) == 0) {
            return {.length = i, .fingerprint = i % 2 == 0 ? 2 * hash : hash};
        }
    }
    return {.length = length, .fingerprint = hash};
}

std::string noise(std::size_t size, unsigned seed) {
    std::mt19937_64 engine{seed};
    std::string bytes(size, '\0');
    for (char& b : bytes) {
        b = static_cast<char>(static_cast<unsigned char>(engine() & 0xFFU));
    }
    return bytes;
}

}  // namespace

TEST_SUITE("store/fastcdc") {
    TEST_CASE("cut: zeros are cut at the maximum, with the fingerprint of the Rust crate's test (test_all_zeros)") {
        const std::string zeros(10'240, '\0');
        const fastcdc rule{{.minimum = 64, .average = 256, .maximum = 1024}};
        CHECK(rule.cut_with_fingerprint(as_bytes(zeros)) ==
              fastcdc_cut{.length = 1024, .fingerprint = 14'169'102'344'523'991'076U});
        CHECK(rule.cut(as_bytes(zeros)) == 1024);
    }

    TEST_CASE("cut: agrees with the definition, for odd and even sizes, every normalization and every end") {
        const std::string data = noise(40'000, 1);
        for (const fastcdc_settings& settings :
             {fastcdc_settings{.minimum = 64, .average = 256, .maximum = 1024, .normalization = 0},
              fastcdc_settings{.minimum = 65, .average = 257, .maximum = 1025, .normalization = 1},
              fastcdc_settings{.minimum = 100, .average = 362, .maximum = 1024, .normalization = 2},
              fastcdc_settings{.minimum = 100, .average = 363, .maximum = 4096, .normalization = 3},
              fastcdc_settings{.minimum = 1024, .average = 1024, .maximum = 1024, .normalization = 1}}) {
            CAPTURE(settings.average);
            const fastcdc rule{settings};
            CHECK(rule.settings() == settings);
            std::size_t count = 0;
            for (byte_span rest = as_bytes(data); !rest.empty(); ++count) {
                const fastcdc_cut cut = rule.cut_with_fingerprint(rest);
                REQUIRE(cut == by_definition(settings, rest));
                REQUIRE(cut.length > 0);
                rest = rest.subspan(cut.length);
            }
            CHECK(count >= data.size() / settings.maximum);
            for (std::size_t size = 0; size < 1200; ++size) {
                const byte_span start = as_bytes(data).first(size);
                REQUIRE(rule.cut_with_fingerprint(start) == by_definition(settings, start));
            }
        }
    }

    TEST_CASE("sizes: lie around the average, the more so the higher the normalization") {
        const std::string data = noise(4'000'000, 2);
        std::vector<double> spread;
        for (unsigned normalization = 0; normalization <= 3; ++normalization) {
            const fastcdc rule{{.minimum = 1024, .average = 4096, .maximum = 16'384, .normalization = normalization}};
            std::vector<double> sizes;
            for (byte_span rest = as_bytes(data); !rest.empty();) {
                const std::size_t length = rule.cut(rest);
                sizes.push_back(static_cast<double>(length));
                rest = rest.subspan(length);
            }
            double squares = 0.0;
            const double mean = static_cast<double>(data.size()) / static_cast<double>(sizes.size());
            for (const double size : sizes) {
                squares += (size - mean) * (size - mean);
            }
            spread.push_back(std::sqrt(squares / static_cast<double>(sizes.size())));
            CHECK(mean > 3500.0);
            CHECK(mean < 6000.0);
        }
        CHECK(spread[1] < spread[0]);
        CHECK(spread[2] < spread[1]);
        CHECK(spread[3] < spread[2]);
    }

    TEST_CASE("settings: sizes outside their limits are refused by name") {
        const auto refuses = [](const fastcdc_settings& settings, const std::string& message) {
            CHECK_THROWS_WITH_AS(fastcdc{settings}, ("store::fastcdc: " + message).c_str(), std::invalid_argument);
        };
        refuses({.minimum = 63}, "minimum: expected 64 to 1048576, found 63");
        refuses({.minimum = 64, .average = 255, .maximum = 1024}, "average: expected 256 to 4194304, found 255");
        refuses({.minimum = 64, .average = 256, .maximum = 1023}, "maximum: expected 1024 to 16777216, found 1023");
        refuses({.maximum = 16'777'217}, "maximum: expected 1024 to 16777216, found 16777217");
        refuses({.normalization = 4}, "normalization: expected 0 to 3, found 4");
        refuses({.minimum = 512, .average = 256, .maximum = 1024},
                "average, between the other two: expected 512 to 1024, found 256");
        CHECK(fastcdc{} == fastcdc{{.minimum = 16'384, .average = 65'536, .maximum = 262'144, .normalization = 1}});
    }
}
