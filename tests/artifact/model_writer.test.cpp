// SPDX-License-Identifier: MIT
// tests/artifact/model_writer.test.cpp
#include <lastro/artifact/model_writer.hpp>

#include <cstddef>
#include <limits>
#include <memory>
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

namespace {

// A chain of itself: two levels of JSON a link.
struct chain_link {
    static constexpr lastro::artifact::schema schema{"test.link", 1};
    std::unique_ptr<chain_link> next;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("next", self.next);
    }
};

chain_link chain(std::size_t links) {
    chain_link first;
    for (chain_link* last = &first; --links > 0; last = last->next.get()) {
        last->next = std::make_unique<chain_link>();
    }
    return first;
}

}  // namespace

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

    TEST_CASE("depth: as many levels as a reader takes, and no more") {
        const temporary_directory directory;
        save(directory / "m", chain(63), {.name = "m"});
        const auto header = lastro::artifact::parse_safetensors(lastro::core::read_file(directory / "m"), "m");
        static_cast<void>(lastro::store::parse_canonical_json(header.metadata.value().at("lastro.model"), "m"));
        const std::string deep =
            "artifact::save: " + (directory / "n") + ": expected at most 127 levels of nesting, found more";
        CHECK_THROWS_WITH_AS(save(directory / "n", chain(64), {.name = "n"}), deep.c_str(), std::length_error);
        CHECK(lastro::core::list_directory(directory.path()).size() == 1);
    }
}
