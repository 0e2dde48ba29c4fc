// SPDX-License-Identifier: MIT
// tests/reproducibility/repository.cpp
//
// All files of a repository as one digest: names and bytes of packs, large objects, references and tags, written here,
// whatever the order of this machine's bytes, and read again. run.sh builds it for this machine and for s390x, and compares
// the two. What depends on the machine is left out: who locked, and the stat index.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <lastro/hash/file.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/repository.hpp>

#include "../store/columns.hpp"
#include "digests.hpp"

namespace reproducibility {

namespace fs = std::filesystem;
namespace store = lastro::store;

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        std::printf("DIFFERS %s after reading\n", what);
        std::exit(1);
    }
}

/// A directory of this name, gone when the group is done.
struct scratch {
    std::string path = (fs::temp_directory_path() / ("lastro-repository-" + std::to_string(::getpid()))).string();
    scratch() { fs::create_directory(path); }
    ~scratch() { fs::remove_all(path); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
};

void write(const std::string& path, std::size_t size) {
    fs::create_directories(fs::path{path}.parent_path());
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        content[i] = static_cast<char>(i * i % 251);
    }
    std::ofstream{path, std::ios::binary} << content;
}

void add_files(record& r, const std::string& repository) {
    require(store::repository{repository}.verify().ok(), "the repository");
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator{repository}) {
        const std::string name = entry.path().lexically_relative(repository).generic_string();
        if (entry.is_regular_file() && !name.starts_with("locks/") && !name.starts_with("index/")) {
            files.push_back(name);
        }
    }
    std::sort(files.begin(), files.end());
    for (const std::string& name : files) {
        r.add(hash::blake3::of(core::as_bytes(name)));
        r.add(hash::blake3_file(repository + '/' + name));
    }
    r.add(std::uint64_t{files.size()});
}

/// Every type, missing rows and texts, over several blocks; appended to, branched, tagged, ordered by a key, and pushed.
void tables(record& r) {
    const scratch here;
    const store::repository repository{here.path + "/r.lastro"};
    const lastro::data::table all = every_kind_of_table(40'000);
    repository.commit("sensors", all.slice(0, 30'000), {.message = "S\xC3\xA3o Paulo", .author = "Ana", .time = 1});
    const store::commit whole =
        repository.append("sensors", all.slice(30'000, 10'000), {.time = 2, .provenance = {{"seed", 7}, {"x", 0.1}}});
    require(repository.checkout(whole) == all, "a table");
    require(repository.checkout(whole, {.columns = {"wind", "moment"}, .rows = {9'000, 31'000}}).table() ==
                all.select({"wind", "moment"}).slice(9'000, 22'000),
            "a view");
    repository.branch("trial", "sensors@1", {.time = 3});
    repository.commit("keyed", all.select({"count", "note"}), {.time = 4, .key = "count"});
    repository.commit("empty", all.slice(0, 0), {.time = 5});
    repository.tag("best", whole);
    repository.push(store::directory_remote{here.path + "/remote.lastro"});
    add_files(r, here.path + "/r.lastro");
    add_files(r, here.path + "/remote.lastro");
}

/// Short, empty and large files, an executable, a link, an empty directory, a name beyond ASCII; a second version.
void directories(record& r) {
    const scratch here;
    const std::string data = here.path + "/data";
    const store::repository repository{here.path + "/r.lastro"};
    for (std::size_t i = 0; i < 40; ++i) {
        write(data + "/short/f" + std::to_string(i), i * 97);
    }
    write(data + "/large.bin", 3'000'000);
    write(data + "/\xC3\xA9/run", 10);
    fs::permissions(data + "/\xC3\xA9/run", fs::perms::owner_all);
    fs::create_symlink("short/f1", data + "/link");
    fs::create_directories(data + "/nothing");
    const store::snapshot_settings how{.threads = r.threads()};
    repository.commit("images", repository.snapshot(data, how), {.time = 1});
    write(data + "/short/f3", 5'000);
    fs::remove(data + "/short/f4");
    const store::snapshot second = repository.snapshot(data, how);
    repository.commit("images", second, {.time = 2});
    repository.check_out("images", here.path + "/out");
    require(store::snapshot_directory(here.path + "/out") == second, "a directory");
    add_files(r, here.path + "/r.lastro");
}

}  // namespace
}  // namespace reproducibility

int main() {
    using namespace reproducibility;
    return report({{"repository.tables", tables}, {"repository.directories", directories}});
}
