// SPDX-License-Identifier: MIT
// lastro/artifact/onnx_export.hpp
//
// Which steps does a model take from its inputs to its results? Read from what it would save, not from its type.
//
//   const artifact::onnx_pipeline p = artifact::to_pipeline(artifact::to_archive(rain), {});
//   p.columns; p.layers; p.classes;
//
// What ONNX export does not know - another model, encoder, loss or field, a future version - is an error that names it:
// nothing is left out in silence. Numbers that float32 cannot hold are rounded where that is asked for, or refused.
#pragma once

#include <cstddef>           // size_t
#include <initializer_list>  // initializer_list
#include <stdexcept>         // invalid_argument
#include <string>            // string
#include <string_view>       // string_view
#include <utility>           // move
#include <vector>            // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

namespace detail {

/// The fields of one reflected value: its type is one of the known ones, and every field is asked for.
class exported_fields {
public:
    exported_fields(const store::json& value, std::string where, std::initializer_list<std::string_view> types)
        : where_(std::move(where)),
          header_(value, where_),
          type_(header_.text("type")),
          fields_(header_.object("fields"), where_) {
        std::string known;
        bool found = false;
        for (const std::string_view type : types) {
            known += (known.empty() ? "" : ", ") + std::string{type};
            found = found || type == type_;
        }
        core::require<std::invalid_argument>(found, where_, known + ", which ONNX export knows", core::quoted(type_));
        core::require<std::invalid_argument>(header_.integer("version") == 1, where_ + ": " + type_,
                                             "version 1, which ONNX export knows", header_.integer("version"));
    }
    [[nodiscard]] const std::string& type() const noexcept { return type_; }
    [[nodiscard]] store::json_fields& operator*() noexcept { return fields_; }
    [[nodiscard]] store::json_fields* operator->() noexcept { return &fields_; }

    /// Refuses the first field that nobody has asked for.
    void finish() const {
        try {
            fields_.finish();
        } catch (const format_error& e) {
            throw std::invalid_argument{std::string{e.what()} + ", which ONNX export does not know"};
        }
    }

private:
    std::string where_;
    store::json_fields header_;
    std::string type_;
    store::json_fields fields_;
};

/// Turns an archive into a pipeline.
class pipeline_builder {
public:
    explicit pipeline_builder(const archive& from) : from_(from) {}

    [[nodiscard]] onnx_pipeline build() {
        exported_fields model{
            from_.structure,
            "artifact::write_onnx",
            {"lastro.classifier", "lastro.regressor", "lastro.linear", "lastro.logistic", "lastro.mlp"}};
        if (model.type() == "lastro.classifier" || model.type() == "lastro.regressor") {
            p_.target = model->text("target");
            columns(model->at("features"));
            network(model->at("network"));
            if (model.type() == "lastro.classifier") {
                classes(model->at("classes"));
            } else {
                p_.task = onnx_task::regression;
                scale(model->at("scale"), "artifact::write_onnx: scale", p_.target_mean, p_.target_sd);
                if (p_.exponential) {  // then the model does not use it
                    p_.target_mean = 0.0;
                    p_.target_sd = 1.0;
                }
            }
            model.finish();
        } else {
            network(from_.structure);
            p_.exponential = p_.exponential && model.type() == "lastro.linear";  // a perceptron alone gives scores
        }
        core::require<std::invalid_argument>(!p_.layers.empty() && p_.layers.front().inputs > 0, "artifact::write_onnx",
                                             "a trained model", "one that was never trained");
        return std::move(p_);
    }

private:
    static void scale(const store::json& value, const std::string& where, double& mean, double& sd) {
        exported_fields fields{value, where, {"lastro.scaler"}};
        mean = store::exact_double(fields->at("mean"), where);
        sd = store::exact_double(fields->at("sd"), where);
        fields.finish();
    }

