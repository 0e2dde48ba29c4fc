// SPDX-License-Identifier: MIT
// examples/dataset_tool.cpp: versions of directories from a shell.
//
//   dataset_tool REPOSITORY snapshot NAME DIRECTORY [MESSAGE]   make the directory the newest version of NAME
//   dataset_tool REPOSITORY status   NAME DIRECTORY             what differs from the newest version
//   dataset_tool REPOSITORY diff     VERSION VERSION            what differs between images@1 and images@2
//   dataset_tool REPOSITORY log      NAME                       all versions, the newest first
//   dataset_tool REPOSITORY checkout VERSION DIRECTORY          write a version out, where nothing is yet
//   dataset_tool REPOSITORY fsck     [REMOTE]                   find damage, and repair it from another repository
#include <lastro/core.hpp>
#include <lastro/store.hpp>

#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace lastro;
using arguments = std::vector<std::string>;

// One line on a terminal, redrawn ten times a second; nothing in a pipe.
store::progress_callback progress_bar(const std::string& what) {
    if (!core::is_terminal(2)) {
        return {};
    }
    return [what, drawn = 0.0](const store::progress& p) mutable {
        const bool done = p.files == p.all_files;
        if (done || core::steady_seconds() - drawn >= 0.1) {
            drawn = core::steady_seconds();
            constexpr std::uint64_t width = 32;
            const std::uint64_t filled = p.all_files == 0 ? width : width * p.files / p.all_files;
            std::string bar;
            for (std::uint64_t i = 0; i < width; ++i) {
                bar += core::utf8_locale() ? (i < filled ? "\u2501" : "\u2500") : (i < filled ? "=" : "-");
            }
            std::cerr << '\r' << what << ' ' << bar << ' ' << core::grouped(p.files) << " files  "
                      << core::grouped(p.bytes >> 20U) << " MiB\033[K" << (done ? "\r\033[K" : "") << std::flush;
        }
        return true;
    };
}

int snapshot(const store::repository& repository, const arguments& a) {
    const std::size_t threads = core::hardware_threads();
    const auto content = repository.snapshot(a[1], {.threads = threads, .progress = progress_bar("reading")});
    std::cout << repository.commit(a[0], content, {.message = a.size() > 2 ? a[2] : ""}) << '\n';
    return 0;
}

int print(const std::vector<store::file_change>& changes) {
    for (const store::file_change& change : changes) {
        std::cout << change << '\n';
    }
    return 0;
}

int show_status(const store::repository& repository, const arguments& a) {
    const std::size_t threads = core::hardware_threads();
    return print(repository.status(a[0], a[1], {.threads = threads, .progress = progress_bar("reading")}));
}

int show_diff(const store::repository& repository, const arguments& a) {
    return print(store::diff(repository.read_snapshot(a[0]), repository.read_snapshot(a[1])));
}

int show_log(const store::repository& repository, const arguments& a) {
    for (const store::commit& version : repository.log(a[0])) {
        std::cout << version << "  " << core::iso8601(version.time()) << "  " << version.message() << '\n';
    }
    return 0;
}

int checkout(const store::repository& repository, const arguments& a) {
    const std::size_t threads = core::hardware_threads();
    repository.check_out(a[0], a[1], {.threads = threads, .progress = progress_bar("writing")});
    return 0;
}

int fsck(const store::repository& repository, const arguments& a) {
    store::fsck_settings settings{.threads = core::hardware_threads(), .progress = progress_bar("checking")};
    if (!a.empty()) {
        settings.repair_from = [remote = store::directory_remote{a[0]}](const auto& name) { return remote.find(name); };
    }
    const store::fsck_report report = repository.fsck(settings);
    std::cout << report;
    return report.ok() ? 0 : 1;
}

struct command {
    int (*run)(const store::repository&, const arguments&);
    std::size_t least;
    std::size_t most;
};

}  // namespace

int main(int argc, char** argv) try {
    const std::map<std::string, command> commands{{"snapshot", {snapshot, 2, 3}}, {"status", {show_status, 2, 2}},
                                                  {"diff", {show_diff, 2, 2}},    {"log", {show_log, 1, 1}},
                                                  {"checkout", {checkout, 2, 2}}, {"fsck", {fsck, 0, 1}}};
    const arguments given(argv + 1, argv + argc);
    const auto chosen = given.size() < 2 ? commands.end() : commands.find(given[1]);
    if (chosen == commands.end() || given.size() - 2 < chosen->second.least || given.size() - 2 > chosen->second.most) {
        std::cerr << "usage: dataset_tool REPOSITORY snapshot NAME DIRECTORY [MESSAGE] | status NAME DIRECTORY |\n"
                     "       diff VERSION VERSION | log NAME | checkout VERSION DIRECTORY | fsck [REMOTE]\n";
        return 1;
    }
    const bool opens = chosen->first == "snapshot" || core::directory_exists(given[0]);  // only that makes a new one
    core::require<io_error>(opens, given[0], "a repository", "nothing of that name");
    return chosen->second.run(store::repository{given[0]}, {given.begin() + 2, given.end()});
} catch (const std::exception& e) {
    std::cerr << "dataset_tool: " << e.what() << '\n';
    return 1;
}
