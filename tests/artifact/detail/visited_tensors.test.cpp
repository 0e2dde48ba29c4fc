// SPDX-License-Identifier: MIT
// tests/artifact/detail/visited_tensors.test.cpp
#include <lastro/artifact/detail/visited_tensors.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using artifact::detail::visited_tensors;

namespace {

std::vector<std::byte> content(std::size_t size, std::size_t seed) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::byte>((i * 31 + seed) % 251);
    }
    return bytes;
}

// Visits tensors of these sizes, each in two pieces, and checks every digest; true if the bytes were kept.
bool visit(const std::vector<std::size_t>& sizes) {
    visited_tensors visited;
    std::vector<std::vector<std::byte>> all;
    for (const std::size_t size : sizes) {
        all.push_back(content(size, all.size()));
        const core::byte_span bytes{all.back()};
        visited.add({.name = std::to_string(all.size()),
                     .type = artifact::dtype::u8,
                     .shape = {size},
                     .bytes = size,
                     .pieces = [bytes](const artifact::byte_sink& sink) {
                         sink(bytes.first(bytes.size() / 3));
                         sink(bytes.subspan(bytes.size() / 3));
                     }});
    }
    visited.finish();
    REQUIRE(visited.infos().size() == sizes.size());
    REQUIRE(visited.digests().size() == sizes.size());
    REQUIRE(visited.bytes().size() == (visited.kept() ? sizes.size() : 0));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        CHECK(visited.infos()[i].name == std::to_string(i + 1));
        CHECK(visited.infos()[i].end == sizes[i]);
        CHECK(visited.digests()[i] == lastro::hash::blake3::of(core::byte_span{all[i]}));
        if (visited.kept()) {
            CHECK(core::as_text(visited.bytes()[i]) == core::as_text(all[i]));
        }
    }
    return visited.kept();
}

}  // namespace

TEST_SUITE("artifact/detail/visited_tensors") {
    TEST_CASE("kept: the bytes, while all of them together are few") {
        constexpr std::size_t most = visited_tensors::most;
        CHECK(visit({}));
        CHECK(visit({0, 1, 5120, 0, visited_tensors::longest + 1, 7}));
        CHECK(visit({most}));
        CHECK(visit({most - 1, 1, 0}));
        CHECK(!visit({most + 1}));
        CHECK(!visit({most, 1}));
        CHECK(!visit({most - 1, 2, 3}));
    }

    TEST_CASE("not kept: the digests are right, whatever follows what") {
        CHECK(!visit(std::vector<std::size_t>(60, 10'000)));
        CHECK(!visit({1000, 300'000, 1000, 16'384, 16'385, 1000, 400'000}));
        std::vector<std::size_t> sizes(20, 16'384);
        sizes.insert(sizes.begin() + 17, 200'000);
        CHECK(!visit(sizes));
    }
}
