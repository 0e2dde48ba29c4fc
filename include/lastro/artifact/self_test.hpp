// SPDX-License-Identifier: MIT
// lastro/artifact/self_test.hpp
//
// Does a model that was loaded still compute what it computed when it was saved? Cases travel in the file.
//
//   artifact::save("m.safetensors", m, {.name = "m", .self_test = artifact::record_cases(m, sample_rows)});
//   const auto served = artifact::load<model::classifier>("m.safetensors");   // throws unless every case comes out
//
// Inputs are a table, for models that predict from tables, or a matrix with a case in every row, for models with
// `predict(const Eigen::VectorXd&)`. Results must be the same to the last bit where the library answers for all of the
// model's arithmetic (`model::bit_exact`), and the same within a tolerance otherwise.
#pragma once

#include <bit>          // bit_cast
#include <concepts>     // convertible_to
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <limits>       // numeric_limits
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <variant>      // get_if, variant, visit
#include <vector>       // vector

#include <Eigen/Core>  // MatrixXd, VectorXd

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// Inputs, and what the model made of them, one case after the other.
struct self_test {
    std::variant<Eigen::MatrixXd, data::table> inputs;
    std::vector<double> outputs;
};

namespace detail {

/// A model that predicts from tables; the probabilities of all classes where it has them.
template <class Model>
concept predicts_tables = requires(const Model& model, const data::table& rows) {
    model.predict_probabilities(rows);
}
|| requires(const Model& model, const data::table& rows) {
    { model.predict(rows) } -> std::convertible_to<std::vector<double>>;
};

/// A model that predicts from one row of numbers: a number, or several.
template <class Model>
concept predicts_vectors = requires(const Model& model, const Eigen::VectorXd& x) {
    model.predict(x);
};

inline void append_outputs(std::vector<double>& outputs, double value) { outputs.push_back(value); }
template <class Values>
requires(!std::convertible_to<Values, double>) void append_outputs(std::vector<double>& outputs, const Values& values) {
    for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(values.size()); ++i) {
        outputs.push_back(static_cast<double>(values[i]));
    }
}

template <class Model>
[[nodiscard]] std::optional<std::vector<double>> outputs_of(const Model& model, const data::table& rows) {
    if constexpr (!predicts_tables<Model>) {
        return std::nullopt;
    } else if constexpr (requires { model.predict_probabilities(rows); }) {
        const Eigen::MatrixXd p = model.predict_probabilities(rows);
        std::vector<double> outputs;
        for (Eigen::Index i = 0; i < p.rows(); ++i) {
            for (Eigen::Index j = 0; j < p.cols(); ++j) {
                outputs.push_back(p(i, j));
            }
        }
        return outputs;
    } else {
        return model.predict(rows);
    }
}

template <class Model>
[[nodiscard]] std::optional<std::vector<double>> outputs_of(const Model& model, const Eigen::MatrixXd& cases) {
    if constexpr (!predicts_vectors<Model>) {
        return std::nullopt;
    } else {
        std::vector<double> outputs;
        for (Eigen::Index i = 0; i < cases.rows(); ++i) {
            const Eigen::VectorXd x = cases.row(i);
            append_outputs(outputs, model.predict(x));
        }
        return outputs;
    }
}

[[nodiscard]] inline store::json reals_to_json(const double* values, std::size_t count) {
    store::json list = store::json::array();
    for (std::size_t i = 0; i < count; ++i) {
        list.push_back(store::exact_json(values[i]));
    }
    return list;
}

[[nodiscard]] inline std::vector<double> reals_from_json(const store::json& list, const std::string& where) {
    std::vector<double> values;
    for (const store::json& value : list) {
        values.push_back(store::exact_double(value, where));
    }
    return values;
}

/// Rows of a column of T from texts; missing where there is null.
template <class T>
[[nodiscard]] data::column column_from_json(const store::json& values, data::type type, const std::string& where) {
    std::vector<std::optional<T>> rows;
    for (const store::json& value : values) {
        if (value.is_null()) {
            rows.emplace_back();
            continue;
        }
        core::require<format_error>(value.is_string(), where, "a text or null", value.type_name());
        if constexpr (std::same_as<T, std::string>) {
            rows.emplace_back(value.get<std::string>());
            continue;
        }
        if constexpr (std::same_as<T, double>) {
            const auto& text = value.get_ref<const std::string&>();
            if (text == "nan" || text == "inf" || text == "-inf") {  // which a cell does not take
                const double infinity = std::numeric_limits<double>::infinity();
                rows.emplace_back(text == "nan"   ? std::numeric_limits<double>::quiet_NaN()
                                  : text == "inf" ? infinity
                                                  : -infinity);
                continue;
            }
        }
        if constexpr (!std::same_as<T, std::string>) {
            try {
                rows.emplace_back(data::cell{value.get_ref<const std::string&>()}.to(type, where).template as<T>());
            } catch (const schema_error& e) {
                throw format_error{e.what()};
            }
        }
    }
    return data::column{rows};
}

[[nodiscard]] inline data::column column_from_json(const store::json& values, data::type type,
                                                   const std::string& where) {
    switch (type) {
        case data::type::boolean:
            return column_from_json<bool>(values, type, where);
        case data::type::int64:
            return column_from_json<std::int64_t>(values, type, where);
        case data::type::float64:
            return column_from_json<double>(values, type, where);
        case data::type::date:
            return column_from_json<data::date>(values, type, where);
        case data::type::timestamp:
            return column_from_json<data::timestamp>(values, type, where);
        case data::type::string:
            break;
    }
    return column_from_json<std::string>(values, type, where);
}

}  // namespace detail

