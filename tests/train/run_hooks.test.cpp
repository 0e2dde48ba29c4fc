// SPDX-License-Identifier: MIT
// tests/train/run_hooks.test.cpp
//
// Runs that are killed and go on from the files of a directory.
#include <lastro/train/run_hooks.hpp>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/train/early_stopping.hpp>
#include <lastro/train/trainer.hpp>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::checkpoints;
using train::fit_settings;
using train::run_result;

namespace {

train::examples<double> rows(std::size_t count = 40, std::size_t shift = 0) {
    train::examples<double> e{.columns = 3};
    for (std::size_t i = shift; i < count + shift; ++i) {
        double side = 0.0;
        for (std::size_t j = 0; j < 3; ++j) {
            e.inputs.push_back(static_cast<double>((i * (2 * j + 31) + j * 17) % 23) / 23.0 - 0.5);
            side += e.inputs.back();
        }
        e.targets.push_back(side > 0.3 || i % 7 == 0 ? 1.0 : 0.0);
    }
    return e;
}

model::mlp net(std::vector<std::uint64_t> hidden = {4}, model::activation activation = model::activation::tanh) {
    model::mlp m{{.hidden = std::move(hidden), .activation = activation, .dropout = 0.2}};
    m.initialise(3, 1, random::stream{4});
    return m;
}

struct killed {};
struct kill_after {  // so many steps
    std::uint64_t left;
    void step_end(const train::step_report&) {
        if (left-- == 0) {
            throw killed{};
        }
    }
};

fit_settings settings(const std::string& directory) {
    return {.epochs = 5,
            .batch_size = 8,
            .seed = 9,
            .shards = 8,
            .optimizer = train::adam{.learning_rate = 0.05},
            .plateau = train::reduce_on_plateau{.factor = 0.5, .patience = 0},
            .callbacks = {train::early_stopping{.patience = 3}},
            .checkpoints = checkpoints{.directory = directory, .every_steps = 1}};
}

run_result trained(const fit_settings& how, model::mlp m = net(), const train::examples<double>& on = rows()) {
    run_result run = train::fit(m, on, how, rows(20, 40));
    CHECK(run.parameters_digest() == model::parameters_digest(m.parameters()));
    return run;
}

run_result uninterrupted() {
    fit_settings how = settings("");
    how.checkpoints.reset();
    return trained(how);
}

bool same_course(const run_result& a, const run_result& b) {
    return a.parameters_digest() == b.parameters_digest() && a.chain == b.chain && a.history == b.history &&
           a.kept_epoch == b.kept_epoch && a.stopped == b.stopped;
}

void run_until_killed(fit_settings how, std::uint64_t steps) {
    how.callbacks.push_back(kill_after{steps});
    model::mlp m = net();
    CHECK_THROWS_AS(static_cast<void>(train::fit(m, rows(), how, rows(20, 40))), killed);
}

std::string newest(const std::string& directory) {
    std::string last;
    for (const std::string& name : core::list_directory(directory)) {
        last = name.starts_with("checkpoint-") ? core::join_path(directory, name) : last;
    }
    return last;
}

}  // namespace

