// SPDX-License-Identifier: MIT
// tests/train/sharded_gradient.test.cpp
#include <lastro/train/sharded_gradient.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/model/mlp.hpp>

using namespace lastro;

namespace {

train::examples<double> noise(std::size_t rows, std::size_t columns) {
    std::mt19937_64 engine{rows};
    train::examples<double> e{
        .inputs = std::vector<double>(rows * columns), .targets = std::vector<double>(rows), .columns = columns};
    for (double& x : e.inputs) {
        x = static_cast<double>(engine() >> 11) * 0x1p-52 - 1.0;
    }
    for (double& y : e.targets) {
        y = static_cast<double>(engine() % 2);
    }
    return e;
}

model::mlp small_net(std::size_t columns) {
    model::mlp net{{.hidden = {6}, .activation = model::activation::tanh}};
    net.initialise(columns, 1, random::stream{2});
    return net;
}

struct outcome {
    double loss;
    std::vector<double> gradient;
    friend bool operator==(const outcome&, const outcome&) = default;
};

outcome computed(std::size_t shards, std::size_t threads, std::span<const std::uint64_t> ids) {
    const auto rows = noise(40, 3);
    model::mlp net = small_net(3);
    core::thread_team team{threads};
    train::sharded_gradient<model::mlp> work{
        net.parameters(), {.columns = 3, .batch_size = 40, .shards = shards}, team};
    const double loss = work.compute(net, rows, ids, random::stream{1});
    const auto g = work.gradient().values();
    return {loss, {g.begin(), g.end()}};
}

// A model that says which rows it saw: the gradient is their mean id, drawn from the ids it is given.
struct row_reader {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < batch.rows(); ++i) {
            if (batch.inputs()(i, 0) != static_cast<double>(batch.ids[i]) ||
                batch.targets[i] != batch.inputs()(i, 0) + 1.0) {
                throw std::runtime_error{"a row that is not its own"};
            }
            sum += batch.inputs()(i, 0);
        }
        g[0].values[0] += sum / static_cast<double>(batch.rows());
        return sum / static_cast<double>(batch.rows());
    }
};

static_assert(model::trainable<row_reader> && !model::has_workspace<row_reader>);

}  // namespace

