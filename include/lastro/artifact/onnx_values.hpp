// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_values.hpp
//
// Where does a value of a graph come from? From an input, a constant or one operation, which is found by its name.
//
//   artifact::onnx_values values{file, "m.onnx"};                             // every name is given once
//   const artifact::onnx_node& sum = values.take("y", "Gemm", 3, {"transB"}); // made "y", with 3 inputs; or an error
//   values.require_all_taken();                                               // no operation is left over
//
// Keeps views of the file; errors name the operation.
#pragma once

#include <cstddef>           // size_t
#include <cstdint>           // int64_t, uint8_t
#include <functional>        // less
#include <initializer_list>  // initializer_list
#include <map>               // map
#include <optional>          // optional
#include <string>            // string, to_string
#include <string_view>       // string_view
#include <utility>           // move
#include <vector>            // vector

#include <lastro/artifact/onnx_file.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// A graph's values by name.
class onnx_values {
public:
    /// @throws format_error if a name is given twice, or the sets of operators are not those that this reader knows.
    onnx_values(const onnx_file& file, std::string where) : file_(file), where_(std::move(where)) {
        require_versions();
        std::size_t place = 0;
        for (const onnx_value& input : file.inputs) {
            add(input.name, {origin::kind::input, place++, false});
        }
        place = 0;
        for (const onnx_tensor& constant : file.constants) {
            add(constant.name, {origin::kind::constant, place++, false});
        }
        place = 0;
        for (const onnx_node& node : file.nodes) {
            core::require<format_error>(node.outputs.size() == 1, this->place(node), "one output", node.outputs.size());
            add(node.outputs[0], {origin::kind::node, place++, false});
        }
    }

    [[nodiscard]] const onnx_file& file() const noexcept { return file_; }
    [[nodiscard]] const std::string& where() const noexcept { return where_; }

    /// The operation that made `name` if it is an `op`; else nullptr.
    [[nodiscard]] const onnx_node* made_by(std::string_view name, std::string_view op) const {
        const auto found = names_.find(name);
        const bool made = found != names_.end() && found->second.from == origin::kind::node;
        return made && file_.nodes[found->second.place].op == op ? &file_.nodes[found->second.place] : nullptr;
    }

    /// The operation that made `name`: an `op` with `inputs` of them (0: any number) and no other attributes than these.
    ///
    /// @throws format_error if it is another one.
    const onnx_node& take(std::string_view name, std::string_view op, std::size_t inputs,
                          std::initializer_list<std::string_view> attributes, std::string_view domain = {}) {
        const onnx_node* const node = made_by(name, op);
        if (node == nullptr || node->domain != domain) {
            core::fail<format_error>(where_ + ": " + core::quoted(name), "to be made by " + std::string{op},
                                     shown(name));
        }
        take(names_.find(name)->second, name);
        require(*node, inputs == 0 || node->inputs.size() == inputs, std::to_string(inputs) + " inputs");
        std::size_t known = 0;
        for (const std::string_view allowed : attributes) {
            for (std::size_t i = 0, seen = 0; i < node->attributes.size(); ++i) {
                seen += node->attributes[i].name == allowed ? std::size_t{1} : std::size_t{0};
                require(*node, seen <= 1, "every attribute once");
                known += node->attributes[i].name == allowed ? std::size_t{1} : std::size_t{0};
            }
        }
        require(*node, known == node->attributes.size(), "no other attributes");
        return *node;
    }

    /// The input of that name, or nullptr.
    [[nodiscard]] const onnx_value* input(std::string_view name) const {
        const auto found = names_.find(name);
        return found != names_.end() && found->second.from == origin::kind::input ? &file_.inputs[found->second.place]
                                                                                  : nullptr;
    }

    /// The input of that name, which nothing else has taken. @throws format_error if there is none.
    const onnx_value& take_input(std::string_view name) {
        if (input(name) == nullptr) {
            core::fail<format_error>(where_ + ": " + core::quoted(name), "an input", shown(name));
        }
        take(names_.find(name)->second, name);
        return *input(name);
    }

