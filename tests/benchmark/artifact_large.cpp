// SPDX-License-Identifier: MIT
// tests/benchmark/artifact_large.cpp
//
// What do large tensors cost beside what the system can do? Saving beside a loop that writes the same bytes in blocks of
// 8 MiB and syncs; loading and touching beside a loop that maps the file and sums it. Each side is a process of its own, in
// turns; the table gives wall-clock time, processor time, and the peak memory of ours above the tensors.
//
//   tests/benchmark/run.sh artifact     # with MIB=1024 ROUNDS=5
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/clock.hpp>

namespace {

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace fs = std::filesystem;

struct weights {
    static constexpr artifact::schema schema{"benchmark.weights", 1};
    std::vector<std::vector<float>> parts;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("parts", self.parts);
    }
};

struct columns {
    static constexpr artifact::schema schema{"benchmark.columns", 1};
    Eigen::MatrixXf m;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("m", self.m);
    }
};

struct cost {
    double wall = 0.0;
    double processor = 0.0;
    double mebibytes = 0.0;
};

/// The work in a process of its own. Its peak memory is what it added to what it began with.
cost run(const std::function<double()>& work) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) {
        std::exit(2);
    }
    std::fflush(nullptr);
    const ::pid_t child = ::fork();
    if (child == 0) {
        const double begin = core::steady_seconds();
        ::rusage before{};
        ::getrusage(RUSAGE_SELF, &before);
        volatile double result = 0.0;
        int code = 0;
        try {
            result = work();
        } catch (const std::exception& e) {
            std::fprintf(stderr, "%s\n", e.what());
            code = 1;
        }
        static_cast<void>(result);
        ::rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        const auto seconds = [](const ::rusage& r) {
            const auto one = [](const ::timeval& t) {
                return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
            };
            return one(r.ru_utime) + one(r.ru_stime);
        };
        const double numbers[3] = {core::steady_seconds() - begin, seconds(used) - seconds(before),
                                   static_cast<double>(used.ru_maxrss) / 1024.0};
        const bool told = ::write(ends[1], numbers, sizeof numbers) == sizeof numbers;
        ::_exit(told ? code : 1);
    }
    ::close(ends[1]);
    double numbers[3] = {};
    const bool told = ::read(ends[0], numbers, sizeof numbers) == sizeof numbers;
    ::close(ends[0]);
    int status = -1;
    ::waitpid(child, &status, 0);
    if (!told || status != 0) {
        std::exit(2);
    }
    return {numbers[0], numbers[1], numbers[2]};
}

std::size_t setting(const char* name, std::size_t otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : static_cast<std::size_t>(std::strtoull(value, nullptr, 10));
}

double sum(core::byte_span bytes) {
    const auto* const words = reinterpret_cast<const std::uint64_t*>(bytes.data());
    std::uint64_t lanes[4] = {};
    for (std::size_t i = 0; i + 4 <= bytes.size() / 8; i += 4) {
        for (std::size_t k = 0; k < 4; ++k) {
            lanes[k] += words[i + k];
        }
    }
    return static_cast<double>(lanes[0] ^ lanes[1] ^ lanes[2] ^ lanes[3]);
}

