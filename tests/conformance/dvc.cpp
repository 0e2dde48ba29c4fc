// SPDX-License-Identifier: MIT
// tests/conformance/dvc.cpp
//
// Runs ../shared/cases/dvc.json: names of files and directories in DVC's cache.
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/md5.hpp>
#include <lastro/store/dvc_directory.hpp>

#include "case_file.hpp"

namespace {

using conformance::json;
namespace store = lastro::store;

std::string differs(const std::string& what, const json& expected, const json& got) {
    return expected == got ? std::string{} : what + ": expected " + expected.dump() + ", got " + got.dump() + "; ";
}

std::string md5_of(const std::string& content) { return lastro::hash::md5::of(lastro::core::as_bytes(content)); }

std::string check_file(const json& c) {
    const json& expected = c.at("expected");
    const std::string md5 = md5_of(conformance::from_base64(c.at("input").at("base64").get<std::string>()));
    return differs("md5", expected.at("md5"), md5) +
           differs("cache_path", expected.at("cache_path"), store::dvc_object_path(md5));
}

std::string check_directory(const json& c) {
    const json& expected = c.at("expected");
    std::vector<store::dvc_entry> entries;
    std::uint64_t size = 0;
    for (const auto& [path, base64] : c.at("input").at("files").items()) {
        const std::string content = conformance::from_base64(base64.get<std::string>());
        size += content.size();
        entries.push_back({.path = path, .md5 = md5_of(content)});
    }
    const std::string text = store::dvc_directory_text(entries);
    const std::string oid = store::dvc_directory_oid(text);
    const std::vector<store::dvc_entry> read = store::parse_dvc_directory(text, "case");
    return differs("json", expected.at("json"), text) + differs("oid", expected.at("oid"), oid) +
           differs("size", expected.at("size"), size) + differs("nfiles", expected.at("nfiles"), read.size()) +
           differs("cache_path", expected.at("cache_path"), store::dvc_object_path(oid)) +
           differs("read again", text, store::dvc_directory_text(read));
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv, {{"dvc_file", check_file}, {"dvc_dir", check_directory}});
}
