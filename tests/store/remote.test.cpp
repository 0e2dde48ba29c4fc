// SPDX-License-Identifier: MIT
// tests/store/remote.test.cpp
#include <lastro/store/remote.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/directory_remote.hpp>
#include <lastro/store/repository.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace data = lastro::data;
namespace hash = lastro::hash;
using lastro::store::directory_remote;
using lastro::store::object;
using lastro::store::repository;
using lastro::store::transfer_report;

namespace {

// What a server behind HTTP or S3 would be: names and bytes, nothing of files.
struct server_contents {
    std::map<hash::digest, std::shared_ptr<std::string>> objects;
    std::map<std::string, hash::digest> heads;
    int fails_after = -1;
};

class memory_remote {
public:
    class batch {
    public:
        explicit batch(std::shared_ptr<server_contents> server) : server_(std::move(server)) {}
        void put_as(const hash::digest& name, core::byte_span bytes) {
            waiting_[name] = std::make_shared<std::string>(core::as_text(bytes));
        }
        void commit() {
            if (server_->fails_after-- == 0) {
                throw lastro::io_error{"the line is dead"};
            }
            server_->objects.insert(waiting_.begin(), waiting_.end());
            waiting_.clear();
        }

    private:
        std::shared_ptr<server_contents> server_;
        std::map<hash::digest, std::shared_ptr<std::string>> waiting_;
    };

    bool contains(const hash::digest& name) const { return state->objects.contains(name); }
    std::optional<object> find(const hash::digest& name) const {
        const auto found = state->objects.find(name);
        if (found == state->objects.end()) {
            return std::nullopt;
        }
        return object{found->second, core::as_bytes(*found->second), "memory: " + name.hex()};
    }
    std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& [name, id] : state->heads) {
            all.push_back(name);
        }
        return all;
    }
    std::optional<hash::digest> head(const std::string& name) const {
        const auto found = state->heads.find(name);
        return found == state->heads.end() ? std::nullopt : std::optional{found->second};
    }
    bool advance(const std::string& name, const std::optional<hash::digest>& expected, const hash::digest& id) const {
        if (head(name) != expected) {
            return false;
        }
        state->heads[name] = id;
        return true;
    }
    batch begin() const { return batch{state}; }

    std::shared_ptr<server_contents> state = std::make_shared<server_contents>();
};
static_assert(lastro::store::remote<memory_remote>);
static_assert(!lastro::store::remote<std::string>);

data::table numbers(double first) {
    data::table t;
    t.add("x", data::column{std::vector<double>{first, 2.0, 3.0}});
    return t;
}

// A repository with two versions of a directory and one of a table.
repository filled(const temporary_directory& d, const std::string& name = "a.lastro") {
    const repository r{d / name};
    lastro_test::make_directory(d / "data");
    r.commit("images", r.snapshot(d / "data"), {.message = "first", .time = 1});
    lastro_test::write(d / "data/new.txt", "new");
    r.commit("images", r.snapshot(d / "data"), {.message = "second", .time = 2});
    r.commit("numbers", numbers(1.0), {.time = 3});
    return r;
}

}  // namespace

