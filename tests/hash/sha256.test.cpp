// SPDX-License-Identifier: MIT
// tests/hash/sha256.test.cpp
#include <lastro/hash/sha256.hpp>

#include <cstddef>
#include <string>
#include <type_traits>

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::hash::sha256;

namespace {

static_assert(std::is_trivially_copyable_v<sha256>);

std::string hex(const std::string& text) { return sha256::of(core::as_bytes(text)).hex(); }

}  // namespace

TEST_SUITE("hash/sha256") {
    TEST_CASE("digests: the examples of FIPS 180-4") {
        CHECK(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        CHECK(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        CHECK(hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        CHECK(sha256::of({}).to_string() == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    TEST_CASE("levels: portable code and the processor's instructions give one digest, for every length of a tail") {
        std::string text;
        for (int i = 0; i < 300; ++i) {
            REQUIRE(sha256{lastro::hash::level::portable}.update(core::as_bytes(text)).finalize() ==
                    sha256::of(core::as_bytes(text)));
            text += static_cast<char>(i * i);
        }
    }

    TEST_CASE("update: any split gives the same digest") {
        std::string text;
        for (int i = 0; i < 500; ++i) {
            text += static_cast<char>(i);
        }
        for (std::size_t first = 0; first <= text.size(); ++first) {
            sha256 hasher;
            hasher.update(core::as_bytes(text.substr(0, first))).update({}).update(core::as_bytes(text.substr(first)));
            REQUIRE(hasher.finalize().hex() == hex(text));
        }
    }

    TEST_CASE("finalize: may be called at any time and changes nothing") {
        sha256 hasher;
        std::string text;
        for (int i = 0; i < 200; ++i) {
            REQUIRE(hasher.finalize().hex() == hex(text));
            hasher.update(core::as_bytes("x"));
            text += 'x';
        }
    }
}
