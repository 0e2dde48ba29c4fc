// SPDX-License-Identifier: MIT
// tests/store/history.test.cpp
#include <lastro/store/history.hpp>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/tags.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::core::as_bytes;
using lastro::store::commit;
using lastro::store::history;

namespace {

lastro::hash::digest of(char digit) { return lastro::hash::digest::parse("blake3:" + std::string(64, digit)); }

commit next(const std::string& name, const std::optional<commit>& parent) {
    return commit{{.name = name,
                   .version = parent ? parent->version() + 1 : 1,
                   .data = of('a'),
                   .table = of('b'),
                   .parent = parent ? std::optional{parent->id()} : std::nullopt,
                   .time = 5}};
}

}  // namespace

TEST_SUITE("store/history") {
    TEST_CASE("commits: follow each other under their name") {
        const temporary_directory directory;
        const history past{directory.path()};
        CHECK(past.names().empty());
        CHECK_FALSE(past.head("seattle"));
        const commit v1 = next("seattle", std::nullopt);
        const commit v2 = next("seattle", v1);
        const commit other = next("boston", std::nullopt);
        past.append(v1);
        past.append(v2);
        past.append(other);
        CHECK(past.names() == std::vector<std::string>{"boston", "seattle"});
        CHECK(past.head("seattle") == v2);
        CHECK(past.log("seattle") == std::vector<commit>{v2, v1});
        CHECK(past.resolve("seattle") == v2);
        CHECK(past.resolve("seattle@1") == v1);
        CHECK(past.resolve("seattle@2") == v2);
        CHECK(past.resolve(v1.id().to_string()) == v1);
        CHECK(past.parent(v2) == v1);
    }

    TEST_CASE("resolving: what is not there is a schema_error that says what is") {
        const temporary_directory directory;
        const history past{directory.path()};
        const auto refused = [&](const std::string& spec, const std::string& message) {
            const std::string whole = directory.path() + message;
            CHECK_THROWS_WITH_AS(static_cast<void>(past.resolve(spec)), whole.c_str(), lastro::schema_error);
        };
        refused("seattle", R"(: expected a dataset, found "seattle", which has no commits)");
        past.append(next("seattle", std::nullopt));
        past.append(next("boston", std::nullopt));
        refused("settle", R"(: expected one of boston, seattle, found "settle", which has no commits)");
        refused("../refs/seattle",
                R"(: expected one of boston, seattle, found "../refs/seattle", which has no commits)");
        refused("", R"(: expected one of boston, seattle, found "", which has no commits)");
        for (const char* version : {"2", "0", "-1", "", "1x", "99999999999999999999"}) {
            refused("seattle@" + std::string{version},
                    R"(: seattle: expected a version from 1 to 1, found ")" + std::string{version} + "\"");
        }
        refused(of('c').to_string(), ": expected a commit " + of('c').to_string() + ", found none");
        CHECK_THROWS_AS(static_cast<void>(past.resolve("blake3:12")), lastro::format_error);
    }

    TEST_CASE("references: anything but the id of a commit of that name is refused") {
        const temporary_directory directory;
        const history past{directory.path()};
        const commit v1 = next("seattle", std::nullopt);
        past.append(v1);
        past.append(next("boston", std::nullopt));
        const std::string path = directory / "refs/seattle";
        const auto refused = [&](const std::string& text) {
            lastro::core::write_file(path, as_bytes(text));
            CAPTURE(text);
            CHECK_THROWS_AS(static_cast<void>(past.head("seattle")), lastro::error);
        };
        const std::string good = v1.id().to_string() + '\n';
        lastro::core::write_file(path, as_bytes(good));
        REQUIRE(past.head("seattle") == v1);
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::string bad = good;
            bad[i / 8] = static_cast<char>(static_cast<unsigned char>(bad[i / 8]) ^ (1U << (i % 8)));
            refused(bad);
        }
        for (std::size_t length = 0; length < good.size(); ++length) {
            refused(good.substr(0, length));
        }
        refused(good + '\n');
        refused(past.head("boston")->id().to_string() + '\n');
        refused(of('c').to_string() + '\n');
        lastro::core::write_file(path, as_bytes("rubbish\n"));
        const std::string message =
            path + R"(: digest: expected "blake3:" or "sha256:" and 64 lower-case hexadecimal digits, found "rubbish")";
        CHECK_THROWS_WITH_AS(static_cast<void>(past.head("seattle")), message.c_str(), lastro::format_error);
    }

    TEST_CASE("parents: must be the version before, of the same name") {
        const temporary_directory directory;
        const history past{directory.path()};
        const commit boston = next("boston", std::nullopt);
        past.append(boston);
        const commit forged = next("seattle", boston);  // claims a parent of another dataset
        past.append(forged);
        const std::string message = lastro::store::object_store{directory / "objects"}.path(forged.id()) +
                                    ": expected a parent called seattle@1, found boston@1";
        CHECK_THROWS_WITH_AS(static_cast<void>(past.log("seattle")), message.c_str(), lastro::format_error);
    }

    TEST_CASE("records: one that no reader would take is not written") {
        const temporary_directory directory;
        const history past{directory.path()};
        const commit v1 = next("seattle", std::nullopt);
        past.append(v1);
        lastro::store::commit_record record = next("seattle", v1).record();
        record.derived_from.assign(250'000, v1.id());
        CHECK_THROWS_AS(past.append(commit{record}), std::invalid_argument);
        CHECK(past.log("seattle") == std::vector<commit>{v1});
    }

    TEST_CASE("references: what cannot be looked at is no missing history") {
        const temporary_directory directory;
        const history past{directory.path()};
        const commit v1 = next("seattle", std::nullopt);
        past.append(v1);
        const std::string file = directory / "refs/seattle";
        std::filesystem::remove(file);
        for (const char* target : {"seattle", "nowhere"}) {  // a loop, and a link to nothing
            std::filesystem::create_symlink(target, file);
            CHECK_THROWS_AS(static_cast<void>(past.head("seattle")), lastro::io_error);
            CHECK_THROWS_AS(static_cast<void>(past.advance("seattle", std::nullopt, v1.id())), lastro::io_error);
            std::filesystem::remove(file);
        }
        CHECK_FALSE(past.head("seattle"));
    }

    TEST_CASE("names: a tag and a dataset never share one, whoever comes first") {
        const temporary_directory directory;
        const history past{directory.path()};
        const lastro::store::tags named{directory.path()};
        const commit v1 = next("seattle", std::nullopt);
        past.append(v1);
        CHECK_THROWS_AS(named.set("seattle", v1.id()), lastro::schema_error);
        named.set("boston", v1.id());
        CHECK_THROWS_AS(past.append(next("boston", std::nullopt)), lastro::schema_error);
        CHECK(past.names() == std::vector<std::string>{"seattle"});
    }
}
