// SPDX-License-Identifier: MIT
// tests/artifact/model_file.test.cpp
#include <lastro/artifact/model_file.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/model_writer.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/model/factorization.hpp>
#include <lastro/model/regressor.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/train/trainer.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "reflected.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace data = lastro::data;
namespace model = lastro::model;
namespace fs = std::filesystem;

namespace {

struct point {
    static constexpr artifact::schema schema{"test.point", 1};
    std::vector<double> at{1.0, -2.5};
    std::string name = "p\x01";  // an escape with letters: \u0001 has none, \u001f does
    std::string tail = "\x1F";
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("at", self.at);
        visit("name", self.name);
        visit("tail", self.tail);
    }
    friend bool operator==(const point&, const point&) = default;
};

// A point as a program of less precision has it, which knows fewer fields.
struct single_point {
    static constexpr artifact::schema schema{"test.point", 1};
    std::vector<float> at;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("at", self.at);
    }
};

void put(const std::string& path, core::byte_span bytes) {  // in place: what is tested is reading
    fs::resize_file(path, bytes.size());
    FILE* file = std::fopen(path.c_str(), "r+b");
    REQUIRE(file != nullptr);
    CHECK(std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
    std::fclose(file);
}

/// The bytes of a model file as they would be if nobody said where it was made.
std::string made_anywhere(const std::string& path) {
    const artifact::safetensors_file file{path};
    artifact::text_map metadata = file.metadata().value();
    metadata.erase("lastro.environment");
    metadata.erase("lastro.seal");
    const std::vector<artifact::tensor_info> infos{file.tensors().begin(), file.tensors().end()};
    std::string bytes{core::as_text(artifact::safetensors_header_bytes(infos, metadata, 64))};
    for (const artifact::tensor_info& t : infos) {
        bytes += core::as_text(file.bytes(t));
    }
    return bytes;
}

data::table days() {
    const lastro::random::stream draws{1};
    std::vector<double> warm;
    std::vector<std::string> city;
    std::vector<bool> wet;
    for (std::uint64_t i = 0; i < 120; ++i) {
        warm.push_back(lastro::random::normal(draws["warm"], i));
        city.push_back(i % 3 == 0 ? "Seattle" : "New York");
        wet.push_back(warm.back() + (i % 3 == 0 ? 1.0 : 0.0) > 0.3);
    }
    data::table t;
    t.add("warm", data::column{warm});
    t.add("city", data::column{city});
    t.add("wet", data::column{wet});
    return t;
}

std::pair<model::classifier, lastro::train::run_result> trained(std::size_t threads) {
    model::classifier rain{model::features{{"warm", "city"}}, model::mlp{{.hidden = {4}}}, {.target = "wet"}};
    auto run = lastro::train::fit(rain, days(), {.epochs = 3, .batch_size = 16, .seed = 7, .threads = threads});
    return {std::move(rain), std::move(run)};
}

}  // namespace

