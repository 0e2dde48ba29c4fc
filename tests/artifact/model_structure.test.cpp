// SPDX-License-Identifier: MIT
// tests/artifact/model_structure.test.cpp
#include <lastro/artifact/model_structure.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace store = lastro::store;
using artifact::dtype;
using artifact::tensor_info;

namespace {

const std::string w_digest = lastro::hash::blake3::of(lastro::core::as_bytes("w")).to_string();
const std::string b_digest = lastro::hash::blake3::of(lastro::core::as_bytes("b")).to_string();

// In the order of their data, which is not that of their names.
std::vector<tensor_info> tensors() {
    return {{.name = "w", .type = dtype::f64, .shape = {3, 2}, .begin = 0, .end = 48},
            {.name = "b", .type = dtype::f32, .shape = {}, .begin = 48, .end = 52}};
}

std::string text() {
    return R"({"model":{"type":"test.line","w":{"tensor":"w"}},"tensors":{"b":{"digest":")" + b_digest +
           R"(","dtype":"F32","shape":[]},"w":{"digest":")" + w_digest + R"(","dtype":"F64","shape":[3,2]}}})";
}

// What a reader says of a text: what it is, or what is wrong with it.
template <class Read>
std::string said(const Read& read) {
    try {
        const artifact::model_structure s = read();
        std::string result = store::canonical_json(s.model);
        for (const auto& digest : s.digests) {
            result += ' ' + digest.to_string();
        }
        return result;
    } catch (const lastro::format_error& e) {
        return e.what();
    }
}

std::string parsed(std::string_view text) {
    const std::vector<tensor_info> list = tensors();
    const artifact::tensor_index index{list};
    return said([&] { return artifact::parse_model_structure(text, list, index, "t"); });
}

// The same by way of a JSON value, always.
std::string judged(std::string_view text) {
    return said([&] {
        auto s = artifact::detail::structure_of(store::parse_canonical_json(text, "t"), tensors(), "t");
        if (const auto type = s.model.find("type"); type != s.model.end() && !type->is_string()) {
            throw lastro::format_error{std::string{"t: \"type\": expected a text, found "} + type->type_name()};
        }
        return s;
    });
}

std::string changed(std::string_view from, std::string_view to) {
    std::string result = text();
    return result.replace(result.find(from), from.size(), to);
}

}  // namespace

TEST_SUITE("artifact/model_structure") {
    TEST_CASE("structure: the model, and the digests in the order of the tensors") {
        CHECK(parsed(text()) == R"({"type":"test.line","w":{"tensor":"w"}} )" + w_digest + ' ' + b_digest);
        CHECK(parsed(R"({"model":{},"tensors":{}})") == "t: \"tensors\": expected 2 tensors, as in the file, found 0");
        const auto none = said([] {
            return artifact::parse_model_structure(R"({"model":{},"tensors":{}})", {}, artifact::tensor_index{}, "t");
        });
        CHECK(none == "{}");
    }

    TEST_CASE("refusals: what is otherwise is named") {
        CHECK(parsed(changed("\"F64\"", "\"F32\"")) == R"(t: tensor "w": expected F64, found "F32")");
        CHECK(parsed(changed("[3,2]", "[3,3]")) ==
              R"(t: tensor "w": expected the shape that the header gives, found another one)");
        CHECK(parsed(changed("[3,2]", "[3]")) ==
              R"(t: tensor "w": expected the shape that the header gives, found another one)");
        CHECK(parsed(changed("\"b\":{\"d", "\"c\":{\"d")) == R"(t: tensor "b": expected an entry, found none)");
        CHECK(parsed(changed("\"dtype\":\"F32\",", "")) == R"(t: tensor "b": "dtype": expected a value, found none)");
        CHECK(parsed(changed("[3,2]", "[3, 2]")) ==
              "t: expected canonical JSON (RFC 8785), found another spelling of the same value");
        CHECK(parsed(changed("\"test.line\"", "7")) == "t: \"type\": expected a text, found number");
        CHECK(parsed(changed("{\"model\"", "{\"extra\":1,\"model\"")) ==
              R"(t: expected no other fields, found "extra")");
        CHECK(parsed(changed("\"shape\":[]", "\"shape\":[],\"x\":1")) ==
              R"(t: tensor "b": expected no other fields, found "x")");
        CHECK(parsed("[]") == "t: expected an object, found array");
        CHECK(parsed("7") == "t: expected an object, found number");
        CHECK(parsed("") == "t: byte 0: expected a value, found the end");
    }

    TEST_CASE("sizes: beyond 2^53 they are texts") {
        const std::vector<tensor_info> huge{{.name = "e", .type = dtype::u8, .shape = {0, UINT64_MAX}}};
        const artifact::tensor_index index{huge};
        const std::string text = R"({"model":{},"tensors":{"e":{"digest":")" + w_digest +
                                 R"(","dtype":"U8","shape":[0,"18446744073709551615"]}}})";
        CHECK(said([&] { return artifact::parse_model_structure(text, huge, index, "t"); }) == "{} " + w_digest);
    }

    TEST_CASE("writing: canonical JSON, names in the order of UTF-16, that reads back") {
        std::vector<tensor_info> list;
        std::vector<lastro::hash::digest> digests;
        for (const char* name : {"w", "\xEF\xBF\xBF", "\xF0\x9F\x98\x80", "a\"b", "\n", "a"}) {
            list.push_back({.name = name, .type = dtype::u8, .shape = {0, UINT64_MAX, list.size()}});
            digests.push_back(lastro::hash::blake3::of(lastro::core::as_bytes(name)));
        }
        const store::json model{{"w", {{"tensor", "w"}}}, {"a", nullptr}};
        const std::string written = artifact::model_structure_text(model, list, digests);
        CHECK(store::is_canonical_json(written));
        const auto read = artifact::parse_model_structure(written, list, artifact::tensor_index{list}, "t");
        CHECK(read.model == model);
        CHECK(read.digests == digests);
        CHECK(artifact::model_structure_text(store::json::object(), {}, {}) == R"({"model":{},"tensors":{}})");
    }

    TEST_CASE("two ways: whatever is changed, the quick one never says what the general one does not") {
        std::mt19937 engine{3};
        constexpr std::string_view letters = "0123456789{}[]\",:abdemFlst ";
        for (int round = 0; round < 6000; ++round) {
            std::string other = text();
            for (std::size_t n = engine() % 2 + 1; n > 0; --n) {
                const std::size_t at = engine() % other.size();
                if (engine() % 3 == 0) {
                    other.erase(at, 1);
                } else if (engine() % 2 == 0) {
                    other.insert(at, 1, letters[engine() % letters.size()]);
                } else {
                    other[at] = letters[engine() % letters.size()];
                }
            }
            INFO(other);
            REQUIRE(parsed(other) == judged(other));
        }
    }
}
