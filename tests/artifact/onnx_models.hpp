// SPDX-License-Identifier: MIT
// tests/artifact/onnx_models.hpp: models with features of both kinds, fitted and with first weights
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <lastro/data/table.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/model/regressor.hpp>

namespace onnx_models {

namespace data = lastro::data;
namespace model = lastro::model;

inline data::table rows() {
    data::table t{"rows"};
    std::vector<double> age;
    std::vector<std::optional<double>> wind;
    std::vector<std::string> sky;
    std::vector<std::int64_t> kind;
    std::vector<bool> wet;
    for (int i = 0; i < 24; ++i) {
        age.push_back(0.1 * i * i);
        wind.push_back(i % 5 == 2 ? std::nullopt : std::optional{3.0 - 0.7 * i});
        sky.emplace_back(i % 3 == 0 ? "rain" : i % 3 == 1 ? "sun" : "");
        kind.push_back(i % 4);
        wet.push_back(i % 2 == 0);
    }
    t.add("age", data::column{age});
    t.add("wind", data::column{wind});
    t.add("sky", data::column{sky});
    t.add("kind", data::column{kind});
    t.add("wet", data::column{wet});
    return t;
}

inline model::features features() { return model::features{{"age", "sky", "wind"}, {.missing = model::missing::mean}}; }

template <class Model>
Model prepared(Model m) {
    m.prepare(rows(), lastro::random::stream{5});
    return m;
}

inline model::mlp net(std::vector<std::uint64_t> hidden, model::activation kind) {
    return model::mlp{{.hidden = std::move(hidden), .activation = kind}};
}

}  // namespace onnx_models