    // (x - median) / range has the form of the standard rule, and so has no rule: (x - 0) / 1.
    static void other_scale(const store::json& value, const std::string& where, onnx_column& column) {
        exported_fields fields{value, where, {"lastro.unscaled", "lastro.robust_scaler", "lastro.min_max_scaler"}};
        const auto number = [&](const char* name) { return store::exact_double(fields->at(name), where); };
        if (fields.type() == "lastro.robust_scaler") {
            column.mean = number("median");
            column.sd = number("range");
            ignore(fields, {"lower", "upper"});
        } else if (fields.type() == "lastro.min_max_scaler") {
            column.range = onnx_range{number("smallest"), number("largest"), number("low"), number("high")};
            core::require<std::invalid_argument>(!fields->boolean("clip"), where + ": lastro.min_max_scaler",
                                                 "no clipping, which ONNX export does not know", true);
        }
        fields.finish();
    }

    // What counts in training only, or is in the encoder too.
    static void ignore(exported_fields& fields, std::initializer_list<std::string_view> names) {
        for (const std::string_view name : names) {
            static_cast<void>(fields->find(name));
        }
    }

    // Of the settings only this outlives fitting: whether missing values are no error, in all columns or in none.
    void missing(const store::json& value, std::size_t columns, const std::string& where) {
        exported_fields settings{value, where, {"lastro.features_settings"}};
        ignore(settings, {"indicator", "numbers", "texts", "moments"});
        p_.missing_to_mean =
            p_.missing_to_mean || (settings->find("missing") != nullptr && settings->integer("missing") != 0);
        const store::json* const list = settings->find("columns");
        settings.finish();
        std::size_t told = 0;
        std::size_t imputed = 0;
        for (const store::json& entry : list == nullptr ? store::json::array() : *list) {
            exported_fields column{entry, where, {"lastro.feature_column"}};
            if (const store::json& how = column->at("imputation"); !how.is_null()) {
                exported_fields imputation{how, where, {"lastro.imputation"}};
                ignore(imputation, {"indicator", "number", "text"});
                ++told;
                imputed += imputation->integer("missing") != 0 ? std::size_t{1} : std::size_t{0};
                imputation.finish();
            }
            ignore(column, {"name", "encoding"});
            column.finish();
        }
        const bool rest = told == columns ? imputed > 0 : p_.missing_to_mean;
        core::require<std::invalid_argument>(imputed == (rest ? told : 0), where,
                                             "missing values an error in all columns or in none", "in some");
        p_.missing_to_mean = rest;
    }

    void columns(const store::json& value) {
        const std::string where = "artifact::write_onnx: features";
        exported_fields features{value, where, {"lastro.features"}};
        const store::json& names = features->array("columns");
        const store::json& encoders = features->array("encoders");
        p_.missing_to_mean = features->boolean("missing_to_mean");
        if (const store::json* const settings = features->find("settings")) {
            missing(*settings, names.size(), where + ": settings");
        }
        core::require<std::invalid_argument>(names.size() == encoders.size(), where, "fitted features",
                                             "features that were never fitted");
        for (std::size_t i = 0; i < encoders.size(); ++i) {
            onnx_column column{.name = names[i].get<std::string>()};
            const std::string place = "artifact::write_onnx: column " + core::quoted(column.name);
            exported_fields encoder{encoders[i], place, {"lastro.feature_encoder"}};
            column.numeric = encoder->boolean("numeric");
            const store::json& scaler = encoder->at("scaler");
            exported_fields one_hot{encoder->at("one_hot"), place, {"lastro.one_hot"}};
            const store::json& categories = one_hot->array("categories");
            one_hot.finish();
            if (const store::json* const rule = encoder->find("rule")) {
                other_scale(*rule, place, column);
            } else if (column.numeric) {
                scale(scaler, place, column.mean, column.sd);
            } else {
                for (const store::json& category : categories) {
                    column.categories.push_back(category.get<std::string>());
                }
            }
            if (const store::json* const number = encoder->find("number_for_missing")) {
                column.number_for_missing = store::exact_double(*number, place);
            }
            encoder.finish();
            p_.columns.push_back(std::move(column));
        }
        features.finish();
    }

