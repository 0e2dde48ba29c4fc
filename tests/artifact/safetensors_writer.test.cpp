// SPDX-License-Identifier: MIT
// tests/artifact/safetensors_writer.test.cpp
#include <lastro/artifact/safetensors_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using lastro::artifact::dtype;
using lastro::artifact::safetensors_header_bytes;
using lastro::artifact::tensor_data;
using lastro::artifact::tensor_info;
using lastro::artifact::write_safetensors;

namespace {

std::string header_text(std::vector<tensor_info> tensors, const lastro::artifact::text_map& metadata,
                        std::size_t alignment = 8) {
    const std::vector<std::byte> bytes = safetensors_header_bytes(std::move(tensors), metadata, alignment);
    CHECK(lastro::core::load_le<std::uint64_t>(bytes.data()) == bytes.size() - 8);
    return std::string{lastro::core::as_text(bytes).substr(8)};
}

}  // namespace

TEST_SUITE("artifact/safetensors_writer") {
    TEST_CASE("header: byte for byte what the reference writes") {
        // From the reference crate's own test of serialization: one F32 tensor of shape [1, 2, 3].
        CHECK(header_text({{.name = "attn.0", .type = dtype::f32, .shape = {1, 2, 3}}}, {}) ==
              R"({"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}})");
        // Large element types first, then names; metadata before all; escapes as serde_json writes them.
        CHECK(header_text({{.name = "z", .type = dtype::u8, .shape = {3}},
                           {.name = "b\"\n", .type = dtype::f64, .shape = {}},
                           {.name = "a", .type = dtype::f64, .shape = {0}}},
                          {{"k2", "v"}, {"k1", "\x01"}}) ==
              R"({"__metadata__":{"k1":"\u0001","k2":"v"},"a":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},)"
              R"("b\"\n":{"dtype":"F64","shape":[],"data_offsets":[0,8]},)"
              R"("z":{"dtype":"U8","shape":[3],"data_offsets":[8,11]}}     )");
        CHECK(header_text({}, {}) == "{}      ");
    }

    TEST_CASE("padding: the data begins at a multiple of the alignment") {
        for (const std::size_t alignment : {8U, 64U, 4096U}) {
            const auto bytes =
                safetensors_header_bytes({{.name = "a", .type = dtype::u8, .shape = {1}}}, {}, alignment);
            CHECK(bytes.size() % alignment == 0);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(safetensors_header_bytes({}, {}, 12)),
                             "artifact::safetensors_header_bytes: alignment: expected a power of two from 8 to 4096, "
                             "found 12",
                             std::invalid_argument);
    }

    TEST_CASE("caller's mistakes: what a reader would refuse is never written") {
        const auto refused = [](std::vector<tensor_info> tensors, const char* message) {
            CHECK_THROWS_WITH_AS(static_cast<void>(safetensors_header_bytes(std::move(tensors), {})), message,
                                 std::invalid_argument);
        };
        const tensor_info a{.name = "a", .type = dtype::u8, .shape = {1}};
        refused({a, a}, R"(artifact::safetensors_header_bytes: expected every tensor name once, found "a" twice)");
        refused(
            {{.name = "__metadata__", .type = dtype::u8, .shape = {1}}},
            R"(artifact::safetensors_header_bytes: tensor "__metadata__": expected another name, found the reserved one)");
        refused(
            {{.name = "f", .type = dtype::f4, .shape = {3}}},
            R"(artifact::safetensors_header_bytes: tensor "f": InvalidTensorView: expected whole bytes, fewer than )"
            R"(2^64, found others)");
        refused(
            {{.name = "f", .type = dtype::u8, .shape = {1ULL << 32U, 1ULL << 32U}}},
            R"(artifact::safetensors_header_bytes: tensor "f": InvalidTensorView: expected whole bytes, fewer than )"
            R"(2^64, found others)");
        refused({{.name = "\xFF", .type = dtype::u8, .shape = {}}},
                R"(core::append_json_string: expected UTF-8 text, found "\xff")");
        const temporary_directory directory;
        CHECK_THROWS_WITH_AS(
            write_safetensors(directory / "x", {{.name = "a", .type = dtype::f64, .shape = {2}, .bytes = {}}}),
            R"(artifact::write_safetensors: tensor "a": InvalidTensorView: expected 128 bits, as its shape says, found )"
            "0 bytes",
            std::invalid_argument);
        CHECK(lastro::core::list_directory(directory.path()).empty());
    }

    TEST_CASE("file: all 22 types come back byte for byte, large tensors and small ones") {
        const temporary_directory directory;
        std::mt19937 engine{1};
        std::vector<std::vector<std::byte>> contents;
        std::vector<tensor_data> tensors;
        contents.reserve(30);
        for (std::size_t i = 0; i < 22; ++i) {
            const auto type = static_cast<dtype>(i);
            const std::uint64_t count = 8 * (i + 1);
            contents.emplace_back(count * bits(type) / 8);
            tensors.push_back(
                {.name = std::string{to_string(type)}, .type = type, .shape = {2, count / 2}, .bytes = {}});
        }
        contents.emplace_back(std::size_t{3} << 20U);  // beyond the writer's buffer
        tensors.push_back({.name = "large", .type = dtype::u8, .shape = {contents.back().size()}, .bytes = {}});
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            for (std::byte& b : contents[i]) {
                b = static_cast<std::byte>(engine());
            }
            tensors[i].bytes = contents[i];
        }
        write_safetensors(directory / "all.safetensors", tensors, {{"k", "v"}});
        const std::vector<std::byte> file = lastro::core::read_file(directory / "all.safetensors");
        const auto header = lastro::artifact::parse_safetensors(file, "all");
        CHECK(header.data_begin % 64 == 0);
        REQUIRE(header.tensors.size() == tensors.size());
        for (const tensor_info& t : header.tensors) {
            for (std::size_t i = 0; i < tensors.size(); ++i) {
                if (tensors[i].name == t.name) {
                    CHECK(t.type == tensors[i].type);
                    CHECK(t.shape == tensors[i].shape);
                    const auto found =
                        lastro::core::byte_span{file}.subspan(header.data_begin + t.begin, t.end - t.begin);
                    CHECK(lastro::core::as_text(found) == lastro::core::as_text(contents[i]));
                }
            }
        }
        write_safetensors(directory / "again.safetensors", {tensors.rbegin(), tensors.rend()}, {{"k", "v"}});
        CHECK(lastro::core::read_file(directory / "again.safetensors") == file);  // the order given does not matter
    }

    TEST_CASE("as_written: known of what a writer writes, and of nothing else, whatever is changed") {
        const artifact::text_map texts{{"a\n", "x\"\\ \x01"}, {"b", "\xC3\xA9"}, {"c", ""}};
        const std::vector<artifact::tensor_info> tensors{{.name = "w", .type = artifact::dtype::f64, .shape = {1, 2}},
                                                         {.name = "e", .type = artifact::dtype::f64, .shape = {0}},
                                                         {.name = "b\t", .type = artifact::dtype::u8, .shape = {}}};
        const std::vector<std::byte> written = artifact::safetensors_header_bytes(tensors, texts, 64);
        const std::string json{core::as_text(core::byte_span{written}.subspan(8))};
        std::mt19937 engine{17};
        constexpr std::string_view letters = " \n0123456789\"\\{}[]:,abcu/F";
        std::size_t known = 0;
        std::size_t read = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string text = json;
            for (std::size_t n = round == 0 ? 0 : engine() % 2 + 1; n > 0; --n) {
                const std::size_t at = engine() % text.size();
                if (const auto other = text.find(letters[engine() % letters.size()], at); engine() % 4 == 0) {
                    std::swap(text[at], text[other == std::string::npos ? 0 : other]);
                } else if (engine() % 3 == 0) {
                    text.erase(at, engine() % 3);
                } else {
                    text.insert(at, 1, letters[engine() % letters.size()]);
                }
            }
            std::vector<std::byte> file;
            core::append_le(file, static_cast<std::uint64_t>(text.size()));
            const auto body = core::as_bytes(text);
            file.insert(file.end(), body.begin(), body.end());
            file.resize(file.size() + 17);
            try {
                const auto header = artifact::parse_safetensors(file, "t");
                ++read;
                std::string again{core::as_text(core::byte_span{
                    artifact::safetensors_header_bytes(header.tensors, header.metadata.value_or(artifact::text_map{}))}
                                                    .subspan(8))};
                again.resize(again.find_last_not_of(' ') + 1);
                INFO(text);
                REQUIRE((!header.as_written || again + std::string(header.padding, ' ') == text));
                known += header.as_written ? 1 : 0;
            } catch (const lastro::format_error&) {
            }
        }
        CHECK(known > 100);
        CHECK(read > known + 100);
    }
}
