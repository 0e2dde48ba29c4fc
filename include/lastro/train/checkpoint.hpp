// SPDX-License-Identifier: MIT
// lastro/train/checkpoint.hpp
//
// What must be known to go on with a training run as if it had never stopped? Everything here, in one file.
//
//   const train::checkpoint best = train::read_checkpoint("run/checkpoint-0000000012-0000000000.lastro");
//   train::load_parameters(best, net.parameters());         // the model as it was then
//   best.epoch, best.history.back()["validation/loss"];
//
// train::fit writes and reads them by itself where its settings name a directory (checkpoint_directory.hpp). Randomness
// is addressed, so there is no generator's state in it: position and seed are enough. Equal runs write equal bytes; the
// format is specified in docs/formats/checkpoint.md.
#pragma once

#include <concepts>     // floating_point
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move, pair
#include <vector>       // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/run_identity.hpp>
#include <lastro/train/run_result.hpp>

namespace lastro::inline v0::train {

/// Numbers of one type as little-endian bytes, column after column.
struct saved_tensor {
    std::string name = {};  ///< "parameters/w1", "optimizer/w1/mean", "kept/w1".
    std::string type = {};  ///< "F64" or "F32".
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    std::vector<std::byte> values = {};

    friend bool operator==(const saved_tensor&, const saved_tensor&) = default;
};

/// Bytes that only their owner understands: the state of a callback, or of a model that steps by itself.
struct saved_state {
    std::string name = {};
    std::vector<std::byte> bytes = {};

    friend bool operator==(const saved_state&, const saved_state&) = default;
};

/// A run between two steps.
struct checkpoint {
    static constexpr const char* format = "lastro.checkpoint/1";

    run_identity identity = {};  ///< What a run must have been asked to do to go on from here.
    std::uint64_t epoch = 0;     ///< Completed ones.
    std::uint64_t step = 0;      ///< Completed ones of the epoch after these; 0 between epochs.
    std::uint64_t kept_epoch = 0;
    std::string stopped = {};  ///< Why the run ended before its last epoch, if it did.
    std::vector<epoch_record> history = {};
    std::vector<metric_value> numbers =
        {};  ///< Counters of the optimizer, of the plateau, sums of an unfinished epoch.
    std::vector<saved_tensor> tensors = {};
    std::vector<saved_state> states = {};
    digest_chain chain = {};

    /// @throws format_error if there is none of that name.
    [[nodiscard]] double number(std::string_view name) const {
        for (const metric_value& n : numbers) {
            if (n.name == name) {
                return n.value;
            }
        }
        core::fail<format_error>("train::checkpoint: numbers", "one called " + core::quoted(name), "none");
    }

    /// @throws format_error if there is none of that name.
    [[nodiscard]] const std::vector<std::byte>& state(std::string_view name) const {
        for (const saved_state& s : states) {
            if (s.name == name) {
                return s.bytes;
            }
        }
        core::fail<format_error>("train::checkpoint: states", "one called " + core::quoted(name), "none");
    }
};

/// Appends every tensor of `list`, its name after `prefix`.
template <std::floating_point T>
void save_tensors(checkpoint& to, const std::string& prefix, const model::parameter_list<T>& list) {
    for (const model::tensor<T>& t : list) {
        saved_tensor saved{prefix + t.name, sizeof(T) == 8 ? "F64" : "F32", t.rows, t.columns, {}};
        saved.values.resize(t.values.size() * sizeof(T));
        for (std::size_t i = 0; i < t.values.size(); ++i) {
            core::store_le(t.values[i], saved.values.data() + i * sizeof(T));
        }
        to.tensors.push_back(std::move(saved));
    }
}

/// Puts the numbers of "<prefix><name>" into every tensor of `list`. All are looked for before the first is changed.
///
/// @throws schema_error naming the tensor that is missing or of another type or shape.
template <std::floating_point T>
void load_tensors(const checkpoint& from, const std::string& prefix, const model::parameter_list<T>& list) {
    std::vector<const saved_tensor*> found;
    const auto shape = [](std::string_view type, std::uint64_t rows, std::uint64_t columns) {
        return std::string{type} + " [" + std::to_string(rows) + ", " + std::to_string(columns) + "]";
    };
    for (const model::tensor<T>& t : list) {
        const saved_tensor* match = nullptr;
        for (const saved_tensor& s : from.tensors) {
            match = s.name == prefix + t.name ? &s : match;
        }
        const std::string expected = shape(sizeof(T) == 8 ? "F64" : "F32", t.rows, t.columns);
        const std::string actual = match == nullptr ? "none" : shape(match->type, match->rows, match->columns);
        core::require<schema_error>(expected == actual && match->values.size() == t.values.size() * sizeof(T),
                                    "train::checkpoint: tensor " + core::quoted(prefix + t.name), expected, actual);
        found.push_back(match);
    }
    for (std::size_t k = 0; k < list.size(); ++k) {
        for (std::size_t i = 0; i < list[k].values.size(); ++i) {
            list[k].values[i] = core::load_le<T>(found[k]->values.data() + i * sizeof(T));
        }
    }
}

/// The parameters of a model as they were when the checkpoint was written. @throws as `load_tensors`.
template <std::floating_point T>
void load_parameters(const checkpoint& from, const model::parameter_list<T>& parameters) {
    load_tensors(from, "parameters/", parameters);
}

}  // namespace lastro::inline v0::train