    void classes(const store::json& value) {
        exported_fields labels{value, "artifact::write_onnx: classes", {"lastro.class_labels"}};
        p_.task = onnx_task::classification;
        const std::string& type = labels->text("type");
        p_.class_type = type == "boolean"   ? onnx_type::boolean
                        : type == "int64"   ? onnx_type::int64
                        : type == "float64" ? onnx_type::float64
                                            : onnx_type::string;
        for (const store::json& text : labels->array("texts")) {
            p_.classes.push_back(text.get<std::string>());
        }
        labels.finish();
    }

    void network(const store::json& value) {
        const std::string where = "artifact::write_onnx: network";
        exported_fields net{value, where, {"lastro.linear", "lastro.logistic", "lastro.mlp"}};
        ignore(net, {"l2", "hidden", "dropout"});
        if (net.type() == "lastro.mlp") {
            const std::string& activation = net->text("activation");
            const store::json& weights = net->array("weights");
            const store::json& biases = net->array("biases");
            for (std::size_t i = 0; i < weights.size(); ++i) {
                layer(weights[i], biases[i]);
            }
            p_.activation = p_.layers.size() < 2   ? onnx_activation::none
                            : activation == "relu" ? onnx_activation::relu
                            : activation == "tanh" ? onnx_activation::tanh
                                                   : onnx_activation::gelu;
            core::require<std::invalid_argument>(activation == "relu" || activation == "tanh" || activation == "gelu",
                                                 where, "relu, tanh or gelu", core::quoted(activation));
        } else {
            layer(net->at("weights"), net->at(net.type() == "lastro.linear" ? "intercept" : "bias"));
        }
        if (net.type() == "lastro.linear") {
            p_.task = onnx_task::regression;
        }
        const store::json* const loss = net.type() == "lastro.logistic" ? nullptr : net->find("loss");
        p_.exponential = loss != nullptr && loss->at("type") == "lastro.poisson_loss";
        net.finish();
    }

    void layer(const store::json& weights, const store::json& bias) {
        onnx_layer layer;
        const owned_tensor& w = tensor(weights);
        layer.inputs = static_cast<std::size_t>(w.shape[0]);
        layer.outputs = w.shape.size() == 2 ? static_cast<std::size_t>(w.shape[1]) : 1;
        layer.weights = numbers(w);
        layer.bias = numbers(tensor(bias));
        p_.type = w.type == dtype::f32 ? onnx_type::float32 : onnx_type::float64;
        p_.layers.push_back(std::move(layer));
    }

    [[nodiscard]] const owned_tensor& tensor(const store::json& reference) const {
        const auto& name = reference.at("tensor").get_ref<const std::string&>();
        std::size_t i = 0;
        while (from_.tensors[i].name != name) {
            ++i;
        }
        return from_.tensors[i];
    }

    [[nodiscard]] static std::vector<double> numbers(const owned_tensor& t) {
        std::vector<double> values;
        const std::size_t size = t.type == dtype::f32 ? 4 : 8;
        for (std::size_t i = 0; i < t.bytes.size(); i += size) {
            values.push_back(size == 4 ? double{core::load_le<float>(&t.bytes[i])}
                                       : core::load_le<double>(&t.bytes[i]));
        }
        return values;
    }

    const archive& from_;
    onnx_pipeline p_;
};

}  // namespace detail

/// The steps of the model that `from` holds.
///
/// @throws std::invalid_argument naming the model, encoder, field or version that ONNX export does not know, or the number
///         that float32 cannot hold, or the column whose values it cannot tell apart; for a model that was never trained.
[[nodiscard]] inline onnx_pipeline to_pipeline(const archive& from, onnx_numbers numbers) {
    try {
        onnx_pipeline p = detail::pipeline_builder{from}.build();
        if (numbers == onnx_numbers::float32) {
            detail::round_to_float32(p);
        } else if (numbers == onnx_numbers::float64) {
            p.type = onnx_type::float64;
        }
        return p;
    } catch (const format_error& e) {  // fields that are not as in version 1
        throw std::invalid_argument{e.what()};
    }
}

}  // namespace lastro::inline v0::artifact
