// SPDX-License-Identifier: MIT
// tests/benchmark/peers/small_model.hpp
//
// A model of 20 matrices, 100 KB together, and what every side does with it: save it under a name, whole or not at all
// and durable, and load it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>

namespace small {

struct model {
    std::string kind = "small";
    double rate = 0.01;
    std::vector<Eigen::MatrixXd> layers;

    static constexpr lastro::model::schema_id schema{"benchmark.small", 1};
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("kind", self.kind);
        visit("rate", self.rate);
        visit("layers", self.layers);
    }
};

inline model example() {
    model m;
    for (int i = 0; i < 20; ++i) {
        m.layers.emplace_back(32, 20);
        for (Eigen::Index k = 0; k < m.layers.back().size(); ++k) {
            m.layers.back().data()[k] = static_cast<double>(k * 7 + i) / 3.0;
        }
    }
    return m;
}

/// The matrices alone as a safetensors file, as a plain archive holds them: no structure, card or digests.
inline void write(const std::string& path, const model& m) {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> made;
        for (int i = 0; i < 20; ++i) {
            made.push_back("layers." + std::to_string(i));
        }
        return made;
    }();
    std::vector<lastro::artifact::tensor_data> tensors;
    tensors.reserve(m.layers.size());
    for (std::size_t i = 0; i < m.layers.size(); ++i) {
        const Eigen::MatrixXd& w = m.layers[i];  // by columns: the transpose, by rows
        tensors.push_back({.name = names[i],
                           .type = lastro::artifact::dtype::f64,
                           .shape = {static_cast<std::uint64_t>(w.cols()), static_cast<std::uint64_t>(w.rows())},
                           .bytes = std::as_bytes(std::span{w.data(), static_cast<std::size_t>(w.size())})});
    }
    lastro::artifact::write_safetensors(path, std::move(tensors),
                                        {{"kind", m.kind}, {"rate", lastro::core::to_text(m.rate)}});
}

inline model read(const std::string& path) {
    const lastro::artifact::safetensors_file file{path};
    model m;
    m.kind = file.metadata()->at("kind");
    m.rate = *lastro::core::parse_double(file.metadata()->at("rate"));
    m.layers.resize(file.tensors().size());
    for (std::size_t i = 0; i < m.layers.size(); ++i) {
        m.layers[i] = file.matrix<double>("layers." + std::to_string(i)).transpose();
    }
    return m;
}

}  // namespace small
