// SPDX-License-Identifier: MIT
// tests/interop/onnx.cpp
//
// Models to and from ONNX, for tests/interop/onnx.py.
//
//   onnx write DIRECTORY WEATHER    NAME.onnx, and NAME.json with inputs and what the model tells for them
//   onnx read DIRECTORY             NAME.told.json for every NAME.onnx of Python's onnx, with the inputs in NAME.json
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/onnx.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/split.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/model/regressor.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/train/trainer.hpp>

namespace {

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace data = lastro::data;
namespace model = lastro::model;
namespace num = lastro::num;
namespace store = lastro::store;
namespace train = lastro::train;
using store::json;

json rows_of(const Eigen::MatrixXd& m) {
    json rows = json::array();
    for (Eigen::Index i = 0; i < m.rows(); ++i) {
        json row = json::array();
        for (Eigen::Index j = 0; j < m.cols(); ++j) {
            row.push_back(m(i, j));
        }
        rows.push_back(row);
    }
    return rows;
}

json texts_of(const data::column& c) {
    json list = json::array();
    for (std::size_t i = 0; i < c.size(); ++i) {
        list.push_back(c.to_text(i));
    }
    return list;
}

json inputs_of(const data::table& rows, const std::vector<std::string>& columns) {
    json inputs = json::object();
    for (const std::string& name : columns) {
        const data::column& c = rows.column(name);
        json& list = inputs[name] = json::array();
        for (std::size_t i = 0; i < c.size(); ++i) {
            list.push_back(c.is_null(i)                     ? json{}
                           : c.type() == data::type::string ? json(c.to_text(i))
                                                            : json(c.numbers()[i]));
        }
    }
    return inputs;
}

json told_by(const model::classifier& m, const data::table& rows) {
    return {{"prediction", texts_of(m.predict(rows))}, {"probabilities", rows_of(m.predict_probabilities(rows))}};
}
json told_by(const model::regressor& m, const data::table& rows) { return {{"prediction", m.predict(rows)}}; }

template <class Net, class T>
json scores_of(const Net& net, const std::vector<T>& x, std::size_t rows) {
    typename Net::workspace space;
    const auto y = net.scores(num::row_major(x.data(), rows, net.inputs()), space);
    json list = json::array();
    for (std::size_t i = 0; i < rows; ++i) {
        json row = json::array();
        for (std::size_t j = 0; j < y.cols; ++j) {
            row.push_back(static_cast<double>(y(i, j)));
        }
        list.push_back(row);
    }
    return list;
}

void write(const std::filesystem::path& at, json record) {
    core::write_file(at.string(), core::as_bytes(record.dump()));
}

class exporter {
public:
    exporter(std::filesystem::path to, data::table past, data::table later)
        : to_(std::move(to)), past_(std::move(past)), later_(std::move(later)) {}

    template <class Model>
    void add(const std::string& name, Model m, int epochs) {
        train::fit_settings settings{.epochs = static_cast<std::size_t>(epochs), .batch_size = 32, .seed = 42};
        settings.optimizer = train::adam{.learning_rate = 1e-2};
        static_cast<void>(train::fit(m, past_, settings));
        const artifact::card card{.name = name, .version = "1", .license = "MIT"};
        const lastro::hash::digest digest = lastro::hash::digest::parse("blake3:" + std::string(64, '1'));
        for (const auto numbers : {artifact::onnx_numbers::float64, artifact::onnx_numbers::float32}) {
            const std::string file = name + (numbers == artifact::onnx_numbers::float64 ? "_64" : "_32");
            const std::string path = (to_ / (file + ".onnx")).string();
            artifact::write_onnx(path, m, {.numbers = numbers, .card = card, .digest = digest});
            json record = told_by(m, later_);
            record["inputs"] = inputs_of(later_, m.features().columns());
            write(to_ / (file + ".json"), record);
            // And back: the same bits from doubles, the same floats as doubles from floats.
            const auto again = artifact::read_onnx<Model>(path);
            if (numbers == artifact::onnx_numbers::float64 && told_by(again, later_) != told_by(m, later_)) {
                throw std::runtime_error{file + ": other predictions after the way there and back"};
            }
        }
    }

