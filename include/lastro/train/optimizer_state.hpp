// SPDX-License-Identifier: MIT
// lastro/train/optimizer_state.hpp
//
// What does an optimizer remember between steps, and what does it do in one?
//
//   train::optimizer_state<double> state{train::adam{.learning_rate = 1e-2}, net.parameters()};  // takes its memory
//   state.step(net.parameters(), gradients);                                                     // never allocates
//   for (const model::tensor<double>& t : state.memory()) save(t.name, t.values);                // "w1/mean", ...
//   save(state.counters());
//
// Every multiply-add is an explicit fma and every other operation one IEEE operation: equal input, equal bits, with
// any compiler, flag and instruction set. The rules are those of optimizer.hpp.
#pragma once

#include <algorithm>  // min
#include <array>      // array
#include <concepts>   // floating_point
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <variant>    // visit
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/train/kernel.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/rule.hpp>

namespace lastro::inline v0::train {

/// What an optimizer remembers between steps. Copying it copies all of that.
template <std::floating_point T>
class optimizer_state {
public:
    /// Takes all the memory that `step` will need. Parameters that belong to no group follow `rule`.
    ///
    /// @throws std::invalid_argument if a setting is out of range, or a group's pattern matches no parameter that a
    ///         group before it has not taken.
    optimizer_state(optimizer rule, const model::parameter_list<T>& parameters,
                    std::span<const parameter_group> groups = {}) {
        std::visit([](const auto& r) { r.check(); }, rule);
        rules_.push_back({.rule = std::move(rule)});
        for (const parameter_group& group : groups) {
            group.check();
            rules_.push_back({.rule = group.optimizer});
        }
        const auto part_of = [&](const model::tensor<T>& t) -> part& {
            std::size_t chosen = 0;
            for (std::size_t g = groups.size(); g-- > 0;) {
                chosen = matches(groups[g].pattern, t.name) ? g + 1 : chosen;
            }
            return rules_[chosen];
        };
        std::size_t numbers = 0;
        for (const model::tensor<T>& t : parameters) {
            numbers += memory_of(part_of(t).rule).size() * t.values.size();
        }
        storage_.reserve(numbers);
        std::size_t offset = 0;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            take(part_of(parameters[i]), i, offset, parameters[i]);
            offset += parameters[i].values.size();
        }
        for (std::size_t g = 0; g < groups.size(); ++g) {
            core::require<std::invalid_argument>(!rules_[g + 1].tensors.empty(), "train::parameter_group: pattern",
                                                 "a match among " + names_of(parameters),
                                                 core::quoted(groups[g].pattern));
        }
    }

    /// How many steps were taken.
    [[nodiscard]] std::uint64_t steps() const noexcept { return rules_.front().counters.steps; }

    /// Changes every parameter by its gradient. Each rule's learning rate is multiplied by `factor`, the schedule's.
    ///
    /// Precondition: `parameters` and `gradients` have the shapes that the state was built for.
    void step(const model::parameter_list<T>& parameters, const model::gradients<T>& gradients,
              double factor = 1.0) noexcept {
        step_in_pieces(parameters, gradients, factor, [](std::size_t pieces, auto&& piece) {
            for (std::size_t i = 0; i < pieces; ++i) {
                piece(i);
            }
        });
    }

    /// The same, the threads of `team` sharing what is large.
    void step(const model::parameter_list<T>& parameters, const model::gradients<T>& gradients, double factor,
              core::thread_team& team) noexcept {
        step_in_pieces(parameters, gradients, factor,
                       [&](std::size_t pieces, auto&& piece) { team.parallel_for(pieces, piece); });
    }

    // What a checkpoint saves and restores: together they are all that the state holds.

