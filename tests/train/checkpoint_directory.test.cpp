// SPDX-License-Identifier: MIT
// tests/train/checkpoint_directory.test.cpp
#include <lastro/train/checkpoint_directory.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::checkpoint;
using train::checkpoint_directory;
using train::checkpoints;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// After so many epochs and steps, the last epoch with this loss.
checkpoint after(std::uint64_t epoch, std::uint64_t step, double loss = 1.0) {
    checkpoint c{.identity = {{"seed", "1"}}, .epoch = epoch, .step = step};
    c.history.push_back({.epoch = epoch, .metrics = {{"validation/loss", loss}}});
    return c;
}

using numbers = std::vector<std::uint64_t>;

// The epochs of the checkpoints in a directory.
numbers epochs_in(const std::string& path) {
    numbers found;
    for (const std::string& name : core::list_directory(path)) {
        if (name.starts_with("checkpoint-")) {
            found.push_back(train::read_checkpoint(core::join_path(path, name)).epoch);
        }
    }
    return found;
}

numbers kept_of(const std::string& path, checkpoints settings, const std::vector<double>& losses) {
    settings.directory = path;
    checkpoint_directory directory{settings};
    for (std::size_t i = 0; i < losses.size(); ++i) {
        directory.put(after(i + 1, 0, losses[i]));
    }
    return epochs_in(path);
}

}  // namespace