double middle(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json\n", argv[0]);
        return 2;
    }
    const std::size_t mebibytes = setting("MIB", 1024);
    const std::size_t rounds = setting("ROUNDS", 5);
    const fs::path work = fs::current_path() / "build" / "benchmark" / "large_files";
    fs::create_directories(work);
    const auto at = [&](const char* name) { return (work / name).string(); };
    constexpr std::size_t parts = 16;
    std::vector<std::vector<float>> data(parts, std::vector<float>(mebibytes * (std::size_t{1} << 18U) / parts));
    for (std::size_t i = 0; i < parts; ++i) {
        for (std::size_t k = 0; k < data[i].size(); ++k) {
            data[i][k] = static_cast<float>(k * 7 + i);
        }
    }
    const auto bytes_of = [&](std::size_t i) { return std::as_bytes(std::span{data[i]}); };

    const std::function<double()> save = [&] {
        std::vector<artifact::tensor_data> tensors;
        for (std::size_t i = 0; i < parts; ++i) {
            tensors.push_back({.name = "t" + std::to_string(i),
                               .type = artifact::dtype::f32,
                               .shape = {data[i].size()},
                               .bytes = bytes_of(i)});
        }
        artifact::write_safetensors(at("ours"), std::move(tensors));
        return 0.0;
    };
    const std::function<double()> raw_save = [&] {
        const int file = ::open(at("raw.part").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
        for (std::size_t i = 0; i < parts; ++i) {
            for (core::byte_span rest = bytes_of(i); !rest.empty();) {
                const core::byte_span block = rest.first((std::min)(rest.size(), std::size_t{8} << 20U));
                if (::write(file, block.data(), block.size()) != static_cast<::ssize_t>(block.size())) {
                    std::exit(2);
                }
                rest = rest.subspan(block.size());
            }
        }
        ::fsync(file);
        ::close(file);
        std::rename(at("raw.part").c_str(), at("raw").c_str());
        return 0.0;
    };
    const std::function<double()> load = [&] {
        const artifact::safetensors_file file{at("ours")};
        double total = 0.0;
        for (const auto& t : file.tensors()) {
            total += sum(std::as_bytes(file.values<float>(t.name)));
        }
        return total;
    };
    const std::function<double()> raw_load = [&] {
        const int file =
            ::open(at("ours").c_str(), O_RDONLY);  // the same file: how one was written is not the matter here
        const std::size_t size = fs::file_size(at("ours")) / 32 * 32;
        void* const map = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
        const double total = sum({static_cast<const std::byte*>(map), size});
        ::munmap(map, size);
        ::close(file);
        return total;
    };

    std::vector<std::string> results;
    int missed = 0;
    const auto pair = [&](const char* name, const char* peer, double least, const auto& ours, const auto& theirs) {
        std::vector<double> a, b, ratios;
        for (std::size_t round = 0; round < rounds; ++round) {
            const cost mine = run(ours);
            const cost other = run(theirs);
            a.push_back(mine.wall), b.push_back(other.wall), ratios.push_back(other.wall / mine.wall);
        }
        const double ratio = middle(ratios);
        missed += ratio >= least ? 0 : 1;
        std::printf("%-28s %8.3f s %8.3f s  %-34s %6.2f%s\n", name, middle(a), middle(b), peer, ratio,
                    ratio >= least ? "" : "  MISSED");
        char line[400];
        std::snprintf(line, sizeof line,
                      R"({"name": "%s", "ours": %.4g, "peer": "%s", "peer_value": %.4g, "unit": "s", "ratio": %.4g})",
                      name, middle(a), peer, middle(b), ratio);
        results.emplace_back(line);
    };
    std::printf("%zu MiB, %zu tensors, %zu rounds in turns\n", mebibytes, parts, rounds);
    pair("save", "write loop, 8 MiB blocks, fsync", 0.95, save, raw_save);
    static_cast<void>(load());
    pair("load and touch", "mmap and sum", 0.9, load, raw_load);

    // Peak memory: this process holds the tensors already; what a child's peak is above its beginning is what saving takes.
    const auto peak = [&](const char* name, double tensors, const std::function<double()>& work_of) {
        const double base = run([] { return 0.0; }).mebibytes;
        const double above = run(work_of).mebibytes - base - tensors;
        const bool kept = above < 64.0;
        missed += kept ? 0 : 1;
        std::printf("%-28s %8.1f MiB above the tensors%s\n", name, above, kept ? "" : "  MISSED");
        char line[400];
        std::snprintf(
            line, sizeof line,
            R"({"name": "%s: peak memory above the tensors", "ours": %.4g, "peer": "promised", "peer_value": 64, )"
            R"("unit": "MiB", "ratio": %.4g})",
            name, above, 64.0 / (std::max)(above, 0.1));
        results.emplace_back(line);
    };
    const auto size = static_cast<double>(mebibytes);
    weights model{.parts = std::move(data)};
    peak("save a model", 0, [&] {
        artifact::save(at("model"), model, {.name = "large"});
        return 0.0;
    });
    artifact::save(at("model"), model, {.name = "large"});
    model.parts.clear();
    model.parts.shrink_to_fit();
    peak("load a model", size, [&] { return static_cast<double>(artifact::load<weights>(at("model")).parts.size()); });
    columns matrix;
    matrix.m.setConstant(static_cast<Eigen::Index>(mebibytes << 8U), 1024, 1.5F);
    peak("save a matrix by columns", 0, [&] {
        artifact::save(at("model"), matrix, {.name = "large"});
        return 0.0;
    });
    artifact::save(at("model"), matrix, {.name = "large"});
    matrix.m.resize(0, 0);
    peak("load a matrix by columns", size,
         [&] { return static_cast<double>(artifact::load<columns>(at("model")).m(1, 1)); });
    fs::remove_all(work);

    std::FILE* const out = std::fopen(argv[1], "w");
    if (out == nullptr) {
        std::perror(argv[1]);
        return 2;
    }
    std::fputs("[", out);
    for (std::size_t i = 0; i < results.size(); ++i) {
        std::fprintf(out, "%s\n%s", i == 0 ? "" : ",", results[i].c_str());
    }
    std::fputs("\n]\n", out);
    return std::fclose(out) == 0 && missed == 0 ? 0 : 1;
}
