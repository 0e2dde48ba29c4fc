// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_match_inputs.hpp
//
// Which columns does a graph read, and how do they become numbers? A part of onnx_match.hpp.
//
//   artifact::match_onnx_inputs(values, "/inputs", pipeline);         // from the first layer's input back to the columns
//
// What onnx_graph_inputs.hpp writes: numbers scaled or as they are, with or without a number for NaN; texts one-hot.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_graph_inputs.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/artifact/onnx_values.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

/// What a Cast between the two widths was made from.
[[nodiscard]] inline std::string_view onnx_uncast(onnx_values& values, std::string_view x) {
    if (values.made_by(x, "Cast") == nullptr) {
        return x;
    }
    const onnx_node& cast = values.take(x, "Cast", 1, {"to"});
    const std::int64_t to = values.integer(cast, "to", 0);
    values.require(cast, to == std::int64_t{1} || to == std::int64_t{11}, "a cast to float32 or float64");
    return cast.inputs[0];
}

class onnx_input_matcher {
public:
    onnx_input_matcher(onnx_values& values, onnx_pipeline& p) : values_(values), p_(p) {}

    void inputs(std::string_view x) {
        if (const onnx_value* const whole = values_.input(x); whole != nullptr && !one_column(*whole)) {
            values_.require_numbers(values_.take_input(x), static_cast<std::int64_t>(p_.layers.front().inputs));
            return;
        }
        if (values_.made_by(x, "Concat") != nullptr) {
            const onnx_node& all = values_.take(x, "Concat", 0, {"axis"});
            values_.expect_last_axis(all, 0);
            values_.require(all, !all.inputs.empty(), "at least one column");
            for (const std::string& part : all.inputs) {
                column(part);
            }
        } else {
            column(x);
        }
        std::size_t width = 0;
        std::size_t numeric = 0;
        for (const onnx_column& c : p_.columns) {
            width += c.numeric ? 1 : c.categories.size();
            numeric += c.numeric ? 1 : 0;
        }
        core::require<format_error>(filled_ == 0 || filled_ == numeric, values_.where(),
                                    "missing values filled in all numeric columns or in none", "some");
        p_.missing_to_mean = filled_ > 0;
        core::require<format_error>(width == p_.layers.front().inputs, values_.where() + ": layer 0",
                                    std::to_string(width) + " inputs, as many as the columns give",
                                    p_.layers.front().inputs);
    }

private:
    // A matrix is one column only where its name is not "input".
    [[nodiscard]] static bool one_column(const onnx_value& v) {
        return v.name != onnx_input && v.shape.size() == 2 && v.shape[1].size == 1;
    }

    void column(std::string_view x) {
        onnx_column& c = p_.columns.emplace_back();
        x = onnx_uncast(values_, x);
        if (values_.made_by(x, "Reshape") != nullptr) {
            const onnx_node& flat = values_.take(x, "Reshape", 2, {"allowzero"});
            const onnx_node& ones =
                values_.take(flat.inputs[0], "OneHotEncoder", 1, {"cats_strings", "zeros"}, onnx_ml);
            values_.expect(ones, "zeros", 1, 1);
            const onnx_attribute* const list = values_.attribute(ones, "cats_strings", onnx_attribute_kind::texts);
            values_.require(ones, list != nullptr && !list->texts.empty(), "categories that are texts");
            c.numeric = false;
            c.categories = list->texts;
            const onnx_tensor& shape = values_.constant(flat.inputs[1]);
            values_.expect(flat, "allowzero", 0, 0);
            values_.require(flat, shape.type == onnx_type::int64 && shape.shape == std::vector<std::int64_t>{2},
                            "a shape of two sizes");
            values_.require(
                flat,
                core::load_le<std::int64_t>(&shape.bytes[0]) == -1 &&
                    core::load_le<std::int64_t>(&shape.bytes[8]) == static_cast<std::int64_t>(c.categories.size()),
                "the shape [-1, categories]");
            x = ones.inputs[0];
        } else {
            x = number(x, c);
        }
        const onnx_value& input = values_.take_input(x);
        c.name = x;
        if (c.numeric) {
            values_.require_numbers(input, 1);
        } else {
            values_.require_column(input, 1, onnx_type::string);
        }
    }

