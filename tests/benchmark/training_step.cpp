// SPDX-License-Identifier: MIT
// tests/benchmark/training_step.cpp
//
// What does a step of train::fit cost beside the model, what does the chain of digests, and what does a second thread
// bring? Processor time of steps of a model that does next to nothing, without callbacks and with five, and memory taken
// in steps after the first epoch; elapsed time of perceptrons on one and on two threads, in turns: these only where
// processors are free.
//
//   tests/benchmark/run.sh training_step     # prints the table, writes build/benchmark/training_step.json
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>  // getloadavg
#include <ctime>
#include <string>
#include <vector>

#include <lastro/train.hpp>

#include "../allocation_counter.hpp"

namespace {

using namespace lastro;

constexpr double promised_alone = 100.0;            // nanoseconds of a step without callbacks, at most
constexpr double promised_with_callbacks = 1000.0;  // and with five
constexpr double promised_speedup = 1.7;            // by a second thread, of the large perceptron

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// One parameter, and a gradient that is there at once.
struct nearly_nothing {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(1);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>& batch, model::gradients<double>& g,
                             const random::stream&) const {
        g[0].values[0] += 1e-9;
        return batch.targets[0];
    }
};

// Looks at every step.
struct watcher {
    double* sum;
    void step_end(const train::step_report& report) { *sum += report.loss; }
};

// Counts what is allocated from the first step of the second epoch to the last of all.
struct allocation_watcher {
    std::uint64_t* taken;
    std::uint64_t before = 0;
    void step_end(const train::step_report& report) {
        *taken += report.epoch > 1 && report.step > 1 ? lastro_test::allocations - before : 0;
        before = lastro_test::allocations;
    }
};

train::examples<double> rows(std::size_t count, std::size_t columns) {
    train::examples<double> e{.columns = columns};
    for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < columns; ++j) {
            e.inputs.push_back(static_cast<double>((i * 31 + j * 17) % 23) / 23.0 - 0.5);
        }
        e.targets.push_back(i % 3 == 0 ? 1.0 : 0.0);
    }
    return e;
}

template <class Model>
double nanoseconds_of_a_step(Model m, const train::examples<double>& on, const train::fit_settings& settings,
                             clockid_t clock) {
    const double begin = seconds(clock);
    const auto run = train::fit(m, on, settings);
    const auto steps = (on.rows() + settings.batch_size - 1) / settings.batch_size * run.epochs_run();
    return (seconds(clock) - begin) / static_cast<double>(steps) * 1e9;
}

std::string line(const char* name, double ours, const char* peer, double value) {
    std::array<char, 256> text{};
    std::snprintf(text.data(), text.size(),
                  R"({"name":"%s","ours":%.1f,"peer":"%s","peer_value":%.1f,"unit":"ns","ratio":%.2f})", name, ours,
                  peer, value, value / ours);
    std::printf("%-28s %10.1f ns  (%s %.1f)\n", name, ours, peer, value);
    return text.data();
}

}  // namespace

