// SPDX-License-Identifier: MIT
// tests/core/base64.test.cpp
#include <lastro/core/base64.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

TEST_SUITE("core/base64") {
    TEST_CASE("base64: the vectors of RFC 4648, section 10") {
        const struct {
            const char *bytes, *text;
        } vectors[] = {{"", ""},
                       {"f", "Zg=="},
                       {"fo", "Zm8="},
                       {"foo", "Zm9v"},
                       {"foob", "Zm9vYg=="},
                       {"fooba", "Zm9vYmE="},
                       {"foobar", "Zm9vYmFy"}};
        for (const auto& v : vectors) {
            CAPTURE(v.text);
            CHECK(core::to_base64(core::as_bytes(v.bytes)) == v.text);
            const auto bytes = core::from_base64(v.text);
            REQUIRE(bytes.has_value());
            CHECK(core::as_text(*bytes) == v.bytes);
        }
    }

    TEST_CASE("base64: 500 random contents come back, and one spelling of them only") {
        std::mt19937_64 engine{1};
        for (int round = 0; round < 500; ++round) {
            std::vector<std::byte> bytes(engine() % 100);
            for (std::byte& b : bytes) {
                b = static_cast<std::byte>(engine());
            }
            const std::string text = core::to_base64(bytes);
            REQUIRE(core::from_base64(text) == bytes);
            if (!text.empty()) {  // any other character in any place: other bytes, or no base64
                std::string other = text;
                char& c = other[engine() % other.size()];
                c = static_cast<char>(engine());
                const auto read = core::from_base64(other);
                REQUIRE((!read || core::to_base64(*read) == other));
            }
        }
    }

    TEST_CASE("base64: nothing for what is not written so") {
        for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9v\n",
                                 "Zm9v\n===", "Z-9_", "Zm9\xC3"}) {
            CAPTURE(text);
            CHECK_FALSE(core::from_base64(text).has_value());
        }
    }
}