    /// The constant of that name. @throws format_error if there is none.
    const onnx_tensor& constant(std::string_view name) {
        const auto found = names_.find(name);
        if (found == names_.end() || found->second.from != origin::kind::constant) {
            core::fail<format_error>(where_ + ": " + core::quoted(name), "a constant", shown(name));
        }
        found->second.taken = true;
        return file_.constants[found->second.place];
    }

    /// float32 or float64: what the first numbers that were read are.
    [[nodiscard]] std::optional<onnx_type> type() const noexcept { return type_; }

    /// The numbers of a constant; several of them may be read once only, so that no file asks for more memory than it has.
    ///
    /// @throws format_error if they are of another type than the first ones, or not finite.
    [[nodiscard]] std::vector<double> numbers(std::string_view name) {
        const auto found = names_.find(name);
        const bool before = found != names_.end() && found->second.taken;
        const onnx_tensor& t = constant(name);
        core::require<format_error>(!before || t.bytes.size() <= 8, place(t), "to be read once", "a second use");
        same_type(place(t), t.type);
        std::vector<double> values;
        const std::size_t size = t.type == onnx_type::float32 ? 4 : 8;
        values.reserve(t.bytes.size() / size);
        for (std::size_t i = 0; i < t.bytes.size(); i += size) {
            values.push_back(size == 4 ? double{core::load_le<float>(&t.bytes[i])}
                                       : core::load_le<double>(&t.bytes[i]));
            core::require<format_error>(core::detail::is_finite(values.back()), place(t), "finite numbers",
                                        values.back());
        }
        return values;
    }

    /// One number. @throws format_error as `numbers`, and for more.
    [[nodiscard]] double number(std::string_view name) {
        const std::vector<double> values = numbers(name);
        core::require<format_error>(values.size() == 1, where_ + ": constant " + core::quoted(name), "1 number",
                                    values.size());
        return values[0];
    }

    /// @throws format_error unless `input` is a matrix of numbers with that many columns.
    void require_numbers(const onnx_value& input, std::int64_t columns) {
        same_type(where_ + ": input " + core::quoted(input.name), input.type);
        require_column(input, columns, input.type);
    }

    /// @throws format_error unless `input` is of that type and shape.
    void require_column(const onnx_value& input, std::int64_t columns, onnx_type type) const {
        const bool fits = input.shape.size() == 2 && (input.shape[1].size == columns || input.shape[1].size < 0);
        core::require<format_error>(fits && input.type == type, where_ + ": input " + core::quoted(input.name),
                                    std::string{to_string(type)} + " [N, " + std::to_string(columns) + "]",
                                    "another type or shape");
    }

    /// The attribute of that name, or nullptr. @throws format_error if it holds something else.
    [[nodiscard]] const onnx_attribute* attribute(const onnx_node& node, std::string_view name,
                                                  onnx_attribute_kind kind) const {
        for (const onnx_attribute& a : node.attributes) {
            if (a.name == name) {
                require(node, a.kind == kind, core::quoted(name) + " of another kind");
                return &a;
            }
        }
        return nullptr;
    }
    [[nodiscard]] std::int64_t integer(const onnx_node& node, std::string_view name, std::int64_t otherwise) const {
        const onnx_attribute* const a = attribute(node, name, onnx_attribute_kind::integer);
        return a == nullptr ? otherwise : a->integer;
    }

    /// @throws format_error unless the attribute, which is `otherwise` where it is missing, is `value`.
    void expect(const onnx_node& node, std::string_view name, std::int64_t otherwise, std::int64_t value) const {
        const std::int64_t found = integer(node, name, otherwise);
        require(node, found == value, std::string{name} + " " + std::to_string(value));
    }
    /// The axis of columns: 1 or -1, of matrices.
    void expect_last_axis(const onnx_node& node, std::int64_t otherwise) const {
        const std::int64_t found = integer(node, "axis", otherwise);
        require(node, found == 1 || found == -1, "axis 1 or -1");
    }
    void expect_one(const onnx_node& node, std::string_view name) const {
        const onnx_attribute* const a = attribute(node, name, onnx_attribute_kind::real);
        require(node, a == nullptr || a->real == 1.0F, std::string{name} + " 1");
    }

