// SPDX-License-Identifier: MIT
// tests/store/detail/scratch_directory.test.cpp
#include <lastro/store/detail/scratch_directory.hpp>

#include <filesystem>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/object_store.hpp>

#include <doctest/doctest.h>

#include "../../core/temporary_directory.hpp"

using lastro::store::detail::scratch_directory;

TEST_SUITE("store/detail/scratch_directory") {
    TEST_CASE("directory: is new, beside its target, and gone at the end unless it has been renamed") {
        const temporary_directory directory;
        {
            const scratch_directory one{directory / "target"};
            const scratch_directory two{directory / "target"};
            CHECK(one.path() != two.path());
            for (const std::string& name : lastro::core::list_directory(directory.path())) {
                CHECK(lastro::store::is_temporary_name(name));
            }
            lastro::core::write_file(one.path() + "/file", {});
            lastro::core::write_file(two.path() + "/file", {});
            std::filesystem::rename(two.path(), directory / "target");
        }
        CHECK(lastro::core::list_directory(directory.path()).size() == 1);
        CHECK(lastro::core::file_exists(directory / "target/file"));
        CHECK_THROWS_WITH_AS(scratch_directory{directory / "none/target"},
                             (directory / "none/target: cannot create: No such file or directory").c_str(),
                             lastro::io_error);
    }
}
