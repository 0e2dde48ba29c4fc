// SPDX-License-Identifier: MIT
// tests/artifact/onnx_values.test.cpp
#include <lastro/artifact/onnx_values.hpp>

#include <cstdint>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "onnx_pipelines.hpp"

using namespace onnx_pipelines;

namespace {

onnx_file small() {
    onnx_file file{.operator_sets = {{"", 13}}};
    file.inputs = {{.name = "x", .shape = {{.symbol = "N"}, {.size = 1}}}};
    file.constants = {{.name = "one", .shape = {}, .bytes = std::vector<std::byte>(8)},
                      {.name = "many", .shape = {2}, .bytes = std::vector<std::byte>(16)},
                      {.name = "narrow", .type = onnx_type::float32, .shape = {1}, .bytes = std::vector<std::byte>(4)}};
    file.nodes = {
        {.op = "Add", .inputs = {"x", "one"}, .outputs = {"y"}, .attributes = {{.name = "axis", .integer = 1}}}};
    return file;
}

template <class Do>
void refused(Do&& act, const char* message) {
    CHECK_THROWS_WITH_AS(act(), message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/onnx_values") {
    TEST_CASE("values: found by name, taken once, none left over") {
        const onnx_file file = small();
        onnx_values values{file, "m"};
        CHECK(values.made_by("y", "Add") == &file.nodes[0]);
        CHECK(values.made_by("y", "Sub") == nullptr);
        CHECK(values.made_by("x", "Add") == nullptr);
        CHECK(values.number("one") == 0.0);
        CHECK(values.number("one") == 0.0);  // a single number may serve twice
        CHECK(values.numbers("many").size() == 2);
        refused([&] { static_cast<void>(values.numbers("many")); },
                R"(m: constant "many": expected to be read once, found a second use)");
        refused([&] { static_cast<void>(values.numbers("narrow")); },
                R"(m: constant "narrow": expected float64, found float32)");
        CHECK(&values.take("y", "Add", 2, {"axis"}) == &file.nodes[0]);
        refused([&] { static_cast<void>(values.take("y", "Add", 2, {"axis"})); },
                R"(m: "y": expected to be used in one place, found a second one)");
        refused([&] { values.require_all_taken(); },
                R"(m: expected what a model of Lastro consists of only, found the input "x")");
        CHECK(values.take_input("x").name == "x");
        values.require_all_taken();
    }

    TEST_CASE("refusals: what is not what it should be is named") {
        const onnx_file file = small();
        onnx_values values{file, "m"};
        refused([&] { static_cast<void>(values.take("y", "Gemm", 2, {})); },
                R"(m: "y": expected to be made by Gemm, found operation "Add")");
        refused([&] { static_cast<void>(values.take("z", "Gemm", 2, {})); },
                R"(m: "z": expected to be made by Gemm, found nothing of that name)");
        refused([&] { static_cast<void>(values.constant("x")); },
                R"(m: "x": expected a constant, found the input "x")");
        refused([&] { static_cast<void>(values.take_input("one")); },
                R"(m: "one": expected an input, found the constant "one")");
        refused(
            [&] {
                static_cast<void>(onnx_values{file, "m"}.take("y", "Add", 2, {}));
            },
            R"(m: "Add" of "y": expected no other attributes, found another graph)");
        refused(
            [&] {
                static_cast<void>(onnx_values{file, "m"}.take("y", "Add", 3, {"axis"}));
            },
            R"(m: "Add" of "y": expected 3 inputs, found another graph)");
        refused([&] { values.expect(file.nodes[0], "axis", 0, 0); },
                R"(m: "Add" of "y": expected axis 0, found another graph)");
        refused([&] { values.require_column(file.inputs[0], 2, onnx_type::float64); },
                R"(m: input "x": expected float64 [N, 2], found another type or shape)");
        onnx_file twice = small();
        twice.constants[0].name = "x";
        refused([&] { onnx_values(twice, "m"); }, R"(m: expected every value's name once, found "x")");
    }

    TEST_CASE("versions: operators that mean what they mean here, and each set of them once") {
        const auto accepted = [](decltype(onnx_file::operator_sets) sets) {
            onnx_file file = small();
            file.operator_sets = std::move(sets);
            onnx_values(file, "m");
        };
        accepted({{"", 24}});
        accepted({{"ai.onnx.ml", 5}, {"", 13}});
        for (const std::int64_t version : {0, 9, 12}) {
            refused(
                [&] {
                    accepted({{"", version}});
                },
                ("m: operator set: expected ONNX's from 13 to 24 or ai.onnx.ml from 1 to 5, found \"\" " +
                 std::to_string(version))
                    .c_str());
        }
        refused(
            [&] {
                accepted({{"", 13}, {"ai.onnx.ml", 6}});
            },
            R"(m: operator set: expected ONNX's from 13 to 24 or ai.onnx.ml from 1 to 5, found "ai.onnx.ml" 6)");
        refused(
            [&] {
                accepted({{"", 13}, {"com.microsoft", 1}});
            },
            R"(m: operator set: expected ONNX's from 13 to 24 or ai.onnx.ml from 1 to 5, found "com.microsoft" 1)");
        refused([&] { accepted({}); }, "m: operator set: expected ONNX's own once, found 0");
        refused([&] { accepted({{"ai.onnx.ml", 1}}); }, "m: operator set: expected ONNX's own once, found 0");
        refused([&] { accepted({{"", 13}, {"", 13}}); }, "m: operator set: expected ONNX's own once, found 2");
        refused(
            [&] {
                accepted({{"ai.onnx.ml", 1}, {"", 13}, {"ai.onnx.ml", 2}});
            },
            "m: operator set: expected ai.onnx.ml at most once, found 2");
        onnx_file undeclared = small();
        undeclared.nodes[0].domain = "ai.onnx.ml";
        refused([&] { onnx_values(undeclared, "m"); },
                R"(m: "Add" of "y": expected operator set ai.onnx.ml, found none)");
        onnx_file old = small();
        old.ir_version = 3;
        refused([&] { onnx_values(old, "m"); },
                "m: IR version: expected 4 or later, where constants need not be inputs, found 3");
    }
}
