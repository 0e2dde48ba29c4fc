// SPDX-License-Identifier: MIT
// tests/conformance/lfs_pointer.cpp
//
// Runs ../shared/cases/lfs_pointer.json: Git LFS pointers read, written, and made from content.
#include <cstdint>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/lfs_pointer.hpp>

#include "case_file.hpp"

namespace {

using conformance::json;
namespace store = lastro::store;

std::string differs(const std::string& what, const std::string& expected, const std::string& got) {
    return expected == got ? std::string{} : what + ": expected " + expected + ", got " + got + "; ";
}

std::string check_decode(const json& c) {
    const std::string text = conformance::from_base64(c.at("input").at("base64").get<std::string>());
    const json& expected = c.at("expected");
    store::lfs_pointer pointer;
    try {
        pointer = store::parse_lfs_pointer(text, "case");
    } catch (const lastro::format_error& e) {
        return expected.at("valid").get<bool>() ? std::string{"refused: "} + e.what() : std::string{};
    }
    if (!expected.at("valid").get<bool>()) {
        return "accepted";
    }
    json extensions = json::array();
    for (const store::lfs_extension& e : pointer.extensions) {
        extensions.push_back({{"priority", e.priority}, {"name", e.name}, {"oid", e.oid.hex()}});
    }
    const bool canonical = store::lfs_pointer_text(pointer) == text;
    return differs("oid", expected.at("oid").get<std::string>(), pointer.oid.hex()) +
           differs("size", std::to_string(expected.at("size").get<std::uint64_t>()), std::to_string(pointer.size)) +
           differs("extensions", expected.at("extensions").dump(), extensions.dump()) +
           differs("canonical", expected.at("canonical").dump(), json(canonical).dump());
}

std::string check_encode(const json& c) {
    const json& input = c.at("input");
    const auto sha256 = [](const json& hex) { return lastro::hash::digest::parse("sha256:" + hex.get<std::string>()); };
    store::lfs_pointer pointer{.oid = sha256(input.at("oid")), .size = input.at("size").get<std::uint64_t>()};
    for (const json& e : input.at("extensions")) {
        pointer.extensions.push_back({.priority = e.at("priority").get<unsigned>(),
                                      .name = e.at("name").get<std::string>(),
                                      .oid = sha256(e.at("oid"))});
    }
    // git_blob_sha1 follows from these bytes.
    const std::string text = store::lfs_pointer_text(pointer);
    return differs("text", conformance::from_base64(c.at("expected").at("base64").get<std::string>()), text);
}

std::string check_from_bytes(const json& c) {
    const std::string content = conformance::from_base64(c.at("input").at("base64").get<std::string>());
    const std::string text = store::lfs_pointer_text(store::lfs_pointer_of(lastro::core::as_bytes(content)));
    return differs("text", conformance::from_base64(c.at("expected").at("base64").get<std::string>()), text);
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv,
                            {{"lfs_pointer_decode", check_decode},
                             {"lfs_pointer_encode", check_encode},
                             {"lfs_pointer_from_bytes", check_from_bytes}});
}