TEST_SUITE("train/checkpoint_directory") {
    TEST_CASE("directory: made where it is missing, empty at first") {
        const temporary_directory here;
        checkpoint_directory directory{{.directory = here / "a/b"}};
        CHECK(core::directory_exists(here / "a/b"));
        const train::found_checkpoint none = directory.newest();
        CHECK_FALSE(none.content);
        CHECK(none.file.empty());
        CHECK(none.damaged.empty());
        CHECK_THROWS_AS(checkpoint_directory{{}}, std::invalid_argument);
    }

    TEST_CASE("due: at every so many epochs and steps") {
        const temporary_directory here;
        const checkpoint_directory directory{{.directory = here / "a", .every_epochs = 2, .every_steps = 3}};
        CHECK(directory.due_after_step(6));
        CHECK_FALSE(directory.due_after_step(7));
        CHECK(directory.due_after_epoch(4));
        CHECK_FALSE(directory.due_after_epoch(5));
        const checkpoint_directory steps{{.directory = here / "b", .every_epochs = 0, .every_steps = 1}};
        CHECK_FALSE(steps.due_after_epoch(4));
        const checkpoint_directory epochs{{.directory = here / "c"}};
        CHECK(epochs.due_after_epoch(1));
        CHECK_FALSE(epochs.due_after_step(1));
    }

    TEST_CASE("newest: by position, across ten, and after the steps of an epoch") {
        const temporary_directory here;
        const checkpoints settings{.directory = here.path(), .keep_last = 9};
        {
            checkpoint_directory directory{settings};
            directory.put(after(9, 0));
            directory.put(after(9, 11));
            directory.put(after(10, 2));
            directory.put(after(10, 10));
        }
        core::write_file(here / "notes.txt", core::as_bytes("of the user's"));
        checkpoint_directory again{settings};
        const auto found = again.newest();
        REQUIRE(found.content);
        CHECK(found.content->epoch == 10);
        CHECK(found.content->step == 10);
        CHECK(found.file == here / "checkpoint-0000000010-0000000010.lastro");
        CHECK(core::file_exists(here / "notes.txt"));
    }

    TEST_CASE("newest: a damaged one is passed over, named, and left where it is") {
        const temporary_directory here;
        const checkpoints settings{.directory = here.path(), .keep_last = 1};
        const std::string last = here / checkpoint_directory::name_of(3, 0);
        {
            checkpoint_directory directory{{.directory = here.path(), .keep_last = 9}};
            directory.put(after(1, 0));
            directory.put(after(2, 0));
            directory.put(after(3, 0));
        }
        std::vector<std::byte> bytes = core::read_file(last);
        bytes[bytes.size() / 2] ^= std::byte{1};
        core::write_file(last, bytes);
        checkpoint_directory directory{settings};
        const auto found = directory.newest();
        REQUIRE(found.content);
        CHECK(found.content->epoch == 2);
        REQUIRE(found.damaged.size() == 1);
        CHECK(found.damaged[0].starts_with(last + ": expected content whose BLAKE3 digest is "));
        directory.put(after(2, 4));  // it does not count among those to keep
        CHECK(core::file_exists(last));
        CHECK(core::file_exists(here / checkpoint_directory::name_of(2, 4)));
        CHECK_FALSE(core::file_exists(here / checkpoint_directory::name_of(2, 0)));
        directory.put(after(3, 0));  // and is replaced in its turn
        CHECK(epochs_in(here.path()) == numbers{3});
    }

    TEST_CASE("newest: none of all damaged ones, each named") {
        const temporary_directory here;
        core::write_file(here / checkpoint_directory::name_of(1, 0), core::as_bytes("half"));
        core::write_file(here / checkpoint_directory::name_of(2, 0), {});
        checkpoint_directory directory{{.directory = here.path()}};
        const auto found = directory.newest();
        CHECK_FALSE(found.content);
        REQUIRE(found.damaged.size() == 2);
        CHECK(found.damaged[0] == here / checkpoint_directory::name_of(2, 0) +
                                      ": expected a checkpoint, which ends in a digest, found 0 bytes");
    }

    TEST_CASE("put: keeps the last, and the best at the ends of epochs") {
        const std::vector<double> losses{5, 2, 4, 1, 3, 2, 9, 8};
        const auto kept = [&](const checkpoints& settings) {
            const temporary_directory here;
            return kept_of(here.path(), settings, losses);
        };
        CHECK(kept({}) == numbers{7, 8});
        CHECK(kept({.keep_last = 1}) == numbers{8});
        CHECK(kept({.keep_last = 1, .keep_best = 1}) == numbers{4, 8});
        CHECK(kept({.keep_last = 2, .keep_best = 3}) == numbers{2, 4, 6, 7, 8});
        CHECK(kept({.keep_last = 1, .keep_best = 2}) == numbers{2, 4, 8});  // of two equals the earlier
        CHECK(kept({.keep_last = 1, .keep_best = 2, .goal = train::goal::larger}) == numbers{7, 8});
        CHECK(kept({.keep_last = 1, .keep_best = 9, .monitor = "another"}) == numbers{8});
        CHECK(kept({.keep_last = 99}).size() == losses.size());
    }

    TEST_CASE("put: NaN is none of the best, nor is what is within an epoch") {
        const temporary_directory here, there;
        CHECK(kept_of(here.path(), {.keep_last = 1, .keep_best = 2}, {not_a_number, 3, not_a_number, 4, 5}) ==
              numbers{2, 4, 5});
        checkpoint_directory directory{{.directory = there.path(), .keep_last = 1, .keep_best = 1}};
        directory.put(after(1, 0, 4.0));
        directory.put(after(1, 5, 0.0));
        directory.put(after(2, 0, 5.0));
        CHECK(epochs_in(there.path()) == numbers{1, 2});
    }

    TEST_CASE("put: a directory that is taken up again still knows its best") {
        const temporary_directory here;
        const checkpoints settings{.directory = here.path(), .keep_last = 1, .keep_best = 1};
        CHECK(kept_of(here.path(), settings, {5, 1, 4}) == numbers{2, 3});
        checkpoint_directory directory{settings};
        CHECK(directory.newest().content->epoch == 3);
        directory.put(after(4, 0, 2.0));
        CHECK(epochs_in(here.path()) == numbers{2, 4});
    }

    TEST_CASE("directory: removes what a killed process left half-written, and nothing else") {
        const temporary_directory here;
        core::write_file(here / ".lastro-99-0.tmp", core::as_bytes("half"));
        core::write_file(here / "mine.tmp", core::as_bytes("of the user's"));
        const checkpoint_directory directory{{.directory = here.path()}};
        CHECK_FALSE(core::file_exists(here / ".lastro-99-0.tmp"));
        CHECK(core::file_exists(here / "mine.tmp"));
    }
}  // TEST_SUITE
