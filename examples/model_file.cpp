// SPDX-License-Identifier: MIT
// examples/model_file.cpp: one file holds the model, what it is and where it came from. Any safetensors tool opens it.
#include <lastro/artifact.hpp>

#include <Eigen/Core>
#include <iostream>
#include <string>
#include <vector>

using namespace lastro;

struct pricing_model {
    Eigen::MatrixXd weights;
    std::vector<std::string> features;
    double margin = 0.0;

    // One description serves saving, loading and checking: fields match by name.
    static constexpr model::schema_id schema{"acme.pricing", 1};
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("weights", self.weights);
        visit("features", self.features);
        visit("margin", self.margin);
    }
};

int main() {
    const pricing_model trained{Eigen::MatrixXd{{1.5, -0.25}, {0.5, 2.0}}, {"age", "distance"}, 0.05};
    artifact::save("pricing.safetensors", trained, {.name = "pricing", .license = "proprietary"});

    const auto model = artifact::load<pricing_model>("pricing.safetensors");  // every byte is checked
    const artifact::file file = artifact::open("pricing.safetensors");
    const auto weights = file.view<double>("weights");  // memory-mapped: no copy
    std::cout << file.digest() << '\n'
              << file.card() << "margin " << model.margin << ", " << weights.rows() << " x " << weights.cols() << '\n';
}
