// SPDX-License-Identifier: MIT
// tests/conformance/safetensors.cpp: which files a strict reader accepts, what it reads, how it names the errors
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/sha256.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "case_file.hpp"

namespace {

using conformance::json;
namespace artifact = lastro::artifact;
namespace core = lastro::core;

std::string compare_tensors(core::byte_span file, const artifact::safetensors_header& header, const json& expected) {
    auto tensors = header.tensors;
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    if (tensors.size() != expected.at("tensors").size()) {
        return std::to_string(tensors.size()) + " tensors";
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const json& wanted = expected.at("tensors").at(i);
        const artifact::tensor_info& got = tensors[i];
        const core::byte_span data = file.subspan(static_cast<std::size_t>(header.data_begin + got.begin),
                                                  static_cast<std::size_t>(got.end - got.begin));
        if (got.name != wanted.at("name").get<std::string>() ||
            to_string(got.type) != wanted.at("dtype").get<std::string>() ||
            got.shape != wanted.at("shape").get<std::vector<std::uint64_t>>() ||
            data.size() != wanted.at("bytes").get<std::uint64_t>() ||
            lastro::hash::sha256::of(data).hex() != wanted.at("sha256").get<std::string>()) {
            return "tensor " + std::to_string(i) + " differs";
        }
    }
    const json& metadata = expected.at("metadata");
    if (metadata.is_null() != !header.metadata.has_value()) {
        return "metadata present or not";
    }
    if (header.metadata && json(*header.metadata) != metadata) {
        return "metadata differs";
    }
    return {};
}

std::string check_read(const json& c) {
    const std::string text = conformance::from_base64(c.at("input").at("base64").get<std::string>());
    const core::byte_span file = core::as_bytes(text);
    const json& expected = c.at("expected");
    const bool strict_reject = expected.at("strict_reject").get<bool>();
    const bool accept = expected.at("valid").get<bool>() && !strict_reject;
    artifact::safetensors_header header;
    try {
        header = artifact::parse_safetensors(file, "case");
    } catch (const lastro::format_error& e) {
        const std::string message = e.what();
        if (accept) {
            return "refused: " + message;
        }
        const std::string name =
            strict_reject ? "InvalidHeaderDeserialization" : expected.at("error").get<std::string>();
        return message.starts_with("case: " + name + ": ") ? "" : "expected " + name + ", got " + message;
    }
    if (!accept) {
        return "accepted";
    }
    if (const std::string difference = compare_tensors(file, header, expected); !difference.empty()) {
        return difference;
    }
    // What was read can be written, and the writer's header says the same.
    const artifact::text_map metadata = header.metadata.value_or(artifact::text_map{});
    std::vector<std::byte> again = artifact::safetensors_header_bytes(header.tensors, metadata);
    again.resize(again.size() + file.size() - static_cast<std::size_t>(header.data_begin));
    const auto read_again = artifact::parse_safetensors(again, "written");
    const bool equal_names = std::is_permutation(
        header.tensors.begin(), header.tensors.end(), read_again.tensors.begin(), read_again.tensors.end(),
        [](const auto& a, const auto& b) { return a.name == b.name && a.type == b.type && a.shape == b.shape; });
    return equal_names && read_again.metadata.value_or(artifact::text_map{}) == metadata ? "" : "changed by writing";
}

}  // namespace

int main(int argc, char** argv) { return conformance::run(argc, argv, {{"safetensors_read", check_read}}); }