TEST_SUITE("store/remote") {
    TEST_CASE("push and pull: through any remote, everything arrives, and what is there is not sent again") {
        const temporary_directory d;
        const repository a = filled(d);
        const memory_remote server;
        const transfer_report sent = a.push(server);
        CHECK(sent.datasets == 2);
        CHECK(sent.commits == 3);
        CHECK(sent.objects == server.state->objects.size());
        CHECK(a.push(server) == transfer_report{});

        const repository b{d / "b.lastro"};
        CHECK(b.pull(server).objects == sent.objects);
        CHECK(b.log("images") == a.log("images"));
        CHECK(b.checkout("numbers") == numbers(1.0));
        b.check_out("images", d / "out");
        CHECK(lastro_test::contents(d / "out") == lastro_test::contents(d / "data"));
        CHECK(b.verify().ok());
        CHECK(b.fsck().ok());

        b.commit("numbers", numbers(5.0));
        const transfer_report more = b.push(server, {.names = {"numbers"}});
        CHECK(more.objects == 5);  // values, their list and summary, a manifest, a commit
        CHECK(a.pull(server).commits == 1);
        CHECK(a.checkout("numbers") == numbers(5.0));
        CHECK_THROWS_AS(a.push(server, {.names = {"nothing"}}), lastro::schema_error);
    }

    TEST_CASE("directories: a remote in a directory is a repository like any other") {
        const temporary_directory d;
        const repository a = filled(d);
        const directory_remote backup{d / "backup.lastro"};
        a.push(backup);
        const repository there{d / "backup.lastro"};
        CHECK(there.verify().ok());
        CHECK(there.log("images") == a.log("images"));
        const repository b{d / "b.lastro"};
        b.pull(backup);
        CHECK(b.checkout("numbers") == numbers(1.0));
    }

    TEST_CASE("partly: histories and records first, single objects when they are wanted") {
        const temporary_directory d;
        const repository a = filled(d);
        const directory_remote backup{d / "backup.lastro"};
        a.push(backup);
        const repository b{d / "b.lastro"};
        const transfer_report records = b.pull(backup, {.content = false});
        CHECK(records.bytes < 20'000);
        CHECK(b.log("images").size() == 2);
        const auto images = b.read_snapshot("images");
        CHECK(images.files() == 9);
        CHECK_THROWS_AS(b.check_out("images", d / "out", {.only = {"new.txt"}}), lastro::integrity_error);
        CHECK(b.fetch(backup, {images.find("new.txt")->digest}).objects == 1);
        b.check_out("images", d / "out", {.only = {"new.txt"}});
        CHECK(core::read_text(d / "out/new.txt") == "new");
        CHECK(b.fsck().missing > 0);
    }

    TEST_CASE("tags: travel with their commits, and do not move") {
        const temporary_directory d;
        const repository a = filled(d);
        a.tag("first", a.resolve("images@1"));
        a.tag("trained", a.resolve("numbers"));
        const repository backup{d / "backup.lastro"};
        const directory_remote remote{d / "backup.lastro"};
        CHECK(a.push(remote, {.names = {"images"}}).tags == 1);  // the commit of the other one is not there
        CHECK(backup.resolve("first").label() == "images@1");
        CHECK(a.push(remote).tags == 1);
        CHECK(a.push(remote) == transfer_report{});
        const repository b{d / "b.lastro"};
        CHECK(b.pull(remote).tags == 2);
        CHECK(b.resolve("trained").id() == a.resolve("numbers").id());
        backup.tag("best", backup.resolve("images@1"));
        a.tag("best", a.resolve("images@2"));
        CHECK_THROWS_AS(a.push(remote), lastro::schema_error);
        CHECK(backup.resolve("best").label() == "images@1");
        CHECK(a.push(memory_remote{}).tags == 0);  // it keeps none

        const repository c{d / "c.lastro"};  // here a dataset has the name that is a tag there
        c.commit("first", numbers(9.0));
        CHECK_THROWS_AS(c.pull(directory_remote{d / "b.lastro"}), lastro::schema_error);
        CHECK(c.resolve("first").label() == "first@1");
        CHECK_THROWS_AS(c.push(directory_remote{d / "b.lastro"}), lastro::schema_error);
        core::write_file(d / "b.lastro/tags/blob",  // a tag on something else
                         core::as_bytes(b.resolve("numbers").record().table.to_string() + '\n'));
        const repository e{d / "e.lastro"};
        CHECK_THROWS_AS(e.pull(directory_remote{d / "b.lastro"}), lastro::error);
    }

    TEST_CASE("resuming: a transfer that breaks loses nothing that had arrived, and no history ends in the air") {
        const temporary_directory d;
        const repository a = filled(d);
        const memory_remote server;
        bool stopped = false;
        const auto stop = [&](const lastro::store::progress& p) { return p.files < 4 || stopped; };
        CHECK_THROWS_AS(a.push(server, {.progress = stop}), lastro::store::cancelled);
        CHECK(server.state->objects.size() == 4);
        CHECK(server.state->heads.empty());
        server.state->fails_after = 0;
        CHECK_THROWS_AS(a.push(server), lastro::io_error);
        CHECK(server.state->heads.empty());
        stopped = true;
        server.state->fails_after = -1;
        const transfer_report rest = a.push(server, {.progress = stop});
        CHECK(rest.objects == server.state->objects.size() - 4);
        const repository b{d / "b.lastro"};
        lastro::store::progress last;
        const auto listen = [&](const lastro::store::progress& p) {
            CHECK(p.files == last.files + 1);
            last = p;
            return true;
        };
        const auto stop_again = [](const lastro::store::progress& p) { return p.files < 6; };
        CHECK_THROWS_WITH_AS(b.pull(server, {.names = {"images"}, .progress = stop_again}),
                             "store::transfer: stopped after 6 of 17 objects", lastro::store::cancelled);
        CHECK(b.names().empty());
        CHECK(b.verify().ok());
        CHECK(b.verify().unreferenced == 6);
        CHECK(b.pull(server, {.progress = listen}).objects == server.state->objects.size() - 6);
        CHECK(last.files == last.all_files);
        CHECK(b.verify().ok());
        CHECK(b.verify().unreferenced == 0);
    }

    TEST_CASE("histories that have parted: refused, and untouched") {
        const temporary_directory d;
        const repository a{d / "a.lastro"};
        const repository b{d / "b.lastro"};
        const memory_remote server;
        a.commit("numbers", numbers(1.0), {.time = 1});
        a.push(server);
        b.pull(server);
        a.commit("numbers", numbers(2.0), {.time = 2});
        b.commit("numbers", numbers(3.0), {.time = 3});
        a.push(server);
        const auto head = server.head("numbers");
        CHECK_THROWS_AS(b.push(server), lastro::schema_error);
        CHECK_THROWS_AS(b.pull(server), lastro::schema_error);
        CHECK(server.head("numbers") == head);
        CHECK(b.checkout("numbers") == numbers(3.0));
    }

    TEST_CASE("lies: a remote that gives other bytes, forged records or foreign commits is refused") {
        const temporary_directory d;
        const repository a = filled(d);
        const memory_remote server;
        a.push(server);
        const repository sound{d / "sound"};
        const std::uint64_t needed = sound.pull(server, {.names = {"images"}}).objects;
        std::size_t refused = 0;
        for (auto& [name, bytes] : server.state->objects) {
            const auto good = bytes;
            bytes = std::make_shared<std::string>(*good + "x");
            const repository victim{d / ("victim-" + name.hex())};
            try {
                victim.pull(server, {.names = {"images"}});
                CHECK(victim.verify().ok());  // an object of the other dataset
            } catch (const lastro::integrity_error&) {
                ++refused;
                CHECK(victim.names().empty());
            }
            bytes = good;
        }
        CHECK(refused == needed);
        server.state->heads["other"] = *server.head("images");
        const repository b{d / "b"};
        CHECK_THROWS_AS(b.pull(server, {.names = {"other"}}), lastro::format_error);
        server.state->heads["../x"] = *server.head("images");
        CHECK_THROWS_AS(b.pull(server, {.names = {"../x"}}), lastro::format_error);
    }

    TEST_CASE("garbage: nobody clears away at the other end what is to be sent, or is there from before") {
        const temporary_directory d;
        const repository a{d / "a.lastro"};
        lastro_test::write(d / "data/a", lastro_test::noise(100'000, 1));
        lastro_test::write(d / "data/b", lastro_test::noise(100'000, 2));
        a.commit("images", a.snapshot(d / "data"), {.time = 1});
        const directory_remote there{d / "b.lastro"};
        const repository b{d / "b.lastro"};
        const auto stop = [](const auto& p) { return p.files < 2; };
        CHECK_THROWS_AS(a.push(there, {.progress = stop}), lastro::store::cancelled);
        const auto collect = [&] {
            b.collect_garbage({.patience = 0.01, .time = core::unix_milliseconds() + std::int64_t{30} * 86'400'000});
        };
        a.push(there, {.progress = [&](const auto&) {
                   CHECK_THROWS_AS(collect(), lastro::io_error);
                   return true;
               }});
        collect();
        CHECK(repository{d / "b.lastro"}.verify().ok());
        CHECK(b.resolve("images") == a.resolve("images"));
    }

    TEST_CASE("versions: commits that do not follow each other are refused, first ones and later ones") {
        const temporary_directory d;
        const repository a{d / "a.lastro"};
        const lastro::store::commit one = a.commit("numbers", numbers(1.0), {.time = 1});
        const repository b{d / "b.lastro"};
        b.pull(directory_remote{d / "a.lastro"});
        lastro::store::commit_record record = one.record();
        record.version = 9;
        record.parent = one.id();
        lastro::store::history{d / "a.lastro"}.append(lastro::store::commit{record});
        const repository c{d / "c.lastro"};
        for (const repository* to : {&b, &c}) {
            const std::string message =
                lastro::store::commit{record}.id().to_string() + ": expected a commit that follows version 1, found 9";
            CHECK_THROWS_WITH_AS(to->pull(directory_remote{d / "a.lastro"}), message.c_str(), lastro::format_error);
        }
        CHECK(b.log("numbers").size() == 1);
        CHECK(c.names().empty());
    }

    TEST_CASE("partly: a later pull gets the content that was left out, of versions before, too") {
        const temporary_directory d;
        const repository a = filled(d);
        const directory_remote there{d / "a.lastro"};
        const repository b{d / "b.lastro"};
        b.pull(there, {.content = false});
        lastro_test::write(d / "data/new.txt", "newer");
        a.commit("images", a.snapshot(d / "data"), {.time = 4});
        CHECK_FALSE(b.verify().ok());
        CHECK(b.pull(there).commits == 1);
        CHECK(b.verify().ok());
        CHECK(b.checkout("numbers") == numbers(1.0));
        CHECK(b.pull(there) == transfer_report{});
    }
}
