// SPDX-License-Identifier: MIT
// tests/store/kill.cpp
//
// The steps that tests/store/kill.sh has killed at every system call, and the judge of what is left.
//
//   kill make DIRECTORY             two versions of a small directory, a repository with the first and with a table, a copy
//                                   of it, garbage
//   kill commit|table|push|gc DIRECTORY   the step: a second version; rows appended to the table, and another table
//   kill out DIRECTORY              checks the newest version out
//   kill judge DIRECTORY            exit code 1 and a sentence unless every finished commit is whole, everywhere, and the
//                                   steps go on to the end: all versions, and after gc nothing that nobody needs
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include <lastro/store.hpp>

#include "columns.hpp"

namespace {

namespace fs = std::filesystem;
namespace store = lastro::store;

constexpr std::int64_t later = 4'000'000'000'000;  // the year 2096: everything is old then

void write(const std::string& path, const std::string& content) {
    fs::create_directories(fs::path{path}.parent_path());
    std::ofstream{path, std::ios::binary} << content;
}

// Version `number`: small files that the versions share, some that they do not, and a large one.
void make_version(const std::string& directory, int number) {
    for (int i = 0; i < 6; ++i) {
        write(directory + "/shared/f" + std::to_string(i), "shared " + std::to_string(i));
    }
    write(directory + "/own/f", "version " + std::to_string(number));
    write(directory + "/large", std::string(1'200'000, static_cast<char>('0' + number)));
}

// Version `number` of the table: some rows, more of them, and others.
lastro::data::table table_version(std::size_t number) {
    return number == 3 ? every_kind_of_table(500, 3) : every_kind_of_table(1000).slice(0, number == 1 ? 900 : 1000);
}

std::string content_of(const std::string& directory) {
    std::string text;
    const store::snapshot found = store::snapshot_directory(directory);
    for (const auto& entry : found.entries()) {
        text += entry.name + ' ' + entry.digest.hex() + '\n';
    }
    return text;
}

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw std::runtime_error{what};
    }
}

// How many versions there are, of the directory and of the table: 2 to 5.
std::size_t judge(const std::string& at, const std::string& name) {
    const store::repository repository{at + '/' + name};
    const store::verify_report health = repository.verify();
    require(health.ok(), name + ": " + to_string(health));
    const std::size_t versions = repository.log("d").size();
    const std::size_t tables = repository.log("t").size();
    require(versions == 1 || versions == 2, name + ": " + std::to_string(versions) + " versions");
    require(tables >= 1 && tables <= 3, name + ": " + std::to_string(tables) + " versions of the table");
    for (std::size_t v = 1; v <= tables; ++v) {
        const std::string label = "t@" + std::to_string(v);
        require(repository.checkout(label) == table_version(v), name + ": " + label);
    }
    for (std::size_t v = 1; v <= versions; ++v) {
        const std::string out = at + "/out";
        fs::remove_all(out);
        repository.check_out("d@" + std::to_string(v), out);
        require(content_of(out) == content_of(at + "/v" + std::to_string(v)), name + ": version " + std::to_string(v));
        fs::remove_all(out);
    }
    return versions + tables;
}

void run(const std::string& step, const std::string& at) {
    const store::repository repository{at + "/r"};
    if (step == "make") {
        make_version(at + "/v1", 1);
        make_version(at + "/v2", 2);
        repository.commit("d", repository.snapshot(at + "/v1"), {.time = 1});
        repository.commit("t", table_version(1), {.time = 1});
        repository.push(store::directory_remote{at + "/remote"});
        write(at + "/garbage/a", "garbage");
        write(at + "/garbage/large", std::string(1'100'000, 'g'));
        static_cast<void>(repository.snapshot(at + "/garbage"));
    } else if (step == "commit") {
        repository.commit("d", repository.snapshot(at + "/v2"), {.time = 2});
    } else if (step == "table") {
        if (repository.log("t").size() == 1) {
            repository.append("t", every_kind_of_table(1000).slice(900, 100), {.time = 2});
        }
        repository.commit("t", table_version(3), {.time = 3});
    } else if (step == "push") {
        repository.push(store::directory_remote{at + "/remote"});
    } else if (step == "gc") {
        repository.collect_garbage({.time = later});
    } else if (step == "out") {
        repository.check_out("d", at + "/out");
    } else if (step == "judge") {
        judge(at, "r");
        judge(at, "remote");
        run("commit", at);
        run("table", at);
        run("push", at);
        require(judge(at, "r") == 5, "r: a version is not there");
        require(judge(at, "remote") == 5, "remote: a version is not there");
        for (const char* const name : {"r", "remote"}) {
            const store::repository swept{at + '/' + name};
            swept.collect_garbage({.time = later});
            const store::verify_report health = swept.verify();
            require(health.unreferenced == 0 && health.unfinished == 0, name + (": " + to_string(health)));
        }
        judge(at, "r");
    } else {
        throw std::runtime_error{"unknown step " + step};
    }
}

}  // namespace

int main(int argc, char** argv) try {
    require(argc == 3, "usage: kill make|commit|table|push|gc|out|judge DIRECTORY");
    run(argv[1], argv[2]);
    return 0;
} catch (const std::exception& e) {
    std::cerr << "kill: " << e.what() << '\n';
    return 1;
}
