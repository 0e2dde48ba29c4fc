// SPDX-License-Identifier: MIT
// tests/hash/md5.test.cpp
#include <lastro/hash/md5.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::hash::md5;

namespace {

std::string of(const std::string& text) { return md5::of(core::as_bytes(text)); }

}  // namespace

TEST_SUITE("hash/md5") {
    TEST_CASE("sums: the test suite of RFC 1321") {
        CHECK(of("") == "d41d8cd98f00b204e9800998ecf8427e");
        CHECK(of("a") == "0cc175b9c0f1b6a831c399e269772661");
        CHECK(of("abc") == "900150983cd24fb0d6963f7d28e17f72");
        CHECK(of("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
        CHECK(of("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b");
        CHECK(of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
              "d174ab98d277d9f5a5611c2c9f419d9f");
        CHECK(of("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
              "57edf4a22be3c955ac49da2e2107b67a");
    }

    TEST_CASE("constants: what the RFC says they are") {
        for (std::size_t i = 0; i < 64; ++i) {
            const long double sine = std::abs(std::sin(static_cast<long double>(i + 1)));
            CHECK(lastro::hash::detail::md5_core::constants[i] == static_cast<std::uint32_t>(sine * 4294967296.0L));
        }
    }

    TEST_CASE("update: any split gives the same sum, and finalize changes nothing") {
        const std::string text(300, 'q');
        const std::string expected = of(text);
        for (std::size_t first = 0; first <= text.size(); ++first) {
            md5 sum;
            sum.update(core::as_bytes(text.substr(0, first)));
            REQUIRE(sum.finalize() == of(text.substr(0, first)));
            sum.update(core::as_bytes(text.substr(first)));
            REQUIRE(sum.finalize() == expected);
        }
    }
}