TEST_SUITE("artifact/model_file") {
    TEST_CASE("round trip: a value with every kind of field comes back to the last bit") {
        const temporary_directory directory;
        artifact::save(directory / "m", reflected::example(), {.name = "example"});
        CHECK(reflected::same(artifact::load<reflected::everything>(directory / "m"), reflected::example()));
    }

    TEST_CASE("round trip: a trained classifier predicts the same bits after loading") {
        const temporary_directory directory;
        const auto [rain, run] = trained(1);
        const lastro::hash::digest dataset = run.data;
        artifact::save(directory / "rain", rain,
                       {.name = "rain", .license = "MIT", .dataset = dataset, .run = run, .metrics = {{"auc", 0.75}}});
        const auto served = artifact::load<model::classifier>(directory / "rain");
        const std::vector<double> before = rain.predict_probability(days());
        const std::vector<double> after = served.predict_probability(days());
        REQUIRE(before.size() == after.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            REQUIRE(std::bit_cast<std::uint64_t>(before[i]) == std::bit_cast<std::uint64_t>(after[i]));
        }
        CHECK(served.predict(days()) == rain.predict(days()));
        const artifact::file file = artifact::open(directory / "rain");
        CHECK(file.type() == "lastro.classifier");
        CHECK(file.card().name == "rain");
        CHECK(file.card().dataset.value().digest == dataset);
        CHECK(file.card().training.value() == artifact::summary(run));
        CHECK(file.card().metrics.at("auc") == 0.75);
        CHECK(file.environment() == lastro::track::capture_environment());
        file.verify();
    }

    TEST_CASE("round trip: trained regressors and a factorisation predict the same bits after loading") {
        const temporary_directory directory;
        data::table rows{"r"};
        std::vector<double> x, y;
        std::vector<std::int64_t> user, item;
        for (int i = 0; i < 60; ++i) {
            x.push_back(i * 7 % 60);
            y.push_back(3.0 + i % 5);
            user.push_back(i % 9);
            item.push_back(i % 7);
        }
        rows.add("x", data::column{x});
        rows.add("rating", data::column{y});
        rows.add("user", data::column{user});
        rows.add("item", data::column{item});
        const auto check = [&](auto trained, const char* type) {
            const auto run = lastro::train::fit(trained, rows, {.epochs = 2, .batch_size = 16, .seed = 5});
            artifact::save(directory / "m", trained, {.name = "m", .run = run});
            const auto served = artifact::load<decltype(trained)>(directory / "m");
            CHECK(artifact::open(directory / "m").type() == type);
            const auto before = trained.predict(rows), after = served.predict(rows);
            REQUIRE(before.size() == 60);
            for (std::size_t i = 0; i < before.size(); ++i) {
                REQUIRE(std::bit_cast<std::uint64_t>(before[i]) == std::bit_cast<std::uint64_t>(after[i]));
            }
            std::filesystem::remove(directory / "m");
        };
        const model::features features{{"x", "user"}};
        const lastro::train::regression_loss huber = lastro::train::huber_loss{.delta = 0.5};
        check(model::regressor{features, model::linear{{.l2 = 0.1}}, {.target = "rating"}}, "lastro.regressor");
        check(model::regressor{features, model::linear{{.loss = huber}}, {.target = "rating"}}, "lastro.regressor");
        check(
            model::regressor{
                features,
                model::mlp{{.hidden = {5}, .activation = model::activation::gelu, .dropout = 0.25, .loss = huber}},
                {.target = "rating"}},
            "lastro.regressor");
        check(model::factorization{{.factors = 3}}, "lastro.factorization");
    }

    TEST_CASE("self-test: recorded cases are predicted again on loading, to the last bit, unless one says otherwise") {
        const temporary_directory directory;
        const std::string path = directory / "rain";
        const auto [rain, run] = trained(1);
        auto cases = artifact::record_cases(rain, days().slice(0, 5));
        artifact::save(path, rain, {.name = "rain", .self_test = cases});
        CHECK(artifact::open(path).self_test()->outputs == cases.outputs);
        CHECK(artifact::load<model::classifier>(path).predict(days()) == rain.predict(days()));
        artifact::save(directory / "other", rain, {.name = "rain"});
        CHECK_FALSE(artifact::open(directory / "other").self_test().has_value());
        CHECK(artifact::digest(path) == artifact::digest(directory / "other"));  // cases are no part of the model
        cases.outputs[3] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(cases.outputs[3]) + 1);
        artifact::save(path, rain, {.name = "rain", .self_test = cases});
        CHECK_THROWS_AS(static_cast<void>(artifact::load<model::classifier>(path)), lastro::integrity_error);
        static_cast<void>(artifact::load<model::classifier>(path, {.self_test = false}));
    }

    TEST_CASE("settings: another precision and unknown fields, where one says so") {
        const temporary_directory directory;
        artifact::save(directory / "p", point{}, {.name = "p"});
        CHECK(artifact::load<single_point>(directory / "p", {.convert_precision = true, .ignore_unknown = true}).at ==
              std::vector<float>{1.0F, -2.5F});
        CHECK_THROWS_AS(static_cast<void>(artifact::load<single_point>(directory / "p", {.ignore_unknown = true})),
                        lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(artifact::load<single_point>(directory / "p", {.convert_precision = true})),
                        lastro::format_error);
    }

    TEST_CASE("digest: says what the model is, not how many threads made it") {
        const temporary_directory directory;
        const auto one = trained(1);
        const auto three = trained(3);
        artifact::save(directory / "one", one.first, {.name = "rain", .run = one.second});
        artifact::save(directory / "three", three.first, {.name = "rain", .run = three.second});
        CHECK(artifact::digest(directory / "one") == artifact::digest(directory / "three"));
        artifact::save(directory / "other", one.first, {.name = "rainy", .run = one.second});
        CHECK(artifact::digest(directory / "one") != artifact::digest(directory / "other"));
    }

    TEST_CASE("digest: frozen for format version 1") {
        const temporary_directory directory;
        artifact::save(directory / "p", point{}, {.name = "p"});
        CHECK(artifact::digest(directory / "p").to_string() ==
              "blake3:d6300eb8811d72d83a7a955af3b27140b53ff52a392c813153357c374f72b04f");
    }

    TEST_CASE("golden: files of format version 1 load, and what they hold is written as they are") {
        const temporary_directory directory;
        const std::string golden = std::string{LASTRO_SOURCE_DIR} + "/tests/golden/model_file/v1/";
        const auto check = [&](const auto& value, const auto& equal, const std::string& name) {
            const std::string path = golden + name + ".safetensors";
            CHECK(equal(artifact::load<std::remove_cvref_t<decltype(value)>>(path), value));
            artifact::save(directory / name, value, {.name = name});
            CHECK(made_anywhere(directory / name) == made_anywhere(path));
        };
        check(reflected::example(), reflected::same, "everything");
        check(reflected::assorted(), std::equal_to<>{}, "assortment");

        const std::string path = golden + "classifier.safetensors";
        const auto rain = artifact::load<model::classifier>(path);  // and predicts its cases again
        const artifact::file file = artifact::open(path);
        CHECK(file.self_test().has_value());
        CHECK(file.card().training.value().rows == 120);
        CHECK(artifact::digest(path).to_string() ==
              "blake3:c18ebb32c6cc01522ac1e043cd385f67dd1627797c812aa150a4ec639769b4e0");
        CHECK(rain.predict(days()) == trained(1).first.predict(days()));
    }

    TEST_CASE("views: a tensor in place, compared with its digest") {
        const temporary_directory directory;
        artifact::save(directory / "m", reflected::example(),
                       {.name = "example",
                        .task = "tabular-regression",
                        .intended_use = "A test.",
                        .inputs = {{.name = "wind", .unit = "m/s"}},
                        .outputs = {{.name = "price"}},
                        .preprocessing = {{"wind", "none"}},
                        .run_id = "run-7",
                        .measurements = {{.metric = "auc", .value = 0.5}}});
        const artifact::file file = artifact::open(directory / "m");
        CHECK(file.card() == artifact::card{.name = "example",
                                            .task = "tabular-regression",
                                            .intended_use = "A test.",
                                            .inputs = {{.name = "wind", .unit = "m/s"}},
                                            .outputs = {{.name = "price"}},
                                            .preprocessing = {{"wind", "none"}},
                                            .run_id = "run-7",
                                            .measurements = {{.metric = "auc", .value = 0.5}}});
        if constexpr (std::endian::native == std::endian::little) {
            const auto matrix = file.view<double>("matrix");
            CHECK(matrix.rows() == 2);
            CHECK(matrix(1, 0) == 4.0);
        }
        CHECK(file.bytes("reals").size() == 32);
        CHECK(file.tensor_digest("reals") == lastro::hash::blake3::of(file.bytes("reals")));
        CHECK_THROWS_AS(static_cast<void>(file.tensor_digest("none")), lastro::schema_error);
        CHECK_THROWS_AS(static_cast<void>(file.bytes("none")), lastro::schema_error);
    }

    TEST_CASE("damage: every flipped bit and every cut of a model file is an error") {
        const temporary_directory directory;
        const std::string path = directory / "p";
        artifact::save(path, point{}, {.name = "p"});
        REQUIRE(artifact::load<point>(path) == point{});
        const std::vector<std::byte> good = core::read_file(path);
        std::size_t undetected = 0;
        const auto judge = [&](core::byte_span bad) {
            put(path, bad);
            try {
                static_cast<void>(artifact::load<point>(path));
                ++undetected;
            } catch (const lastro::error&) {
            }
        };
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::vector<std::byte> bad = good;
            bad[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
            judge(bad);
        }
        for (std::size_t length = 0; length < good.size(); ++length) {
            judge({good.data(), length});
        }
        std::vector<std::byte> longer = good;
        longer.push_back(std::byte{0});
        judge(longer);
        MESSAGE((good.size() * 8) << " flipped bits, " << good.size() << " cuts, " << undetected << " undetected");
        CHECK(undetected == 0);
        put(path, good);
        CHECK(artifact::load<point>(path) == point{});
    }

    TEST_CASE("damage: says what is damaged") {
        const temporary_directory directory;
        const std::string path = directory / "p";
        artifact::save(path, point{}, {.name = "p"});
        std::vector<std::byte> bytes = core::read_file(path);
        bytes.back() ^= std::byte{1};
        put(path, bytes);
        static_cast<void>(artifact::open(path));  // the header is whole
        core::byte_span tensor{bytes};
        tensor = tensor.last(16);
        bytes.back() ^= std::byte{1};
        const std::string right = lastro::hash::blake3::of(tensor).to_string();
        bytes.back() ^= std::byte{1};
        const std::string message = path + ": tensor \"at\": expected bytes with digest " + right + ", found " +
                                    lastro::hash::blake3::of(tensor).to_string();
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::load<point>(path)), message.c_str(), lastro::integrity_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::digest(path)), message.c_str(), lastro::integrity_error);
    }

    TEST_CASE("forgery: a file with a right seal and a wrong structure is refused, whatever was changed") {
        // Texts of a real model with one place changed, sealed anew: reaches the readers behind the seal.
        const temporary_directory directory;
        const std::string path = directory / "forged";
        const auto parts = trained(1);
        artifact::save(directory / "rain", parts.first, {.name = "rain", .run = parts.second});
        const artifact::safetensors_file original{directory / "rain"};
        std::vector<artifact::tensor_data> tensors;
        for (const auto& t : original.tensors()) {
            tensors.push_back({.name = t.name, .type = t.type, .shape = t.shape, .bytes = original.bytes(t)});
        }
        std::mt19937 engine{5};
        std::size_t refused = 0;
        std::size_t accepted = 0;
        for (int round = 0; round < 1500; ++round) {
            artifact::text_map texts = original.metadata().value();
            std::string& text = texts.find(round % 3 == 0 ? "lastro.card" : "lastro.model")->second;
            const std::size_t at = engine() % text.size();
            constexpr std::string_view letters = "0123456789{}[]\",:-.etrufalsn";
            switch (engine() % 3) {
                case 0:
                    text[at] = letters[engine() % letters.size()];
                    break;
                case 1:
                    text.erase(at, 1 + engine() % 3);
                    break;
                default:
                    text.insert(at, 1 + engine() % 2, letters[engine() % letters.size()]);
            }
            texts.find("lastro.digest")->second =
                artifact::detail::model_digest(texts.at("lastro.card"), texts.at("lastro.model")).to_string();
            texts.find("lastro.seal")->second = artifact::detail::seal_of(texts).to_string();
            const auto header = [&] {
                std::vector<artifact::tensor_info> infos{original.tensors().begin(), original.tensors().end()};
                return artifact::safetensors_header_bytes(std::move(infos), texts, 64);
            }();
            std::vector<std::byte> bytes = header;
            for (const auto& t : original.tensors()) {
                const auto content = original.bytes(t);
                bytes.insert(bytes.end(), content.begin(), content.end());
            }
            if (!fs::exists(path)) {
                core::write_file(path, {});
            }
            put(path, bytes);
            try {
                const auto forged = artifact::load<model::classifier>(path);
                static_cast<void>(forged.predict_probability(days()));  // usable, or it must say why not
                ++accepted;                                             // another name, another scale: well formed
            } catch (const lastro::error&) {
                ++refused;
            }
        }
        MESSAGE(accepted << " of 1500 changed and newly sealed files were usable, " << refused << " refused");
        CHECK(refused > 1000);
    }

    TEST_CASE("refusals: files that are something else") {
        const temporary_directory directory;
        const std::string path = directory / "m";
        const std::string missing = path + ": cannot open for reading: No such file or directory";
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::open(path)), missing.c_str(), lastro::io_error);
        CHECK_THROWS_AS(static_cast<void>(artifact::open(directory.path())), lastro::io_error);
        core::write_file(path, core::as_bytes("x"));
        const std::string small = path + ": HeaderTooSmall: expected at least 8 bytes, found 1";
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::open(path)), small.c_str(), lastro::format_error);
        artifact::write_safetensors(path, {}, {{"format", "pt"}});
        const std::string foreign =
            path + ": expected a model file written by Lastro (format \"lastro\"), found \"pt\"";
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::open(path)), foreign.c_str(), lastro::format_error);
        artifact::write_safetensors(path, {});
        const std::string none = path + ": expected a model file written by Lastro (format \"lastro\"), found \"\"";
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::open(path)), none.c_str(), lastro::format_error);
        artifact::save(path, point{}, {.name = "p"});
        const std::string other = path + R"(: model: "type": expected "test.square", found "test.point")";
        CHECK_THROWS_WITH_AS(static_cast<void>(artifact::load<reflected::square>(path)), other.c_str(),
                             lastro::format_error);
    }
}