TEST_SUITE("train/run_hooks") {
    TEST_CASE("resume: killed in every step, a run goes on and ends in the same bytes and files") {
        const run_result whole = uninterrupted();
        const temporary_directory straight;
        CHECK(same_course(trained(settings(straight.path())), whole));
        const std::vector<std::byte> end = core::read_file(newest(straight.path()));
        const std::uint64_t steps = whole.epochs_run() * 5;
        for (std::uint64_t k = 0; k < steps; ++k) {
            const temporary_directory here;
            run_until_killed(settings(here.path()), k);
            const run_result rest = trained(settings(here.path()));
            CAPTURE(k);
            CHECK(same_course(rest, whole));
            CHECK(rest.resumed_from.empty() == (k == 0));
            CHECK(core::read_file(newest(here.path())) == end);
        }
    }

    TEST_CASE("resume: killed again and again, with checkpoints every few steps") {
        const run_result whole = uninterrupted();
        const temporary_directory here;
        fit_settings how = settings(here.path());
        how.checkpoints->every_epochs = 0;
        how.checkpoints->every_steps = 2;
        for (int round = 0; round < 8; ++round) {
            run_until_killed(how, 2);
        }
        CHECK(same_course(trained(how), whole));
    }

    TEST_CASE("resume: a run that is complete is not run again, and gives what it gave") {
        const temporary_directory here;
        const run_result whole = trained(settings(here.path()));
        fit_settings again = settings(here.path());
        again.callbacks.push_back(kill_after{0});  // a step would end it
        const run_result found = trained(again);
        CHECK(same_course(found, whole));
        CHECK(found.resumed_from == newest(here.path()));
    }

    TEST_CASE("resume: more epochs continue a run as if it had been asked for them before") {
        fit_settings how = settings("");
        how.checkpoints.reset();
        how.callbacks.clear();
        how.epochs = 7;
        const run_result whole = trained(how);
        const temporary_directory here;
        how.checkpoints = checkpoints{.directory = here.path()};
        how.epochs = 3;
        CHECK(trained(how).epochs_run() == 3);
        how.epochs = 7;
        CHECK(same_course(trained(how), whole));
        how.epochs = 6;
        CHECK_THROWS_WITH_AS(static_cast<void>(trained(how)),
                             "train::fit: epochs: expected at least the 7 that the checkpoint has behind it, found 6",
                             std::invalid_argument);
    }

    TEST_CASE("resume: a damaged checkpoint is passed over and named, and the bytes are the same") {
        const run_result whole = uninterrupted();
        const temporary_directory original;
        run_until_killed(settings(original.path()), 9);
        const std::string last = newest(original.path());
        const std::vector<std::byte> bytes = core::read_file(last);
        const std::size_t stride = bytes.size() / 23;
        for (std::size_t at = 0; at < bytes.size(); at += stride) {
            for (const bool cut : {true, false}) {
                std::vector<std::byte> damaged = bytes;
                if (cut) {
                    damaged.resize(at);
                } else {
                    damaged[at] ^= std::byte{64};
                }
                core::write_file(last, damaged);
                const temporary_directory here;
                for (const std::string& name : core::list_directory(original.path())) {
                    core::write_file(here / name, core::read_file(original / name));
                }
                const run_result rest = trained(settings(here.path()));
                CAPTURE(at);
                CHECK(same_course(rest, whole));
                CHECK(rest.resumed_from == here / train::checkpoint_directory::name_of(1, 3));
                REQUIRE(rest.damaged_checkpoints.size() == 1);
                CHECK(rest.damaged_checkpoints[0].starts_with(here / train::checkpoint_directory::name_of(1, 4)));
            }
        }
    }

    TEST_CASE("resume: where every checkpoint is damaged, the run begins at the beginning and says so") {
        const temporary_directory here;
        run_until_killed(settings(here.path()), 9);
        for (const std::string& name : core::list_directory(here.path())) {
            if (name.starts_with("checkpoint-")) {
                core::write_file(here / name, core::as_bytes("lost"));
            }
        }
        const run_result run = trained(settings(here.path()));
        CHECK(same_course(run, uninterrupted()));
        CHECK(run.resumed_from.empty());
        CHECK(run.damaged_checkpoints.size() == 2);
    }

    TEST_CASE("resume: a checkpoint of another run is an error that names what differs") {
        const temporary_directory here;
        run_until_killed(settings(here.path()), 4);
        const std::string start = newest(here.path()) + ": a checkpoint of another run: ";
        const auto refused = [&](const std::string& message, auto&& change, model::mlp m = net(),
                                 const train::examples<double>& on = rows()) {
            fit_settings other = settings(here.path());
            change(other);
            const hash::digest before = model::parameters_digest(m.parameters());
            CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(m, on, other, rows(20, 40))), (start + message).c_str(),
                                 schema_error);
            CHECK(model::parameters_digest(m.parameters()) == before);
        };
        const auto nothing = [](fit_settings&) {};
        refused("seed: expected 10, found 9", [](fit_settings& s) { s.seed = 10; });
        refused("batch_size: expected 10, found 8", [](fit_settings& s) { s.batch_size = 10; });
        refused("shards: expected 3, found 8", [](fit_settings& s) { s.shards = 3; });
        refused(
            "optimizer: expected adam(learning_rate 0.01, beta1 0.9, beta2 0.999, epsilon 1e-8, weight_decay 0, "
            "amsgrad "
            "false), found adam(learning_rate 0.05, beta1 0.9, beta2 0.999, epsilon 1e-8, weight_decay 0, amsgrad "
            "false)",
            [](fit_settings& s) { s.optimizer = train::adam{.learning_rate = 0.01}; });
        refused("adjustment: expected accumulate(batches 2), found none", [](fit_settings& s) { s.accumulate = 2; });
        refused(
            R"(callback: expected none, found early_stopping(monitor validation/loss, patience 3, min_delta 0, goal smaller))",
            [](fit_settings& s) { s.callbacks.clear(); });
        refused("model: hidden: expected 4, 3, found 4", nothing, net({4, 3}));
        refused("model: activation: expected relu, found tanh", nothing, net({4}, model::activation::relu));
        const auto data = [](const train::examples<double>& e) { return train::detail::digest(e).to_string(); };
        refused("data: expected " + data(rows(40, 1)) + ", found " + data(rows()), nothing, net(), rows(40, 1));
        fit_settings no_validation = settings(here.path());
        no_validation.plateau.reset();
        no_validation.callbacks.clear();
        model::mlp m = net();
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(m, rows(), no_validation)),
                             (start + "validation: expected none, found " + data(rows(20, 40))).c_str(), schema_error);
        CHECK(same_course(trained(settings(here.path())), uninterrupted()));  // and it still goes on
    }

    TEST_CASE("resume: threads and observers may be others") {
        const temporary_directory here;
        run_until_killed(settings(here.path()), 6);
        fit_settings how = settings(here.path());
        how.threads = 3;
        std::uint64_t heard = 0;
        struct counter {
            std::uint64_t* heard;
            void epoch_end(const train::epoch_report&) { ++*heard; }
        };
        how.callbacks.push_back(counter{&heard});
        CHECK(same_course(trained(how), uninterrupted()));
        CHECK(heard + 1 == uninterrupted().epochs_run());  // the first epoch was before
    }

    TEST_CASE("resume: a model of tables is prepared again, and what it keeps is the best") {
        data::table t{"toy"};
        std::vector<double> x;
        std::vector<bool> y;
        for (int i = 0; i < 30; ++i) {
            x.push_back(i % 11);
            y.push_back(i % 11 > 3 || i % 5 == 0);
        }
        t.add("x", data::column{x});
        t.add("y", data::column{y});
        const model::classifier untrained{model::features{{"x"}}, model::mlp{{.hidden = {3}}}, {.target = "y"}};
        const temporary_directory here;
        fit_settings how{.epochs = 6,
                         .batch_size = 7,
                         .optimizer = train::adam{.learning_rate = 0.3},
                         .validation = t,
                         .callbacks = {train::early_stopping{.patience = 4}}};
        model::classifier straight = untrained, resumed = untrained;
        const run_result whole = train::fit(straight, t, how);
        how.checkpoints = checkpoints{.directory = here.path(), .every_steps = 1, .keep_best = 2};
        fit_settings short_lived = how;
        short_lived.callbacks.push_back(kill_after{12});
        CHECK_THROWS_AS(static_cast<void>(train::fit(resumed, t, short_lived)), killed);
        CHECK_FALSE(resumed.trained());
        const run_result rest = train::fit(resumed, t, how);
        CHECK(same_course(rest, whole));
        CHECK(model::parameters_digest(resumed.parameters()) == model::parameters_digest(straight.parameters()));
        CHECK_FALSE(rest.resumed_from.empty());

        how.checkpoints->monitor = "auc";
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(resumed, t, how)),
                             R"(train::checkpoints: monitor: expected one of "loss", "validation/loss", )"
                             R"("validation/accuracy", found "auc")",
                             std::invalid_argument);
    }

    TEST_CASE("a process that dies within writing leaves the old file, never half a new one") {
        const run_result whole = uninterrupted();
        const temporary_directory here;
        run_until_killed(settings(here.path()), 7);
        const std::string last = newest(here.path());
        const std::vector<std::byte> before = core::read_file(last);
        const auto with_short_files = [&](void (*on_excess)(int)) {
            const ::pid_t child = ::fork();
            REQUIRE(child >= 0);
            if (child == 0) {
                ::signal(SIGXFSZ, on_excess);
                const ::rlimit limit{before.size() / 2, before.size() / 2};
                ::setrlimit(RLIMIT_FSIZE, &limit);
                model::mlp m = net();
                try {
                    static_cast<void>(train::fit(m, rows(), settings(here.path()), rows(20, 40)));
                } catch (const io_error&) {
                    ::_exit(17);
                }
                ::_exit(0);
            }
            int status = 0;
            ::waitpid(child, &status, 0);
            CHECK(newest(here.path()) == last);
            CHECK(core::read_file(last) == before);
            return status;
        };
        const auto half_written = [&] {
            std::size_t files = 0;
            for (const std::string& name : core::list_directory(here.path())) {
                files += name.ends_with(".tmp") ? 1U : 0U;
            }
            return files;
        };
        const int killed = with_short_files(SIG_DFL);  // the signal ends the process in the middle of write(2)
        CHECK(WIFSIGNALED(killed));
        CHECK(half_written() == 1);
        const int full = with_short_files(SIG_IGN);  // as a full disk does
        CHECK(WEXITSTATUS(full) == 17);
        CHECK(half_written() == 0);
        CHECK(same_course(trained(settings(here.path())), whole));
    }

    TEST_CASE("kill -9: whenever a process dies, the next one goes on, and never finds half a file") {
        const run_result whole = uninterrupted();
        const temporary_directory here;
        fit_settings how = settings(here.path());
        how.callbacks.push_back([] {
            struct slow {  // so that there is time to die at any place
                void step_end(const train::step_report&) { ::usleep(300); }
            };
            return slow{};
        }());
        for (int round = 0; round < 20; ++round) {
            const ::pid_t child = ::fork();
            REQUIRE(child >= 0);
            if (child == 0) {
                model::mlp m = net();
                static_cast<void>(train::fit(m, rows(), how, rows(20, 40)));
                ::_exit(0);
            }
            ::usleep(static_cast<::useconds_t>(500 + 700 * round));
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            for (const std::string& name : core::list_directory(here.path())) {
                if (name.starts_with("checkpoint-")) {  // those that have a name are whole
                    CHECK_NOTHROW(static_cast<void>(train::read_checkpoint(here / name)));
                }
            }
        }
        const run_result rest = trained(settings(here.path()));
        CHECK(same_course(rest, whole));
        CHECK(rest.damaged_checkpoints.empty());
    }

    TEST_CASE("golden: a file of version 1 is gone on with, to the bytes that it was on the way to") {
        // Written by this program's run_until_killed(settings(directory), 9): after epoch 1 and 4 steps.
        const std::string name = train::checkpoint_directory::name_of(1, 4);
        const std::vector<std::byte> bytes = core::read_file(LASTRO_SOURCE_DIR "/tests/golden/checkpoint/v1/" + name);
        CHECK(train::encode(train::decode(bytes, name)) == bytes);
        const temporary_directory here;
        core::write_file(here / name, bytes);
        const run_result rest = trained(settings(here.path()));
        CHECK(rest.resumed_from == here / name);
        CHECK(same_course(rest, uninterrupted()));
        CHECK(rest.chain_digest().to_string() ==
              "blake3:854e6f5cf2a82dc04717dbda4c07233b3be10f0aeb86283d33ea342d4f06fe27");
        run_until_killed(settings(here / "again"), 9);  // and it is written the same
        CHECK(core::read_file(newest(here / "again")) == bytes);
    }
}  // TEST_SUITE
