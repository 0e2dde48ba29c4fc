// SPDX-License-Identifier: MIT
// tests/train/step_learner.test.cpp
//
// What a step hands to the model; whole runs are in step_model.test.cpp.
#include <lastro/train/step_learner.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

struct listener {
    std::vector<double> inputs = {}, targets = {}, weights = {};
    std::vector<std::uint64_t> ids = {}, keys = {};
    double step(const train::batch<double>& rows, const random::stream& draws) {
        inputs.assign(rows.values.begin(), rows.values.end());
        targets.assign(rows.targets.begin(), rows.targets.end());
        weights.assign(rows.weights.begin(), rows.weights.end());
        ids.assign(rows.ids.begin(), rows.ids.end());
        keys.push_back(draws.key());
        return 0.25;
    }
    [[nodiscard]] std::vector<std::byte> state() const { return {std::byte{static_cast<unsigned char>(keys.size())}}; }
    void restore(core::byte_span bytes) { keys.resize(std::to_integer<std::size_t>(bytes[0])); }
};

}  // namespace

TEST_SUITE("train/step_learner") {
    TEST_CASE("step: the rows side by side, with their ids and weights, and a stream of its own") {
        listener m;
        const train::examples<double> rows{
            .inputs = {1, 2, 3, 4, 5, 6}, .targets = {10, 20, 30}, .columns = 2, .weights = {0.1, 0.2, 0.3}};
        train::detail::step_learner<listener, double> learner{m, rows, {}, 2};
        const std::vector<std::uint64_t> ids{2, 0};
        const random::stream draws{7};
        CHECK(learner.step({.epoch = 1, .step = 1, .ids = ids}, draws) == 0.25);
        CHECK(m.inputs == std::vector<double>{5, 6, 1, 2});
        CHECK(m.targets == std::vector<double>{30, 10});
        CHECK(m.weights == std::vector<double>{0.3, 0.1});
        CHECK(m.ids == ids);
        CHECK(learner.step({.epoch = 1, .step = 2, .ids = std::span{ids}.first(1)}, draws) == 0.25);
        CHECK(m.inputs == std::vector<double>{5, 6});
        CHECK(m.keys == std::vector<std::uint64_t>{draws[std::uint64_t{1}].key(), draws[std::uint64_t{2}].key()});
        CHECK(learner.learning_rate() == 0.0);
        CHECK(learner.validate(draws).empty());
    }

    TEST_CASE("save and load: the state now, and the one that is kept") {
        listener m;
        const train::examples<double> rows{.inputs = {1}, .targets = {1}, .columns = 1};
        train::detail::step_learner<listener, double> learner{m, rows, rows, 1};
        const std::vector<std::uint64_t> ids{0};
        static_cast<void>(learner.step({.epoch = 1, .step = 1, .ids = ids}, random::stream{7}));
        CHECK_FALSE(learner.has_kept());
        learner.keep();
        static_cast<void>(learner.step({.epoch = 2, .step = 1, .ids = ids}, random::stream{7}));
        train::checkpoint c{.kept_epoch = 1};
        learner.save(c);
        listener fresh;
        train::detail::step_learner<listener, double> resumed{fresh, rows, rows, 1};
        resumed.load(c);
        CHECK(fresh.keys.size() == 2);
        CHECK(resumed.parameters_digest() == learner.parameters_digest());
        REQUIRE(resumed.has_kept());
        resumed.restore_kept();
        CHECK(fresh.keys.size() == 1);
    }
}  // TEST_SUITE
