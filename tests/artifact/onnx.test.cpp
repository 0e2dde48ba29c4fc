// SPDX-License-Identifier: MIT
// tests/artifact/onnx.test.cpp: that ONNX Runtime tells the same is checked in tests/interop
#include <lastro/artifact/onnx.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "onnx_models.hpp"

using namespace onnx_models;
using namespace lastro::artifact;
namespace core = lastro::core;

static_assert(most_onnx_classes == model::class_labels::most_classes);

namespace {

template <class Model>
Model there_and_back(const Model& m, const onnx_settings& settings = {}) {
    const std::vector<std::byte> bytes = onnx_bytes(m, settings);
    CHECK(onnx_bytes(m, settings) == bytes);
    const auto again = parse_onnx_model<Model>(bytes, "m");
    CHECK(onnx_bytes(again, settings) == bytes);
    return again;
}

}  // namespace

TEST_SUITE("artifact/onnx") {
    TEST_CASE("classifiers: the same bits after the way there and back") {
        const std::vector<model::network> networks{model::logistic{}, net({3}, model::activation::tanh),
                                                   net({4, 2}, model::activation::gelu)};
        for (const model::network& network : networks) {
            for (const char* const target : {"wet", "kind"}) {
                const auto m = prepared(model::classifier{features(), network, {.target = target}});
                const auto again = there_and_back(m);
                CHECK(again.predict_probabilities(rows()) == m.predict_probabilities(rows()));
                CHECK(again.predicted_classes(rows()) == m.predicted_classes(rows()));
                CHECK(again.features() == m.features());
                CHECK(again.classes() == m.classes());
                CHECK(again.target() == target);
            }
        }
    }

    TEST_CASE("regressors: every number comes back, and is rounded where that is asked for") {
        for (const auto& network : {model::regression_network{model::linear{}},
                                    model::regression_network{model::linear{{.loss = lastro::train::poisson_loss{}}}},
                                    model::regression_network{net({3}, model::activation::relu)}}) {
            const auto m = prepared(model::regressor{features(), network, {.target = "kind"}});
            const archive before = to_archive(m);
            const archive after = to_archive(there_and_back(m));
            CHECK(after.structure == before.structure);  // with the default settings of training, which no file holds
            REQUIRE(after.tensors.size() == before.tensors.size());
            for (std::size_t i = 0; i < before.tensors.size(); ++i) {
                CHECK(after.tensors[i].bytes == before.tensors[i].bytes);
            }
            const auto narrow = there_and_back(m, {.numbers = onnx_numbers::float32});
            CHECK(narrow.scale().sd() == double{static_cast<float>(m.scale().sd())});
            CHECK(narrow.loss() == m.loss());
        }
    }

    TEST_CASE("scalers: the same bits from every one of them, and of what stands for missing values") {
        for (const model::missing missing : {model::missing::mean, model::missing::median}) {
            const model::features scaled{
                {"age", "wet", "wind", "sky"},
                {.missing = missing,
                 .numbers = model::robust_scaler{},
                 .columns = {{"age", model::min_max_scaler{{.low = -1.0}}}, {"wet", model::unscaled{}}}}};
            const auto m = prepared(model::regressor{scaled, model::linear{}, {.target = "kind"}});
            const auto again = there_and_back(m);
            CHECK(again.features().transform(rows()) == m.features().transform(rows()));
            CHECK(again.features().encoders()[0] == m.features().encoders()[0]);
        }
        const model::features indicated{{"age", "wind"}, {.missing = model::missing::median, .indicator = true}};
        CHECK_THROWS_WITH_AS(
            static_cast<void>(onnx_bytes(prepared(model::regressor{indicated, model::linear{}, {.target = "kind"}}))),
            R"(artifact::write_onnx: column "age": expected no other fields, found "indicator", which ONNX export does not know)",
            std::invalid_argument);
    }

    TEST_CASE("networks alone: every number of double and float comes back") {
        auto wide = net({4}, model::activation::relu);
        wide.initialise(3, 2, lastro::random::stream{1});
        CHECK(there_and_back(wide).weights() == wide.weights());
        model::mlp_float narrow{{.hidden = {4}, .activation = model::activation::gelu}};
        narrow.initialise(3, 2, lastro::random::stream{1});
        const auto again = there_and_back(narrow);
        CHECK(again.weights() == narrow.weights());
        CHECK(again.biases() == narrow.biases());
        CHECK(again.settings().hidden == narrow.settings().hidden);
        CHECK(again.settings().activation == model::activation::gelu);
        const auto doubles = onnx_bytes(wide);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_onnx_model<model::mlp_float>(doubles, "m")),
                             "m: model.weights[0]: expected F32, found F64", lastro::format_error);
    }

    TEST_CASE("files: named after the card; what is not trained is refused, and no file is left") {
        const temporary_directory here;
        const std::string path = here / "rain.onnx";
        const auto m = prepared(model::classifier{features(), model::logistic{}, {.target = "wet"}});
        const auto digest = lastro::hash::digest::parse("blake3:" + std::string(64, '1'));
        write_onnx(
            path, m,
            {.card = {.name = "rain", .version = "3", .description = "wet?", .license = "MIT"}, .digest = digest});
        const onnx_file file = parse_onnx(core::as_bytes(core::read_text(path)), "m");
        CHECK(file.name == "rain");
        CHECK(file.description == "wet?");
        CHECK(file.metadata == decltype(file.metadata){{"lastro.missing", "mean"},
                                                       {"lastro.target", "wet"},
                                                       {"lastro.name", "rain"},
                                                       {"lastro.version", "3"},
                                                       {"lastro.license", "MIT"},
                                                       {"lastro.digest", digest.to_string()}});
        CHECK(read_onnx<model::classifier>(path).predict(rows()) == m.predict(rows()));
        CHECK_THROWS_AS(static_cast<void>(read_onnx<model::regressor>(path)), lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(read_onnx<model::classifier>(here / "none")), lastro::io_error);
        CHECK_THROWS_WITH_AS(write_onnx(path, m, {.card = {.name = "rain", .description = "\xFF"}}),
                             R"(artifact::write_onnx: card: expected name and description in UTF-8, found "rain")",
                             std::invalid_argument);
        const std::string untrained = here / "untrained.onnx";
        CHECK_THROWS_AS(write_onnx(untrained, model::classifier{features(), model::mlp{}, {.target = "wet"}}),
                        std::invalid_argument);
        CHECK_FALSE(core::file_exists(untrained));
    }

    TEST_CASE("bits: no changed byte makes anything but another model or an error") {
        const std::vector<std::byte> bytes =
            onnx_bytes(prepared(model::classifier{features(), model::logistic{}, {.target = "wet"}}));
        std::size_t read = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::vector<std::byte> hurt = bytes;
            hurt[i] ^= std::byte{4};
            try {
                static_cast<void>(parse_onnx_model<model::classifier>(hurt, "m").predict(rows()));
                ++read;
            } catch (const lastro::error&) {
            }
        }
        CHECK(read > 0);  // numbers and names may change
        CHECK(read < bytes.size() / 2);
    }
}
