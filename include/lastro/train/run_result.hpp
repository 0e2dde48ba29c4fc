// SPDX-License-Identifier: MIT
// lastro/train/run_result.hpp
//
// What happened in a training run, and what would make it happen again? The result of train::fit.
//
//   const train::run_result run = train::fit(rain, rows, {.epochs = 60, .seed = 42});
//   run.parameters_digest();                     // equal for equal data, settings and seed, on any machine
//   run.history.back()["validation/loss"];       // what the last epoch reached
//   std::cout << run.grade();                    // strict
//
// Everything but the members after `bit_exact_model` is reproducible; those stay out of anything that is hashed.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t, uint8_t
#include <iosfwd>       // basic_ostream
#include <optional>     // optional
#include <stdexcept>    // out_of_range
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // pair
#include <vector>       // vector

#include <lastro/core/build.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/train/digest_chain.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/named_settings.hpp>

namespace lastro::inline v0::train {

/// What a run promises about being repeated.
enum class grade : std::uint8_t {
    none,        ///< Nothing.
    same_build,  ///< The same bytes from the same program on the same kind of CPU: a model with arithmetic of its own.
    strict,      ///< The same bytes on any machine, compiler and number of threads.
};

/// The name as it is written above.
[[nodiscard]] constexpr std::string_view to_string(grade value) noexcept {
    return value == grade::strict ? "strict" : value == grade::same_build ? "same_build" : "none";
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, grade value) {
    return out << to_string(value);
}

/// The value called `name`.
///
/// @throws std::out_of_range naming those that there are.
[[nodiscard]] inline double value_of(const std::vector<metric_value>& metrics, std::string_view name) {
    std::string known;
    for (const metric_value& m : metrics) {
        if (m.name == name) {
            return m.value;
        }
        known += (known.empty() ? "" : ", ") + core::quoted(m.name);
    }
    core::fail<std::out_of_range>("train: metric", "one of " + known, core::quoted(name));
}

/// What one epoch reached.
struct epoch_record {
    std::uint64_t epoch = 0;  ///< From 1.
    std::vector<metric_value> metrics = {};
    double learning_rate = 0.0;  ///< Of the optimizer (not of its groups) in the last step.

    /// @throws std::out_of_range if there is no such metric.
    [[nodiscard]] double operator[](std::string_view name) const { return value_of(metrics, name); }

    friend bool operator==(const epoch_record&, const epoch_record&) = default;
};

/// A parameter, without its numbers.
struct tensor_shape {
    std::string name = {};
    std::string type = {};  ///< "F64" or "F32".
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;

    friend bool operator==(const tensor_shape&, const tensor_shape&) = default;
};

/// "F64 [3, 1]".
[[nodiscard]] inline std::string to_string(const tensor_shape& t) {
    return t.type + " [" + std::to_string(t.rows) + ", " + std::to_string(t.columns) + ']';
}

/// How it was trained, from what, and what came out.
struct run_result {
    // What it was asked to do.
    std::uint64_t seed = 0;
    std::string random_specification = {};  ///< The version of random streams that the seed belongs to.
    std::vector<std::pair<std::string, std::string>> streams = {};  ///< Children of the seed's stream, and who draws.
    std::uint64_t epochs = 0;                                       ///< At most.
    std::uint64_t batch_size = 0;
    std::uint64_t shards = 0;
    named_settings optimizer = {};
    std::vector<named_settings> adjustments = {};  ///< Groups, schedule, plateau, clipping, ...: what is not default.
    std::vector<named_settings> callbacks = {};    ///< Those that can change the result.
    named_settings model = {};                     ///< Its type and settings, as far as it tells them.
    std::vector<tensor_shape> tensors = {};        ///< Its parameters.

    // From what.
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;  ///< Numbers per row that the network sees.
    hash::digest data = {};     ///< data::fingerprint of the table, or the digest of the examples.
    std::uint64_t validation_rows = 0;
    std::optional<hash::digest> validation = {};

    // What came out.
    std::vector<epoch_record> history = {};  ///< "loss" (mean over the epoch), and "validation/..." after it.
    std::uint64_t kept_epoch = 0;            ///< The epoch whose parameters the model has now.
    std::string stopped = {};                ///< Why it ended early; empty if it did not.
    std::uint64_t parameters = 0;            ///< How many numbers were trained.
    hash::digest final_parameters = {};
    digest_chain chain = {};       ///< What it did, step after step or epoch after epoch: see `fit_settings::chain`.
    bool bit_exact_model = false;  ///< All of the model's arithmetic is the library's own.

    // What may differ from run to run, and from machine to machine.
    num::profile profile = {};  ///< What the canary found before the first step.
    core::build build = {};     ///< Compiler, standard library, options.
    std::size_t threads = 1;
    double elapsed_seconds = 0.0;   ///< Of this call: a resumed run counts from where it was resumed.
    double cpu_seconds = 0.0;       ///< Of the whole process meanwhile, all threads together.
    std::uint64_t peak_memory = 0;  ///< Bytes of the whole process, since it began.
    std::string resumed_from =
        {};  ///< The file of the checkpoint that it went on from; empty: it began at the beginning.
    std::vector<std::string> damaged_checkpoints = {};  ///< What is wrong with newer ones that were passed over.

    [[nodiscard]] std::uint64_t epochs_run() const noexcept { return history.size(); }
    [[nodiscard]] const hash::digest& data_digest() const noexcept { return data; }
    [[nodiscard]] const hash::digest& parameters_digest() const noexcept { return final_parameters; }
    [[nodiscard]] hash::digest chain_digest() const { return chain.digest(); }

    /// What the run kept of the metric called `name`: its value in the kept epoch.
    ///
    /// @throws std::out_of_range if there is no such metric.
    [[nodiscard]] double kept(std::string_view name) const {
        for (const epoch_record& record : history) {
            if (record.epoch == kept_epoch) {
                return record[name];
            }
        }
        core::fail<std::out_of_range>("train::run_result: kept_epoch", "an epoch of the history", kept_epoch);
    }

    /// Follows from what was used; nobody claims it.
    [[nodiscard]] train::grade grade() const {
        return !num::is_strict(profile) ? grade::none : bit_exact_model ? grade::strict : grade::same_build;
    }
};

}  // namespace lastro::inline v0::train
