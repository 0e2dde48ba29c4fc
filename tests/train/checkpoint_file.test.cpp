// SPDX-License-Identifier: MIT
// tests/train/checkpoint_file.test.cpp
#include <lastro/train/checkpoint_file.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using namespace lastro;
using train::checkpoint;

namespace {

checkpoint example() {
    checkpoint c{.identity = {{"seed", "42"}, {"data", "blake3:00"}},
                 .epoch = 3,
                 .step = 2,
                 .kept_epoch = 1,
                 .stopped = "enough"};
    c.history = {{.epoch = 1, .metrics = {{"loss", 0.5}, {"validation/loss", 0.75}}, .learning_rate = 0.01},
                 {.epoch = 2, .metrics = {}, .learning_rate = 0.0}};
    c.numbers = {{"plateau/best", std::numeric_limits<double>::infinity()}};
    c.tensors = {{"parameters/w", "F64", 1, 1, std::vector<std::byte>(8)}, {"kept/w", "F32", 0, 0, {}}};
    c.states = {{"callback/early_stopping/0", {std::byte{1}, std::byte{2}}}};
    c.chain = {.level = train::chaining::steps, .tensors = {"w"}, .links = {{1, 2, 0.5, {}}}};
    c.chain.gradients.resize(1);
    c.chain.parameters.resize(1);
    return c;
}

bool same(const checkpoint& a, const checkpoint& b) {
    return a.identity == b.identity && a.epoch == b.epoch && a.step == b.step && a.kept_epoch == b.kept_epoch &&
           a.stopped == b.stopped && a.history == b.history && a.numbers == b.numbers && a.tensors == b.tensors &&
           a.states == b.states && a.chain == b.chain;
}

// A trailer that fits, for content that does not.
std::vector<std::byte> sealed(std::vector<std::byte> content) {
    const hash::digest digest = hash::blake3::of(content);
    content.insert(content.end(), digest.bytes().begin(), digest.bytes().end());
    return content;
}

}  // namespace

TEST_SUITE("train/checkpoint_file") {
    TEST_CASE("encode and decode: everything comes back, and equal checkpoints are equal bytes") {
        const std::vector<std::byte> bytes = train::encode(example());
        const checkpoint back = train::decode(bytes, "example");
        CHECK(same(back, example()));
        CHECK(train::encode(back) == bytes);
        CHECK(same(train::decode(train::encode(checkpoint{}), "empty"), checkpoint{}));
    }

    TEST_CASE("encode: the bytes of version 1 are frozen") {
        CHECK(hash::blake3::of(train::encode(example())).hex() ==
              "5bf4f5cc7a9e8c39a01d4af9de65a472719c085ad4863c62469319e1711d7df2");
    }

    TEST_CASE("decode: no bit can be flipped and no byte be missing without an integrity_error") {
        const std::vector<std::byte> bytes = train::encode(example());
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::vector<std::byte> flipped = bytes;
            flipped[bit / 8] ^= std::byte{1} << static_cast<int>(bit % 8);
            CAPTURE(bit);
            REQUIRE_THROWS_AS(static_cast<void>(train::decode(flipped, "flipped")), integrity_error);
        }
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CAPTURE(size);
            REQUIRE_THROWS_AS(static_cast<void>(train::decode(core::byte_span{bytes}.first(size), "cut")),
                              integrity_error);
        }
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode({}, "run/c")),
                             "run/c: expected a checkpoint, which ends in a digest, found 0 bytes", integrity_error);
    }

    TEST_CASE("decode: another format, and content that ends anywhere, are format_errors") {
        core::byte_writer other;
        other.put("lastro.checkpoint/2");
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode(sealed(other.take()), "c")),
                             R"(c: expected "lastro.checkpoint/1", found "lastro.checkpoint/2")", format_error);
        std::vector<std::byte> content = train::encode(example());
        content.resize(content.size() - hash::digest::size);
        for (std::size_t size = 0; size < content.size(); ++size) {
            CAPTURE(size);
            REQUIRE_THROWS_AS(static_cast<void>(train::decode(
                                  sealed({content.begin(), content.begin() + static_cast<std::ptrdiff_t>(size)}), "c")),
                              format_error);
        }
        content.push_back(std::byte{0});
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode(sealed(content), "c")),
                             "c: expected the end, found 1 more bytes", format_error);
    }

    TEST_CASE("decode: a number of elements that cannot be there takes no memory") {
        std::vector<std::byte> content = train::encode(checkpoint{});
        content.resize(content.size() - hash::digest::size);
        int refused = 0;
        for (std::size_t at = 8 + 19; at + 8 <= content.size(); ++at) {  // any eight bytes after the name of the format
            std::vector<std::byte> huge = content;
            core::store_le(std::uint64_t{1} << 40U, huge.data() + at);
            CAPTURE(at);
            try {
                static_cast<void>(train::decode(sealed(huge), "c"));
            } catch (const format_error&) {  // std::bad_alloc would end the test
                ++refused;
            }
        }
        CHECK(refused > 20);
    }

    TEST_CASE("decode: a chain has a level that there is, and marks for every tensor of every link") {
        checkpoint c = example();
        c.chain.gradients.pop_back();
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode(train::encode(c), "c")),
                             "c: chain: expected 1 marks of gradients, found 0", format_error);
        c = example();
        c.chain.parameters.push_back({});
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode(train::encode(c), "c")),
                             "c: chain: expected 1 marks of parameters, found 2", format_error);
        c = example();
        c.chain.level = static_cast<train::chaining>(3);
        CHECK_THROWS_WITH_AS(static_cast<void>(train::decode(train::encode(c), "c")),
                             "c: chain: expected a level of 0, 1 or 2, found 3", format_error);
    }

    TEST_CASE("read_checkpoint: from a file, whose name begins the message") {
        const temporary_directory here;
        core::write_file(here / "c", train::encode(example()));
        CHECK(same(train::read_checkpoint(here / "c"), example()));
        CHECK_THROWS_AS(static_cast<void>(train::read_checkpoint(here / "none")), io_error);
        core::write_file(here / "c", core::as_bytes("not a checkpoint at all, but longer than a digest"));
        const std::string start = (here / "c") + ": expected content whose BLAKE3 digest is ";
        try {
            static_cast<void>(train::read_checkpoint(here / "c"));
            CHECK(false);
        } catch (const integrity_error& e) {
            CHECK(std::string{e.what()}.starts_with(start));
        }
    }
}  // TEST_SUITE