    std::string_view number(std::string_view x, onnx_column& c) {
        const onnx_node* filled = filling(x);
        if (values_.input(x) != nullptr) {
            if (filled != nullptr) {
                c.number_for_missing = values_.number(filled->inputs[1]);
            }
        } else {
            scaling(x, c);
            if (filled != nullptr) {
                values_.require(*filled, values_.number(filled->inputs[1]) == 0.0 && !c.range,
                                "0 where the value is missing");
            } else if (filled = filling(x); filled != nullptr) {
                c.number_for_missing = values_.number(filled->inputs[1]);
            }
        }
        if (filled != nullptr) {
            const onnx_node& missing = values_.take(filled->inputs[0], "IsNaN", 1, {});
            values_.require(missing, missing.inputs[0] == x, "whether the column itself is missing");
        }
        if (c.number_for_missing == 0.0 && !c.range && c.mean == 0.0 && c.sd == 1.0) {
            c.number_for_missing.reset();  // it is the mean
        }
        return x;
    }

    // The operation that puts a number where one is missing, if that made `x`, which then names what it was made from.
    const onnx_node* filling(std::string_view& x) {
        if (values_.made_by(x, "Where") == nullptr) {
            return nullptr;
        }
        const onnx_node& filled = values_.take(x, "Where", 3, {});
        ++filled_;
        x = filled.inputs[2];
        return &filled;
    }

    // (x - mean) / sd, or the parts of a range; `x` then names what is scaled.
    void scaling(std::string_view& x, onnx_column& c) {
        onnx_range r;
        const bool raised = values_.made_by(x, "Add") != nullptr;
        if (raised) {
            const onnx_node& sum = values_.take(x, "Add", 2, {});
            const onnx_node& spread = values_.take(sum.inputs[0], "Mul", 2, {});
            r.low = values_.number(sum.inputs[1]);
            r.high = minuend(spread.inputs[1], r.low);
            x = spread.inputs[0];
        }
        const onnx_node* scaled = nullptr;
        if (values_.made_by(x, "Div") != nullptr) {
            scaled = &values_.take(x, "Div", 2, {});
            x = scaled->inputs[0];
        }
        if (!raised && scaled == nullptr && values_.made_by(x, "Sub") == nullptr) {
            return;
        }
        const onnx_node& centred = values_.take(x, "Sub", 2, {});
        const double from = values_.number(centred.inputs[1]);
        x = centred.inputs[0];
        if (scaled != nullptr && !raised && values_.made_by(scaled->inputs[1], "Sub") == nullptr) {
            c.mean = from;
            c.sd = values_.number(scaled->inputs[1]);
            return;
        }
        r.smallest = from;
        r.largest = scaled == nullptr ? from : minuend(scaled->inputs[1], from);
        values_.require(centred, scaled == nullptr || r.largest > from, "a largest number above the smallest");
        c.range = r;
    }

    // The a of a - b, which made `name`.
    double minuend(std::string_view name, double b) {
        const onnx_node& difference = values_.take(name, "Sub", 2, {});
        values_.require(difference, values_.number(difference.inputs[1]) == b, "the difference from the other end");
        return values_.number(difference.inputs[0]);
    }

    onnx_values& values_;
    onnx_pipeline& p_;
    std::size_t filled_ = 0;  // numeric columns in which missing values become the mean
};

}  // namespace detail

/// Reads the columns behind `name` into `p`, whose layers are known.
///
/// @throws format_error if they are none that Lastro has, or not as many as the first layer reads.
inline void match_onnx_inputs(onnx_values& values, std::string_view name, onnx_pipeline& p) {
    detail::onnx_input_matcher{values, p}.inputs(name);
}

}  // namespace lastro::inline v0::artifact
