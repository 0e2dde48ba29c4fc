// SPDX-License-Identifier: MIT
// tests/store/chunker.test.cpp
#include <lastro/store/chunker.hpp>

#include <algorithm>
#include <cstddef>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/xet.hpp>

#include <doctest/doctest.h>

using lastro::core::as_text;
using lastro::core::byte_span;
using lastro::store::chunk_stream;
using lastro::store::fastcdc;
using lastro::store::for_each_chunk;

namespace {

static_assert(lastro::store::chunker<fastcdc>);
static_assert(lastro::store::chunker<lastro::store::xet_chunker>);

/// A chunker that can be followed by hand: a chunk ends with a line, and has at most 8 bytes.
struct lines {
    std::size_t maximum() const noexcept { return 8; }
    std::size_t cut(byte_span data) const noexcept {
        const std::size_t end = std::min<std::size_t>(data.size(), 8);
        for (std::size_t i = 0; i < end; ++i) {
            if (data[i] == std::byte{'\n'}) {
                return i + 1;
            }
        }
        return end;
    }
};

std::vector<std::byte> noise(std::size_t size, unsigned seed) {
    std::mt19937_64 engine{seed};
    std::vector<std::byte> bytes(size);
    for (std::byte& b : bytes) {
        b = static_cast<std::byte>(engine() & 0xFFU);
    }
    return bytes;
}

template <class Chunker>
std::vector<std::string> chunks(const Chunker& rule, byte_span data) {
    std::vector<std::string> found;
    for_each_chunk(rule, data, [&](byte_span chunk) { found.emplace_back(as_text(chunk)); });
    return found;
}

}  // namespace

TEST_SUITE("store/chunker") {
    TEST_CASE("chunks: follow each other and are together the content") {
        CHECK(chunks(lines{}, lastro::core::as_bytes("one\n\nof sixteen bytes\nend")) ==
              std::vector<std::string>{"one\n", "\n", "of sixte", "en bytes", "\n", "end"});
        CHECK(chunks(lines{}, {}).empty());
    }

    TEST_CASE("stream: gives the chunks of the whole, however the content is split") {
        const auto data = noise(300'000, 1);
        const fastcdc rule{{.minimum = 64, .average = 256, .maximum = 1024}};
        const auto expected = chunks(rule, data);
        std::mt19937_64 engine{2};
        for (const std::size_t most : {1U, 7U, 500U, 1023U, 1024U, 1025U, 5000U, 300'000U}) {
            CAPTURE(most);
            std::vector<std::string> found;
            const auto keep = [&](byte_span chunk) { found.emplace_back(as_text(chunk)); };
            chunk_stream stream{rule};
            for (std::size_t begin = 0; begin < data.size();) {
                const std::size_t size = std::min<std::size_t>(engine() % (most + 1), data.size() - begin);
                stream.update(byte_span{data}.subspan(begin, size), keep);
                begin += size;
            }
            stream.finish(keep);
            CHECK(found == expected);
            found.clear();
            stream.update(data, keep);  // as new after the end
            stream.finish(keep);
            CHECK(found == expected);
            stream.finish(keep);
            CHECK(found == expected);
        }
    }

    TEST_CASE("locality: an insertion changes the chunks around it and no others") {
        const auto before = noise(1 << 20, 3);
        auto after = before;
        after.insert(after.begin() + 500'000, {std::byte{1}, std::byte{2}, std::byte{3}});
        const auto compare = [&](const auto& rule, std::size_t most) {
            const auto old_chunks = chunks(rule, before);
            const auto new_chunks = chunks(rule, after);
            const std::set<std::string> known(old_chunks.begin(), old_chunks.end());
            const auto changed = std::count_if(new_chunks.begin(), new_chunks.end(),
                                               [&](const std::string& chunk) { return !known.contains(chunk); });
            CHECK(changed >= 1);
            CHECK(changed <= static_cast<std::ptrdiff_t>(most));
            CHECK(new_chunks.size() > 10);
        };
        compare(fastcdc{{.minimum = 4096, .average = 16'384, .maximum = 65'536}}, 3);
        compare(lastro::store::xet_chunker{}, 3);
    }
}