    /// The numbers remembered for every parameter, as "<parameter>/<what it is>"; write to them to restore a state.
    [[nodiscard]] model::parameter_list<T> memory() {
        std::vector<model::tensor<T>> tensors;
        for (part& group : rules_) {
            const auto slots = memory_of(group.rule);
            for (const place& at : group.tensors) {
                for (std::size_t s = 0; s < slots.size(); ++s) {
                    tensors.push_back({.name = at.name + '/' + std::string{slots[s].name},
                                       .rows = at.rows,
                                       .columns = at.columns,
                                       .values = {slot(at, s), at.rows * at.columns}});
                }
            }
        }
        return model::parameter_list<T>{std::move(tensors)};
    }

    /// What every rule counts: that of `rule` first, then those of the groups.
    [[nodiscard]] std::vector<step_counters> counters() const {
        std::vector<step_counters> result;
        for (const part& group : rules_) {
            result.push_back(group.counters);
        }
        return result;
    }

    /// Puts back what `counters` gave. @throws std::invalid_argument unless there is one for every rule.
    void restore(std::span<const step_counters> counters) {
        core::require<std::invalid_argument>(counters.size() == rules_.size(), "train::optimizer_state: counters",
                                             "those of " + std::to_string(rules_.size()) + " rules", counters.size());
        for (std::size_t r = 0; r < rules_.size(); ++r) {
            rules_[r].counters = counters[r];
        }
    }

private:
    static constexpr std::size_t most_slots = 3;
    static constexpr std::size_t absent = static_cast<std::size_t>(-1);
    static constexpr std::size_t piece_size = 8192;  // numbers that one thread changes at a time

    struct place {  // of one tensor
        std::size_t tensor;
        std::size_t offset;                           // of its gradient
        std::array<std::size_t, most_slots> storage;  // of what is remembered for it
        std::string name;
        std::size_t rows, columns;
    };

    struct part {  // a rule and its tensors
        optimizer rule;
        step_counters counters = {};
        std::vector<place> tensors = {};
    };

    [[nodiscard]] static std::vector<memory_slot> memory_of(const optimizer& rule) {
        return std::visit([](const auto& r) { return r.memory(); }, rule);
    }

    [[nodiscard]] static std::string names_of(const model::parameter_list<T>& parameters) {
        std::string names;
        for (const model::tensor<T>& t : parameters) {
            names += (names.empty() ? "" : ", ") + core::quoted(t.name);
        }
        return names;
    }

    void take(part& group, std::size_t index, std::size_t offset, const model::tensor<T>& t) {
        place at{index, offset, {absent, absent, absent}, t.name, t.rows, t.columns};
        const auto slots = memory_of(group.rule);
        for (std::size_t s = 0; s < slots.size(); ++s) {
            at.storage[s] = storage_.size();
            storage_.resize(storage_.size() + t.values.size(), static_cast<T>(slots[s].start));
        }
        group.tensors.push_back(std::move(at));
    }

    // `share(n, piece)` calls piece(i) for every i below n.
    template <class Share>
    void step_in_pieces(const model::parameter_list<T>& parameters, const model::gradients<T>& gradients, double factor,
                        Share&& share) noexcept {
        for (part& group : rules_) {
            ++group.counters.steps;
            std::visit(
                [&](const auto& rule) {
                    const auto kernel = rule.template next_step<T>(group.counters, rule.learning_rate * factor);
                    for (const place& at : group.tensors) {
                        const std::span<T> values = parameters[at.tensor].values;
                        share((values.size() + piece_size - 1) / piece_size, [&](std::size_t i) {
                            const std::size_t first = i * piece_size;
                            run_kernel(kernel, (std::min)(piece_size, values.size() - first), values.data() + first,
                                       gradients.values().data() + at.offset + first, slot(at, 0, first),
                                       slot(at, 1, first), slot(at, 2, first));
                        });
                    }
                },
                group.rule);
        }
    }

    [[nodiscard]] T* slot(const place& at, std::size_t number, std::size_t first = 0) noexcept {
        return at.storage[number] == absent ? nullptr : storage_.data() + at.storage[number] + first;
    }

    std::vector<part> rules_;
    std::vector<T> storage_;
};

}  // namespace lastro::inline v0::train
