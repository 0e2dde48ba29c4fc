// SPDX-License-Identifier: MIT
// tests/train/trainer.test.cpp
#include <lastro/train/trainer.hpp>

#ifdef __SSE2__
#include <immintrin.h>
#endif

#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/classifier.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/train/early_stopping.hpp>

using namespace lastro;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Rows made of integers only, so that they are the same everywhere: y is 1 inside a ring, with a word and a number.
data::table rings(std::int64_t count) {
    std::vector<double> x1, x2;
    std::vector<std::string> word;
    std::vector<bool> inside;
    std::vector<std::int64_t> kind;
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t a = (i * 7919) % 201 - 100, b = (i * 104'729) % 199 - 99;
        x1.push_back(static_cast<double>(a) / 8.0);
        x2.push_back(static_cast<double>(b) / 16.0);
        word.push_back((a + b) % 3 == 0 ? "three" : "other");
        inside.push_back(a * a + b * b < 80 * 80);
        kind.push_back((a > 0 ? 1 : 0) + (b > 0 ? 2 : 0));
    }
    data::table t{"rings"};
    t.add("x1", data::column{x1});
    t.add("x2", data::column{x2});
    t.add("word", data::column{word});
    t.add("inside", data::column{inside});
    t.add("kind", data::column{kind});
    return t;
}

model::classifier ring_model(const model::network& network = model::mlp{{.hidden = {8, 4}}},
                             const std::string& target = "inside") {
    return {model::features{{"x1", "x2", "word"}}, network, {.target = target}};
}

hash::digest trained_digest(const model::network& network, const train::fit_settings& settings,
                            const std::string& target = "inside") {
    model::classifier m = ring_model(network, target);
    const train::run_result run = train::fit(m, rings(230), settings);
    CHECK(run.parameters_digest() == model::parameters_digest(m.parameters()));
    return run.parameters_digest();
}

// Models of a program's own, of the kind that a stranger writes: plain members, no base class.
struct centre {  // the mean of (x - w)^2
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    std::vector<std::uint64_t>* seen = nullptr;
    double poison_loss = 0.0;      // added to the loss of a batch that holds row 13
    double poison_gradient = 0.0;  // and to its gradient
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const double gap = batch.inputs()(i, 0) - w(0);
            sum += gap * gap;
            g[0].values[0] -= 2.0 * gap / static_cast<double>(batch.rows());
            const bool poisoned = !batch.ids.empty() && batch.ids[i] == 13;
            sum += poisoned ? poison_loss : 0.0;
            g[0].values[0] += poisoned ? poison_gradient : 0.0;
            if (seen != nullptr && !batch.ids.empty()) {
                seen->push_back(batch.ids[i]);
            }
        }
        return sum / static_cast<double>(batch.rows());
    }
};

struct line {  // a float model: the mean of (a*x + b - y)^2
    Eigen::VectorXf ab = Eigen::VectorXf::Zero(2);
    auto parameters() { return model::parameters("ab", ab); }
    double loss_and_gradient(const train::batch<float>& batch, model::gradients<float>& g,
                             const random::stream&) const {
        const auto n = static_cast<float>(batch.rows());
        float sum = 0.0F;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            const float x = batch.inputs()(i, 0), gap = ab(0) * x + ab(1) - batch.targets[i];
            sum += gap * gap;
            g["ab"].values[0] += 2.0F * gap * x / n;
            g["ab"].values[1] += 2.0F * gap / n;
        }
        return static_cast<double>(sum / n);
    }
};

train::examples<double> numbers(std::size_t count) {
    train::examples<double> e{.columns = 1};
    for (std::size_t i = 0; i < count; ++i) {
        e.inputs.push_back(static_cast<double>(i));
        e.targets.push_back(0.0);
    }
    return e;
}

template <train::phase When>
struct at_phase {
    static constexpr train::phase phase = When;
    std::vector<std::string>* lines;
    std::string name;
    void epoch_end(const train::epoch_report& report) { lines->push_back(name + std::to_string(report.epoch)); }
};
struct stop_at {
    std::uint64_t epoch;
    void epoch_end(const train::epoch_report& report, train::fit_control& control) const {
        if (report.epoch == epoch) {
            control.stop("that was enough");
        }
    }
};

}  // namespace

