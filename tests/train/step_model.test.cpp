// SPDX-License-Identifier: MIT
// tests/train/step_model.test.cpp
//
// A model as another library would have it: its own arithmetic, its own optimizer, its own generator of random numbers.
#include <lastro/train/step_model.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/train/early_stopping.hpp>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::step_settings;

namespace {

// y = a*x + b by heavy-ball steps on noisy inputs; the noise comes from a generator that the library could not address.
class foreign_line {
public:
    double step(const train::batch<float>& rows, const random::stream& draws) {
        std::mt19937_64 noise{draws.bits(0)};
        float loss = 0.0F, da = 0.0F, db = 0.0F;
        const auto n = static_cast<float>(rows.rows());
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const float x = rows.inputs()(i, 0) + static_cast<float>(noise() >> 40U) * 0x1p-34F;
            const float gap = a_ * x + b_ - rows.targets[i];
            loss += gap * gap / n;
            da += 2.0F * gap * x / n;
            db += 2.0F * gap / n;
        }
        speed_a_ = 0.8F * speed_a_ - 0.05F * da;
        speed_b_ = 0.8F * speed_b_ - 0.05F * db;
        a_ += speed_a_;
        b_ += speed_b_;
        return static_cast<double>(loss) + poison;
    }
    [[nodiscard]] double loss(const train::batch<float>& rows) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            const float gap = a_ * rows.inputs()(i, 0) + b_ - rows.targets[i];
            sum += static_cast<double>(gap * gap);
        }
        return sum / static_cast<double>(rows.rows());
    }
    [[nodiscard]] std::vector<std::byte> state() const {
        core::byte_writer out;
        for (const float x : {a_, b_, speed_a_, speed_b_}) {
            out.put(x);
        }
        return out.take();
    }
    void restore(core::byte_span bytes) {
        core::byte_reader in{bytes, "foreign_line"};
        for (float* const x : {&a_, &b_, &speed_a_, &speed_b_}) {
            *x = in.get<float>();
        }
        in.finish();
    }
    [[nodiscard]] float a() const { return a_; }
    [[nodiscard]] float b() const { return b_; }
    [[nodiscard]] static double learning_rate() { return 0.05; }
    double poison = 0.0;

private:
    float a_ = 0.0F, b_ = 0.0F, speed_a_ = 0.0F, speed_b_ = 0.0F;
};

// The same without its momentum in the state, and without a loss to judge by.
struct forgets_momentum {
    foreign_line inner;
    double step(const train::batch<float>& rows, const random::stream& draws) { return inner.step(rows, draws); }
    [[nodiscard]] std::vector<std::byte> state() const {
        std::vector<std::byte> bytes = inner.state();
        bytes.resize(8);
        return bytes;
    }
    void restore(core::byte_span bytes) {
        std::vector<std::byte> all(bytes.begin(), bytes.end());
        all.resize(16);
        inner.restore(all);
    }
    [[nodiscard]] train::named_settings settings() const { return {"line", {{"momentum", 0.8}}}; }
};

static_assert(train::step_model<foreign_line, float> && train::step_model<forgets_momentum, float>);
static_assert(!train::step_model<foreign_line, double> && !train::step_model<int, float>);

train::examples<float> rows(std::size_t count = 50) {
    train::examples<float> e{.columns = 1};
    for (std::size_t i = 0; i < count; ++i) {
        const float x = static_cast<float>((i * 7) % 21) / 10.0F - 1.0F;
        e.inputs.push_back(x);
        e.targets.push_back(3.0F * x - 1.0F);
    }
    return e;
}

}  // namespace

