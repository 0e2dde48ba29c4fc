// SPDX-License-Identifier: MIT
// tests/store/history_end.test.cpp
#include <lastro/store/history_end.hpp>

#include <optional>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace core = lastro::core;
using lastro::store::commit;
using lastro::store::history;
using lastro::store::history_end;

TEST_SUITE("store/history_end") {
    TEST_CASE("end: takes objects, then a history, then tags, and gives them back") {
        const temporary_directory directory;
        const history past{directory.path()};
        const history_end here{past};
        const commit v1{{.name = "images", .time = 5}};
        const std::string text = commit_text(v1.record());
        CHECK_FALSE(here.contains(v1.id()));
        CHECK_FALSE(here.find(v1.id()));
        auto group = here.begin();
        group.put_as(v1.id(), core::as_bytes(text));
        group.commit();
        CHECK(here.contains(v1.id()));
        CHECK(core::as_text(here.find(v1.id())->bytes()) == text);
        CHECK_FALSE(here.head("images"));
        CHECK_FALSE(here.advance("images", v1.id(), v1.id()));
        CHECK(here.advance("images", std::nullopt, v1.id()));
        CHECK(here.head("images") == v1.id());
        CHECK(here.names() == std::vector<std::string>{"images"});
        here.set_tag("release", v1.id());
        CHECK(here.tag("release") == v1.id());
        CHECK(here.tags() == std::vector<std::string>{"release"});
    }

    TEST_CASE("presence: is shared, and nobody has the repository alone meanwhile") {
        const temporary_directory directory;
        const history_end here{history{directory.path()}};
        const std::string lock = directory / "locks/.presence";
        {
            const auto first = here.presence();
            const auto second = here.presence();
            REQUIRE(first.has_value());
            CHECK_THROWS_AS((core::file_lock{lock, {.patience = 0.0}}), lastro::io_error);
        }
        CHECK_NOTHROW(core::file_lock{lock, {.patience = 0.0}});
    }
}
