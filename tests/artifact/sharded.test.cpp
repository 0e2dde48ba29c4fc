// SPDX-License-Identifier: MIT
// tests/artifact/sharded.test.cpp
#include <lastro/artifact/sharded.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using artifact::sharded_file;

namespace {

const std::vector<std::byte> bytes(8, std::byte{1});
const core::byte_span eight{bytes};

std::vector<artifact::tensor_data> four() {
    return {{"a", artifact::dtype::f64, {1}, eight},
            {"d", artifact::dtype::u8, {8}, eight},
            {"b", artifact::dtype::f64, {1}, eight},
            {"c", artifact::dtype::f32, {2}, eight}};
}

void refused(const std::string& text, const char* message) {
    CHECK_THROWS_WITH_AS(static_cast<void>(artifact::parse_shard_index(text, "i")), message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/sharded") {
    TEST_CASE("round trip: files of at most so many bytes, named as others name them, and an index") {
        const temporary_directory here;
        const std::string index = here / "m.safetensors.index.json";
        artifact::write_sharded(index, four(), {{"format", "pt"}}, {.bytes = 17});
        CHECK(core::read_text(index) ==
              R"({"metadata":{"total_size":32},"weight_map":{"a":"m-00001-of-00002.safetensors",)"
              R"("b":"m-00001-of-00002.safetensors","c":"m-00002-of-00002.safetensors",)"
              R"("d":"m-00002-of-00002.safetensors"}})");
        const sharded_file model{index};
        CHECK(model.path() == index);
        CHECK(model.size() == 4);
        CHECK(model.files().size() == 2);
        CHECK(model.has("d"));
        CHECK_FALSE(model.has("e"));
        CHECK(model.file_of("c").copy<float>("c").size() == 2);
        CHECK(model.file_of("a").metadata()->at("format") == "pt");
        CHECK(&model.file_of("a") == &model.file_of("b"));
        const std::string none = index + R"(: TensorNotFound: expected a tensor "e", found 4 others)";
        CHECK_THROWS_WITH_AS(static_cast<void>(model.file_of("e")), none.c_str(), lastro::schema_error);
        artifact::write_sharded(here / "n.safetensors.index.json", four(), {}, {.bytes = 1});  // each larger than that
        CHECK(sharded_file{here / "n.safetensors.index.json"}.files().size() == 4);
        artifact::write_sharded(here / "o.safetensors.index.json", {});
        CHECK(sharded_file{here / "o.safetensors.index.json"}.size() == 0);
    }

    TEST_CASE("writing: never over an index, and none where a tensor is refused") {
        const temporary_directory here;
        const std::string index = here / "m.safetensors.index.json";
        artifact::write_sharded(index, four());
        CHECK_THROWS_AS(artifact::write_sharded(index, four()), std::invalid_argument);
        CHECK_THROWS_AS(artifact::write_sharded(here / "m.json", four()), std::invalid_argument);
        auto wrong = four();
        wrong[1].shape = {7};
        CHECK_THROWS_AS(artifact::write_sharded(here / "w.safetensors.index.json", wrong, {}, {.bytes = 8}),
                        std::invalid_argument);
        CHECK_FALSE(core::file_exists(here / "w.safetensors.index.json"));
        auto twice = four();
        twice[1].name = "a";
        CHECK_THROWS_AS(artifact::write_sharded(here / "w.safetensors.index.json", twice, {}, {.bytes = 8}),
                        std::invalid_argument);
    }

    TEST_CASE("index: what is not one is refused, and what it may hold besides is passed over") {
        CHECK(artifact::parse_shard_index(R"({"weight_map":{},"metadata":{"total_size":1.5e300},"x":[null]})", "i")
                  .empty());
        refused("[]", R"(i: byte 0: expected an object, found "[]")");
        refused("{}", "i: expected a weight_map, found none");
        refused("\xFF", "i: expected UTF-8, found other bytes");
        refused(R"({"weight_map":{},"weight_map":{}})", R"(i: byte 30: expected weight_map once, found "{}}")");
        refused(R"({"weight_map":{"a":"f","a":"f"}})",
                R"(i: byte 27: expected every tensor name once, not "a" again, found "\"f\"}}")");
        for (const char* const file : {"", "..", "/etc/passwd", "../f", "d/f", "a\\\\b", "a\\u0000b"}) {
            CAPTURE(file);
            CHECK_THROWS_AS(static_cast<void>(artifact::parse_shard_index(
                                R"({"weight_map":{"a":")" + std::string{file} + "\"}}", "i")),
                            lastro::format_error);
        }
        CHECK_THROWS_AS(
            static_cast<void>(artifact::parse_shard_index(R"({"weight_map":{"a":"f","b":"f"}})", "i", {.tensors = 1})),
            lastro::format_error);
    }

    TEST_CASE("agreement: index and files must say the same of every tensor") {
        const temporary_directory here;
        const auto write = [&](std::string_view map) {
            core::write_file(here / "i", core::as_bytes(std::string{R"({"weight_map":)"}.append(map) + "}"));
        };
        artifact::write_safetensors(here / "f",
                                    {{"a", artifact::dtype::u8, {8}, eight}, {"b", artifact::dtype::u8, {8}, eight}});
        write(R"({"a":"f","b":"f"})");
        CHECK(sharded_file{here / "i"}.size() == 2);
        write(R"({"a":"f"})");
        CHECK_THROWS_WITH_AS(sharded_file{here / "i"}, (here / "i: expected 1 tensors in its files, found 2").c_str(),
                             lastro::format_error);
        write(R"({"a":"f","c":"f"})");
        CHECK_THROWS_WITH_AS(sharded_file{here / "i"}, (here / R"(i: expected tensor "c" in "f", found none)").c_str(),
                             lastro::format_error);
        write(R"({"a":"g"})");
        CHECK_THROWS_AS(sharded_file{here / "i"}, lastro::io_error);
    }
}
