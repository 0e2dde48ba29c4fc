// SPDX-License-Identifier: MIT
// tests/store/tags.test.cpp
#include <lastro/store/tags.hpp>

#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::store::tags;

TEST_SUITE("store/tags") {
    TEST_CASE("tag: is given once, and does not move") {
        const temporary_directory directory;
        const tags all{directory.path()};
        const auto first = lastro::hash::blake3::of(core::as_bytes("1"));
        const auto second = lastro::hash::blake3::of(core::as_bytes("2"));
        CHECK_FALSE(all.find("train"));
        CHECK(all.names().empty());
        all.set("train", first);
        all.set("train", first);
        all.set("another", second);
        CHECK(all.find("train") == first);
        CHECK(all.names() == std::vector<std::string>{"another", "train"});
        const std::string message = directory / "tags/train: expected a new tag, or the same commit " +
                                    second.to_string() + ", found " + first.to_string();
        CHECK_THROWS_WITH_AS(all.set("train", second), message.c_str(), lastro::schema_error);
        CHECK_FALSE(all.find("../tags/train"));
        core::write_file(directory / "tags/train", core::as_bytes("blake3:00\n"));
        CHECK_THROWS_AS(static_cast<void>(all.find("train")), lastro::format_error);
        core::write_file(directory / "tags/train", {});
        CHECK_THROWS_AS(static_cast<void>(all.find("train")), lastro::format_error);
    }
}
