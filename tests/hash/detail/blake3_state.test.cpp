// SPDX-License-Identifier: MIT
// tests/hash/detail/blake3_state.test.cpp
#include <lastro/hash/detail/blake3_state.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace b3 = lastro::hash::detail::blake3_core;

namespace {

using bytes = std::vector<std::byte>;

bytes state_after(std::size_t size) {
    b3::tree tree{b3::initial_value, 0, hash::level::portable};
    tree.update(bytes(size, std::byte{7}));
    return b3::encode(tree.state());
}

// With a new seal: what only the checks of the content can refuse.
bytes sealed(bytes state) {
    state.resize(state.size() - b3::value_size);
    const auto seal = b3::state_seal(state);
    state.insert(state.end(), seal.begin(), seal.end());
    return state;
}

template <class Edit>
std::string refusal(std::size_t size, Edit edit) {
    bytes state = state_after(size);
    edit(state);
    try {
        static_cast<void>(b3::decode(sealed(state)));
    } catch (const lastro::format_error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_SUITE("hash/detail/blake3_state") {
    TEST_CASE("encode: as docs/formats/blake3_state.md says") {
        // 1026 bytes: one complete chunk, whose value the format page computes with b3sum's tree, and two bytes.
        const bytes state = state_after(1026);
        REQUIRE(state.size() == 64 + 2 + 32 + 32);
        CHECK(core::to_hex(core::byte_span{state}.first(66)) ==
              "6c617374726f4233"
              "01000000"
              "00000000"
              "0100000000000000"
              "02000000"
              "01000000"
              "67e6096a85ae67bb72f36e3c3af54fa57f520e518c68059babd9831f19cde05b"
              "0707");
        CHECK(state_after(0).size() == 96);
    }

    TEST_CASE("decode: a changed bit anywhere is found, and so is another length") {
        const bytes state = state_after(5000);
        for (std::size_t at = 0; at < state.size(); ++at) {
            bytes changed = state;
            changed[at] ^= std::byte{16};
            CHECK_THROWS_AS(static_cast<void>(b3::decode(changed)), lastro::error);
        }
        for (const std::size_t size : {std::size_t{0}, std::size_t{95}, state.size() - 1, state.size() + 1}) {
            bytes other = state;
            other.resize(size);
            CHECK_THROWS_AS(static_cast<void>(b3::decode(other)), lastro::format_error);
        }
        bytes changed = state;
        changed.back() ^= std::byte{1};
        CHECK_THROWS_WITH_AS(static_cast<void>(b3::decode(changed)),
                             "blake3 state: expected the bytes that were written, found others",
                             lastro::integrity_error);
    }

    TEST_CASE("decode: contents that no computation has are refused, even under a right seal") {
        CHECK(refusal(5000, [](bytes&) {}) == "accepted");
        CHECK(refusal(5000, [](bytes& s) { s[0] = std::byte{0}; }) ==
              "blake3 state: expected \"lastroB3\" at its beginning, found something else");
        CHECK(refusal(5000, [](bytes& s) { s[8] = std::byte{2}; }) == "blake3 state: expected version 1, found 2");
        CHECK(refusal(5000, [](bytes& s) { s[12] = std::byte{32}; }) ==
              "blake3 state: expected a mode of 0, 16 or 64, found 32");
        CHECK(refusal(5000, [](bytes& s) { s[23] = std::byte{1}; }) ==
              "blake3 state: expected at most 2^54 chunks, found 72057594037927940");
        CHECK(refusal(5000, [](bytes& s) {
                  s[27] = std::byte{1};
              }).starts_with("blake3 state: expected at most 1024 bytes"));
        CHECK(refusal(5000, [](bytes& s) { s[28] = std::byte{2}; }) ==
              "blake3 state: expected as many values as these chunks leave, found 2");
        CHECK(refusal(5000, [](bytes& s) {
                  s[24] = std::byte{0};
                  s[25] = std::byte{0};
              }) == "blake3 state: expected as many values as these chunks leave, found 1");
        CHECK(refusal(65'536, [](bytes& s) { s[28] = std::byte{57}; }) ==
              "blake3 state: expected as many values as these chunks leave, found 57");
        CHECK(refusal(5000, [](bytes& s) { s[24] = static_cast<std::byte>(std::to_integer<int>(s[24]) - 1); }) ==
              "blake3 state: expected 1031 bytes, found 1032");
    }
}
