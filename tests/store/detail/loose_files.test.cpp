// SPDX-License-Identifier: MIT
// tests/store/detail/loose_files.test.cpp
#include <lastro/store/detail/loose_files.hpp>

#include <string>
#include <utility>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::hash::digest;
using lastro::store::detail::loose_files;

TEST_SUITE("store/detail/loose_files") {
    TEST_CASE("files: appear at commit(), few or many, and leave nothing without it") {
        const temporary_directory directory;
        const auto path = [&](const digest& name) {
            return directory / "objects/" + name.hex().substr(0, 1) + '/' + name.hex();
        };
        for (const int count : {3, 40}) {
            loose_files files{directory / "objects"};
            loose_files abandoned{directory / "objects"};
            for (int i = 0; i < count; ++i) {
                const std::string content = std::to_string(i);
                const digest name = lastro::hash::blake3::of(core::as_bytes(content));
                files.add(name, core::as_bytes(content));
                abandoned.add(name, core::as_bytes(content));
                CHECK(files.contains(name));
            }
            loose_files moved = std::move(files);
            moved.commit(path);
            for (int i = 0; i < count; ++i) {
                const std::string content = std::to_string(i);
                CHECK(core::read_text(path(lastro::hash::blake3::of(core::as_bytes(content)))) == content);
            }
        }
        for (const std::string& entry : core::list_directory(directory / "objects")) {
            CHECK(entry.size() == 1);  // directories; no temporary file is left
        }
    }

    TEST_CASE("touch: false for what is not there") {
        const temporary_directory directory;
        core::write_file(directory / "file", {});
        CHECK(lastro::store::detail::touch(directory / "file"));
        CHECK_FALSE(lastro::store::detail::touch(directory / "none"));
    }

    TEST_CASE("files: content is written in place and named afterwards; a failed write leaves nothing") {
        const temporary_directory d;
        const std::string target = d / "target";
        loose_files files{d.path()};
        const auto name = lastro::hash::blake3::of(lastro::core::as_bytes("content"));
        const auto write = [&](const auto& descriptor, const std::string&) {
            CHECK(::write(descriptor.number(), "content", 7) == 7);
            return name;
        };
        CHECK(files.add_written(write) == name);
        CHECK(files.add_written(write) == name);  // the same content once more
        CHECK(lastro::core::list_directory(d.path()).size() == 1);
        CHECK_THROWS_AS(files.add_written([](const auto&, const std::string&) -> lastro::hash::digest {
            throw lastro::io_error{"no"};
        }),
                        lastro::io_error);
        CHECK(lastro::core::list_directory(d.path()).size() == 1);
        files.commit([&](const auto&) { return target; });
        CHECK(lastro::core::read_text(target) == "content");
        CHECK(lastro::core::list_directory(d.path()).size() == 1);
    }
}
