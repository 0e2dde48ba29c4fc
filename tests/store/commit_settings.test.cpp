// SPDX-License-Identifier: MIT
// tests/store/commit_settings.test.cpp
#include <lastro/store/commit_settings.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include <lastro/core/clock.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/commit.hpp>

#include <doctest/doctest.h>

using lastro::store::begin_record;
using lastro::store::commit_record;
using lastro::store::commit_settings;
using lastro::store::json;
using lastro::store::require_committable;

TEST_SUITE("store/commit_settings") {
    TEST_CASE("record: holds what the caller says, and the clock's time where nothing is said") {
        const commit_record full = begin_record(
            "seattle", {.message = "m", .author = "Ana", .time = 7, .provenance = {{"seed", 7}}, .key = "id"});
        CHECK(full == commit_record{
                          .name = "seattle", .provenance = {{"seed", 7}}, .message = "m", .author = "Ana", .time = 7});
        const std::int64_t now = lastro::core::unix_milliseconds();
        const commit_record plain = begin_record("seattle", {});
        CHECK(plain.time >= now);
        CHECK(plain.time <= lastro::core::unix_milliseconds());
        CHECK_THROWS_AS(static_cast<void>(begin_record("s", {.time = std::numeric_limits<std::int64_t>::max()})),
                        std::out_of_range);
    }

    TEST_CASE("caller's mistakes: names, texts and provenance that no record could hold, up to the last byte") {
        const auto refused = [](const char* name, const commit_settings& settings, const std::string& message) {
            CHECK_THROWS_WITH_AS(require_committable(name, settings), ("store::repository: " + message).c_str(),
                                 std::invalid_argument);
        };
        require_committable("seattle", {.message = std::string(65'536, 'm'), .author = std::string(65'536, 'a')});
        refused("../s", {}, "name: expected 1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit first, found \"../s\"");
        refused("s", {.message = "\xFF"}, "message and author: expected UTF-8 of at most 64 KiB, found \"\\xff\"");
        CHECK_THROWS_AS(require_committable("s", {.author = std::string(65'537, 'a')}), std::invalid_argument);
        refused("s", {.provenance = 5}, "provenance: expected an object, found number");
        require_committable("s", {.provenance = {{"x", std::string(65'528, 'x')}}});
        refused("s", {.provenance = {{"x", std::string(65'529, 'x')}}},
                "provenance: expected at most 64 KiB, found 65537");
    }

    TEST_CASE("provenance: as many levels as readers take, and not one more") {
        const auto nested = [](int levels) {
            json value = json::object();
            for (int i = 1; i < levels; ++i) {
                value = {{"in", std::move(value)}};
            }
            return commit_settings{.time = 1, .provenance = std::move(value)};
        };
        CHECK_NOTHROW(require_committable("x", nested(126)));
        const std::string text = commit_text(begin_record("x", nested(126)));
        CHECK(lastro::store::parse_commit(text, "x").provenance == nested(126).provenance);
        CHECK_THROWS_WITH_AS(require_committable("x", nested(127)),
                             "store::repository: provenance: expected at most 126 levels, as readers take, found more",
                             std::invalid_argument);
    }
}
