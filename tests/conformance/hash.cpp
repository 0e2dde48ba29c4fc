// SPDX-License-Identifier: MIT
// tests/conformance/hash.cpp
//
// Runs ../shared/cases/hash.json: SHA-256 and MD5 of standard messages and of lengths around the block size.
#include <cstddef>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/md5.hpp>
#include <lastro/hash/sha256.hpp>

#include "case_file.hpp"

namespace {

// Feeds `part` `times` times.
template <class Hasher>
Hasher fed(const std::string& part, std::size_t times) {
    Hasher hasher;
    for (std::size_t i = 0; i < times; ++i) {
        hasher.update(lastro::core::as_bytes(part));
    }
    return hasher;
}

std::string check(const conformance::json& c) {
    const conformance::json& input = c.at("input");
    const std::string part = conformance::from_base64(input.at("base64").get<std::string>());
    const auto times = input.at("repeat").get<std::size_t>();
    const auto algorithm = input.at("algorithm").get<std::string>();
    std::string whole;
    for (std::size_t i = 0; i < times; ++i) {
        whole += part;
    }
    std::string in_pieces;
    std::string at_once;
    if (algorithm == "sha256") {
        in_pieces = fed<lastro::hash::sha256>(part, times).finalize().hex();
        at_once = lastro::hash::sha256::of(lastro::core::as_bytes(whole)).hex();
    } else if (algorithm == "md5") {
        in_pieces = fed<lastro::hash::md5>(part, times).finalize();
        at_once = lastro::hash::md5::of(lastro::core::as_bytes(whole));
    } else {
        return "unknown algorithm " + algorithm;
    }
    const auto expected = c.at("expected").at("hex").get<std::string>();
    if (in_pieces != expected || at_once != expected) {
        return "expected " + expected + ", got " + in_pieces + " in pieces and " + at_once + " at once";
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) { return conformance::run(argc, argv, {{"hash", check}}); }
