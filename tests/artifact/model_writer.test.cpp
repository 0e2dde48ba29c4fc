// SPDX-License-Identifier: MIT
// tests/artifact/model_writer.test.cpp
#include <lastro/artifact/model_writer.hpp>

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "reflected.hpp"

using lastro::artifact::save;

TEST_SUITE("artifact/model_writer") {
    TEST_CASE("file: a safetensors file whose texts say what the specification says") {
        const temporary_directory directory;
        save(directory / "m", reflected::example(), {.name = "example"});
        const std::vector<std::byte> file = lastro::core::read_file(directory / "m");
        const auto header = lastro::artifact::parse_safetensors(file, "m");
        CHECK(header.data_begin % 64 == 0);
        CHECK(header.tensors.size() == 13);
        const lastro::artifact::text_map& texts = header.metadata.value();
        std::vector<std::string> keys;
        for (const auto& [name, value] : texts) {
            keys.push_back(name);
        }
        CHECK(keys == std::vector<std::string>{"format", "lastro.card", "lastro.digest", "lastro.environment",
                                               "lastro.model", "lastro.seal"});
        CHECK(texts.at("format") == "lastro");
        CHECK(texts.at("lastro.card") == R"({"format":"lastro.card/1","name":"example"})");
        const auto structure = lastro::store::parse_canonical_json(texts.at("lastro.model"), "m");
        for (const auto& t : header.tensors) {  // what b3sum says of a tensor's bytes stands in the structure
            const auto bytes = lastro::core::byte_span{file}.subspan(header.data_begin + t.begin, t.end - t.begin);
            CHECK(structure.at("tensors").at(t.name).at("digest") == lastro::hash::blake3::of(bytes).to_string());
        }
    }

    TEST_CASE("equal models: equal bytes; the name is part of the file") {
        const temporary_directory directory;
        save(directory / "a", reflected::example(), {.name = "example"});
        save(directory / "b", reflected::example(), {.name = "example"});
        save(directory / "c", reflected::example(), {.name = "other"});
        CHECK(lastro::core::read_file(directory / "a") == lastro::core::read_file(directory / "b"));
        CHECK(lastro::core::read_file(directory / "a") != lastro::core::read_file(directory / "c"));
    }

    TEST_CASE("refusals: nothing is written") {
        const temporary_directory directory;
        CHECK_THROWS_WITH_AS(save(directory / "m", reflected::square{}, {}),
                             "artifact::save: name: expected the model's name, found none", std::invalid_argument);
        CHECK_THROWS_AS(save(directory / "m", reflected::square{}, {.name = "\xFF"}), std::invalid_argument);
        const std::string huge(std::size_t{17} << 20U, 'x');
        CHECK_THROWS_AS(save(directory / "m", reflected::square{}, {.name = "m", .description = huge}),
                        std::length_error);
        CHECK(lastro::core::list_directory(directory.path()).empty());
        const std::string message = directory / "none/m: cannot open for writing: No such file or directory";
        CHECK_THROWS_WITH_AS(save(directory / "none/m", reflected::square{}, {.name = "m"}), message.c_str(),
                             lastro::io_error);
    }
}
