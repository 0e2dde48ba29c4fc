// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_match.hpp
//
// Is this graph one of Lastro's models? Read from its outputs back to its inputs; every operation must have its place.
//
//   const artifact::onnx_pipeline p = artifact::match_onnx(artifact::parse_onnx(bytes, "m.onnx"), "m.onnx");
//
// What onnx_graph.hpp writes, whatever the names and the order of operations, from Lastro or anybody: operator sets 13 to
// 24; weights transposed or not, Gemm for MatMul and Add, numeric columns that are not scaled. Anything else is an error
// that names the operation.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move, pair
#include <vector>       // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_graph.hpp>
#include <lastro/artifact/onnx_match_inputs.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/artifact/onnx_values.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

/// Recognises the steps of a pipeline; `values` remembers which operations have found their place.
class onnx_matcher {
public:
    explicit onnx_matcher(onnx_values& values) : values_(values) {}

    [[nodiscard]] onnx_pipeline read() {
        const std::vector<onnx_value>& outputs = values_.file().outputs;
        const bool probable = outputs.size() == 2;
        core::require<format_error>(outputs.size() == 1 || probable, values_.where(), "one output, or two (classes)",
                                    outputs.size());
        std::string_view scores;
        if (probable) {
            const bool swapped = outputs[0].name == onnx_probabilities;
            scores = classes(outputs[swapped ? 1 : 0].name, outputs[swapped ? 0 : 1].name);
        } else {
            p_.task = outputs[0].name == onnx_scores ? onnx_task::scores : onnx_task::regression;
            scores = p_.task == onnx_task::scores ? std::string_view{outputs[0].name} : regression(outputs[0].name);
        }
        match_onnx_inputs(values_, layers(scores), p_);
        finish();
        return std::move(p_);
    }

private:
    std::string_view classes(std::string_view prediction, std::string_view probabilities) {
        p_.task = onnx_task::classification;
        const onnx_node& gather = values_.take(prediction, "Gather", 2, {"axis"});
        values_.expect(gather, "axis", 0, 0);
        class_texts(values_.constant(gather.inputs[0]));
        const onnx_node& best = values_.take(gather.inputs[1], "ArgMax", 1, {"axis", "keepdims", "select_last_index"});
        values_.expect_last_axis(best, 0);
        values_.expect(best, "keepdims", 1, 0);
        const bool two = p_.classes.size() == 2;
        values_.expect(best, "select_last_index", 0, two ? 1 : 0);
        const onnx_node& share =
            two ? values_.take(probabilities, "Sigmoid", 1, {}) : values_.take(probabilities, "Softmax", 1, {"axis"});
        if (!two) {
            values_.expect_last_axis(share, -1);
        }
        values_.require(share, share.inputs[0] == best.inputs[0], "the values that ArgMax compares");
        if (!two) {
            return share.inputs[0];
        }
        const onnx_node& both = values_.take(share.inputs[0], "Concat", 2, {"axis"});
        values_.expect_last_axis(both, 0);
        const onnx_node& against = values_.take(both.inputs[0], "Neg", 1, {});
        values_.require(both, against.inputs[0] == both.inputs[1], "-z and z");
        return both.inputs[1];
    }

    void class_texts(const onnx_tensor& t) {
        p_.class_type = t.type;
        core::require<format_error>(t.type != onnx_type::float32 && t.shape.size() == 1, values_.place(t),
                                    "a list of classes", "another constant");
        core::require<format_error>(t.shape[0] >= 2 && t.shape[0] <= std::int64_t{most_onnx_classes}, values_.place(t),
                                    "2 to " + std::to_string(most_onnx_classes) + " classes", t.shape[0]);
        if (t.type == onnx_type::string) {
            p_.classes = t.texts;
            return;
        }
        for (std::int64_t i = 0; i < t.shape[0]; ++i) {
            const auto at = static_cast<std::size_t>(i);
            p_.classes.push_back(t.type == onnx_type::int64
                                     ? std::to_string(core::load_le<std::int64_t>(&t.bytes[8 * at]))
                                 : t.type == onnx_type::float64 ? core::to_text(core::load_le<double>(&t.bytes[8 * at]))
                                 : t.bytes[at] != std::byte{0}  ? "true"
                                                                : "false");
        }
    }

    std::string_view regression(std::string_view name) {
        if (values_.made_by(name, "Exp") != nullptr) {
            p_.exponential = true;
            name = values_.take(name, "Exp", 1, {}).inputs[0];
        }
        const onnx_node* add = values_.made_by(name, "Add");
        if (add == nullptr || add->inputs.size() != 2 || values_.made_by(add->inputs[0], "Mul") == nullptr) {
            return name;
        }
        static_cast<void>(values_.take(name, "Add", 2, {}));
        const onnx_node& mul = values_.take(add->inputs[0], "Mul", 2, {});
        p_.target_mean = values_.number(add->inputs[1]);
        p_.target_sd = values_.number(mul.inputs[1]);
        return mul.inputs[0];
    }

