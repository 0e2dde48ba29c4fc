// SPDX-License-Identifier: MIT
// tests/artifact/model_manifest.test.cpp
#include <lastro/artifact/model_manifest.hpp>

#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace hash = lastro::hash;

namespace {

struct model_directory : temporary_directory {
    model_directory() {
        write("a", "alpha");
        write("a.b/c", "");
        write("sub/a.txt", "A");
        write("sub-b.txt", "B");
    }
    void write(const std::string& name, const std::string& text) const {
        core::create_directories(core::directory_of(*this / name));
        core::write_file(*this / name, core::as_bytes(text));
    }
};

std::vector<std::string> paths(const artifact::model_manifest& m) {
    std::vector<std::string> all;
    for (const artifact::manifest_file& file : m.files) {
        all.push_back(file.path);
    }
    return all;
}

}  // namespace

TEST_SUITE("artifact/model_manifest") {
    TEST_CASE("manifest: every file, part by part in order, and the digest of all digests") {
        const model_directory here;
        const artifact::model_manifest m = artifact::manifest_of(here.path());
        CHECK(here.path().ends_with('/' + m.name));
        CHECK(paths(m) == std::vector<std::string>{"a", "a.b/c", "sub/a.txt", "sub-b.txt"});
        std::vector<std::byte> all;
        for (const char* text : {"alpha", "", "A", "B"}) {
            const hash::digest d = hash::sha256::of(core::as_bytes(text));
            all.insert(all.end(), d.bytes().begin(), d.bytes().end());
            CHECK(m.files[all.size() / 32 - 1].digest == d);
        }
        CHECK(artifact::root_digest(m) == hash::sha256::of(all));
        CHECK(artifact::manifest_of(here.path(), {}, 3) == m);  // whatever the number of threads
        CHECK(artifact::manifest_of(here.path() + "/sub/..").name == m.name);
        CHECK(artifact::manifest_of(here.path(), {.algorithm = hash::algorithm::blake3}).files[0].digest ==
              hash::blake3::of(core::as_bytes("alpha")));
    }

    TEST_CASE("manifest: a model of one file is called by its point") {
        const model_directory here;
        const artifact::model_manifest m = artifact::manifest_of(here / "a");
        CHECK(m.name == "a");
        CHECK(m.files == std::vector<artifact::manifest_file>{{".", hash::sha256::of(core::as_bytes("alpha"))}});
        CHECK_NOTHROW(artifact::require_manifest(here / "a", m, "m"));
    }

    TEST_CASE("manifest: what is to be ignored is passed over with all below it, at that place only") {
        const model_directory here;
        const artifact::model_manifest before = artifact::manifest_of(here.path());
        here.write(".git/config", "x");
        CHECK(::symlink("config", (here / ".git/link").c_str()) == 0);
        CHECK(artifact::manifest_of(here.path()) == before);
        here.write("sub/.git/config", "x");
        CHECK(paths(artifact::manifest_of(here.path())) ==
              std::vector<std::string>{"a", "a.b/c", "sub/.git/config", "sub/a.txt", "sub-b.txt"});
        CHECK(paths(artifact::manifest_of(here.path(), {.ignore = {".git", "sub", "a.b/c"}})) ==
              std::vector<std::string>{"a", "sub-b.txt"});
        for (const char* path : {"", ".", "..", "../a", "/a", "sub/", "sub/.."}) {
            CAPTURE(path);
            CHECK_THROWS_AS((void)artifact::manifest_of(here.path(), {.ignore = {path}}), std::invalid_argument);
        }
    }

    TEST_CASE("manifest: a symbolic link is an error, or what it leads to where that was asked for") {
        const model_directory here;
        CHECK(::symlink("../a", (here / "sub/link").c_str()) == 0);
        CHECK_THROWS_WITH_AS((void)artifact::manifest_of(here.path()),
                             (here / "sub/link: expected a file or a directory, found a symbolic link").c_str(),
                             lastro::io_error);
        const artifact::model_manifest m = artifact::manifest_of(here.path(), {.follow_links = true});
        REQUIRE(m.files.size() == 5);
        CHECK(m.files[3] == artifact::manifest_file{"sub/link", m.files[0].digest});
        CHECK_THROWS_AS((void)artifact::manifest_of(here / "sub/link"), lastro::io_error);
        CHECK(artifact::manifest_of(here / "sub/link", {.follow_links = true}).files[0].digest == m.files[0].digest);
        CHECK_THROWS_AS((void)artifact::manifest_of(here / "missing"), lastro::io_error);
        CHECK_THROWS_AS((void)artifact::manifest_of("/dev/null"), lastro::io_error);
    }

    TEST_CASE("comparison: the first file that is missing, left over or changed is named") {
        const model_directory here;
        const artifact::model_manifest m = artifact::manifest_of(here.path());
        const auto refused = [&](const std::string& expected) {
            try {
                artifact::require_manifest(here.path(), m, "model.sig");
            } catch (const lastro::integrity_error& e) {
                CHECK(std::string{e.what()} == "model.sig: files: " + expected);
                return;
            }
            FAIL("accepted");
        };
        CHECK_NOTHROW(artifact::require_manifest(here.path(), m, "model.sig", 2));
        here.write("sub-b.txt", "b");
        refused("expected \"sub-b.txt\" of " + m.files[3].digest.to_string() + ", found " +
                hash::sha256::of(core::as_bytes("b")).to_string());
        here.write("z", "");
        refused("expected no other files, found \"z\"");
        here.write("a.a", "");
        refused("expected no other files, found \"a.a\"");
        CHECK(::unlink((here / "a").c_str()) == 0);
        refused("expected the file \"a\", found none");
        CHECK(::unlink((here / "a.a").c_str()) == 0);
        CHECK(::unlink((here / "z").c_str()) == 0);
        here.write("a", "alpha");
        CHECK(::unlink((here / "sub-b.txt").c_str()) == 0);
        refused("expected the file \"sub-b.txt\", found none");
    }
}
