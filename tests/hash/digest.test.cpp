// SPDX-License-Identifier: MIT
// tests/hash/digest.test.cpp
#include <lastro/hash/digest.hpp>

#include <array>
#include <cstddef>
#include <sstream>
#include <string>
#include <type_traits>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace hash = lastro::hash;
using hash::digest;

namespace {

static_assert(std::is_trivially_copyable_v<digest> && std::is_nothrow_default_constructible_v<digest>);
static_assert(digest{} == digest{hash::algorithm::blake3, {}});
static_assert(sizeof(digest) == 33);

const std::string digits = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";

}  // namespace

TEST_SUITE("hash/digest") {
    TEST_CASE("text: there and back for both algorithms") {
        for (const std::string name : {"blake3", "sha256"}) {
            const std::string text = name + ':' + digits;
            const digest d = digest::parse(text);
            CHECK(d.to_string() == text);
            CHECK(d.hex() == digits);
            CHECK(d.short_form() == name + ":00112233");
            CHECK(hash::name(d.algorithm()) == name);
            CHECK(d.bytes()[15] == std::byte{0xFF});
            std::ostringstream out;
            out << d;
            CHECK(out.str() == text);
        }
        CHECK(digest{}.to_string() == "blake3:" + std::string(64, '0'));
    }

    TEST_CASE("parse: refuses everything else, and shows it") {
        const std::string message =
            "digest: expected \"blake3:\" or \"sha256:\" and 64 lower-case hexadecimal digits, found ";
        const auto refused = [&](const std::string& text, const std::string& shown) {
            CHECK_THROWS_WITH_AS(static_cast<void>(digest::parse(text)), (message + shown).c_str(),
                                 lastro::format_error);
        };
        refused("", "\"\"");
        refused("blake3", "\"blake3\"");
        refused("blake3:", "\"blake3:\"");
        refused("md5:d41d8cd98f00b204e9800998ecf8427e", "\"md5:d41d8cd98f00b204e9800998ecf8427e\"");
        refused("a\nb", "\"a\\x0ab\"");
        for (const std::string& text :
             {digits, "BLAKE3:" + digits, "blake3 " + digits, "blake3:" + digits + "0", "blake3:" + digits.substr(1),
              "blake3:" + digits.substr(0, 63) + "G", "blake3:" + digits.substr(0, 63) + "F", " blake3:" + digits,
              "blake2:" + digits, "sha256:" + digits + "\n"}) {
            CAPTURE(text);
            CHECK_THROWS_AS(static_cast<void>(digest::parse(text)), lastro::format_error);
        }
    }

    TEST_CASE("order: by algorithm, then by bytes as they are printed") {
        const digest low = digest::parse("blake3:" + digits);
        const digest high = digest::parse("blake3:ff" + digits.substr(2));
        const digest other = digest::parse("sha256:" + digits);
        CHECK(low < high);
        CHECK(high < other);
        CHECK(low != other);
        CHECK(low == digest::parse(low.to_string()));
        CHECK((low < high) == (low.hex() < high.hex()));
    }
}