TEST_SUITE("train/step_model") {
    TEST_CASE("fit: the library's epochs, the model's steps, an honest grade") {
        foreign_line m;
        const train::run_result run =
            train::fit(m, rows(), step_settings{.epochs = 40, .batch_size = 10, .seed = 5}, rows(7));
        CHECK(std::abs(m.a() - 3.0F) < 0.01F);
        CHECK(std::abs(m.b() + 1.0F) < 0.01F);
        CHECK(run.grade() == train::grade::same_build);
        CHECK(run.epochs_run() == 40);
        CHECK(run.history[39]["validation/loss"] < run.history[0]["validation/loss"]);
        CHECK(run.history[0].learning_rate == 0.05);
        CHECK(run.parameters_digest() == hash::blake3::of(m.state()));
        CHECK(run.data_digest() == train::detail::digest(rows()));
        CHECK(run.seed == 5);
        CHECK(run.chain.links.size() == 41);
        CHECK(run.chain.tensors == std::vector<std::string>{"state"});
        foreign_line again;
        CHECK(train::fit(again, rows(), step_settings{.epochs = 40, .batch_size = 10, .seed = 5}, rows(7)).chain ==
              run.chain);
        foreign_line other;
        CHECK(train::fit(other, rows(), step_settings{.epochs = 40, .batch_size = 10, .seed = 6}, rows(7)).chain !=
              run.chain);
    }

    TEST_CASE("early stopping: ends in the best state") {
        foreign_line m;
        const train::run_result run = train::fit(
            m, rows(),
            step_settings{.epochs = 500, .batch_size = 10, .callbacks = {train::early_stopping{.patience = 3}}},
            rows(9));
        REQUIRE(run.epochs_run() < 500);
        CHECK(run.kept_epoch + 3 == run.epochs_run());
        foreign_line straight;
        static_cast<void>(
            train::fit(straight, rows(), step_settings{.epochs = run.kept_epoch, .batch_size = 10}, rows(9)));
        CHECK(straight.state() == m.state());
    }

    TEST_CASE("check_resume: exact at every boundary, and finds what is missing in a state") {
        const step_settings settings{
            .epochs = 3, .batch_size = 9, .seed = 2, .callbacks = {train::early_stopping{.patience = 1}}};
        const auto good = train::check_resume(foreign_line{}, rows(), settings, rows(5));
        CHECK(to_string(good) == "exact at 17 boundaries");
        const auto bad = train::check_resume(forgets_momentum{}, rows(), {.epochs = 1, .batch_size = 25});
        CHECK_FALSE(bad.exact());
        CHECK(bad.boundaries == 1);
        CHECK(to_string(bad).starts_with(
            "1 of 1 boundaries differ, first resumed after epoch 0 and 1 steps: epoch 1, step "
            "2: parameters of \"state\": expected "));
    }

    TEST_CASE("checkpoints: a run that was interrupted goes on, and another one is refused") {
        const temporary_directory here;
        struct stop {
            std::uint64_t at;
            void step_end(const train::step_report& s) const {
                if (s.epoch == 2 && s.step == at) {
                    throw std::runtime_error{"interrupted"};
                }
            }
        };
        step_settings settings{.epochs = 4, .batch_size = 10, .seed = 3};
        foreign_line straight, interrupted, resumed;
        const auto whole = train::fit(straight, rows(), settings);
        settings.checkpoints = train::checkpoints{.directory = here.path(), .every_steps = 2};
        settings.callbacks = {stop{4}};
        CHECK_THROWS_AS(static_cast<void>(train::fit(interrupted, rows(), settings)), std::runtime_error);
        settings.callbacks.clear();
        const auto rest = train::fit(resumed, rows(), settings);
        CHECK(rest.resumed_from == here / train::checkpoint_directory::name_of(1, 2));
        CHECK(rest.chain == whole.chain);
        CHECK(resumed.state() == straight.state());
        forgets_momentum other;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(other, rows(), settings)),
                             (here / train::checkpoint_directory::name_of(4, 0) +
                              ": a checkpoint of another run: model: expected line, found model")
                                 .c_str(),
                             schema_error);
    }

    TEST_CASE("replay: the same, or the first step that is not") {
        foreign_line m;
        const step_settings settings{.epochs = 2, .batch_size = 10, .seed = 3, .chain = train::chaining::steps};
        const auto run = train::fit(m, rows(), settings);
        const auto same = train::replay(run, foreign_line{}, rows(), settings);
        CHECK(same.identical());
        CHECK(to_string(same) == "identical in 11 links");
        foreign_line other;
        std::vector<std::byte> start = other.state();
        start[0] = std::byte{1};
        other.restore(start);
        const auto differs = train::replay(run, other, rows(), settings);
        CHECK_FALSE(differs.identical());
        CHECK(to_string(differs).starts_with("before the first step: parameters of \"state\": expected "));
    }

    TEST_CASE("bad input: an error with its place") {
        foreign_line m;
        const auto refused = [&](const step_settings& settings, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(m, rows(), settings)), message, std::invalid_argument);
        };
        refused({.epochs = 0}, "train::fit: epochs: expected at least 1, found 0");
        refused({.batch_size = 0}, "train::fit: batch_size: expected at least 1, found 0");
        refused({.batch_size = 51}, "train::fit: batch_size: expected at most the 50 rows to learn from, found 51");
        refused({.callbacks = {train::early_stopping{}}},
                R"(train::early_stopping: monitor: expected one of "loss", found "validation/loss")");
        refused({.checkpoints = train::checkpoints{}}, "train::checkpoints: directory: expected a name, found none");
        CHECK_THROWS_AS(static_cast<void>(train::fit(m, train::examples<float>{}, step_settings{})),
                        std::invalid_argument);
        forgets_momentum no_loss;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(no_loss, rows(), step_settings{}, rows(3))),
                             "train::fit: validation: expected a model with a member loss(batch), found none",
                             std::invalid_argument);
        m.poison = std::nan("");
        try {
            static_cast<void>(train::fit(m, rows(), step_settings{}));
            CHECK(false);
        } catch (const error& e) {
            CHECK(std::string{e.what()}.starts_with("train::fit: epoch 1, step 1 (rows "));
            CHECK(std::string{e.what()}.ends_with("): expected a finite loss, found nan"));
        }
    }
}  // TEST_SUITE