    void require(const onnx_node& node, bool holds, const std::string& expected) const {
        if (!holds) {
            core::fail<format_error>(place(node), expected, "another graph");
        }
    }

    /// @throws format_error naming an operation, constant or input that nobody has taken.
    void require_all_taken() const {
        for (const auto& [name, from] : names_) {
            if (!from.taken) {
                core::fail<format_error>(where_, "what a model of Lastro consists of only", shown(name));
            }
        }
    }

    /// What `name` is, for errors.
    [[nodiscard]] std::string shown(std::string_view name) const {
        const auto found = names_.find(name);
        if (found == names_.end()) {
            return "nothing of that name";
        }
        return found->second.from == origin::kind::input ? "the input " + core::quoted(name)
               : found->second.from == origin::kind::constant
                   ? "the constant " + core::quoted(name)
                   : "operation " + core::quoted(full_name(found->second.place));
    }
    [[nodiscard]] std::string place(const onnx_tensor& t) const {
        return where_ + ": constant " + core::quoted(t.name);
    }

private:
    struct origin {
        enum class kind : std::uint8_t { input, constant, node } from;
        std::size_t place;
        bool taken;
    };

    // From set 13 on Softmax is of one axis; no later set changes what the operations that are matched here compute.
    void require_versions() const {
        core::require<format_error>(file_.ir_version >= 4, where_ + ": IR version",
                                    "4 or later, where constants need not be inputs", file_.ir_version);
        std::size_t own = 0;
        std::size_t ml = 0;
        for (const auto& [domain, version] : file_.operator_sets) {
            const bool first = domain.empty() && version >= 13 && version <= 24;
            const bool second = domain == onnx_ml && version >= 1 && version <= 5;
            core::require<format_error>(first || second, where_ + ": operator set",
                                        "ONNX's from 13 to 24 or ai.onnx.ml from 1 to 5",
                                        core::quoted(domain) + ' ' + std::to_string(version));
            own += first ? std::size_t{1} : std::size_t{0};
            ml += second ? std::size_t{1} : std::size_t{0};
        }
        core::require<format_error>(own == 1, where_ + ": operator set", "ONNX's own once", own);
        core::require<format_error>(ml <= 1, where_ + ": operator set", "ai.onnx.ml at most once", ml);
        for (const onnx_node& node : file_.nodes) {
            core::require<format_error>(node.domain != onnx_ml || ml == 1, place(node), "operator set ai.onnx.ml",
                                        "none");
        }
    }

    void take(origin& from, std::string_view name) {
        core::require<format_error>(!from.taken, where_ + ": " + core::quoted(name), "to be used in one place",
                                    "a second one");
        from.taken = true;
    }

    [[nodiscard]] std::string full_name(std::size_t node) const {
        const onnx_node& n = file_.nodes[node];
        return n.domain.empty() ? n.op : n.domain + '.' + n.op;
    }
    [[nodiscard]] std::string place(const onnx_node& node) const {
        return where_ + ": " + core::quoted(node.op) +
               (node.outputs.empty() ? "" : " of " + core::quoted(node.outputs[0]));
    }
    void add(std::string_view name, origin from) {
        core::require<format_error>(!name.empty() && names_.emplace(name, from).second, where_,
                                    "every value's name once", core::quoted(name));
    }
    void same_type(const std::string& what, onnx_type found) {
        const bool real = found == onnx_type::float32 || found == onnx_type::float64;
        core::require<format_error>(real && (!type_ || found == *type_), what,
                                    type_ ? to_string(*type_) : std::string_view{"float32 or float64"},
                                    to_string(found));
        type_ = found;
    }

    const onnx_file& file_;
    std::string where_;
    std::optional<onnx_type> type_;
    std::map<std::string_view, origin, std::less<>> names_;
};

}  // namespace lastro::inline v0::artifact
