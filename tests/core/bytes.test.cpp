// SPDX-License-Identifier: MIT
// tests/core/bytes.test.cpp
#include <lastro/core/bytes.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

static_assert(core::number<double> && core::number<std::uint8_t> && core::number<float>);
static_assert(!core::number<std::string> && !core::number<void*>);

template <class T>
std::string little_endian(T value) {
    std::vector<std::byte> buffer;
    core::append_le(buffer, value);
    return core::to_hex(buffer);
}

}  // namespace

TEST_SUITE("core/bytes") {
    TEST_CASE("little-endian: the low byte goes first, whatever the machine") {
        CHECK(little_endian(std::uint8_t{0xA1}) == "a1");
        CHECK(little_endian(std::uint16_t{0x0102}) == "0201");
        CHECK(little_endian(std::uint32_t{0x01020304}) == "04030201");
        CHECK(little_endian(std::uint64_t{0x0102030405060708}) == "0807060504030201");
        CHECK(little_endian(std::int32_t{-2}) == "feffffff");
        CHECK(little_endian(1.0) == "000000000000f03f");
        CHECK(little_endian(-2.5F) == "000020c0");
        CHECK(little_endian(true) == "01");
    }

    TEST_CASE("little-endian: reading gives back what was written, at any address") {
        std::array<std::byte, 16> buffer{};
        for (std::size_t offset = 0; offset < 8; ++offset) {
            CAPTURE(offset);
            core::store_le(std::int64_t{-123456789012345}, buffer.data() + offset);
            CHECK(core::load_le<std::int64_t>(buffer.data() + offset) == -123456789012345);
            core::store_le(-0.0, buffer.data() + offset);
            CHECK(std::signbit(core::load_le<double>(buffer.data() + offset)));
        }
        core::store_le(std::numeric_limits<float>::infinity(), buffer.data());
        CHECK(core::load_le<float>(buffer.data()) == std::numeric_limits<float>::infinity());
    }

    TEST_CASE("append_le: adds at the end") {
        std::vector<std::byte> buffer{std::byte{9}};
        core::append_le(buffer, std::uint16_t{1});
        core::append_le(buffer, std::uint8_t{2});
        CHECK(core::to_hex(buffer) == "09010002");
    }

    TEST_CASE("text and bytes: two views of one thing") {
        const std::string text{"a\0\xFFz", 4};
        const core::byte_span bytes = core::as_bytes(text);
        CHECK(core::to_hex(bytes) == "6100ff7a");
        CHECK(core::as_text(bytes) == text);
        CHECK(core::as_bytes("").empty());
        CHECK(core::as_text({}).empty());
    }

    TEST_CASE("hexadecimal: there and back for all 256 bytes") {
        std::vector<std::byte> all;
        for (int i = 0; i < 256; ++i) {
            all.push_back(static_cast<std::byte>(i));
        }
        const std::string text = core::to_hex(all);
        CHECK(text.size() == 512);
        CHECK(text.starts_with("000102"));
        CHECK(text.ends_with("fdfeff"));
        CHECK(core::from_hex(text) == all);
        CHECK(core::from_hex("")->empty());
    }

    TEST_CASE("hexadecimal: refuses odd lengths, capitals and other characters") {
        for (const char* text : {"0", "abc", "AB", "0g", "g0", " 0", "0x", "-1", "\xC3\xA9"}) {
            CAPTURE(text);
            CHECK_FALSE(core::from_hex(text).has_value());
        }
    }

    TEST_CASE("read_hex: every pair of characters is two digits or refused") {
        for (int high = 0; high < 256; ++high) {
            for (int low = 0; low < 256; ++low) {
                const char text[2] = {static_cast<char>(high), static_cast<char>(low)};
                std::byte byte{};
                const auto value = [](int c) {
                    const std::size_t at = std::string_view{"0123456789abcdef"}.find(static_cast<char>(c));
                    return at == std::string_view::npos ? -1 : static_cast<int>(at);
                };
                const bool right = value(high) >= 0 && value(low) >= 0;
                REQUIRE(lastro::core::read_hex({text, 2}, {&byte, 1}) == right);
                REQUIRE((!right || std::to_integer<int>(byte) == value(high) * 16 + value(low)));
            }
        }
        std::byte two[2];
        CHECK(!lastro::core::read_hex("000", two));
        CHECK(!lastro::core::read_hex("000000", two));
        CHECK(lastro::core::read_hex("", {}));
    }
}
