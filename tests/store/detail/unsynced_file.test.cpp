// SPDX-License-Identifier: MIT
// tests/store/detail/unsynced_file.test.cpp
#include <lastro/store/detail/unsynced_file.hpp>

#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::store::detail::unsynced_file;

TEST_SUITE("store/detail/unsynced_file") {
    TEST_CASE("file: stays when it is kept or renamed, and not otherwise") {
        const temporary_directory directory;
        lastro::store::detail::make_directories_unsynced(directory / "a/b");
        lastro::store::detail::make_directories_unsynced(directory / "a/b");
        {
            unsynced_file lost{directory / "a/lost"};
            lost.write(as_bytes("x"));
            unsynced_file kept{directory / "a/kept"};
            kept.write(as_bytes("one, "));
            kept.write(as_bytes("two"));
            kept.keep();
            unsynced_file renamed{directory / "a/old"};
            renamed.write(as_bytes("y"));
            renamed.rename_to(directory / "a/b/new");
        }
        lastro::store::detail::sync_all(directory.path());
        CHECK(lastro::core::list_directory(directory / "a") == std::vector<std::string>{"b", "kept"});
        CHECK(lastro::core::read_text(directory / "a/kept") == "one, two");
        CHECK(lastro::core::read_text(directory / "a/b/new") == "y");
    }

    TEST_CASE("file: nothing is overwritten, and what the system refuses is an io_error") {
        const temporary_directory directory;
        lastro::core::write_file(directory / "there", as_bytes("x"));
        CHECK_THROWS_WITH_AS(unsynced_file{directory / "there"},
                             (directory / "there: cannot create: File exists").c_str(), lastro::io_error);
        CHECK_THROWS_WITH_AS(lastro::store::detail::make_directories_unsynced(directory / "there/below"),
                             (directory / "there: cannot create directory: File exists").c_str(), lastro::io_error);
        CHECK_THROWS_AS(lastro::store::detail::sync_all(directory / "none"), lastro::io_error);
    }
}