/// What `model` makes of these inputs now. @throws std::invalid_argument for no case; what the prediction throws.
template <class Model>
requires detail::predicts_tables<Model>
[[nodiscard]] self_test record_cases(const Model& model, const data::table& rows) {
    core::require<std::invalid_argument>(!rows.empty(), "artifact::record_cases", "at least one row", "none");
    return {.inputs = rows, .outputs = *detail::outputs_of(model, rows)};
}
template <class Model>
requires detail::predicts_vectors<Model>
[[nodiscard]] self_test record_cases(const Model& model, const Eigen::MatrixXd& cases) {
    core::require<std::invalid_argument>(cases.rows() > 0, "artifact::record_cases", "at least one row", "none");
    return {.inputs = cases, .outputs = *detail::outputs_of(model, cases)};
}

/// The record as docs/formats/model_file.md describes it.
[[nodiscard]] inline store::json to_json(const self_test& test) {
    store::json record{{"format", "lastro.self_test/1"},
                       {"outputs", detail::reals_to_json(test.outputs.data(), test.outputs.size())}};
    if (const auto* const table = std::get_if<data::table>(&test.inputs)) {
        store::json columns = store::json::array();
        for (std::size_t k = 0; k < table->columns(); ++k) {
            const data::column& column = table->column(k);
            store::json values = store::json::array();
            for (std::size_t i = 0; i < column.size(); ++i) {
                values.push_back(column.is_null(i) ? store::json{} : store::json(column.to_text(i)));
            }
            columns.push_back(
                {{"name", table->names()[k]}, {"type", data::name_of(column.type())}, {"values", std::move(values)}});
        }
        record["table"] = std::move(columns);
    } else {
        const auto& cases = std::get<Eigen::MatrixXd>(test.inputs);
        store::json rows = store::json::array();
        for (Eigen::Index i = 0; i < cases.rows(); ++i) {
            const Eigen::VectorXd row = cases.row(i);
            rows.push_back(detail::reals_to_json(row.data(), static_cast<std::size_t>(row.size())));
        }
        record["rows"] = std::move(rows);
    }
    return record;
}

/// Reads what `to_json` wrote. @throws format_error beginning with `where` for anything else.
[[nodiscard]] inline self_test parse_self_test(const store::json& record, const std::string& where) {
    store::json_fields fields{record, where};
    const std::string& format = fields.text("format");
    core::require<format_error>(format == "lastro.self_test/1", where, "lastro.self_test/1", core::quoted(format));
    self_test test;
    test.outputs = detail::reals_from_json(fields.array("outputs"), where + ": outputs");
    if (fields.find("table") != nullptr) {
        data::table table{where};
        for (const store::json& entry : fields.array("table")) {
            store::json_fields column{entry, where + ": table"};
            const std::string& name = column.text("name");
            const auto type = data::type_named(column.text("type"));
            core::require<format_error>(type.has_value(), column.place("type"), "a column type",
                                        core::quoted(column.text("type")));
            const store::json& values = column.array("values");
            core::require<format_error>(!table.has(name) && (table.columns() == 0 || table.rows() == values.size()),
                                        where + ": table", "every column once and with as many rows",
                                        core::quoted(name));
            table.add(name, detail::column_from_json(values, *type, where + ": column " + core::quoted(name)));
            column.finish();
        }
        test.inputs = std::move(table);
    } else {
        const store::json& rows = fields.array("rows");
        Eigen::MatrixXd cases;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            core::require<format_error>(rows[i].is_array() && rows[i].size() == rows[0].size(), where + ": rows",
                                        "rows of one length", rows[i].type_name());
            const std::vector<double> row = detail::reals_from_json(rows[i], where + ": rows");
            cases.conservativeResize(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(row.size()));
            for (std::size_t j = 0; j < row.size(); ++j) {
                cases(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = row[j];
            }
        }
        test.inputs = std::move(cases);
    }
    fields.finish();
    return test;
}

/// Has `model` predict the cases again.
///
/// `tolerance` is relative to the recorded number, or to 1 where that is smaller; it is not used for models that are
/// `bit_exact`. @throws integrity_error beginning with `where` at the first result that is another one, and where the
/// model cannot predict from such inputs.
template <class Model>
void run_self_test(const Model& model, const self_test& test, double tolerance, const std::string& where) {
    std::optional<std::vector<double>> found;
    try {
        found = std::visit([&](const auto& inputs) { return detail::outputs_of(model, inputs); }, test.inputs);
    } catch (const error& e) {
        throw integrity_error{where + ": self-test: " + e.what()};
    }
    core::require<integrity_error>(found.has_value(), where + ": self-test",
                                   "a model that predicts from the recorded inputs", "one that does not");
    core::require<integrity_error>(found->size() == test.outputs.size(), where + ": self-test",
                                   std::to_string(test.outputs.size()) + " results", found->size());
    for (std::size_t i = 0; i < found->size(); ++i) {
        const double expected = test.outputs[i];
        const double result = (*found)[i];
        bool same = std::bit_cast<std::uint64_t>(result) == std::bit_cast<std::uint64_t>(expected) ||
                    (result != result && expected != expected);
        if constexpr (!model::bit_exact<Model>) {
            const double size = expected < 0.0 ? -expected : expected;
            const double gap = result < expected ? expected - result : result - expected;
            same = same || (core::detail::is_finite(expected) && gap <= tolerance * (size < 1.0 ? 1.0 : size));
        }
        if (!same) {
            core::fail<integrity_error>(where + ": self-test: result " + std::to_string(i), core::to_text(expected),
                                        result);
        }
    }
}

}  // namespace lastro::inline v0::artifact