TEST_SUITE("train/trainer") {
    TEST_CASE("fit: the same bytes for any number of threads and on every level") {
        const train::optimizer rules[] = {train::adam{.learning_rate = 1e-2},
                                          train::sgd{.learning_rate = 0.1, .momentum = 0.9}};
        for (const auto& rule : rules) {
            const train::fit_settings one{.epochs = 4, .batch_size = 32, .seed = 42, .shards = 8, .optimizer = rule};
            const hash::digest binary = trained_digest(model::mlp{{.hidden = {8, 4}}}, one);
            const hash::digest several = trained_digest(
                model::mlp{{.hidden = {8}, .activation = model::activation::tanh, .l2 = 1e-3}}, one, "kind");
            const hash::digest linear = trained_digest(model::logistic{}, one, "kind");
            for (const std::size_t threads : {2U, 3U, 7U}) {
                train::fit_settings more = one;
                more.threads = threads;
                CAPTURE(threads);
                CHECK(trained_digest(model::mlp{{.hidden = {8, 4}}}, more) == binary);
                CHECK(trained_digest(model::mlp{{.hidden = {8}, .activation = model::activation::tanh, .l2 = 1e-3}},
                                     more, "kind") == several);
                CHECK(trained_digest(model::logistic{}, more, "kind") == linear);
            }
            num::force_level(num::level::portable);
            CHECK(trained_digest(model::mlp{{.hidden = {8, 4}}}, one) == binary);
            num::force_level(num::detected_level());
            CHECK(trained_digest(model::mlp{{.hidden = {8, 4}}}, one) == binary);  // and on every call
        }
    }

    TEST_CASE("fit: the bytes of these runs are frozen, for every compiler, flag and machine") {
        const train::fit_settings settings{
            .epochs = 5, .batch_size = 32, .seed = 7, .shards = 8, .optimizer = train::adam{.learning_rate = 1e-2}};
        CHECK(trained_digest(model::mlp{{.hidden = {8, 4}}}, settings).to_string() ==
              "blake3:b389a93ce4df299d1e409aafe4095bfa05d2ab967079dbe9c0ccd532ca99a2d3");
        CHECK(trained_digest(model::mlp{{.hidden = {6}, .activation = model::activation::tanh, .l2 = 1e-3}}, settings,
                             "kind")
                  .to_string() == "blake3:fcdfc4514983ec7ef0ebd0a75a10d5a18d19677ab197ba18ca769dc36e02c79e");
        CHECK(trained_digest(model::logistic{{.l2 = 1e-2}},
                             {.epochs = 5,
                              .batch_size = 50,
                              .seed = 7,
                              .shards = 3,
                              .optimizer = train::sgd{.learning_rate = 0.5, .momentum = 0.9, .nesterov = true}})
                  .to_string() == "blake3:3805c7038c712295511be39c086f721802446c8ba29981320415f5582c181394");
    }

    TEST_CASE("fit: seed, data and settings decide the bytes") {
        const train::fit_settings settings{.epochs = 3, .batch_size = 32, .seed = 1};
        const auto network = model::mlp{{.hidden = {4}}};
        const hash::digest base = trained_digest(network, settings);
        for (auto change :
             {+[](train::fit_settings& s) { s.seed = 2; }, +[](train::fit_settings& s) { s.batch_size = 31; },
              +[](train::fit_settings& s) { s.epochs = 4; }, +[](train::fit_settings& s) { s.shards = 5; },
              +[](train::fit_settings& s) { s.optimizer = train::sgd{}; }}) {
            train::fit_settings other = settings;
            change(other);
            CHECK(trained_digest(network, other) != base);
        }
    }

    TEST_CASE("fit: learns what a linear model cannot, and reports it") {
        model::classifier bent = ring_model(model::mlp{{.hidden = {16}, .activation = model::activation::tanh}});
        model::classifier straight = ring_model(model::logistic{});
        const data::table rows = rings(600), held_out = rings(1000).slice(600, 400);
        const train::fit_settings settings{
            .epochs = 60, .seed = 3, .optimizer = train::adam{.learning_rate = 2e-2}, .validation = held_out};
        const train::run_result run = train::fit(bent, rows, settings);
        static_cast<void>(train::fit(straight, rows, settings));
        CHECK(train::accuracy(bent, held_out) > 0.95);
        CHECK(train::accuracy(straight, held_out) < 0.7);

        CHECK(run.grade() == train::grade::strict);
        CHECK(run.seed == 3);
        CHECK(run.random_specification == random::stream::specification);
        CHECK(run.streams.size() == 4);
        CHECK(run.streams[0] == std::pair<std::string, std::string>{"shuffle", "order of rows"});
        CHECK(run.tensors.size() == 4);
        CHECK(run.model.name == "lastro.classifier");
        CHECK(run.chain.links.size() == 61);
        CHECK(run.chain_digest() == run.chain.digest());
        CHECK(run.build == core::this_build());
        CHECK(run.cpu_seconds > 0.0);
        CHECK(run.peak_memory > 1'000'000);
        CHECK(run.resumed_from.empty());
        CHECK(run.rows == 600);
        CHECK(run.columns == 4);
        CHECK(run.validation_rows == 400);
        CHECK(run.data_digest() == data::fingerprint(rows));
        CHECK(run.validation == data::fingerprint(held_out));
        CHECK(run.parameters == 4 * 16 + 16 + 16 + 1);
        CHECK(run.epochs_run() == 60);
        CHECK(run.kept_epoch == 60);
        CHECK(run.stopped.empty());
        CHECK(run.optimizer == train::describe(settings.optimizer));
        CHECK(run.history.back()["loss"] < run.history.front()["loss"]);
        CHECK(run.kept("validation/accuracy") == train::accuracy(bent, held_out));
        CHECK(run.elapsed_seconds > 0.0);
    }

    TEST_CASE("early stopping: the model ends in the best epoch, to the last bit") {
        const data::table rows = rings(150), held_out = rings(400).slice(150, 250);
        model::classifier m = ring_model(model::mlp{{.hidden = {32}}});
        train::fit_settings settings{.epochs = 400,
                                     .seed = 5,
                                     .optimizer = train::adam{.learning_rate = 5e-2},
                                     .validation = held_out,
                                     .callbacks = {train::early_stopping{.patience = 6}}};
        const train::run_result run = train::fit(m, rows, settings);
        REQUIRE(run.epochs_run() < 400);
        CHECK(run.kept_epoch + 6 == run.epochs_run());
        CHECK(run.stopped == "validation/loss has not improved for 6 epochs");
        CHECK(run.callbacks.size() == 1);
        for (const train::epoch_record& record : run.history) {
            CHECK(record["validation/loss"] >= run.kept("validation/loss"));
        }
        settings.epochs = run.kept_epoch;
        settings.callbacks.clear();
        model::classifier straight_there = ring_model(model::mlp{{.hidden = {32}}});
        CHECK(train::fit(straight_there, rows, settings).parameters_digest() == run.parameters_digest());
    }

    TEST_CASE("fit: every epoch sees every row once, in the order of the seed's permutation") {
        std::vector<std::uint64_t> seen;
        centre m{.seen = &seen};
        train::run_result run = train::fit(
            m, numbers(10),
            {.epochs = 2, .batch_size = 4, .seed = 9, .shards = 1, .optimizer = train::sgd{.learning_rate = 1e-3}});
        std::vector<std::uint64_t> expected = random::permutation(random::stream{9}["shuffle"][std::uint64_t{1}], 10);
        const auto second = random::permutation(random::stream{9}["shuffle"][std::uint64_t{2}], 10);
        expected.insert(expected.end(), second.begin(), second.end());
        CHECK(seen == expected);
        CHECK(run.grade() == train::grade::same_build);  // its arithmetic is the program's own
        CHECK(run.history.size() == 2);
        CHECK(run.history[0].metrics.size() == 1);
    }

    TEST_CASE("fit: a large layer is changed by several threads, and they do not show") {
        const train::examples<double> rows{
            .inputs = std::vector<double>(4 * 300, 0.25), .targets = {0.0, 1.0, 1.0, 0.0}, .columns = 300};
        std::vector<hash::digest> found;
        for (const std::size_t threads : {1U, 2U, 5U}) {
            model::mlp net{{.hidden = {64}}};  // 19,200 weights: three pieces
            net.initialise(300, 1, random::stream{1});
            found.push_back(train::fit(net, rows, {.epochs = 3, .batch_size = 2, .threads = threads}).final_parameters);
        }
        CHECK(found[1] == found[0]);
        CHECK(found[2] == found[0]);
    }

    TEST_CASE("fit: a perceptron in float learns what one in double learns, to float's precision") {
        const auto learned = []<class T>(T) {
            train::examples<T> rows{.columns = 2};
            for (int i = 0; i < 64; ++i) {
                rows.inputs.insert(rows.inputs.end(), {static_cast<T>(i % 8) / T{8}, static_cast<T>(i / 8) / T{8}});
                rows.targets.push_back((i % 8 < 4) == (i / 8 < 4) ? T{1} : T{0});
            }
            model::basic_mlp<T> net{{.hidden = {16}, .activation = model::activation::tanh, .dropout = 0.1}};
            net.initialise(2, 1, random::stream{5});
            return train::fit(
                net, rows, {.epochs = 60, .batch_size = 16, .seed = 3, .optimizer = train::adam{.learning_rate = 0.1}});
        };
        const train::run_result wide = learned(double{});
        const train::run_result narrow = learned(float{});
        CHECK(narrow.tensors.front().type == "F32");
        CHECK(narrow.grade() == train::grade::strict);
        CHECK(wide.kept("loss") < 0.5);
        CHECK(narrow.kept("loss") == doctest::Approx(wide.kept("loss")).epsilon(1e-4));
        CHECK(narrow.final_parameters.to_string() ==
              "blake3:64ec5d8feb17df94a3c50a1db99dc6e6e83527b0f8d2161104d82352276a5ee7");
    }

    TEST_CASE("fit: a model of a program's own, in float, finds the line") {
        line m;
        train::examples<float> rows{.columns = 1}, held_out{.columns = 1};
        for (int i = 0; i < 100; ++i) {
            const float x = static_cast<float>(i % 21 - 10) / 10.0F;
            rows.inputs.push_back(x);
            rows.targets.push_back(3.0F * x - 1.0F);
        }
        held_out.inputs = {5.0F};
        held_out.targets = {14.0F};
        const train::run_result run = train::fit(
            m, rows, {.epochs = 100, .batch_size = 10, .seed = 1, .optimizer = train::sgd{.learning_rate = 0.2}},
            held_out);
        CHECK(std::abs(m.ab(0) - 3.0F) < 1e-5F);
        CHECK(std::abs(m.ab(1) + 1.0F) < 1e-5F);
        CHECK(run.kept("validation/loss") < 1e-8);
        CHECK(run.data_digest() == train::detail::digest(rows));
        CHECK(run.validation.has_value());
    }

    TEST_CASE(
        "callbacks: observe, decide, persist, each in the order of the list; a stop ends the run after that epoch") {
        std::vector<std::string> lines;
        centre m;
        const train::run_result run =
            train::fit(m, numbers(4),
                       {.epochs = 9,
                        .batch_size = 4,
                        .optimizer = train::sgd{.learning_rate = 1e-3},
                        .callbacks = {at_phase<train::phase::persist>{&lines, "save"},
                                      at_phase<train::phase::decide>{&lines, "judge"},
                                      at_phase<train::phase::observe>{&lines, "look"}, stop_at{2},
                                      at_phase<train::phase::observe>{&lines, "watch"}}});
        CHECK(lines ==
              std::vector<std::string>{"look1", "watch1", "judge1", "save1", "look2", "watch2", "judge2", "save2"});
        CHECK(run.stopped == "that was enough");
        CHECK(run.epochs_run() == 2);
        CHECK(run.kept_epoch == 2);
    }

    TEST_CASE("not finite: the run ends before the parameters are touched, and says where") {
        const train::fit_settings settings{
            .epochs = 3, .batch_size = 5, .seed = 4, .shards = 2, .optimizer = train::sgd{.learning_rate = 0.01}};
        const auto order = random::permutation(random::stream{4}["shuffle"][std::uint64_t{1}], 20);
        std::size_t step = 0;
        while (order[step] != 13) {
            ++step;
        }
        step /= 5;
        std::string place = "train::fit: epoch 1, step " + std::to_string(step + 1) + " (rows ";
        for (std::size_t i = 0; i < 5; ++i) {
            place += (i == 0 ? "" : ", ") + std::to_string(order[5 * step + i]);
        }
        place += "): expected a finite ";

        centre bad_loss{.poison_loss = not_a_number};
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(bad_loss, numbers(20), settings)),
                             (place + "loss, found nan").c_str(), error);
        CHECK(std::isfinite(bad_loss.w(0)));
        centre bad_gradient{.poison_gradient = -std::numeric_limits<double>::infinity()};
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(bad_gradient, numbers(20), settings)),
                             (place + "gradient of \"w\", found -inf").c_str(), error);
        CHECK(bad_gradient.w(0) == bad_loss.w(0));  // both stand where the last good step left them

        centre diverging;
        CHECK_THROWS_AS(static_cast<void>(train::fit(
                            diverging, numbers(20),
                            {.epochs = 500, .batch_size = 5, .optimizer = train::sgd{.learning_rate = 1e3}})),
                        error);
    }

    TEST_CASE("bad input: an error with its place, and the model is unchanged") {
        const data::table rows = rings(40);
        model::classifier m = ring_model();
        static_cast<void>(train::fit(m, rows, {.epochs = 1}));
        const hash::digest before = model::parameters_digest(m.parameters());
        const auto refused = [&](auto&& attempt, const char* message, auto kind) {
            CHECK_THROWS_WITH_AS(attempt(), message, decltype(kind));
            CHECK(model::parameters_digest(m.parameters()) == before);
            CHECK(m.trained());
        };
        const auto fit = [&](const data::table& data, const train::fit_settings& settings) {
            return [&m, &data, settings] { static_cast<void>(train::fit(m, data, settings)); };
        };
        const std::invalid_argument caller{""};
        const schema_error data_fault{""};

        refused(fit(rows.slice(0, 0), {}), "rings: expected at least one row to learn from, found none", data_fault);
        refused(fit(rows, {.batch_size = 41}),
                "train::fit: batch_size: expected at most the 40 rows to learn from, found 41", caller);
        refused(fit(rows, {.epochs = 0}), "train::fit: epochs: expected at least 1, found 0", caller);
        refused(fit(rows, {.optimizer = train::adam{.learning_rate = -1.0}}),
                "train::adam: learning_rate: expected a finite number above 0, found -1", caller);
        refused(fit(rows, {.optimizer = train::adam{.learning_rate = 0.0}}),
                "train::adam: learning_rate: expected a finite number above 0, found 0", caller);
        refused(fit(rows, {.shards = 0}), "train::fit: shards: expected at least 1, found 0", caller);
        refused(fit(rows, {.checkpoints = train::checkpoints{}}),
                "train::checkpoints: directory: expected a name, found none", caller);
        refused(fit(rows, {.optimizer = train::adam{.learning_rate = not_a_number}}),
                "train::adam: learning_rate: expected a finite number above 0, found nan", caller);
        refused(fit(rows, {.callbacks = {train::early_stopping{}}}),
                "train::early_stopping: monitor: expected one of \"loss\", found \"validation/loss\"", caller);
        refused(fit(rows, {.validation = rows, .callbacks = {train::early_stopping{.monitor = "auc"}}}),
                "train::early_stopping: monitor: expected one of \"loss\", \"validation/loss\", "
                "\"validation/accuracy\", found \"auc\"",
                caller);
        refused(fit(rows, {.validation = rows.slice(0, 0)}),
                "train::fit: validation: expected at least one row, found none", data_fault);

        const data::table one_class = rows.filter(rows.column<bool>("inside") == true);
        const std::string all = "rings: column \"inside\": expected at least two classes, found only \"true\" in all " +
                                std::to_string(one_class.rows()) + " rows";
        refused(fit(one_class, {.batch_size = 4}), all.c_str(), data_fault);
        const data::table renamed = rows.select({"x1", "word", "inside"});
        refused(fit(renamed, {}),
                "rings: column \"x2\": expected one of \"x1\", \"word\", \"inside\", found none of that name",
                data_fault);
        data::table holes = rows.select({"x2", "word", "inside"});
        std::vector<double> x1(40, 1.0);
        x1[7] = not_a_number;
        holes.add("x1", data::column{x1});
        refused(fit(holes, {}), "rings: column \"x1\": expected a finite number in every row, found nan in row 7",
                data_fault);
        x1[7] = std::numeric_limits<double>::infinity();
        data::table endless = rows.select({"x2", "word", "inside"});
        endless.add("x1", data::column{x1});
        refused(fit(endless, {}), "rings: column \"x1\": expected a finite number in every row, found inf in row 7",
                data_fault);
        data::table nan_target = rows.select({"x1", "x2", "word"});
        std::vector<double> inside(40, 1.0);
        inside[3] = not_a_number;
        nan_target.add("inside", data::column{inside});
        refused(fit(nan_target, {}),
                "rings: column \"inside\": expected a class (a whole number) in every row, found nan in row 3",
                data_fault);

        centre own;
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(own, numbers(40), {.validation = rows})),
                             "train::fit: validation: expected examples as the last argument, found a table",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(own, train::examples<double>{}, {})),
                             "train::fit: rows: expected at least one row, found none", std::invalid_argument);
        train::examples<double> wide = numbers(4);
        wide.columns = 2;
        wide.targets.resize(2);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(own, numbers(40), {}, wide)),
                             "train::fit: validation: expected 1 columns, found 2", std::invalid_argument);
    }

    TEST_CASE("bad numbers: NaN, infinity and classes that are not there are found before a parameter is touched") {
        const auto refused = [](train::examples<double> rows, const char* what) {
            model::logistic m;
            m.initialise(1, 1, random::stream{0});
            const hash::digest before = model::parameters_digest(m.parameters());
            CAPTURE(what);
            try {
                static_cast<void>(train::fit(m, rows, {.epochs = 1, .batch_size = 8, .shards = 1}));
                CHECK(false);
            } catch (const std::exception& e) {
                CHECK(std::string{e.what()}.find(what) != std::string::npos);
            }
            CHECK(model::parameters_digest(m.parameters()) == before);
        };
        const auto with = [](double input, double target) {
            train::examples<double> rows = numbers(8);
            rows.inputs[5] = input;
            rows.targets[5] = target;
            return rows;
        };
        refused(with(not_a_number, 0.0), "expected a finite loss, found nan");
        refused(with(std::numeric_limits<double>::infinity(), 0.0), "expected a finite ");
        refused(with(5.0, not_a_number), "train::fit: rows: target of row 5: expected a class from 0 to 1, found nan");
        refused(with(5.0, 2.0), "train::fit: rows: target of row 5: expected a class from 0 to 1, found 2");
        refused(with(5.0, -1.0), "train::fit: rows: target of row 5: expected a class from 0 to 1, found -1");
        refused(with(5.0, 0.5), "train::fit: rows: target of row 5: expected a class from 0 to 1, found 0.5");
        train::examples<double> wide = numbers(8);
        wide.columns = 2;
        wide.targets.resize(4);
        refused(wide, "train::fit: batch_size: expected at most the 4 rows");
        wide.inputs.resize(16);
        wide.targets.resize(8);
        refused(wide, "train::fit: rows: expected the 1 columns that the model takes, found 2");

        model::mlp three{{.hidden = {2}}};
        three.initialise(1, 3, random::stream{0});
        CHECK_THROWS_WITH_AS(static_cast<void>(train::fit(three, numbers(8), {.batch_size = 8}, with(5.0, 3.0))),
                             "train::fit: validation: target of row 5: expected a class from 0 to 2, found 3",
                             std::invalid_argument);
    }

    TEST_CASE("a constant feature takes no part, and is no error") {
        data::table t = rings(60).select({"x1", "inside"});
        t.add("flat", data::column{std::vector<double>(60, 0.1)});
        model::classifier m{model::features{{"x1", "flat"}}, model::mlp{{.hidden = {4}}}, {.target = "inside"}};
        const train::run_result run = train::fit(m, t, {.epochs = 2, .batch_size = 16});
        CHECK(std::isfinite(run.history.back()["loss"]));
    }

    TEST_CASE("the canary: a process that does not round to nearest cannot train") {
        centre m;
        REQUIRE(std::fesetround(FE_UPWARD) == 0);
        bool refused = false;
        std::string why;
        try {
            static_cast<void>(train::fit(m, numbers(40), {}));
        } catch (const lastro::error& e) {
            refused = true;
            why = e.what();
        }
        std::fesetround(FE_TONEAREST);
        CHECK(refused);
        CHECK(why.find("round") != std::string::npos);
    }

#ifdef __SSE2__
    TEST_CASE("the canary: a process that flushes small numbers to zero cannot train") {
        centre m;
        const unsigned before = _mm_getcsr();
        _mm_setcsr(before | 0x8000U);
        std::string why;
        try {
            static_cast<void>(train::fit(m, numbers(40), {}));
        } catch (const lastro::error& e) {
            why = e.what();
        }
        _mm_setcsr(before);
        CHECK(why.starts_with("num::profile: subnormal results: expected to be kept, found flush-to-zero"));
        CHECK(m.w(0) == 0.0);
    }
#endif

}  // TEST_SUITE