int main(int argc, char** argv) {
    int missed = 0;
    double alone = 1e30, watched = 1e30, sum = 0.0;
    std::uint64_t taken = 0;
    const auto many = rows(32'000, 1);
    const train::fit_settings plain{.epochs = 2, .batch_size = 1, .optimizer = train::sgd{}};
    train::fit_settings with_callbacks = plain;
    with_callbacks.callbacks = {watcher{&sum}, watcher{&sum}, watcher{&sum}, watcher{&sum}, watcher{&sum}};
    for (int turn = 0; turn < 9; ++turn) {
        alone = std::min(alone, nanoseconds_of_a_step(nearly_nothing{}, many, plain, CLOCK_PROCESS_CPUTIME_ID));
        watched =
            std::min(watched, nanoseconds_of_a_step(nearly_nothing{}, many, with_callbacks, CLOCK_PROCESS_CPUTIME_ID));
    }
    with_callbacks.callbacks.emplace_back(allocation_watcher{&taken});
    static_cast<void>(nanoseconds_of_a_step(nearly_nothing{}, many, with_callbacks, CLOCK_PROCESS_CPUTIME_ID));
    std::string json = "[" + line("step without a model", alone, "at most", promised_alone);
    json += "," + line("step with five callbacks", watched, "at most", promised_with_callbacks);
    std::printf("memory taken in a step after the first epoch: %llu times\n", static_cast<unsigned long long>(taken));
    missed += alone > promised_alone || watched > promised_with_callbacks || taken > 0 ? 1 : 0;

    double load = 0.0;
    if (getloadavg(&load, 1) != 1 || load > 0.7) {
        std::printf("two threads: left out, others are at work here (load %.1f)\n", load);
    } else {
        const struct {
            std::vector<std::uint64_t> hidden;
            std::size_t inputs, outputs, batch;
        } networks[] = {{{16}, 20, 1, 32}, {{64}, 20, 1, 32}, {{256}, 20, 1, 32}, {{256, 128}, 784, 10, 128}};
        for (const auto& n : networks) {
            model::mlp net{{.hidden = n.hidden}};
            net.initialise(n.inputs, n.outputs, random::stream{1});
            const auto some = rows(1024, n.inputs);
            double one = 1e30, two = 1e30;
            for (int turn = 0; turn < 9; ++turn) {
                one = std::min(one, nanoseconds_of_a_step(net, some, {.epochs = 3, .batch_size = n.batch, .threads = 1},
                                                          CLOCK_MONOTONIC));
                two = std::min(two, nanoseconds_of_a_step(net, some, {.epochs = 3, .batch_size = n.batch, .threads = 2},
                                                          CLOCK_MONOTONIC));
            }
            const std::string name = "2 threads, " + std::to_string(n.inputs) + "-" + std::to_string(n.hidden[0]) +
                                     "-..., batch " + std::to_string(n.batch);
            json += "," + line(name.c_str(), two, "one thread", one);
            missed += n.batch == 128 && one / two < promised_speedup ? 1 : 0;
        }
    }
    {  // What the chain of digests costs, and a checkpoint of a million parameters beside the disk's own time.
        model::mlp net{{.hidden = {16}}};
        net.initialise(20, 1, random::stream{1});
        const auto some = rows(1024, 20);
        double without = 1e30, epochs = 1e30, steps = 1e30;
        for (int turn = 0; turn < 9; ++turn) {
            const auto measured = [&](train::chaining chain) {
                return nanoseconds_of_a_step(net, some, {.epochs = 6, .chain = chain}, CLOCK_PROCESS_CPUTIME_ID);
            };
            without = std::min(without, measured(train::chaining::off));
            epochs = std::min(epochs, measured(train::chaining::epochs));
            steps = std::min(steps, measured(train::chaining::steps));
        }
        json += "," + line("chain of epochs, 20-16-1", epochs, "no chain", without);
        json += "," + line("chain of steps, 20-16-1", steps, "no chain", without);
        Eigen::MatrixXd weights = Eigen::MatrixXd::Constant(1000, 1000, 0.1);
        double whole = 1e30;
        for (int turn = 0; turn < 5; ++turn) {
            const double begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
            train::checkpoint now;
            train::save_tensors(now, "parameters/", model::parameters("w", weights));
            const auto bytes = train::encode(now);
            if (train::decode(bytes, "benchmark").tensors.size() == 1) {
                whole = std::min(whole, (seconds(CLOCK_PROCESS_CPUTIME_ID) - begin) * 1e9);
            }
        }
        json += "," + line("checkpoint of 8 MB and back", whole, "at most", 40e6);
    }
    if (argc > 1) {
        if (std::FILE* const file = std::fopen(argv[1], "w")) {
            std::fputs((json + "]\n").c_str(), file);
            std::fclose(file);
        }
    }
    return missed;
}
