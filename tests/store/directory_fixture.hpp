// SPDX-License-Identifier: MIT
// tests/store/directory_fixture.hpp
//
// Small directories for the tests of snapshots, and what is in a directory as one text.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include <lastro/core/file.hpp>

namespace lastro_test {

/// Plain and unsynced: a test writes hundreds.
inline void write(const std::string& path, const std::string& content) {
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
    FILE* out = std::fopen(path.c_str(), "wb");
    if (out != nullptr) {
        std::fwrite(content.data(), 1, content.size(), out);
        std::fclose(out);
    }
}

/// Bytes that do not compress and do not repeat.
inline std::string noise(std::size_t size, std::uint64_t seed) {
    std::string text(size, '\0');
    for (char& c : text) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        c = static_cast<char>(seed >> 56U);
    }
    return text;
}

/// Every kind of entry: small, empty and large files, an executable, links, empty directories, names beyond ASCII.
inline void make_directory(const std::string& path) {
    namespace fs = std::filesystem;
    write(path + "/a.txt", "hello");
    write(path + "/b/empty", "");
    write(path + "/b/same", "hello");
    write(path + "/b/deep/er/\xC3\xA9.bin", noise(70'000, 1));
    write(path + "/large.bin", noise(1'200'000, 2));
    write(path + "/run.sh", "#!/bin/sh\n");
    fs::permissions(path + "/run.sh", fs::perms::owner_all);
    fs::create_directories(path + "/nothing/below");
    fs::create_symlink("a.txt", path + "/link");
    fs::create_symlink("nowhere", path + "/b/broken");
}

/// Path -> kind and content, for everything below a directory. Shares no code with the library's scan.
inline std::map<std::string, std::string> contents(const std::string& directory) {
    namespace fs = std::filesystem;
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator{directory}) {
        const std::string path = entry.path().lexically_relative(directory).string();
        if (entry.is_symlink()) {
            all[path] = "link " + fs::read_symlink(entry.path()).string();
        } else if (entry.is_directory()) {
            all[path] = "directory";
        } else {
            const bool executable = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
            all[path] = (executable ? "executable " : "file ") + lastro::core::read_text(entry.path().string());
        }
    }
    return all;
}

}  // namespace lastro_test