    template <class T, class Net>
    void add_bare(const std::string& name, const Net& net) {
        std::vector<T> x;
        json rows = json::array();
        for (std::size_t i = 0; i < 64; ++i) {
            json row = json::array();
            for (std::size_t j = 0; j < net.inputs(); ++j) {
                x.push_back(static_cast<T>((static_cast<double>((i * 7 + j * 13) % 31) - 15.0) / 8.0));
                row.push_back(static_cast<double>(x.back()));
            }
            rows.push_back(row);
        }
        artifact::write_onnx((to_ / (name + ".onnx")).string(), net);
        write(to_ / (name + ".json"), {{"matrix", rows}, {"scores", scores_of(net, x, 64)}});
        if (scores_of(artifact::read_onnx<Net>((to_ / (name + ".onnx")).string()), x, 64) != scores_of(net, x, 64)) {
            throw std::runtime_error{name + ": other scores after the way there and back"};
        }
    }

private:
    std::filesystem::path to_;
    data::table past_, later_;
};

void write_all(const std::filesystem::path& to, const std::string& csv) {
    data::table weather = data::read_csv(csv);
    weather.add("wet", weather.column<double>("precipitation") > 0.0);
    std::vector<std::int64_t> warmth, windy;
    std::vector<std::optional<double>> gusts;
    for (std::size_t i = 0; i < weather.rows(); ++i) {
        const double t = weather.column<double>("temp_max")[i], wind = weather.column<double>("wind")[i];
        warmth.push_back(t < 8.0 ? -1 : t < 20.0 ? 0 : 1);
        windy.push_back(static_cast<std::int64_t>(wind));
        gusts.push_back(i % 7 == 3 ? std::nullopt : std::optional{wind});
    }
    weather.add("warmth", data::column{warmth});
    weather.add("windy", data::column{windy});
    weather.add("gusts", data::column{gusts});
    const auto [past, later] = data::split_at(weather, "date", "2015-01-01");
    exporter out{to, past, later};
    const model::features mixed{{"temp_max", "location", "wind"}};
    const model::features holes{{"gusts", "temp_min", "location"}, {.missing = model::missing::mean}};
    const auto net = [](std::vector<std::uint64_t> hidden, model::activation kind) {
        return model::mlp{{.hidden = std::move(hidden), .activation = kind}};
    };
    out.add("wet_logistic", model::classifier{mixed, model::logistic{}, {.target = "wet"}}, 4);
    out.add("wet_tanh", model::classifier{holes, net({8}, model::activation::tanh), {.target = "wet"}}, 4);
    out.add("weather_softmax", model::classifier{mixed, model::logistic{}, {.target = "weather"}}, 4);
    out.add("weather_relu", model::classifier{holes, net({16, 8}, model::activation::relu), {.target = "weather"}}, 4);
    out.add("warmth_gelu",
            model::classifier{
                model::features{{"temp_min", "wind"}}, net({6}, model::activation::gelu), {.target = "warmth"}},
            4);
    out.add("warmest_ridge", model::regressor{holes, model::linear{{.l2 = 1e-2}}, {.target = "temp_max"}}, 4);
    out.add("wind_poisson",
            model::regressor{model::features{{"temp_max", "location"}},
                             model::linear{{.loss = train::poisson_loss{}}},
                             {.target = "windy"}},
            4);
    out.add("warmest_relu", model::regressor{mixed, net({12, 6}, model::activation::relu), {.target = "temp_min"}}, 4);
    const model::features scaled{{"temp_max", "gusts", "temp_min", "location", "wind"},
                                 {.missing = model::missing::median,
                                  .numbers = model::robust_scaler{},
                                  .columns = {{"temp_max", model::min_max_scaler{{.low = -1.0, .high = 2.0}}},
                                              {"temp_min", model::unscaled{}},
                                              {"wind", model::min_max_scaler{}}}}};
    out.add("wet_scalers", model::classifier{scaled, model::logistic{}, {.target = "wet"}}, 4);
    const auto draws = lastro::random::stream{7};
    model::mlp_float narrow{{.hidden = {9, 5}, .activation = model::activation::gelu}};
    narrow.initialise(4, 3, draws);
    out.add_bare<float>("bare_float", narrow);
    model::mlp wide = net({9}, model::activation::tanh);
    wide.initialise(4, 2, draws);
    out.add_bare<double>("bare_double", wide);
}

data::table table_of(const json& inputs) {
    data::table rows;
    for (auto column = inputs.begin(); column != inputs.end(); ++column) {
        if (column.value()[0].is_string()) {
            rows.add(column.key(), data::column{column.value().get<std::vector<std::string>>()});
        } else {
            rows.add(column.key(), data::column{column.value().get<std::vector<double>>()});
        }
    }
    return rows;
}

void read_all(const std::filesystem::path& from) {
    for (const auto& entry : std::filesystem::directory_iterator{from}) {
        std::filesystem::path file = entry.path();
        if (file.extension() != ".onnx") {
            continue;
        }
        const std::string kind = file.stem().string();
        const std::string path = file.string();
        json told;
        if (kind.starts_with("refused")) {
            try {
                static_cast<void>(artifact::read_onnx<model::classifier>(path));
                throw std::runtime_error{path + ": read"};
            } catch (const lastro::format_error& e) {
                told = {{"error", e.what()}};
            }
        } else {
            const json record = json::parse(core::read_text(file.replace_extension(".json").string()));
            if (kind.starts_with("classifier")) {
                told = told_by(artifact::read_onnx<model::classifier>(path), table_of(record["inputs"]));
            } else if (kind.starts_with("regressor")) {
                told = told_by(artifact::read_onnx<model::regressor>(path), table_of(record["inputs"]));
            } else {
                std::vector<float> x;
                for (const json& row : record["matrix"]) {
                    for (const json& value : row) {
                        x.push_back(value.get<float>());
                    }
                }
                told = {{"scores", scores_of(artifact::read_onnx<model::mlp_float>(path), x, record["matrix"].size())}};
            }
        }
        write(file.replace_extension(".told.json"), told);
    }
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc == 4 && argv[1] == std::string{"write"}) {
        write_all(argv[2], argv[3]);
    } else if (argc == 3 && argv[1] == std::string{"read"}) {
        read_all(argv[2]);
    } else {
        throw std::runtime_error{"usage: onnx write DIRECTORY WEATHER | read DIRECTORY"};
    }
    return 0;
} catch (const std::exception& e) {
    std::cerr << "onnx: " << e.what() << '\n';
    return 1;
}
