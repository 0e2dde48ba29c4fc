// SPDX-License-Identifier: MIT
// tests/benchmark/artifact.cpp
//
// What does a model file cost, beside a JSON library for its header, and beside cereal and Boost, and the bare system calls,
// for a small model? Files are in memory (/dev/shm, if there is one): what is compared is the work of the processor.
//
//   tests/benchmark/run.sh artifact     # writes build/benchmark/artifact.json
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>

#include "pairs.hpp"
#include "peers/small_model.hpp"

namespace peers {
bool has_cereal();
void cereal_save(const std::string& path, const small::model& m);
small::model cereal_load(const std::string& path);
bool has_boost();
void boost_save(const std::string& path, const small::model& m);
small::model boost_load(const std::string& path);
}  // namespace peers

namespace {

namespace artifact = lastro::artifact;
namespace core = lastro::core;

constexpr std::size_t many = 100'000;

void require(bool holds, const char* what) {
    if (!holds) {
        std::fprintf(stderr, "artifact: %s\n", what);
        std::exit(2);
    }
}

std::vector<std::byte> file_of_many() {
    std::vector<artifact::tensor_info> tensors;
    for (std::size_t i = 0; i < many; ++i) {
        tensors.push_back(
            {.name = "model.layers." + std::to_string(i) + ".weight", .type = artifact::dtype::f32, .shape = {4, 4}});
    }
    std::vector<std::byte> file = artifact::safetensors_header_bytes(std::move(tensors), {});
    file.resize(file.size() + many * 64);
    return file;
}

// Nothing but the system calls that saving as many bytes takes: with sync and rename, or neither.
void bare_save(const std::string& path, const std::vector<std::byte>& bytes, bool durable) {
    const std::string part = durable ? path + ".part" : path;
    const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    require(::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "a bare write");
    if (!durable) {
        ::close(file);
        return;
    }
    struct ::stat status {};
    require(::stat(path.c_str(), &status) != 0 || ::fchmod(file, status.st_mode & 0777) == 0, "a bare chmod");
    require(::fsync(file) == 0 && ::close(file) == 0 && ::rename(part.c_str(), path.c_str()) == 0, "a bare rename");
    const int directory = ::open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(::fsync(directory) == 0 && ::close(directory) == 0, "a bare sync");
}

void bare_load(const std::string& path, std::vector<std::byte>& to) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct ::stat status {};
    require(::fstat(file, &status) == 0 && ::read(file, to.data(), to.size()) == status.st_size, "a bare read");
    ::close(file);
}

}  // namespace

int main(int argc, char** argv) {
    const std::filesystem::path work =
        (std::filesystem::is_directory("/dev/shm") ? std::filesystem::path{"/dev/shm"}
                                                   : std::filesystem::temp_directory_path()) /
        ("lastro-artifact-" + std::to_string(::getpid()));
    std::filesystem::create_directory(work);
    const auto at = [&](const char* name) { return (work / name).string(); };

    const std::vector<std::byte> file = file_of_many();
    const core::byte_span bytes{file};
    const auto length = static_cast<std::size_t>(core::load_le<std::uint64_t>(bytes.data()));
    const std::string_view header = core::as_text(bytes.subspan(8, length));
    const small::model model = small::example();
    artifact::save(at("ours"), model, {.name = "small"});
    const auto same = [&](const small::model& m) {
        return m.kind == model.kind && m.rate == model.rate && m.layers == model.layers;
    };
    require(same(artifact::load<small::model>(at("ours"))), "another model after loading");
    small::write(at("plain"), model);
    require(same(small::read(at("plain"))), "other tensors after loading");

    std::vector<benchmarks::pair> pairs{
        {.name = "header, 100,000 tensors",
         .peer = "nlohmann",
         .bytes = static_cast<double>(length),
         .least_ratio = 20,
         .ours = [&] { require(artifact::parse_safetensors(bytes, "many").tensors.size() == many, "tensors"); },
         .theirs = [&] { require(nlohmann::json::parse(header).size() == many, "their tensors"); }}};
    const auto add = [&](const char* name, const char* peer, auto save, auto load, const char* path) {
        save(at(path), model);
        require(same(load(at(path))), "their model is another after loading");
        const auto theirs_save = [&at, &model, save, path] { save(at(path), model); };
        const auto theirs_load = [&at, load, path] { require(load(at(path)).layers.size() == 20, "their layers"); };
        pairs.push_back({.name = std::string{"20 tensors, save"} + name,
                         .peer = peer,
                         .least_ratio = 1,
                         .ours = [&] { small::write(at("plain"), model); },
                         .theirs = theirs_save});
        pairs.push_back({.name = std::string{"20 tensors, load"} + name,
                         .peer = peer,
                         .least_ratio = 1,
                         .ours = [&] { require(small::read(at("plain")).layers.size() == 20, "layers"); },
                         .theirs = theirs_load});
        pairs.push_back({.name = std::string{"as a model, save"} + name,
                         .peer = peer,
                         .ours = [&] { artifact::save(at("ours"), model, {.name = "small"}); },
                         .theirs = theirs_save});
        pairs.push_back(
            {.name = std::string{"as a model, load"} + name,
             .peer = peer,
             .ours = [&] { require(artifact::load<small::model>(at("ours")).layers.size() == 20, "layers"); },
             .theirs = theirs_load});
    };
    std::vector<std::byte> whole = core::read_file(at("ours"));
    bare_save(at("bare"), whole, true);
    const auto save_model = [&] { artifact::save(at("ours"), model, {.name = "small"}); };
    pairs.push_back({.name = "as a model, save..", .peer = "its calls", .ours = save_model, .theirs = [&] {
                         bare_save(at("bare"), whole, true);
                     }});
    pairs.push_back({.name = "as a model, save...", .peer = "no sync", .ours = save_model, .theirs = [&] {
                         bare_save(at("bare"), whole, false);
                     }});
    pairs.push_back({.name = "as a model, load..",
                     .peer = "its calls",
                     .ours = [&] { require(artifact::load<small::model>(at("ours")).layers.size() == 20, "layers"); },
                     .theirs = [&] { bare_load(at("bare"), whole); }});
    if (peers::has_cereal()) {
        add("", "cereal", peers::cereal_save, peers::cereal_load, "cereal");
    }
    if (peers::has_boost()) {
        add(".", "Boost", peers::boost_save, peers::boost_load, "boost");
    }
    const int result = benchmarks::run(argc, argv, pairs);
    std::filesystem::remove_all(work);
    return result;
}
