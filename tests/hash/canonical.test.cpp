// SPDX-License-Identifier: MIT
// tests/hash/canonical.test.cpp
#include <lastro/hash/canonical.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/sha256.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
using hash::append;

namespace {

static_assert(hash::byte_sink<hash::blake3> && hash::byte_sink<hash::sha256>);
static_assert(hash::whole_number<int> && hash::whole_number<std::uint8_t> && !hash::whole_number<bool> &&
              !hash::whole_number<char>);
static_assert(hash::list_of_values<std::vector<double>> && !hash::list_of_values<std::string> &&
              !hash::list_of_values<std::vector<std::byte>> && !hash::list_of_values<core::byte_span>);

// Shows the bytes that would be hashed.
struct collector {
    std::vector<std::byte> bytes;
    void update(core::byte_span more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
};

template <class T>
std::string fed(const T& value) {
    collector sink;
    append(sink, value);
    return core::to_hex(sink.bytes);
}

}  // namespace

namespace outside {

// A user's own type with its own rule.
struct point {
    int x;
    int y;
};

template <hash::byte_sink Hasher>
void append(Hasher& hasher, const point& p) {
    hash::append(hasher, p.x);
    hash::append(hasher, p.y);
}

}  // namespace outside

TEST_SUITE("hash/canonical") {
    TEST_CASE("bytes: exactly those of docs/formats/canonical.md") {
        CHECK(fed(true) == "6201");
        CHECK(fed(false) == "6200");
        CHECK(fed(7) == "690700000000000000");
        CHECK(fed(-2) == "69feffffffffffffff");
        CHECK(fed(INT64_MIN) == "690000000000000080");
        CHECK(fed(UINT64_MAX) == "75ffffffffffffffff");
        CHECK(fed(std::uint64_t{1} << 63U) == "750000000000000080");
        CHECK(fed(0.5) == "66000000000000e03f");
        CHECK(fed(-0.0) == "660000000000000080");
        CHECK(fed(std::string_view{"ab"}) == "7402000000000000006162");
        CHECK(fed(std::vector<std::byte>{std::byte{0xFF}}) == "790100000000000000ff");
        CHECK(fed(std::vector<int>{1, 2}) == "6c0200000000000000690100000000000000690200000000000000");
        CHECK(fed(std::vector<bool>{true}) == "6c01000000000000006201");
        CHECK(fed(std::optional<bool>{}) == "6e");
        CHECK(fed(std::optional<bool>{true}) == "736201");
        CHECK(fed(hash::digest{hash::algorithm::sha256, {}}) == "6401" + std::string(64, '0'));
        CHECK(fed(hash::digest{}) == "6400" + std::string(64, '0'));
        CHECK(fed(std::vector<std::vector<std::string>>{{}, {"a"}}) ==
              "6c0200000000000000"
              "6c0000000000000000"
              "6c0100000000000000"
              "74010000000000000061");
    }

    TEST_CASE("numbers: the value counts, not its type") {
        CHECK(fed(std::int8_t{5}) == fed(std::uint64_t{5}));
        CHECK(fed(std::size_t{5}) == fed(5L));
        CHECK(fed(0.25F) == fed(0.25));
        CHECK(fed(5) != fed(5.0));
        CHECK(fed(1) != fed(true));
        CHECK(fed(-1) != fed(UINT64_MAX));
        CHECK(fed(0.0) != fed(-0.0));
    }

    TEST_CASE("numbers: every NaN is the same NaN") {
        const double quiet = std::numeric_limits<double>::quiet_NaN();
        CHECK(fed(quiet) == "66000000000000f87f");
        CHECK(fed(-quiet) == fed(quiet));
        CHECK(fed(std::bit_cast<double>(std::uint64_t{0x7FF0000000000001})) == fed(quiet));
        CHECK(fed(std::numeric_limits<float>::quiet_NaN()) == fed(quiet));
    }

    TEST_CASE("text: every spelling of the same text is fed the same way") {
        CHECK(fed("wind") == fed(std::string{"wind"}));
        CHECK(fed(std::string_view{"wind"}) == fed(std::string{"wind"}));
        CHECK(fed(std::string{"a\0b", 3}) == "740300000000000000610062");
    }

    TEST_CASE("lists: every container of the same values is fed the same way") {
        const std::vector<double> values{1.0, 2.0, 3.0};
        CHECK(fed(values) == fed(std::span<const double>{values}));
        CHECK(fed(values) == fed(std::array<double, 3>{1.0, 2.0, 3.0}));
        CHECK(fed(values) == fed(std::set<double>{3.0, 2.0, 1.0}));
        CHECK(fed(std::vector<std::byte>{std::byte{1}}) == fed(std::array{std::byte{1}}));
    }

    TEST_CASE("lists: many numbers are fed as each of them is, whatever their number") {
        for (const std::size_t count : {0U, 1U, 4095U, 4096U, 4097U, 9000U}) {
            std::vector<float> values(count);
            std::string one_by_one = fed(std::uint64_t{count}).replace(0, 2, "6c");  // 'l' in place of 'i'
            for (std::size_t i = 0; i < count; ++i) {
                values[i] = static_cast<float>(i) / 7.0F;
                one_by_one += fed(values[i]);
            }
            CAPTURE(count);
            CHECK(fed(values) == one_by_one);
        }
    }

    TEST_CASE("sequences: where one value ends and the next begins cannot be moved") {
        const auto digest_of = [](auto&&... values) {
            hash::blake3 hasher;
            (append(hasher, values), ...);
            return hasher.finalize();
        };
        CHECK(digest_of("ab", "c") != digest_of("a", "bc"));
        CHECK(digest_of("ab") != digest_of("a", "b"));
        CHECK(digest_of(std::vector<int>{1}, std::vector<int>{2}) != digest_of(std::vector<int>{1, 2}));
        CHECK(digest_of(std::vector<int>{1, 2}) != digest_of(1, 2));
        CHECK(digest_of(std::vector<std::string>{}) != digest_of(""));
        CHECK(digest_of("7") != digest_of(7));
        CHECK(digest_of(std::optional<int>{}, 1) != digest_of(std::optional<int>{1}));
        CHECK(digest_of(std::optional<int>{1}) != digest_of(1));
    }

    TEST_CASE("types of one's own: take part with an overload beside them, in lists too") {
        CHECK(fed(outside::point{1, 2}) == fed(1) + fed(2));
        CHECK(fed(std::vector<outside::point>{{1, 2}}) == "6c0100000000000000" + fed(1) + fed(2));
        CHECK(fed(std::optional<outside::point>{{1, 2}}) == "73" + fed(1) + fed(2));
    }

    TEST_CASE("digest: the example of docs/formats/canonical.md, computed with b3sum") {
        hash::blake3 hasher;
        append(hasher, "lastro");
        append(hasher, 1);
        append(hasher, 0.5);
        CHECK(hasher.finalize().hex() == "598e4b9319d3d35cc7bd5474103175cf3155053bbe4225278a7e69c9464f3a64");
    }

    TEST_CASE("hashers: all see the same bytes") {
        const std::vector<std::string> value{"wind", "temp_max"};
        collector sink;
        append(sink, value);
        hash::blake3 blake3;
        append(blake3, value);
        CHECK(blake3.finalize() == hash::blake3::of(sink.bytes));
        hash::sha256 sha256;
        append(sha256, value);
        CHECK(sha256.finalize() == hash::sha256::of(sink.bytes));
    }
}
