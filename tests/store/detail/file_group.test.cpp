// SPDX-License-Identifier: MIT
// tests/store/detail/file_group.test.cpp
#include <lastro/store/detail/file_group.hpp>

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"
#include "../directory_fixture.hpp"

namespace core = lastro::core;
using lastro::store::entry_kind;
using lastro::store::link_policy;
using lastro::store::detail::file_group;

TEST_SUITE("store/detail/file_group") {
    TEST_CASE("group: contents end to end, each with its digest; used again, it keeps nothing of before") {
        const temporary_directory d;
        const std::vector<std::string> texts{"hello", "", lastro_test::noise(700'000, 1), "a.txt"};
        for (std::size_t i = 0; i < 3; ++i) {
            lastro_test::write(d / std::to_string(i), texts[i]);
        }
        std::filesystem::create_symlink("a.txt", d / "3");
        file_group group;
        for (const std::size_t count : {4U, 2U}) {
            group.clear();
            for (std::size_t i = 4 - count; i < 4; ++i) {
                const std::string path = d / std::to_string(i);
                if (i == 3) {
                    group.read_link(path);
                } else {
                    struct ::stat status {};
                    REQUIRE(::stat(path.c_str(), &status) == 0);
                    auto stamp = lastro::store::stamp_of(status);
                    entry_kind kind = entry_kind::link;
                    group.read_file(path, link_policy::keep, stamp, kind);
                    CHECK(kind == entry_kind::file);
                }
            }
            group.digest_each();
            REQUIRE(group.contents.size() == count);
            REQUIRE(group.digests.size() == count);
            for (std::size_t k = 0; k < count; ++k) {
                const std::string& text = texts[4 - count + k];
                CHECK((core::as_text(group.contents[k]) == text));
                CHECK(group.digests[k] == lastro::hash::blake3::of(core::as_bytes(text)));
            }
        }
        CHECK_THROWS_WITH_AS(group.read_link(d / "0"), (d / "0: cannot read link: Invalid argument").c_str(),
                             lastro::io_error);
    }

    TEST_CASE("group: a file that was short and has become longer than memory is an error") {
        const temporary_directory d;
        lastro_test::write(d / "log", "short");
        struct ::stat status {};
        REQUIRE(::stat((d / "log").c_str(), &status) == 0);
        auto stamp = lastro::store::stamp_of(status);
        std::filesystem::resize_file(d / "log", std::uintmax_t{1} << 42U);
        file_group group;
        entry_kind kind = entry_kind::file;
        const std::string message = d /
                                    "log: expected a file that does not change while it is read, found one of "
                                    "4398046511104 bytes by now";
        CHECK_THROWS_WITH_AS(group.read_file(d / "log", link_policy::keep, stamp, kind), message.c_str(),
                             lastro::integrity_error);
    }
}
