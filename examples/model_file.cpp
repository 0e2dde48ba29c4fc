// SPDX-License-Identifier: MIT
// examples/model_file.cpp: one file holds the model, what it is and where it came from. Any safetensors tool opens it.
#include <lastro/artifact.hpp>
#include <lastro/report/ml_bom.hpp>
#include <lastro/report/model_card.hpp>

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

    [[nodiscard]] double predict(const Eigen::VectorXd& x) const {  // so that loading can make sure of it
        return (1.0 + margin) * (weights * x).sum();
    }
};

int main() {
    const pricing_model trained{Eigen::MatrixXd{{1.5, -0.25}, {0.5, 2.0}}, {"age", "distance"}, 0.05};
    const Eigen::MatrixXd cases{{30.0, 2.5}, {55.0, 0.1}};  // inputs, and what the model says, travel in the file
    artifact::save("pricing.safetensors", trained,
                   {.name = "pricing",
                    .license = "proprietary",
                    .task = "tabular-regression",
                    .inputs = {{.name = "age", .unit = "years"}, {.name = "distance", .unit = "km"}},
                    .self_test = artifact::record_cases(trained, cases)});

    const auto model = artifact::load<pricing_model>("pricing.safetensors");  // every byte checked, the cases predicted
    const artifact::file file = artifact::open("pricing.safetensors");
    const auto weights = file.view<double>("weights");                 // memory-mapped: no copy
    report::write_model_card("pricing.md", report::facts_of(file));    // for people and the Hugging Face hub
    report::write_ml_bom("pricing.cdx.json", report::facts_of(file));  // CycloneDX, for those who keep accounts
    std::cout << file.digest() << '\n'
              << file.card() << "self-test " << file.self_test()->outputs.size() << " cases\nmargin " << model.margin
              << ", " << weights.rows() << " x " << weights.cols() << '\n';
}