TEST_SUITE("train/sharded_gradient") {
    TEST_CASE("compute: the mean over the batch, up to rounding, for any number of shards") {
        const auto rows = noise(40, 3);
        std::vector<std::uint64_t> ids;
        for (std::uint64_t i = 0; i < 23; ++i) {
            ids.push_back((i * 7) % 40);
        }
        model::mlp net = small_net(3);
        model::gradients<double> whole{net.parameters()};
        model::mlp::workspace space;
        train::examples<double> gathered{.columns = 3};
        for (const std::uint64_t id : ids) {
            gathered.inputs.insert(gathered.inputs.end(), rows.inputs.begin() + static_cast<std::ptrdiff_t>(3 * id),
                                   rows.inputs.begin() + static_cast<std::ptrdiff_t>(3 * id + 3));
            gathered.targets.push_back(rows.targets[id]);
        }
        const double loss = net.loss_and_gradient(gathered.all(), whole, random::stream{1}, space);
        for (const std::size_t shards : {1U, 2U, 3U, 8U, 16U, 23U, 40U}) {
            const outcome o = computed(shards, 1, ids);
            CAPTURE(shards);
            CHECK(std::abs(o.loss - loss) < 1e-15);
            for (std::size_t i = 0; i < o.gradient.size(); ++i) {
                CHECK(std::abs(o.gradient[i] - whole.values()[i]) < 1e-15);
            }
        }
        CHECK(computed(1, 1, ids).loss == loss);  // one shard is the model's own answer
    }

    TEST_CASE("compute: the same bits for any number of threads") {
        std::vector<std::uint64_t> ids;
        for (std::uint64_t i = 0; i < 37; ++i) {
            ids.push_back(i);
        }
        for (const std::size_t shards : {1U, 3U, 8U}) {
            const outcome one = computed(shards, 1, ids);
            for (const std::size_t threads : {2U, 3U, 7U}) {
                CAPTURE(shards);
                CAPTURE(threads);
                CHECK(computed(shards, threads, ids) == one);
            }
        }
    }

    TEST_CASE(
        "compute: every row goes to one shard with its own target and id, also where rows are fewer than shards") {
        train::examples<double> rows{.columns = 1};
        for (int i = 0; i < 100; ++i) {
            rows.inputs.push_back(i);
            rows.targets.push_back(i + 1);
        }
        row_reader reader;
        core::thread_team team{3};
        train::sharded_gradient<row_reader> work{
            reader.parameters(), {.columns = 1, .batch_size = 32, .shards = 8}, team};
        const std::vector<std::uint64_t> all{5, 4, 3, 99, 0, 17, 18, 19, 20, 64, 32};
        for (std::size_t n = 1; n <= all.size(); ++n) {
            double mean = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                mean += static_cast<double>(all[i]) / static_cast<double>(n);
            }
            CAPTURE(n);
            CHECK(std::abs(work.compute(reader, rows, std::span{all}.first(n), random::stream{1}) - mean) < 1e-12);
            CHECK(std::abs(work.gradient().values()[0] - mean) < 1e-12);
        }
    }

    TEST_CASE("compute: k batches of n give the bytes of one batch of k*n with k times the shards") {
        const auto rows = noise(96, 3);
        model::mlp net = small_net(3);
        core::thread_team team{2};
        for (const std::size_t batches : {1U, 2U, 3U, 5U, 6U, 7U, 8U}) {
            std::vector<std::uint64_t> ids;
            for (std::uint64_t i = 0; i < 11 * batches; ++i) {  // 11 rows do not fall evenly into 4 slices
                ids.push_back(i * 7 % 96);
            }
            train::sharded_gradient<model::mlp> pieces{
                net.parameters(), {.columns = 3, .batch_size = 11, .shards = 4}, team};
            train::sharded_gradient<model::mlp> whole{
                net.parameters(), {.columns = 3, .batch_size = 11 * batches, .shards = 4 * batches}, team};
            CAPTURE(batches);
            for (int again = 0; again < 2; ++again) {  // what waited in the tree once must not be seen the next time
                CHECK(pieces.compute(net, rows, ids, random::stream{1}) ==
                      whole.compute(net, rows, ids, random::stream{1}));
                CHECK(std::ranges::equal(pieces.gradient().values(), whole.gradient().values()));
            }
        }
    }

    TEST_CASE("compute: a last batch that is smaller counts by its rows") {
        const auto rows = noise(40, 3);
        model::mlp net = small_net(3);
        core::thread_team team{1};
        std::vector<std::uint64_t> ids;
        for (std::uint64_t i = 0; i < 40; ++i) {
            ids.push_back(i);
        }
        const outcome whole = computed(1, 1, ids);
        for (const std::size_t size : {1U, 3U, 7U, 16U, 39U}) {
            train::sharded_gradient<model::mlp> work{
                net.parameters(), {.columns = 3, .batch_size = size, .shards = 8}, team};
            CAPTURE(size);
            CHECK(std::abs(work.compute(net, rows, ids, random::stream{1}) - whole.loss) < 1e-15);
            for (std::size_t i = 0; i < whole.gradient.size(); ++i) {
                CHECK(std::abs(work.gradient().values()[i] - whole.gradient[i]) < 1e-15);
            }
        }
    }

    TEST_CASE("compute: weights and label smoothing reach the model") {
        auto rows = noise(40, 3);
        model::mlp net = small_net(3);
        core::thread_team team{2};
        const std::vector<std::uint64_t> ids{3, 1, 4, 15, 9, 26, 5, 35};
        const auto loss_of = [&](double smoothing) {
            train::sharded_gradient<model::mlp> work{
                net.parameters(), {.columns = 3, .batch_size = 8, .shards = 4, .label_smoothing = smoothing}, team};
            return work.compute(net, rows, ids, random::stream{1});
        };
        const double plain = loss_of(0.0);
        CHECK(loss_of(0.5) != plain);
        rows.weights.assign(40, 0.0);
        CHECK(loss_of(0.0) == 0.0);
        double sum = 0.0;
        for (const std::uint64_t id : ids) {  // one row at a time
            rows.weights.assign(40, 0.0);
            rows.weights[id] = 1.0;
            sum += loss_of(0.0);
        }
        CHECK(std::abs(sum - plain) < 1e-15);
    }

    TEST_CASE("compute: what a model throws on a thread reaches the caller") {
        const train::examples<double> rows{.inputs = {1, 2, 3, 4}, .targets = {0, 0, 0, 0}, .columns = 1};
        row_reader reader;
        core::thread_team team{2};
        train::sharded_gradient<row_reader> work{
            reader.parameters(), {.columns = 1, .batch_size = 4, .shards = 4}, team};
        const std::vector<std::uint64_t> ids{0, 1, 2, 3};
        CHECK_THROWS_WITH_AS(work.compute(reader, rows, ids, random::stream{1}), "a row that is not its own",
                             std::runtime_error);
    }

}  // TEST_SUITE
