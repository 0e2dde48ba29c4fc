// SPDX-License-Identifier: MIT
// tests/benchmark/training.cpp
//
// How long does a step of training take, beside others who train the same network with the same rule?
//
//   tests/benchmark/run.sh training            # the table of all; writes build/benchmark/training.json
//   build/benchmark/training RESULTS.json      # beside Eigen only; checks first that both learn the same numbers
//   build/benchmark/training --serve           # for peers/training.py: reads "task threads shards type" lines, and answers each
//                                              # with the nanoseconds of a step: of processor time, and elapsed
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>  // getloadavg
#include <ctime>
#include <string>
#include <type_traits>
#include <vector>

#include <dlfcn.h>

#include <lastro/model/logistic.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/random/fill.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/train/trainer.hpp>

namespace {

using namespace lastro;

struct task {
    std::string name;
    std::vector<std::size_t> units;  // inputs, hidden ..., outputs
    std::size_t rows, batch, epochs;
    bool perceptron = true;

    [[nodiscard]] double steps() const { return static_cast<double>(epochs * ((rows + batch - 1) / batch)); }
};

const std::vector<task> tasks{
    {"100-64-1, batch 32", {100, 64, 1}, 3200, 32, 20},
    {"784-256-128-10, batch 128", {784, 256, 128, 10}, 1280, 128, 32},
    {"logistic, 20 columns, batch 1", {20, 1}, 20'000, 1, 20, false},
    {"logistic, 100 columns, batch 1", {100, 1}, 20'000, 1, 20, false},
    {"logistic, 20 columns, batch 32", {20, 1}, 20'000, 32, 20, false},
    {"logistic, 100 columns, batch 32", {100, 1}, 20'000, 32, 20, false},
    {"logistic, 20 columns, batch 32, 2,000 rows", {20, 1}, 2'000, 32, 200, false},  // in the cache
    {"logistic, 100 columns, batch 32, 2,000 rows", {100, 1}, 2'000, 32, 200, false},
    {"logistic, 20 columns, batch 256, 2,000 rows", {20, 1}, 2'000, 256, 200, false},
    {"logistic, 100 columns, batch 256, 2,000 rows", {100, 1}, 2'000, 256, 200, false},
};

template <class T = double>
train::examples<T> examples_of(const task& t) {
    const random::stream draws = random::stream{1}["benchmark"];
    train::examples<T> e{.inputs = std::vector<T>(t.rows * t.units.front()), .columns = t.units.front()};
    random::fill_uniform(draws["inputs"], 0, e.inputs);
    const std::size_t classes = (std::max)(t.units.back(), std::size_t{2});
    for (std::size_t i = 0; i < t.rows; ++i) {
        e.targets.push_back(std::floor(e.inputs[i * e.columns] * static_cast<T>(classes)));
    }
    return e;
}

struct times {
    double processor = 0.0, elapsed = 0.0;
};

double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Nanoseconds per step.
template <class Work>
times timed(const task& t, Work&& work) {
    const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const double elapsed = seconds(CLOCK_MONOTONIC);
    work();
    return {(seconds(CLOCK_PROCESS_CPUTIME_ID) - processor) / t.steps() * 1e9,
            (seconds(CLOCK_MONOTONIC) - elapsed) / t.steps() * 1e9};
}

template <class T>
model::basic_mlp<T> network(const task& t) {
    model::basic_mlp<T> net{{.hidden = {t.units.begin() + 1, t.units.end() - 1}}};
    net.initialise(t.units.front(), t.units.back(), random::stream{1});
    return net;
}

template <class T>
times ours(const task& t, const train::examples<T>& rows, std::size_t threads, std::size_t shards,
           std::vector<double>* learned = nullptr) {
    train::fit_settings settings{.epochs = t.epochs, .batch_size = t.batch, .threads = threads, .shards = shards};
    if constexpr (std::is_same_v<T, double>) {
        if (!t.perceptron) {
            model::logistic m;
            m.initialise(t.units.front(), t.units.back(), random::stream{1});
            settings.optimizer = train::sgd{.learning_rate = 0.01};
            return timed(t, [&] { train::fit(m, rows, settings); });
        }
    }
    model::basic_mlp<T> net = network<T>(t);
    const times result = timed(t, [&] { train::fit(net, rows, settings); });
    if (learned != nullptr) {
        for (const auto& tensor : net.parameters()) {
            learned->insert(learned->end(), tensor.values.begin(), tensor.values.end());
        }
    }
    return result;
}

using eigen_train = void(double*, const std::size_t*, std::size_t, const double*, const double*, std::size_t,
                         std::size_t, const std::uint64_t*, std::size_t, int);

times eigen(eigen_train* peer, const task& t, const train::examples<double>& rows, int threads,
            std::vector<double>* learned = nullptr) {
    std::vector<std::uint64_t> order;
    for (std::uint64_t epoch = 1; epoch <= t.epochs; ++epoch) {
        const auto of_epoch = random::permutation(random::stream{0}["shuffle"][epoch], t.rows);
        order.insert(order.end(), of_epoch.begin(), of_epoch.end());
    }
    model::mlp net = network<double>(t);
    std::vector<double> parameters;
    for (const auto& tensor : net.parameters()) {
        parameters.insert(parameters.end(), tensor.values.begin(), tensor.values.end());
    }
    const times result = timed(t, [&] {
        peer(parameters.data(), t.units.data(), t.units.size() - 1, rows.inputs.data(), rows.targets.data(), t.rows,
             t.batch, order.data(), t.epochs, threads);
    });
    if (learned != nullptr) {
        *learned = parameters;
    }
    return result;
}

int serve() {
    std::size_t number = 0, threads = 0, shards = 0;
    std::array<char, 8> type{};
    while (std::scanf("%zu %zu %zu %7s", &number, &threads, &shards, type.data()) == 4 && number < tasks.size()) {
        const task& t = tasks[number];
        const times found = type.data() == std::string{"float"} ? ours(t, examples_of<float>(t), threads, shards)
                                                                : ours(t, examples_of<double>(t), threads, shards);
        std::printf("%.1f %.1f\n", found.processor, found.elapsed);
        std::fflush(stdout);
    }
    return 0;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void pause_for_others() {
    const timespec some{0, 20'000'000};  // the threads of who went before fall asleep
    nanosleep(&some, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s RESULTS.json | --serve\n", argv[0]);
        return 2;
    }
    if (argv[1] == std::string{"--serve"}) {
        return serve();
    }
    void* const library = dlopen("build/benchmark/peers/eigen_training.so", RTLD_NOW | RTLD_LOCAL);
    auto* const peer = library == nullptr ? nullptr : reinterpret_cast<eigen_train*>(dlsym(library, "eigen_train"));
    if (peer == nullptr) {
        std::printf("without Eigen: %s\n", dlerror());
    }
    double load = 0.0;
    const bool idle = getloadavg(&load, 1) == 1 && load < 0.7;  // else two threads would only be seen to wait
    if (!idle) {
        std::printf("two threads: left out, others are at work here (load %.1f)\n", load);
    }
    std::string json;
    int missed = 0;
    std::printf("%-46s %12s %12s %-20s %8s\n", "microseconds per step", "lastro", "peer", "peer", "ratio");
    for (const task& t : tasks) {
        if (!t.perceptron || peer == nullptr) {
            continue;
        }
        const train::examples<double> rows = examples_of(t);
        std::vector<double> mine, theirs;
        static_cast<void>(ours(t, rows, 1, 1, &mine));
        static_cast<void>(eigen(peer, t, rows, 1, &theirs));
        for (std::size_t i = 0; i < mine.size(); ++i) {
            if (!(std::abs(mine[i] - theirs[i]) < 1e-6)) {
                std::printf("FAILED: parameter %zu is %.17g, and Eigen's %.17g\n", i, mine[i], theirs[i]);
                return 1;
            }
        }
        for (const auto& [threads, shards] :
             std::array<std::array<std::size_t, 2>, 4>{{{1, 8}, {1, 1}, {2, 8}, {2, 2}}}) {
            if (threads > 1 && !idle) {
                continue;
            }
            std::vector<double> own, other, ratios;
            for (int turn = 0; turn < 9; ++turn) {
                const times a = ours(t, rows, threads, shards);
                pause_for_others();
                const times b = eigen(peer, t, rows, static_cast<int>(threads));
                pause_for_others();
                own.push_back(threads > 1 ? a.elapsed : a.processor);
                other.push_back(threads > 1 ? b.elapsed : b.processor);
                ratios.push_back(other.back() / own.back());
            }
            const std::string name =
                t.name + ", threads " + std::to_string(threads) + ", shards " + std::to_string(shards);
            std::array<char, 512> text{};
            std::snprintf(text.data(), text.size(),
                          R"({"name": "%s", "ours": %.1f, "peer": "Eigen -O3 -march=native", "peer_value": %.1f, )"
                          R"("unit": "ns per step", "ratio": %.3f})",
                          name.c_str(), median(own), median(other), median(ratios));
            json += (json.empty() ? "" : ",\n") + std::string{text.data()};
            std::printf("%-46s %12.2f %12.2f %-20s %8.2f\n", name.c_str(), median(own) / 1e3, median(other) / 1e3,
                        "Eigen, native", median(ratios));
            missed += threads == 1 && shards == 1 && median(ratios) < 1.0 ? 1 : 0;
        }
    }
    if (std::FILE* const file = std::fopen(argv[1], "w")) {
        std::fprintf(file, "[\n%s\n]\n", json.c_str());
        std::fclose(file);
    }
    return missed;
}
