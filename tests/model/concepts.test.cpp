// SPDX-License-Identifier: MIT
// tests/model/concepts.test.cpp
#include <lastro/model/concepts.hpp>

#include <concepts>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;

namespace {

// The example at the top of the header.
struct line {
    Eigen::VectorXd w = Eigen::VectorXd::Zero(3);
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>&, model::gradients<double>&, const random::stream&) const {
        return 0.0;
    }
    static constexpr model::schema_id schema{"acme.line", 1};
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("w", self.w);
    }
};

struct with_workspace {
    struct workspace {
        std::vector<float> hidden;
    };
    Eigen::MatrixXf w;
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<float>&, model::gradients<float>&, const random::stream&,
                             workspace&) const {
        return 0.0;
    }
};

struct without_gradient {
    Eigen::VectorXd w;
    auto parameters() { return model::parameters("w", w); }
};

struct of_another_type {  // parameters are float, the batch is double
    Eigen::VectorXf w;
    auto parameters() { return model::parameters("w", w); }
    double loss_and_gradient(const train::batch<double>&, model::gradients<double>&, const random::stream&) const;
};

static_assert(model::trainable<line> && model::reflectable<line> && !model::has_workspace<line>);
static_assert(model::trainable<with_workspace> && model::has_workspace<with_workspace>);
static_assert(std::same_as<model::scalar_of<line>, double> && std::same_as<model::scalar_of<with_workspace>, float>);
static_assert(!model::trainable<without_gradient> && !model::trainable<of_another_type> && !model::trainable<int>);
static_assert(!model::reflectable<with_workspace> && !model::reflectable<int>);
static_assert(!model::bit_exact<line>, "what a user's code computes the library cannot know");

}  // namespace

TEST_SUITE("model/concepts") {
    TEST_CASE("schema_id: equal names and versions are equal") {
        CHECK(line::schema == model::schema_id{"acme.line"});
        CHECK(line::schema != model::schema_id{"acme.line", 2});
        CHECK(line::schema != model::schema_id{"acme.plane", 1});
    }

    TEST_CASE("reflect: the visitor sees every field by its name, and may change it") {
        line l;
        std::vector<std::string_view> names;
        line::reflect(l, [&](std::string_view name, auto& value) {
            names.push_back(name);
            value(0) = 5.0;
        });
        CHECK(names == std::vector<std::string_view>{"w"});
        CHECK(l.w(0) == 5.0);
    }

}  // TEST_SUITE
