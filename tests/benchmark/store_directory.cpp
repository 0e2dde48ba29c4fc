// SPDX-License-Identifier: MIT
// tests/benchmark/store_directory.cpp
//
// What do versions of directories cost, beside the tools that people use? Each side of a pair is a process of its own, in
// turns; the table gives wall-clock time (commits wait for the disk: ours syncs, cp, git and dvc do not), processor time,
// and the peak memory of ours. Peers that are not installed are named and passed over.
//
//   tests/benchmark/run.sh store     # with FILES=50000 LARGE_MIB=2048 ROUNDS=3; writes build/benchmark/store.json
//
// ONLY=dvc measures the pairs whose peer's name holds that.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <lastro/core.hpp>
#include <lastro/store.hpp>

namespace {

namespace fs = std::filesystem;
namespace core = lastro::core;
namespace store = lastro::store;

struct cost {
    double wall = 0.0;
    double processor = 0.0;
    double mebibytes = 0.0;
};

struct pair {
    std::string name;
    std::string peer;
    double least_ratio = 0.0;       ///< Peer's wall-clock time over ours.
    std::function<void()> prepare;  ///< Before each side, not timed.
    std::function<void()> ours;
    std::string theirs;       ///< For the shell, in the work directory.
    std::string before = {};  ///< For the shell, before `theirs`, not timed.
};

/// The work in a process of its own; negative where it failed.
cost run(const std::function<int()>& work) {
    std::fflush(nullptr);
    const double begin = core::steady_seconds();
    const ::pid_t child = ::fork();
    if (child == 0) {
        int code = 1;
        try {
            code = work();
        } catch (const std::exception& e) {
            std::fprintf(stderr, "%s\n", e.what());
        }
        ::_exit(code);
    }
    int status = -1;
    ::rusage used{};
    ::wait4(child, &status, 0, &used);
    const double wall = core::steady_seconds() - begin;
    const auto seconds = [](const ::timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    return {.wall = status == 0 ? wall : -1.0,
            .processor = seconds(used.ru_utime) + seconds(used.ru_stime),
            .mebibytes = static_cast<double>(used.ru_maxrss) / 1024.0};
}

cost median(std::vector<cost> costs) {
    std::sort(costs.begin(), costs.end(), [](const cost& a, const cost& b) { return a.wall < b.wall; });
    return costs[costs.size() / 2];
}

std::size_t setting(const char* name, std::size_t otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : static_cast<std::size_t>(std::strtoull(value, nullptr, 10));
}

bool installed(const std::string& program) {
    return std::system(("command -v " + program + " >/dev/null 2>&1").c_str()) == 0;
}

void write_noise(const std::string& path, std::size_t size, std::uint64_t seed) {
    std::FILE* out = std::fopen(path.c_str(), "wb");
    std::vector<std::uint64_t> buffer(std::size_t{1} << 17U);
    for (std::size_t done = 0; done < size;) {
        const std::size_t piece = std::min(size - done, buffer.size() * 8);
        for (std::size_t i = 0; i < (piece + 7) / 8; ++i) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            buffer[i] = seed ^ seed >> 29U;
        }
        std::fwrite(buffer.data(), 1, piece, out);
        done += piece;
    }
    std::fclose(out);
}

std::vector<pair> pairs() {
    constexpr std::size_t threads = 2;
    const auto again = [] {
        for (const char* const gone : {"r.lastro", "restic", ".git", "git", "lfs", "dvc", "copy", "large.lastro"}) {
            fs::remove_all(gone);
        }
        std::system("sync");
    };
    const auto commit = [](const char* repository, const char* directory) {
        const store::repository r{repository};
        r.commit("files", r.snapshot(directory, {.threads = threads}));
    };
    const auto with_version = [=] {
        if (!fs::exists("r.lastro")) {
            commit("r.lastro", "files");
            ::sleep(3);  // until the index may believe what was just written
            static_cast<void>(store::repository{"r.lastro"}.status("files", "files"));
        }
    };
    const auto keep = [=] { commit("r.lastro", "files"); };
    const std::string git = "git init -q git && cp -al files git/files && git -C git config user.email a@b.c";
    std::vector<pair> list;
    const auto with = [&list](const std::string& program, pair p) {
        if (installed(program)) {
            list.push_back(std::move(p));
        } else {
            std::printf("without %s: \"%s\" is not measured\n", program.c_str(), p.name.c_str());
        }
    };
    with("b3sum", {.name = "snapshot",
                   .peer = "find | xargs b3sum",
                   .least_ratio = 1.0,
                   .prepare = [] {},
                   .ours = [] { static_cast<void>(store::snapshot_directory("files", {.threads = threads})); },
                   .theirs = "find files -type f -print0 | xargs -0 b3sum >/dev/null"});
    with("find",
         {.name = "status, nothing changed",
          .peer = "find -printf",
          .least_ratio = 0.5,
          .prepare = with_version,
          .ours =
              [] { static_cast<void>(store::repository{"r.lastro"}.status("files", "files", {.threads = threads})); },
          .theirs = "find files -printf '%s %T@ %C@ %i %p\\n' >/dev/null"});
    with("cp", {.name = "commit", .peer = "cp -r", .prepare = again, .ours = keep, .theirs = "cp -r files copy"});
    with("restic", {.name = "commit",
                    .peer = "restic backup",
                    .least_ratio = 3.0,
                    .prepare = again,
                    .ours = keep,
                    .theirs = "RESTIC_PASSWORD=x restic backup -q -r restic files",
                    .before = "RESTIC_PASSWORD=x restic init -q -r restic"});
    with("git", {.name = "commit",
                 .peer = "git add",
                 .least_ratio = 8.0,
                 .prepare = again,
                 .ours = keep,
                 .theirs = "git -C git add files",
                 .before = git});
    with("git-lfs",
         {.name = "commit",
          .peer = "git lfs",
          .least_ratio = 20.0,
          .prepare = again,
          .ours = keep,
          .theirs = "git -C git add files",
          .before = git + " && cd git && git lfs install --local >/dev/null && git lfs track '*.bin' >/dev/null"});
    with("dvc", {.name = "commit",
                 .peer = "dvc add",
                 .least_ratio = 50.0,
                 .prepare = again,
                 .ours = keep,
                 .theirs = "cd dvc && dvc add -q files",
                 .before = "mkdir dvc && cp -al files dvc/files && cd dvc && dvc init -q --no-scm"});
    const auto keep_large = [=] { commit("large.lastro", "large"); };
    with("cp", {.name = "commit of a large file",
                .peer = "cp and sync",
                .least_ratio = 0.83,
                .prepare = again,
                .ours = keep_large,
                .theirs = "cp -r large copy && sync copy/f.bin"});
    with("cp", {.name = "commit of a large file",
                .peer = "cp",
                .prepare = again,
                .ours = keep_large,
                .theirs = "cp -r large copy"});
    with("b3sum", {.name = "fsck of a large file",
                   .peer = "b3sum",
                   .least_ratio = 0.83,
                   .prepare =
                       [=] {
                           if (!fs::exists("large.lastro")) {
                               keep_large();
                           }
                       },
                   .ours = [] { static_cast<void>(store::repository{"large.lastro"}.fsck({.threads = threads})); },
                   .theirs = "b3sum large/f.bin >/dev/null"});
    return list;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json\n", argv[0]);
        return 2;
    }
    const std::size_t rounds = setting("ROUNDS", 3);
    const std::size_t files = setting("FILES", 50'000);
    const std::string results = fs::absolute(argv[1]).string();
    const fs::path work = fs::absolute(fs::path{argv[0]}).parent_path() / "store_directory.work";
    fs::remove_all(work);
    fs::create_directories(work / "files");
    fs::create_directories(work / "large");
    fs::current_path(work);
    for (std::size_t i = 0; i < files; ++i) {  // 1 to 7 KB and some, in 100 directories
        const std::string directory = "files/d" + std::to_string(i % 100);
        fs::create_directories(directory);
        write_noise(directory + "/f" + std::to_string(i) + ".bin", 2'820 + i * 7919 % 6'000, i + 1);
    }
    write_noise("large/f.bin", setting("LARGE_MIB", 2048) << 20U, 1);
    std::system("sync");
    std::FILE* out = std::fopen(results.c_str(), "w");
    if (out == nullptr) {
        std::perror(results.c_str());
        return 2;
    }
    std::fputs("[", out);
    int missed = 0;
    bool first = true;
    std::printf("%-26s %9s %9s %9s %9s %8s %9s %8s  %s\n", "", "lastro s", "peer s", "cpu", "peer cpu", "ratio",
                "promised", "MiB", "peer");
    const char* const only = std::getenv("ONLY");
    for (const pair& p : pairs()) {
        if (only != nullptr && p.peer.find(only) == std::string::npos) {
            continue;
        }
        std::vector<cost> ours;
        std::vector<cost> theirs;
        for (std::size_t round = 0; round < rounds; ++round) {
            p.prepare();
            ours.push_back(run([&] { return p.ours(), 0; }));
            p.prepare();
            if (!p.before.empty() && std::system(p.before.c_str()) != 0) {
                std::printf("%s beside %s: not prepared\n", p.name.c_str(), p.peer.c_str());
                return 2;
            }
            theirs.push_back(run([&] { return std::system(p.theirs.c_str()) == 0 ? 0 : 1; }));
            if (ours.back().wall < 0.0 || theirs.back().wall < 0.0) {
                std::printf("%s beside %s: failed\n", p.name.c_str(), p.peer.c_str());
                return 2;
            }
        }
        const cost a = median(ours);
        const cost b = median(theirs);
        const double ratio = b.wall / a.wall;
        const bool kept = ratio >= p.least_ratio && a.mebibytes < 200.0;
        missed += kept ? 0 : 1;
        std::printf("%-26s %9.3f %9.3f %9.3f %9.3f %8.2f %9.2f %8.1f  %s%s\n", p.name.c_str(), a.wall, b.wall,
                    a.processor, b.processor, ratio, p.least_ratio, a.mebibytes, p.peer.c_str(),
                    kept ? "" : "  MISSED");
        std::fprintf(out,
                     "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"%s\", \"peer_value\": %.4g, \"unit\": \"s\", "
                     "\"ratio\": %.4g}",
                     first ? "" : ",", p.name.c_str(), a.wall, p.peer.c_str(), b.wall, ratio);
        first = false;
    }
    std::fputs("\n]\n", out);
    fs::current_path("/");
    fs::remove_all(work);
    return std::fclose(out) == 0 && missed == 0 ? 0 : 1;
}
