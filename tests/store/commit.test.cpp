// SPDX-License-Identifier: MIT
// tests/store/commit.test.cpp
#include <lastro/store/commit.hpp>

#include <sstream>
#include <string>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

using lastro::format_error;
using lastro::store::commit;
using lastro::store::commit_record;
using lastro::store::commit_text;
using lastro::store::is_dataset_name;
using lastro::store::parse_commit;

namespace {

lastro::hash::digest of(char digit) { return lastro::hash::digest::parse("blake3:" + std::string(64, digit)); }

commit_record example() {
    return {.name = "seattle",
            .version = 2,
            .data = of('a'),
            .table = of('b'),
            .rows = 1461,
            .columns = 8,
            .parent = of('c'),
            .derived_from = {of('e')},
            .provenance = {{"seed", 7}},
            .message = "NOAA daily\n",
            .author = "Ana",
            .time = 1'700'000'000'000};
}

}  // namespace

TEST_SUITE("store/commit") {
    TEST_CASE("record: written as canonical JSON and read back") {
        const std::string text = commit_text(example());
        CHECK(text ==
              R"({"author":"Ana","columns":8,"data":"blake3:)" + std::string(64, 'a') +
                  R"(","derived_from":["blake3:)" + std::string(64, 'e') +
                  R"("],"format":"lastro.commit/1","message":"NOAA daily\n","name":"seattle","parent":"blake3:)" +
                  std::string(64, 'c') + R"(","provenance":{"seed":7},"rows":1461,"table":"blake3:)" +
                  std::string(64, 'b') + R"(","time":1700000000000,"version":2})");
        CHECK(parse_commit(text, "c") == example());
        commit_record first = example();
        first.version = 1;
        first.parent.reset();
        CHECK(parse_commit(commit_text(first), "c") == first);
    }

    TEST_CASE("id: the digest of the record, which covers everything in it") {
        const commit c{example()};
        CHECK(c.id() == lastro::hash::blake3::of(lastro::core::as_bytes(commit_text(example()))));
        commit_record other = example();
        other.message = "NOAA daily";
        CHECK(commit{other}.id() != c.id());
        CHECK(commit{other}.digest() == c.digest());
        CHECK(c.label() == "seattle@2");
        std::ostringstream text;
        text << c;
        CHECK(text.str() == "blake3:aaaaaaaa  seattle@2  1,461 rows x 8 columns");
    }

    TEST_CASE("refusals: what commit_text would not have written") {
        const auto refused = [](auto change, const char* message) {
            commit_record record = example();
            change(record);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_commit(commit_text(record), "c")), message, format_error);
        };
        refused([](commit_record& r) { r.version = 1; },
                R"(c: "version": expected 1 without a parent, or more with one, found 1)");
        refused(
            [](commit_record& r) {
                r.version = 0;
                r.parent.reset();
            },
            R"(c: "version": expected 1 without a parent, or more with one, found 0)");
        refused([](commit_record& r) { r.parent.reset(); },
                R"(c: "version": expected 1 without a parent, or more with one, found 2)");
        refused([](commit_record& r) { r.name = "../etc"; },
                R"(c: "name": expected the name of a dataset, found "../etc")");
        refused([](commit_record& r) { r.time = 300'000'000'000'000; },
                R"(c: "time": expected a time in the years 0 to 9999, found 300000000000000)");
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_commit(R"({"format":"lastro.table/1"})", "c")),
                             R"(c: expected a commit ("lastro.commit/1"), found "lastro.table/1")", format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_commit("[]", "c")), "c: expected an object, found array",
                             format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_commit(commit_text(example()) + " ", "c")),
                             "c: expected canonical JSON (RFC 8785), found another spelling of the same value",
                             format_error);
        std::string more = commit_text(example());
        more.insert(more.size() - 1, R"(,"weird":1)");
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_commit(more, "c")),
                             R"(c: expected no other fields, found "weird")", format_error);
    }

    TEST_CASE("names: safe as a file name on every system") {
        for (const char* good : {"seattle", "a", "A-1_b.c", "2014", "x.json"}) {
            CAPTURE(good);
            CHECK(is_dataset_name(good));
        }
        CHECK(is_dataset_name(std::string(128, 'a')));
        for (const char* bad :
             {"", ".", "..", ".hidden", "-x", "_x", "a/b", "a\\b", "a b", "a@1", "a:b", "\xC3\xA9", "a\n"}) {
            CAPTURE(bad);
            CHECK_FALSE(is_dataset_name(bad));
        }
        CHECK_FALSE(is_dataset_name(std::string(129, 'a')));
        CHECK_FALSE(is_dataset_name(std::string("a\0", 2)));
    }
}
