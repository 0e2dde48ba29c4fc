// SPDX-License-Identifier: MIT
// tests/conformance/blake3.cpp
//
// Runs ../shared/cases/blake3.json: the authors' test vectors in all three modes, 131 bytes of output each, at every level
// that this machine has: at once, in pieces, by two threads, saved and resumed, and as one of many.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/level.hpp>
#include <lastro/hash/outboard.hpp>

#include "case_file.hpp"

namespace {

namespace core = lastro::core;
using lastro::hash::blake3;

// The digest and the long output in every way to come by them, against the expected hexadecimal text.
std::string check_mode(const blake3& fresh, const std::vector<std::byte>& input, const conformance::json& expected,
                       const std::string& mode) {
    const auto text = expected.at(mode).get<std::string>();
    const core::byte_span all = input;
    blake3 at_once = fresh;
    at_once.update(all);
    blake3 in_pieces = fresh;
    for (std::size_t at = 0, piece = 1; at < input.size(); at += piece, piece = piece * 3 % 5000 + 1) {
        in_pieces.update(all.subspan(at, std::min(piece, input.size() - at)));
    }
    blake3 by_two = fresh;
    by_two.update(all, 2);
    blake3 first_half = fresh;
    first_half.update(all.first(input.size() / 2));
    blake3 resumed = blake3::resume(first_half.save());
    resumed.update(all.subspan(input.size() / 2));
    std::string difference;
    for (const blake3* state : {&at_once, &in_pieces, &by_two, &resumed}) {
        std::vector<std::byte> output(text.size() / 2);
        state->finalize(output);
        if (core::to_hex(output) != text) {
            difference += mode + ": expected " + text + ", got " + core::to_hex(output) + "; ";
        }
        if (state->finalize().hex() != text.substr(0, 64)) {
            difference += mode + ": digest differs from the first 32 bytes; ";
        }
    }
    const std::vector<core::byte_span> same(19, all);
    std::vector<lastro::hash::digest> digests(same.size());
    lastro::hash::blake3_many(same, digests, fresh);
    for (const lastro::hash::digest& d : digests) {
        if (d.hex() != text.substr(0, 64)) {
            difference += mode + ": one of many has another digest; ";
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
    std::string difference;
    for (const lastro::hash::level level : lastro::hash::all_levels) {
        if (lastro::hash::is_available(level)) {
            difference += check_mode(blake3{level}, input, expected, "hash");
            difference +=
                check_mode(blake3::keyed(core::as_bytes(key).first<32>(), level), input, expected, "keyed_hash");
            difference += check_mode(blake3::derive_key(given.at("context").get<std::string>(), level), input, expected,
                                     "derive_key");
        }
    }
    if (lastro::hash::outboard::of(input).root().hex() != expected.at("hash").get<std::string>().substr(0, 64)) {
        difference += "an outboard with another root; ";
    }
    return difference;
}

}  // namespace

int main(int argc, char** argv) { return conformance::run(argc, argv, {{"blake3", check}}); }
