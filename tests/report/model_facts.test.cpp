// SPDX-License-Identifier: MIT
// tests/report/model_facts.test.cpp: of a real file in examples/model_file.cpp
#include <lastro/report/model_facts.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "model_examples.hpp"

namespace {

enum class number_type { f64 };

std::string_view to_string(number_type) { return "F64"; }

struct some_file {
    struct tensor {
        std::string name;
        number_type type;
        std::vector<std::uint64_t> shape;
    };
    lastro::artifact::card made = {.name = "m"};
    [[nodiscard]] const lastro::artifact::card& card() const { return made; }
    [[nodiscard]] static std::string type() { return "acme.m"; }
    [[nodiscard]] static lastro::hash::digest digest() { return model_examples::digest_of('1'); }
    [[nodiscard]] static lastro::track::environment environment() { return *model_examples::full().environment; }
    [[nodiscard]] static std::vector<tensor> tensors() { return {{"w", number_type::f64, {2, 3}}}; }
    [[nodiscard]] static lastro::hash::digest tensor_digest(std::string_view name) {
        return model_examples::digest_of(name == "w" ? '2' : '3');
    }
};

}  // namespace

TEST_SUITE("report/model_facts") {
    TEST_CASE("facts: all that a file says, tensors by their digests") {
        const auto facts = lastro::report::facts_of(some_file{});
        CHECK(facts.card.name == "m");
        CHECK(facts.type == "acme.m");
        CHECK(facts.digest == model_examples::digest_of('1'));
        CHECK(facts.environment->library == "0.1.0");
        REQUIRE(facts.tensors.size() == 1);
        CHECK(facts.tensors[0].type == "F64");
        CHECK(facts.tensors[0].shape == std::vector<std::uint64_t>{2, 3});
        CHECK(facts.tensors[0].digest == model_examples::digest_of('2'));
    }
}
