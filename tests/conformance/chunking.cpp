// SPDX-License-Identifier: MIT
// tests/conformance/chunking.cpp
//
// Runs ../shared/cases/chunking.json: cuts of Xet and FastCDC, and Xet's tree. Every cut is made in memory and from a
// stream.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/store/chunker.hpp>
#include <lastro/store/detail/gear_tables.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/xet.hpp>

#include "case_file.hpp"

namespace {

using conformance::json;
namespace core = lastro::core;
namespace store = lastro::store;

/// `constants.xet_pattern_base64` of the case file.
const std::string pattern = conformance::from_base64(
    "mjQqIp9LfuBG7AzET+yyfH8yY7IssK5++uvNrvx6IwoUZdZFwQhzaZ7keG+Iosb707f9/KSTPxC6onUXqiTNu65M0q7TrwytkTsCRt61n+O2nL0z"
    "4moYMredjAoIF9RGCuoXIdv+J+xGMb90CXMPZRqfpdwPqjh9XKNe6yYoMVE=");

std::string content(const json& input) {
    const auto length = input.at("length").get<std::size_t>();
    if (input.at("generator") == "repeat") {
        return std::string(length, static_cast<char>(input.at("byte").get<unsigned>()));
    }
    if (input.at("generator") != "extend") {
        throw std::runtime_error{"unknown generator"};
    }
    std::string data = pattern + std::string(input.at("pattern").at("zeros").get<std::size_t>(), '\0');
    while (data.size() < length) {
        data += data.substr(0, std::min(length - data.size(), data.size()));
    }
    data.resize(length);
    return data;
}

std::string differs(const std::string& what, const json& expected, const json& got) {
    return expected == got ? std::string{} : what + ": expected " + expected.dump() + ", got " + got.dump() + "; ";
}

template <class Chunker>
json boundaries(const Chunker& rule, const std::string& data) {
    std::size_t end = 0;
    json ends = json::array();
    const auto keep = [&](core::byte_span chunk) { ends.push_back(end += chunk.size()); };
    store::for_each_chunk(rule, core::as_bytes(data), keep);
    const json at_once = ends;
    end = 0;
    ends = json::array();
    store::chunk_stream stream{rule};
    for (std::size_t begin = 0; begin < data.size(); begin += 10'007) {
        stream.update(core::as_bytes(data).subspan(begin, std::min<std::size_t>(10'007, data.size() - begin)), keep);
    }
    stream.finish(keep);
    if (ends != at_once) {
        throw std::runtime_error{"the stream cuts at " + ends.dump()};
    }
    return at_once;
}

std::string check_xet_chunk(const json& c) {
    return differs("boundaries", c.at("expected").at("boundaries"),
                   boundaries(store::xet_chunker{}, content(c.at("input"))));
}

std::string check_xet_merkle(const json& c) {
    std::vector<store::xet_node> nodes;
    for (const json& node : c.at("input").at("nodes")) {
        nodes.push_back({.hash = store::parse_xet_hex(node.at("hash").get<std::string>()),
                         .size = node.at("size").get<std::uint64_t>()});
    }
    std::string difference = differs("root", c.at("expected").at("root"), store::xet_hex(store::xet_root(nodes).hash));
    for (const json& file : c.at("expected").at("file_hashes")) {
        const auto salt = store::parse_xet_hex(file.at("salt").get<std::string>()).bytes();
        difference += differs("file hash", file.at("hash"), store::xet_hex(store::xet_file_hash(nodes, salt)));
    }
    return difference;
}

std::string check_fastcdc(const json& c) {
    const json& input = c.at("input");
    const json& expected = c.at("expected");
    const store::fastcdc rule{{.minimum = input.at("min").get<std::size_t>(),
                               .average = input.at("avg").get<std::size_t>(),
                               .maximum = input.at("max").get<std::size_t>()}};
    const std::string data = content(input);
    std::string difference;
    std::size_t at = 0;
    for (const json& end : boundaries(rule, data)) {
        const store::fastcdc_cut cut = rule.cut_with_fingerprint(core::as_bytes(data).subspan(at));
        difference += differs("boundary", end, at + cut.length) +
                      differs("chunk_length", expected.at("chunk_length"), cut.length) +
                      differs("chunk_hash", expected.at("chunk_hash"), std::to_string(cut.fingerprint));
        at += cut.length;
    }
    return difference;
}

std::string check_gear(const json& c) {
    const std::uint64_t number = store::detail::fastcdc_gear.at(c.at("input").at("index").get<std::size_t>());
    std::string digits;
    for (unsigned shift = 64; shift > 0;) {
        shift -= 4;
        digits += "0123456789abcdef"[number >> shift & 15U];
    }
    return differs("hex", c.at("expected").at("hex"), digits);
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv,
                            {{"xet_chunk", check_xet_chunk},
                             {"xet_merkle", check_xet_merkle},
                             {"fastcdc_v2020", check_fastcdc},
                             {"fastcdc_gear", check_gear}});
}
