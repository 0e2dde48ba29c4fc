// SPDX-License-Identifier: MIT
// tests/conformance/blake3.cpp
//
// Runs ../shared/cases/blake3.json: the authors' test vectors in all three modes, 131 bytes of output each.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>

#include "case_file.hpp"

namespace {

namespace core = lastro::core;
using lastro::hash::blake3;

// The digest and the long output, whole and in pieces, against the expected hexadecimal text.
std::string check_mode(blake3 hasher, const std::vector<std::byte>& input, const conformance::json& expected,
                       const std::string& mode) {
    const auto text = expected.at(mode).get<std::string>();
    blake3 in_pieces = hasher;
    hasher.update(input);
    for (std::size_t at = 0, piece = 1; at < input.size(); at += piece, piece = piece * 3 % 5000 + 1) {
        in_pieces.update(core::byte_span{input}.subspan(at, std::min(piece, input.size() - at)));
    }
    std::string difference;
    for (const blake3* state : {&hasher, &in_pieces}) {
        std::vector<std::byte> output(text.size() / 2);
        state->finalize(output);
        if (core::to_hex(output) != text) {
            difference += mode + ": expected " + text + ", got " + core::to_hex(output) + "; ";
        }
        if (state->finalize().hex() != text.substr(0, 64)) {
            difference += mode + ": digest differs from the first 32 bytes; ";
        }
    }
    return difference;
}

std::string check(const conformance::json& c) {
    const conformance::json& given = c.at("input");
    std::vector<std::byte> input(given.at("input_len").get<std::size_t>());
    for (std::size_t i = 0; i < input.size(); ++i) {
        input[i] = static_cast<std::byte>(i % 251);
    }
    const auto key = given.at("key").get<std::string>();
    if (key.size() != 32) {
        return "the key has not 32 bytes";
    }
    const conformance::json& expected = c.at("expected");
    return check_mode(blake3{}, input, expected, "hash") +
           check_mode(blake3::keyed(core::as_bytes(key).first<32>()), input, expected, "keyed_hash") +
           check_mode(blake3::derive_key(given.at("context").get<std::string>()), input, expected, "derive_key");
}

}  // namespace

int main(int argc, char** argv) { return conformance::run(argc, argv, {{"blake3", check}}); }