    // The layers, from the scores back; what the first one reads.
    std::string_view layers(std::string_view x) {
        std::vector<onnx_layer> reversed;
        for (;;) {
            x = layer(x, reversed.emplace_back());
            const auto bent = activation(x);
            if (bent == onnx_activation::none) {
                break;
            }
            core::require<format_error>(reversed.size() == 1 || bent == p_.activation, values_.where(),
                                        "the same activation between all layers", "different ones");
            p_.activation = bent;
        }
        p_.layers.assign(reversed.rbegin(), reversed.rend());
        for (std::size_t i = 1; i < p_.layers.size(); ++i) {
            core::require<format_error>(p_.layers[i].inputs == p_.layers[i - 1].outputs,
                                        values_.where() + ": layer " + std::to_string(i),
                                        std::to_string(p_.layers[i - 1].outputs) + " inputs", p_.layers[i].inputs);
        }
        return x;
    }

    std::string_view layer(std::string_view name, onnx_layer& to) {
        const bool pair = values_.made_by(name, "Add") != nullptr;  // MatMul and Add
        const onnx_node& sum = pair ? values_.take(name, "Add", 2, {})
                                    : values_.take(name, "Gemm", 3, {"alpha", "beta", "transA", "transB"});
        const onnx_node& product = pair ? values_.take(sum.inputs[0], "MatMul", 2, {}) : sum;
        bool transposed = false;
        if (!pair) {
            values_.expect_one(sum, "alpha");
            values_.expect_one(sum, "beta");
            values_.expect(sum, "transA", 0, 0);
            transposed = values_.integer(sum, "transB", 0) != 0;
        }
        to.weights = values_.numbers(product.inputs[1]);
        const onnx_tensor& weights = values_.constant(product.inputs[1]);
        core::require<format_error>(weights.shape.size() == 2, values_.place(weights), "2 dimensions",
                                    weights.shape.size());
        core::require<format_error>(weights.shape[0] > 0 && weights.shape[1] > 0, values_.place(weights),
                                    "at least one input and one output", "none");
        to.inputs = static_cast<std::size_t>(weights.shape[transposed ? 1 : 0]);
        to.outputs = static_cast<std::size_t>(weights.shape[transposed ? 0 : 1]);
        if (transposed) {
            const std::vector<double> stored = to.weights;
            for (std::size_t i = 0; i < to.inputs; ++i) {
                for (std::size_t j = 0; j < to.outputs; ++j) {
                    to.weights[i * to.outputs + j] = stored[j * to.inputs + i];
                }
            }
        }
        to.bias = values_.numbers(pair ? sum.inputs[1] : sum.inputs[2]);
        const onnx_tensor& bias = values_.constant(pair ? sum.inputs[1] : sum.inputs[2]);
        core::require<format_error>(to.bias.size() == to.outputs && bias.shape.size() == 1, values_.place(bias),
                                    std::to_string(to.outputs) + " numbers, one per output", to.bias.size());
        return product.inputs[0];
    }

    // The activation that made `x`, which then names what it was made from.
    onnx_activation activation(std::string_view& x) {
        for (const auto& [op, kind] :
             {std::pair{"Relu", onnx_activation::relu}, std::pair{"Tanh", onnx_activation::tanh}}) {
            if (values_.made_by(x, op) != nullptr) {
                x = values_.take(x, op, 1, {}).inputs[0];
                return kind;
            }
        }
        if (values_.made_by(x, "Mul") == nullptr) {
            return onnx_activation::none;
        }
        const onnx_node& half = values_.take(x, "Mul", 2, {});
        const onnx_node& twice = values_.take(half.inputs[0], "Mul", 2, {});
        const onnx_node& share = values_.take(twice.inputs[1], "Add", 2, {});
        const onnx_node& erf = values_.take(onnx_uncast(values_, share.inputs[0]), "Erf", 1, {});
        const onnx_node& upright = values_.take(onnx_uncast(values_, erf.inputs[0]), "Div", 2, {});
        const double root =
            values_.type() == onnx_type::float32 ? double{static_cast<float>(root_of_two)} : root_of_two;
        values_.require(half,
                        upright.inputs[0] == twice.inputs[0] && values_.number(half.inputs[1]) == 0.5 &&
                            values_.number(share.inputs[1]) == 1.0 && values_.number(upright.inputs[1]) == root,
                        "x * (1 + erf(x / sqrt(2))) * 0.5");
        x = twice.inputs[0];
        return onnx_activation::gelu;
    }

    void finish() {
        values_.require_all_taken();
        p_.type = *values_.type();
        for (const auto& [key, value] : values_.file().metadata) {
            if (key == onnx_target_key) {
                p_.target = value;
            }
            if (key == onnx_missing_key && value == "mean") {  // of texts alone the graph cannot tell
                bool numeric = false;
                for (const onnx_column& c : p_.columns) {
                    numeric = numeric || c.numeric;
                }
                p_.missing_to_mean = p_.missing_to_mean || !numeric;
            }
        }
    }

    onnx_values& values_;
    onnx_pipeline p_;
};

}  // namespace detail

/// The pipeline that `file` computes.
///
/// @throws format_error beginning with `where` and naming the operation, constant or input that has no place in one.
[[nodiscard]] inline onnx_pipeline match_onnx(const onnx_file& file, const std::string& where) {
    onnx_values values{file, where};
    return detail::onnx_matcher{values}.read();
}

}  // namespace lastro::inline v0::artifact
